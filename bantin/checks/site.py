"""All documents together: spellings of tags and authors, duplicate titles, unreachable pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bantin.collections.article import Article
from bantin.collections.page import Page
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem
from bantin.site.translations import home_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bantin.collections.documents import Document
    from bantin.site.index import Index


@dataclass(frozen=True, slots=True)
class SiteInput:
    """The input of the checks."""

    index: Index
    links: Mapping[str, tuple[str, ...]]
    """The link targets of each source, by path: see `links.inner_targets`."""
    layouts: Mapping[str, str]
    """The text of each layout, by name."""


def spellings_of_tags(site: SiteInput) -> Iterator[Problem]:
    """BT931: a tag that most articles spell otherwise; both share one list, under the commoner spelling."""
    yield from _spellings("BT931", "tags", _listed(site.index), lambda one: one.tags)


def spellings_of_authors(site: SiteInput) -> Iterator[Problem]:
    """BT932: an author whom most articles spell otherwise."""
    yield from _spellings("BT932", "author", _listed(site.index), lambda one: (one.author,) if one.author else ())


def _listed(index: Index) -> list[Article]:
    """Return the articles that are or will be in lists, sorted by path."""
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
        # As in `site.index`: the commonest spelling, of equally common ones the first.
        best = min(spellings, key=lambda name: (-len(spellings[name]), name))
        for name, found in spellings.items():
            if name != best:
                count = len(spellings[best])
                yield from (
                    problem(code, one.path, one.lines.get(key, 1), value=name, other=best, count=count) for one in found
                )


def twin_titles(site: SiteInput) -> Iterator[Problem]:
    """BT933: two articles with the same title on one day, most often duplicates."""
    seen: dict[tuple[str, str], str] = {}
    for one in site.index.documents.values():
        if not isinstance(one, Article) or one.draft or one.withdrawn:
            continue
        other = seen.setdefault((f"{one.date:%Y-%m-%d}", one.title.casefold()), one.path)
        if other != one.path:
            yield problem("BT933", one.path, one.lines.get("title", 1), title=one.title, other=other)


def unreachable_pages(site: SiteInput) -> Iterator[Problem]:
    """BT934: a page to which no menu, link of the settings, layout, article or reachable page links."""
    index = site.index
    pages = {one.path: one for one in index.pages}
    if not pages:
        return
    by_url = {one.url: one.path for one in pages.values()}
    layouts = "\n".join(site.layouts.values())
    settings = index.settings
    urls = [
        *(item.url for item in settings.menu_entries),
        *(home_of(code) for code in settings.codes),
        *(link.url for link in settings.links),
    ]
    named = {url.partition("#")[0].partition("?")[0] for url in urls}
    reached = {path for url, path in by_url.items() if url in named or url in layouts}
    waiting = [one.path for one in index.shown.values() if not isinstance(one, Page)] + list(reached)
    while waiting:
        path = waiting.pop()
        for target in _targets(index.shown[path], site.links.get(path, ()), by_url):
            if target in pages and target not in reached:
                reached.add(target)
                waiting.append(target)
    yield from (problem("BT934", one.path, 1, url=one.url) for one in pages.values() if one.path not in reached)


def _targets(one: Article | Document, links: tuple[str, ...], by_url: Mapping[str, str]) -> Iterator[str]:
    """Yield the paths of sources that a document may link to, by its text and its front matter."""
    for target in (*links, *(one.related if isinstance(one, Article) else ())):
        yield target
        yield f"{target}.md"
        yield f"{target}/index.md"
        url = target if target.endswith("/") else f"{target}/"
        if url in by_url:
            yield by_url[url]
