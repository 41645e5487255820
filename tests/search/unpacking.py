"""Reads the files of an index, as the search page's script does."""

from __future__ import annotations

import itertools
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Found = dict[str, list[tuple[int, int]]]
"""Term → (number of an article, weight)."""


class Unpacked(NamedTuple):
    """All that an index says."""

    terms: Found
    results: dict[str, dict[str, Any]]
    """By URL."""
    files: dict[str, dict[str, Any]]
    """Those of attached files, by title."""
    numbers: dict[str, int]
    """Of the articles, by URL."""
    buckets: list[int]
    """Of each term, in the order of the files."""
    facts: list[dict[str, Any]]
    names: list[dict[str, Any]]
    common: list[str]
    """The vocabulary for suggestions, a letter before each term."""


def unpack(index: Path) -> Unpacked:
    """Unpack the index in a folder."""
    manifest: dict[str, Any] = read_table(index / "index.bin")
    dictionary, size = manifest["dictionary"]
    beginning = (index / dictionary).read_bytes()
    tables = {kind: [read_table(index / name) for name in manifest[kind]] for kind in ("facts", "names")}
    common = zlib.decompress((index / manifest["vocabulary"]).read_bytes()).decode().splitlines()
    found = Unpacked({}, {}, {}, {}, [], tables["facts"], tables["names"], common)
    bucket = 0
    lengths = iter(manifest["termLength"])
    for name, count in manifest["terms"]:
        for part in _parts((index / name).read_bytes(), list(itertools.islice(lengths, count))):
            some = terms(zlib.decompress(part))
            found.terms.update(some)
            found.buckets.extend([bucket] * len(some))
            bucket += 1
    for facts in found.facts:
        number, columns = 0, iter(zip(facts["step"], facts["textLength"], strict=True))
        for name, count in facts["texts"]:
            rows: list[tuple[int, int]] = list(itertools.islice(columns, count))
            texts = _parts((index / name).read_bytes(), [length for _, length in rows])
            for (step, _), data in zip(rows, texts, strict=True):
                number += step
                result = msgspec.json.decode(zlib.decompress(beginning + data)[size:])
                if "file" in result:
                    found.files[result["file"]] = result
                    continue
                found.results[result["url"]] = result
                found.numbers[result["url"]] = number
    return found


def read_table(path: Path) -> dict[str, Any]:
    """Return a file of JSON and columns."""
    head, _, data = zlib.decompress(path.read_bytes()).partition(b"\n")
    table: dict[str, Any] = msgspec.json.decode(head)
    for name, count in table.pop("columns"):
        low, middle, high, data = data[:count], data[count : 2 * count], data[2 * count : 3 * count], data[3 * count :]
        table[name] = [one + (two << 8) + (three << 16) for one, two, three in zip(low, middle, high, strict=True)]
    assert not data
    return table


def terms(data: bytes) -> Found:
    """Unpack a bucket."""
    found: Found = {}
    at = 0
    while at < len(data):
        name, at = _part(data, at)
        record, at = _part(data, at)
        found[name.decode()] = list(_postings(record))
    return found


def _postings(record: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(record):
        segment, at = _number(record, at)
        steps, at = _part(record, at)
        place, step_at = -1, 0
        while step_at < len(steps):
            step, step_at = _number(steps, step_at)
            place = (place | 3) + step
            yield segment * 1024 + place // 4, place % 4


def _parts(data: bytes, lengths: list[int]) -> Iterator[bytes]:
    assert len(data) == sum(lengths)
    at = 0
    for length in lengths:
        yield data[at : at + length]
        at += length


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7


def _part(data: bytes, at: int) -> tuple[bytes, int]:
    length, at = _number(data, at)
    return data[at : at + length], at + length
