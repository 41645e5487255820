"""Make a corpus of N council articles, the same texts in the layout each generator wants.

    python bench/corpus.py --size 1000 --generator hugo --output /tmp/site

Every article is a pure function of (seed, its number, N): the same call always gives the same
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
from phrases import AUTHORS, CATEGORIES, TAGS, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SEED: Final = 2020
VIETNAM: Final = timezone(timedelta(hours=7))
FIRST: Final = datetime(2005, 1, 1, 7, 0, tzinfo=VIETNAM)
LAST: Final = datetime(2025, 12, 31, 17, 0, tzinfo=VIETNAM)
TAGS_EACH: Final = 3
LINK_SHARE: Final = 0.20
BOLD_SHARE: Final = 0.25
LIST_SHARE: Final = 0.40
QUOTE_SHARE: Final = 0.30
TABLE_SHARE: Final = 0.05


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
    """Articles 1..size, oldest first."""

    size: int
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
            summary=f"{_sentence(chance)} {_sentence(chance)}",
            tags=tuple(chance.sample(TAGS, TAGS_EACH)),
            body=_body(chance, link),
        )


def _fill(chance: random.Random, text: str) -> str:
    """Put numbers, days and places into a phrase's holes."""
    while "{place}" in text:
        text = text.replace("{place}", chance.choice(phrases.PLACES), 1)
    return text.format(
        day=f"{chance.randint(1, 28)}/{chance.randint(1, 12)}",
        percent=f"{chance.randint(1, 139)},{chance.randint(1, 9)}",
        amount=chance.randint(12, 980),
        count=chance.randint(2, 64),
    )


def _sentence(chance: random.Random, *, bold: bool = False) -> str:
    who, does, what = (chance.choice(bank) for bank in (phrases.BODIES, phrases.ACTIONS, phrases.MATTERS))
    if bold:
        what = f"**{what}**"
    match chance.randrange(4):
        case 0:
            text = f"{chance.choice(phrases.TIMES)}, {who} {does} {what}, {chance.choice(phrases.AIMS)}."
        case 1:
            text = f"{chance.choice(phrases.LINKERS)}, {chance.choice(phrases.REMARKS)}; {who} {does} {what}."
        case 2:
            text = f"{who} {does} {what}, {chance.choice(phrases.FIGURES)}, {chance.choice(phrases.AIMS)}."
        case _:
            text = f"{chance.choice(phrases.LINKERS)}, {what} {chance.choice(phrases.FIGURES)}."
    return _fill(chance, text)


def _paragraph(chance: random.Random) -> str:
    bold = chance.random() < BOLD_SHARE
    return " ".join(_sentence(chance, bold=bold and place == 0) for place in range(chance.randint(1, 3)))


def _list(chance: random.Random) -> str:
    mark = chance.choice(("-", "1."))
    return "\n".join(
        f"{mark} {_fill(chance, chance.choice(phrases.FIGURES)).capitalize()};" for _ in range(chance.randint(3, 6))
    )


def _table(chance: random.Random) -> str:
    rows = [
        f"| {district} | {chance.randint(60, 99)} | {chance.randint(1, 40)} |"
        for district in chance.sample(phrases.DISTRICTS, 5)
    ]
    return "\n".join(["| Đơn vị | Điểm | Kiến nghị |", "| --- | ---: | ---: |", *rows])


def _body(chance: random.Random, link: str) -> str:
    """Between 8 and 14 paragraphs under two or three headings, about 5 KB in UTF-8."""
    blocks = [_paragraph(chance) for _ in range(chance.randint(8, 14))]
    if link:
        where = chance.randrange(len(blocks))
        blocks[where] += f" Xem thêm [{chance.choice(phrases.MATTERS)}]({link})."
    if chance.random() < LIST_SHARE:
        where = chance.randrange(1, len(blocks))
        blocks[where:where] = ["Trong đó:", _list(chance)]
    if chance.random() < QUOTE_SHARE:
        blocks.insert(chance.randrange(2, len(blocks)), f"> {_sentence(chance)}")
    if chance.random() < TABLE_SHARE:
        blocks.append(_table(chance))
    titles = chance.sample(phrases.HEADINGS, chance.randint(2, 3))
    step = len(blocks) // (len(titles) + 1)
    for place, title in reversed(list(enumerate(titles, start=1))):
        blocks.insert(_before_a_list(blocks, place * step), f"## {title}")
    return "\n\n".join(blocks) + "\n"


def _before_a_list(blocks: Sequence[str], where: int) -> int:
    """Keep a heading from coming between a list and the line that announces it."""
    return where - 1 if blocks[where - 1] == "Trong đó:" else where


@dataclass(frozen=True, slots=True)
class Writer:
    """How one generator wants its articles: `text` is a whole file, `extras` the files beside them."""

    text: Callable[[Article], str]
    extras: Callable[[], Iterator[tuple[PurePosixPath, str]]] = lambda: iter(())

    def path(self, site: Path, article: Article) -> Path:
        """All four generators get the same tree: content/tin-tuc/YYYY/bai-00012.md."""
        return site / "content" / "tin-tuc" / str(article.published.year) / f"{article.slug}.md"

    def write(self, site: Path, article: Article) -> None:
        path = self.path(site, article)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(article), encoding="utf-8", newline="\n")

    def write_all(self, site: Path, articles: Iterator[Article]) -> None:
        for path, text in self.extras():
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        for article in articles:
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
    "bantin": Writer(_bantin),
    "hugo": Writer(_hugo, _hugo_extras),
    "pelican": Writer(_pelican),
    "eleventy": Writer(_eleventy, _eleventy_extras),
}


def main() -> None:
    """Write one generator's corpus, as the command line says."""
    parser = argparse.ArgumentParser(description="Make a benchmark corpus for one generator.")
    parser.add_argument("--size", type=int, default=1000, help="number of articles")
    parser.add_argument("--generator", choices=sorted(WRITERS), default="bantin")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--output", type=Path, required=True, help="the site's folder; content/ is made in it")
    options = parser.parse_args()
    corpus = Corpus(options.size, options.seed)
    WRITERS[options.generator].write_all(options.output, iter(corpus))
    sys.stdout.write(f"{options.size} articles in {options.output / 'content'}\n")


if __name__ == "__main__":
    main()
