"""The file of a store: SQLite. Every fault of it is answered by an empty store; a read-only one is not written."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from bantin.build.memory.shelf import SQLITE_FAULTS, Peephole
from bantin.build.memory.sidecars import Sidecars
from bantin.system.paths import SIDECARS, STORE_FILE, STORE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORMAT = 11
# Tables of long values have rows numbered by SQLite: one WITHOUT ROWID reads whole values to compare their keys
# (https://sqlite.org/withoutrowid.html, section 4). What is longer still lies in sidecars, of which the name stands here.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS prepared (site TEXT PRIMARY KEY, record BLOB);
CREATE TABLE IF NOT EXISTS sources (first TEXT PRIMARY KEY, records BLOB);
CREATE TABLE IF NOT EXISTS recorded (columns TEXT);
CREATE TABLE IF NOT EXISTS looks (use TEXT, path TEXT, record BLOB, PRIMARY KEY (use, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (folder TEXT, first TEXT, records BLOB, PRIMARY KEY (folder, first));
CREATE TABLE IF NOT EXISTS published (folder TEXT PRIMARY KEY, columns TEXT);
CREATE TABLE IF NOT EXISTS beyond (folder TEXT PRIMARY KEY, record BLOB);
CREATE TABLE IF NOT EXISTS grounds (folder TEXT PRIMARY KEY, version TEXT, record TEXT, arrangement TEXT);
CREATE TABLE IF NOT EXISTS quick (folder TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS findings (path TEXT PRIMARY KEY, record BLOB);
"""


class Database:
    """The store of one site, as a file."""

    def __init__(self, root: Path, *, create: bool = True) -> None:
        """Open the store; without `create` one that is not there stays so."""
        self._path = root / STORE_FOLDER / STORE_FILE
        self.file = Peephole(self._path)
        """For what is read of it later, when somebody asks."""
        self._sidecars = Sidecars(self._path.parent / SIDECARS)
        self._connection: sqlite3.Connection | None = None
        self._held: tuple[int, int] | None = None
        if create or self._path.exists():
            self._connection = self._open()

    def close(self) -> None:
        """Close the file. A process that is about to fork must."""
        if self._connection is not None:
            with contextlib.suppress(*SQLITE_FAULTS):
                self._connection.close()
            self._connection = None

    def hold(self) -> None:
        """Have all that is read from now on be of one moment, whoever writes."""
        if self._connection is not None:
            with contextlib.suppress(*SQLITE_FAULTS):
                self._held = self._state(self._connection)
                self._connection.execute("BEGIN")

    def is_as_held(self) -> bool:
        """Whether nobody else has written to the store, or put another in its place, since `hold`, which ends here."""
        if self._connection is not None:
            with contextlib.suppress(*SQLITE_FAULTS):
                self._connection.execute("COMMIT")
                return self._held == self._state(self._connection)
        return False

    def _state(self, connection: sqlite3.Connection) -> tuple[int, int] | None:
        """Return the store's file, and a number that another process's writing changes (https://sqlite.org/pragma.html#pragma_data_version)."""
        try:
            return os.stat(self._path).st_ino, int(connection.execute("PRAGMA data_version").fetchone()[0])
        except OSError:
            return None

    def _open(self) -> sqlite3.Connection | None:
        for attempt in range(2):
            connection = None
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                ignore = self._path.parent / ".gitignore"
                if not ignore.exists():
                    ignore.write_text("*\n", "utf-8")
                connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
                if _format_of(connection) == 0:
                    connection.execute("PRAGMA page_size = 32768")  # blocks are large, and each page is a read of its own
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.executescript(_SCHEMA)
                    connection.execute(f"PRAGMA user_version = {_FORMAT}")
                if _format_of(connection) == _FORMAT:
                    connection.execute("PRAGMA synchronous = NORMAL")
                    return connection
                raise sqlite3.DatabaseError("another format")
            except (*SQLITE_FAULTS, OSError):
                if connection is not None:
                    connection.close()
                if attempt == 0:
                    self._forget()
        return None

    def _forget(self) -> None:
        """Delete a store that cannot be used."""
        self.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()
        self._sidecars.keep(())

    def _forget_if_damaged(self, error: Exception) -> None:
        """Delete the store, unless `error` is of a disk that refuses, or of somebody who holds it."""
        if isinstance(error, OSError):
            return
        passing = ("locked", "busy", "readonly", "full", "disk I/O", "unable to open")
        if not any(word in str(error) for word in passing):
            self._forget()

    def _firsts(self, query: str, values: tuple[str, ...] = ()) -> list[str]:
        return [str(first) for (first,) in self._rows(query, values)]

    def _meta(self, key: str) -> str:
        for (value,) in self._rows("SELECT value FROM meta WHERE key = ?", (key,)):
            return str(value)
        return ""

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
        if self._connection is None:
            return iter(())
        try:
            return iter(self._connection.execute(query, values).fetchall())
        except SQLITE_FAULTS as error:
            self._forget_if_damaged(error)
            return iter(())


def _format_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
