"""The files of the index: what is in each, and how it is compressed. Pure.

Files of many parts, *packs*, are read by range: each part is compressed alone, and its length is in another file. A
file's name has the fingerprint of its content, so what a reader has begun to read never changes.
"""

from __future__ import annotations

import zlib
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from bantin.search.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bantin.search.articles import Entry

FORMAT = 4
"""Version of the files; the search page's script reads no other."""
TEXTS = 128
"""Numbers of articles whose texts share a file."""
FACTS = 8192
"""Numbers of articles whose facts share a file; a multiple of `TEXTS`."""
_TEXT_LEVEL = 6
_LEVEL = 9
_MOST = (1 << 24) - 1
"""The largest number in a column."""


class Dictionary:
    """Compresses short texts as if a longer one came before them; they need a third to two thirds less then.

    Browsers cannot be given a dictionary. But the compressed form of all texts begins alike, up to the end of the
    dictionary: that beginning is stored once, and a browser puts it before what it unpacks.
    """

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._compressor = zlib.compressobj(_TEXT_LEVEL)
        self.beginning = self._compressor.compress(text) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        self._decompressor = zlib.decompressobj()
        self._decompressor.decompress(self.beginning)

    def __reduce__(self) -> tuple[type[Dictionary], tuple[bytes]]:
        return Dictionary, (self.text,)

    def compress(self, data: bytes) -> bytes:
        """Return `data` without the beginning."""
        compressor = self._compressor.copy()
        return compressor.compress(data) + compressor.flush()

    def decompress(self, data: bytes) -> bytes:
        """Return what `compress` was given. Raises `zlib.error`."""
        return self._decompressor.copy().decompress(data)


def make_facts(entries: Sequence[Entry], texts: Mapping[str, bytes], packs: Mapping[int, str]) -> bytes:
    """Return the file with what ranking needs of each article, by column.

    `texts` are the compressed texts by name, of which only the lengths count; `packs` the names of their files, by
    number.
    """
    numbers = [entry.number for entry in entries]
    days = [entry.day.timetuple().tm_yday if entry.day else 0 for entry in entries]
    columns = {
        "step": [one - before for before, one in zip([0, *numbers], numbers, strict=False)],
        # From year to year they begin anew.
        "dayStep": [one - before & _MOST for before, one in zip([0, *days], days, strict=False)],
        "titleLength": [count_words(entry.document.title) for entry in entries],
        "textLength": [len(texts[entry.name]) for entry in entries],
        "nth": [entry.nth for entry in entries],
    }
    table = {
        "years": [[year, len(list(some))] for year, some in groupby(map(_year, entries))],
        "texts": [[packs[pack], len(list(some))] for pack, some in groupby(number // TEXTS for number in numbers)],
    }
    return _table(table, columns)


def _year(entry: Entry) -> str:
    return str(entry.day.year) if entry.day else ""


def make_names(entries: Sequence[Entry]) -> bytes:
    """Return the file with what results are narrowed by, beside the year; it is loaded by readers who do that."""
    categories, authors, tags = (_Names() for _ in range(3))
    columns = {
        "category": [categories.number(entry.category) for entry in entries],
        "author": [authors.number(entry.author) for entry in entries],
        "tagCount": [len(entry.tags) for entry in entries],
        "tag": [number for entry in entries for number in sorted(map(tags.number, entry.tags))],
    }
    return _table({"names": {"category": list(categories), "author": list(authors), "tag": list(tags)}}, columns)


class Contents(NamedTuple):
    """What the manifest names."""

    dictionary: tuple[str, int]
    """The file, and the length of its text."""
    vocabulary: str
    facts: Sequence[str]
    names: Sequence[str]
    terms: Sequence[tuple[str, Sequence[int]]]
    """Packs, each with the lengths of its buckets."""
    synonyms: Mapping[str, object]
    """Of abbreviations: see `make_synonyms`."""


def manifest(contents: Contents) -> bytes:
    """Return the file that names all others."""
    packs = [[name, len(lengths)] for name, lengths in contents.terms]
    table = {"format": FORMAT, **contents._asdict(), "terms": packs}
    return _table(table, {"termLength": [length for _, lengths in contents.terms for length in lengths]})


def make_vocabulary(common: Iterable[bytes]) -> bytes:
    """Return the file of the terms that most articles have, of all buckets."""
    return zlib.compress(b"".join(sorted(b"".join(common).splitlines(keepends=True))), _LEVEL)


def _table(table: dict[str, Any], columns: Mapping[str, Sequence[int]]) -> bytes:
    """Return a file of a line of JSON, then the columns: the low bytes of all numbers, the middle ones, the high ones.

    They compress to two thirds of what digits would take.
    """
    head = msgspec.json.encode({**table, "columns": [[name, len(values)] for name, values in columns.items()]})
    planes = [bytes([value >> shift & 0xFF for value in values]) for values in columns.values() for shift in (0, 8, 16)]
    return zlib.compress(b"\n".join((head, b"".join(planes))), _LEVEL)


class _Names:
    """Numbers names from 1 in order of first use; the empty name is 0."""

    def __init__(self) -> None:
        self._numbers = {"": 0}

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)
