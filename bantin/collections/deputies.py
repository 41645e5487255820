"""Deputies (đại biểu): who they are, by term, group, committee and commune, and the news that names them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from bantin.collections.collection import Collection, CollectionPage, Count, View
from bantin.collections.deputy import Deputy, Post
from bantin.collections.documents import Image
from bantin.language.dates import Moment
from bantin.language.vietnamese import distinct_slugs, slugify, sort_key
from bantin.problems import Problem, problem
from bantin.problems.records import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bantin.collections.article import Article
    from bantin.collections.collection import Site

NEWS = 20
"""Articles on a deputy's page: the newest that name the deputy."""
_KINDS = {"term": "nhiem-ky", "group": "to", "committee": "ban", "commune": "xa"}
"""The lists, and what their addresses have before the slug."""


class DeputyLine(msgspec.Struct, frozen=True, gc=False):
    """A deputy as lists show it."""

    name: str
    url: str
    image: Image | None
    group: str
    posts: tuple[Post, ...]
    """Those held now, or in the past term that the list is of."""


class Group(msgspec.Struct, frozen=True, gc=False):
    """Deputies under one heading."""

    name: str
    deputies: tuple[DeputyLine, ...]


class NewsLine(msgspec.Struct, frozen=True, gc=False):
    """An article that names a deputy."""

    title: str
    url: str
    date: Moment


class DeputiesView(View, frozen=True, kw_only=True):
    """A list of deputies."""

    groups: tuple[Group, ...]
    count: int
    lists: tuple[tuple[str, tuple[Count, ...]], ...]
    """Of each kind of list, those there are."""
    past: str = ""
    """The term, where it is over."""


class DeputyView(View, frozen=True, kw_only=True):
    """A deputy's page."""

    terms: tuple[Count, ...]
    group: Count | None
    communes: tuple[Count, ...]
    posts: tuple[Post, ...]
    is_past: bool
    news: tuple[NewsLine, ...]


class NamedDeputy(msgspec.Struct, frozen=True, gc=False):
    """A deputy whom an article names."""

    name: str
    url: str
    """Empty when there is no page."""


