"""What search engines and feed readers are told: which addresses, which articles."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bantin import fingerprints
from bantin.moments import Moment, local_times
from bantin.reading.articles import source_url

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bantin.planning.catalog import Catalog
    from bantin.reading.documents import Article

SITEMAP_LIMIT = 50_000
"""Addresses in one site map (sitemaps.org, protocol 0.9)."""
NEWS_LIMIT = 1_000
"""Articles in a news site map (Google News)."""
NEWS_SPAN_S = 2 * 24 * 3600
"""How long, in seconds, an article stays in the news site map (Google News: two days)."""
FEED_SIZE = 20
"""Articles in a feed."""


def recent_news(catalog: Catalog) -> list[Article]:
    """Return the articles of the news site map: the last two days', newest first, at most 1,000."""
    oldest = catalog.now.timestamp() - NEWS_SPAN_S
    found: list[Article] = []
    for one in islice(catalog.articles, NEWS_LIMIT):
        if one.published_at.seconds < oldest:
            break
        found.append(one)
    return found


def indexed_moments(catalog: Catalog) -> list[tuple[str, Moment | None]]:
    """Return every address that search engines should know, with the moment of its last change."""
    filed, found = catalog.filed, _indexed_beside_articles(catalog)
    moments = map(Moment, filed.moments, filed.offsets)
    if not filed.updated:
        found.extend(zip(filed.urls, moments, strict=True))
    else:
        updated = map(filed.updated.get, filed.articles)
        found.extend((url, new or old) for url, new, old in zip(filed.urls, updated, moments, strict=True))
    return found


def indexed_times(catalog: Catalog) -> list[tuple[str, datetime | None]]:
    """Return what `indexed_moments` does, as local times."""
    filed = catalog.filed
    found = [(url, moment.local if moment else None) for url, moment in _indexed_beside_articles(catalog)]
    found.extend(zip(filed.urls, local_times(filed.moments, filed.offsets), strict=True))
    if filed.updated:
        places = {path: place for place, path in enumerate(filed.articles, len(found) - len(filed.articles))}
        for path, moment in filed.updated.items():
            if path in places:
                found[places[path]] = (found[places[path]][0], moment.local)
    return found


def indexed_print(catalog: Catalog) -> int:
    """Return a fingerprint of what `indexed_moments` gives, without making it."""
    filed = catalog.filed
    updated = list(map(filed.updated.get, filed.articles)) if filed.updated else []
    return fingerprints.of([_indexed_beside_articles(catalog), filed.urls, filed.moments, filed.offsets, updated])


def _indexed_beside_articles(catalog: Catalog) -> list[tuple[str, Moment | None]]:
    paths, filed = catalog.settings.paths, catalog.filed

    def newest(kind: str, slug: str = "") -> Moment:
        rank = catalog.rank(kind, slug, 0)
        return Moment(filed.moments[rank], filed.offsets[rank])

    last = newest("news") if filed.articles else None
    found: list[tuple[str, Moment | None]] = [("/", last), (news_url(catalog), last)]
    for kind in ("category", "tag", "author"):
        found.extend((term.url, newest(kind, term.slug)) for term in catalog.terms(kind) if term.count)
    if last:
        found.append((f"/{paths.archive}/", last))
    found.extend((f"/{name}/", None) for name in (paths.search, paths.sitemap, paths.feeds))
    for year in catalog.years:
        found.append((year.url, None))
        found.extend((month.url, None) for month in year.months)
    found.extend((page.url, page.updated_at) for page in catalog.pages)
    return found


def news_url(catalog: Catalog) -> str:
    """Return the address of the list of all news."""
    return source_url(f"content/{catalog.settings.articles.folder}/index.md")


def sitemap_parts(catalog: Catalog) -> int:
    """Return how many files the site map needs."""
    return max(1, -(-_indexed_count(catalog) // SITEMAP_LIMIT))


def _indexed_count(catalog: Catalog) -> int:
    """Return how many addresses `indexed_moments` gives, without making them."""
    terms = sum(1 for kind in ("category", "tag", "author") for term in catalog.terms(kind) if term.count)
    archive = (1 if catalog.articles else 0) + len(catalog.years) + sum(len(year.months) for year in catalog.years)
    return 4 + terms + archive + len(catalog.pages) + len(catalog.articles)


def feeds_with(catalog: Catalog, articles: Collection[Article]) -> list[str]:
    """Return the addresses of the site's own feeds, if they show one of `articles`, or would have before it was changed or removed."""
    last = catalog.slice("news", "", FEED_SIZE - 1, FEED_SIZE)
    oldest = last[0].published_at.seconds if last else float("-inf")
    return ["/feed.xml", "/rss.xml"] if any(one.published_at.seconds >= oldest for one in articles) else []
