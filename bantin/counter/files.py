"""The counter's SQLite file as a file: made whole, checked before it is believed, claimed by one process.

days      the visits of each site and day: what the counter is for
sessions  visitors of the last half hour by their hash, so that a restart counts nobody twice
salts     the salt of the day, and for half an hour that of the day before
batches   the number of the last batch written
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from bantin.counter.storage import Day
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
APPLICATION = 0x4C554F54
"""SQLite's `application_id`: LUOT."""
MAGIC = b"SQLite format 3\0"

_SCHEMA = """
CREATE TABLE days (site TEXT NOT NULL, day TEXT NOT NULL, visits INTEGER NOT NULL, PRIMARY KEY (site, day)) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (visitor INTEGER PRIMARY KEY, site TEXT NOT NULL, seen REAL NOT NULL) STRICT;
CREATE INDEX sessions_seen ON sessions (seen);
CREATE TABLE salts (day TEXT PRIMARY KEY, salt BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE batches (only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL) STRICT;
INSERT INTO batches VALUES (1, 0);
"""
_FAULTS = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}


def make_file(path: Path) -> None:
    """Make an empty database, whole or not at all. Raises `BuildFailed`, `sqlite3.Error`, `OSError`."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists():
        # SQLite would play it into the new file: it belongs to one that somebody moved or lost.
        raise BuildFailed([problem("BT723", str(path), reason=f"{wal.name} ?")])
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(0o600)  # salts are nobody else's affair; SQLite gives -wal and -shm the same rights
    with contextlib.closing(sqlite3.connect(new)) as connection:
        connection.executescript(f"BEGIN; PRAGMA application_id={APPLICATION}; PRAGMA user_version={FORMAT};{_SCHEMA}COMMIT;")
    new.replace(path)


def check_file(path: Path) -> None:
    """Make sure that a file is a sound database of this counter.

    Raises `BuildFailed`, `sqlite3.Error` when it cannot be told (a lock, missing rights), `OSError`.
    """
    shown = str(path)
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head != MAGIC:
        raise BuildFailed([problem("BT723", shown, reason="SQLite?" if head else "0 byte")])
    try:
        with contextlib.closing(_read_only(path)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            told = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        if fault_of(error) != "damaged":
            raise
        raise BuildFailed([problem("BT723", shown, reason=error)]) from None
    if told != ["ok"]:
        raise BuildFailed([problem("BT723", shown, reason=" ".join(told[0].split()))])
    if application != APPLICATION:
        raise BuildFailed([problem("BT722", shown)])
    if version > FORMAT:
        raise BuildFailed([problem("BT724", shown, format=version)])


def lock(path: Path) -> BinaryIO | None:
    """Claim a database for this process, until the file that is returned is closed or the process ends.

    Raises `BuildFailed` when another process has it. Systems without `flock` go without (`None`).
    """
    try:
        import fcntl
    except ImportError:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(f"{path}.lock", "wb")  # noqa: SIM115 - open for as long as the process counts
    except OSError as error:
        raise BuildFailed([problem("BT721", str(path), reason=reason_of(error))]) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise BuildFailed([problem("BT725", str(path))]) from None
    return file


def read_days(path: Path) -> list[Day]:
    """Return every day of a database that may be in use, the oldest first. Raises `BuildFailed`."""
    try:
        check_file(path)
        with contextlib.closing(_read_only(path)) as connection:
            rows = connection.execute("SELECT site, day, visits FROM days ORDER BY day, site").fetchall()
        return [Day(site, date.fromisoformat(day), visits) for site, day, visits in rows]
    except ValueError as error:
        raise BuildFailed([problem("BT723", str(path), reason=error)]) from None
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed([problem("BT721", str(path), reason=reason_of(error))]) from None


def fault_of(error: sqlite3.Error) -> str:
    """Return what an error of SQLite means for the service: `locked`, `full`, `damaged` or `unavailable`."""
    # Extended codes carry the plain one in their lowest byte: https://www.sqlite.org/rescode.html
    return _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "unavailable")


def reason_of(error: Exception) -> str:
    """Return what the system says of a failure, without the path, which the problem names."""
    return error.strerror or os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
