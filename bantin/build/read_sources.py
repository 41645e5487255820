"""Sources → documents: only what has changed is parsed, on every core when that is much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin.collections import parse
from bantin.collections.parse import Parsed, SourceRecord
from bantin.collections.registry import is_table
from bantin.config import Settings
from bantin.content import read
from bantin.content.read import SourceFault
from bantin.markup.body import NO_WORDS
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bantin.content.scan import File, Tree
    from bantin.markup.rendering import Markup

_CHUNK = 100
"""Sources that a process parses at a time; fewer than two chunks are parsed here."""


def read_sources(
    tree: Tree,
    known: Mapping[str, SourceRecord],
    settings: Settings,
    jobs: int,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, SourceRecord]:
    """Return every source of `tree`, Markdown or table, as a record, sorted by path.

    `known` is what was parsed before: it is used again where the stat or the bytes are the same. `meanwhile` is called
    once while other processes parse, and not at all when there is little to parse. With 0 `jobs` this process parses
    alone, as one that runs on must.
    """
    found: dict[str, SourceRecord | None] = {}
    changed: list[File] = []
    for file in tree.files:
        if not (file.is_source or is_table(file.path, settings)) or file.path in found:
            continue
        before = known.get(file.path)
        is_same = before is not None and before.stat == file.stat != 0
        found[file.path] = before if is_same else None
        if not is_same:
            changed.append(file)
    reading = _Reading(settings, {file.path: known[file.path].fingerprint for file in changed if file.path in known})
    chunks = workers.chunked(changed, _CHUNK)
    shared = workers.share(_ReadChunk, (reading,), chunks, jobs, meanwhile if len(chunks) > 1 else None)
    for path, record in (
        pair for chunk in (shared if jobs else map(_ReadChunk(reading), chunks)) for pair in _decode(chunk)
    ):
        stat, fingerprint, parsed = record
        found[path] = SourceRecord(stat, fingerprint, parsed or known[path].parsed)
    return {path: record for path, record in found.items() if record is not None}


class _Reading(msgspec.Struct, frozen=True):
    """What every process needs."""

    settings: Settings
    fingerprints: dict[str, int]
    """Of the bytes that were parsed before, by path."""


_Record = tuple[int, int, Parsed | None]
"""Stat, fingerprint, and what was parsed; `None` for bytes that were parsed before."""


class _ReadChunk:
    """Parses some sources; the records travel as bytes, which is quicker than pickling."""

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading
        self._markup: Markup | None = None
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: Sequence[File]) -> bytes:
        return self._encode([(file.path, self._record(file)) for file in chunk])

    def _record(self, file: File) -> _Record:
        try:
            limit = read.SIZE_LIMIT if file.is_source else read.TABLE_LIMIT
            data = read.read_source(file.path, file.real, limit)
        except SourceFault as fault:
            return 0, 0, Parsed(None, (fault.problem,))
        fingerprint = fingerprints.of_content(data)
        if self._reading.fingerprints.get(file.path) == fingerprint:
            return file.stat, fingerprint, None
        return file.stat, fingerprint, parse.parse(file.path, data, self._reading.settings, self._excerpt)

    def _excerpt(self, _path: str, body: str) -> str:
        """Return the beginning of a text as its page shows it: lists and feeds say nothing that the page does not."""
        if self._markup is None:
            from bantin.markup.rendering import Markup  # most sources have a summary of their own

            self._markup = Markup(self._reading.settings, NO_WORDS)
        return self._markup.excerpt(body)


_decode = msgspec.msgpack.Decoder(list[tuple[str, _Record]]).decode
