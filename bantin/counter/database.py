"""The SQLite database of a running counter: read once at the start, then written in numbered batches.

One statement writes all rows of a table, from JSON: it releases the GIL while it runs, where `executemany` would take
the GIL for each row.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bantin.counter import sqlite_file
from bantin.counter.file_lock import FileLock
from bantin.counter.storage import Day
from bantin.counter.visitors import Salt
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.counter.file_lock import PathFault

BUSY_TIMEOUT_S = 0.5
"""Seconds that a batch waits for another program's lock."""

_ADD_DAYS = """
INSERT INTO days
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
FROM json_each(?) WHERE true
ON CONFLICT DO UPDATE SET visits = visits + excluded.visits
"""
_PUT_SESSIONS = """
INSERT INTO sessions
SELECT json_extract(value, '$[1]'), json_extract(value, '$[0]'), json_extract(value, '$[2]')
FROM json_each(?) WHERE true
ON CONFLICT DO UPDATE SET seen = excluded.seen
"""
_FORGET_OLD = "DELETE FROM sessions WHERE seen < ?"
_FORGET_MANY = "DELETE FROM sessions WHERE seen <= (SELECT seen FROM sessions ORDER BY seen DESC LIMIT 1 OFFSET ?)"


class NotWritten(Exception):
    """A batch could not be written: `locked`, `full`, `damaged`, `unavailable`, `gone` or `replaced`."""


class Batch:
    """The rows to write next, merged: their number grows with visitors, not with hits."""

    def __init__(self) -> None:
        self.days: dict[tuple[str, str], int] = {}
        self.sessions: dict[tuple[str, int], float] = {}
        self.hits = 0

    def add(self, site: str, visitor: int, at: float) -> None:
        self.sessions[site, visitor] = at
        self.hits += 1

    def add_visit(self, site: str, day: date) -> None:
        key = (site, day.isoformat())
        self.days[key] = self.days.get(key, 0) + 1


