from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.site.likely import likely_others
from bantin.site.routes import plan
from bantin.site.syndication import FEED_SIZE
from tests.builder import article
from tests.site.test_routes import LAYOUTS, catalog

if TYPE_CHECKING:
    from bantin.site.index import Catalog

TOPS = {"/", "/tin-tuc/", "/chuyen-muc/tin/"}
FEEDS = {"/feed.xml", "/rss.xml", "/chuyen-muc/tin/feed.xml"}


def others(made: Catalog, *numbers: int) -> set[str]:
    """Return what articles likely change beside the site map."""
    found = likely_others(made, [one for one in made.articles if one.path in {f"content/tin-tuc/n{number}.md" for number in numbers}])
    assert found[0] == "/sitemap.xml"
    assert len(found) == len(set(found))
    assert set(found) <= set(plan(made, LAYOUTS).pages)
    return set(found[1:])


def test_lists_and_feeds_show_an_article_as_long_as_it_is_among_the_newest() -> None:
    made = catalog({f"tin-tuc/n{number}.md": article(date=f"2020-01-{number:02d}") for number in range(1, FEED_SIZE + 3)})
    assert others(made, FEED_SIZE + 2) == TOPS | FEEDS
    assert others(made, FEED_SIZE - 1) == others(made, 3) == FEEDS, "on the lists' second pages; the last in the feeds"
    assert others(made, 2) == others(made) == set()
    assert others(made, 2, 3) == FEEDS


def test_what_is_not_full_shows_everything() -> None:
    assert others(catalog({"tin-tuc/n1.md": article()}), 1) == TOPS | FEEDS


def test_a_category_shows_its_own_articles_for_longer() -> None:
    files = {f"tin-tuc/n{number}.md": article(date=f"2020-01-{number:02d}") for number in range(3, FEED_SIZE + 3)}
    made = catalog({**files, "tin-tuc/n1.md": article(date="2020-01-01", category="y-kien"), "tin-tuc/n2.md": article(date="2020-01-02")})
    assert others(made, 1) == {"/chuyen-muc/y-kien/", "/chuyen-muc/y-kien/feed.xml"}
    assert others(made, 2) == set()


def test_the_last_article_leaves_everything_empty() -> None:
    gone = catalog({"tin-tuc/n1.md": article()}).articles[0]
    assert set(likely_others(catalog({}), [gone])) == {"/sitemap.xml", *TOPS, *FEEDS}
