"""A competitor's site on disk, and the edits that a benchmark makes to it.

Each repetition of each row makes another edit, the same one for every competitor, and knows what
must then be readable in the output. So a row that "wins" by leaving a page stale fails instead.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from competitors import PEERS
from corpus import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from competitors import Competitor
    from corpus import Article, Corpus

MARK: Final = re.compile(r'data-bench="\d+"')
STYLESHEET: Final = re.compile(r'href="([^"?#]+\.css)')


class WrongOutputError(Exception):
    """A build ended well, yet its output is not what the edit asks for."""


@dataclass(slots=True)
class Site:
    """One competitor's site. `articles` is how many the output must hold now."""

    competitor: Competitor
    corpus: Corpus
    folder: Path
    articles: int

    @classmethod
    def make(cls, competitor: Competitor, corpus: Corpus, folder: Path) -> Site:
        """Write the corpus and the competitor's layouts into `folder`, replacing what was there."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for overlay in competitor.overlays:
            shutil.copytree(PEERS / overlay, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        stylesheet = folder / competitor.stylesheet
        stylesheet.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PEERS / "style.css", stylesheet)
        WRITERS[competitor.corpus].write_all(folder, corpus)
        return cls(competitor, corpus, folder, corpus.size)

    @property
    def output(self) -> Path:
        return self.folder / "public"

    def forget(self) -> None:
        """Remove the output and the caches, as before a first build."""
        for leftover in self.competitor.leftovers:
            shutil.rmtree(self.folder / leftover, ignore_errors=True)

    def write(self, article: Article) -> None:
        WRITERS[self.competitor.corpus].write(self.folder, article)

    def replace_text(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file of the site's layouts; a change that changes nothing is an error."""
        path = self.folder / name
        before = path.read_text(encoding="utf-8")
        after = change(before)
        if after == before:
            message = f"nothing to edit in {path}: it must contain {MARK.pattern}"
            raise WrongOutputError(message)
        path.write_text(after, encoding="utf-8")

    def page(self, url: str) -> str:
        """Read the page at a site path, from the output."""
        return (self.output / url.strip("/") / "index.html").read_text(encoding="utf-8")

    def check_count(self) -> None:
        """Exactly as many article pages as there are articles."""
        made = sum(1 for _ in (self.output / "tin-tuc").glob("[0-9][0-9][0-9][0-9]/*/index.html"))
        if made != self.articles:
            message = f"{self.competitor.name} made {made} article pages of {self.articles}"
            raise WrongOutputError(message)

    def check_readable(self, mark: str, *urls: str) -> None:
        """`mark` stands in each of these pages."""
        stale = [url for url in urls if mark not in self.page(url)]
        if stale:
            message = f"{self.competitor.name} left {', '.join(stale)} without {mark!r}"
            raise WrongOutputError(message)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tables. `edit` changes a site before repetition n and returns the check after it."""

    name: str
    label: str
    edit: Callable[[Site, int], Callable[[], None]]


def _random_article(site: Site, row: str, repetition: int) -> Article:
    """Pick an article with a neighbour on each side, the same for every competitor."""
    chance = random.Random(f"{row}/{site.corpus.size}/{repetition}")
    return site.corpus.article(chance.randrange(2, site.corpus.size))


def _cold(site: Site, _repetition: int) -> Callable[[], None]:
    site.forget()
    return lambda: None


def _nothing(_site: Site, _repetition: int) -> Callable[[], None]:
    return lambda: None


def _body(site: Site, repetition: int) -> Callable[[], None]:
    article = _random_article(site, "body", repetition)
    mark = f"mocthan{repetition}"
    site.write(replace(article, body=f"{article.body}\nĐoạn mới thêm vào cuối bài, {mark}.\n"))
    return lambda: site.check_readable(mark, article.url)


def _title(site: Site, repetition: int) -> Callable[[], None]:
    article = _random_article(site, "title", repetition)
    mark = f"moctua{repetition}"
    site.write(replace(article, title=f"{article.title} {mark}"))
    neighbours = [site.corpus.article(article.number + step).url for step in (-1, 1)]
    return lambda: site.check_readable(mark, article.url, *neighbours)


def _added(site: Site, repetition: int) -> Callable[[], None]:
    article = site.corpus.article(site.corpus.size + repetition)
    before = site.corpus.article(article.number - 1)
    mark = f"mocmoi{repetition}"
    site.write(replace(article, title=f"{article.title} {mark}"))
    site.articles += 1

    def check() -> None:
        site.check_readable(mark, article.url, before.url, "/", "/tin-tuc/", f"/chuyen-muc/{article.category.slug}/")
        if mark not in (site.output / "feed.xml").read_text(encoding="utf-8"):
            message = f"{site.competitor.name} left feed.xml without {mark!r}"
            raise WrongOutputError(message)

    return check


def _layout(site: Site, repetition: int) -> Callable[[], None]:
    mark = f'data-bench="{repetition}"'
    site.replace_text(site.competitor.article_layout, lambda text: MARK.sub(mark, text))
    some = [site.corpus.article(number).url for number in (1, site.corpus.size // 2, site.corpus.size)]
    return lambda: site.check_readable(mark, *some)


def _stylesheet(site: Site, repetition: int) -> Callable[[], None]:
    mark = f"mocmau{repetition}"
    site.replace_text(site.competitor.stylesheet, lambda text: f"{text}\n.{mark} {{ color: #222; }}\n")

    def check() -> None:
        sheets = [site.output / address.lstrip("/") for address in STYLESHEET.findall(site.page("/"))]
        if not any(mark in sheet.read_text(encoding="utf-8") for sheet in sheets):
            message = f"{site.competitor.name} left the home page's stylesheets without {mark!r}"
            raise WrongOutputError(message)

    return check


ROWS: Final = (
    Row("cold", "Cold: no output, no caches", _cold),
    Row("nothing", "Nothing changed", _nothing),
    Row("body", "One article's body edited", _body),
    Row("title", "One article's title edited", _title),
    Row("added", "One article added", _added),
    Row("layout", "The article layout edited", _layout),
    Row("stylesheet", "The stylesheet edited", _stylesheet),
)