class Database:
    """An open database. One process has it alone (see `file_lock`), one thread uses it at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file_lock: FileLock | None = None
        self._connection: sqlite3.Connection | None = None
        self._wal_stats: dict[str, os.stat_result] = {}
        """The stat of the `-wal` and `-shm` files when the connection was opened, by path."""

    def open(self) -> None:
        """Open the file, or create it. Raises `BuildFailed`; a damaged or foreign file is left as it is."""
        real = Path(os.path.realpath(self.path))
        try:
            real.parent.mkdir(parents=True, exist_ok=True)
            # Left by a killed process; it may be a second hard link of the file.
            sqlite_file.temporary_path(real).unlink(missing_ok=True)
            if not real.exists():
                sqlite_file.create_file(real)
            self._file_lock = FileLock(self.path)
            sqlite_file.check_file(real)
            self._connection = self._connect()
        except (OSError, sqlite3.Error, NotWritten) as error:
            self.close()
            raise BuildFailed([problem("BT721", str(self.path), reason=sqlite_file.reason_of(error))]) from None
        except BuildFailed:
            self.close()
            raise

    def path_fault(self) -> PathFault | None:
        """Return what `FileLock.path_fault` does. May be called from any thread."""
        lock = self._file_lock
        return lock.path_fault() if lock else None

    def days(self) -> list[Day]:
        """Return every day of every site, oldest first."""
        rows = self._open().execute("SELECT site, day, visits FROM days ORDER BY day, site")
        return [Day(site, date.fromisoformat(day), visits) for site, day, visits in rows]

    def sessions(self, since: float) -> list[tuple[str, int, float]]:
        """Return site, visitor and time of the last hit of each session with a hit at or after `since`."""
        return self._open().execute("SELECT site, visitor, seen FROM sessions WHERE seen >= ?", [since]).fetchall()

    def salts(self) -> list[Salt]:
        """Return the stored salts, newest first."""
        rows = self._open().execute("SELECT day, salt FROM salts ORDER BY day DESC")
        return [Salt(date.fromisoformat(day), salt) for day, salt in rows]

    def next_number(self) -> int:
        """Return the number of the next batch."""
        number: int = self._open().execute("SELECT number + 1 FROM batches").fetchone()[0]
        return number

    def write(self, number: int, batch: Batch, salts: list[Salt], forget: tuple[float, int] | None = None) -> None:
        """Write a batch in one transaction, unless the batch of this number was written before. Raises `NotWritten`.

        `forget` is a time and a number of sessions: older ones, and the oldest beyond that number, are deleted. After
        an error it may be unknown whether the batch reached the disk: the next try finds out by the number. A number
        that is neither this one nor the next means that the file is another one.
        """
        try:
            self._check_place()
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            expected = self.next_number()
            if expected not in (number, number + 1):
                connection.execute("ROLLBACK")
                raise NotWritten("replaced")
            if expected == number:
                self._write(connection, batch, salts, forget)
                connection.execute("UPDATE batches SET number = ?", [number])
            connection.execute("COMMIT")
            self._check_place()  # a file that was removed meanwhile does not count
        except sqlite3.Error as error:
            raise self._not_written(error) from None

    def check(self) -> None:
        """Check that the database is still at its path; repair its WAL. Raises `NotWritten`."""
        try:
            self._check_place()
        except sqlite3.Error as error:
            raise self._not_written(error) from None

    def recreate(self) -> None:
        """Write the content of a file that is gone to a new one at its path, and use that one from then on.

        Raises `NotWritten`, with `replaced` when there is another file by then.
        """
        lock, connection = self._opened()
        try:
            lock.real.parent.mkdir(parents=True, exist_ok=True)
            sqlite_file.move_into_place(self._copied(connection, lock.real), lock.real)
            new = FileLock(self.path)
            self.close()
            self._remove_wal(new.real)
            self._file_lock = new
            self._connection = self._connect()
        except FileExistsError:
            raise NotWritten("replaced") from None
        except (OSError, sqlite3.Error, BuildFailed):
            raise NotWritten("gone") from None

    def switch_file(self) -> Path:
        """Use the file that replaced this one; return the path of a copy of this one's days. Raises `NotWritten`."""
        lock, connection = self._opened()
        try:
            new = FileLock(self.path)
            try:
                sqlite_file.check_file(new.real, alone=True)
                kept = _free_name(lock.real)
                sqlite_file.move_into_place(self._copied(connection, kept, forget=True), kept)
            except BaseException:
                new.close()
                raise
            self._leave()
            self._file_lock = new
            self._connection = self._connect()
        except (OSError, sqlite3.Error, BuildFailed):
            raise NotWritten("replaced") from None
        return kept

    def _leave(self) -> None:
        """Close a replaced file and remove its WAL, which SQLite would apply to the new file.

        The new file's WAL stays.
        """
        ours = [path for path, before in self._wal_stats.items() if _is_same(path, before)]
        foreign = [path for path in self._wal_stats if path not in ours and os.path.exists(path)]
        for path in foreign:
            os.rename(path, f"{path}.aside")  # closing deletes any file of that name
        self.close()
        for path in ours:
            Path(path).unlink(missing_ok=True)
        for path in foreign:
            os.rename(f"{path}.aside", path)

    def _opened(self) -> tuple[FileLock, sqlite3.Connection]:
        if self._file_lock is None or self._connection is None:
            raise NotWritten("unavailable")
        return self._file_lock, self._connection

    @staticmethod
    def _copied(connection: sqlite3.Connection, path: Path, *, forget: bool = False) -> Path:
        """Return a temporary file for `path` with a copy of the database; `forget` leaves out salts and sessions."""
        new = sqlite_file.create_temporary(path)
        with contextlib.closing(sqlite3.connect(new)) as target:
            connection.backup(target)
            if forget:
                target.executescript(
                    "PRAGMA secure_delete=ON; PRAGMA journal_mode=DELETE;"
                    "DELETE FROM salts; DELETE FROM sessions; VACUUM;"
                )
        return new

    def _check_place(self) -> None:
        """Raise `NotWritten` when the file is not at its path; when only its WAL was removed, checkpoint and open anew.

        This process still has a removed WAL open, and so can write what was committed to it into the database.
        """
        if (fault := self.path_fault()) is not None:
            raise NotWritten(fault)
        connection, lock = self._connection, self._file_lock
        if (
            connection is None
            or lock is None
            or all(_is_same(path, before) for path, before in self._wal_stats.items())
        ):
            return
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise NotWritten("locked")
        self._connection = None
        connection.close()
        self._remove_wal(lock.real)  # SQLite would apply foreign ones to the file
        self._connection = self._connect()

    @staticmethod
    def _remove_wal(real: Path) -> None:
        for suffix in ("-wal", "-shm"):
            real.with_name(real.name + suffix).unlink(missing_ok=True)

    def _not_written(self, error: sqlite3.Error) -> NotWritten:
        fault = sqlite_file.fault_of(error)
        self._recover(keep=fault == "locked")
        return NotWritten(fault)

    def _write(
        self, connection: sqlite3.Connection, batch: Batch, salts: list[Salt], forget: tuple[float, int] | None
    ) -> None:
        days = [(*key, visits) for key, visits in batch.days.items()]
        connection.execute(_ADD_DAYS, [_json(days)])
        sessions = [(*key, seen) for key, seen in batch.sessions.items()]
        connection.execute(_PUT_SESSIONS, [_json(sessions)])
        if forget:
            connection.execute(_FORGET_OLD, forget[:1])
            connection.execute(_FORGET_MANY, forget[1:])
        wanted = {salt.day.isoformat(): salt.value for salt in salts}
        if wanted != dict(connection.execute("SELECT day, salt FROM salts").fetchall()):
            connection.execute("DELETE FROM salts")
            connection.executemany("INSERT INTO salts VALUES (?, ?)", wanted.items())

    def scrub(self) -> None:
        """Checkpoint and truncate the WAL, so that deleted rows, such as salts, are gone from the disk."""
        with contextlib.suppress(sqlite3.Error):
            self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file; SQLite checkpoints the WAL."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._file_lock is not None:
            self._file_lock.close()
            self._file_lock = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _recover(self, *, keep: bool) -> None:
        connection = self._connection
        if connection is None:
            return
        with contextlib.suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if not keep:
            self._connection = None
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _connect(self) -> sqlite3.Connection:
        """Return a connection to the locked file. Raises `NotWritten` when it is not at its path, `sqlite3.Error`."""
        lock = self._file_lock
        if lock is None:
            raise NotWritten("unavailable")
        # mode=rw: a file that was removed is not created anew.
        address = f"{lock.real.as_uri()}?mode=rw"
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            # FULL: a batch is on the disk when COMMIT returns. secure_delete: what is deleted is overwritten.
            connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;")
            connection.execute("SELECT number FROM batches").fetchone()  # opens the WAL
            if (fault := lock.path_fault()) is not None:
                raise NotWritten(fault)
        except BaseException:
            connection.close()
            raise
        paths = (f"{lock.real}-wal", f"{lock.real}-shm")
        self._wal_stats = {path: os.stat(path) for path in paths if os.path.exists(path)}
        return connection


def _is_same(path: str, before: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(path), before)
    except OSError:
        return False


def _free_name(real: Path) -> Path:
    """Return the first path `REAL.old-N` that does not exist."""
    names = (real.with_name(f"{real.name}.old-{number}") for number in itertools.count(1))
    return next(path for path in names if not os.path.lexists(path))


def _json(rows: Sequence[tuple[object, ...]]) -> str:
    return msgspec.json.encode(rows).decode()
