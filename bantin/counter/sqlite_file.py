"""The counter's SQLite file: creates it atomically and checks it before use.

days      the visits of each site and day
sessions  the hash and last hit of each visitor of the last half hour, so that visits go on after a restart
salts     the salt of the day, and for half an hour that of the day before
batches   the number of the last batch written
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from bantin.counter.storage import Day, words_of
from bantin.problems import MALFORMED, BuildFailed, problem
from bantin.problems.reasons import reason_of as system_reason

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
APPLICATION = 0x4C554F54
"""SQLite's `application_id`: LUOT."""
MAGIC = b"SQLite format 3\0"

_SCHEMA = """
CREATE TABLE days (site TEXT NOT NULL, day TEXT NOT NULL, visits INTEGER NOT NULL, PRIMARY KEY (site, day))
STRICT, WITHOUT ROWID;
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
_REASONS = {
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}


def create_file(path: Path) -> None:
    """Create an empty database atomically; keep an existing one. Raises `BuildFailed`, `sqlite3.Error`, `OSError`."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists():
        # It belongs to a file that was moved or lost, and SQLite would apply it to the new one.
        raise BuildFailed([problem("BT723", str(path), reason=f"{wal.name} ?")])
    new = create_temporary(path)
    with contextlib.closing(sqlite3.connect(new)) as connection:
        connection.executescript(
            f"BEGIN; PRAGMA application_id={APPLICATION}; PRAGMA user_version={FORMAT};{_SCHEMA}COMMIT;"
        )
    with contextlib.suppress(FileExistsError):
        move_into_place(new, path)


def create_temporary(path: Path) -> Path:
    """Create the empty file `temporary_path(path)` and return its path. Raises `OSError`."""
    new = temporary_path(path)
    new.unlink(missing_ok=True)
    new.touch(0o600, exist_ok=False)  # it holds salts; SQLite gives -wal and -shm the same mode
    return new


def move_into_place(new: Path, path: Path) -> None:
    """Rename `new` to `path`, which must not exist. Raises `FileExistsError` and other `OSError`s."""
    try:
        os.link(new, path)  # a rename would replace a file created there meanwhile
    except FileExistsError:
        new.unlink()
        raise
    except OSError:  # a file system without hard links: the name is taken first
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        new.replace(path)
    else:
        new.unlink()


def temporary_path(path: Path) -> Path:
    """Return where a database is created before it is moved to `path`."""
    return path.with_name(f"{path.name}.new")


def check_file(path: Path, *, alone: bool = False) -> None:
    """Raise `BuildFailed` unless the file is a sound database of this counter.

    `alone` ignores its WAL, which may be another file's. Raises `sqlite3.Error` when a lock or missing rights prevent
    the check, and `OSError`.
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
            check = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        if fault_of(error) != "damaged":
            raise
        raise BuildFailed([problem("BT723", shown, reason=MALFORMED)]) from None
    if check != ["ok"]:
        raise BuildFailed([problem("BT723", shown, reason=MALFORMED)])
    if application != APPLICATION:
        raise BuildFailed([problem("BT722", shown)])
    if version > FORMAT:
        raise BuildFailed([problem("BT724", shown, format=version)])


def read_days(path: Path) -> list[Day]:
    """Return every day of a database, oldest first; a service may be using it. Raises `BuildFailed`."""
    try:
        check_file(path)
        with contextlib.closing(_read_only(path)) as connection:
            rows = connection.execute("SELECT site, day, visits FROM days ORDER BY day, site").fetchall()
        return [Day(site, date.fromisoformat(day), visits) for site, day, visits in rows]
    except ValueError:
        raise BuildFailed([problem("BT723", str(path), reason=MALFORMED)]) from None
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed([problem("BT721", str(path), reason=reason_of(error))]) from None


def fault_of(error: sqlite3.Error) -> str:
    """Return the service's fault for an error of SQLite: `locked`, `full`, `damaged` or `unavailable`."""
    # The lowest byte of an extended code is the primary one: https://www.sqlite.org/rescode.html
    return _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "unavailable")


def reason_of(error: Exception) -> str:
    """Return why a file cannot be used, in words that messages have in both languages."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return os.strerror(_REASONS[code]) if code in _REASONS else words_of(fault_of(error))
    return system_reason(error)


def _read_only(path: Path, *, alone: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True, timeout=5)
