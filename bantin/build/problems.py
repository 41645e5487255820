"""What is wrong between pages, and what stops a build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.collections.fields import fields_of
from bantin.collections.registry import record_of
from bantin.markup.anchors import nearest_anchor
from bantin.problems import BuildFailed, Problem, Severity, problem
from bantin.site import changes
from bantin.system.paths import SOURCE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from bantin.build.model import Model
    from bantin.build.records import Memory
    from bantin.config import Settings
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import PageRecord


def stop_at(problems: Iterable[Problem], *, strict: bool) -> None:
    """Raise `BuildFailed` when one of `problems` prevents publishing: an error, or with `strict` any of them."""
    found = list(problems)
    if any(strict or one.severity is Severity.ERROR for one in found):
        raise BuildFailed(found)


def page_problems(records: Mapping[str, PageRecord], model: Model) -> list[Problem]:
    """Return what rendering all pages has found, and what is wrong between them."""

    def anchors_of(path: str) -> tuple[str, ...] | None:
        document = model.index.shown.get(path)
        return records[document.url].report.anchors if document is not None and document.url in records else None

    found = [fault for record in records.values() for fault in record.report.problems]
    found += check_fragments((record for record in records.values() if record.report.fragments), anchors_of)
    return [*found, *unreferenced(records.values(), model.queries)]


def check_fragments(
    linking: Iterable[PageRecord], anchors_of: Callable[[str], Collection[str] | None]
) -> Iterator[Problem]:
    """Yield a problem for each link to an anchor that the other text does not have.

    `anchors_of` returns what a link to a source can name, `None` when it has no page.
    """
    for one in linking:
        for fragment in one.report.fragments:
            there = anchors_of(fragment.target)
            if there is not None and fragment.anchor not in there:
                yield problem(
                    "BT402",
                    one.route.subject,
                    fragment.line,
                    target=fragment.written,
                    anchor=fragment.anchor,
                    near=nearest_anchor(fragment.anchor, there),
                )


def unreferenced(records: Iterable[PageRecord], queries: Queries, waiting: Collection[str] = ()) -> list[Problem]:
    """Return a warning for each file beside a published article or page that nothing refers to.

    `records` are those of all published pages, and of the sources `waiting`. Files beside another draft or waiting
    article, or one that is withdrawn, are not checked: its text has not been read.
    """
    records = list(records)
    used = {path for record in records for _, path in record.report.media}
    left = [path for path in queries.files if path[-3:] not in SOURCE_SUFFIXES and path not in used]
    if not left:
        return []
    index = queries.index
    named = {file for one in index.referring for _, file in one.files}
    named.update(row.file for table in index.tables.values() for row in table.rows if row.file)
    folders: dict[str, bool] = {}
    """Whether all sources of a folder have been read; with a slash at the end, whether the article that owns it has."""
    for path, one in index.documents.items():
        folder, _, name = path.rpartition("/")
        is_published = path in index.shown and path not in index.unlisted and not one.is_hidden
        is_read = is_published or path in waiting
        folders[folder] = folders.get(folder, True) and is_read
        if name == "index.md":
            folders[f"{folder}/"] = is_read
    folders.update((path.rpartition("/")[0], True) for path in index.tables)
    found = [
        _misnamed(path) or (_unused(path, index.settings) if _is_judged(path, folders) else None)
        for path in left
        if path not in named
    ]
    return [one for one in found if one]


def moved(before: Memory, model: Model) -> Iterator[Problem]:
    """Yield a warning for each page that readers knew at another address, which leads nowhere now.

    `before` is what the last build left. Whether its source was renamed or has another slug does not matter.
    """
    changed = [
        one.parsed.document
        for path, one in before.sources.items()
        if path not in model.sources or model.sources[path].parsed is not one.parsed
    ]
    lost = {one.url: one for one in changed if one and one.url in before.pages and one.url not in model.pages}
    if not lost:
        return
    shown = model.index.shown
    yield from changes.moved(lost, shown, (one for path, one in shown.items() if path not in before.sources))


def _unused(path: str, settings: Settings) -> Problem:
    """Return the warning of a file that nothing refers to: a text of a word processor may have been meant as a page."""
    name = path.rpartition("/")[2]
    if not name.lower().endswith(WORD_PROCESSORS):
        return problem("BT859", path)
    fields = fields_of(record_of(path, settings))
    key = next(key for key, one in fields.items() if one.attribute == "attachments")
    return problem("BT319", path, name=name, key=key)


def _misnamed(path: str) -> Problem | None:
    """Return the warning of a file that was meant to be a source, but has another suffix."""
    found = _LIKE_SOURCE.fullmatch(path.rpartition("/")[2])
    return problem("BT318", path, suffix=found[2], near=f"{found[1]}.md") if found else None


WORD_PROCESSORS = (".doc", ".docx", ".odt", ".rtf", ".pages", ".wps")
# Notepad adds .txt to what has another suffix; the others are names that programs have for Markdown.
_LIKE_SOURCE = re.compile(
    r"(.+?)(\.md(?:\.(?:txt|docx?|html?|bak|orig|old))|\.(?:markdown|mdown|mkdn?|mdwn|mdtxt|mdx))", re.IGNORECASE
)


def _is_judged(path: str, folders: Mapping[str, bool]) -> bool:
    """Whether the sources beside `path`, or else the article in whose folder it lies deeper, have all been read.

    Where there is none at all, a text of a word processor was meant to be one.
    """
    folder = path.rpartition("/")[0]
    if folder in folders:
        return folders[folder]
    while folder:
        if f"{folder}/" in folders:
            return folders[f"{folder}/"]
        folder = folder.rpartition("/")[0]
    return path.lower().endswith(WORD_PROCESSORS)
