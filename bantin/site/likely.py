"""Which pages an article most likely changes: a guess, to begin with them before it is known. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.site.routes import own_page
from bantin.site.syndication import FEED_SIZE, news_url, sitemaps_with

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bantin.collections.documents import Article
    from bantin.site.index import Catalog


def likely_others(catalog: Catalog, articles: Collection[Article]) -> list[str]:
    """Return the addresses of pages that show `articles`, which have come, gone or changed, or would have.

    Those are parts of the site map and, for the newest of all and of each category, feeds and lists. Their own pages are not among
    them, nor the lists of tags: about as much is left for the process that finds out what else is stale.
    """
    found = sitemaps_with(catalog, articles)
    size = catalog.settings.site.page_size

    def add(kind: str, slug: str, own: Collection[Article], lists: list[str], feeds: list[str]) -> None:
        if _are_among(own, catalog, kind, slug, own_page(catalog.count(kind, slug), size)[1]):
            found.extend(lists)
        if _are_among(own, catalog, kind, slug, FEED_SIZE):
            found.extend(feeds)

    add("news", "", articles, ["/", news_url(catalog)], ["/feed.xml", "/rss.xml"])
    for slug, term in catalog.categories.items():
        add("category", slug, [one for one in articles if one.category == slug], [term.url], [f"{term.url}feed.xml"])
    return found


def _are_among(articles: Iterable[Article], catalog: Catalog, kind: str, slug: str, count: int) -> bool:
    """Whether one of `articles` is, or would be, among the first `count` of a list."""
    last = catalog.rank(kind, slug, count) if catalog.count(kind, slug) > count else -1
    oldest = catalog.filed.moments[last] if last >= 0 else float("-inf")
    return any(one.published_at.seconds > oldest for one in articles)
