"""Signatures of files, 64-bit integers: they tell without reading whether a file may have changed. Imports nothing that takes time."""

from __future__ import annotations

import mmap
import os
import time
from array import array
from stat import S_ISREG
from typing import TYPE_CHECKING, ClassVar, Self

from bantin.system.paths import output_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# A file changed within this span before it was looked at may change again without a new time stamp, as git's racy
# entries do: kernels stamp files by a clock that ticks every 1-10 ms, FAT and some network drives every 2 s.
_TICK_NS = 20_000_000
COARSE_TICK_NS = 2_000_000_000
"""What is older than this is surely no racy entry, in nanoseconds."""
_SECOND_NS = 1_000_000_000
_STRIDE = 256
"""Files that one process looks at before it asks where the other is."""
CELL = 8
"""Bytes of a signature."""


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


class Signatures:
    """The signatures of published files, found from both ends by two processes that share memory.

    Each says what it takes before it looks, so that they meet; at worst both look at one stride, and find the same.
    """

    BORDERS: ClassVar[int] = 2
    """Cells beside those for files."""

    def __init__(self, folder: Path, urls: Sequence[str], cells: memoryview[int]) -> None:
        """Prepare to look at what stands for `urls` in the output folder `folder`, as of now.

        `cells`, shared, are the end of what is taken from the front, the start of what is taken from the back, and the signatures.
        """
        self._now_ns = time.time_ns()
        self._base = f"{folder}{os.sep}"
        self._urls = urls
        self._cells = cells

    @classmethod
    def begun(cls, folder: Path, urls: Sequence[str], cells: memoryview[int] | None = None) -> Self:
        """Return signatures none of which has been found yet."""
        if cells is None:
            cells = memoryview(mmap.mmap(-1, CELL * (len(urls) + cls.BORDERS))).cast("q")
        cells[0], cells[1] = 0, len(urls)
        return cls(folder, urls, cells)

    def forward(self) -> None:
        """Look at the files from the first on, until all are taken."""
        cells = self._cells
        while (start := cells[0]) < cells[1]:
            cells[0] = stop = min(start + _STRIDE, len(self._urls))
            self._look(start, stop)

    def taken(self) -> bytes:
        """Look `forward`, in another process."""
        self.forward()
        return b""

    def backward(self) -> None:
        """Look at the files from the last on, until all are taken."""
        cells = self._cells
        while (stop := cells[1]) > cells[0]:
            cells[1] = start = max(stop - _STRIDE, 0)
            self._look(start, stop)

    def found(self) -> array[int]:
        """Return all signatures, once both are done: 0 for a file that is not there, no plain file, or too fresh to trust."""
        return array("q", self._cells[2 : self.BORDERS + len(self._urls)])

    def _look(self, start: int, stop: int) -> None:
        paths = [self._base + output_path(url) for url in self._urls[start:stop]]
        self._cells[self.BORDERS + start : self.BORDERS + stop] = memoryview(array("q", signatures(paths, self._now_ns)))
