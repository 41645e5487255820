"""Every page of the site as a route: its address, its layout and what it shows. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.collections.collection import Entry
from bantin.collections.numbered import numbered_pages
from bantin.collections.registry import SOURCE_KINDS, kind_of
from bantin.problems import Problem, problem
from bantin.problems.records import nearest
from bantin.site import notices
from bantin.site.moves import Move, find_moves
from bantin.site.sitemaps import NEWS_SPAN_S, news_url, recent_news, sitemap_parts, sitemap_url
from bantin.site.translations import home_of, language_of
from bantin.system.output_names import devices, place_of
from bantin.system.paths import SETTINGS_FILE, output_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bantin.site.index import Index

_ICONS = "partials/icons/"
SECURITY_URL = "/.well-known/security.txt"
"""Where RFC 9116 (3) puts it."""


class Route(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One page to render."""

    url: str
    """Site path without the base path, `/tin-tuc/`."""
    layout: str
    kind: str
    subject: str = ""
    """A source path, a slug, `2020`, `2020-12`, an alias' target or part of a collection, as `kind` says."""
    number: int = 0
    """Of a numbered page or a part of the site map; 0 for the list's own address."""
    language: str = ""
    """Of a page in a further language, `en`; empty for the site's own."""
    collection: str = ""
    """The name of the collection whose page it is, or empty."""

    @property
    def output(self) -> str:
        """The file, from the output folder."""
        return output_path(self.url)


class Routes(NamedTuple):
    """Every page, by address, and what is wrong with the set of them."""

    pages: Mapping[str, Route]
    moves: tuple[Move, ...]
    problems: tuple[Problem, ...]


def make_routes(index: Index, layouts: frozenset[str], broken: frozenset[str] = frozenset()) -> Routes:
    """Return every page of the site.

    `layouts` are the names that exist; `broken` the addresses of sources that could not be read, so that a link to them
    is not reported as well.
    """
    pages: dict[str, Route] = {}
    owners: dict[str, str] = {}
    """Who has a file, by `place_of`: a source, or the layout of a page that has none."""
    problems: list[Problem] = []
    for one in index.documents.values():
        # Also what is not published yet: two sources must never meet at one address.
        owner = owners.setdefault(place_of(one.url), one.path)
        if owner != one.path:
            problems.append(problem("BT309", one.path, one.lines.get("slug", 1), url=one.url, other=owner))
        if one.layout and one.layout not in layouts:
            near = nearest(one.layout, layouts)
            problems.append(problem("BT217", one.path, one.lines.get("layout", 1), name=one.layout, near=near))
    for route in (*_of_sources(index, index.shown), *_beyond_sources(index)):
        key = place_of(route.url)
        mine = route.subject if route.kind in SOURCE_KINDS else ""
        if mine and route.layout not in layouts:  # reported above
            route = msgspec.structs.replace(route, layout=f"{route.kind}.html")  # noqa: PLW2901
        known = owners.get(key)
        if known is None:
            owners[key] = mine or f"({route.layout})"
        elif known != mine:
            if not (mine and known in index.documents):  # reported above
                other = known if mine else f"({route.layout})"
                source = mine or (known if known in index.documents else "")
                problems.append(
                    problem("BT309", source or SETTINGS_FILE, int(bool(source)), url=route.url, other=other)
                )
            continue
        pages[route.url] = route
    problems.extend(_devices(index, pages))
    moves, clashes = find_moves(index.shown.values(), owners, index.settings.paths.search)
    problems.extend(clashes)
    pages.update(
        (one.old.url, Route(one.old.url, "redirect.html", "redirect", one.path)) for one in moves if one.old.has_page
    )
    problems.extend(_menu(index, pages, broken))
    problems.extend(one for collection in index.collections.values() for one in collection.problems())
    problems.extend(_security(index))
    problems.extend(_icons(index, layouts))
    return Routes(pages, tuple(moves), tuple(problems))


def waiting_routes(index: Index, paths: Iterable[str], layouts: frozenset[str]) -> list[Route]:
    """Return the routes of sources that are not published yet; a layout that is not there is reported elsewhere."""
    return [
        route if route.layout in layouts else msgspec.structs.replace(route, layout=f"{route.kind}.html")
        for route in _of_sources(index, paths)
    ]


def next_change(index: Index) -> float:
    """Return when the clock alone changes the site next, in seconds since 1970: something becomes due, or ages."""
    news = [one.published_at.seconds + NEWS_SPAN_S for one in recent_news(index)]
    due = [index.waiting.next_due.timestamp()] if index.waiting.next_due else []
    said = [moment for moment in index.settings.security.changes(index.settings.zone) if moment > index.now.timestamp()]
    moments = (one.timestamp() for collection in index.collections.values() for one in collection.changes())
    turns = [moment for moment in moments if moment > index.now.timestamp()]
    featured = [end for _, end in index.featured_until]
    return float(min([*news, *due, *said, *turns, *featured, *notices.ends(index)], default=float("inf")))


def _of_sources(index: Index, paths: Iterable[str]) -> Iterator[Route]:
    for path in paths:
        one = index.shown[path]
        kind = kind_of(type(one))
        yield Route(
            one.url,
            one.layout or f"{kind}.html",
            kind,
            path,
            language=language_of(path, index.settings),
            collection=one.collection if isinstance(one, Entry) else "",
        )


