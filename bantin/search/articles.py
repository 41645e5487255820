"""What is searched: published articles and pages, each with a number, and what is shown of those that are found."""

from __future__ import annotations

import zlib
from heapq import nsmallest
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.collections.article import Article
from bantin.language.vietnamese import slugify
from bantin.search import texts
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bantin.collections.documents import Document
    from bantin.markup.body import Body
    from bantin.site.index import Index

_DAYS = 366
_SAMPLES = 75
"""Articles whose beginnings make the dictionary."""
_DICTIONARY_SIZE = 32_000
"""Bytes; deflate looks back 32 KiB."""


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

    @property
    def year(self) -> str:
        """Its year; empty for a page."""
        return str(self.document.date.year) if isinstance(self.document, Article) else ""


class Result(msgspec.Struct, frozen=True, gc=False):
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


def list_entries(index: Index, base: int) -> dict[str, Entry]:
    """Return what is searched, by URL, in order of the numbers; `base` is what all results are made from as well.

    Numbers leave room: pages and the articles of each year have half as many again as there are, rounded up to a power
    of two, and each stands about where its date puts it in the year. So one that is added or removed seldom changes the
    number of another, also in an old year, and yet the numbers follow from the articles alone. They ascend with time.
    """
    names: dict[tuple[str, str], str] = {}

    def name(kind: str, text: str) -> str:
        found = names.get((kind, text))
        if found is None:
            slug = text if kind == "category" else slugify(text)
            found = names[kind, text] = index.term(kind, slug).name if slug else ""
        return found

    entries: dict[str, Entry] = {}
    for number, one in _numbered(index):
        category = author = ""
        tags: tuple[str, ...] = ()
        if isinstance(one, Article):
            category, author = name("category", one.category), name("author", one.author)
            tags = tuple([name("tag", tag) for tag in one.tags])
        key = fingerprints.of((base, one.fingerprint, one.url, category, author, tags))
        entries[one.url] = Entry(number, key, one, category, author, tags)
    return entries


def _numbered(index: Index) -> Iterator[tuple[int, Document]]:
    pages = sorted((zlib.crc32(page.path.encode()), page.path, page) for page in index.pages)
    runs: list[list[tuple[float, Document]]] = [[(place / 2**32, page) for place, _, page in pages]]
    for _, year in groupby(reversed(index.articles), key=lambda article: article.date.year):
        runs.append([((article.date.timetuple().tm_yday - 1) / _DAYS, article) for article in year])
    first = 0
    for run in runs:
        room = 1 << (len(run) * 3 // 2).bit_length()
        number = first - 1
        for place, one in run:
            number = max(number + 1, first + int(place * room))
            yield number, one
        first = max(first + room, number + 1)


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
    )


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Result).decode
