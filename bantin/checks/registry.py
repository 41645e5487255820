"""Every check that only `check` makes, by what it looks at. A new one is a function, a line here, a code and a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.checks import letters, links, metadata, outlines, tables, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bantin.checks.text import Text
    from bantin.checks.whole import Whole
    from bantin.collections.documents import Article, Document
    from bantin.problems import Problem

OF_TEXTS: tuple[Callable[[Text], Iterator[Problem]], ...] = (
    outlines.jumping_headings,
    outlines.glued_lists,
    links.vague_links,
    links.bare_addresses,
    links.plain_http,
    links.malformed_links,
    tables.headless_tables,
    tables.rows_without_table,
    letters.mixed_normal_forms,
    letters.false_letters,
    letters.legacy_text,
)
OF_RECORDS: tuple[Callable[[Article | Document], Iterator[Problem]], ...] = (
    metadata.missing_summary,
    metadata.long_title,
    metadata.updated_before_published,
    metadata.idle_keys,
    metadata.capital_title,
)
OF_SITES: tuple[Callable[[Whole], Iterator[Problem]], ...] = (
    whole.spellings_of_tags,
    whole.spellings_of_authors,
    whole.twin_titles,
    whole.unreachable_pages,
)
