"""From what has changed since the last build to the pages that can be stale. The traces of the others need not be asked.

A trace is exact, and so is asked at last; but 13,000 of them take longer to ask than a page to render. Most of what pages ask
is asked by many: those answers are compared once (`Grounds.answers`). What one page alone asks of its own subject can only
differ near an article that has changed: `Catalog.near` says where that is.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import msgspec

from bantin.build.memory.recorded import unlike
from bantin.collections.documents import Article, Document
from bantin.language.vietnamese import slugify
from bantin.problems import Problem
from bantin.rendering import traces
from bantin.site import routes as pages
from bantin.site.filing import Filed, filed_again, same_place
from bantin.system import fingerprints
from bantin.system.names import SEPARATOR
from bantin.system.packing import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from bantin.build.memory.published import Published
    from bantin.collections.documents import StoredSource
    from bantin.rendering.library import Library
    from bantin.site.index import Catalog

_OF_PLACES = frozenset({"address", "full", "indexed", "sitemaps", "source", "term", "terms", "top_tags", "translations", "year", "years"})
"""Kinds of keys whose answers are made of where sources are filed: nothing changes them while each source keeps its place."""
_OF_CARDS = frozenset({"featured", "latest", "list", "month", "news"})
"""Kinds of keys whose answers are made of articles as lists show them."""
_OF_LISTS = frozenset({"full", "list", "term"})
"""Kinds of keys that ask for the articles of one category, tag or author, or how many they are."""
_FEW = 200
"""Changes up to which the rest is left as it is filed."""


class Arrangement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How a build filed and planned the site."""

    filed: Filed
    troubled: tuple[str, ...]
    """Sources of which there is something to tell."""
    problems: tuple[Problem, ...]
    """Of the plan."""
    layouts: int
    """Fingerprint of the names of all layouts."""
    shape: int
    """See `pages.shape`."""


