"""One year's articles → who has which term, and the texts that results show. Pure."""

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
"""How much a term says of an article: in its text, there again and again, in a heading, tag or name, in its title."""
_OFTEN = 3
_WEIGHTS = 4
_GZIP_LEVEL = 9


def postings(entries: Sequence[Entry], texts: Sequence[Text]) -> dict[str, bytes]:
    """Return for each term the entries that have it, packed: see `packed`."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, (entry, text) in enumerate(zip(entries, texts, strict=True)):
        place = number * _WEIGHTS
        for term, weight in weights(entry, text).items():
            found[term].append(place + weight)
    return {term: packed(places) for term, places in found.items()}


def weights(entry: Entry, text: Text) -> dict[str, int]:
    """Return the terms of an article with what each says of it."""
    counts = Counter[str]()
    for some in words.terms(text.plain):
        counts.update(some)
    found = {term: OFTEN if times >= _OFTEN else ONCE for term, times in counts.items()}
    # A line for each: no pair of words reaches from one to the next.
    named = [entry.lead, entry.category, entry.author, *entry.tags, *entry.attachments, *text.headings]
    for shown, weight in (("\n".join(named), NAMED), (entry.title, TITLE)):
        for some in words.terms(shown):
            found.update(dict.fromkeys(some, weight))
    return found


def packed(places: Sequence[int]) -> bytes:
    """Pack places (number of an entry, times 4, plus the weight), ascending: each less what its forerunner allows, in base 128.

    So a term that every article has takes a byte for each, less after compression.
    """
    steps = [place - (before | _WEIGHTS - 1) - 1 for before, place in zip((-1, *places), places, strict=False)]
    return bytes(steps) if max(steps) < 0x80 else b"".join(map(varint, steps))  # noqa: PLR2004 - the bit that says "more follow"


def varint(value: int) -> bytes:
    """Return a number in base 128, the least digit first; the high bit says that more follow."""
    digits = bytearray()
    while value >= 0x80:  # noqa: PLR2004
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def result(entry: Entry, text: Text) -> bytes:
    """Return the file that a result is shown from."""
    shown = {
        "url": entry.url,
        "title": entry.title,
        "date": entry.date,
        "category": entry.category,
        "author": entry.author,
        "lead": entry.lead,
        "text": text.plain,
    }
    return compressed(msgspec.json.encode(shown))


def compressed(data: bytes) -> bytes:
    """Return `data` as gzip, the same bytes each time. Servers need not compress then, and the script unpacks it."""
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)
