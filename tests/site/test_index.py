from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.collections.article import Article
from bantin.collections.parse import parse
from bantin.config import parse_settings
from bantin.language.vietnamese import slugify
from bantin.site.index import NEAR, Index
from tests.builder import SETTINGS, article, no_excerpt, source

SITE = parse_settings(SETTINGS.encode())
NOW = datetime(2026, 11, 24, tzinfo=UTC)
START = datetime(2020, 1, 1, tzinfo=UTC)


def document(name: str, **front: Any) -> Article:
    made = parse(f"content/tin-tuc/{name}.md", article(**front).encode(), SITE, no_excerpt)
    assert isinstance(made.document, Article), made.problems
    return made.document


def index(*documents: Any, now: datetime = NOW, **options: Any) -> Index:
    return Index(documents, SITE, now, **options)


def names(articles: Any) -> list[str]:
    return [one.path.rpartition("/")[2].removesuffix(".md") for one in articles]


def test_the_newest_comes_first_and_the_path_decides_between_equals() -> None:
    made = index(document("b"), document("a"), document("c", date="2021-01-01"))
    assert names(made.articles) == ["c", "a", "b"]


def test_nothing_but_what_is_published_is_listed_anywhere() -> None:
    shown = document("shown", tags=["Một"], author="Ai")
    hidden = [
        document("draft", draft=True, tags=["Nháp"], author="Nháp", featured=True),
        document("future", date="2026-11-24 07:00:01", tags=["Sau"], author="Sau", featured=True),
        document("withdrawn", withdrawn="Sai", tags=["Rút"], author="Rút", featured=True),
    ]
    made = index(shown, *hidden)
    assert names(made.articles) == ["shown"]
    assert [term.name for term in made.terms("tag")] == ["Một"]
    assert [term.name for term in made.terms("author")] == ["Ai"]
    assert [term.count for term in made.terms("category")] == [1, 0]
    assert [(year.year, year.count) for year in made.years] == [(2020, 1)]
    assert made.featured(9) == ()
    assert made.latest(9) == made.slice("news", "", 0, 9) == (shown,)
    assert set(made.shown) == {shown.path, "content/tin-tuc/withdrawn.md"}
    assert (made.waiting.drafts, made.waiting.future) == (1, 1)


def test_an_article_is_due_at_its_second() -> None:
    due = document("a", date="2026-11-24 07:00:00")
    assert not index(due, now=NOW - timedelta(seconds=1)).articles
    assert index(due, now=NOW).articles == [due]
    assert index(due, now=NOW - timedelta(seconds=1)).waiting.next_due == NOW


def test_the_preview_shows_what_waits_but_lists_it_nowhere() -> None:
    draft, shown = document("draft", draft=True, tags=["Nháp"]), document("shown")
    made = index(draft, shown, show_waiting=True)
    assert set(made.shown) == {draft.path, shown.path}
    assert made.unlisted == {draft.path}
    assert made.articles == [shown]
    assert made.terms("tag") == ()


def test_latest_takes_every_slug_at_once() -> None:
    made = index(
        document("a", tags=["X"], author="Ai"), document("b", tags=["X"], category="y-kien"), document("c", tags=["Y"], date="2021-01-01"), document("d", tags=["x", "Y"], author="Ai")
    )  # fmt: skip
    assert names(made.latest(9, category="tin")) == ["c", "a", "d"]
    assert names(made.latest(9, tag="x")) == ["a", "b", "d"]
    assert names(made.latest(1, category="tin", tag="x")) == ["a"]
    assert names(made.latest(9, category="tin", tag="x", author="ai")) == ["a", "d"]
    assert made.latest(9, category="y-kien", author="ai") == ()
    assert made.latest(9, tag="khong-co") == ()
    assert made.latest(0) == ()


def test_spellings_of_one_slug_are_one_term_under_the_commonest() -> None:
    made = index(
        document("a", tags=["Thi đua"]), document("b", tags=["thi đua", "THI ĐUA"]), document("c", tags=["Thi đua"])
    )
    [term] = made.terms("tag")
    assert (term.name, term.slug, term.url, term.count) == ("Thi đua", "thi-dua", "/the/thi-dua/", 3)


def test_terms_stand_in_vietnamese_order_and_categories_in_that_of_the_settings() -> None:
    made = index(
        document("a", tags=["Đất đai", "Dân số", "Âm", "An"], author="Ông Ơn"),
        document("b", author="Ô"),
        document("c", author="Ơn"),
    )
    assert [term.name for term in made.terms("tag")] == ["An", "Âm", "Dân số", "Đất đai"]
    assert [term.name for term in made.terms("author")] == ["Ô", "Ông Ơn", "Ơn"]
    assert [term.slug for term in made.terms("category")] == ["tin", "y-kien"]
    assert [term.name for term in made.top_tags(2)] == ["An", "Âm"]


