"""Makes the postings of a volume and the files from which results are shown. Pure."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from bantin.search import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.search.contents import Entry
    from bantin.search.texts import Text

ONCE, OFTEN, NAMED, TITLE = range(4)
"""The weight of a term: in the text, there at least `_OFTEN` times, in a heading, tag or name, in the title."""
_OFTEN = 3
_WEIGHTS = 4
_GZIP_LEVEL = 9


def postings(entries: Sequence[Entry], texts: Sequence[Text]) -> dict[str, bytes]:
    """Return the entries and weights of each term, packed by `pack`."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, (entry, text) in enumerate(zip(entries, texts, strict=True)):
        place = number * _WEIGHTS
        for term, weight in weights(entry, text).items():
            found[term].append(place + weight)
    return {term: pack(places) for term, places in found.items()}


def weights(entry: Entry, text: Text) -> dict[str, int]:
    """Return the weight of each term of an article."""
    counts = Counter[str]()
    for some in words.terms(text.plain):
        counts.update(some)
    found = {term: OFTEN if times >= _OFTEN else ONCE for term, times in counts.items()}
    # On separate lines, across which no pairs of words are formed.
    named = [entry.lead, entry.category, entry.author, *entry.tags, *entry.attachments, *text.headings]
    for shown, weight in (("\n".join(named), NAMED), (entry.title, TITLE)):
        for some in words.terms(shown):
            found.update(dict.fromkeys(some, weight))
    return found


def pack(places: Sequence[int]) -> bytes:
    """Return ascending places (the number of an entry times 4, plus the weight) as differences in base 128.

    Each is the difference to the smallest place possible after the one before it. So a term that every article has
    takes one byte for each, less after compression.
    """
    steps = [place - (before | _WEIGHTS - 1) - 1 for before, place in zip((-1, *places), places, strict=False)]
    return bytes(steps) if max(steps) < 0x80 else b"".join(map(varint, steps))  # noqa: PLR2004 - see `varint`


def varint(value: int) -> bytes:
    """Return a number in base 128, the least significant digit first; the high bit marks all digits but the last."""
    digits = bytearray()
    while value >= 0x80:  # noqa: PLR2004
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def result(entry: Entry, text: Text) -> bytes:
    """Return the file from which a result is shown."""
    shown = {
        "url": entry.url,
        "title": entry.title,
        "date": entry.date,
        "category": entry.category,
        "author": entry.author,
        "lead": entry.lead,
        "text": text.plain,
    }
    return compress(msgspec.json.encode(shown))


def compress(data: bytes) -> bytes:
    """Return `data` as gzip, reproducibly. The script unpacks it, so servers need not compress."""
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)
