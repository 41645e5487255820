"""What is known of pictures and attachments: each file is read once, and again only when it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.media.attachments import FileFacts, is_worth_reading
from bantin.media.pictures import Note, Picture
from bantin.system import workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bantin.content.scan import File

PICTURE, ATTACHMENT = "picture", "file"
KIND = "look"
"""Under which a build stores what it knows; see `pack`."""
_CHUNK = 8
"""Files that a process reads at a time; fewer than two chunks are read here."""


class FactsKey(NamedTuple):
    """As what a file was looked at, and which."""

    use: str
    """`picture` or `file`."""
    path: str
    """From the root."""


class StoredFacts(msgspec.Struct, frozen=True, gc=False):
    """A file as it was read last."""

    stat: int
    look: Picture | Note | FileFacts


Known = dict[FactsKey, StoredFacts]


class MediaFacts:
    """Answers from what is known, and reads what is not."""

    def __init__(self, files: Mapping[str, File], known: Mapping[FactsKey, StoredFacts]) -> None:
        """Answer for `files`, by their paths; `known` is what was read before."""
        self._files = files
        self._known = known
        self._now: Known = {}
        self._new: Known = {}

    def picture(self, path: str) -> Picture | Note | None:
        """Return what is known of a picture, or what is wrong with it; `None` when there is no such file."""
        look = self._look(FactsKey(PICTURE, path))
        return look if isinstance(look, Picture | Note) else None

    def attachment(self, path: str) -> FileFacts:
        """Return what reading an attachment gives beside its size."""
        look = self._look(FactsKey(ATTACHMENT, path)) if is_worth_reading(path) else None
        return look if isinstance(look, FileFacts) else FileFacts()

    def prepare(self, pictures: Iterable[str], jobs: int) -> None:
        """Read those of `pictures` that are not known, on every core when that is much."""
        wanted = [FactsKey(PICTURE, path) for path in pictures if path in self._files]
        unknown = [key for key in dict.fromkeys(wanted) if self._remembered(key) is None]
        for found in workers.share(_ReadChunk, (self._files,), workers.chunked(unknown, _CHUNK), jobs):
            self.learn(found)

    def learn(self, found: Iterable[tuple[FactsKey, StoredFacts]]) -> None:
        """Take over what another process has read."""
        self._now.update(found)

    def take_new(self) -> list[tuple[FactsKey, StoredFacts]]:
        """Return what has been read here since this was asked last."""
        new, self._new = list(self._new.items()), {}
        return new

    def kept(self) -> Known:
        """Return all that still holds, for the next time."""
        kept = {key: one for key, one in self._known.items() if key not in self._now and self._holds(key, one)}
        kept.update(self._now)
        return kept

    def _look(self, key: FactsKey) -> Picture | Note | FileFacts | None:
        known = self._remembered(key)
        if known is None:
            file = self._files.get(key.path)
            if file is None:
                return None
            known = self._now[key] = self._new[key] = read(key, file)
        return known.look

    def _remembered(self, key: FactsKey) -> StoredFacts | None:
        found = self._now.get(key)
        if found is None:
            found = self._known.get(key)
            if found is None or not self._holds(key, found):
                return None
            self._now[key] = found
        return found

    def _holds(self, key: FactsKey, one: StoredFacts) -> bool:
        file = self._files.get(key.path)
        return file is not None and file.stat != 0 and one.stat == file.stat


def read(key: FactsKey, file: File) -> StoredFacts:
    """Look at a file."""
    from bantin.media import reading

    look = reading.read_picture(file) if key.use == PICTURE else reading.read_attachment(file)
    return StoredFacts(file.stat, look)


class _ReadChunk:
    """MediaFacts at some files."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files

    def __call__(self, chunk: Sequence[FactsKey]) -> list[tuple[FactsKey, StoredFacts]]:
        return [(key, read(key, self._files[key.path])) for key in chunk]


def pack(kept: Known, engine: int) -> dict[str, tuple[int, bytes]]:
    """Return what is known as it is stored: by use and path, each with the fingerprint of the engine that read it."""
    encode = msgspec.msgpack.Encoder().encode
    return {f"{use} {path}": (engine, encode(one)) for (use, path), one in kept.items()}


def unpack(stored: Mapping[str, tuple[int, bytes]], engine: int) -> Known:
    """Return what `pack` was given, as far as the same engine has read it."""
    decode = msgspec.msgpack.Decoder(StoredFacts).decode
    return {
        FactsKey(*name.split(" ", 1)): decode(value) for name, (made_of, value) in stored.items() if made_of == engine
    }
