"""Signatures of files, 64-bit integers: they tell without reading whether a file may have changed. Imports nothing that takes time."""

from __future__ import annotations

import os
from stat import S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A file changed within this span before it was looked at may change again without a new time stamp, as git's racy
# entries do: kernels stamp files by a clock that ticks every 1-10 ms, FAT and some network drives every 2 s.
_TICK_NS = 20_000_000
COARSE_TICK_NS = 2_000_000_000
"""What is older than this is surely no racy entry, in nanoseconds."""
_SECOND_NS = 1_000_000_000


def signature(stat: os.stat_result, now_ns: int) -> int:
    """Return a signature that differs when the file may have changed; 0, never to be trusted, when it is too fresh.

    `now_ns` (nanoseconds since 1970) is taken before the first look at the file.
    """
    modified, changed = stat.st_mtime_ns, stat.st_ctime_ns
    newest = max(changed, modified)
    coarse = changed % _SECOND_NS == 0 and modified % _SECOND_NS == 0
    if newest > now_ns - (COARSE_TICK_NS if coarse else _TICK_NS):
        return 0
    # hash() of a tuple of integers does not depend on the process.
    return hash((modified, changed, stat.st_size, stat.st_ino)) or 1


def signatures(paths: Iterable[str], now_ns: int) -> list[int]:
    """Return the signatures of plain files, 0 for what is not there, none, or too fresh; `signature` in one loop, for many."""
    found: list[int] = []
    lstat, limit = os.lstat, now_ns - COARSE_TICK_NS
    for path in paths:
        try:
            stat = lstat(path)
        except OSError:
            found.append(0)
            continue
        modified, changed = stat.st_mtime_ns, stat.st_ctime_ns
        if changed < limit and modified < limit and S_ISREG(stat.st_mode):
            found.append(hash((modified, changed, stat.st_size, stat.st_ino)) or 1)
        else:
            found.append(signature(stat, now_ns) if S_ISREG(stat.st_mode) else 0)
    return found
