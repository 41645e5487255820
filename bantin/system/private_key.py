"""A key that only this user of this machine knows: it tells files that we wrote from those that others put there."""

from __future__ import annotations

import functools
import os
import secrets
import stat
from pathlib import Path

from bantin.system import atomic_file, safe_open

_LENGTH = 32
"""In bytes."""
_OF_OTHERS = 0o077


@functools.cache
def private_key() -> bytes | None:
    """Return the key, made at the first call; `None` where it cannot be kept, or where others may know it."""
    try:
        path = _folder() / "bantin" / "key"
    except RuntimeError:  # no home folder
        return None
    known = _read(path)
    if known is None and not os.path.lexists(path):
        try:
            atomic_file.write_private(path, secrets.token_bytes(_LENGTH))
        except OSError:
            return None
        known = _read(path)  # of two processes that write at once, one wins
    return known


def _folder() -> Path:
    """Return where programs keep what must outlast them: XDG base directories, or Windows' own."""
    if os.name == "nt":
        named = os.environ.get("LOCALAPPDATA")
        return Path(named) if named else Path.home() / "AppData" / "Local"
    named = os.environ.get("XDG_STATE_HOME")
    return Path(named) if named and os.path.isabs(named) else Path.home() / ".local" / "state"


def _read(path: Path) -> bytes | None:
    try:
        handle = safe_open.open_plain(path, follow=False)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        found, data = os.fstat(handle), stream.read(_LENGTH + 1)
    if os.name != "nt" and (found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & _OF_OTHERS):
        return None
    return data if len(data) == _LENGTH else None
