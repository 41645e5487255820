"""Sources → records: only what changed is read again, on every core when that is much."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from bantin.build.memory.recorded import Recorded, Reread
from bantin.collections import articles
from bantin.collections.documents import Parsed, StoredSource
from bantin.content import sources
from bantin.content.census import Census
from bantin.content.sources import SourceFault
from bantin.system import workers
from bantin.system.paths import SOURCE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.config import Settings
    from bantin.content.sources import File, Tree

_CHUNK = 100
"""Sources that a process reads at a time; fewer than two chunks are read here."""


def load(
    tree: Tree,
    before: Mapping[str, StoredSource],
    settings: Settings,
    jobs: int,
    meanwhile: Callable[[], None] | None = None,
) -> Mapping[str, StoredSource]:
    """Return every Markdown file of `tree` as a record; `before` holds what was read last.

    `meanwhile` is called once while other processes read, and not at all when there is little to read.
    """
    changed, files = _divide(tree, before)
    decode = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
    new: dict[str, StoredSource] = {}
    for start, data in workers.share(_ReadChunk, (settings,), _chunks(files), jobs, meanwhile if len(files) > _CHUNK else None):
        for file, parsed in zip(files[start:], decode(data), strict=False):
            new[file.path] = one = StoredSource(file.signature, parsed)
            one.open()  # here, while others read, and once for all processes that will render
    return changed(new)


def load_here(tree: Tree, before: Mapping[str, StoredSource], settings: Settings) -> Mapping[str, StoredSource]:
    """Return what `load` does, read in this process, which goes on and on: `workers` takes memory for kept that is soon dropped."""
    changed, files = _divide(tree, before)
    reader = _ReadChunk(settings)
    return changed({file.path: StoredSource.of(file.signature, reader.parsed(file)) for file in files})


_Changed = Callable[[dict[str, StoredSource]], Mapping[str, StoredSource]]
"""Takes the records of sources that were to be read, and returns those of all."""


def _divide(tree: Tree, before: Mapping[str, StoredSource]) -> tuple[_Changed, list[File]]:
    """Return what gives all records, each source in its order, once there are those of the sources to be read; and these sources."""
    if isinstance(tree, Census) and isinstance(before, Recorded):
        wanted, gone = before.difference(tree.paths, tree.signatures)
        again = functools.partial(Reread, before, tree.paths, tree.signatures, gone=gone)
        return (again if wanted or gone else lambda _none: before), [tree.by_path[path] for path in wanted]
    known_as = before.get
    found: dict[str, StoredSource] = {}
    changed: list[File] = []
    for file in tree.files:
        path = file.path
        known = known_as(path)
        if known is not None and known.signature == file.signature != 0:
            found[path] = known
        elif path[-3:] in SOURCE_SUFFIXES and path not in found:
            # One that is unread keeps its place: the order of sources shows, in site maps and in who is blamed first.
            found[path] = _UNREAD
            changed.append(file)
    return functools.partial(_updated, found), changed


def _updated(found: dict[str, StoredSource], new: dict[str, StoredSource]) -> dict[str, StoredSource]:
    found.update(new)
    return found


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
