"""Make a corpus of N council articles, the same texts in the layout each generator wants.

    python bench/corpus.py --size 1000 --kind written --generator hugo --output /tmp/site

Every article is a pure function of (seed, its number, N, its kind): the same call always gives the same
bytes, on every machine, and any single article can be made anew without the others.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import phrases
from bodies import KINDS, PICTURES, sentence
from phrases import AUTHORS, CATEGORIES, TAGS, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED: Final = 2020
VIETNAM: Final = timezone(timedelta(hours=7))
FIRST: Final = datetime(2005, 1, 1, 7, 0, tzinfo=VIETNAM)
LAST: Final = datetime(2025, 12, 31, 17, 0, tzinfo=VIETNAM)
TAGS_EACH: Final = 3
LINK_SHARE: Final = 0.20
PICTURE: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 64 36">
<circle cx="32" cy="18" r="{}" fill="#0b5394"/></svg>
"""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, before any generator's front matter. `published` is to the minute."""

    number: int
    published: datetime
    title: str
    category: Term
    author: str
    summary: str
    tags: tuple[Term, ...]
    body: str

    @property
    def slug(self) -> str:
        return f"bai-{self.number:05}"

    @property
    def url(self) -> str:
        """The site path, the same in every generator."""
        return f"/tin-tuc/{self.published.year}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles 1..size, oldest first. `kind` is a key of `KINDS`."""

    size: int
    kind: str = "plain"
    seed: int = SEED

    def __iter__(self) -> Iterator[Article]:
        return (self.article(number) for number in range(1, self.size + 1))

    def published(self, number: int) -> datetime:
        """Even steps over the twenty years, so that every generator sorts alike.

        Numbers over `size` (the articles a benchmark adds) follow the newest by a minute each.
        """
        if number > self.size:
            return LAST + timedelta(minutes=number - self.size)
        minutes = (LAST - FIRST) // timedelta(minutes=1)
        return FIRST + timedelta(minutes=minutes * number // self.size)

    def article(self, number: int) -> Article:
        """Make the article of that number (1 is the oldest)."""
        chance = random.Random(f"{self.seed}/{self.size}/{number}")
        link = ""
        if number > 1 and chance.random() < LINK_SHARE:
            other = chance.randrange(1, min(number, self.size + 1))
            link = f"/tin-tuc/{self.published(other).year}/bai-{other:05}/"
        title = f"{chance.choice(phrases.BODIES)} {chance.choice(phrases.ACTIONS)} {chance.choice(phrases.MATTERS)}"
        return Article(
            number=number,
            published=self.published(number),
            title=title,
            category=chance.choice(CATEGORIES),
            author=chance.choice(AUTHORS),
            summary=f"{sentence(chance)} {sentence(chance)}",
            tags=tuple(chance.sample(TAGS, TAGS_EACH)),
            body=KINDS[self.kind][1](chance, link),
        )


@dataclass(frozen=True, slots=True)
class Writer:
    """How one generator wants its articles: `text` is a whole file, `extras` the files beside them."""

    text: Callable[[Article], str]
    pictures: str
    """The folder of the files whose address begins with /anh/."""
    extras: Callable[[], Iterator[tuple[PurePosixPath, str]]] = lambda: iter(())

    def path(self, site: Path, article: Article) -> Path:
        """All four generators get the same tree: content/tin-tuc/YYYY/bai-00012.md."""
        return site / "content" / "tin-tuc" / str(article.published.year) / f"{article.slug}.md"

    def write(self, site: Path, article: Article) -> None:
        path = self.path(site, article)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(article), encoding="utf-8", newline="\n")

    def write_all(self, site: Path, corpus: Corpus) -> None:
        shapes = range(PICTURES) if corpus.kind == "written" else ()
        pictures = ((PurePosixPath(self.pictures, f"hinh-{shape}.svg"), PICTURE.format(shape)) for shape in shapes)
        for path, text in (*self.extras(), *pictures):
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        for article in corpus:
            self.write(site, article)


