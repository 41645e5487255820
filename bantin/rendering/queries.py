"""Answers to all that a page may ask: about documents, routes, files and layouts."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

from bantin.collections.numbered import numbered_page, numbered_pages, own_page
from bantin.collections.registry import OF_TABLES
from bantin.config.content_policy import content_policy
from bantin.language.likeness import Likeness
from bantin.markup.references import Target
from bantin.media import attachments
from bantin.media.facts import MediaFacts
from bantin.rendering.traces import NO_ANSWER, OF_SOURCES, answer_fingerprint
from bantin.site import notices, sitemaps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bantin.collections.article import Article
    from bantin.content.scan import File
    from bantin.media.attachments import PublishedFile
    from bantin.rendering.layouts import Layouts
    from bantin.rendering.traces import Key
    from bantin.site.index import Index, Year
    from bantin.site.routes import Route


class Queries:
    """Everything a page may read of a site. A query is a key: its kind, then its arguments."""

    def __init__(
        self,
        index: Index,
        pages: Mapping[str, Route],
        layouts: Layouts,
        files: Mapping[str, File],
        broken: Mapping[str, str],
        *,
        search: bool = False,
        facts: MediaFacts | None = None,
    ) -> None:
        """Answer from these.

        `broken` are the sources that could not be parsed, with their addresses; `search` says whether there will be a
        search index; `facts` are those of pictures and attachments, by default none yet.
        """
        self.index = index
        self.settings = index.settings
        """As the page at hand shows them: see `in_language`."""
        self.pages = pages
        self.layouts = layouts
        self.files = files
        self.search = search
        self.facts = facts or MediaFacts(files, {})
        self.broken = broken
        self._broken_urls = frozenset(broken.values())
        unlisted = index.unlisted
        self._unlisted_urls = (
            frozenset(url for url, page in pages.items() if page.subject in unlisted) if unlisted else frozenset()
        )
        self._answers: dict[Key, Any] = {}
        self._fingerprints: dict[Key, int] = {}

    def in_language(self, code: str) -> Queries:
        """Return what pages in a further language ask: other settings and words, the same answers."""
        other = copy.copy(self)
        other.settings = self.settings.in_language(code)
        other.layouts = self.layouts.in_language(code)
        return other

    def over(self, index: Index, pages: Mapping[str, Route]) -> Queries:
        """Return the queries of another index and its routes, with all else the same."""
        return Queries(index, pages, self.layouts, self.files, self.broken, search=self.search, facts=self.facts)

    def ask(self, key: Key) -> Any:  # noqa: ANN401 - each kind of key has its kind of answer
        """Return the answer to `key`. Raises `KeyError` for a term, asset or script that does not exist."""
        if key[0] in OF_SOURCES:
            return self._answer(key)
        if key not in self._answers:
            self._answers[key] = self._answer(key)
        return self._answers[key]

    def fingerprint(self, key: Key) -> int:
        """Return the fingerprint of the answer to `key`, `NO_ANSWER` when there is none any more."""
        known = self._fingerprints.get(key)
        if known is not None:
            return known
        try:
            found = answer_fingerprint(self.ask(key))
        except (LookupError, TypeError, StopIteration):
            return NO_ANSWER
        if key[0] not in OF_SOURCES:
            self._fingerprints[key] = found
        return found

    def _answer(self, key: Key) -> Any:  # noqa: ANN401
        kind = str(key[0])
        if kind in _ANSWERS:
            return _ANSWERS[kind](self, *key[1:])
        return self.index.collections[kind].answer(str(key[1]), *key[2:])

    def has_address(self, url: str) -> bool:
        """Whether there is a page that readers can open at `url`, or would be if its source could be parsed."""
        return (url in self.pages and url not in self._unlisted_urls) or url in self._broken_urls

    def nearest(self, target: str) -> str:
        """Return the source, file or address most like `target`, for a hint."""
        return (self._addresses if target.startswith("/") else self._places).nearest(target)

    @functools.cached_property
    def _addresses(self) -> Likeness:
        return Likeness(self.pages)

    @functools.cached_property
    def _places(self) -> Likeness:
        return Likeness([*self.index.documents, *self.files, *self.pages])


def _text(queries: Queries, path: str) -> tuple[int, int] | None:
    """Return the whole source of an article or page, by its fingerprints: what lists show, and all."""
    one = queries.index.shown.get(path)
    return (one.list_fingerprint, one.fingerprint) if one else None


def _year(queries: Queries, year: int) -> Year:
    return next(one for one in queries.index.years if one.year == year)


def _list(queries: Queries, kind: str, slug: str, number: int) -> tuple[Article, ...]:
    """Return a list's own page (number 0) or a numbered one, newest first."""
    count, size = queries.index.count(kind, slug), queries.settings.site.page_size
    start, stop = numbered_page(count, size, number) if number else own_page(count, size)
    return queries.index.slice(kind, slug, start, stop)


