"""The counter's SQLite file while it counts: read once, then written in whole batches, each of them once.

One statement writes a table's whole batch, out of JSON: the GIL is let go for as long as it runs, where `executemany`
would take it back for every row.
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

from bantin.counter import files
from bantin.counter.claims import Claim
from bantin.counter.storage import Day
from bantin.counter.visitors import Salt
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.counter.claims import Displaced

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
    """A batch was put off. Raised by `Journal` with `locked`, `full`, `damaged`, `unavailable`, `gone` or `replaced`, caught by `local`."""


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
    """An open database. Used by one thread at a time; one process alone (see `claims`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._claim: Claim | None = None
        self._connection: sqlite3.Connection | None = None
        self._beside: dict[str, os.stat_result] = {}
        """What SQLite keeps beside the file, the WAL above all, as it was when it was opened."""

    def open(self) -> None:
        """Open the file, or make it. Raises `BuildFailed`: a file that is not sound and ours is left as it is."""
        real = Path(os.path.realpath(self.path))
        try:
            real.parent.mkdir(parents=True, exist_ok=True)
            # Of a process that was killed: as a second name it would look like a second way to the file.
            files.unfinished(real).unlink(missing_ok=True)
            if not real.exists():
                files.make_file(real)
            self._claim = Claim(self.path)
            files.check_file(real)
            self._connection = self._connect()
        except (OSError, sqlite3.Error, NotWritten) as error:
            self.close()
            raise BuildFailed([problem("BT721", str(self.path), reason=files.reason_of(error))]) from None
        except BuildFailed:
            self.close()
            raise

    def displaced(self) -> Displaced | None:
        """Return what became of the file's name; see `Claim`. May be called from any thread."""
        claim = self._claim
        return claim.displaced() if claim else None

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
        the batch's number tells; a number that is neither this one nor the next is that of another file.
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
            self._check_place()  # what was written to a file that went meanwhile is not written
        except sqlite3.Error as error:
            raise self._put_off(error) from None

    def check(self) -> None:
        """Make sure that what was written is where the database's name leads. Raises `NotWritten`."""
        try:
            self._check_place()
        except sqlite3.Error as error:
            raise self._put_off(error) from None

    def put_back(self) -> None:
        """Write all that a file held that is gone to a new one in its place, and go on with that. Raises `NotWritten`.

        What is in its place by then stays, and the file is `replaced`.
        """
        claim, connection = self._opened()
        try:
            claim.real.parent.mkdir(parents=True, exist_ok=True)
            files.put_in_place(self._copied(connection, claim.real), claim.real)
            new = Claim(self.path)
            self.close()
            self._remove_beside(new.real)  # they belong to the file that is gone
            self._claim = new
            self._connection = self._connect()
        except FileExistsError:
            raise NotWritten("replaced") from None
        except (OSError, sqlite3.Error, BuildFailed):
            raise NotWritten("gone") from None

    def take_over(self) -> Path:
        """Go on with the file that stands in the place of a replaced one, once a copy is made of all that this one held.

        Return the copy's path. Raises `NotWritten`.
        """
        claim, connection = self._opened()
        try:
            new = Claim(self.path)
            try:
                files.check_file(new.real, alone=True)
                kept = _free_name(claim.real)
                files.put_in_place(self._copied(connection, kept, forget=True), kept)
            except BaseException:
                new.close()
                raise
            self._leave()
            self._claim = new
            self._connection = self._connect()
        except (OSError, sqlite3.Error, BuildFailed):
            raise NotWritten("replaced") from None
        return kept

    def _leave(self) -> None:
        """Close a replaced file. Its WAL goes with it, for SQLite would play it into the new file; a WAL that came with that stays."""
        ours = [path for path, before in self._beside.items() if _is_same(path, before)]
        foreign = [path for path in self._beside if path not in ours and os.path.exists(path)]
        for path in foreign:
            os.rename(path, f"{path}.aside")  # SQLite deletes what has the name of its WAL
        self.close()
        for path in ours:
            Path(path).unlink(missing_ok=True)
        for path in foreign:
            os.rename(f"{path}.aside", path)

    def _opened(self) -> tuple[Claim, sqlite3.Connection]:
        if self._claim is None or self._connection is None:
            raise NotWritten("unavailable")
        return self._claim, self._connection

    @staticmethod
    def _copied(connection: sqlite3.Connection, path: Path, *, forget: bool = False) -> Path:
        """Return a new file that may become the one at `path`, with all that is in the database; `forget` leaves out salts and sessions."""
        new = files.begin_file(path)
        with contextlib.closing(sqlite3.connect(new)) as target:
            connection.backup(target)
            if forget:
                target.executescript(
                    "PRAGMA secure_delete=ON; PRAGMA journal_mode=DELETE; DELETE FROM salts; DELETE FROM sessions; VACUUM;"
                )
        return new

    def _check_place(self) -> None:
        """Raise `NotWritten` when the file's name leads elsewhere, and mend it when only what SQLite keeps beside it is gone.

        What was committed to a WAL that was removed is in no file that anybody finds; this process has it open still, and brings it home.
        """
        if (displaced := self.displaced()) is not None:
            raise NotWritten(displaced)
        connection, claim = self._connection, self._claim
        if connection is None or claim is None or all(_is_same(path, before) for path, before in self._beside.items()):
            return
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise NotWritten("locked")
        self._connection = None
        connection.close()
        self._remove_beside(claim.real)  # should others stand there, SQLite would play them into the file
        self._connection = self._connect()

    @staticmethod
    def _remove_beside(real: Path) -> None:
        for suffix in ("-wal", "-shm"):
            real.with_name(real.name + suffix).unlink(missing_ok=True)

    def _put_off(self, error: sqlite3.Error) -> NotWritten:
        fault = files.fault_of(error)
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
        """Fold the WAL into the file and empty it, so that what was deleted, salts above all, is gone from the disk."""
        with contextlib.suppress(sqlite3.Error):
            self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file; SQLite folds the WAL into it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._claim is not None:
            self._claim.close()
            self._claim = None

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
        """Return a connection to the file that is claimed. Raises `NotWritten` when its name leads elsewhere, and `sqlite3.Error`."""
        claim = self._claim
        if claim is None:
            raise NotWritten("unavailable")
        # mode=rw: a file that somebody took away is not made anew, empty.
        address = f"{claim.real.as_uri()}?mode=rw"
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            # FULL: a batch is on the disk when COMMIT returns. secure_delete: what is deleted is overwritten.
            connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;")
            connection.execute("SELECT number FROM batches").fetchone()  # opens what is kept beside the file
            if (displaced := claim.displaced()) is not None:
                raise NotWritten(displaced)
        except BaseException:
            connection.close()
            raise
        self._beside = _found(claim.real)
        return connection


def _found(real: Path) -> dict[str, os.stat_result]:
    """Return what is kept beside a database."""
    paths = (f"{real}-wal", f"{real}-shm")
    return {path: os.stat(path) for path in paths if os.path.exists(path)}


def _is_same(path: str, before: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(path), before)
    except OSError:
        return False


def _free_name(real: Path) -> Path:
    """Return a name beside a database for what it held, that is not taken."""
    names = (real.with_name(f"{real.name}.old-{number}") for number in itertools.count(1))
    return next(path for path in names if not os.path.lexists(path))


def _json(rows: Sequence[tuple[object, ...]]) -> str:
    return msgspec.json.encode(rows).decode()
