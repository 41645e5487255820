"""Where each source is filed: in time, by category, tag, author and month. Names and numbers alone, so that it can be kept.

Pure. What has changed is filed anew, and the rest moves along: see `filed_again`.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import msgspec

from bantin.collections.documents import Article, Document
from bantin.language.moments import Moment
from bantin.language.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

RANK = "I"
"""Type code of the arrays of ranks."""
_FEW = 8
"""Changes up to which the rest is moved along for each rather than once for all."""
_DAY_S = 86_400
# `lines` because problems of the plan name them.
_PLACE = ("url", "draft", "aliases", "layout", "translates", "lines")
_ARTICLE_PLACE = ("published_at", "category", "author", "tags", "withdrawn")


class Filed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where everything is filed. Sources are paths; the rank of an article is its place in time, 0 being the newest."""

    articles: tuple[str, ...]
    """Published and not withdrawn, newest first; the path decides between equals."""
    moments: tuple[int, ...]
    """When each of `articles` was published, in seconds since 1970."""
    offsets: tuple[int, ...]
    """Of the local time of each, in seconds east of UTC."""
    urls: tuple[str, ...]
    """Of each of `articles`."""
    updated: dict[str, Moment]
    """When some of `articles` were changed."""
    cards: tuple[int, ...]
    """Of each of `articles`."""
    featured: tuple[int, ...]
    """Ranks."""
    pages: tuple[str, ...]
    withdrawn: tuple[str, ...]
    drafts: tuple[str, ...]
    due: dict[str, Moment]
    """What is published later, and when."""
    ranks: dict[str, dict[str, bytes]]
    """Of the articles of each category, tag, author and month, by kind and name as it is written: arrays of `RANK`."""
    slugs: dict[str, dict[str, str]]
    """Of each tag and author, by kind and name."""
    naming: tuple[str, ...]
    """Sources whose front matter names other sources, or files."""

    def place_of(self, article: Article) -> int:
        """Return the rank that `article` has, or would have if it were among `articles`."""
        return _place(article, self.moments, self.articles)

    def with_cards(self, changed: Iterable[Article | Document]) -> Filed:
        """Return this with the records `changed` in place of others of the same sources, each at the `same_place`."""
        cards, featured, naming, updated = list(self.cards), set(self.featured), set(self.naming), dict(self.updated)
        for one in changed:
            (naming.add if names_others(one) else naming.discard)(one.path)
            rank = self.place_of(one) if isinstance(one, Article) else len(cards)
            if not isinstance(one, Article) or rank == len(cards) or self.articles[rank] != one.path:
                continue  # a page, or in no list
            cards[rank] = one.card
            (featured.add if one.featured else featured.discard)(rank)
            updated.pop(one.path, None)
            if one.updated_at:
                updated[one.path] = one.updated_at
        return msgspec.structs.replace(
            self, cards=tuple(cards), featured=tuple(sorted(featured)), naming=tuple(sorted(naming)), updated=updated
        )

    @property
    def unpublished(self) -> frozenset[str]:
        """What is written but not published."""
        return frozenset((*self.drafts, *self.due))


def file(documents: Iterable[Article | Document], now: datetime) -> Filed:
    """File `documents`, sorted by path, as of `now`, which has a time zone: what is due by then is published."""
    return filed_again(NOTHING, (), documents, now)