def _beyond_sources(index: Index) -> Iterator[Route]:
    paths = index.settings.paths
    yield Route("/", "home.html", "home")
    yield from _list(index, "news", "", news_url(index))
    for kind in ("category", "tag", "author"):
        for term in index.terms(kind):
            yield from _list(index, kind, term.slug, term.url)
    for kind, first in (("category", paths.category), ("tag", paths.tag), ("author", paths.author)):
        yield Route(f"/{first}/", "index.html", "index", kind)
    yield Route(f"/{paths.archive}/", "archive.html", "archive")
    for year in index.years:
        yield Route(year.url, "year.html", "year", str(year.year))
        for month in year.months:
            yield Route(month.url, "month.html", "month", f"{month.year}-{month.month:02d}")
    yield Route(f"/{paths.search}/", "search.html", "search")
    yield Route(f"/{paths.sitemap}/", "site-map.html", "site-map")
    yield Route(f"/{paths.feeds}/", "feeds.html", "feeds")
    yield Route("/site.webmanifest", "site.webmanifest", "manifest")
    yield Route("/404.html", "404.html", "not-found")
    yield Route("/feed.xml", "feed.xml", "feed")
    yield Route("/rss.xml", "rss.xml", "feed")
    for slug, term in index.categories.items():
        yield Route(f"{term.url}feed.xml", "feed.xml", "feed", slug)
    for name, collection in index.collections.items():
        for page in collection.all_pages:
            yield Route(page.url, page.layout, page.kind, page.subject, collection=name)
    yield from _sitemaps(index)
    yield Route("/news-sitemap.xml", "news-sitemap.xml", "news-sitemap")
    yield Route("/robots.txt", "robots.txt", "robots")
    if index.settings.security.contact:
        yield Route(SECURITY_URL, "security.txt", "security")


def _list(index: Index, kind: str, slug: str, url: str) -> Iterator[Route]:
    yield Route(url, "list.html", kind, slug)
    page = index.settings.paths.page
    for number in range(1, numbered_pages(index.count(kind, slug), index.settings.site.page_size) + 1):
        yield Route(f"{url}{page}/{number}/", "list.html", kind, slug, number)


def _sitemaps(index: Index) -> Iterator[Route]:
    parts = sitemap_parts(index)
    if parts:
        yield Route(sitemap_url(0), "sitemap-index.xml", "sitemap-index")
    for number in range(1, parts + 1) if parts else [0]:
        yield Route(sitemap_url(number), "sitemap.xml", "sitemap", "", number)


def _devices(index: Index, pages: Mapping[str, Route]) -> Iterator[Problem]:
    """Yield a problem for each page whose file cannot be on Windows, at what gives it its name."""
    told: set[tuple[str, str]] = set()
    for url, name in devices(pages).items():
        route = pages[url]
        path, line = SETTINGS_FILE, 0
        if route.kind in SOURCE_KINDS:
            path, line = route.subject, index.documents[route.subject].lines.get("slug", 1)
        elif route.kind in ("tag", "author"):
            newest = index.newest(route.kind, route.subject)
            path, line = newest.path, newest.lines.get("tags" if route.kind == "tag" else "author", 1)
        if (path, name) not in told:  # one word of the settings gives a name to many pages
            told.add((path, name))
            yield problem("BT315", path, line, url=url, name=name)


def _security(index: Index) -> Iterator[Problem]:
    """Remind that the contact of `security.txt` is running out, or has."""
    security, now = index.settings.security, index.now.timestamp()
    changes = security.changes(index.settings.zone)
    if changes and now >= changes[0]:
        date = f"{security.expires:%d-%m-%Y}"
        line = security.line
        yield problem("BT118" if now >= changes[1] else "BT117", SETTINGS_FILE, line, date=date)


def _icons(index: Index, layouts: frozenset[str]) -> Iterator[Problem]:
    known = {name.removeprefix(_ICONS).removesuffix(".svg") for name in layouts if name.startswith(_ICONS)}
    for one in index.settings.services:
        if one.icon not in known:
            near, names = nearest(one.icon, known), ", ".join(sorted(known))
            yield problem("BT133", SETTINGS_FILE, one.line, name=one.icon, known=names, near=near)


def _menu(index: Index, pages: Mapping[str, Route], broken: frozenset[str]) -> Iterator[Problem]:
    settings = index.settings
    for one in settings.languages:
        if home_of(one.code) not in pages and home_of(one.code) not in broken:
            yield problem("BT124", SETTINGS_FILE, one.line, file=f"content/{one.code}/index.md")
    entries = [("BT110", item.name, item.url, item.line) for item in settings.menu_entries]
    entries += [("BT122", link.name, link.url, link.line) for link in settings.links]
    entries += [("BT122", one.name, one.url, one.line) for one in settings.services]
    entries += [("BT122", one.alt, one.url, one.line) for one in settings.banners]
    entries.append(("BT122", settings.alert.text, settings.alert.url, settings.alert.line))
    for code, name, url, line in entries:
        if not url.startswith("/"):
            continue
        target = url.partition("#")[0].partition("?")[0]
        if (
            target not in pages or (index.unlisted and pages[target].subject in index.unlisted)
        ) and target not in broken:
            yield problem(code, SETTINGS_FILE, line, name=name, url=url, near=nearest(url, pages))
