"""From what has changed since the last build to the pages that are outdated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.article import Article

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bantin.build.model import Model
    from bantin.build.records import Memory
    from bantin.build.state import State
    from bantin.collections.documents import Document
    from bantin.collections.parse import SourceRecord
    from bantin.site.index import Index


class Change(NamedTuple):
    """A document that is not what it was, or is published now and was not; `None` where there was or is none."""

    path: str
    before: Document | None
    after: Document | None


def outdated_pages(state: State, memory: Memory, model: Model) -> set[str] | None:
    """Return the URLs of those of the pages in `memory` that have asked something to which there is another answer now.

    Returns `None` when that is not known any more: then every page may be outdated.
    """
    if not memory.pages:
        return set()
    changes = list(_changes(memory, model.sources, model.index.now.timestamp()))
    subjects = {one.path for one in changes} | _near(changes, model.index)
    found = state.outdated(subjects, model.queries.fingerprint)
    return None if found is None else {url for url, page in memory.pages.items() if page.id in found}


def _changes(memory: Memory, sources: Mapping[str, SourceRecord], now: float) -> Iterator[Change]:
    """Yield what differs between the documents that the pages in `memory` show and those of `sources` at `now`."""
    earlier, later = sorted((memory.moment, now))
    for path, one in sources.items():
        known = memory.sources.get(path)
        before, after = known.parsed.document if known else None, one.parsed.document
        is_due = after is not None and after.due is not None and earlier < after.due.seconds <= later
        if is_due or (known is not one and before != after):
            yield Change(path, before, after)
    for path in memory.sources.keys() - sources.keys():
        yield Change(path, memory.sources[path].parsed.document, None)


def _near(changes: Collection[Change], index: Index) -> set[str]:
    """Return the articles whose neighbours or related ones `changes` can have altered."""
    paths = {one.path for one in changes}
    found = {one.path for one in index.referring if isinstance(one, Article) and not paths.isdisjoint(one.related)}
    for change in changes:
        for one in (change.before, change.after):
            if isinstance(one, Article):
                found.update(index.near(one))
    return found
