"""Write files atomically: a reader, and a build after a power cut, finds the old file or the whole new one."""

from __future__ import annotations

import contextlib
import hmac
import os
import stat
from hashlib import blake2b
from typing import TYPE_CHECKING

from bantin.system import safe_open

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def write_whole(path: str | Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file under a temporary name, flush it, and rename it to `path`. Raises `OSError`."""
    with _written_beside(path, data, mode) as new:
        os.replace(new, path)


def write_private(path: str | Path, data: bytes) -> None:
    """Write a file as `write_whole` does, for this user alone; makes missing folders. Raises `OSError`."""
    make_private_folder(os.path.dirname(path))
    write_whole(path, data, _OURS)


def replace_file(path: str | Path, before: bytes, after: bytes) -> bool:
    """Replace the file at `path`, which holds `before`, by one with `after` and the same rights.

    Returns `False`, and changes nothing, when it holds something else or is a link. Raises `OSError`.
    """
    with _written_beside(path, after, _OURS) as new:
        os.chmod(new, stat.S_IMODE(os.lstat(path).st_mode))
        if safe_open.is_linked(str(path)) or safe_open.read_plain(path, follow=False) != before:
            return False
        os.replace(new, path)
    return True


def write_checked(path: str | Path, data: bytes, key: bytes = b"") -> None:
    """Write `data` with its checksum in front, for this user alone; who has no `key` cannot compute it.

    It is not flushed, as `read_checked` sees what is lost. Makes missing folders. Raises `OSError`.
    """
    make_private_folder(os.path.dirname(path))
    with _written_beside(path, _checksum(data, key) + data, _OURS, flush=False) as new:
        os.replace(new, path)


@contextlib.contextmanager
def _written_beside(path: str | Path, data: bytes, mode: int, *, flush: bool = True) -> Iterator[str]:
    """Write `data` to a hidden file beside `path`, which is removed unless it is renamed. Raises `OSError`."""
    folder, name = os.path.split(path)
    new = os.path.join(folder, f".{name}.{os.getpid()}")  # hidden: it is no file of the site
    try:
        with safe_open.new_file(new, mode) as stream:
            stream.write(data)
            if flush:
                stream.flush()
                os.fsync(stream.fileno())
        yield new
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)


def read_checked(path: str | Path, key: bytes = b"") -> bytes | None:
    """Return what `write_checked` wrote with the same `key`; `None` when it is missing, other, unreadable or a link."""
    try:
        data = safe_open.read_plain(path, follow=False)
    except OSError:
        return None
    return data[_SUM:] if hmac.compare_digest(_checksum(data[_SUM:], key), data[:_SUM]) else None


def _checksum(data: bytes, key: bytes) -> bytes:
    return blake2b(data, digest_size=_SUM, key=key).digest()
