from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bantin.planning import syndication
from bantin.planning.syndication import FEED_SIZE, feeds_with, indexed_moments, indexed_print, indexed_times, recent_news
from tests.builder import article, source
from tests.planning.test_pages import NOW, catalog

if TYPE_CHECKING:
    from bantin.planning.catalog import Catalog
    from bantin.reading.documents import Article


def test_the_news_site_map_holds_two_days_and_a_thousand_articles() -> None:
    def at(seconds: int) -> str:
        return article(date=(NOW - timedelta(seconds=seconds)).isoformat(timespec="seconds"))

    span = 2 * 24 * 3600
    made = catalog({"tin-tuc/new.md": at(0), "tin-tuc/last.md": at(span), "tin-tuc/old.md": at(span + 1), "tin-tuc/next.md": at(-1)})
    assert [one.url for one in recent_news(made)] == ["/tin-tuc/new/", "/tin-tuc/last/"]
    many = catalog({f"tin-tuc/n{number}.md": at(number) for number in range(syndication.NEWS_LIMIT + 5)})
    assert len(recent_news(many)) == syndication.NEWS_LIMIT


def test_what_search_engines_should_know() -> None:
    made = dict(
        indexed_moments(
            catalog({
                "tin-tuc/a.md": article(tags=["T"], author="A", updated="2020-02-02"),
                "tin-tuc/w.md": article(withdrawn="x", tags=["W"]),
                "tin-tuc/d.md": article(draft=True),
                "g.md": source(title="G", aliases=["/cu/"]),
            })
        )
    )  # fmt: skip
    assert set(made) == {
        "/", "/tin-tuc/", "/tin-tuc/a/", "/g/", "/chuyen-muc/tin/", "/the/t/", "/tac-gia/a/", "/luu-tru/", "/luu-tru/2020/", "/luu-tru/2020/01/", "/tim-kiem/", "/so-do-trang/", "/nguon-tin/",
    }  # fmt: skip
    updated = made["/tin-tuc/a/"]
    assert updated is not None
    assert str(updated.local) == "2020-02-02 00:00:00+07:00"


def test_a_feed_shows_an_article_as_long_as_it_is_among_the_newest() -> None:
    files = {f"tin-tuc/n{number}.md": article(date=f"2020-01-{number:02d}") for number in range(1, FEED_SIZE + 3)}
    made = catalog(files)
    all_feeds = ["/feed.xml", "/rss.xml"]
    assert feeds_with(made, [_of(made, FEED_SIZE + 2)]) == all_feeds
    assert feeds_with(made, [_of(made, 3)]) == all_feeds, "the last of them"
    assert feeds_with(made, [_of(made, 2)]) == []
    assert feeds_with(made, []) == []


def test_a_feed_that_is_not_full_shows_everything() -> None:
    made = catalog({"tin-tuc/n1.md": article(date="2020-01-01")})
    assert feeds_with(made, [_of(made, 1)]) == ["/feed.xml", "/rss.xml"]


def _of(made: Catalog, number: int) -> Article:
    return next(one for one in made.articles if one.path == f"content/tin-tuc/n{number}.md")


SITES = [
    {},
    {"tin-tuc/a.md": article()},
    {"tin-tuc/a.md": article(title="Khác")},
    {"tin-tuc/a.md": article(updated="2020-02-02")},
    {"tin-tuc/a.md": article(updated="2020-02-03")},
    {"tin-tuc/a.md": article(tags=["T"])},
    {"tin-tuc/a.md": article(), "tin-tuc/b.md": article()},
    {"tin-tuc/a.md": article(updated="2020-02-02", slug="x"), "tin-tuc/b.md": article(slug="y")},
    {"tin-tuc/a.md": article(updated="2020-02-02", slug="y"), "tin-tuc/b.md": article(slug="x")},
    {"tin-tuc/a.md": article(slug="x"), "tin-tuc/b.md": article(updated="2020-02-02", slug="y")},
    {"g.md": source(title="G")},
    {"g.md": source(title="G", updated="2020-02-02")},
]


def test_a_print_of_what_is_indexed_differs_where_that_does() -> None:
    made = [catalog(files) for files in SITES]
    for one in made:
        for other in made:
            assert (indexed_print(one) == indexed_print(other)) == (indexed_moments(one) == indexed_moments(other))


def test_the_times_of_what_is_indexed_are_those_of_its_moments() -> None:
    more = {"tin-tuc/far.md": article(date="2150-01-01 10:00", updated="2151-02-03"), "tin-tuc/early.md": article(date="1945-09-02")}
    for files in [*SITES, more, {**SITES[7], **more}]:
        made = catalog(files)
        assert indexed_times(made) == [(url, moment.local if moment else None) for url, moment in indexed_moments(made)]
        assert [str(time) for _, time in indexed_times(made)] == [str(moment and moment.local) for _, moment in indexed_moments(made)]
