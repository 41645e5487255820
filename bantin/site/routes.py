"""The plan: every page of the site as (address, layout, what it shows). No I/O, and no page depends on another's rendering."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from bantin.collections.documents import Article
from bantin.problems import Problem, problem
from bantin.problems.records import nearest
from bantin.site.languages import home_of, language_of
from bantin.site.syndication import NEWS_SPAN_S, news_url, recent_news, sitemap_parts, sitemap_url
from bantin.system import fingerprints
from bantin.system.paths import SETTINGS_FILE, output_path

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from bantin.collections.documents import Document
    from bantin.site.index import Catalog

SECURITY_URL = "/.well-known/security.txt"
"""Where RFC 9116 (3) puts it."""


class PageSpec(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One page to render."""

    url: str
    """Site path without the base path, `/tin-tuc/`."""
    layout: str
    kind: str
    subject: str = ""
    """A source path, a slug, `2020`, `2020-12` or an alias' target, as `kind` says."""
    number: int = 0
    """Of a numbered page or a part of the site map; 0 for the list's own address."""
    language: str = ""
    """Of a page in a further language, `en`; empty for the site's own."""

    @property
    def output(self) -> str:
        """The file, from the output folder."""
        return output_path(self.url)


class Plan(msgspec.Struct, frozen=True):
    """Every page, by address, and what is wrong with the set of them."""

    pages: Mapping[str, PageSpec]
    problems: tuple[Problem, ...]


def numbered_pages(count: int, size: int) -> int:
    """Return how many numbered pages a list of `count` has: those that are full."""
    return count // size


def own_page(count: int, size: int) -> tuple[int, int]:
    """Return the slice, newest first, that the list's own address shows: all of fewer than two pages, else one to two pages."""
    full = count // size
    return (0, count) if full < 2 else (0, count - size * (full - 1))  # noqa: PLR2004 - "two pages" by the contract


def numbered_page(count: int, size: int, number: int) -> tuple[int, int]:
    """Return the slice, newest first, of numbered page `number`; page 1 holds the oldest."""
    return (count - size * number, count - size * (number - 1))


def plan(catalog: Catalog, layouts: frozenset[str], broken: frozenset[str] = frozenset()) -> Plan:
    """Plan every page of the site.

    `layouts` are the names that exist; `broken` the addresses of sources that could not be read, so that nobody is
    blamed for a link to them.
    """
    pages: dict[str, PageSpec] = {}
    owners: dict[str, str] = {}
    """Who has an address, by the address without regard to case: a source, or the layout of a page that has none."""
    problems: list[Problem] = []
    for one in catalog.all_sources.values():
        # Also what is not published yet: two sources must never meet at one address.
        owner = owners.setdefault(one.url.casefold(), one.path)
        if owner != one.path:
            problems.append(problem("BT309", one.path, one.lines.get("slug", 1), url=one.url, other=owner))
        if one.layout and one.layout not in layouts:
            near = nearest(one.layout, layouts)
            problems.append(problem("BT217", one.path, one.lines.get("layout", 1), name=one.layout, near=near))
    for spec in (*_of_sources(catalog, catalog.shown), *_beyond_sources(catalog)):
        key = spec.url.casefold()
        mine = spec.subject if spec.kind in ("article", "page") else ""
        if mine and spec.layout not in layouts:  # told of above
            spec = msgspec.structs.replace(spec, layout=f"{spec.kind}.html")  # noqa: PLW2901
        known = owners.get(key)
        if known is None:
            owners[key] = mine or f"({spec.layout})"
        elif known != mine:
            if not (mine and known in catalog.all_sources):  # two sources have been told of above
                other = known if mine else f"({spec.layout})"
                problems.append(problem("BT309", mine or known, 1, url=spec.url, other=other))
            continue
        pages[spec.url] = spec
    problems.extend(_redirects(catalog, pages, owners))
    problems.extend(_menu(catalog, pages, broken))
    problems.extend(_security(catalog))
    return Plan(pages, tuple(problems))


