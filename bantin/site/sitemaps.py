"""What search engines and feed readers get: which addresses, which articles."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bantin.content.addresses import source_url

if TYPE_CHECKING:
    from bantin.collections.article import Article
    from bantin.language.dates import Moment
    from bantin.site.index import Index

SITEMAP_SIZE = 2_000
"""Addresses in one site map. 50,000 are allowed (sitemaps.org, protocol 0.9), but search engines fetch a part again
when one of them has changed, and a new article should not make them fetch, nor us render, the whole archive."""
NEWS_LIMIT = 1_000
"""Articles in a news site map (Google News)."""
NEWS_SPAN_S = 2 * 24 * 3600
"""How long, in seconds, an article stays in the news site map (Google News: two days)."""
FEED_SIZE = 20
"""Articles in a feed."""

Entry = tuple[str, "Moment | None"]
"""A site path with the time of its last change."""


def recent_news(index: Index) -> tuple[Article, ...]:
    """Return the articles of the news site map: the last two days', newest first, at most 1,000."""
    oldest = index.now.timestamp() - NEWS_SPAN_S
    return tuple(one for one in islice(index.articles, NEWS_LIMIT) if one.published_at.seconds >= oldest)


def sitemap_entries(index: Index, number: int = 0) -> list[Entry]:
    """Return every address that search engines should know, or those in one part of the site map, from 1."""
    others, articles = _spans(index, number)
    found = _entries_beside_articles(index)[others] if others.start < others.stop else []
    return [*found, *_of_articles(index, articles)]


def last_changes(index: Index) -> list[Moment | None]:
    """Return the last change in each part of the site map; nothing where it is one file."""
    others, parts = _entries_beside_articles(index), []
    for number in range(1, sitemap_parts(index) + 1):
        lists, articles = _spans(index, number)
        parts.append([*others[lists], *_of_articles(index, articles)])
    return [max((one for _, one in part if one), key=lambda one: one.seconds, default=None) for part in parts]


def _of_articles(index: Index, some: slice) -> list[Entry]:
    return [(one.url, one.updated_at or one.published_at) for one in index.articles[some]]


def _entries_beside_articles(index: Index) -> list[Entry]:
    paths = index.settings.paths
    last = index.articles[0].published_at if index.articles else None
    found: list[Entry] = [("/", last), (news_url(index), last)]
    for kind in ("category", "tag", "author"):
        terms = (term for term in index.terms(kind) if term.count)
        found.extend((term.url, index.newest(kind, term.slug).published_at) for term in terms)
    if last:
        found.append((f"/{paths.archive}/", last))
    found.extend((f"/{name}/", None) for name in (paths.search, paths.sitemap, paths.feeds))
    for year in index.years:
        found.append((year.url, None))
        found.extend((month.url, None) for month in year.months)
    found.extend((page.url, page.updated_at) for page in index.pages)
    for collection in index.collections.values():
        found.extend((page.url, None) for page in collection.all_pages if page.url.endswith("/"))
        found.extend((entry.url, entry.updated_at) for entry in collection.entries)
    return found


def news_url(index: Index) -> str:
    """Return the address of the list of all news."""
    return source_url(f"content/{index.settings.articles.folder}/index.md")


def sitemap_parts(index: Index) -> int:
    """Return how many parts the site map has; 0 where it is one file."""
    others, articles = _others_count(index), len(index.articles)
    return _full(others) + _full(articles) if others + articles > SITEMAP_SIZE else 0


def sitemap_url(number: int) -> str:
    """Return the address of a part of the site map, from 1; 0 is that of the one file, or of the list of parts."""
    return f"/sitemap-{number}.xml" if number else "/sitemap.xml"


def _spans(index: Index, number: int) -> tuple[slice, slice]:
    """Return what one part of the site map has of all that is no article, and of the articles; 0 is the whole.

    Lists come first: they change with each article. Articles are counted from the oldest, so that a new one changes the
    last part alone.
    """
    others, articles = _others_count(index), len(index.articles)
    if not number:
        return slice(0, others), slice(0, articles)
    if number <= _full(others):
        return slice((number - 1) * SITEMAP_SIZE, number * SITEMAP_SIZE), slice(0, 0)
    stop = articles - (number - _full(others) - 1) * SITEMAP_SIZE
    return slice(0, 0), slice(max(0, stop - SITEMAP_SIZE), max(0, stop))


def _full(count: int) -> int:
    """Return how many parts `count` addresses need."""
    return -(-count // SITEMAP_SIZE)


def _others_count(index: Index) -> int:
    """Return how many addresses `_entries_beside_articles` gives, without making them."""
    terms = sum(1 for kind in ("category", "tag", "author") for term in index.terms(kind) if term.count)
    archive = (1 if index.articles else 0) + len(index.years) + sum(len(year.months) for year in index.years)
    of_collections = sum(
        len(one.entries) + sum(page.url.endswith("/") for page in one.all_pages) for one in index.collections.values()
    )
    return 5 + terms + archive + len(index.pages) + of_collections
