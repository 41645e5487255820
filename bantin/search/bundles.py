"""Joins volumes into the files that are searched: many small ones of terms, one of facts about all articles. Pure."""

from __future__ import annotations

import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from bantin.search import words
from bantin.search.volumes import compress, varint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bantin.search.contents import Bundle

_BUCKET_SIZE = 4_096
"""Average bytes of terms in a file, before compression."""


def term_files(postings: Sequence[Mapping[str, bytes]]) -> list[bytes]:
    """Return the files of terms, from the `volumes.postings` of each volume in order.

    The number of a term's file is the CRC-32 of its folded form modulo their count, a power of two. A term in a file
    is: length, UTF-8, length of the rest; then for each volume that has it: number, length, postings.
    """
    terms: dict[str, bytearray] = defaultdict(bytearray)
    for number, some in enumerate(postings):
        head = varint(number)
        for term, data in some.items():
            record = terms[term]
            record += head
            record += varint(len(data))
            record += data
    total = sum(len(record) for record in terms.values()) + 12 * len(terms)
    count = 1 << max(0, (total // _BUCKET_SIZE).bit_length())
    files: list[list[bytes]] = [[] for _ in range(count)]
    for term in sorted(terms):
        name, record = term.encode(), terms[term]
        place = zlib.crc32(words.fold_term(term).encode()) % count
        files[place].append(b"".join((varint(len(name)), name, varint(len(record)), record)))
    return [compress(b"".join(file)) for file in files]


def facts(bundle: Bundle) -> bytes:
    """Return the file with what filters, counts and ranking need of each article, by column."""
    entries = [entry for volume in bundle.volumes for entry in volume.entries]
    categories, authors, tags = (_Names() for _ in range(3))
    table: dict[str, Any] = {
        "volumes": [[volume.name, len(volume.entries)] for volume in bundle.volumes],
        "category": [categories.number(entry.category) for entry in entries],
        "author": [authors.number(entry.author) for entry in entries],
        "tags": [[tags.number(tag) for tag in entry.tags] for entry in entries],
        "titleLength": [words.count_words(entry.title) for entry in entries],
    }
    table["names"] = {"category": list(categories), "author": list(authors), "tags": list(tags)}
    return compress(msgspec.json.encode(table))


class _Names:
    """Numbers names from 1 in order of first use; the empty name is 0."""

    def __init__(self) -> None:
        self._numbers = {"": 0}

    def number(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)
