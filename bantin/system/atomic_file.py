"""Write files atomically: a reader, and a build after a crash, finds the old file or the whole new one."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

from bantin.system import safe_open

if TYPE_CHECKING:
    from pathlib import Path

_SUM = 16
"""Length of a checksum, in bytes."""


def write_whole(path: str | Path, data: bytes) -> None:
    """Write `data` under a temporary name and rename it to `path`; makes missing folders. Raises `OSError`."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    new = f"{path}.{os.getpid()}"
    with safe_open.new_file(new) as stream:
        stream.write(data)
    os.replace(new, path)


def write_checked(path: str | Path, data: bytes) -> None:
    """Write `data` with its checksum in front, as `write_whole` does. Raises `OSError`."""
    write_whole(path, _checksum(data) + data)


def read_checked(path: str | Path) -> bytes | None:
    """Return what `write_checked` wrote; `None` when the file is missing, damaged, unreadable or a link."""
    try:
        data = safe_open.read_plain(path, follow=False)
    except OSError:
        return None
    return data[_SUM:] if _checksum(data[_SUM:]) == data[:_SUM] else None


def _checksum(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SUM).digest()
