"""Where each source is filed: in time, by category, tag, author and month. Names and numbers alone, so that it can be kept.

Pure. A build of a site in which every source keeps its `same_place` files nothing anew: see `Filed.with_cards`.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, overload

import msgspec

from bantin.articles import Article, Document
from bantin.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

RANK = "I"
"""Type code of the arrays of ranks."""
_DAY_S = 86_400
# `lines` because problems of the plan name them.
_PLACE = ("url", "draft", "aliases", "layout", "translates", "lines")
_ARTICLE_PLACE = ("published_at", "category", "author", "tags", "withdrawn")


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """What is written but not published."""

    drafts: int = 0
    future: int = 0
    next_due: datetime | None = None


class Filed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where everything is filed. Sources are paths; the rank of an article is its place in time, 0 being the newest."""

    articles: tuple[str, ...]
    """Published and not withdrawn, newest first; the path decides between equals."""
    cards: tuple[int, ...]
    """Of each of `articles`."""
    featured: tuple[int, ...]
    """Ranks."""
    pages: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unpublished: frozenset[str]
    waiting: Waiting
    ranks: dict[str, dict[str, bytes]]
    """Of the articles of each category, tag and author, by kind and slug: arrays of `RANK`."""
    months: dict[str, bytes]
    """The same of each month, `2020-12`."""
    names: dict[str, dict[str, str]]
    """What each tag and author is called, by kind and slug."""
    naming: frozenset[str]
    """Sources whose front matter names other sources, or files."""

    def with_cards(self, changed: Iterable[Article | Document]) -> Filed:
        """Return this for a site in which `changed` stand in the place of other records of the same sources, each at the `same_place`."""
        found = {one.path: one for one in changed}
        naming = (self.naming - found.keys()) | {path for path, one in found.items() if _names_others(one)}
        at = {path: rank for rank, path in enumerate(self.articles) if path in found}
        cards = list(self.cards)
        for path, rank in at.items():
            cards[rank] = found[path].card
        featured = {rank for rank in self.featured if self.articles[rank] not in found}
        featured |= {rank for path, rank in at.items() if isinstance(one := found[path], Article) and one.featured}
        return msgspec.structs.replace(self, cards=tuple(cards), naming=naming, featured=tuple(sorted(featured)))


def file(documents: Iterable[Article | Document], now: datetime) -> Filed:
    """File `documents` as of `now`, which has a time zone: what is due by then is published."""
    moment = now.timestamp()
    articles: list[tuple[int, str, Article]] = []
    pages: list[str] = []
    withdrawn: list[str] = []
    unpublished: list[str] = []
    naming: list[str] = []
    future: list[datetime] = []
    drafts = 0
    for one in documents:
        path = one.path
        if _names_others(one):
            naming.append(path)
        if one.draft:
            drafts += 1
            unpublished.append(path)
        elif not isinstance(one, Article):
            pages.append(path)
        elif (stamp := one.published_at.seconds) > moment:
            future.append(one.date)
            unpublished.append(path)
        elif one.withdrawn:
            withdrawn.append(path)
        else:
            articles.append((-stamp, path, one))
    articles.sort(key=itemgetter(0, 1))
    lists = _Lists([one for _, _, one in articles])
    return Filed(
        articles=tuple(path for _, path, _ in articles),
        cards=tuple(one.card for _, _, one in articles),
        featured=tuple(rank for rank, (_, _, one) in enumerate(articles) if one.featured),
        pages=tuple(pages),
        withdrawn=tuple(withdrawn),
        unpublished=frozenset(unpublished),
        waiting=Waiting(drafts, len(future), min(future, default=None)),
        ranks={kind: {slug: array(RANK, ranks).tobytes() for slug, ranks in some.items()} for kind, some in lists.ranks.items()},
        months={f"{year:04}-{month:02}": array(RANK, ranks).tobytes() for (year, month), ranks in lists.months.items()},
        names=lists.names,
        naming=frozenset(naming),
    )


class _Lists:
    """The ranks of `articles`, newest first, in each list."""

    def __init__(self, articles: Sequence[Article]) -> None:
        by_category: dict[str, list[int]] = defaultdict(list)
        by_tag: dict[str, list[int]] = defaultdict(list)
        by_author: dict[str, list[int]] = defaultdict(list)
        self.months: dict[tuple[int, int], list[int]] = defaultdict(list)
        months: dict[int, tuple[int, int]] = {}
        for rank, one in enumerate(articles):
            by_category[one.category].append(rank)
            moment = one.published_at
            day = (moment.seconds + moment.offset) // _DAY_S
            month = months.get(day)
            if month is None:
                date = moment.local
                month = months[day] = (date.year, date.month)
            self.months[month].append(rank)
            if one.author:
                by_author[one.author].append(rank)
            for tag in one.tags:
                by_tag[tag].append(rank)
        self.names: dict[str, dict[str, str]] = {"tag": {}, "author": {}}
        self.ranks = {"category": by_category, "tag": self._by_slug("tag", by_tag), "author": self._by_slug("author", by_author)}

    def _by_slug(self, kind: str, by_name: dict[str, list[int]]) -> dict[str, list[int]]:
        """Return the ranks of each slug; names that differ in spelling alone are one."""
        spellings: dict[str, list[str]] = defaultdict(list)
        for name in by_name:
            spellings[slugify(name)].append(name)
        # The commonest spelling stands for all; among equals the first in the alphabet.
        self.names[kind] = {slug: min(names, key=lambda name: (-len(by_name[name]), name)) for slug, names in spellings.items()}
        return {
            slug: by_name[names[0]] if len(names) == 1 else sorted(set().union(*(by_name[name] for name in names)))
            for slug, names in spellings.items()
        }


def same_place(one: Article | Document, other: Article | Document) -> bool:
    """Whether both records are filed alike: all that decides about addresses, lists and order is the same."""
    fields = _PLACE + _ARTICLE_PLACE if isinstance(one, Article) else _PLACE
    return type(one) is type(other) and all(getattr(one, name) == getattr(other, name) for name in fields)


def _names_others(one: Article | Document) -> bool:
    return bool(one.files or one.translates or (isinstance(one, Article) and one.related))


class Some(Mapping[str, "Article | Document"]):
    """Documents but for some."""

    def __init__(self, documents: Mapping[str, Article | Document], without: frozenset[str]) -> None:
        self._documents = documents
        self._without = without

    def __getitem__(self, path: str) -> Article | Document:
        if path in self._without:
            raise KeyError(path)
        return self._documents[path]

    def __contains__(self, path: object) -> bool:
        return path not in self._without and path in self._documents

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._documents if path not in self._without)

    def __len__(self) -> int:
        return len(self._documents) - len(self._without)


class Ordered(Sequence["Article | Document"]):
    """Documents in an order, each looked up when it is asked for."""

    def __init__(self, documents: Mapping[str, Article | Document], paths: Sequence[str]) -> None:
        self._documents = documents
        self._paths = paths

    @overload
    def __getitem__(self, at: int) -> Article | Document: ...
    @overload
    def __getitem__(self, at: slice) -> list[Article | Document]: ...
    def __getitem__(self, at: int | slice) -> Article | Document | list[Article | Document]:
        if isinstance(at, slice):
            return [self._documents[path] for path in self._paths[at]]
        return self._documents[self._paths[at]]

    def __len__(self) -> int:
        return len(self._paths)
