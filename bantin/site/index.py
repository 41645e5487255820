"""All documents at one moment, indexed: by time, category, tag, author and month; neighbours, related articles.

Made from all documents each time, which takes some 40 ms for 10,000, and never changed afterwards.
"""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from bantin.collections.article import Article
from bantin.collections.documents import Publication
from bantin.collections.registry import COLLECTIONS, OF_TABLES
from bantin.language.vietnamese import slugify, sort_key
from bantin.site.translations import same_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bantin.collections.collection import Collection
    from bantin.collections.documents import Document
    from bantin.collections.petition import PetitionTable
    from bantin.config import Settings

NEAR = 2
"""How many neighbours on each side, in each of its tags, an article's related ones are chosen from.

Bounded, and near in time, so that a new article changes the related ones of a handful of others only.
"""
_DAY_S = 86_400


class Term(msgspec.Struct, frozen=True, gc=False):
    """A category, tag or author, with its list."""

    name: str
    slug: str
    url: str
    count: int = 0
    description: str = ""


class Month(msgspec.Struct, frozen=True, gc=False):
    """A month that has articles."""

    year: int
    month: int
    url: str
    count: int


class Year(msgspec.Struct, frozen=True, gc=False):
    """A year that has articles; `months` newest first, those with articles only."""

    year: int
    url: str
    count: int
    months: tuple[Month, ...]


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """What is written but not published."""

    drafts: int = 0
    future: int = 0
    next_due: datetime | None = None


