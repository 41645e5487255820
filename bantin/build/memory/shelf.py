"""Packed pages and sources in the store, read a few blocks at a time."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from bantin.build.memory.sealing import opened
from bantin.system import workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SQLITE_FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; in a damaged file not even the words of its own messages are sure to be text."""
_Query = tuple[str, str, tuple[str, ...]]
"""The name of what is asked for, SQL, and its values."""


class Peephole:
    """A store's file, to look into: each look opens it anew, unless it is kept open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_kept_open = False
        self._connection: sqlite3.Connection | None = None

    def __reduce__(self) -> tuple[type[Peephole], tuple[Path]]:
        return Peephole, (self._path,)

    @contextlib.contextmanager
    def kept_open(self) -> Iterator[None]:
        """Look through one connection for a while: to open the file takes longer than to look."""
        self._is_kept_open = True
        try:
            with workers.before_forks(self._rest):
                yield
        finally:
            self._is_kept_open = False
            self._rest()

    def _rest(self) -> None:
        """Close the file until the next look: SQLite must not cross a fork (https://sqlite.org/howtocorrupt.html, 2.6)."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(*SQLITE_FAULTS):
                connection.close()

    def found(self, queries: Sequence[_Query]) -> dict[str, bytes]:
        """Return what each of `queries` gives, by name, as far as it is there and as it was written."""
        try:
            with self._opened() as connection:
                rows = [(name, connection.execute(sql, values).fetchone()) for name, sql, values in queries]
        except SQLITE_FAULTS:
            return {}
        found = ((name, opened(row[0])) for name, row in rows if row)
        return {name: data for name, data in found if data is not None}

    def _opened(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        if not self._is_kept_open:
            return contextlib.closing(self._connected())
        if self._connection is None:
            self._connection = self._connected()
        return contextlib.nullcontext(self._connection)

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.as_uri()}?mode=ro", timeout=10, uri=True)


class StoredPages(NamedTuple):
    """See `published.PageShelf`: that of an output folder in a store."""

    file: Peephole
    folder: str

    def blocks(self, firsts: Sequence[str]) -> dict[str, bytes]:
        """Return the blocks that begin with these addresses, as far as they are there."""
        query = "SELECT records FROM pages WHERE folder = ? AND first = ?"
        return self.file.found([(first, query, (self.folder, first)) for first in firsts])

    def beyond(self) -> bytes:
        """Return the specifications of the pages that no single source makes; no record at all where they are lost."""
        return self.file.found([("", "SELECT record FROM beyond WHERE folder = ?", (self.folder,))]).get("", b"")


class StoredSources(NamedTuple):
    """See `blocks.Shelf`: that of the sources in a store."""

    file: Peephole

    def blocks(self, firsts: Sequence[str]) -> dict[str, bytes]:
        """Return the blocks that begin with these paths, as far as they are there."""
        return self.file.found([(first, "SELECT records FROM sources WHERE first = ?", (first,)) for first in firsts])
