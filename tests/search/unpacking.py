"""Reads the files of an index, as the search page's script does."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Found = dict[str, list[tuple[int, int, int]]]
"""Term → (volume, number in it, weight)."""


def terms(data: bytes) -> Found:
    """Unpack a file of terms."""
    data = gzip.decompress(data)
    found: Found = {}
    at = 0
    while at < len(data):
        name, at = _part(data, at)
        record, at = _part(data, at)
        found[name.decode()] = list(_postings(record))
    return found


def _postings(record: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(record):
        volume, at = _number(record, at)
        steps, at = _part(record, at)
        place, step_at = -1, 0
        while step_at < len(steps):
            step, step_at = _number(steps, step_at)
            place = step + (place | 3) + 1
            yield volume, place >> 2, place & 3


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


def results(index: Path) -> dict[str, dict[str, Any]]:
    """Return every result's file below the index' folder, by the address that it leads to."""
    found = [msgspec.json.decode(gzip.decompress(path.read_bytes())) for path in index.glob("text/*/*.bin")]
    return {one["url"]: one for one in found}
