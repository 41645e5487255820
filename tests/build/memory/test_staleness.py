"""Pages that are not doubted are surely current: with many articles, most of which are far from what has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bantin.build.memory import staleness
from bantin.build.model import Documents
from bantin.collections.documents import Parsed, StoredSource
from bantin.config import parse_settings
from bantin.language.moments import Moment
from bantin.rendering.layout_reading import load_layouts
from bantin.rendering.library import Library
from bantin.rendering.traces import PageRecord, Reader, StoredPage, is_current, unpacked
from bantin.site import routes as pages
from bantin.site.index import Catalog
from bantin.site.routes import PageSpec
from tests.build.memory.test_published import shelved
from tests.builder import PROJECT, SETTINGS
from tests.site.test_filing import DETAILS, EDITS, LARGE, NAMES, NOW, SITES, article, edited

if TYPE_CHECKING:
    from bantin.build.memory.published import Published
    from bantin.build.memory.staleness import Grounds
    from bantin.collections.documents import Document

SITE = parse_settings(SETTINGS.encode())
LAYOUTS = load_layouts(PROJECT, "vi")
SHARED = [
    ("latest", 3, None, None, None), ("latest", 2, "tin", None, None), ("latest", 2, None, "dat", None), ("featured", 2), ("terms", "tag"),
    ("terms", "author"), ("terms", "category"), ("term", "tag", "thi-dua"), ("top_tags", 2), ("years",), ("year", 2026), ("month", 2026, 11),
    ("month", 2025, 10), ("list", "news", "", 0), ("list", "category", "tin", 0), ("list", "tag", "dat", 0),
    ("list", "tag", "x", 0), ("list", "author", "hai-duong", 0), ("full", "news", ""), ("full", "tag", "x"), ("indexed", 0), ("sitemaps",),
    *(("list", kind, slug, number) for kind, slug in (("news", ""), ("category", "tin"), ("tag", "dat"), ("author", "hai-duong")) for number in range(1, 9)),
    ("news",), ("source", "content/tin-tuc/n05.md"), ("address", "/tin-tuc/n06/"), ("translations", "content/n07.md"), ("policy",),
]  # fmt: skip
"""What pages ask, whichever article they are about."""


def library(site: dict[str, Document]) -> Library:
    catalog = Catalog.of(site.values(), SITE, NOW)
    return Library(catalog, pages.plan(catalog, frozenset(LAYOUTS.templates)).pages, LAYOUTS, {}, {})


def made(of: Library) -> tuple[Published, Grounds]:
    """Pretend that each question is a page, and render it: of each article what its own page asks."""
    keys: list[tuple[Any, ...]] = list(SHARED)
    for path in of.catalog.shown:
        keys += [(kind, path) for kind in ("document", "text", "newer", "older")] + [("related", path, 2), ("related", path, 5)]
    known: dict[str, StoredPage] = {}
    reader = Reader(of)
    for number, key in enumerate(keys):
        reader.begin()
        try:
            reader.ask(*key)
        except (KeyError, StopIteration):  # a term or year that this site does not have: no page asks for it
            continue
        record = PageRecord(PageSpec(f"/{number}/", "x.html", "x"), 1, reader.trace(), reader.marks())
        known[f"/{number}/"] = StoredPage(1, record)
    return shelved(known), staleness.grounds(of, None, (), (), 0)


@given(LARGE, EDITS)
def test_what_is_not_doubted_after_edits_is_current(one: dict[str, Document], edits: list[Any]) -> None:
    after = edited(one, edits)
    known, grounds = made(library(one))
    now = library(after)
    doubted = set(staleness.doubtful(now, grounds, tuple(staleness.changes(_stored(one), _stored(after, one))), known))
    assert all(is_current(page.record.reads, now) for url, page in known.items() if url not in doubted)


@given(SITES, SITES, st.sets(st.sampled_from(NAMES), max_size=3))
def test_what_is_not_doubted_is_current(one: dict[str, Document], other: dict[str, Document], names: set[str]) -> None:
    paths = {f"content/tin-tuc/{name}.md" for name in names} | {f"content/{name}.md" for name in names}
    after = {path: document for path, document in one.items() if path not in paths}
    after = dict(sorted([*after.items(), *((path, document) for path, document in other.items() if path in paths)]))
    known, grounds = made(library(one))
    now = library(after)
    doubted = set(staleness.doubtful(now, grounds, tuple(staleness.changes(_stored(one), _stored(after, one))), known))
    assert all(is_current(page.record.reads, now) for url, page in known.items() if url not in doubted)


@given(SITES, st.sampled_from(NAMES))
def test_a_text_alone_puts_its_own_pages_in_doubt_and_no_other(site: dict[str, Document], name: str) -> None:
    path = f"content/tin-tuc/{name}.md"
    if path not in site:
        return
    after = {**site, path: msgspec.structs.replace(site[path], data=99)}
    known, grounds = made(library(site))
    doubted = staleness.doubtful(library(after), grounds, tuple(staleness.changes(_stored(site), _stored(after, site))), known)
    assert len(doubted) <= 6, "document, text, newer, older and two of related bear its mark"


@given(SITES, SITES, st.sets(st.sampled_from(NAMES), max_size=3))
def test_what_is_arranged_from_before_answers_as_what_is_made_anew(
    one: dict[str, Document], other: dict[str, Document], names: set[str]
) -> None:
    paths = {f"content/tin-tuc/{name}.md" for name in names} | {f"content/{name}.md" for name in names}
    after = {path: document for path, document in one.items() if path not in paths}
    after = dict(sorted([*after.items(), *((path, document) for path, document in other.items() if path in paths)]))
    _, grounds = made(library(one))
    grounds = msgspec.msgpack.decode(msgspec.msgpack.encode(grounds), type=staleness.Grounds)
    stored, changes = _stored(after, one), tuple(staleness.changes(_stored(one), _stored(after, one)))
    found = staleness.arrangement(grounds, changes, LAYOUTS.templates, NOW)
    assert found is not None
    again = Catalog(Documents(stored), found.filed, SITE, NOW)
    anew = library(after)
    planned = shelved({url: StoredPage(1, PageRecord(spec, 1, b"")) for url, spec in library(one).plan.items()}).planned
    both = {change.path: (change.before, change.after) for change in changes}
    plan = pages.plan_again(again, frozenset(LAYOUTS.templates), planned, both, found.shape)
    if plan is not None:
        assert dict(plan.pages) == anew.plan
        assert len(plan.pages) == len(anew.plan)
        assert all(url in plan.pages for url in anew.plan)
        new, gone = pages.difference(planned, plan.pages)
        assert set(gone) == planned.keys() - anew.plan.keys()
        assert set(new) == {url for url, spec in anew.plan.items() if planned.get(url) != spec}
        assert not any(url in plan.pages or plan.pages.get(url) for url in gone)
    lazy = Library(again, anew.plan, LAYOUTS, {}, {})
    for key in SHARED:
        assert lazy.fingerprint(key) == anew.fingerprint(key)
    for path in anew.catalog.shown:
        for key in (("document", path), ("text", path), ("newer", path), ("older", path), ("related", path, 4)):
            assert lazy.fingerprint(key) == anew.fingerprint(key)


def test_a_date_of_change_alone_reaches_the_site_map() -> None:
    plain = {"published_at": Moment(1_600_000_000, 0), "category": "tin", "author": "", "tags": (), "related": (), "featured": False}
    fields = {**plain, "withdrawn": "", "draft": False, "updated_at": None, "files": (), "packed": DETAILS[0], "data": 1}
    one: dict[str, Document] = {"content/tin-tuc/n00.md": article("n00", fields)}
    after = edited(one, [("n00", ("updated_at", Moment(1_600_009_999, 0)))])
    known, grounds = made(library(one))
    doubted = set(staleness.doubtful(library(after), grounds, tuple(staleness.changes(_stored(one), _stored(after, one))), known))
    [of_site_map] = [url for url, page in known.items() if unpacked(page.record.reads)[0][0] == ("indexed", 0)]
    assert of_site_map in doubted


def test_another_clock_puts_all_in_doubt() -> None:
    known, grounds = made(library({}))
    for moment in (NOW - timedelta(seconds=1),):
        catalog = Catalog.of((), SITE, moment)
        earlier = Library(catalog, {}, LAYOUTS, {}, {})
        assert set(staleness.doubtful(earlier, grounds, (), known)) == set(known)
    assert set(staleness.doubtful(library({}), None, (), known)) == set(known)
    assert staleness.doubtful(library({}), grounds, (), known) == ()


_KEPT: dict[int, StoredSource] = {}


def _stored(site: dict[str, Document], before: dict[str, Document] | None = None) -> dict[str, StoredSource]:
    """Return `site` as the store keeps it; what is the same object as in `before` is the same record."""
    found: dict[str, StoredSource] = {}
    for path, document in site.items():
        kept = _KEPT.get(id(document)) if before is None or before.get(path) is document else None
        if kept is None or kept.parsed.document is not document:
            kept = _KEPT[id(document)] = StoredSource.of(1, Parsed(document))
        found[path] = kept
    return found