def filed_again(before: Filed, gone: Collection[str], new: Iterable[Article | Document], now: datetime) -> Filed:
    """Return `before` without the sources in `gone` and with the records `new`.

    A changed source is in both. What is in `before` must be of a time since when nothing has become due until `now`.
    """
    sorter = _Sorter(new, now.timestamp())
    size = len(before.articles)
    if size and len(gone) + len(sorter.articles) <= _FEW:
        return _patched(before, gone, sorter)
    order = [
        (-moment, path, rank) for rank, (moment, path) in enumerate(zip(before.moments, before.articles, strict=True)) if path not in gone
    ]
    order.extend((-one.published_at.seconds, one.path, size + index) for index, one in enumerate(sorter.articles))
    order.sort()
    moved = dict(zip([old for _, _, old in order], range(len(order)), strict=True))
    new_articles = sorter.articles
    cards = [*before.cards, *[one.card for one in new_articles]]
    offsets = [*before.offsets, *[one.published_at.offset for one in new_articles]]
    urls = [*before.urls, *[one.url for one in new_articles]]
    featured = [*before.featured, *(size + index for index, one in enumerate(sorter.articles) if one.featured)]
    ranks = {kind: _moved(before.ranks[kind], moved, lists, size) for kind, lists in sorter.lists.items()}
    return Filed(
        articles=tuple([path for _, path, _ in order]),
        moments=tuple([-moment for moment, _, _ in order]),
        offsets=tuple([offsets[old] for _, _, old in order]),
        urls=tuple([urls[old] for _, _, old in order]),
        updated={
            **{path: moment for path, moment in before.updated.items() if path not in gone},
            **{one.path: one.updated_at for one in new_articles if one.updated_at},
        },
        cards=tuple([cards[old] for _, _, old in order]),
        featured=tuple(sorted(moved[old] for old in featured if old in moved)),
        ranks=ranks,
        **_others(before, gone, sorter, ranks),
    )


def _patched(before: Filed, gone: Collection[str], sorter: _Sorter) -> Filed:
    """Return what `filed_again` does, for few changes: one after another, the rest as it stands."""
    articles, moments, offsets = list(before.articles), list(before.moments), list(before.offsets)
    urls, cards = list(before.urls), list(before.cards)
    columns: tuple[list[Any], ...] = (articles, moments, offsets, urls, cards)
    updated = {path: moment for path, moment in before.updated.items() if path not in gone}
    featured = array(RANK, before.featured).tobytes()
    ranks = {kind: dict(lists) for kind, lists in before.ranks.items()}
    for path in gone:
        if path not in articles:
            continue
        at = articles.index(path)
        for column in columns:
            del column[at]
        featured = _shifted(featured, at, -1)
        for kind, lists in ranks.items():
            ranks[kind] = {name: left for name, one in lists.items() if (left := _shifted(one, at, -1))}
    for index, one in enumerate(sorter.articles):
        at = _place(one, moments, articles)
        for column, value in zip(columns, (one.path, one.published_at.seconds, one.published_at.offset, one.url, one.card), strict=True):
            column.insert(at, value)
        if one.updated_at:
            updated[one.path] = one.updated_at
        featured = _with_rank(_shifted(featured, at, 1), at) if one.featured else _shifted(featured, at, 1)
        for kind, lists in ranks.items():
            names = {name for name, indices in sorter.lists[kind].items() if index in indices}
            moved = {name: _shifted(packed, at, 1) for name, packed in lists.items()}
            ranks[kind] = {**moved, **{name: _with_rank(moved.get(name, b""), at) for name in names}}
    return Filed(
        articles=tuple(articles),
        moments=tuple(moments),
        offsets=tuple(offsets),
        urls=tuple(urls),
        updated=updated,
        cards=tuple(cards),
        featured=tuple(array(RANK, featured)),
        ranks={kind: dict(sorted(lists.items())) for kind, lists in ranks.items()},
        **_others(before, gone, sorter, ranks),
    )


def _place(article: Article, moments: Sequence[int], articles: Sequence[str]) -> int:
    """Return the rank that `article` has, or would have, among `articles` of these `moments`."""
    return bisect_left(range(len(articles)), _order(article), key=lambda rank: (-moments[rank], articles[rank]))


