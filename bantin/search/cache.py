"""What a build keeps in `.bantin/search/` for the next one: terms and plain texts of each volume. Losing it costs time only."""

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
    """Of the volume that they were made from."""
    postings: dict[str, bytes]


class Texts(msgspec.Struct, frozen=True, gc=False):
    """The plain texts of a volume's sources."""

    base: int
    """Fingerprint of all that every text depends on."""
    texts: dict[int, Text]
    """By the fingerprint of the source."""


class Cache:
    """The folder; a damaged, missing or unwritable file is as good as none."""

    def __init__(self, root: Path) -> None:
        self._folder = root / STATE_FOLDER / FOLDER

    def terms(self, volume: str, key: int) -> Terms | None:
        """Return the terms of the volume of that name, when they were made from the one with that key."""
        found = self._read(f"{volume}.terms", Terms)
        return found if found is not None and found.key == key else None

    def texts(self, volume: str, base: int) -> dict[int, Text]:
        """Return the texts of a volume that were made with the same `base`."""
        found = self._read(f"{volume}.texts", Texts)
        return found.texts if found is not None and found.base == base else {}

    def keep(self, volume: str, kept: Terms | Texts) -> None:
        """Write a volume's terms or texts, whole or not at all."""
        path = self._folder / f"{volume}.{type(kept).__name__.lower()}"
        with contextlib.suppress(OSError):
            atomic_file.write_checked(path, msgspec.msgpack.encode(kept))

    def forget_all_but(self, volumes: Collection[str]) -> None:
        """Remove what was kept of volumes that there are no more."""
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
