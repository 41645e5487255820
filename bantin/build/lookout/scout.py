"""A process that is sent ahead to look at a site, before this one has imported what it needs to understand what is found.

It imports next to nothing itself. What files `content/` has it tells as soon as it knows; then it waits to be told what has been
published, and looks at that from the front, while this process may look from the back.
"""

from __future__ import annotations

import contextlib
import marshal
import mmap
import os
from typing import TYPE_CHECKING

from bantin.content import walking
from bantin.content.walking import Register
from bantin.system import workers
from bantin.system.names import listed
from bantin.system.paths import SIDECARS, STORE_FOLDER
from bantin.system.signatures import CELL, Signatures

if TYPE_CHECKING:
    from pathlib import Path

_REGISTER, _URLS, _CELLS = range(3)
"""What is told in shared memory: the sizes of the register and of the names of what has been published, each in bytes."""
_LEAST = 20
"""Bytes that the store has at least for each published file: a signature, a fingerprint, a length."""


def send(root: Path, output: Path, jobs: int) -> Scout | None:
    """Send a scout ahead, where there is a core for it, and a way to begin it at once."""
    if jobs > 1 and workers.start_method() == "fork" and hasattr(os, "memfd_create"):
        with contextlib.suppress(OSError):  # the system does not let us
            return Scout(root, output)
    return None


class Scout(workers.Errand):
    """Looks at a site for a `glance.Glance`."""

    def __init__(self, root: Path, output: Path) -> None:
        """Begin to look at the site at `root`; what it has published is in `output`."""
        self._root = root
        self._output = output
        size = 0  # of more than there will be to tell
        with contextlib.suppress(OSError), os.scandir(root / STORE_FOLDER / SIDECARS) as values:
            size = sum(one.stat().st_size for one in values)
        borders = [0, CELL * _CELLS, CELL * (_CELLS + Signatures.BORDERS + size // _LEAST)]
        shared = memoryview(mmap.mmap(-1, borders[2] + size))
        self._told = shared[: borders[1]].cast("Q")
        self._signatures = shared[borders[1] : borders[2]].cast("q")
        self._names = shared[borders[2] :]
        self._register = os.memfd_create("bantin-register")
        reading, self._telling = os.pipe()
        super().__init__(lambda: self._look(reading))
        os.close(reading)

    def tell_published(self, urls: str) -> Signatures | None:
        """Have it look at what was published, `names.column` of addresses; to be told once, if there is nothing to look at, too.

        Return what it will find, or `None` when it is too much for it: the store has grown meanwhile.
        """
        data, count = urls.encode(), urls.count("\0") + 1
        found = None
        if len(data) <= len(self._names) and count <= len(self._signatures) - Signatures.BORDERS:
            self._names[: len(data)] = data
            self._told[_URLS] = len(data)
            found = Signatures.begun(self._output, listed(urls), self._signatures)
        with contextlib.suppress(OSError):  # it has been killed
            os.write(self._telling, b".")
        os.close(self._telling)
        return found

    def register(self) -> Register | None:
        """Return what files there are; `None` as long as that is not known."""
        size = self._told[_REGISTER]
        return Register(*marshal.loads(os.pread(self._register, size, 0))) if size else None  # noqa: S302 - written by `_look`

    def close(self) -> None:
        """Take leave of the process."""
        os.close(self._register)
        super().close()

    def _look(self, waiting: int) -> bytes:
        """Look, in the other process."""
        os.close(self._telling)  # so that the end of the process that waits is seen
        data = marshal.dumps(tuple(walking.register(self._root)))
        left = memoryview(data)
        while left:
            left = left[os.write(self._register, left) :]
        self._told[_REGISTER] = len(data)
        if os.read(waiting, 1):
            urls = listed(bytes(self._names[: self._told[_URLS]]).decode())
            Signatures(self._output, urls, self._signatures).forward()
        return b""
