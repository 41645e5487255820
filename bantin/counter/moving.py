"""Moves a database from where it lay once to where it lies now: whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

from bantin.counter import sqlite_file
from bantin.counter.file_lock import FileLock, lock_name
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def move_database(old: Path, new: Path) -> None:
    """Move the database `old` to `new`, where nothing is yet.

    Raises `BuildFailed` when another process uses it, when it is damaged, and when it cannot be moved; then it is whole
    at its old place. Killed at any moment, it is whole at one of them, and after a copy to another disk at both.
    """
    try:
        with _locked(old), _locked(new):
            lock = FileLock(old)
            try:
                sqlite_file.check_file(lock.real)
                _take_in_wal(lock.real)
                _move(lock.real, new)
            finally:
                lock.close()
    except sqlite3.Error as error:
        code = "BT725" if sqlite_file.fault_of(error) == "locked" else "BT723"
        raise BuildFailed([problem(code, str(old), reason=sqlite_file.reason_of(error))]) from None
    except OSError as error:
        raise BuildFailed([problem("BT741", str(new), old=old, reason=sqlite_file.reason_of(error))]) from None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    file = lock_name(path)
    try:
        yield
    finally:
        if file is not None:
            file.close()


def _take_in_wal(path: Path) -> None:
    """Bring what the `-wal` file holds into the database, and remove that file. Raises `sqlite3.Error`."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=DELETE")


def _move(old: Path, new: Path) -> None:
    """Move one file. Raises `OSError`."""
    try:
        os.rename(old, new)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy = sqlite_file.create_temporary(new)  # the old file's folder is on another disk
        shutil.copyfile(old, copy)
        with copy.open("rb+") as file:
            os.fsync(file.fileno())
        os.rename(copy, new)
        with contextlib.suppress(OSError):  # a copy that stays is never looked at again
            old.unlink()
