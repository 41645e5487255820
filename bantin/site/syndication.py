"""What search engines and feed readers are told: which addresses, which articles."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bantin.collections.articles import source_url
from bantin.language.moments import Moment, local_times
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bantin.collections.documents import Article
    from bantin.site.index import Catalog

SITEMAP_SIZE = 2_000
"""Addresses in one site map. 50,000 are allowed (sitemaps.org, protocol 0.9), but search engines fetch a part again where one of them
has changed, and a new article should not cost them, nor us, the whole archive."""
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


def indexed_times(catalog: Catalog, number: int = 0) -> list[tuple[str, datetime | None]]:
    """Return every address that search engines should know, or those in one part of the site map, with the time of its last change."""
    filed, (others, articles) = catalog.filed, _spans(catalog, number)
    found = [(url, moment.local if moment else None) for url, moment in _indexed_beside_articles(catalog, others)]
    times = local_times(filed.moments[articles], filed.offsets[articles])
    if filed.updated:
        updated = map(filed.updated.get, filed.articles[articles])
        times = [moment.local if moment else time for moment, time in zip(updated, times, strict=True)]
    found.extend(zip(filed.urls[articles], times, strict=True))
    return found


def indexed_print(catalog: Catalog, number: int = 0) -> int:
    """Return a fingerprint of what `indexed_times` gives, without making it."""
    filed, (others, articles) = catalog.filed, _spans(catalog, number)
    updated = list(map(filed.updated.get, filed.articles[articles])) if filed.updated else []
    beside = _indexed_beside_articles(catalog, others)
    return fingerprints.of([beside, filed.urls[articles], filed.moments[articles], filed.offsets[articles], updated])


def last_changes(catalog: Catalog) -> list[Moment | None]:
    """Return the last change in each part of the site map; nothing where it is one file."""
    filed = catalog.filed
    found: list[Moment | None] = []
    for number in range(1, sitemap_parts(catalog) + 1):
        others, articles = _spans(catalog, number)
        moments = [moment for _, moment in _indexed_beside_articles(catalog, others)]
        moments += map(Moment, filed.moments[articles][:1], filed.offsets[articles][:1])  # newest first
        moments += map(filed.updated.get, filed.articles[articles]) if filed.updated else ()
        found.append(max((one for one in moments if one), key=lambda one: one.seconds, default=None))
    return found


def _indexed_beside_articles(catalog: Catalog, span: slice) -> list[tuple[str, Moment | None]]:
    if span.start == span.stop:
        return []
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
    return found[span]


def news_url(catalog: Catalog) -> str:
    """Return the address of the list of all news."""
    return source_url(f"content/{catalog.settings.articles.folder}/index.md")


def sitemap_parts(catalog: Catalog) -> int:
    """Return how many parts the site map has; 0 where it is one file."""
    others, articles = _others_count(catalog), len(catalog.filed.articles)
    return _full(others) + _full(articles) if others + articles > SITEMAP_SIZE else 0


def sitemap_url(number: int) -> str:
    """Return the address of a part of the site map, from 1; 0 is that of the one file, or of the list of parts."""
    return f"/sitemap-{number}.xml" if number else "/sitemap.xml"


def sitemaps_with(catalog: Catalog, articles: Collection[Article]) -> list[str]:
    """Return the addresses of the parts of the site map that are others once `articles` have come, gone or changed."""
    parts = sitemap_parts(catalog)
    if not parts:
        return [sitemap_url(0)]
    beside, count = _full(_others_count(catalog)), len(catalog.filed.articles)
    older = count - 1 - max(map(catalog.filed.place_of, articles), default=-1)
    return [sitemap_url(number) for number in (*range(1, beside + 1), *range(beside + 1 + max(0, older) // SITEMAP_SIZE, parts + 1))]


def _spans(catalog: Catalog, number: int) -> tuple[slice, slice]:
    """Return what stands in one part of the site map, of all but articles and of these; 0 is the whole.

    Lists come first: they change with each article. Articles are counted from the oldest, so that a new one changes the last part alone.
    """
    others, articles = _others_count(catalog), len(catalog.filed.articles)
    if not number:
        return slice(0, others), slice(0, articles)
    if number <= _full(others):
        return slice((number - 1) * SITEMAP_SIZE, number * SITEMAP_SIZE), slice(0, 0)
    stop = articles - (number - _full(others) - 1) * SITEMAP_SIZE
    return slice(0, 0), slice(max(0, stop - SITEMAP_SIZE), max(0, stop))


def _full(count: int) -> int:
    """Return how many parts `count` addresses need."""
    return -(-count // SITEMAP_SIZE)


def _others_count(catalog: Catalog) -> int:
    """Return how many addresses `_indexed_beside_articles` gives in all, without making them."""
    terms = sum(1 for kind in ("category", "tag", "author") for term in catalog.terms(kind) if term.count)
    archive = (1 if catalog.articles else 0) + len(catalog.years) + sum(len(year.months) for year in catalog.years)
    return 5 + terms + archive + len(catalog.pages)
