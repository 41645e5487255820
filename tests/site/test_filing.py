"""Filing what has changed among the rest comes to the same as filing everything anew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.collections.documents import Article, Details, Document
from bantin.language.moments import Moment
from bantin.site import filing
from bantin.site.filing import NOTHING, file, filed_again
from bantin.system import fingerprints

NOW = datetime(2026, 11, 24, tzinfo=UTC)
DAY_S = 86_400
DETAILS = [
    msgspec.Raw(
        msgspec.msgpack.encode(
            Details(title=title, lead="", excerpt="", image=None, attachments=(), update_note="", toc=False, lines={}, body_line=1)
        )
    )
    for title in ("Một", "Hai")
]
# Few moments, so that many articles share one, and some beyond NOW.
MOMENTS = st.sampled_from([int(NOW.timestamp()) + days * DAY_S for days in (-900, -400, -399, -40, -5, -4, -3, -1, 0, 1, 30)])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "published_at": st.builds(Moment, MOMENTS, st.sampled_from([0, 25_200])),
    "category": st.sampled_from(["tin", "y-kien"]),
    "author": st.sampled_from(["", "Hải Đường", "hải đường", "Ông Ơn"]),
    "tags": st.sampled_from([(), ("Thi đua",), ("thi đua", "Đất"), ("Đất", "X"), ("X",)]),
    "related": st.sampled_from([(), ("content/tin-tuc/n03.md",), ("content/tin-tuc/n07.md", "content/tin-tuc/n01.md")]),
    "featured": st.booleans(),
    "withdrawn": st.sampled_from(["", "", "", "Sai."]),
    "draft": st.sampled_from([False, False, False, True]),
    "updated_at": st.sampled_from([None, None, Moment(1_600_000_000, 0)]),
    "files": st.sampled_from([(), (), ("content/hinh.png",)]),
    "packed": st.sampled_from(DETAILS),
    "data": st.integers(1, 3),
}
NAMES = [f"n{number:02}" for number in range(30)]


def article(name: str, fields: dict[str, Any]) -> Article:
    card = fingerprints.of({key: value for key, value in fields.items() if key != "data"})
    return Article(path=f"content/tin-tuc/{name}.md", url=f"/tin-tuc/{name}/", aliases=(), layout="", card=card, **fields)


def page(name: str, *, draft: bool) -> Document:
    return Document(
        path=f"content/{name}.md", url=f"/{name}/", draft=draft, updated_at=None, aliases=(), layout="", files=(), packed=DETAILS[0],
        data=1, card=2 + draft,
    )  # fmt: skip


ARTICLES = st.dictionaries(st.sampled_from(NAMES), st.fixed_dictionaries(FIELDS)).map(
    lambda found: {one.path: one for one in (article(name, fields) for name, fields in found.items())}
)
PAGES = st.dictionaries(st.sampled_from(NAMES), st.booleans()).map(
    lambda found: {one.path: one for one in (page(name, draft=draft) for name, draft in found.items())}
)
EDITS = st.lists(
    st.tuples(st.sampled_from(NAMES[:15]), st.sampled_from(sorted(FIELDS)).flatmap(lambda key: st.tuples(st.just(key), FIELDS[key]))),
    max_size=4,
)
"""Fields of articles that change."""


def edited(site: dict[str, Document], edits: list[tuple[str, tuple[str, Any]]]) -> dict[str, Document]:
    """Return `site` with `edits`, as far as it has the articles."""
    found = dict(site)
    for name, (key, value) in edits:
        path = f"content/tin-tuc/{name}.md"
        if path in found:
            fields = {field: getattr(found[path], field) for field in FIELDS}
            found[path] = article(name, {**fields, key: value})
    return found


SITES = st.tuples(ARTICLES, PAGES).map(lambda parts: dict(sorted([*parts[0].items(), *parts[1].items()])))
"""Sites, sorted by path."""
LARGE = st.lists(st.fixed_dictionaries(FIELDS), min_size=15, max_size=15).map(
    lambda found: {one.path: one for one in (article(name, fields) for name, fields in zip(NAMES, found, strict=False))}
)
"""Sites with the first 15 articles."""


@pytest.mark.parametrize("few", [0, 3, 100])
@given(SITES, SITES, st.sets(st.sampled_from(NAMES), max_size=4))
def test_what_changed_is_filed_as_if_all_were(few: int, one: dict[str, Document], other: dict[str, Document], names: set[str]) -> None:
    """`names` are the articles in which the second site differs from the first."""
    paths = {f"content/tin-tuc/{name}.md" for name in names} | {f"content/{name}.md" for name in names}
    after = {path: document for path, document in one.items() if path not in paths}
    new = {path: document for path, document in other.items() if path in paths}
    everything = dict(sorted([*after.items(), *new.items()]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "_FEW", few)
        again, anew = filed_again(file(one.values(), NOW), paths, new.values(), NOW), file(everything.values(), NOW)
    assert again == anew


@given(LARGE, EDITS)
def test_what_keeps_its_place_needs_no_more_than_another_card(one: dict[str, Document], edits: list[Any]) -> None:
    after = edited(one, [edit for edit in edits if edit[1][0] in {"featured", "packed", "files", "related", "updated_at", "data"}])
    changed = [document for path, document in after.items() if document is not one[path]]
    assert file(one.values(), NOW).with_cards(changed) == file(after.values(), NOW)


@given(SITES)
def test_a_site_that_loses_everything_has_nothing_filed(site: dict[str, Document]) -> None:
    assert filed_again(file(site.values(), NOW), site.keys(), (), NOW) == NOTHING


@given(SITES)
def test_an_article_stands_where_it_is_looked_for(site: dict[str, Document]) -> None:
    filed = file(site.values(), NOW)
    for rank, path in enumerate(filed.articles):
        found = site[path]
        assert isinstance(found, Article)
        assert filed.place_of(found) == rank
