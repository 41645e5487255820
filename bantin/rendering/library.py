"""Answers to all that a page may ask: the catalog, the plan, the files and the layouts behind one door."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar

from bantin.config.content_policy import content_policy
from bantin.markup.references import Target
from bantin.media import attachments
from bantin.media.looks import Looks
from bantin.rendering import traces
from bantin.site import routes as pages
from bantin.site import syndication

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bantin.collections.documents import Article
    from bantin.content.sources import File
    from bantin.language.moments import Moment
    from bantin.media.attachments import PublishedFile
    from bantin.rendering.layouts import Layouts
    from bantin.rendering.traces import Key
    from bantin.site.index import Catalog, Year
    from bantin.site.routes import PageSpec


class Library:
    """Everything a page may read. Each question is a key: the kind, then its arguments."""

    def __init__(
        self,
        catalog: Catalog,
        plan: Mapping[str, PageSpec],
        layouts: Layouts,
        files: Mapping[str, File],
        broken: Mapping[str, str],
        *,
        search: bool = False,
        looks: Looks | None = None,
    ) -> None:
        """Answer from these; `broken` are the sources that could not be read, with their addresses.

        `search` says whether there will be an index to search in; `looks` knows pictures and attachments, by default none yet.
        """
        self.catalog = catalog
        self.settings = catalog.settings
        """As the pages at hand show them: see `in_language`."""
        self.plan = plan
        self.layouts = layouts
        self.files = files
        self.search = search
        self.looks = looks or Looks(files, {})
        self.broken = broken
        self._broken_urls = frozenset(broken.values())
        unlisted = catalog.unlisted
        self._unlisted_urls = frozenset(url for url, spec in plan.items() if spec.subject in unlisted) if unlisted else frozenset()
        self._memo: dict[Key, Any] = {}
        self.prints: dict[Key, int] = {}
        self._answers: dict[str, Callable[..., Any]] = {
            "document": catalog.shown.get,
            "newer": catalog.newer,
            "older": catalog.older,
            "related": catalog.related,
            "latest": catalog.latest,
            "featured": catalog.featured,
            "term": catalog.term,
            "terms": catalog.terms,
            "top_tags": catalog.top_tags,
            "month": catalog.month,
            "translations": catalog.translations,
            "picture": self.looks.picture,
            "share": self.looks.picture,
            "layout": layouts.prints.get,
        }
        """What others answer; `_METHODS` has the rest. Methods of its own would keep it alive until somebody looks for cycles."""

    def in_language(self, code: str) -> Library:
        """Return this library as pages in a further language see it: other settings and words, the same answers."""
        other = copy.copy(self)
        other.settings = self.settings.in_language(code)
        other.layouts = self.layouts.in_language(code)
        return other

    def ask(self, key: Key) -> Any:  # noqa: ANN401 - each kind of key has its kind of answer
        """Return the answer to `key`. Raises `KeyError` for a term, asset or script that does not exist."""
        return self._memo[key] if key in self._memo else self._answer(key)

    def _remembered(self, key: Key) -> Any:  # noqa: ANN401
        self._memo[key] = answer = self._answer(key)
        return answer

    def _answer(self, key: Key) -> Any:  # noqa: ANN401
        kind = str(key[0])
        other = self._answers.get(kind)
        return other(*key[1:]) if other is not None else self._METHODS[kind](self, *key[1:])

    def fingerprint(self, key: Key) -> int:
        """Return the fingerprint of the answer to `key`; 1 when there is no answer any more."""
        kind = str(key[0])
        if kind in traces.OWN:
            return traces.fingerprint_of(self._answer(key))
        found = self.prints.get(key)
        if found is not None:
            return found
        try:
            shortcut = self._PRINTS.get(kind)
            value = shortcut(self, *key[1:]) if shortcut else traces.fingerprint_of(self._remembered(key))
        except (KeyError, TypeError, StopIteration):
            return traces.NO_ANSWER
        self.prints[key] = value
        return value

    def nearest(self, target: str) -> str:
        """Return the source, file or address most like `target`, for a hint."""
        import difflib  # only faults need it

        known = [*self.catalog.all_sources, *self.files, *self.plan] if not target.startswith("/") else list(self.plan)
        # The name counts more than the folder: look among those that share some of it first.
        stem = target.rstrip("/").rpartition("/")[2][:4].lower()
        likely = [one for one in known if stem and stem in one.lower()] or known[:5000]
        return next(iter(difflib.get_close_matches(target, likely[:5000], n=1, cutoff=0.5)), "")

    def _text(self, path: str) -> tuple[int, int] | None:
        """Return the whole source of an article or page, by its fingerprints: what lists show, and all."""
        one = self.catalog.shown.get(path)
        return (one.card, one.data) if one else None

    def _years(self) -> tuple[Year, ...]:
        return self.catalog.years

    def _year(self, year: int) -> Year:
        return next(one for one in self.catalog.years if one.year == year)

    def _full(self, kind: str, slug: str) -> int:
        return pages.numbered_pages(self.catalog.count(kind, slug), self.settings.site.page_size)

    def _list(self, kind: str, slug: str, number: int) -> tuple[Article, ...]:
        """Return a list's own page (number 0) or a numbered one, newest first."""
        count, size = self.catalog.count(kind, slug), self.settings.site.page_size
        start, stop = pages.numbered_page(count, size, number) if number else pages.own_page(count, size)
        return self.catalog.slice(kind, slug, start, stop)

    def _list_print(self, kind: str, slug: str, number: int) -> int:
        """Return the fingerprint of what `_list` gives, without making it: each new article asks some thousand lists."""
        count, size = self.catalog.count(kind, slug), self.settings.site.page_size
        start, stop = pages.numbered_page(count, size, number) if number else pages.own_page(count, size)
        cards = self.catalog.cards(kind, slug, start, stop)
        return traces.of_cards(cards)

    def _month_print(self, year: int, month: int) -> int:
        """Return the fingerprint of a month's articles, without making them."""
        return traces.of_cards(self.catalog.month_cards(year, month))

    def _latest_print(self, count: int, category: str | None, tag: str | None, author: str | None) -> int:
        """Return the fingerprint of the newest articles, without making them."""
        return traces.of_cards(self.catalog.latest_cards(count, category, tag, author))

    def _indexed_print(self, number: int) -> int:
        """Return a fingerprint of what `_indexed` gives, without making its dates."""
        return syndication.indexed_print(self.catalog, number)

    def _indexed(self, number: int) -> list[tuple[str, datetime | None]]:
        """Return one part of the site map, from 1, or all of it (0)."""
        return syndication.indexed_times(self.catalog, number)

    def _sitemaps(self) -> list[Moment | None]:
        return syndication.last_changes(self.catalog)

    def _news(self) -> tuple[Article, ...]:
        return tuple(syndication.recent_news(self.catalog))

    def _source(self, path: str) -> Target | None:
        if path not in self.catalog.all_sources:
            return Target(self.broken[path]) if path in self.broken else None
        shown = None if path in self.catalog.unlisted else self.catalog.shown.get(path)
        return Target(shown.url if shown else "")

    def _file(self, path: str) -> PublishedFile | None:
        file = self.files.get(path)
        return attachments.published(file, self.looks.attachment(path), self.settings.media) if file else None

    def _address(self, url: str) -> bool:
        return (url in self.plan and url not in self._unlisted_urls) or url in self._broken_urls

    def _search(self) -> bool:
        return self.search

    def _asset(self, name: str) -> str:
        return self.layouts.assets[name].url

    def _inline(self, name: str) -> str:
        return self.layouts.scripts[name].element

    def _policy(self) -> str:
        return content_policy(self.settings, self.layouts.script_sources)

    _PRINTS: ClassVar[dict[str, Callable[..., int]]] = {
        "indexed": _indexed_print,
        "latest": _latest_print,
        "list": _list_print,
        "month": _month_print,
    }
    """Fingerprints that need no answer; they depend on the same."""
    _METHODS: ClassVar[dict[str, Callable[..., Any]]] = {
        "text": _text,
        "years": _years,
        "year": _year,
        "list": _list,
        "full": _full,
        "indexed": _indexed,
        "sitemaps": _sitemaps,
        "news": _news,
        "source": _source,
        "file": _file,
        "address": _address,
        "asset": _asset,
        "inline": _inline,
        "policy": _policy,
        "search": _search,
    }
