"""What is searched: published articles and pages, each with a number, and what is shown of those that are found."""

from __future__ import annotations

import zlib
from datetime import date
from heapq import nsmallest
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from bantin.collections.article import Article
from bantin.collections.collection import Entry as CollectionEntry
from bantin.content.addresses import file_url
from bantin.language.vietnamese import slugify
from bantin.media.attachments import suffix_of
from bantin.search import texts
from bantin.site.translations import language_of
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bantin.collections.documents import Attachment, Document
    from bantin.content.scan import File
    from bantin.markup.body import Body
    from bantin.site.index import Index

_DAYS = 366
_SAMPLES = 50
"""Articles whose beginnings make the dictionary."""
_DICTIONARY_SIZE = 20_000
"""Bytes; a reader loads a quarter of it."""
_FILE_TYPES = frozenset({"docx", "pdf"})
FILE_LIMIT = 30_000_000
"""Bytes of an attached file that is read."""


class Entry(NamedTuple):
    """An article, page or other document to be searched, or a file attached to it; without its text."""

    number: int
    key: int
    """Fingerprint of what its result is made from; 0 when that is not known."""
    document: Document
    day: date | None
    """By which it is ordered; `None` for a page."""
    category: str
    """Its name; empty for a page."""
    author: str
    tags: tuple[str, ...]
    language: str
    """Its code; empty for the site's own language."""
    file: Attachment | None = None
    nth: int = 0
    """Which of the searched files of its document this is, from 1; 0 for the document."""

    @property
    def name(self) -> str:
        """What it is known by: the URL of the document; a file's is a part of that."""
        return f"{self.document.url}#{self.file.file}" if self.file else self.document.url


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
    file: str = ""
    """The title of the file that has the text; empty where the text is that of the page."""
    file_url: str = ""


def list_entries(index: Index, files: Mapping[str, File]) -> dict[str, Entry]:
    """Return what is searched, by name, in order of the numbers; `files` are those of the site, by path.

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
    for number, (one, day, _, file, nth) in _numbered(index, files):
        category = author = ("", 0)
        tags: list[tuple[str, int]] = []
        if isinstance(one, Article):
            category, author = name("category", one.category), name("author", one.author)
            tags = [name("tag", tag) for tag in one.tags]
        # A hash of integers is the same in every process.
        key = hash((one.fingerprint, category[1], author[1], *[tag[1] for tag in tags]))
        if file is not None:
            stat = files[file.file].stat
            key = hash((key, stat)) if stat else 0
        language = language_of(one.path, index.settings) if day is None else ""
        names_of_tags = tuple([tag[0] for tag in tags])
        entry = Entry(number, key, one, day, category[0], author[0], names_of_tags, language, file, nth)
        entries[entry.name] = entry
    return entries


class _Item(NamedTuple):
    """What is numbered: a document, or a file of it."""

    document: Document
    day: date | None
    place: float
    """In its year, from 0 to 1."""
    file: Attachment | None = None
    nth: int = 0


def _numbered(index: Index, files: Mapping[str, File]) -> Iterator[tuple[int, _Item]]:
    first = 0
    for run in _runs(index):
        items: list[_Item] = []
        for item in run:
            items.append(item)
            searched = enumerate(_searched_files(item.document, files), 1)
            items += [item._replace(file=file, nth=nth) for nth, file in searched]
        room, number = _room(len(items)), first - 1
        for item in items:
            number = max(number + 1, first + int(item.place * room))
            yield number, item
        first = max(first + room, number + 1)


def _runs(index: Index) -> Iterator[list[_Item]]:
    """Yield what has no day, then that of each year in order of time."""
    entries = [one for collection in index.collections.values() for one in collection.entries]
    timeless = sorted(
        (zlib.crc32(one.path.encode()), one.path, one) for one in (*index.pages, *entries) if not _day(one)
    )
    yield [_Item(one, None, place / 2**32) for place, _, one in timeless]
    # Articles come in order of time; of other documents only the day is known.
    dated = [(day, one) for one in (*reversed(index.articles), *entries) if (day := _day(one))]
    dated.sort(key=itemgetter(0))
    for year, some in groupby(dated, key=lambda one: one[0].year):
        first = date(year, 1, 1).toordinal()
        yield [_Item(one, day, (day.toordinal() - first) / _DAYS) for day, one in some]


def _day(one: Document) -> date | None:
    if isinstance(one, Article):
        return one.date.date()
    return one.day if isinstance(one, CollectionEntry) else None


def _searched_files(document: Document, files: Mapping[str, File]) -> Iterator[Attachment]:
    for one in {one.file: one for one in document.attachments}.values():
        if suffix_of(one.file) in _FILE_TYPES and one.file in files and files[one.file].size <= FILE_LIMIT:
            yield one


def _room(count: int) -> int:
    """Return how many numbers `count` articles get: the same for an eighth of them more or less."""
    step = max(8, 1 << count.bit_length() >> 3)
    return -(-count * 5 // (4 * step)) * step


def make_dictionary(entries: Sequence[Entry]) -> bytes:
    """Return text like that of most articles: the beginnings of a few, chosen by their paths.

    It depends on so few that hardly any edit changes it, and then all texts are compressed again.
    """
    documents = [entry for entry in entries if entry.file is None]
    chosen = nsmallest(_SAMPLES, documents, key=lambda entry: (zlib.crc32(entry.document.path.encode()), entry.number))
    return b"".join(encode(_result(entry, (), "")) for entry in chosen)[:_DICTIONARY_SIZE]


def make_result(entry: Entry, body: Body) -> bytes:
    """Return the result of an article with the text `body`, as JSON."""
    headings = tuple(heading.text for heading in body.headings)
    return encode(_result(entry, headings, texts.plain(body.html)))


def make_file_result(entry: Entry, text: str) -> bytes:
    """Return the result of an attached file with this text, as JSON."""
    if entry.file is None:
        raise TypeError(entry.name)
    made = _result(entry, (), text)
    return encode(replace(made, lead="", named=(), file=entry.file.title, file_url=file_url(entry.file.file)))


def _result(entry: Entry, headings: tuple[str, ...], text: str) -> Result:
    one = entry.document
    return Result(
        url=one.url,
        title=one.found_as if isinstance(one, CollectionEntry) else one.title,
        date=(one.date if isinstance(one, Article) else entry.day).isoformat() if entry.day else "",
        category=entry.category,
        author=entry.author,
        lead=one.lead,
        named=(*entry.tags, *(attachment.title for attachment in one.attachments), *headings),
        text=text,
        language=entry.language,
    )


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Result).decode