def _quoted(text: str) -> str:
    """Write the text as a JSON string, which is a YAML string too."""
    return json.dumps(text, ensure_ascii=False)


def _bantin(article: Article) -> str:
    return (
        "---\n"
        f"title: {_quoted(article.title)}\n"
        f"date: {article.published:%Y-%m-%d %H:%M}\n"
        f"category: {article.category.slug}\n"
        f"author: {_quoted(article.author)}\n"
        f"summary: {_quoted(article.summary)}\n"
        f"tags: [{', '.join(_quoted(tag.name) for tag in article.tags)}]\n"
        f"---\n\n{article.body}"
    )


def _hugo(article: Article) -> str:
    return (
        "---\n"
        f"title: {_quoted(article.title)}\n"
        f"date: {article.published.isoformat()}\n"
        f"chuyen-muc: [{article.category.slug}]\n"
        f"author: {_quoted(article.author)}\n"
        f"summary: {_quoted(article.summary)}\n"
        f"the: [{', '.join(tag.slug for tag in article.tags)}]\n"
        f"---\n\n{article.body}"
    )


def _hugo_extras() -> Iterator[tuple[PurePosixPath, str]]:
    yield PurePosixPath("content/tin-tuc/_index.md"), "---\ntitle: Tin tức\n---\n"
    for folder, terms in (("chuyen-muc", CATEGORIES), ("the", TAGS)):
        for term in terms:
            yield (
                PurePosixPath("content", folder, term.slug, "_index.md"),
                f"---\ntitle: {_quoted(term.name)}\n---\n",
            )


def _pelican(article: Article) -> str:
    return (
        f"Title: {article.title}\n"
        f"Date: {article.published:%Y-%m-%d %H:%M}\n"
        f"Category: {article.category.name}\n"
        f"Author: {article.author}\n"
        f"Summary: {article.summary}\n"
        f"Tags: {', '.join(tag.name for tag in article.tags)}\n"
        f"Slug: {article.slug}\n"
        f"\n{article.body}"
    )


def _eleventy(article: Article) -> str:
    return (
        "---\n"
        f"title: {_quoted(article.title)}\n"
        f"date: {article.published.isoformat()}\n"
        f"category: {article.category.slug}\n"
        f"author: {_quoted(article.author)}\n"
        f"summary: {_quoted(article.summary)}\n"
        f"topics: [{', '.join(tag.slug for tag in article.tags)}]\n"
        f"---\n\n{article.body}"
    )


def _eleventy_extras() -> Iterator[tuple[PurePosixPath, str]]:
    names = {term.slug: term.name for term in (*CATEGORIES, *TAGS)}
    yield PurePosixPath("content/_data/names.json"), json.dumps(names, ensure_ascii=False, indent=1)


WRITERS: Final = {
    "bantin": Writer(_bantin, "content/anh"),
    "hugo": Writer(_hugo, "static/anh", _hugo_extras),
    "pelican": Writer(_pelican, "content/anh"),
    "eleventy": Writer(_eleventy, "static/anh", _eleventy_extras),
}


def main() -> None:
    """Write one generator's corpus, as the command line says."""
    parser = argparse.ArgumentParser(description="Make a benchmark corpus for one generator.")
    parser.add_argument("--size", type=int, default=1000, help="number of articles")
    parser.add_argument("--generator", choices=sorted(WRITERS), default="bantin")
    parser.add_argument("--kind", choices=sorted(KINDS), default="plain", help="what the texts are like")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--output", type=Path, required=True, help="the site's folder; content/ is made in it")
    options = parser.parse_args()
    corpus = Corpus(options.size, options.kind, options.seed)
    WRITERS[options.generator].write_all(options.output, corpus)
    sys.stdout.write(f"{options.size} articles in {options.output / 'content'}\n")


if __name__ == "__main__":
    main()
