"""Stores the terms and plain texts of each volume in `.bantin/search/` for the next build."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeVar

import msgspec

from bantin.search.texts import Text
from bantin.system import atomic_file
from bantin.system.paths import STATE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

FOLDER = "search"
Kept = TypeVar("Kept")


class Terms(msgspec.Struct, frozen=True, gc=False):
    """The postings of a volume."""

    key: int
    """The volume's `key`."""
    postings: dict[str, bytes]


class Texts(msgspec.Struct, frozen=True, gc=False):
    """The plain texts of a volume's sources."""

    base: int
    """Fingerprint of everything that all texts depend on."""
    texts: dict[int, Text]
    """By the fingerprint of the source."""


class Cache:
    """The cache's folder. Damaged and missing files, and errors on writing, are ignored."""

    def __init__(self, root: Path) -> None:
        self._folder = root / STATE_FOLDER / FOLDER

    def terms(self, volume: str, key: int) -> Terms | None:
        """Return the terms of a volume if they are stored under the same `key`."""
        found = self._read(f"{volume}.terms", Terms)
        return found if found is not None and found.key == key else None

    def texts(self, volume: str, base: int) -> dict[int, Text]:
        """Return the texts of a volume stored under the same `base`, by the fingerprint of their source."""
        found = self._read(f"{volume}.texts", Texts)
        return found.texts if found is not None and found.base == base else {}

    def keep(self, volume: str, kept: Terms | Texts) -> None:
        """Write a volume's terms or texts atomically."""
        path = self._folder / f"{volume}.{type(kept).__name__.lower()}"
        with contextlib.suppress(OSError):
            atomic_file.write_checked(path, msgspec.msgpack.encode(kept))

    def prune(self, volumes: Collection[str]) -> None:
        """Remove the files of all other volumes."""
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name.partition(".")[0] not in volumes:
                    path.unlink()

    def _read(self, name: str, kind: type[Kept]) -> Kept | None:
        data = atomic_file.read_checked(self._folder / name)
        if data is None:
            return None
        try:
            return msgspec.msgpack.decode(data, type=kind)
        except msgspec.MsgspecError:
            return None