class Index:
    """The documents of a site at the moment `now`. Lists are sequences of ranks: positions in `articles`."""

    def __init__(
        self,
        documents: Iterable[Document],
        settings: Settings,
        now: datetime,
        *,
        tables: Iterable[PetitionTable] = (),
        show_waiting: bool = False,
        broken: Iterable[str] = (),
    ) -> None:
        """Index `documents` in their order.

        `show_waiting` gives drafts and future articles a page too, as the preview needs, but no place in a list;
        `broken` are the sources that could not be read.
        """
        self.settings = settings
        self.broken = frozenset(broken)
        self.now = now
        self.documents = {one.path: one for one in documents}
        """Everything that is written, by source path."""
        self.tables = {one.path: one for one in tables}
        """The tables of petitions, by path."""
        self.referring = [one for one in self.documents.values() if _refers(one)]
        """Documents whose front matter names other sources, or files."""
        articles: list[Article] = []
        entries: dict[type, list[Any]] = defaultdict(list)
        withdrawn: list[Publication] = []
        pages: list[Document] = []
        drafts: list[Document] = []
        waiting: list[Publication] = []
        seconds = now.timestamp()
        for one in self.documents.values():
            if one.draft:
                drafts.append(one)
            elif not isinstance(one, Publication):
                pages.append(one)
            elif (due := one.due) is not None and due.seconds > seconds:
                waiting.append(one)
            elif one.withdrawn:
                withdrawn.append(one)
            elif isinstance(one, Article):
                articles.append(one)
            else:
                entries[type(one)].append(one)
        articles.sort(key=_newest_first)
        self.articles = articles
        """Published and not withdrawn, newest first; the path decides between equals."""
        self.pages = pages
        self.withdrawn = withdrawn
        next_due = min((due.local for one in waiting if (due := one.due)), default=None)
        self.waiting = Waiting(len(drafts), len(waiting), next_due)
        hidden = frozenset(one.path for one in (*drafts, *waiting))
        self.unlisted = hidden if show_waiting else frozenset[str]()
        """Sources that have a page only because of `show_waiting`."""
        self.unpublished = hidden
        """Drafts, and what waits for its day."""
        self.shown = (
            self.documents
            if show_waiting or not hidden
            else {path: one for path, one in self.documents.items() if path not in hidden}
        )
        """What has a page, by source path."""
        self._rank = {one.path: rank for rank, one in enumerate(articles)}
        self._index_terms()
        self._entries = entries
        self.collections: dict[str, Collection[Any]] = {}
        """Those of which something is shown, by name."""
        self._collect()

    def _index_terms(self) -> None:
        by_category: dict[str, list[int]] = defaultdict(list)
        by_month: dict[tuple[int, int], list[int]] = defaultdict(list)
        spellings: dict[str, dict[str, list[int]]] = {"tag": defaultdict(list), "author": defaultdict(list)}
        by_tag, by_author = spellings.values()
        months: dict[int, tuple[int, int]] = {}
        for rank, one in enumerate(self.articles):
            by_category[one.category].append(rank)
            moment = one.published_at
            day = (moment.seconds + moment.offset) // _DAY_S
            month = months.get(day)
            if month is None:
                date = moment.local
                month = months[day] = (date.year, date.month)
            by_month[month].append(rank)
            if one.author:
                by_author[one.author].append(rank)
            for tag in one.tags:
                by_tag[tag].append(rank)
        self._months = by_month
        self._names: dict[tuple[str, str], str] = {}
        self._ranks: dict[str, Mapping[str, Sequence[int]]] = {"category": by_category}
        for kind, by_name in spellings.items():
            self._ranks[kind] = self._by_slug(kind, by_name)

    def _by_slug(self, kind: str, by_name: Mapping[str, list[int]]) -> dict[str, list[int]]:
        """Return the ranks of each slug; names that differ in spelling alone are one term."""
        names_of: dict[str, list[str]] = defaultdict(list)
        for name in by_name:
            names_of[slugify(name)].append(name)
        found: dict[str, list[int]] = {}
        for slug, names in names_of.items():
            # The commonest spelling stands for all; among equals the first in the alphabet.
            self._names[kind, slug] = min(names, key=lambda name: (-len(by_name[name]), name))
            found[slug] = (
                by_name[names[0]] if len(names) == 1 else sorted(set().union(*(by_name[name] for name in names)))
            )
        return found

    def with_waiting(self) -> Index:
        """Return the same index in which drafts and future articles have a page, too: see `show_waiting`."""
        other = copy.copy(self)
        other.shown, other.unlisted = self.documents, self.unpublished
        other._collect()  # noqa: SLF001 - a copy of this very object
        return other

    def _collect(self) -> None:
        kinds = frozenset(map(type, self.shown.values()))
        self.collections = {}
        for one in COLLECTIONS:
            if one.record in kinds:
                self.collections[one.name] = one(self, self._entries[one.record])
        if self.tables:
            self.collections[OF_TABLES.name] = self._of_tables

    @cached_property
    def _of_tables(self) -> Collection[Any]:
        """The collection that is made from tables: drafts change nothing of it."""
        return OF_TABLES(self, ())

    # --- lists ---

    def count(self, kind: str, slug: str = "") -> int:
        """Return how many articles the list has; see `slice`."""
        return len(self._list(kind, slug))

    def slice(self, kind: str, slug: str, start: int, stop: int) -> tuple[Article, ...]:
        """Return part of a list, newest first: `kind` is `news`, `category`, `tag` or `author`."""
        return self._at(self._list(kind, slug)[start:stop])

    def newest(self, kind: str, slug: str = "") -> Article:
        """Return the newest article of a list. Raises `IndexError` for an empty one."""
        return self.articles[self._list(kind, slug)[0]]

    def latest(
        self, count: int, category: str | None = None, tag: str | None = None, author: str | None = None
    ) -> tuple[Article, ...]:
        """Return the newest articles that have every one of the given slugs."""
        asked = (("category", category), ("tag", tag), ("author", author))
        lists = sorted((self._list(kind, slug) for kind, slug in asked if slug is not None), key=len)
        if not lists:
            return tuple(self.articles[: max(0, count)])
        others = [set(ranks) for ranks in lists[1:]]
        shortest = lists[0]
        found = [rank for rank in shortest if all(rank in ranks for ranks in others)] if others else shortest
        return self._at(found[:count])

    @cached_property
    def featured_until(self) -> tuple[tuple[Article, int], ...]:
        """The articles that are featured at the moment, newest first, and until when, in seconds since 1970."""
        days, now = self.settings.articles.featured_days, self.now.timestamp()
        ends = ((one, one.featured_until(days)) for one in self.articles if one.featured)
        return tuple((one, end) for one, end in ends if end > now)

    def featured(self, count: int) -> tuple[Article, ...]:
        """Return the newest articles that are featured at the moment."""
        return tuple(one for one, _ in self.featured_until[: max(0, count)])

    def library(self, count: int) -> tuple[Article, ...]:
        """Return the newest articles of pictures and with videos."""
        return tuple(islice((one for one in self.articles if one.is_media), max(0, count)))

    def month(self, year: int, month: int) -> tuple[Article, ...]:
        """Return a month's articles, newest first."""
        return self._at(self._months.get((year, month), ()))

    # --- one article's surroundings ---

    def newer(self, path: str) -> Article | None:
        """Return the next published article in time, or `None`."""
        rank = self._rank.get(path)
        return self.articles[rank - 1] if rank else None

    def older(self, path: str) -> Article | None:
        """Return the published article before it in time, or `None`."""
        rank = self._rank.get(path)
        return self.articles[rank + 1] if rank is not None and rank + 1 < len(self.articles) else None

    def related(self, path: str, count: int) -> tuple[Article, ...]:
        """Return the article's own `related`, then neighbours in its tags: most tags in common first, then nearest."""
        article = self.shown.get(path)
        if not isinstance(article, Article):
            return ()
        chosen = [
            self.articles[rank]
            for other in article.related
            if (rank := self._rank.get(other)) is not None and other != path
        ]
        if len(chosen) < count and path in self._rank:
            mine = self._rank[path]
            common = Counter(
                rank for tag in dict.fromkeys(map(slugify, article.tags)) for rank in self._near(tag, mine)
            )
            taken = {self._rank[one.path] for one in chosen}
            moment = article.published_at.seconds
            best = sorted(
                (rank for rank in common if rank not in taken),
                key=lambda rank: (-common[rank], abs(self.articles[rank].published_at.seconds - moment), rank),
            )
            chosen += [self.articles[rank] for rank in best[: count - len(chosen)]]
        return tuple(chosen[:count])

    def near(self, article: Article) -> Iterator[str]:
        """Yield the sources of the articles that may have `article` as a neighbour or among their related ones.

        It need not be in the index: its date and path say where it would be.
        """
        rank = bisect_left(self.articles, _newest_first(article), key=_newest_first)
        yield from (one.path for one in self.articles[max(0, rank - 1) : rank + 2])
        for slug in dict.fromkeys(map(slugify, article.tags)):
            ranks = self._ranks["tag"].get(slug, ())
            at = bisect_left(ranks, rank)
            yield from (self.articles[other].path for other in ranks[max(0, at - NEAR) : at + NEAR + 1])

    def _near(self, tag: str, rank: int) -> Sequence[int]:
        ranks = self._ranks["tag"][tag]
        at = bisect_left(ranks, rank)
        return (*ranks[max(0, at - NEAR) : at], *ranks[at + 1 : at + 1 + NEAR])

    # --- terms ---

    def term(self, kind: str, slug: str) -> Term:
        """Return a category, tag or author without its count. Raises `KeyError` for an unknown category."""
        if kind == "category":
            return self.categories[slug]
        name = self._names.get((kind, slug), slug)
        return Term(name, slug, f"/{self._first_part(kind)}/{slug}/")

    def terms(self, kind: str) -> tuple[Term, ...]:
        """Return every category (in the settings' order), tag or author (in Vietnamese order) with counts."""
        return self._terms[kind]

    @cached_property
    def _terms(self) -> dict[str, tuple[Term, ...]]:
        def counted(kind: str, slugs: Iterable[str]) -> list[Term]:
            return [msgspec.structs.replace(self.term(kind, slug), count=self.count(kind, slug)) for slug in slugs]

        found = {"category": tuple(counted("category", self.categories))}
        for kind in ("tag", "author"):
            found[kind] = tuple(sorted(counted(kind, self._ranks[kind]), key=lambda term: sort_key(term.name)))
        return found

    def top_tags(self, count: int) -> tuple[Term, ...]:
        """Return the tags with most articles."""
        return tuple(sorted(self.terms("tag"), key=lambda term: -term.count)[:count])

    @cached_property
    def categories(self) -> dict[str, Term]:
        """The settings' categories by slug, without counts."""
        first = self._first_part("category")
        return {
            one.slug: Term(one.name, one.slug, f"/{first}/{one.slug}/", description=one.description)
            for one in self.settings.categories
        }

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """Years and months with articles, newest first."""
        base = f"/{self.settings.paths.archive}"
        months: dict[int, list[Month]] = defaultdict(list)
        for (year, month), ranks in sorted(self._months.items(), reverse=True):
            months[year].append(Month(year, month, f"{base}/{year}/{month:02d}/", len(ranks)))
        return tuple(
            Year(year, f"{base}/{year}/", sum(month.count for month in found), tuple(found))
            for year, found in months.items()
        )

    def translations(self, original: str) -> tuple[tuple[str, str], ...]:
        """Return the URLs of the translations of the source `original`, itself among them, by language."""
        return tuple(sorted(self._translations.get(original, {}).items()))

    @cached_property
    def _translations(self) -> dict[str, dict[str, str]]:
        unlisted = (one for path in self.unlisted if not isinstance(one := self.shown[path], Article))
        entries = (one for found in self._entries.values() for one in found)
        return same_pages((*self.pages, *entries, *unlisted), self.lists, self.settings)

    @property
    def lists(self) -> tuple[str, ...]:
        """The URLs of the news and of each collection's first page."""
        return (f"/{self.settings.articles.folder}/", *(one.url for one in self.collections.values()))

    # --- parts ---

    def _at(self, ranks: Sequence[int]) -> tuple[Article, ...]:
        articles = self.articles
        return tuple([articles[rank] for rank in ranks])

    def _list(self, kind: str, slug: str) -> Sequence[int]:
        return range(len(self.articles)) if kind == "news" else self._ranks[kind].get(slug, ())

    def _first_part(self, kind: str) -> str:
        paths = self.settings.paths
        return {"category": paths.category, "tag": paths.tag, "author": paths.author}[kind]


def span(articles: Sequence[Article]) -> tuple[datetime | None, datetime | None]:
    """Return the oldest and the newest date of `articles`, which stand newest first."""
    return (articles[-1].date, articles[0].date) if articles else (None, None)


def _newest_first(article: Article) -> tuple[int, str]:
    return (-article.published_at.seconds, article.path)


def _refers(one: Document) -> bool:
    return bool(
        one.files or one.translates or (isinstance(one, Article) and one.related) or getattr(one, "session", "")
    )
