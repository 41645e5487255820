"""Everything that is published, indexed: by time, category, tag, author and month; neighbours and related articles.

Pure: a `Catalog` is made from records, settings and a moment, and answers questions. Nothing in it changes afterwards.
"""

from __future__ import annotations

import copy
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self, cast

import msgspec

from bantin.collections.documents import Article, Document
from bantin.language.vietnamese import slugify, sort_key
from bantin.site.filing import RANK, Filed, Ordered, Some, file, filed_again
from bantin.site.languages import same_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bantin.config import Settings

NEAR = 2
"""How many neighbours on each side, in each of its tags, an article's related ones are chosen from.

Bounded, and near in time, so that a new article changes the related ones of a handful of others only.
"""


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


class Catalog:
    """Every published article and page of a site at one moment."""

    def __init__(
        self,
        documents: Mapping[str, Article | Document],
        filed: Filed,
        settings: Settings,
        now: datetime,
        *,
        fetch: Callable[[list[str]], None] | None = None,
        show_waiting: bool = False,
    ) -> None:
        """Answer from `documents`, by path, which are filed as `filed` says; unless they are a dict, each is asked for when it is needed.

        `fetch` is told of several that will be asked for one by one.
        `show_waiting` gives drafts and future articles a page too (the preview does), but no place in a list.
        """
        self.settings = settings
        self.now = now
        self.filed = filed
        self.all_sources = documents
        self.unlisted: frozenset[str] = filed.unpublished if show_waiting else frozenset()
        """Sources that have a page only because of `show_waiting`."""
        self._show_waiting = show_waiting
        self._fetch = fetch
        self.waiting = Waiting(len(filed.drafts), len(filed.due), min((moment.local for moment in filed.due.values()), default=None))
        self.naming = filed.naming
        """Sources whose front matter names other sources, or files."""
        self._rank = dict(zip(filed.articles, range(len(filed.articles)), strict=True))
        self._names: dict[tuple[str, str], str] = {}
        self._ranks: dict[str, Mapping[str, Sequence[int]]] = {
            "category": {slug: array(RANK, ranks) for slug, ranks in filed.ranks["category"].items()},
            "tag": self._by_slug("tag"),
            "author": self._by_slug("author"),
        }
        self._by_month = {(int(month[:4]), int(month[5:])): array(RANK, ranks) for month, ranks in filed.ranks["month"].items()}
        hidden = filed.unpublished - self.unlisted
        self.shown: Mapping[str, Article | Document] = _without(documents, hidden) if hidden else documents
        """What has a page, by source path."""
        self.articles = cast("Sequence[Article]", _ordered(documents, filed.articles))
        """Published and not withdrawn, newest first."""
        self.pages = _ordered(documents, filed.pages)
        self.withdrawn = cast("Sequence[Article]", _ordered(documents, filed.withdrawn))

    @classmethod
    def of(cls, documents: Iterable[Article | Document], settings: Settings, now: datetime, *, show_waiting: bool = False) -> Self:
        """Return the catalog of `documents` as of `now`."""
        found = {one.path: one for one in documents}
        return cls(found, file(found.values(), now), settings, now, show_waiting=show_waiting)

    def _by_slug(self, kind: str) -> dict[str, Sequence[int]]:
        """Return the ranks of each slug; names that differ in spelling alone are one."""
        by_name = {name: array(RANK, ranks) for name, ranks in self.filed.ranks[kind].items()}
        spellings: dict[str, list[str]] = defaultdict(list)
        for name in by_name:
            spellings[self.filed.slugs[kind][name]].append(name)
        # The commonest spelling stands for all; among equals the first in the alphabet.
        self._names.update(((kind, slug), min(names, key=lambda name: (-len(by_name[name]), name))) for slug, names in spellings.items())
        return {
            slug: by_name[names[0]] if len(names) == 1 else sorted(set().union(*(by_name[name] for name in names)))
            for slug, names in spellings.items()
        }

    def replacing(self, changed: Mapping[str, Article | Document]) -> Catalog:
        """Return this catalog with `changed` in place of the records of the same sources, each at the `same_place`.

        The lists are shared, so that the preview shows a new text or title of one article among 10,000 at once.
        """
        new = copy.copy(self)
        new.__dict__.pop("_featured", None)
        new.filed = self.filed.with_cards(changed.values())
        new.naming = new.filed.naming
        new.all_sources = {**self.all_sources, **changed}
        new.shown = {**self.shown, **{path: one for path, one in changed.items() if path in self.shown}}
        new.articles = articles = list(self.articles)
        for path, one in changed.items():
            rank = self._rank.get(path)
            if rank is not None and isinstance(one, Article):
                articles[rank] = one
        new.pages = [changed.get(one.path, one) for one in self.pages]
        new.withdrawn = [one for old in self.withdrawn if isinstance(one := changed.get(old.path, old), Article)]
        return new

    def refiled(self, gone: Collection[str], new: Mapping[str, Article | Document]) -> Catalog:
        """Return this catalog without the sources in `gone`, and with the records `new`; a changed source is in both."""
        documents = {path: one for path, one in self.all_sources.items() if path not in gone}
        documents = dict(sorted({**documents, **new}.items()))
        filed = filed_again(self.filed, gone, new.values(), self.now)
        return type(self)(documents, filed, self.settings, self.now, show_waiting=self._show_waiting)

    # --- lists ---

    def count(self, kind: str, slug: str = "") -> int:
        """Return how many articles the list has; see `slice`."""
        return len(self._list(kind, slug))

    def slice(self, kind: str, slug: str, start: int, stop: int) -> tuple[Article, ...]:
        """Return part of a list, newest first: `kind` is `news`, `category`, `tag` or `author`."""
        return self._at(self._list(kind, slug)[start:stop])

    def cards(self, kind: str, slug: str, start: int, stop: int) -> list[int]:
        """Return the `card`s of what `slice` gives."""
        cards = self.filed.cards
        return [cards[rank] for rank in self._list(kind, slug)[start:stop]]

    def rank(self, kind: str, slug: str, start: int) -> int:
        """Return where the article at `start` of a list stands among all, 0 being the newest; of a month the first with `start` 0."""
        ranks = self._by_month.get((int(slug[:4]), int(slug[5:])), ()) if kind == "month" else self._list(kind, slug)
        return ranks[start] if 0 <= start < len(ranks) else 0

    def latest(self, count: int, category: str | None = None, tag: str | None = None, author: str | None = None) -> tuple[Article, ...]:
        """Return the newest articles that have every one of the given slugs."""
        return self._at(self._newest(count, category, tag, author))

    def latest_cards(self, count: int, category: str | None, tag: str | None, author: str | None) -> list[int]:
        """Return the `card`s of what `latest` gives."""
        cards = self.filed.cards
        return [cards[rank] for rank in self._newest(count, category, tag, author)]

    def _newest(self, count: int, category: str | None, tag: str | None, author: str | None) -> Sequence[int]:
        wanted = [(kind, slug) for kind, slug in (("category", category), ("tag", tag), ("author", author)) if slug is not None]
        if not wanted:
            return range(len(self.articles))[:count]
        lists = sorted((self._list(kind, slug) for kind, slug in wanted), key=len)
        others = [set(ranks) for ranks in lists[1:]]
        return [rank for rank in lists[0] if all(rank in ranks for ranks in others)][:count] if others else lists[0][:count]

    def featured(self, count: int) -> tuple[Article, ...]:
        """Return the newest articles marked `featured`."""
        return self._featured[:count]

    def month(self, year: int, month: int) -> tuple[Article, ...]:
        """Return a month's articles, newest first."""
        return self._at(self._by_month.get((year, month), ()))

    def month_cards(self, year: int, month: int) -> list[int]:
        """Return the `card`s of what `month` gives."""
        return [self.filed.cards[rank] for rank in self._by_month.get((year, month), ())]

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
        """Return the article's own `related`, then neighbours in its tags: most tags in common first, then nearest in time."""
        article = self.shown.get(path)
        if not isinstance(article, Article):
            return ()
        chosen = [self.articles[rank] for other in article.related if (rank := self._rank.get(other)) is not None and other != path]
        if len(chosen) < count and path in self._rank:
            mine = self._rank[path]
            common = Counter(rank for tag in dict.fromkeys(map(slugify, article.tags)) for rank in self._near(tag, mine))
            taken = {self._rank[one.path] for one in chosen}
            moment = article.published_at.seconds
            best = sorted(
                (rank for rank in common if rank not in taken),
                key=lambda rank: (-common[rank], abs(self.articles[rank].published_at.seconds - moment), rank),
            )
            chosen += [self.articles[rank] for rank in best[: count - len(chosen)]]
        return tuple(chosen[:count])

    def near(self, article: Article) -> Iterator[str]:
        """Yield the sources of the articles that have, or would have, `article` as a neighbour or among their related ones.

        It may be filed otherwise now, or not any more: its place is where its date and path would put it.
        """
        paths = self.filed.articles
        rank = self.filed.place_of(article)
        yield from paths[max(0, rank - 1) : rank + 2]
        for slug in dict.fromkeys(map(slugify, article.tags)):
            ranks = self._ranks["tag"].get(slug, ())
            at = bisect_left(ranks, rank)
            yield from (paths[other] for other in ranks[max(0, at - NEAR) : at + NEAR + 1])

    def _near(self, tag: str, rank: int) -> Sequence[int]:
        ranks = self._ranks["tag"][tag]
        at = bisect_left(ranks, rank)
        return (*ranks[max(0, at - NEAR) : at], *ranks[at + 1 : at + 1 + NEAR])

    def older_count(self, article: Article, kind: str, slug: str) -> int:
        """Return how many articles of a list are older than `article`, which may be in it or not."""
        ranks, rank = self._list(kind, slug), self.filed.place_of(article)
        at = bisect_left(ranks, rank)
        return len(ranks) - at - (at < len(ranks) and ranks[at] == rank and self.filed.articles[rank] == article.path)

    # --- terms ---

    def term(self, kind: str, slug: str) -> Term:
        """Return a category, tag or author without its count."""
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

        found = {kind: sorted(counted(kind, self._ranks[kind]), key=lambda term: sort_key(term.name)) for kind in ("tag", "author")}
        return {kind: tuple(terms) for kind, terms in {"category": counted("category", self.categories), **found}.items()}

    def top_tags(self, count: int) -> tuple[Term, ...]:
        """Return the tags with most articles."""
        return tuple(sorted(self.terms("tag"), key=lambda term: -term.count)[:count])

    def translations(self, original: str) -> tuple[tuple[str, str], ...]:
        """Return the addresses of the pages that say the same as the source `original`, each with its language, sorted."""
        return tuple(sorted(self._translations.get(original, {}).items()))

    @cached_property
    def _translations(self) -> dict[str, dict[str, str]]:
        unlisted = (one for path in self.unlisted if not isinstance(one := self.shown[path], Article))
        return same_pages((*self.pages, *unlisted), self.settings)

    @cached_property
    def categories(self) -> dict[str, Term]:
        """The settings' categories by slug, without counts."""
        first = self._first_part("category")
        return {
            one.slug: Term(one.name, one.slug, f"/{first}/{one.slug}/", description=one.description) for one in self.settings.categories
        }

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """Years and months with articles, newest first."""
        base = f"/{self.settings.paths.archive}"
        months: dict[int, list[Month]] = defaultdict(list)
        for (year, month), ranks in sorted(self._by_month.items(), reverse=True):
            months[year].append(Month(year, month, f"{base}/{year}/{month:02d}/", len(ranks)))
        return tuple(Year(year, f"{base}/{year}/", sum(m.count for m in found), tuple(found)) for year, found in months.items())

    def _at(self, ranks: Sequence[int]) -> tuple[Article, ...]:
        """Return the articles of these ranks."""
        if self._fetch is not None and len(ranks) > 1:
            self._fetch([self.filed.articles[rank] for rank in ranks])
        articles = self.articles
        return tuple([articles[rank] for rank in ranks])

    @cached_property
    def _featured(self) -> tuple[Article, ...]:
        return tuple(self.articles[rank] for rank in self.filed.featured)

    @cached_property
    def _all_ranks(self) -> range:
        return range(len(self.articles))

    def _list(self, kind: str, slug: str) -> Sequence[int]:
        return self._all_ranks if kind == "news" else self._ranks[kind].get(slug, ())

    def _first_part(self, kind: str) -> str:
        paths = self.settings.paths
        return {"category": paths.category, "tag": paths.tag, "author": paths.author}[kind]


def _without(documents: Mapping[str, Article | Document], hidden: frozenset[str]) -> Mapping[str, Article | Document]:
    if isinstance(documents, dict):
        return {path: one for path, one in documents.items() if path not in hidden}
    return Some(documents, hidden)


def _ordered(documents: Mapping[str, Article | Document], paths: tuple[str, ...]) -> Sequence[Article | Document]:
    return [documents[path] for path in paths] if isinstance(documents, dict) else Ordered(documents, paths)


def span(articles: Sequence[Article]) -> tuple[datetime | None, datetime | None]:
    """Return the oldest and the newest date of `articles`, which stand newest first."""
    return (articles[-1].date, articles[0].date) if articles else (None, None)
