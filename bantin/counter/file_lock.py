"""Locks a database for one process: the file itself, and the path that names it.

A lock on the path alone is not enough: through a link, a folder mounted twice or after the lock file was removed,
another service could open the same database. And a file that was removed or replaced can still be written, but is lost.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import BinaryIO, Literal

from bantin.counter.sqlite_file import reason_of
from bantin.problems import BuildFailed, problem

PathFault = Literal["gone", "replaced"]
"""What became of a database's path: nothing is there, or another file."""

# SQLite locks 512 bytes from 1 GiB on: https://www.sqlite.org/src/file/src/os.h
_LOCKED_BYTE = 1 << 62


class FileLock:
    """An exclusive lock on a database file. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Lock the file at `path`.

        Raises `BuildFailed` when another process has locked it, by whatever path, and when it has several hard links;
        and `OSError`.
        """
        self.path = path.absolute()
        """As given: may be a link."""
        self.real = Path(os.path.realpath(path))
        self._handle = os.open(self.real, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        self._identity = os.fstat(self._handle)
        try:
            if self._identity.st_nlink > 1:
                raise BuildFailed([problem("BT737", str(path))])
            if not _lock_file(self._handle):
                raise BuildFailed([problem("BT725", str(path))])
        except BaseException:
            self.close()
            raise

    def path_fault(self) -> PathFault | None:
        """Return what became of the path; `None` when it still leads to the file."""
        try:
            now = os.stat(self.path)
        except OSError:
            return "gone"
        return None if os.path.samestat(now, self._identity) else "replaced"

    def close(self) -> None:
        """Unlock the file. Close the connection first: closing any handle drops all POSIX locks of the process."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def lock_name(path: Path) -> BinaryIO | None:
    """Return the locked file `PATH.lock`: until it is closed, no other process creates or opens the database at `path`.

    It protects a database that does not exist yet, and any database where `FileLock` cannot lock bytes. `None` on
    systems without `flock`. Raises `BuildFailed` when another process has the lock.
    """
    try:
        import fcntl
    except ImportError:
        return None
    real = Path(os.path.realpath(path))
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        file = open(f"{real}.lock", "ab")  # noqa: SIM115 - the caller closes it
    except OSError as error:
        raise BuildFailed([problem("BT721", str(path), reason=reason_of(error))]) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise BuildFailed([problem("BT725", str(path))]) from None
    return file


def _lock_file(handle: int) -> bool:
    """Lock a byte of an open file that SQLite does not use; return whether that succeeded. Always `True` outside Linux.

    `F_OFD_SETLK` locks belong to the handle: they stay when SQLite closes another handle of the same file.
    """
    if sys.platform != "linux":
        return True
    import fcntl

    wanted = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _LOCKED_BYTE, 1, 0)
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, wanted)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system that has no locks
        return True
    return True
