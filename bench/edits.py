"""A competitor's site on disk, and the edits that a benchmark makes to it.

Each repetition of each row makes another edit, the same one for every competitor, and knows what
must then be readable in the output. So a row that "wins" by leaving a page stale fails instead.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from competitors import PEERS, PROJECT
from corpus import WRITERS

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from competitors import Competitor
    from corpus import Article, Corpus

MARK: Final = re.compile(r'data-bench="\d+"')
ARTICLE: Final = re.compile("<article")
BROKEN: Final = 500
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
        if competitor.own_layouts:
            shutil.copytree(PROJECT / "layouts", folder / "layouts")
        else:
            stylesheet = folder / competitor.stylesheet
            stylesheet.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(PEERS / "style.css", stylesheet)
        layout = folder / competitor.article_layout
        layout.write_text(ARTICLE.sub('<article data-bench="0"', layout.read_text("utf-8"), count=1), "utf-8")
        WRITERS[competitor.corpus].write_all(folder, corpus)
        return cls(competitor, corpus, folder, corpus.size)

    @property
    def output(self) -> Path:
        return self.folder / "public"

    @property
    def log(self) -> Path:
        """What its last command wrote."""
        return self.folder.with_suffix(".log")

    def index_files(self) -> dict[Path, os.stat_result]:
        """Return the files of its search index; none if it has no index."""
        some = (self.output / self.competitor.index).rglob("*") if self.competitor.index else ()
        return {path: path.stat() for path in some if path.is_file()}

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
            raise WrongOutputError(f"nothing to edit in {path}: it must contain {MARK.pattern}")
        path.write_text(after, encoding="utf-8")

    def page(self, url: str) -> str:
        """Read the page at a site path, from the output."""
        return (self.output / url.strip("/") / "index.html").read_text(encoding="utf-8")

    def check_count(self) -> None:
        """Exactly as many article pages as there are articles."""
        made = sum(1 for _ in (self.output / "tin-tuc").glob("[0-9][0-9][0-9][0-9]/*/index.html"))
        if made != self.articles:
            raise WrongOutputError(f"{self.competitor.name} made {made} article pages of {self.articles}")

    def check_readable(self, mark: str, *urls: str) -> None:
        """`mark` stands in each of these pages."""
        stale = [url for url in urls if mark not in self.page(url)]
        if stale:
            raise WrongOutputError(f"{self.competitor.name} left {', '.join(stale)} without {mark!r}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tables. `edit` changes a site before repetition n and returns the check after it."""

    name: str
    label: str
    edit: Callable[[Site, int], Callable[[], None]]
    checks: bool = False
    """It runs the command that looks for faults, not a build."""
    expected: int = 0
    """The code with which the command ends."""


def _random_article(site: Site, row: str, repetition: int, oldest: float, newest: float) -> Article:
    """Pick an article with a neighbour on each side, the same for every competitor; ages are parts of the archive."""
    chance = random.Random(f"{row}/{site.corpus.size}/{repetition}")
    size = site.corpus.size
    return site.corpus.article(chance.randrange(2 + int(oldest * size), int(newest * size)))


def _cold(site: Site, _repetition: int) -> Callable[[], None]:
    site.forget()
    return lambda: None


def _nothing(_site: Site, _repetition: int) -> Callable[[], None]:
    return lambda: None


def _write(site: Site, article: Article, mark: str, *urls: str) -> Callable[[], None]:
    """Write an article whose `mark` must then stand in each of these pages, and in the search index if there is one."""
    before = _times(site)
    site.write(article)

    def check() -> None:
        site.check_readable(mark, article.url, *urls)
        if site.competitor.index and _times(site) in ({}, before):
            raise WrongOutputError(f"{site.competitor.name} left its search index as it was")

    return check


def _times(site: Site) -> dict[Path, int]:
    return {path: stat.st_mtime_ns for path, stat in site.index_files().items()}


def _body(oldest: float, newest: float) -> Callable[[Site, int], Callable[[], None]]:
    def edit(site: Site, repetition: int) -> Callable[[], None]:
        article = _random_article(site, "body", repetition, oldest, newest)
        mark = f"mocthan{repetition}"
        return _write(site, replace(article, body=f"{article.body}\nĐoạn mới thêm vào cuối bài, {mark}.\n"), mark)

    return edit


def _title(site: Site, repetition: int) -> Callable[[], None]:
    article = _random_article(site, "title", repetition, 0, 1)
    mark = f"moctua{repetition}"
    neighbours = [site.corpus.article(article.number + step).url for step in (-1, 1)]
    return _write(site, replace(article, title=f"{article.title} {mark}"), mark, *neighbours)


def _added(site: Site, repetition: int) -> Callable[[], None]:
    article = site.corpus.article(site.corpus.size + repetition)
    before = site.corpus.article(article.number - 1)
    mark = f"mocmoi{repetition}"
    lists = ("/", "/tin-tuc/", f"/chuyen-muc/{article.category.slug}/")
    readable = _write(site, replace(article, title=f"{article.title} {mark}"), mark, before.url, *lists)
    site.articles += 1

    def check() -> None:
        readable()
        if mark not in (site.output / "feed.xml").read_text(encoding="utf-8"):
            raise WrongOutputError(f"{site.competitor.name} left feed.xml without {mark!r}")

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
            raise WrongOutputError(f"{site.competitor.name} left the home page's stylesheets without {mark!r}")

    return check


def _links(*, broken: bool) -> Callable[[Site, int], Callable[[], None]]:
    """Add a link to many articles, all good or all broken, and take it out again after the run."""

    def edit(site: Site, repetition: int) -> Callable[[], None]:
        size = site.corpus.size
        chance = random.Random(f"links/{size}/{repetition}")
        some = [site.corpus.article(number) for number in chance.sample(range(2, size + 1), min(BROKEN, size // 2))]
        for article in some:
            wrong = (
                f"{article.url[:-1]}x/",
                f"../2004/bai-{article.number}.md",
                f"bieu-{article.number}.pdf",
                "#muc-x",
            )
            address = chance.choice(wrong) if broken else site.corpus.article(article.number - 1).url
            site.write(replace(article, body=f"{article.body}\nXem [bài liên quan]({address}).\n"))

        def check() -> None:
            reports = [line for line in site.log.read_text("utf-8").splitlines() if line.startswith("{")]
            problems = [problem for report in reports for problem in json.loads(report)["problems"]]
            found = {problem["path"] for problem in problems if problem["severity"] == "error"}
            if len(reports) != 1 or len(found) != (len(some) if broken else 0):
                raise WrongOutputError(f"{len(reports)} reports of faults in {len(found)} files of {len(some)}")
            for article in some:
                site.write(article)

        return check

    return edit


ROWS: Final = (
    Row("cold", "Cold: no output, no caches", _cold),
    Row("nothing", "Nothing changed", _nothing),
    Row("body", "The text of a new article edited", _body(0.95, 1)),
    Row("old", "The text of an old article edited", _body(0, 0.5)),
    Row("title", "An article's title edited", _title),
    Row("added", "An article added", _added),
    Row("layout", "The article layout edited", _layout),
    Row("stylesheet", "The stylesheet edited", _stylesheet),
    Row("check", "`check`, 500 articles with a new link", _links(broken=False), checks=True),
    Row("broken", "`check`, 500 articles with a broken link", _links(broken=True), checks=True, expected=1),
)
