from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.planning.likely import feeds_with, likely_others, lists_with
from bantin.planning.syndication import FEED_SIZE
from tests.builder import article
from tests.planning.test_pages import catalog

if TYPE_CHECKING:
    from bantin.planning.catalog import Catalog
    from bantin.reading.documents import Article

FEEDS = ["/feed.xml", "/rss.xml", "/chuyen-muc/tin/feed.xml"]


def test_a_feed_shows_an_article_as_long_as_it_is_among_the_newest() -> None:
    files = {f"tin-tuc/n{number}.md": article(date=f"2020-01-{number:02d}") for number in range(1, FEED_SIZE + 3)}
    made = catalog(files)
    assert list(feeds_with(made, [_of(made, FEED_SIZE + 2)])) == FEEDS
    assert list(feeds_with(made, [_of(made, 3)])) == FEEDS, "the last of them"
    assert list(feeds_with(made, [_of(made, 2)])) == []
    assert list(feeds_with(made, [])) == []


def test_a_feed_that_is_not_full_shows_everything() -> None:
    made = catalog({"tin-tuc/n1.md": article(date="2020-01-01")})
    assert list(feeds_with(made, [_of(made, 1)])) == FEEDS


def test_a_category_s_feed_shows_its_own_articles_for_longer() -> None:
    files = {f"tin-tuc/n{number}.md": article(date=f"2020-01-{number:02d}") for number in range(3, FEED_SIZE + 3)}
    made = catalog({**files, "tin-tuc/n1.md": article(date="2020-01-01", category="y-kien"), "tin-tuc/n2.md": article(date="2020-01-02")})
    assert list(feeds_with(made, [_of(made, 1)])) == ["/chuyen-muc/y-kien/feed.xml"]
    assert list(feeds_with(made, [_of(made, 2)])) == []


def test_lists_show_an_article_at_the_top_as_long_as_their_own_page_does() -> None:
    dates = {f"tin-tuc/n{number}.md": f"2020-01-{number:02d}" for number in range(1, 8)}
    files = {path: article(date=date, tags=["Thi đua"]) for path, date in dates.items()}
    made = catalog({**files, "tin-tuc/n1.md": article(date="2020-01-01", tags=["Đất", "đất"], author="Ông Ơn")})
    tops = ["/", "/tin-tuc/", "/chuyen-muc/tin/"]
    assert list(lists_with(made, [_of(made, 7)])) == [*tops, "/the/thi-dua/"]
    assert list(lists_with(made, [_of(made, 2)])) == [], "on the lists' second pages"
    assert list(lists_with(made, [_of(made, 1)])) == ["/the/dat/", "/tac-gia/ong-on/"], "old, but the only one of its tag"
    assert list(lists_with(made, [_of(made, 7), _of(made, 1)])) == [*tops, "/the/thi-dua/", "/the/dat/", "/tac-gia/ong-on/"]


def test_what_an_article_leaves_empty_is_not_there_any_more() -> None:
    gone = catalog({"tin-tuc/n1.md": article(tags=["X"], author="A")}).articles[0]
    assert likely_others(catalog({}), [gone]) == ["/sitemap.xml", *FEEDS]


def _of(made: Catalog, number: int) -> Article:
    return next(one for one in made.articles if one.path == f"content/tin-tuc/n{number}.md")
