"""A process that is sent ahead to look at a site, before this one has imported what it needs to understand what is found."""

from __future__ import annotations

import contextlib
import mmap
import os
from typing import TYPE_CHECKING

from bantin import workers
from bantin.files import STORE_FILE, STORE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE_IS_KNOWN, STAMP, INPUTS_ARE_KNOWN, INPUTS, _CELLS = range(5)
"""Cells of what is told at once: whether the settings and layouts have been looked at, the stamp of the columns that name the outputs,
whether the files of `content/` have been looked at, and the fingerprint of all of them."""
_CELL = 8
_BORDERS = 2
"""Cells that `glance.Signatures` has beside those for files."""
_LEAST = 20
"""Bytes that the store has at least for each published file: a signature, a fingerprint, a length."""


def options(base_url: str | None, *, search: bool) -> str:
    """Return what a build is asked for, as far as it decides what is published."""
    return f"{base_url or ''} {search}"


def may_be_sent(jobs: int) -> bool:
    """Whether there is a core for another process, and a way to begin one at once."""
    return jobs > 1 and workers.start_method() == "fork"


class Scout(workers.Errand):
    """Looks at a site for a `glance.Glance`; tells in shared memory what can be told at once, and the rest at the end."""

    def __init__(self, root: Path, output: Path, asked: str, look: Callable[[Scout], bytes], *, full: bool = False) -> None:
        """Begin to `look`, in the other process; of the rest see `Glance`."""
        self.subject = (root, output, asked)
        self.full = full
        size = 0
        for suffix in ("", "-wal"):
            with contextlib.suppress(OSError):
                size += os.stat(root / STORE_FOLDER / f"{STORE_FILE}{suffix}").st_size
        self.room = size // _LEAST
        """How many published files there can be."""
        shared = memoryview(mmap.mmap(-1, _CELL * (_CELLS + _BORDERS + self.room)))
        self.told = shared[: _CELL * _CELLS].cast("Q")
        self.outputs = shared[_CELL * _CELLS :].cast("q")
        super().__init__(lambda: look(self))
