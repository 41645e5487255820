"""Which pages an article most likely changes: a guess, to begin with them before it is known. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.planning.catalog import lists_of
from bantin.planning.pages import own_page
from bantin.planning.syndication import FEED_SIZE, news_url, sitemaps_with

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bantin.planning.catalog import Catalog
    from bantin.reading.documents import Article


def likely_others(catalog: Catalog, articles: Collection[Article]) -> list[str]:
    """Return the addresses of pages that show `articles`, which have come, gone or changed, beside their own; some may not be there."""
    return [*sitemaps_with(catalog, articles), *feeds_with(catalog, articles), *lists_with(catalog, articles)]


def feeds_with(catalog: Catalog, articles: Collection[Article]) -> Iterator[str]:
    """Yield the addresses of the feeds that show one of `articles`, or would have before it was changed or removed."""
    if _are_among(articles, catalog, "news", "", FEED_SIZE):
        yield from ("/feed.xml", "/rss.xml")
    for slug, term in catalog.categories.items():
        if _are_among([one for one in articles if one.category == slug], catalog, "category", slug, FEED_SIZE):
            yield f"{term.url}feed.xml"


def lists_with(catalog: Catalog, articles: Iterable[Article]) -> Iterator[str]:
    """Yield the addresses of the home page and of lists that show one of `articles` at the top, as `feeds_with` does."""
    terms: dict[tuple[str, str], list[Article]] = {}
    for one in articles:
        for term in lists_of(one):
            terms.setdefault(term, []).append(one)
    for (kind, slug), own in terms.items():
        shown = own_page(catalog.count(kind, slug), catalog.settings.site.page_size)[1]
        if shown and _are_among(own, catalog, kind, slug, shown):
            yield from ("/", news_url(catalog)) if kind == "news" else (catalog.term(kind, slug).url,)


def _are_among(articles: Iterable[Article], catalog: Catalog, kind: str, slug: str, count: int) -> bool:
    """Whether one of `articles` is, or would be, among the first `count` of a list."""
    last = catalog.rank(kind, slug, count) if catalog.count(kind, slug) > count else -1
    oldest = catalog.filed.moments[last] if last >= 0 else float("-inf")
    return any(one.published_at.seconds > oldest for one in articles)
