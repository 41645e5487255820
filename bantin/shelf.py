"""The packed pages in the store, read one block at a time. Whoever asks for some may fork at any time, so no connection stays open."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SQLITE_FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; in a damaged file not even the words of its own messages are sure to be text."""


class StoredShelf(NamedTuple):
    """See `published.Shelf`: that of an output folder in a store."""

    path: Path
    """The store's file."""
    folder: str

    def blocks(self, firsts: Sequence[str]) -> dict[str, bytes]:
        """Return the blocks that begin with these addresses, as far as they are there."""
        query = "SELECT records FROM pages WHERE folder = ? AND first = ?"
        found = self._found([(query, (self.folder, first)) for first in firsts])
        return {first: data for first, data in zip(firsts, found, strict=False) if data is not None}

    def beyond(self) -> bytes:
        """Return the specifications of the pages that no single source makes; no record at all where they are lost."""
        return next(iter(self._found([("SELECT beyond FROM published WHERE folder = ?", (self.folder,))])), None) or b""

    def _found(self, queries: list[tuple[str, tuple[str, ...]]]) -> list[bytes | None]:
        try:
            with contextlib.closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", timeout=10, uri=True)) as connection:
                rows = [connection.execute(*query).fetchone() for query in queries]
        except SQLITE_FAULTS:
            return []
        return [row[0] if row and isinstance(row[0], bytes) else None for row in rows]
