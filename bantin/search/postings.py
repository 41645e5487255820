"""Which articles have a term, and how prominently: indexed by segment, joined by bucket, changed term by term. Pure.

A *segment* is 1,024 numbers of articles in a row. A *run* says which articles of a segment have a term with one weight:
segment times 4 plus weight, length, and the steps from one article to the next, all in base 128. The runs of a term,
ascending, are its *record*. A *bucket* has the records of the terms whose checksum says so: length of the term, term,
length of the record, record. Nothing is stored twice, and all of it follows from the articles alone.
"""

from __future__ import annotations

import operator
import zlib
from collections import Counter, defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from bantin.search.words import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bantin.search.articles import Result

ONCE, OFTEN, NAMED, TITLE = range(4)
"""The weight of a term: in the text, there at least `_OFTEN` times, in a heading, tag or name, in the title."""
_OFTEN = 3
_WEIGHTS = 4
SEGMENT = 1024
"""Numbers of articles."""
_ARTICLES_A_BUCKET = 4
PACK = 32
"""Buckets in a file."""
_LEVEL = 6
_KEPT_SPELLINGS = 200_000


def varint(value: int) -> bytes:
    """Return a number in base 128, the least significant digit first; the high bit marks all digits but the last."""
    digits = bytearray()
    while value >= 0x80:  # noqa: PLR2004
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


_VARINTS = [varint(value) for value in range(4 * SEGMENT)]


def bucket_count(articles: int) -> int:
    """Return how many buckets there are: a power of two, so that it seldom changes."""
    return 1 << (articles // _ARTICLES_A_BUCKET).bit_length()


def weigh(result: Result, vocabulary: Vocabulary) -> tuple[Iterable[int], ...]:
    """Return the terms of an article, by weight; each has one."""
    words, pairs = vocabulary.terms(result.text)
    counts = Counter(words)
    counts.update(pairs)
    often = {term for term, times in counts.items() if times >= _OFTEN}
    # On separate lines, across which no pairs of words are formed.
    names = "\n".join((result.lead, result.category, result.author, *result.named))
    named, title = ({term for some in vocabulary.terms(text) for term in some} for text in (names, result.title))
    named -= title
    often -= named
    often -= title
    for stronger in (often, named, title, (0,)):
        for term in stronger:
            counts.pop(term, None)
    for found in (often, named, title):
        found.discard(0)
    return counts, often, named, title


class Indexer:
    """Indexes segments, one after another."""

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets
        self._vocabulary = Vocabulary()

    def index(self, segment: int, results: Iterable[tuple[int, Result]]) -> dict[int, bytes]:
        """Return the runs of a segment's terms for each pack, for `join`; results with their numbers, ascending."""
        if len(self._vocabulary) > _KEPT_SPELLINGS:
            self._vocabulary = Vocabulary()
        vocabulary = self._vocabulary
        found: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(_WEIGHTS)]
        for number, result in results:
            place = number % SEGMENT
            for places, terms in zip(found, weigh(result, vocabulary), strict=True):
                for some in map(places.__getitem__, terms):
                    some.append(place)
        records: dict[int, bytes] = {}
        for weight, places in enumerate(found):
            head = varint(segment * _WEIGHTS + weight)
            for term, some in places.items():
                records[term] = records.get(term, b"") + _run(head, some)
        packs: dict[int, list[tuple[int, bytes, bytes]]] = defaultdict(list)
        for term, record in records.items():
            bucket = vocabulary.folded_sum(term) % self._buckets
            packs[bucket // PACK].append((bucket, vocabulary.name(term), record))
        return {pack: _encode(some) for pack, some in packs.items()}


def join(segments: Iterable[bytes], pack: int, buckets: int) -> list[bytes]:
    """Return the compressed buckets of a pack, from what each segment has for it, in order."""
    first = pack * PACK
    found: list[dict[bytes, bytes]] = [{} for _ in range(first, min(first + PACK, buckets))]
    for data in segments:
        for bucket, name, record in _decode(data):
            records = found[bucket - first]
            records[name] = records.get(name, b"") + record
    return [_compress(records) for records in found]


class Changes:
    """Articles that are taken out of the index or put into it."""

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets
        self._vocabulary = Vocabulary()
        self._counts: dict[int, Counter[tuple[int, int]]] = defaultdict(Counter)
        """By term, then by number and weight: 1 to put in, -1 to take out, 0 where both cancel."""

    def note(self, number: int, result: Result, count: int) -> None:
        """Note an article to put in (1) or to take out (-1)."""
        for weight, terms in enumerate(weigh(result, self._vocabulary)):
            for term in terms:
                self._counts[term][number, weight] += count

    def by_bucket(self) -> dict[int, dict[bytes, Counter[tuple[int, int]]]]:
        """Return what changes in each bucket, by term."""
        found: dict[int, dict[bytes, Counter[tuple[int, int]]]] = defaultdict(dict)
        for term, counts in self._counts.items():
            if any(counts.values()):
                bucket = self._vocabulary.folded_sum(term) % self._buckets
                found[bucket][self._vocabulary.name(term)] = counts
        return found


def change(bucket: bytes, changes: Mapping[bytes, Mapping[tuple[int, int], int]]) -> bytes:
    """Return a compressed bucket with changes, as `join` would make it."""
    records = {}
    data, at = zlib.decompress(bucket), 0
    while at < len(data):
        name, at = _part(data, at)
        records[name], at = _part(data, at)
    for name, counts in changes.items():
        records[name] = _changed(records.get(name, b""), counts)
        if not records[name]:
            del records[name]
    return _compress(records)


def _changed(record: bytes, counts: Mapping[tuple[int, int], int]) -> bytes:
    runs: dict[int, bytes] = {}
    at = 0
    while at < len(record):
        head, at = _number(record, at)
        runs[head], at = _part(record, at)
    places: dict[int, set[int]] = {}
    for (number, weight), count in counts.items():
        head = number // SEGMENT * _WEIGHTS + weight
        if count and head not in places:
            places[head] = {place - 1 for place in accumulate(_numbers(runs.get(head, b"")))}
        if count > 0:
            places[head].add(number % SEGMENT)
        elif count:
            places[head].discard(number % SEGMENT)
    made = {head: varint(head) + varint(len(steps)) + steps for head, steps in runs.items()}
    made |= {head: _run(varint(head), sorted(some)) if some else b"" for head, some in places.items()}
    return b"".join(made[head] for head in sorted(made))


def _run(head: bytes, places: Sequence[int]) -> bytes:
    steps = map(operator.sub, places, (-1, *places))
    data = b"".join(map(_VARINTS.__getitem__, steps))
    return head + _VARINTS[len(data)] + data


def _compress(records: Mapping[bytes, bytes]) -> bytes:
    parts: list[bytes] = []
    for name in sorted(records):
        record = records[name]
        parts += (varint(len(name)), name, varint(len(record)), record)
    return zlib.compress(b"".join(parts), _LEVEL)


def _numbers(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _number(data, at)
        yield value


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:  # noqa: PLR2004 - see `varint`
            return value, at
        shift += 7


def _part(data: bytes, at: int) -> tuple[bytes, int]:
    length, at = _number(data, at)
    return data[at : at + length], at + length


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[int, bytes, bytes]]).decode
