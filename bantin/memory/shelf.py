"""Packed pages and sources in the store, read one block at a time.

Whoever asks for some may fork at any time, so no connection stays open.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from bantin.memory.sealing import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SQLITE_FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; in a damaged file not even the words of its own messages are sure to be text."""


class StoredPages(NamedTuple):
    """See `published.PageShelf`: that of an output folder in a store."""

    path: Path
    """The store's file."""
    folder: str

    def blocks(self, firsts: Sequence[str]) -> dict[str, bytes]:
        """Return the blocks that begin with these addresses, as far as they are there."""
        query = "SELECT records FROM pages WHERE folder = ? AND first = ?"
        return _found(self.path, [(first, query, (self.folder, first)) for first in firsts])

    def beyond(self) -> bytes:
        """Return the specifications of the pages that no single source makes; no record at all where they are lost."""
        return _found(self.path, [("", "SELECT record FROM beyond WHERE folder = ?", (self.folder,))]).get("", b"")


class StoredSources(NamedTuple):
    """See `blocks.Shelf`: that of the sources in a store."""

    path: Path
    """The store's file."""

    def blocks(self, firsts: Sequence[str]) -> dict[str, bytes]:
        """Return the blocks that begin with these paths, as far as they are there."""
        return _found(self.path, [(first, "SELECT records FROM sources WHERE first = ?", (first,)) for first in firsts])


def _found(path: Path, queries: Iterable[tuple[str, str, tuple[str, ...]]]) -> dict[str, bytes]:
    """Return what each of `queries` (a name, SQL, its values) gives, by name, as far as it is there."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", timeout=10, uri=True)) as connection:
            rows = [(name, connection.execute(sql, values).fetchone()) for name, sql, values in queries]
    except SQLITE_FAULTS:
        return {}
    found = ((name, opened(row[0])) for name, row in rows if row)
    return {name: data for name, data in found if data is not None}
