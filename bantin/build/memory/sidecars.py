"""Long values of a store in files of their own beside its database, which keeps their names.

SQLite copies a value several times on its way in and out, and writes it twice: to the log and home. That took a thirtieth of an edit's
time, which leaves three megabytes where there are 10,000 articles. A file is read and written at once, and never changed: another
value is another file.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from bantin.build.memory.sealing import SEAL, seal

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


class Sidecars:
    """The files of one store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Return a value; `None` for one that is not there, or not as it was written."""
        if not _is_name(name):
            return None
        try:
            with open(self._folder / name, "rb", buffering=0) as stream:
                found, data = stream.read(SEAL), stream.readall()
        except OSError:
            return None
        return data if found == seal(data) else None

    def write(self, data: bytes | memoryview) -> str:
        """Write a value and return its name. Raises `OSError`; then it is not there."""
        name = os.urandom(8).hex()
        path = self._folder / name
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with open(path, "xb") as stream:
                stream.write(seal(data))
                stream.write(data)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return name

    def keep(self, names: Collection[str]) -> None:
        """Delete all but these, as far as the system lets us. Nobody else may write meanwhile."""
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder):
                if name not in names:
                    with contextlib.suppress(OSError):
                        (self._folder / name).unlink()


def _is_name(name: str) -> bool:
    """Whether `name` is one of ours: it may come from a damaged database."""
    return name.isalnum() and name.isascii()
