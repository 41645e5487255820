"""Which articles have a term, and how prominently: indexed by segment, joined by bucket, changed term by term. Pure.

A *segment* is 1,024 numbers of articles in a row. A *run* says which articles of a segment have a term: number of the
segment, length, and a step for each article, all in base 128. A step leads from the last place of the article before to
the article's place that says the weight: each article has 4. The runs of a term, ascending, are its *record*. A
*bucket* has the records of the terms whose checksum says so: length of the term, term, length of the record, record.
"""

from __future__ import annotations

import zlib
from bisect import insort
from collections import Counter, defaultdict
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.search.words import Vocabulary, is_term, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bantin.search.articles import Result

ONCE, OFTEN, NAMED, TITLE = range(4)
"""The weight of a term: in the text, as a word there at least `_OFTEN` times, in a heading or name, in the title."""
_OFTEN = 3
_WEIGHTS = 4
SEGMENT = 1024
"""Numbers of articles."""
_PLACES = SEGMENT * _WEIGHTS
_ARTICLES_A_BUCKET = 4
PACK = 32
"""Buckets in a file."""
_LEVEL = 4
_KEPT_SPELLINGS = 200_000
_SUGGESTIONS = 1 << 15
"""Terms at most, of all buckets together, from which searches that find nothing are corrected."""
_LEAST = 512
"""Buckets for each byte that a record must have for its term to be one of them."""


class Bucket(NamedTuple):
    """A bucket, and its terms that most articles have."""

    data: bytes
    """Compressed."""
    common: bytes
    """A line for each: a letter, the later in the alphabet the more articles have it, and the term."""


def varint(value: int) -> bytes:
    """Return a number in base 128, the least significant digit first; the high bit marks all digits but the last."""
    digits = bytearray()
    while value >= 0x80:  # noqa: PLR2004
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


_VARINTS = [varint(value) for value in range(_PLACES + 1)]