def _full(queries: Queries, kind: str, slug: str) -> int:
    """Return how many numbered pages a list has."""
    return numbered_pages(queries.index.count(kind, slug), queries.settings.site.page_size)


def _source(queries: Queries, path: str) -> Target | None:
    index = queries.index
    if path in index.tables:
        return Target(index.collections[OF_TABLES.name].url)
    if path not in index.documents:
        return Target(queries.broken[path]) if path in queries.broken else None
    shown = None if path in index.unlisted else index.shown.get(path)
    return Target(shown.url if shown else "")


def _file(queries: Queries, path: str) -> PublishedFile | None:
    file = queries.files.get(path)
    if file is None:
        return None
    return attachments.published(file, queries.facts.attachment(path), queries.settings.media)


_ANSWERS: dict[str, Callable[..., Any]] = {
    "document": lambda queries, path: queries.index.shown.get(path),
    "text": _text,
    "newer": lambda queries, path: queries.index.newer(path),
    "older": lambda queries, path: queries.index.older(path),
    "related": lambda queries, path, count: queries.index.related(path, count),
    "latest": lambda queries, count, category, tag, author: queries.index.latest(count, category, tag, author),
    "alert": lambda queries: notices.alert(queries.index, queries.settings),
    "banners": lambda queries: notices.banners(queries.index),
    "featured": lambda queries, count: queries.index.featured(count),
    "library": lambda queries, count: queries.index.library(count),
    "list": _list,
    "full": _full,
    "month": lambda queries, year, month: queries.index.month(year, month),
    "year": _year,
    "years": lambda queries: queries.index.years,
    "term": lambda queries, kind, slug: queries.index.term(kind, slug),
    "terms": lambda queries, kind: queries.index.terms(kind),
    "top_tags": lambda queries, count: queries.index.top_tags(count),
    "translations": lambda queries, original: queries.index.translations(original),
    "news": lambda queries: sitemaps.recent_news(queries.index),
    "sitemap": lambda queries, number: sitemaps.sitemap_entries(queries.index, number),
    "sitemaps": lambda queries: sitemaps.last_changes(queries.index),
    "source": _source,
    "address": lambda queries, url: queries.has_address(url),
    "picture": lambda queries, path: queries.facts.picture(path),
    "share": lambda queries, path: queries.facts.picture(path),
    "file": _file,
    "layout": lambda queries, name: queries.layouts.prints.get(name),
    "asset": lambda queries, name: queries.layouts.assets[name].url,
    "inline": lambda queries, name: queries.layouts.scripts[name].element,
    "policy": lambda queries: content_policy(queries.settings, queries.layouts.script_sources),
    "search": lambda queries: queries.search,
    "collections": lambda queries: tuple(queries.index.collections),
}
"""The kinds of queries, beside those of collections, which begin with the collection's name. A new one is a line here;
`docs/extending.md` shows it."""
OF_LAYOUTS = frozenset(kind for kind, answer in _ANSWERS.items() if answer.__code__.co_argcount == 1)
"""Those without arguments: layouts may ask them by name."""
