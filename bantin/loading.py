"""Sources → records: only what changed is read again, on every core when that is much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin import articles, sources, workers
from bantin.documents import Parsed, StoredSource
from bantin.sources import SUFFIXES, SourceFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bantin.settings import Settings
    from bantin.sources import File

_CHUNK = 100
"""Sources that a process reads at a time; fewer than two chunks are read here."""


def load(
    files: list[File],
    before: dict[str, StoredSource],
    settings: Settings,
    jobs: int,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, StoredSource]:
    """Return every Markdown file of `files` as a record; `before` holds what was read last.

    `meanwhile` is called once while other processes read, and not at all when there is little to read.
    """
    found, changed = _divide(files, before)
    decode = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
    for start, data in workers.share(_ReadChunk, (settings,), _chunks(changed), jobs, meanwhile if len(changed) > _CHUNK else None):
        for file, parsed in zip(changed[start:], decode(data), strict=False):
            found[file.path] = one = StoredSource(file.signature, parsed)
            one.open()  # here, while others read, and once for all processes that will render
    return found


def load_here(files: list[File], before: dict[str, StoredSource], settings: Settings) -> dict[str, StoredSource]:
    """Return what `load` does, read in this process, which goes on and on: `workers` takes memory for kept that is soon dropped."""
    found, changed = _divide(files, before)
    reader = _ReadChunk(settings)
    found.update((file.path, StoredSource.of(file.signature, reader.parsed(file))) for file in changed)
    return found


def _divide(files: list[File], before: dict[str, StoredSource]) -> tuple[dict[str, StoredSource], list[File]]:
    """Return the records of the sources that are as they were, each source in its order, and the sources to be read."""
    known_as = before.get
    found: dict[str, StoredSource] = {}
    changed: list[File] = []
    for file in files:
        path = file.path
        known = known_as(path)
        if known is not None and known.signature == file.signature != 0:
            found[path] = known
        elif path[-3:] in SUFFIXES and path not in found:
            # One that is unread keeps its place: the order of sources shows, in site maps and in who is blamed first.
            found[path] = _UNREAD
            changed.append(file)
    return found, changed


_UNREAD = StoredSource.of(0, Parsed(None))


def _chunks(files: list[File]) -> list[tuple[int, Sequence[File]]]:
    return [(start, files[start : start + _CHUNK]) for start in range(0, len(files), _CHUNK)]


class _ReadChunk:
    """Reads and parses some sources; the records travel as bytes, which is quicker than pickling."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, chunk: tuple[int, Sequence[File]]) -> tuple[int, bytes]:
        start, files = chunk
        return start, self._encode([self.parsed(file) for file in files])

    def parsed(self, file: File) -> Parsed:
        """Return what one source gives."""
        try:
            data = sources.read(file.path, file.real)
        except SourceFault as fault:
            return Parsed(None, (fault.problem,))
        return articles.parse(file.path, data, self._settings)