OF_SOURCES = frozenset({"article", "page", "redirect"})
"""Kinds of pages that a single source makes."""


class Kept(Mapping[str, PageSpec]):
    """The plan of an earlier build: see `published.Planned`."""

    @property
    @abstractmethod
    def beyond(self) -> Mapping[str, PageSpec]:
        """The pages that no single source makes."""

    @abstractmethod
    def count_like(self, url: str) -> int:
        """Return how many published addresses there are like `url`, without regard to case."""


class Replanned(Mapping[str, PageSpec]):
    """A plan that differs from an earlier one in some pages."""

    def __init__(self, before: Mapping[str, PageSpec], new: Mapping[str, PageSpec], gone: frozenset[str]) -> None:
        """Plan as `before`, but for the pages `new`, which were not planned, or otherwise, and those `gone`."""
        self.before = before
        self.new = new
        self.gone = gone

    def __getitem__(self, url: str) -> PageSpec:
        if url in self.new:
            return self.new[url]
        if url in self.gone:
            raise KeyError(url)
        return self.before[url]

    def __contains__(self, url: object) -> bool:
        return url in self.new or (url not in self.gone and url in self.before)

    def __iter__(self) -> Iterator[str]:
        yield from (url for url in self.before if url not in self.gone)
        yield from (url for url in self.new if url not in self.before)

    def __len__(self) -> int:
        return len(self.before) - len(self.gone) + sum(url not in self.before for url in self.new)


def difference(before: Mapping[str, PageSpec], plan: Mapping[str, PageSpec]) -> tuple[Collection[str], Collection[str]]:
    """Return the addresses of pages that are planned now and were not, or otherwise, and of those that are planned no more."""
    if plan is before:
        return (), ()
    if isinstance(plan, Replanned) and plan.before is before:
        return plan.new.keys(), plan.gone
    known = dict(before.items())
    return [url for url, spec in plan.items() if known.get(url) != spec], [url for url in known if url not in plan]


def plan_again(
    catalog: Catalog,
    layouts: frozenset[str],
    before: Kept,
    changed: Mapping[str, tuple[Article | Document | None, Article | Document | None]],
    shape_before: int,
) -> Plan | None:
    """Return the plan of a site that was planned as `before`, without a problem, and in which `changed` are other, new or gone.

    Each of `changed` is what a source was and is; `shape_before` is what `shape` returned. Return `None` where all must be looked at:
    when an address may be taken, or an alias asks for one.
    """
    documents = [one for pair in changed.values() for one in pair if one is not None]
    if any(one.aliases or (one.layout and one.layout not in layouts) for one in documents):
        return None
    left = {one.url for one, _ in changed.values() if one is not None and one.url in before}
    own = list(_of_sources(catalog, [path for path in changed if path in catalog.shown]))
    is_same = shape(catalog) == shape_before
    beyond = [] if is_same else list(_beyond_sources(catalog))
    pages = {spec.url: spec for spec in (*own, *beyond)}
    known = {} if is_same else before.beyond
    if len(pages) < len(own) + len(beyond) or any(url in before and url not in left for url in pages.keys() - known.keys()):
        return None
    gone = frozenset({*left, *known} - pages.keys())
    new = {url: spec for url, spec in pages.items() if known.get(url) != spec and (url not in left or before[url] != spec)}
    if _is_taken(catalog, before, changed, new, gone):
        return None
    plan = Replanned(before, new, gone)
    return Plan(plan, (*_menu(catalog, plan, frozenset()), *_security(catalog)))


def shape(catalog: Catalog) -> int:
    """Return the fingerprint of all that decides, beside the settings, which pages no single source makes."""
    size = catalog.settings.site.page_size
    terms = [
        (kind, term.slug, term.url, numbered_pages(catalog.count(kind, term.slug), size))
        for kind in ("category", "tag", "author")
        for term in catalog.terms(kind)
    ]
    months = [(year.url, [(month.url, month.month) for month in year.months]) for year in catalog.years]
    return fingerprints.of([numbered_pages(catalog.count("news", ""), size), terms, months, sitemap_parts(catalog)])


