"""Write files atomically: a reader, and a build after a crash, finds the old file or the whole new one."""

from __future__ import annotations

import contextlib
import hmac
import os
import stat
from hashlib import blake2b
from typing import TYPE_CHECKING

from bantin.system import safe_open

if TYPE_CHECKING:
    from pathlib import Path

_OURS = 0o600
_FOLDER_OF_OURS = 0o700

_SUM = 16
"""Length of a checksum, in bytes."""


def make_private_folder(folder: str | Path) -> None:
    """Make a folder and those above it that are missing, for this user alone. Raises `OSError`."""
    try:
        os.mkdir(folder, _FOLDER_OF_OURS)
    except FileExistsError:
        pass
    except FileNotFoundError:
        make_private_folder(os.path.dirname(folder))
        os.mkdir(folder, _FOLDER_OF_OURS)


def write_whole(path: str | Path, data: bytes) -> None:
    """Write `data` under a temporary name and rename it to `path`, for this user alone; makes missing folders.

    Raises `OSError`.
    """
    make_private_folder(os.path.dirname(path))
    new = f"{path}.{os.getpid()}"
    with safe_open.new_file(new, _OURS) as stream:
        stream.write(data)
    os.replace(new, path)


def replace_file(path: str | Path, before: bytes, after: bytes) -> bool:
    """Replace the file at `path`, which holds `before`, by one with `after` and the same rights.

    Returns `False`, and changes nothing, when it holds something else or is a link. Raises `OSError`.
    """
    folder, name = os.path.split(path)
    new = os.path.join(folder, f".{name}.{os.getpid()}")  # hidden: it is no file of the site
    try:
        with safe_open.new_file(new, _OURS) as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(new, stat.S_IMODE(os.lstat(path).st_mode))
        if safe_open.is_linked(str(path)) or safe_open.read_plain(path, follow=False) != before:
            return False
        os.replace(new, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)
    return True


def write_checked(path: str | Path, data: bytes, key: bytes = b"") -> None:
    """Write `data` with its checksum in front, as `write_whole` does; who has no `key` cannot compute it.

    Raises `OSError`.
    """
    write_whole(path, _checksum(data, key) + data)


def read_checked(path: str | Path, key: bytes = b"") -> bytes | None:
    """Return what `write_checked` wrote with the same `key`; `None` when it is missing, other, unreadable or a link."""
    try:
        data = safe_open.read_plain(path, follow=False)
    except OSError:
        return None
    return data[_SUM:] if hmac.compare_digest(_checksum(data[_SUM:], key), data[:_SUM]) else None


def _checksum(data: bytes, key: bytes) -> bytes:
    return blake2b(data, digest_size=_SUM, key=key).digest()
