"""The files of the index: what is in each, and how it is compressed. Pure.

Files of many parts, *packs*, are read by range: each part is compressed alone, and its length is in another file. A
file's name has the fingerprint of its content, so what a reader has begun to read never changes.
"""

from __future__ import annotations

import zlib
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

from bantin.search.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bantin.search.articles import Entry

FORMAT = 2
"""Version of the files; the search page's script reads no other."""
TEXTS = 128
"""Numbers of articles whose texts share a file."""
FACTS = 8192
"""Numbers of articles whose facts share a file; a multiple of `TEXTS`."""
_TEXT_LEVEL = 6
_LEVEL = 9


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


def make_facts(entries: Sequence[Entry], texts: Mapping[str, bytes], names: Mapping[int, str]) -> bytes:
    """Return the file with what filters, counts and ranking need of each article, by column.

    `texts` are the compressed texts by URL, of which only the lengths count; `names` those of their packs, by number.
    """
    categories, authors, tags = (_Names() for _ in range(3))
    numbers = [entry.number for entry in entries]
    columns = {
        "step": [one - before for before, one in zip([0, *numbers], numbers, strict=False)],
        "category": [categories.number(entry.category) for entry in entries],
        "author": [authors.number(entry.author) for entry in entries],
        "titleLength": [count_words(entry.document.title) for entry in entries],
        "textLength": [len(texts[entry.document.url]) for entry in entries],
        "tagCount": [len(entry.tags) for entry in entries],
        "tag": [number for entry in entries for number in sorted(map(tags.number, entry.tags))],
    }
    table = {
        "years": [[year, len(list(some))] for year, some in groupby(entries, key=lambda entry: entry.year)],
        "texts": [[names[pack], len(list(some))] for pack, some in groupby(number // TEXTS for number in numbers)],
        "names": {"category": list(categories), "author": list(authors), "tag": list(tags)},
    }
    return _table(table, columns)


def manifest(dictionary: tuple[str, int], facts: Sequence[str], terms: Sequence[tuple[str, Sequence[int]]]) -> bytes:
    """Return the file that names all others: the dictionary with its size, facts, packs of terms with their lengths."""
    packs = [[name, len(lengths)] for name, lengths in terms]
    table = {"format": FORMAT, "dictionary": dictionary, "facts": facts, "terms": packs}
    return _table(table, {"termLength": [length for _, lengths in terms for length in lengths]})


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