def _is_taken(catalog: Catalog, before: Kept, changed: Container[str], new: Collection[str], gone: frozenset[str]) -> bool:
    """Whether an address among `new`, or of a source that waits, is that of something else, without regard to case."""
    asked = [url for url in new if url not in before]
    waiting = {path: catalog.all_sources[path].url for path in catalog.filed.unpublished}
    keys = [url.casefold() for url in (*new, *waiting.values())]
    if len(set(keys)) < len(keys):
        return True
    asked += [url for path, url in waiting.items() if path in changed]
    vacated = [url.casefold() for url in gone]
    return any(before.count_like(url) > vacated.count(url.casefold()) for url in asked)


def side_by_side(specs: list[PageSpec], catalog: Catalog) -> list[PageSpec]:
    """Return `specs` with lists of the same time next to each other: what they write for an article is kept for a while."""
    size = catalog.settings.site.page_size

    def place(spec: PageSpec) -> int:
        if spec.kind not in _LISTS:
            return -1
        start = numbered_page(catalog.count(spec.kind, spec.subject), size, spec.number)[0] if spec.number else 0
        return catalog.rank(spec.kind, spec.subject, start)

    return sorted(specs, key=place)


_INDEX = "index.html"
_LISTS = frozenset({"news", "category", "tag", "author", "month"})


def next_change(catalog: Catalog) -> float:
    """Return when the clock alone changes the site next, in seconds since 1970: an article becomes due or leaves the news."""
    news = [one.published_at.seconds + NEWS_SPAN_S for one in recent_news(catalog)]
    due = [catalog.waiting.next_due.timestamp()] if catalog.waiting.next_due else []
    said = [moment for moment in catalog.settings.security.changes(catalog.settings.zone) if moment > catalog.now.timestamp()]
    return min([*news, *due, *said], default=float("inf"))


def _of_sources(catalog: Catalog, paths: Iterable[str]) -> Iterator[PageSpec]:
    for path in paths:
        one = catalog.shown[path]
        kind = "article" if isinstance(one, Article) else "page"
        yield PageSpec(one.url, one.layout or f"{kind}.html", kind, path, language=language_of(path, catalog.settings))


def _beyond_sources(catalog: Catalog) -> Iterator[PageSpec]:
    paths = catalog.settings.paths
    yield PageSpec("/", "home.html", "home")
    yield from _list(catalog, "news", "", news_url(catalog))
    for kind in ("category", "tag", "author"):
        for term in catalog.terms(kind):
            yield from _list(catalog, kind, term.slug, term.url)
    for kind, first in (("category", paths.category), ("tag", paths.tag), ("author", paths.author)):
        yield PageSpec(f"/{first}/", "index.html", "index", kind)
    yield PageSpec(f"/{paths.archive}/", "archive.html", "archive")
    for year in catalog.years:
        yield PageSpec(year.url, "year.html", "year", str(year.year))
        for month in year.months:
            yield PageSpec(month.url, "month.html", "month", f"{month.year}-{month.month:02d}")
    yield PageSpec(f"/{paths.search}/", "search.html", "search")
    yield PageSpec(f"/{paths.sitemap}/", "site-map.html", "site-map")
    yield PageSpec(f"/{paths.feeds}/", "feeds.html", "feeds")
    yield PageSpec("/site.webmanifest", "site.webmanifest", "manifest")
    yield PageSpec("/404.html", "404.html", "not-found")
    yield PageSpec("/feed.xml", "feed.xml", "feed")
    yield PageSpec("/rss.xml", "rss.xml", "feed")
    for slug, term in catalog.categories.items():
        yield PageSpec(f"{term.url}feed.xml", "feed.xml", "feed", slug)
    yield from _sitemaps(catalog)
    yield PageSpec("/news-sitemap.xml", "news-sitemap.xml", "news-sitemap")
    yield PageSpec("/robots.txt", "robots.txt", "robots")
    if catalog.settings.security.contact:
        yield PageSpec(SECURITY_URL, "security.txt", "security")


