"""What is searched: published articles and pages, each with a number, and what is shown of those that are found."""

from __future__ import annotations

import zlib
from datetime import date
from heapq import nsmallest
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.collections.article import Article
from bantin.language.vietnamese import slugify
from bantin.search import texts
from bantin.site.translations import language_of
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bantin.collections.documents import Document
    from bantin.markup.body import Body
    from bantin.site.index import Index

_DAYS = 366
_SAMPLES = 50
"""Articles whose beginnings make the dictionary."""
_DICTIONARY_SIZE = 20_000
"""Bytes; a reader loads a quarter of it."""


class Entry(NamedTuple):
    """An article or page to be searched, without its text."""

    number: int
    key: int
    """Fingerprint of what its result is made from."""
    document: Document
    category: str
    """Its name; empty for a page."""
    author: str
    tags: tuple[str, ...]
    language: str
    """Its code; empty for the site's own language."""

    @property
    def year(self) -> str:
        """Its year; empty for a page."""
        return str(self.document.date.year) if isinstance(self.document, Article) else ""

    @property
    def day(self) -> int:
        """Its day in the year, from 1; 0 for a page."""
        return self.document.date.timetuple().tm_yday if isinstance(self.document, Article) else 0


class Result(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a result is shown from, and all that is searched of it."""

    url: str
    title: str
    date: str
    """ISO 8601, empty for a page."""
    category: str
    author: str
    lead: str
    named: tuple[str, ...]
    """Tags, titles of attachments, headings."""
    text: str
    language: str = ""
    """Its code; empty for the site's own language."""


def list_entries(index: Index) -> dict[str, Entry]:
    """Return what is searched, by URL, in order of the numbers.

    Numbers leave room: pages and the articles of each year have a quarter more than there are, and each stands about
    where its date puts it in the year. So one that is added or removed changes the numbers of few others, also in an
    old year, and yet the numbers follow from the articles alone. They ascend with time.
    """
    names: dict[tuple[str, str], tuple[str, int]] = {}

    def name(kind: str, text: str) -> tuple[str, int]:
        """Return the name of a term as it is shown, and its fingerprint."""
        found = names.get((kind, text))
        if found is None:
            slug = text if kind == "category" else slugify(text)
            shown = index.term(kind, slug).name if slug else ""
            found = names[kind, text] = shown, fingerprints.of(shown)
        return found

    entries: dict[str, Entry] = {}
    for number, one in _numbered(index):
        category = author = ("", 0)
        tags: list[tuple[str, int]] = []
        if isinstance(one, Article):
            category, author = name("category", one.category), name("author", one.author)
            tags = [name("tag", tag) for tag in one.tags]
        # A hash of integers is the same in every process.
        key = hash((one.fingerprint, category[1], author[1], *[tag[1] for tag in tags]))
        language = "" if isinstance(one, Article) else language_of(one.path, index.settings)
        entries[one.url] = Entry(number, key, one, category[0], author[0], tuple([tag[0] for tag in tags]), language)
    return entries


def _numbered(index: Index) -> Iterator[tuple[int, Document]]:
    pages = sorted((zlib.crc32(page.path.encode()), page.path, page) for page in index.pages)
    runs: list[list[tuple[float, Document]]] = [[(place / 2**32, page) for place, _, page in pages]]
    dates = [(article.date, article) for article in reversed(index.articles)]
    for year, some in groupby(dates, key=lambda dated: dated[0].year):
        first_day = date(year, 1, 1).toordinal()
        runs.append([((moment.toordinal() - first_day) / _DAYS, article) for moment, article in some])
    first = 0
    for run in runs:
        room, number = _room(len(run)), first - 1
        for place, one in run:
            number = max(number + 1, first + int(place * room))
            yield number, one
        first = max(first + room, number + 1)


def _room(count: int) -> int:
    """Return how many numbers `count` articles get: the same for an eighth of them more or less."""
    step = max(8, 1 << count.bit_length() >> 3)
    return -(-count * 5 // (4 * step)) * step


def make_dictionary(entries: Sequence[Entry]) -> bytes:
    """Return text like that of most articles: the beginnings of a few, chosen by their paths.

    It depends on so few that hardly any edit changes it, and then all texts are compressed again.
    """
    chosen = nsmallest(_SAMPLES, entries, key=lambda entry: (zlib.crc32(entry.document.path.encode()), entry.number))
    return b"".join(encode(_result(entry, (), "")) for entry in chosen)[:_DICTIONARY_SIZE]


def make_result(entry: Entry, body: Body) -> bytes:
    """Return the result of an article with the text `body`, as JSON."""
    headings = tuple(heading.text for heading in body.headings)
    return encode(_result(entry, headings, texts.plain(body.html)))


def _result(entry: Entry, headings: tuple[str, ...], text: str) -> Result:
    one = entry.document
    return Result(
        url=one.url,
        title=one.title,
        date=one.date.isoformat() if isinstance(one, Article) else "",
        category=entry.category,
        author=entry.author,
        lead=one.lead,
        named=(*entry.tags, *(attachment.title for attachment in one.attachments), *headings),
        text=text,
        language=entry.language,
    )


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Result).decode
