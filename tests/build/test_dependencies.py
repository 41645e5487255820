"""Pages that are not found outdated are current: with many articles, most of which are far from what has changed."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bantin.build.dependencies import outdated_pages
from bantin.build.model import Model
from bantin.build.records import LastBuild, Memory, Summary, Update
from bantin.build.state import State
from bantin.collections.article import Article
from bantin.collections.documents import Attachment
from bantin.collections.page import Page
from bantin.collections.parse import Parsed, SourceRecord
from bantin.config import parse_settings
from bantin.language.dates import Moment
from bantin.rendering.load_layouts import load_layouts
from bantin.rendering.queries import Queries
from bantin.rendering.traces import PageRecord, Tracer
from bantin.site.index import Index
from bantin.site.routes import Route, make_routes
from bantin.system import fingerprints
from tests.builder import PROJECT, SETTINGS

if TYPE_CHECKING:
    from bantin.rendering.traces import Trace

SITE = parse_settings(SETTINGS.encode())
LAYOUTS = load_layouts(PROJECT, "vi")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
DAY_S = 86_400
NAMES = [f"n{number:02}" for number in range(30)]
# Few moments, so that many articles share one, and some beyond NOW.
MOMENTS = st.sampled_from(
    [int(NOW.timestamp()) + days * DAY_S for days in (-900, -400, -399, -40, -5, -4, -3, -1, 0, 1, 30)]
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["Một", "Hai"]),
    "published_at": st.builds(Moment, MOMENTS, st.sampled_from([0, 25_200])),
    "category": st.sampled_from(["tin", "y-kien"]),
    "author": st.sampled_from(["", "Hải Đường", "hải đường", "Ông Ơn"]),
    "tags": st.sampled_from([(), ("Thi đua",), ("thi đua", "Đất"), ("Đất", "X"), ("X",)]),
    "related": st.sampled_from([(), ("content/tin-tuc/n03.md",), ("content/tin-tuc/n07.md", "content/tin-tuc/n01.md")]),
    "featured": st.sampled_from([False, True, Moment(1_795_000_000, 0), Moment(1_600_000_000, 0)]),
    "withdrawn": st.sampled_from(["", "", "", "Sai."]),
    "draft": st.sampled_from([False, False, False, True]),
    "updated_at": st.sampled_from([None, None, Moment(1_600_000_000, 0)]),
    "attachments": st.sampled_from([(), (), (Attachment("content/tep.csv", "Tệp"),)]),
    "fingerprint": st.integers(1, 3),
}


def article(name: str, fields: dict[str, Any]) -> Article:
    list_fingerprint = fingerprints.of({key: value for key, value in fields.items() if key != "fingerprint"})
    return Article(
        path=f"content/tin-tuc/{name}.md", url=f"/tin-tuc/{name}/", list_fingerprint=list_fingerprint, **fields
    )


def page(name: str, *, draft: bool) -> Page:
    return Page(
        path=f"content/{name}.md", url=f"/{name}/", title=name, draft=draft, fingerprint=1, list_fingerprint=2 + draft
    )


ARTICLES = st.dictionaries(st.sampled_from(NAMES), st.fixed_dictionaries(FIELDS)).map(
    lambda found: {one.path: one for one in (article(name, fields) for name, fields in found.items())}
)
PAGES = st.dictionaries(st.sampled_from(NAMES), st.booleans()).map(
    lambda found: {one.path: one for one in (page(name, draft=draft) for name, draft in found.items())}
)
SITES = st.tuples(ARTICLES, PAGES).map(lambda parts: dict(sorted([*parts[0].items(), *parts[1].items()])))
"""Sites, sorted by path."""
LARGE = st.lists(st.fixed_dictionaries(FIELDS), min_size=15, max_size=15).map(
    lambda found: {one.path: one for one in (article(name, fields) for name, fields in zip(NAMES, found, strict=False))}
)
"""Sites with the first 15 articles."""
EDITS = st.lists(
    st.tuples(
        st.sampled_from(NAMES[:15]),
        st.sampled_from(sorted(FIELDS)).flatmap(lambda key: st.tuples(st.just(key), FIELDS[key])),
    ),
    max_size=4,
)
"""Fields of articles that change."""
SHARED: list[tuple[Any, ...]] = [
    ("latest", 3, None, None, None), ("latest", 2, "tin", None, None), ("latest", 2, None, "dat", None), ("featured", 2), ("terms", "tag"),
    ("terms", "author"), ("terms", "category"), ("term", "tag", "thi-dua"), ("top_tags", 2), ("years",), ("year", 2026), ("month", 2026, 11),
    ("month", 2025, 10), ("list", "news", "", 0), ("list", "category", "tin", 0), ("list", "tag", "dat", 0),
    ("list", "tag", "x", 0), ("list", "author", "hai-duong", 0), ("full", "news", ""), ("full", "tag", "x"), ("sitemap", 0), ("sitemaps",),
    *(("list", kind, slug, number) for kind, slug in (("news", ""), ("category", "tin"), ("tag", "dat"), ("author", "hai-duong")) for number in range(1, 9)),
    ("news",), ("source", "content/tin-tuc/n05.md"), ("address", "/tin-tuc/n06/"), ("translations", "content/n07.md"), ("policy",),
]  # fmt: skip
"""What pages ask, whichever article they are about."""


def model(site: dict[str, Article | Page], now: datetime = NOW) -> Model:
    index = Index(site.values(), SITE, now)
    routes = make_routes(index, frozenset(LAYOUTS.templates))
    queries = Queries(index, routes.pages, LAYOUTS, {}, {})
    records = {path: SourceRecord(1, 1, Parsed(one)) for path, one in site.items()}
    return Model(SITE, LAYOUTS, index, queries, routes.pages, routes.moves, records, [])


def edited(site: dict[str, Article | Page], edits: list[tuple[str, tuple[str, Any]]]) -> dict[str, Article | Page]:
    """Return `site` with `edits`, as far as it has the articles."""
    found = dict(site)
    for name, (key, value) in edits:
        path = f"content/tin-tuc/{name}.md"
        if path in found:
            fields = {field: getattr(found[path], field) for field in FIELDS}
            found[path] = article(name, {**fields, key: value})
    return found


def traces_of(one: Model) -> dict[str, Trace]:
    """Pretend that each query is a page, and render it: of each article what its own page asks."""
    keys = list(SHARED)
    for path in one.index.shown:
        keys += [(kind, path) for kind in ("document", "text", "newer", "older")]
        keys += [("related", path, 2), ("related", path, 5)]
    tracer = Tracer(one.queries)
    found: dict[str, Trace] = {}
    for number, key in enumerate(keys):
        tracer.begin()
        try:
            tracer.ask(*key)
        except (KeyError, StopIteration):  # a term or year that this site does not have: no page asks for it
            continue
        found[f"/{number}/"] = tracer.trace()
    return found


def saved(folder: Path, one: Model) -> tuple[State, Memory, dict[str, Trace]]:
    """Store what a build of `one` would, and return it as the next build gets it."""
    state, traces, moment = State(folder / "state.sqlite"), traces_of(one), one.index.now.timestamp()
    pages = {url: (1, PageRecord(Route(url, "x.html", "x"), 1)) for url in traces}
    build = LastBuild(1, 0, moment, moment, Summary())
    state.save(Update(1, one.sources, (), pages, (), traces, build, is_new=True))
    return state, state.load(1, 1), traces


def check(before: Model, after: Model) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state, memory, traces = saved(Path(folder), before)
        assert memory.pages.keys() == traces.keys()
        outdated = outdated_pages(state, memory, after)
    assert outdated is not None
    # The definition: a page is outdated when any answer in its trace is another now.
    answer = after.queries.fingerprint
    stale = {url for url, trace in traces.items() if any(answer(tuple(json.loads(a.key))) != a.answer for a in trace)}
    assert stale <= outdated


@given(LARGE, EDITS)
def test_pages_that_are_not_outdated_after_edits_are_current(one: dict[str, Article | Page], edits: list[Any]) -> None:
    check(model(one), model(edited(one, edits)))


@given(SITES, SITES, st.sets(st.sampled_from(NAMES), max_size=3))
def test_pages_that_are_not_outdated_are_current(
    one: dict[str, Article | Page], other: dict[str, Article | Page], names: set[str]
) -> None:
    """`names` are the sources in which the second site differs from the first."""
    paths = {f"content/tin-tuc/{name}.md" for name in names} | {f"content/{name}.md" for name in names}
    after = {path: document for path, document in one.items() if path not in paths}
    after |= {path: document for path, document in other.items() if path in paths}
    check(model(one), model(dict(sorted(after.items()))))


@given(LARGE, st.sampled_from([-3, -1, 0, 1, 2, 40]), st.sampled_from([-3, -1, 0, 1, 2, 40]))
def test_the_clock_alone_makes_pages_outdated(one: dict[str, Article | Page], then: int, now: int) -> None:
    check(model(one, NOW + timedelta(days=then)), model(one, NOW + timedelta(days=now)))


@given(SITES, st.sampled_from(NAMES))
def test_a_text_alone_makes_its_own_pages_outdated_and_no_other(site: dict[str, Article | Page], name: str) -> None:
    path = f"content/tin-tuc/{name}.md"
    if path not in site:
        return
    after = {**site, path: msgspec.structs.replace(site[path], fingerprint=99)}
    with tempfile.TemporaryDirectory() as folder:
        state, memory, traces = saved(Path(folder), model(site))
        outdated = outdated_pages(state, memory, model(after))
    assert outdated is not None
    assert [traces[url][0].key for url in outdated] in ([], [f'["text","{path}"]'])


def test_nothing_changed_makes_nothing_outdated(tmp_path: Path) -> None:
    site: dict[str, Article | Page] = {"content/n01.md": page("n01", draft=False)}
    state, memory, _ = saved(tmp_path, model(site))
    assert outdated_pages(state, memory, model(site)) == set()
    state.forget()
    assert outdated_pages(state, memory, model(site)) is None, "nothing is known any more"
