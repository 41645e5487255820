"""The whole site: spellings, titles, and whether readers can come to each page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bantin.collections.documents import Article, Document
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem
from bantin.site.translations import home_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bantin.site.index import Index


@dataclass(frozen=True, slots=True)
class Whole:
    """What checks of the whole site look at."""

    index: Index
    links: Mapping[str, tuple[str, ...]]
    """What each source's text links to: see `links.inner_targets`."""
    layouts: Mapping[str, str]
    """The text of each layout."""


def spellings_of_tags(whole: Whole) -> Iterator[Problem]:
    """BT931: a tag that most articles spell otherwise; the site has one list for both, under the commoner spelling."""
    yield from _spellings("BT931", "tags", _listed(whole.index), lambda one: one.tags)


def spellings_of_authors(whole: Whole) -> Iterator[Problem]:
    """BT932: the same of an author."""
    yield from _spellings("BT932", "author", _listed(whole.index), lambda one: (one.author,) if one.author else ())


def _listed(index: Index) -> list[Article]:
    """Return what is or will be in lists, sorted by path."""
    return [one for one in index.documents.values() if isinstance(one, Article) and not one.draft and not one.withdrawn]


def _spellings(
    code: str, key: str, articles: Iterable[Article], names: Callable[[Article], tuple[str, ...]]
) -> Iterator[Problem]:
    users: dict[str, dict[str, list[Article]]] = defaultdict(lambda: defaultdict(list))
    for one in articles:
        for name in names(one):
            users[slugify(name)][name].append(one)
    for spellings in users.values():
        if len(spellings) == 1:
            continue
        # As `index` chooses: the commonest stands for all, among equals the first in the alphabet.
        best = min(spellings, key=lambda name: (-len(spellings[name]), name))
        for name, found in spellings.items():
            if name != best:
                count = len(spellings[best])
                yield from (
                    problem(code, one.path, one.lines.get(key, 1), value=name, other=best, count=count) for one in found
                )


def twin_titles(whole: Whole) -> Iterator[Problem]:
    """BT933: two articles of one title on one day, most often the same one twice."""
    seen: dict[tuple[str, str], str] = {}
    for one in whole.index.documents.values():
        if not isinstance(one, Article) or one.draft or one.withdrawn:
            continue
        other = seen.setdefault((f"{one.date:%Y-%m-%d}", one.title.casefold()), one.path)
        if other != one.path:
            yield problem("BT933", one.path, one.lines.get("title", 1), title=one.title, other=other)


def unreachable_pages(whole: Whole) -> Iterator[Problem]:
    """BT934: a page that no menu entry, link of the settings, layout, article or reachable page leads to. Articles have their lists."""
    index = whole.index
    pages = {one.path: one for one in index.pages}
    if not pages:
        return
    by_url = {one.url: one.path for one in pages.values()}
    layouts = "\n".join(whole.layouts.values())
    settings = index.settings
    menus = (settings.menu, *(one.menu for one in settings.languages))
    urls = [
        *(item.url for menu in menus for item in menu),
        *(home_of(code) for code in settings.codes),
        *(link.url for link in settings.links),
    ]
    named = {url.partition("#")[0].partition("?")[0] for url in urls}
    reached = {path for url, path in by_url.items() if url in named or url in layouts}
    waiting = [one.path for one in index.shown.values() if isinstance(one, Article)] + list(reached)
    while waiting:
        path = waiting.pop()
        for target in _targets(index.shown[path], whole.links.get(path, ()), by_url):
            if target in pages and target not in reached:
                reached.add(target)
                waiting.append(target)
    yield from (problem("BT934", one.path, 1, url=one.url) for one in pages.values() if one.path not in reached)


def _targets(one: Article | Document, links: tuple[str, ...], by_url: Mapping[str, str]) -> Iterator[str]:
    """Yield the sources of the pages that a text and its front matter may mean."""
    for target in (*links, *(one.related if isinstance(one, Article) else ())):
        yield target
        yield f"{target}.md"
        yield f"{target}/index.md"
        url = target if target.endswith("/") else f"{target}/"
        if url in by_url:
            yield by_url[url]