def _others(before: Filed, gone: Collection[str], sorter: _Sorter, ranks: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return what is filed beside articles; `ranks` are their lists by kind and name."""
    return {
        "pages": _merged(before.pages, gone, sorter.pages),
        "withdrawn": _merged(before.withdrawn, gone, sorter.withdrawn),
        "drafts": _merged(before.drafts, gone, sorter.drafts),
        "due": {**{path: moment for path, moment in before.due.items() if path not in gone}, **sorter.due},
        "slugs": {
            kind: {name: before.slugs[kind].get(name) or slugify(name) for name in sorted(ranks[kind])} for kind in ("tag", "author")
        },
        "naming": _merged(before.naming, gone, sorter.naming),
    }


def _shifted(ranks: bytes, at: int, by: int) -> bytes:
    """Return ranks as they stand when one comes (`by` 1) at rank `at`, which is not in it yet, or goes (-1)."""
    found = array(RANK, ranks)
    size = found.itemsize
    start = stop = bisect_left(found, at)
    if by < 0 and start < len(found) and found[start] == at:
        stop += 1
    left = len(found) - stop
    # All that follow are one more, or one less: as digits of a large number they are added to in one go. None of them overflows.
    ones = int.from_bytes((1).to_bytes(size, sys.byteorder) * left, sys.byteorder)
    following = int.from_bytes(ranks[stop * size :], sys.byteorder) + by * ones
    return ranks[: start * size] + following.to_bytes(left * size, sys.byteorder)


def _with_rank(ranks: bytes, at: int) -> bytes:
    found = array(RANK, ranks)
    insort(found, at)
    return found.tobytes()


_KINDS = ("category", "tag", "author", "month")
NOTHING = Filed((), (), (), (), {}, (), (), (), (), (), {}, {kind: {} for kind in _KINDS}, {"tag": {}, "author": {}}, ())
"""Of a site without sources."""


def _order(article: Article) -> tuple[int, str]:
    """Newest first; the path decides between equals."""
    return (-article.published_at.seconds, article.path)


class _Sorter:
    """Puts each of some records where it belongs; `lists` hold indices of `articles`."""

    def __init__(self, documents: Iterable[Article | Document], moment: float) -> None:
        self.articles: list[Article] = []
        self.pages: list[str] = []
        self.withdrawn: list[str] = []
        self.drafts: list[str] = []
        self.due: dict[str, Moment] = {}
        self.naming: list[str] = []
        for one in documents:
            path = one.path
            if names_others(one):
                self.naming.append(path)
            if one.draft:
                self.drafts.append(path)
            elif not isinstance(one, Article):
                self.pages.append(path)
            elif one.published_at.seconds > moment:
                self.due[path] = one.published_at
            elif one.withdrawn:
                self.withdrawn.append(path)
            else:
                self.articles.append(one)
        self.articles.sort(key=_order)
        self.lists: dict[str, dict[str, list[int]]] = {kind: defaultdict(list) for kind in _KINDS}
        self._list()

    def _list(self) -> None:
        by_category, by_tag, by_author, by_month = self.lists.values()
        months: dict[int, str] = {}
        for index, one in enumerate(self.articles):
            by_category[one.category].append(index)
            moment = one.published_at
            day = (moment.seconds + moment.offset) // _DAY_S
            month = months.get(day)
            if month is None:
                date = moment.local
                month = months[day] = f"{date.year:04}-{date.month:02}"
            by_month[month].append(index)
            if one.author:
                by_author[one.author].append(index)
            for tag in one.tags:
                by_tag[tag].append(index)


def names_others(one: Article | Document) -> bool:
    """Whether the front matter of `one` names other sources, or files."""
    return bool(one.files or one.translates or (isinstance(one, Article) and one.related))


def _merged(before: tuple[str, ...], gone: Collection[str], new: list[str]) -> tuple[str, ...]:
    return tuple(sorted([*(path for path in before if path not in gone), *new]))


def _moved(before: Mapping[str, bytes], moved: Mapping[int, int], new: Mapping[str, list[int]], size: int) -> dict[str, bytes]:
    """Return lists of ranks, by name, as they stand after `moved`, with the `new` ones, which count from `size`."""
    if not size:  # those that are new stand in their order
        return {name: array(RANK, indices).tobytes() for name, indices in new.items()}
    found: dict[str, bytes] = {}
    for name in sorted(before.keys() | new.keys()):
        ranks = [moved[rank] for rank in array(RANK, before.get(name, b"")) if rank in moved]
        if name in new:
            ranks = sorted([*ranks, *(moved[size + index] for index in new[name])])
        if ranks:
            found[name] = array(RANK, ranks).tobytes()
    return found


def same_place(one: Article | Document, other: Article | Document) -> bool:
    """Whether both records are filed alike: all that decides about addresses, lists and order is the same."""
    fields = _PLACE + _ARTICLE_PLACE if isinstance(one, Article) else _PLACE
    return type(one) is type(other) and all(getattr(one, name) == getattr(other, name) for name in fields)


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