class Grounds(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the pages of an output folder were made from, beside their own subjects."""

    valid_from: float
    """Seconds since 1970: the clock of the build."""
    valid_until: float
    """Seconds since 1970: when the clock alone changes what is filed."""
    answers: dict[str, dict[bytes, int]]
    """Fingerprints of the answers that pages share, by key, packed; those together that the same change can alter: see `_shelf`."""
    manifest: int
    """Fingerprint of the output folder's manifest."""
    arrangement: msgspec.Raw
    """An `Arrangement`, packed."""


class Change(msgspec.Struct, frozen=True, dict=True):
    """A source that is not what it was; `None` where there was or is no record."""

    path: str
    before: Document | None
    after: Document | None
    is_broken: bool = False
    """Whether there is a source of which no record could be made."""
    is_troubled: bool = False
    """Whether there is something to tell of it."""

    @property
    def is_text_alone(self) -> bool:
        """Whether everything is as it was but the text."""
        return self.before is not None and self.after is not None and self.before.card == self.after.card

    @property
    def articles(self) -> list[Article]:
        """The article that it was and the one that it is, as far as it was or is one."""
        return [one for one in (self.before, self.after) if isinstance(one, Article)]

    @functools.cached_property
    def keeps_its_place(self) -> bool:
        """Whether it is filed, and dated, as it was."""
        before, after = self.before, self.after
        return before is not None and after is not None and (same_place(before, after) and before.updated_at == after.updated_at)


def changes(before: Mapping[str, StoredSource], after: Mapping[str, StoredSource]) -> Iterator[Change]:
    """Yield what has changed from the sources of the last build to those of this one."""
    new, gone = unlike(before, after)
    for path, one in new.items():
        old, parsed = before.get(path), one.parsed
        yield Change(path, old.parsed.document if old else None, parsed.document, parsed.document is None, bool(parsed.problems))
    for path in gone:
        yield Change(path, before[path].parsed.document, None)


def arrangement(before: Grounds | None, changed: Collection[Change], layouts: Collection[str], now: datetime) -> Arrangement | None:
    """Return how the site is filed now that `changed` is, and how it was planned; `None` when all must be filed and planned anew.

    `before` are the grounds of the last build, `layouts` the names of all layouts.
    """
    if before is None or not before.valid_from <= now.timestamp() < before.valid_until:
        return None
    if len(changed) > _FEW or any(one.is_broken for one in changed):
        return None
    try:
        found = _decode_arrangement(before.arrangement)
    except DAMAGED:
        return None
    if found.layouts != _names_print(layouts):
        return None
    paths = {one.path for one in changed}
    troubled = (*(path for path in found.troubled if path not in paths), *(one.path for one in changed if one.is_troubled))
    new = [one.after for one in changed if one.after is not None]
    filed = found.filed
    if not all(one.keeps_its_place for one in changed):
        filed = filed_again(filed, paths, new, now)
    elif not all(one.is_text_alone for one in changed):
        filed = filed.with_cards(new)
    return msgspec.structs.replace(found, filed=filed, troubled=troubled)


_decode_arrangement = msgspec.msgpack.Decoder(Arrangement).decode


def _names_print(layouts: Collection[str]) -> int:
    return fingerprints.of(sorted(layouts))


def grounds(library: Library, before: Grounds | None, troubled: Collection[str], problems: tuple[Problem, ...], manifest: int) -> Grounds:
    """Return what the pages of a build were made from, once `library` has answered all that they asked since `before`.

    `troubled` are the sources of which there is something to tell, `problems` those of the plan; `manifest` is the fingerprint of
    the output folder's. What is filed and planned as before is the same object.
    """
    catalog = library.catalog
    layouts = _names_print(library.layouts.templates)
    new = msgspec.Raw(traces.packed(Arrangement(catalog.filed, tuple(sorted(troubled)), problems, layouts, pages.shape(catalog))))
    answers = dict(before.answers) if before else {}
    own: dict[str, dict[bytes, int]] = {}
    for key, value in library.prints.items():
        name = _shelf(key)
        shelf = own.get(name)
        if shelf is None:
            shelf = own[name] = answers[name] = dict(answers.get(name, ()))
        if value != traces.NO_ANSWER:
            shelf[traces.packed(key)] = value
        else:
            shelf.pop(traces.packed(key), None)
    return Grounds(
        catalog.now.timestamp(),
        pages.next_change(catalog),
        answers,
        manifest,
        before.arrangement if before and before.arrangement == new else new,
    )


def doubtful(library: Library, before: Grounds | None, changed: Collection[Change], known: Published) -> Collection[str]:
    """Return the addresses of those of `known` that can be stale, all of them when that cannot be told.

    `before` are the grounds of `known`, `None` when they are not surely those of the sources from which `changed` counts.
    """
    now = library.catalog.now.timestamp()
    if before is None or not before.valid_from <= now < before.valid_until:
        return known.urls
    filed = [one for one in changed if not one.is_text_alone]
    unasked = frozenset[str]() if any(not one.keeps_its_place for one in filed) else _OF_PLACES
    subjects = {one.path for one in changed} | _near(filed, library.catalog)
    marks = {traces.mark(("document", path)) for path in subjects}
    touched, moved = _touched(filed, library.catalog), _moved(known, library)
    for name, answers in before.answers.items():
        kind, _, subject = name.partition(SEPARATOR)
        if kind in unasked or (kind in _OF_CARDS and not filed) or (subject and subject not in touched):
            continue
        asked: Iterable[bytes] = answers
        if kind == "address" and moved is not None:
            asked = [packed for url in moved if (packed := traces.packed((kind, url))) in answers]
        for packed in asked:
            key = traces.unpacked_key(packed)
            if kind == "list" and 0 < int(key[3] or 0) < touched[subject]:  # a page of older articles
                continue
            if library.fingerprint(key) != answers[packed]:
                marks.add(traces.mark(key))
    return known.bearing(marks) if marks else ()


def _moved(known: Published, library: Library) -> Collection[str] | None:
    """Return the addresses at which a page has come, gone or become another; `None` when that must be looked for."""
    if library.plan is known.planned or (isinstance(library.plan, pages.Replanned) and library.plan.before is known.planned):
        new, gone = pages.difference(known.planned, library.plan)
        return {*new, *gone}
    return None


def _shelf(key: traces.Key) -> str:
    """Return where `Grounds.answers` has the answer to `key`: its kind and, of lists, which one: see `_touched`."""
    kind = str(key[0])
    if kind in _OF_LISTS:
        return f"{kind}{SEPARATOR}{key[1]}/{key[2]}"
    return f"{kind}{SEPARATOR}{key[1]}-{key[2]}" if kind == "month" else kind


def _touched(changed: Collection[Change], catalog: Catalog) -> dict[str, int]:
    """Return the lists that what has changed is or was in: categories, tags and authors by slug, and months.

    With each comes the first of its numbered pages that can be another: those before it hold older articles alone.
    """
    size = catalog.settings.site.page_size
    found: dict[str, int] = {}
    for change in changed:
        for one in change.articles:
            found[f"{one.date.year}-{one.date.month}"] = 0
            tags = [("tag", slugify(tag)) for tag in one.tags]
            for kind, slug in (("news", ""), ("category", one.category), *tags, ("author", slugify(one.author))):
                name, first = f"{kind}/{slug}", catalog.older_count(one, kind, slug) // size + 1
                found[name] = min(first, found.get(name, first))
    return found


def _near(changed: Collection[Change], catalog: Catalog) -> set[str]:
    """Return the articles whose neighbours or related ones can be others."""
    if not changed:
        return set()
    names = {one.path for one in changed}
    naming = (catalog.shown.get(path) for path in catalog.naming)
    found = {one.path for one in naming if isinstance(one, Article) and not names.isdisjoint(one.related)}
    for change in changed:
        for one in change.articles:
            found.update(catalog.near(one))
    return found