class Deputies(Collection[Deputy]):
    """All deputies of all terms."""

    name = "deputies"
    record = Deputy
    has_feed = False
    queries = frozenset({"named"})

    def __init__(self, site: Site, entries: Sequence[Deputy]) -> None:
        """Index `entries`; see `Collection`."""
        super().__init__(
            site, sorted(entries, key=lambda one: (sort_key(_given_name(one.title)), sort_key(one.title), one.path))
        )
        self._lists: dict[str, dict[str, list[Deputy]]] = {kind: {} for kind in _KINDS}
        """By kind, and by name: spellings that differ in capitals alone are one."""
        self._spellings: dict[tuple[str, str], str] = {}
        for one in self.entries:
            for term in one.terms:
                self._add("term", term, one)
        for one in self._of(self.current):
            if one.group:
                self._add("group", one.group, one)
            for post in one.posts:
                if post.committee and self._is_held(post):
                    self._add("committee", post.committee, one)
            for commune in one.communes:
                self._add("commune", commune, one)
        self._news: dict[str, list[Article]] = defaultdict(list)
        """By the key of a name."""
        for article in site.articles:
            for name in dict.fromkeys(map(_key, article.deputies)):
                self._news[name].append(article)

    @property
    def current(self) -> str:
        """The term that runs, or the last one."""
        return max(self._lists["term"], default="")

    def named(self, path: str) -> tuple[NamedDeputy, ...]:
        """Return the deputies whom the article `path` names, in its order."""
        article: Any = self.site.shown.get(path)
        return tuple(NamedDeputy(name, self._urls.get(_key(name), "")) for name in article.deputies) if article else ()

    def pages(self) -> Iterator[CollectionPage]:
        """Yield the list of the current term, and one for each term, group, committee and commune."""
        yield CollectionPage(self.url, "deputies.html", "deputies")
        for kind, lists in self._lists.items():
            for name in lists:
                if name != self.current and slugify(name):  # the first page shows the current term
                    yield CollectionPage(self._url(kind, name), "deputies.html", f"deputies-{kind}", name)

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows; see `Collection.view`."""
        if kind == "deputy":
            deputy: Any = self.site.shown[subject]
            return self._page(deputy)
        if kind == "deputies":
            return self._list(self._by_group(self._of(self.current)), {})
        lists = self._lists[kind.removeprefix("deputies-")]
        name = subject
        if kind == "deputies-term":
            view = self._list(self._by_group(lists[name], name if name < self.current else ""), {"name": name})
            return msgspec.structs.replace(view, past=name)
        return self._list([Group("", tuple(map(self._line, lists[name])))], {"name": name})

    def changes(self) -> Iterator[datetime]:
        """Yield when posts end whose last day is known."""
        for one in self.site.shown.values():
            for post in one.posts if isinstance(one, Deputy) else ():
                if post.until:
                    yield datetime.combine(_day_after(post.until), time(), self.site.settings.zone)

    def problems(self) -> Iterator[Problem]:
        """Yield articles that name a deputy whom there is not, and two deputies of one name."""
        seen: dict[str, str] = {}
        for one in sorted(self.entries, key=lambda one: one.path):
            other = seen.setdefault(_key(one.title), one.path)
            if other != one.path:
                yield problem("BT299", one.path, one.line_of("title"), name=one.title, other=other)
        for key, articles in self._news.items():
            if key not in self._urls:
                for article in articles:
                    name = next(name for name in article.deputies if _key(name) == key)
                    near = nearest(name, [one.title for one in self.entries])
                    yield problem("BT272", article.path, article.line_of("deputies"), name=name, near=near)

    # --- parts ---

    def _of(self, term: str) -> list[Deputy]:
        return self._lists["term"].get(term, [])

    @cached_property
    def _urls(self) -> dict[str, str]:
        """Addresses by the keys of names."""
        return {_key(one.title): one.url for one in reversed(self.entries)}

    def _add(self, kind: str, name: str, one: Deputy) -> None:
        """Add a deputy to a list, once."""
        found = self._lists[kind].setdefault(self._spellings.setdefault((kind, _key(name)), name), [])
        if one not in found[-1:]:
            found.append(one)

    def _url(self, kind: str, name: str) -> str:
        """Return the address of a list."""
        return self.url if name == self.current else f"{self.url}{_KINDS[kind]}/{self._slugs[kind][name]}/"

    @cached_property
    def _slugs(self) -> dict[str, dict[str, str]]:
        """The last parts of the lists' addresses, by kind and name."""
        return {kind: distinct_slugs(sorted(lists, key=sort_key)) for kind, lists in self._lists.items()}

    def _is_held(self, post: Post) -> bool:
        """Whether a post is held today; it ends after the year, month or day that is written."""
        return not post.until or post.until >= self.today.isoformat()[: len(post.until)]

    def _line(self, one: Deputy, term: str = "") -> DeputyLine:
        """Return a deputy as a list shows it: with the posts held now, or in a past `term`."""
        first, last = term[:4], term[5:]
        posts = [
            post
            for post in one.posts
            if (
                (not post.since or post.since[:4] < last) and (not post.until or post.until[:4] > first)
                if term
                else self._is_held(post)
            )
        ]
        return DeputyLine(one.title, one.url, one.image, one.group, tuple(posts))

    def _by_group(self, deputies: Iterable[Deputy], term: str = "") -> list[Group]:
        groups: dict[str, list[DeputyLine]] = defaultdict(list)
        for one in deputies:
            groups[one.group].append(self._line(one, term))
        return [
            Group(name, tuple(groups[name])) for name in sorted(groups, key=lambda name: (not name, sort_key(name)))
        ]

    def _list(self, groups: list[Group], names: dict[str, str]) -> DeputiesView:
        lists = (
            (kind, self._counts(kind, sorted(found, key=sort_key))) for kind, found in self._lists.items() if found
        )
        return DeputiesView(
            names=names, groups=tuple(groups), count=sum(len(one.deputies) for one in groups), lists=tuple(lists)
        )

    def _counts(self, kind: str, names: Iterable[str]) -> tuple[Count, ...]:
        lists = self._lists[kind]
        known = dict.fromkeys(self._spellings.get((kind, _key(name)), name) for name in names)
        return tuple(
            Count(name, self._url(kind, name), len(lists[name])) for name in known if name in lists and slugify(name)
        )

    def _page(self, one: Deputy) -> DeputyView:
        news = self._news.get(_key(one.title), [])[:NEWS]
        posts = [" ".join(filter(None, (post.title, post.committee))) for post in one.posts if self._is_held(post)]
        return DeputyView(
            terms=self._counts("term", sorted(one.terms, reverse=True)),
            group=next(iter(self._counts("group", [one.group])), None),
            communes=self._counts("commune", one.communes),
            posts=tuple(
                msgspec.structs.replace(post, since=_shown(post.since), until=_shown(post.until)) for post in one.posts
            ),
            is_past=self.current not in one.terms,
            news=tuple(NewsLine(article.title, article.url, article.published_at) for article in news),
            linked_data={
                "@type": "Person",
                "name": one.title,
                "url": one.url,
                "memberOf": {"@type": "GovernmentOrganization", "name": self.site.settings.site.title},
                **({"jobTitle": posts} if posts else {}),
            },
        )


def _given_name(name: str) -> str:
    """Return the last word of a name, by which Vietnamese lists are ordered."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else ""


def _shown(date: str) -> str:
    """Return `07-2026` for `2026-07`."""
    return "-".join(reversed(date.split("-")))


def _key(name: str) -> str:
    """Return what two spellings of one name have in common: capitals and spaces aside. Marks tell people apart."""
    return " ".join(name.split()).casefold()


def _day_after(written: str) -> date:
    """Return the first day after a year, month or day."""
    year, month, day = (int(part) for part in f"{written}-0-0".split("-")[:3])
    if day:
        return date(year, month, day) + timedelta(days=1)
    return date(year + month // 12, month % 12 + 1, 1) if month else date(year + 1, 1, 1)