def bucket_count(articles: int) -> int:
    """Return how many buckets there are: a power of two, so that it seldom changes."""
    return 1 << (articles // _ARTICLES_A_BUCKET).bit_length()


def weigh(result: Result, vocabulary: Vocabulary) -> tuple[set[int], ...]:
    """Return the terms of an article, by weight; each has one. Some of the numbers are no terms (`is_term`)."""
    if result.file:  # what else its article has is found in that
        names: tuple[str, ...] = (result.title, result.file)
        heading = ""
    else:
        names, heading = (result.lead, result.category, result.author, *result.named), result.title
    # On separate lines, across which no pairs of words are formed.
    words, *others = map(vocabulary.words, (result.text, "\n".join(names), heading))
    once, named, title = map(terms_of, (words, *others))
    often = {word for word, times in Counter(words).items() if times >= _OFTEN}
    named -= title
    often -= named
    often -= title
    once -= often
    once -= named
    once -= title
    return once, often, named, title


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
        found: dict[int, list[int]] = defaultdict(list)
        for number, result in results:
            for place, terms in enumerate(weigh(result, vocabulary), number % SEGMENT * _WEIGHTS):
                for term in terms:
                    found[term].append(place)
        head = varint(segment)
        packs: dict[int, list[tuple[int, bytes, bytes]]] = defaultdict(list)
        for term, places in found.items():
            if not is_term(term):
                continue
            bucket = vocabulary.folded_sum(term) % self._buckets
            packs[bucket // PACK].append((bucket, vocabulary.name(term), _run(head, places)))
        return {pack: _encode(some) for pack, some in packs.items()}


def join(segments: Iterable[bytes], pack: int, buckets: int) -> list[Bucket]:
    """Return the buckets of a pack, from what each segment has for it, in order."""
    first = pack * PACK
    found: list[dict[bytes, bytes]] = [{} for _ in range(first, min(first + PACK, buckets))]
    for data in segments:
        for bucket, name, record in _decode(data):
            records = found[bucket - first]
            records[name] = records.get(name, b"") + record
    return [_make_bucket(records, buckets) for records in found]


class Changes:
    """Articles that are taken out of the index or put into it."""

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets
        self._vocabulary = Vocabulary()
        self._counts: dict[int, Counter[int]] = defaultdict(Counter)
        """By term, then by place: 1 to put in, -1 to take out, 0 where both cancel."""

    def note(self, number: int, result: Result, count: int) -> None:
        """Note an article to put in (1) or to take out (-1)."""
        for place, terms in enumerate(weigh(result, self._vocabulary), number * _WEIGHTS):
            for term in terms:
                self._counts[term][place] += count

    def by_bucket(self) -> dict[int, dict[bytes, Counter[int]]]:
        """Return what changes in each bucket, by term."""
        found: dict[int, dict[bytes, Counter[int]]] = defaultdict(dict)
        for term, counts in self._counts.items():
            if is_term(term) and any(counts.values()):
                bucket = self._vocabulary.folded_sum(term) % self._buckets
                found[bucket][self._vocabulary.name(term)] = counts
        return found


def change(bucket: bytes, changes: Mapping[bytes, Mapping[int, int]], buckets: int) -> Bucket:
    """Return a compressed bucket with changes, as `join` would make it."""
    records: dict[bytes, bytes] = {}
    data, at = zlib.decompress(bucket), 0
    while at < len(data):
        name, at = _part(data, at)
        records[name], at = _part(data, at)
    for name, counts in changes.items():
        records[name] = _changed(records.get(name, b""), counts)
        if not records[name]:
            del records[name]
    return _make_bucket(records, buckets)


def _changed(record: bytes, counts: Mapping[int, int]) -> bytes:
    runs: dict[int, bytes] = {}
    at = 0
    while at < len(record):
        segment, at = _number(record, at)
        runs[segment], at = _part(record, at)
    for segment in {place // _PLACES for place, count in counts.items() if count}:
        places = _places(runs.pop(segment, b""))
        for place, count in counts.items():
            if count and place // _PLACES == segment:
                if count > 0:
                    insort(places, place % _PLACES)
                else:
                    places.remove(place % _PLACES)
        if places:
            runs[segment] = _steps(places)
    return b"".join(varint(segment) + varint(len(runs[segment])) + runs[segment] for segment in sorted(runs))


def _run(head: bytes, places: Sequence[int]) -> bytes:
    steps = _steps(places)
    return head + _VARINTS[len(steps)] + steps


def _steps(places: Sequence[int]) -> bytes:
    """Return places, ascending, as steps."""
    steps: list[int] = []
    last = -1
    for place in places:
        steps.append(place - last)
        last = place | _WEIGHTS - 1
    return bytes(steps) if max(steps) < 0x80 else b"".join([_VARINTS[step] for step in steps])  # noqa: PLR2004


def _places(steps: bytes) -> list[int]:
    places: list[int] = []
    last = -1
    for step in steps if steps.isascii() else _numbers(steps):  # most are of one digit each
        places.append(last + step)
        last = places[-1] | _WEIGHTS - 1
    return places


def _make_bucket(records: Mapping[bytes, bytes], buckets: int) -> Bucket:
    parts: list[bytes] = []
    for name in sorted(records):
        record = records[name]
        parts += (varint(len(name)), name, varint(len(record)), record)
    # Steps hardly repeat: zlib's strategy for such data makes them a fourteenth smaller than its level 9 does.
    compressor = zlib.compressobj(_LEVEL, strategy=zlib.Z_FILTERED)
    return Bucket(compressor.compress(b"".join(parts)) + compressor.flush(), _common(records, buckets))


def _common(records: Mapping[bytes, bytes], buckets: int) -> bytes:
    """Return the terms that most articles have, by the lengths of their records, which need not be read for that."""
    least = 3 + buckets // _LEAST
    sizes = [(-len(record), name) for name, record in records.items() if len(record) >= least]
    most = nsmallest(max(1, _SUGGESTIONS // buckets), sizes)
    return b"".join(sorted(b"%c%b\n" % (0x40 + (-size).bit_length(), name) for size, name in most))


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
