"""The counter's SQLite file while it counts: read once, then written in whole batches, each of them once.

One statement writes a table's whole batch, out of JSON: the GIL is let go for as long as it runs, where `executemany`
would take it back for every row.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from bantin.counter import files
from bantin.counter.storage import Day
from bantin.counter.visitors import Salt
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BUSY_TIMEOUT_S = 0.5
"""Seconds that a batch waits for another program's lock before it is put off."""

_ADD_DAYS = """
INSERT INTO days
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?) WHERE true
ON CONFLICT DO UPDATE SET visits = visits + excluded.visits
"""
_PUT_SESSIONS = """
INSERT INTO sessions
SELECT json_extract(value, '$[1]'), json_extract(value, '$[0]'), json_extract(value, '$[2]') FROM json_each(?) WHERE true
ON CONFLICT DO UPDATE SET seen = excluded.seen
"""
_FORGET_OLD = "DELETE FROM sessions WHERE seen < ?"
_FORGET_MANY = "DELETE FROM sessions WHERE seen <= (SELECT seen FROM sessions ORDER BY seen DESC LIMIT 1 OFFSET ?)"


class NotWritten(Exception):
    """A batch was put off. Raised by `Journal.write` with `locked`, `full`, `damaged` or `unavailable`, caught by `local`."""


class Batch:
    """What is to be written next, merged as it comes: it grows with visitors, not with hits."""

    def __init__(self) -> None:
        self.days: dict[tuple[str, str], int] = {}
        self.sessions: dict[tuple[str, int], float] = {}
        self.hits = 0

    def add(self, site: str, visitor: int, at: float) -> None:
        """Add one hit."""
        self.sessions[site, visitor] = at
        self.hits += 1

    def add_visit(self, site: str, day: date) -> None:
        """Add one visit."""
        key = (site, day.isoformat())
        self.days[key] = self.days.get(key, 0) + 1


class Journal:
    """An open database. Used by one thread at a time; one process alone (see `files.lock`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, or make it. Raises `BuildFailed`: a file that is not sound and ours is left as it is."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists():
                files.check_file(self.path)
            else:
                files.make_file(self.path)
            self._connection = self._connect()
        except (OSError, sqlite3.Error) as error:
            raise BuildFailed([problem("BT721", str(self.path), reason=files.reason_of(error))]) from None

    def days(self) -> list[Day]:
        """Return every day of every site, the oldest first."""
        rows = self._open().execute("SELECT site, day, visits FROM days ORDER BY day, site")
        return [Day(site, date.fromisoformat(day), visits) for site, day, visits in rows]

    def sessions(self, since: float) -> list[tuple[str, int, float]]:
        """Return site, visitor and last sign of the sessions that had one since a moment."""
        return self._open().execute("SELECT site, visitor, seen FROM sessions WHERE seen >= ?", [since]).fetchall()

    def salts(self) -> list[Salt]:
        """Return the salts that are kept, the newest first."""
        rows = self._open().execute("SELECT day, salt FROM salts ORDER BY day DESC")
        return [Salt(date.fromisoformat(day), salt) for day, salt in rows]

    def next_number(self) -> int:
        """Return the number that the next batch must carry."""
        number: int = self._open().execute("SELECT number + 1 FROM batches").fetchone()[0]
        return number

    def write(self, number: int, batch: Batch, salts: list[Salt], forget: tuple[float, int] | None = None) -> None:
        """Write a batch whole, or not at all; one that was written already under its number is left.

        `forget` is a moment and a number of sessions: older ones, and the oldest beyond the number, are deleted. Raises
        `NotWritten`. Where it is not known whether a failed batch reached the disk, the file is opened anew and
        the batch's number tells.
        """
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            if number >= self.next_number():
                self._write(connection, batch, salts, forget)
                connection.execute("UPDATE batches SET number = ?", [number])
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            fault = files.fault_of(error)
            self._recover(keep=fault == "locked")
            raise NotWritten(fault) from None

    def _write(self, connection: sqlite3.Connection, batch: Batch, salts: list[Salt], forget: tuple[float, int] | None) -> None:
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
        """Fold the WAL into the file and empty it, so that what was deleted, salts above all, is gone from the disk."""
        with contextlib.suppress(sqlite3.Error):
            self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file; SQLite folds the WAL into it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

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
        # mode=rw: a file that somebody took away is not made anew, empty.
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        # FULL: a batch is on the disk when COMMIT returns. secure_delete: what is deleted is overwritten.
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;")
        return connection


def _json(rows: Sequence[tuple[object, ...]]) -> str:
    return msgspec.json.encode(rows).decode()
