"""The counter's SQLite file as a file: made whole, checked before it is believed.

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
from typing import TYPE_CHECKING

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
    """Make an empty database, whole or not at all; one that is there by then stays. Raises `BuildFailed`, `sqlite3.Error`, `OSError`."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists():
        # SQLite would play it into the new file: it belongs to one that somebody moved or lost.
        raise BuildFailed([problem("BT723", str(path), reason=f"{wal.name} ?")])
    new = begin_file(path)
    with contextlib.closing(sqlite3.connect(new)) as connection:
        connection.executescript(
            f"BEGIN; PRAGMA application_id={APPLICATION}; PRAGMA user_version={FORMAT};{_SCHEMA}COMMIT;"
        )
    with contextlib.suppress(FileExistsError):
        put_in_place(new, path)


def begin_file(path: Path) -> Path:
    """Return an empty file that may become the one at `path`. Raises `OSError`."""
    new = unfinished(path)
    new.unlink(missing_ok=True)
    new.touch(0o600, exist_ok=False)  # salts are nobody else's affair; SQLite gives -wal and -shm the same rights
    return new


def put_in_place(new: Path, path: Path) -> None:
    """Move a file to a place where there is none. Raises `FileExistsError`, and other `OSError`s."""
    try:
        os.link(new, path)  # a rename would replace what somebody puts there at this moment
    except FileExistsError:
        new.unlink()
        raise
    except OSError:  # a file system without hard links
        new.rename(path)
    else:
        new.unlink()


def unfinished(path: Path) -> Path:
    """Return where a database is made, before it is put in place."""
    return path.with_name(f"{path.name}.new")


def check_file(path: Path, *, alone: bool = False) -> None:
    """Make sure that a file is a sound database of this counter; `alone`, without the WAL beside it, which may be another file's.

    Raises `BuildFailed`, `sqlite3.Error` when it cannot be told (a lock, missing rights), `OSError`.
    """
    shown = str(path)
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head != MAGIC:
        raise BuildFailed([problem("BT723", shown, reason="SQLite?" if head else "0 byte")])
    try:
        with contextlib.closing(_read_only(path, alone=alone)) as connection:
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


def _read_only(path: Path, *, alone: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True, timeout=5)
