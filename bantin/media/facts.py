"""Facts of pictures and attachments: each file is inspected once, and again only when its stat has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.media.attachments import FileFacts, is_inspected
from bantin.media.pictures import Note, Picture
from bantin.system import workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bantin.content.scan import File

PICTURE, ATTACHMENT = "picture", "file"
KIND = "media-facts"
"""The kind of derived data under which a build stores what `pack` returns."""
_CHUNK = 8
"""Files that a worker process inspects at a time."""


class FactsKey(NamedTuple):
    """A file, and how it is used."""

    use: str
    """`picture` or `file`."""
    path: str
    """From the root."""


class StoredFacts(msgspec.Struct, frozen=True, gc=False):
    """The facts of a file at the time of its `stat`."""

    stat: int
    facts: Picture | Note | FileFacts


Known = dict[FactsKey, StoredFacts]


class MediaFacts:
    """Facts by path, inspecting files on demand."""

    def __init__(self, files: Mapping[str, File], known: Mapping[FactsKey, StoredFacts]) -> None:
        """`files` are those of the site by path; `known` are stored facts, valid while the stats are the same."""
        self._files = files
        self._known = known
        self._now: Known = {}
        self._new: Known = {}

    def picture(self, path: str) -> Picture | Note | None:
        """Return the facts of a picture, or what is wrong with it; `None` when there is no such file."""
        facts = self._find(FactsKey(PICTURE, path))
        return facts if isinstance(facts, Picture | Note) else None

    def attachment(self, path: str) -> FileFacts:
        """Return the facts of an attachment."""
        facts = self._find(FactsKey(ATTACHMENT, path)) if is_inspected(path) else None
        return facts if isinstance(facts, FileFacts) else FileFacts()

    def prepare(self, pictures: Iterable[str], jobs: int) -> None:
        """Inspect those of `pictures` without known facts, in up to `jobs` processes."""
        wanted = [FactsKey(PICTURE, path) for path in pictures if path in self._files]
        unknown = [key for key in dict.fromkeys(wanted) if self._known_now(key) is None]
        for found in workers.share(_ReadChunk, (self._files,), workers.chunked(unknown, _CHUNK), jobs):
            self.learn(found)

    def learn(self, found: Iterable[tuple[FactsKey, StoredFacts]]) -> None:
        """Add facts that another process has found."""
        self._now.update(found)

    def take_new(self) -> list[tuple[FactsKey, StoredFacts]]:
        """Return the facts found by this process since the last call."""
        new, self._new = list(self._new.items()), {}
        return new

    def kept(self) -> Known:
        """Return all facts that are still valid, to be stored."""
        kept = {key: one for key, one in self._known.items() if key not in self._now and self._is_valid(key, one)}
        kept.update(self._now)
        return kept

    def _find(self, key: FactsKey) -> Picture | Note | FileFacts | None:
        known = self._known_now(key)
        if known is None:
            file = self._files.get(key.path)
            if file is None:
                return None
            known = self._now[key] = self._new[key] = read(key, file)
        return known.facts

    def _known_now(self, key: FactsKey) -> StoredFacts | None:
        found = self._now.get(key)
        if found is None:
            found = self._known.get(key)
            if found is None or not self._is_valid(key, found):
                return None
            self._now[key] = found
        return found

    def _is_valid(self, key: FactsKey, one: StoredFacts) -> bool:
        file = self._files.get(key.path)
        return file is not None and file.stat != 0 and one.stat == file.stat


def read(key: FactsKey, file: File) -> StoredFacts:
    """Inspect a file. Raises `SourceChanged` when it is not a plain file any more."""
    from bantin.media import inspect

    facts = inspect.read_picture(file) if key.use == PICTURE else inspect.read_attachment(file)
    return StoredFacts(file.stat, facts)


class _ReadChunk:
    """Inspects some files in a worker process."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files

    def __call__(self, chunk: Sequence[FactsKey]) -> list[tuple[FactsKey, StoredFacts]]:
        return [(key, read(key, self._files[key.path])) for key in chunk]


def pack(kept: Known, engine: int) -> dict[str, tuple[int, bytes]]:
    """Return facts encoded for the state: by use and path, each with the fingerprint of the engine that found it."""
    encode = msgspec.msgpack.Encoder().encode
    return {f"{use} {path}": (engine, encode(one)) for (use, path), one in kept.items()}


def unpack(stored: Mapping[str, tuple[int, bytes]], engine: int) -> Known:
    """Return the facts that `pack` encoded, if the same engine found them."""
    decode = msgspec.msgpack.Decoder(StoredFacts).decode
    return {
        FactsKey(*name.split(" ", 1)): decode(value) for name, (made_of, value) in stored.items() if made_of == engine
    }