def _list(catalog: Catalog, kind: str, slug: str, url: str) -> Iterator[PageSpec]:
    yield PageSpec(url, "list.html", kind, slug)
    page = catalog.settings.paths.page
    for number in range(1, numbered_pages(catalog.count(kind, slug), catalog.settings.site.page_size) + 1):
        yield PageSpec(f"{url}{page}/{number}/", "list.html", kind, slug, number)


def _sitemaps(catalog: Catalog) -> Iterator[PageSpec]:
    parts = sitemap_parts(catalog)
    if parts:
        yield PageSpec(sitemap_url(0), "sitemap-index.xml", "sitemap-index")
    for number in range(1, parts + 1) if parts else [0]:
        yield PageSpec(sitemap_url(number), "sitemap.xml", "sitemap", "", number)


def _redirects(catalog: Catalog, pages: dict[str, PageSpec], owners: dict[str, str]) -> Iterator[Problem]:
    if not any(one.aliases for one in catalog.shown.values()):
        return
    folders = {parent for key in owners for parent in _parents(key)}
    for path, one in catalog.shown.items():
        for written in one.aliases:
            alias = written[: -len(_INDEX)] if written.endswith(f"/{_INDEX}") else written  # the same file as the folder's page
            url = alias if alias.endswith("/") or "." in alias.rpartition("/")[2] else f"{alias}/"
            key = url.casefold()
            # A file cannot be a folder as well: /feed.xml and /feed.xml/old/.
            taken = next((place for place in (key, *_parents(key)) if place in owners), None)
            if taken or key in folders:
                yield problem("BT214", path, one.lines.get("aliases", 1), url=url, other=owners[taken] if taken else url)
                continue
            owners[key] = path
            folders.update(_parents(key))
            pages[url] = PageSpec(url, "redirect.html", "redirect", path)


def _parents(url: str) -> list[str]:
    """Return the folders above an address, without a slash at the end."""
    parts = url.strip("/").split("/")
    return ["/" + "/".join(parts[:end]) for end in range(1, len(parts) + (1 if url.endswith("/") else 0))]


def _security(catalog: Catalog) -> Iterator[Problem]:
    """Remind that the contact of `security.txt` is running out, or has."""
    security, now = catalog.settings.security, catalog.now.timestamp()
    changes = security.changes(catalog.settings.zone)
    if changes and now >= changes[0]:
        date = f"{security.expires:%d-%m-%Y}"
        line = security.line
        yield problem("BT118" if now >= changes[1] else "BT117", SETTINGS_FILE, line, date=date)


def _menu(catalog: Catalog, pages: Mapping[str, PageSpec], broken: frozenset[str]) -> Iterator[Problem]:
    settings = catalog.settings
    for one in settings.languages:
        if home_of(one.code) not in pages and home_of(one.code) not in broken:
            yield problem("BT124", SETTINGS_FILE, one.line, file=f"content/{one.code}/index.md")
    menus = (settings.menu, *(one.menu for one in settings.languages))
    entries = [("BT110", item.name, item.url, item.line) for menu in menus for item in menu]
    entries += [("BT122", link.name, link.url, link.line) for link in settings.links]
    for code, name, url, line in entries:
        if not url.startswith("/"):
            continue
        target = url.partition("#")[0].partition("?")[0]
        if (target not in pages or (catalog.unlisted and pages[target].subject in catalog.unlisted)) and target not in broken:
            yield problem(code, SETTINGS_FILE, line, name=name, url=url, near=nearest(url, pages))
