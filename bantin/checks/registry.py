"""The checks of `check`, by what they check. A new one is a function, a line here, a problem code and a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.checks import letters, links, metadata, site, structure, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bantin.checks.site import SiteInput
    from bantin.checks.text import Text
    from bantin.collections.article import Article
    from bantin.collections.documents import Document
    from bantin.problems import Problem

TEXT_CHECKS: tuple[Callable[[Text], Iterator[Problem]], ...] = (
    structure.jumping_headings,
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
RECORD_CHECKS: tuple[Callable[[Article | Document], Iterator[Problem]], ...] = (
    metadata.missing_summary,
    metadata.long_title,
    metadata.updated_before_published,
    metadata.idle_keys,
    metadata.capital_title,
)
SITE_CHECKS: tuple[Callable[[SiteInput], Iterator[Problem]], ...] = (
    site.spellings_of_tags,
    site.spellings_of_authors,
    site.twin_titles,
    site.unreachable_pages,
)