def test_neighbours_in_time() -> None:
    made = index(
        document("a"),
        document("b", date="2020-01-02"),
        document("c", date="2020-01-03"),
        document("w", withdrawn="x", date="2020-01-02"),
    )
    b, c = "content/tin-tuc/b.md", "content/tin-tuc/c.md"
    assert names([made.newer(b), made.older(b)]) == ["c", "a"]
    assert made.newer(c) is None
    assert made.older("content/tin-tuc/a.md") is None
    assert made.newer("content/tin-tuc/w.md") is None


def test_related_are_the_editors_choice_then_the_nearest_with_most_tags_in_common() -> None:
    made = index(
        document("a", tags=["X", "Y"], related=["z.md", "w.md", "a.md"]),
        document("near", tags=["X"], date="2020-01-02"),
        document("both", tags=["y", "x"], date="2020-01-03"),
        document("other", tags=["Z"], date="2020-01-01"),
        document("z", tags=["Z"], date="2019-01-01"),
        document("w", withdrawn="Sai", tags=["X"]),
    )
    assert names(made.related("content/tin-tuc/a.md", 9)) == ["z", "both", "near"]
    assert names(made.related("content/tin-tuc/a.md", 1)) == ["z"]
    assert made.related("content/tin-tuc/khong-co.md", 9) == ()


@given(st.integers(3, 40), st.integers(1, 4))
def test_a_new_article_changes_the_related_of_a_handful_only(count: int, tags: int) -> None:
    before = [
        document(f"n{number:02}", date=f"2020-{1 + number % 12:02}-{1 + number // 12:02}", tags=[f"t{number % tags}"])
        for number in range(count)
    ]
    new = document("new", date="2021-01-01", tags=["t0"])
    one, two = index(*before), index(*before, new)
    changed = [each.path for each in before if one.related(each.path, 4) != two.related(each.path, 4)]
    assert len(changed) <= 2 * NEAR


def test_a_months_list_uses_the_sites_days() -> None:
    made = index(document("a", date="2020-01-31T18:00:00Z"), document("b", date="2020-01-31T16:00:00Z"))
    assert names(made.month(2020, 2)) == ["a"]
    assert names(made.month(2020, 1)) == ["b"]
    assert made.month(2020, 3) == ()


def test_a_page_is_in_no_list() -> None:
    page = parse("content/gioi-thieu.md", source(title="Giới thiệu").encode(), SITE, no_excerpt).document
    made = index(page)
    assert made.pages == [page]
    assert made.articles == []


ARTICLES = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["tin", "y-kien"]), st.lists(st.sampled_from(["A", "a", "Đ", "B", "b!"]), max_size=3, unique=True), st.sampled_from(["", "Ai", "ai", "Đỗ"])),
    max_size=12,
)  # fmt: skip


@given(ARTICLES)
def test_every_list_holds_what_it_says_and_counts_it(rows: list[tuple[int, str, list[str], str]]) -> None:
    base = document("base")
    documents = [
        msgspec.structs.replace(base, path=f"content/tin-tuc/{number}.md", category=category, tags=tuple(tags), author=author, published_at=msgspec.structs.replace(base.published_at, seconds=base.published_at.seconds + day * 40 * 86_400))
        for number, (day, category, tags, author) in enumerate(rows)
    ]  # fmt: skip
    made = index(*documents)
    for kind, slugs_of in (
        ("category", lambda one: {one.category}),
        ("tag", lambda one: {slugify(tag) for tag in one.tags}),
        ("author", lambda one: {slugify(one.author)} - {""}),
    ):
        expected = Counter(slug for one in documents for slug in slugs_of(one))
        assert {term.slug: term.count for term in made.terms(kind) if term.count} == expected
        for slug, count in expected.items():
            listed = made.slice(kind, slug, 0, 99)
            assert len(listed) == made.count(kind, slug) == count
            assert list(listed) == [one for one in made.articles if slug in slugs_of(one)]
    assert sum(month.count for year in made.years for month in year.months) == len(documents)
    assert [
        one for year in made.years for month in year.months for one in made.month(month.year, month.month)
    ] == made.articles


@pytest.mark.parametrize("count", [1, 2, 9])
def test_featured_are_the_newest_marked_ones_until_their_last_day(count: int) -> None:
    made = index(
        document("moi", date="2026-11-20", featured=True),
        document("het", date="2026-10-25", featured=True),
        document("van", date="2026-10-26", featured=True),
        document("khong", date="2026-11-23"),
        document("hom-nay", date="2020-01-03", featured="2026-11-24"),
        document("hom-qua", date="2020-01-02", featured="2026-11-23"),
        document("den-6h", date="2020-01-01", featured="2026-11-24 06:00"),
        document("den-8h", date="2019-01-01", featured="2026-11-24 08:00"),
    )
    assert names(made.featured(count)) == ["moi", "van", "hom-nay", "den-8h"][:count]
