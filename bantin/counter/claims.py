"""One process's hold on a database: on the file itself, whatever names lead to it, and whether its name still leads to it.

A lock on a name holds nothing: a link, a folder mounted twice or a removed lock file give the same database to another service, and a
database that was removed or replaced is still written by whoever has it open, for nobody.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import BinaryIO, Literal

from bantin.counter.files import reason_of
from bantin.problems import BuildFailed, problem

Displaced = Literal["gone", "replaced"]
"""The name of a database leads nowhere, or to another file."""

# SQLite locks 512 bytes from 1 GiB on: https://www.sqlite.org/src/file/src/os.h
_LOCKED_BYTE = 1 << 62


class Claim:
    """A database file that is this process's alone. Used by any thread."""

    def __init__(self, path: Path) -> None:
        """Claim the file that `path` leads to.

        Raises `BuildFailed` when another process has it, by this name or another one, and when it has several names, and `OSError`.
        """
        self.path = path.absolute()
        """As it was named: may be a link."""
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

    def displaced(self) -> Displaced | None:
        """Return what became of the name; `None` when it still leads to the file."""
        try:
            now = os.stat(self.path)
        except OSError:
            return "gone"
        return None if os.path.samestat(now, self._identity) else "replaced"

    def close(self) -> None:
        """Let the file go. The connection to it must be closed by then: POSIX takes all locks of a process with any handle."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def lock(path: Path) -> BinaryIO | None:
    """Keep others from making or opening a database, until the file that is returned is closed or the process ends.

    It is a lock on a name beside the database, without links, for what is not made yet and for systems that cannot lock a part of
    a file; see `Claim`. Raises `BuildFailed` when another process has it. Systems without `flock` go without (`None`).
    """
    try:
        import fcntl
    except ImportError:
        return None
    real = Path(os.path.realpath(path))
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        file = open(f"{real}.lock", "ab")  # noqa: SIM115 - open for as long as the process counts
    except OSError as error:
        raise BuildFailed([problem("BT721", str(path), reason=reason_of(error))]) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise BuildFailed([problem("BT725", str(path))]) from None
    return file


def _lock_file(handle: int) -> bool:
    """Lock a byte of an open file that SQLite does not use; whether nobody else has. Linux only: `True` elsewhere.

    A lock of the open file (`F_OFD_SETLK`) stays when another handle of the same file is closed, as SQLite does.
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
