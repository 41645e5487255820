"""The stat of a file as one integer, which differs when the file may have changed: no need to read it."""

from __future__ import annotations

import os
from stat import S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A file changed shortly before its stat was taken may change again without a new time stamp (git calls such index
# entries racy): kernels stamp files by a clock that ticks every 1-10 ms, FAT and some network drives every 2 s.
_TICK_NS = 20_000_000
_COARSE_TICK_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000
EVER_NS = 1 << 63
"""For `now_ns`: no file is too fresh to be trusted."""


def condense(result: os.stat_result, now_ns: int) -> int:
    """Return times, size and inode of a stat as a signed 64-bit integer; 0, never to be trusted, for a fresh file.

    `now_ns`, in nanoseconds since 1970, must be taken before the stat.
    """
    modified, changed = result.st_mtime_ns, result.st_ctime_ns
    newest = max(changed, modified)
    if newest > now_ns - _COARSE_TICK_NS:
        is_coarse = changed % _SECOND_NS == 0 and modified % _SECOND_NS == 0
        if is_coarse or newest > now_ns - _TICK_NS:
            return 0
    # hash() of a tuple of integers does not depend on the process.
    return hash((modified, changed, result.st_size, result.st_ino)) or 1


def stat(path: str | os.PathLike[str], now_ns: int) -> int:
    """Return the stat of a file, or of a link's target; 0 when there is none."""
    try:
        return condense(os.stat(path), now_ns)
    except OSError:
        return 0


def lstat(path: str, now_ns: int) -> int:
    """Return the stat of a plain file; 0 for anything else, or nothing."""
    try:
        result = os.lstat(path)
    except OSError:
        return 0
    return condense(result, now_ns) if S_ISREG(result.st_mode) else 0


def lstats(paths: Iterable[str], now_ns: int) -> list[int]:
    """Return `lstat` of each path."""
    return [lstat(path, now_ns) for path in paths]
