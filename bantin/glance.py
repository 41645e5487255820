"""Look at every file of a site, read and published: in a process of its own, while this one gets ready for what may be found."""

from __future__ import annotations

import mmap
import os
import time
from array import array
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from bantin import fingerprints, quick, workers
from bantin.columns import column, listed
from bantin.files import output_path
from bantin.problems import Problem
from bantin.sources import File, Tree, walk
from bantin.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from bantin.columns import Stamped
    from bantin.store import Quick

_STRIDE = 256
"""Files that one process looks at before it asks where the other is."""
_SAME, _OTHER = 1, 2
"""Whether the inputs are those of the last build; 0 as long as nobody knows."""


class Seen(NamedTuple):
    """What a look has found."""

    tree: Tree
    inputs: int
    """See `quick.inputs_print`; 0 when it cannot be told."""
    outputs: array[int]
    """Signatures of what stands where the last build published something, 0 for what is not there or too fresh to trust."""
    stamp: str
    """Of the columns that name those places: see `Store.columns`; empty when there are none."""


class Glance:
    """One look at a site, begun when it is made. A context manager: the other process never outlives it."""

    def __init__(self, root: Path, output: Path, options: str, jobs: int, *, full: bool = False) -> None:
        """Begin to look at the site at `root`, and unless `full` at what the last build has published in `output`.

        `options` is what a build was asked for, as `quick.options` says it.
        """
        self.subject = (root, output, options)
        self.last: Quick | None = None
        """What the last build left for the next one."""
        self.published: Stamped | None = None
        """What it published."""
        if not full:
            memory = Store(root, create=False)
            folder = str(output.resolve())
            self.last, self.published = memory.quick(folder), memory.columns(folder)
            memory.close()
        self._urls = listed(self.published.columns.urls) if self.published else []
        self._site = quick.site_print(root, options, time.time_ns())
        self._outputs = Signatures(output, self._urls)
        self._verdict = mmap.mmap(-1, 1)
        self._other: workers.Errand | None = None
        self._seen: tuple[Tree, int] | None = None
        self._packed: bytes | None = b""
        self._is_finished = False
        if jobs > 1 and workers.start_method() == "fork":
            self._other = workers.Errand(self._look)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the other process."""
        if self._other is not None:
            self._other.close()
            self._other = None

    @property
    def is_aside(self) -> bool:
        """Whether another process is looking, so that this one has time."""
        return self._other is not None and not self._is_finished

    def spares(self, now: datetime) -> bool:
        """Whether a build at `now` has no input to read, as far as is known until now."""
        return self._verdict[0] == _SAME and self.last is not None and self.last.valid_from <= now.timestamp() < self.last.valid_until

    def is_unchanged(self, now: datetime) -> bool:
        """Whether neither inputs nor outputs nor what the clock decides have changed since the last build."""
        self._finish()
        return (
            self.spares(now)
            and self.published is not None
            and quick.is_published(self.published.columns, self.subject[1], self._outputs.found())
        )

    def seen(self) -> Seen:
        """Return what was found."""
        self._finish()
        if self._seen is None and self._packed:
            inputs = msgspec.msgpack.decode(self._packed, type=_Inputs)
            self._seen = inputs.tree(self.subject[0]), inputs.print
        elif self._seen is None:
            self._seen = self._look_at_inputs()
        stamp = self.published.stamp if self.published else ""
        return Seen(*self._seen, self._outputs.found(), stamp)

    def _finish(self) -> None:
        """Look at what is left to be looked at, and wait for the other process."""
        if self._is_finished:
            return
        self._is_finished = True
        if self._other is not None:
            self._outputs.backward()
            self._packed = self._other.result()
            if self._packed is not None:
                return
            self._outputs = Signatures(self.subject[1], self._urls)
        self._seen = self._look_at_inputs()
        self._outputs.forward()

    def _look_at_inputs(self) -> tuple[Tree, int]:
        tree = walk(self.subject[0])
        found = quick.inputs_print(self._site, tree)
        self._verdict[0] = _SAME if self.last is not None and found and found == self.last.inputs else _OTHER
        return tree, found

    def _look(self) -> bytes:
        """Look, in the other process; this one may join in from the other end of the outputs."""
        found = self._look_at_inputs()
        self._outputs.forward()
        # Where no input has changed, hardly ever anybody asks for them.
        return b"" if self._verdict[0] == _SAME else msgspec.msgpack.encode(_Inputs.of(self.subject[0], *found))


class _Inputs(msgspec.Struct, array_like=True, gc=False):
    """What one process tells the other of the files that a build reads; in columns, as that takes half the time."""

    print: int
    paths: str
    places: dict[int, str]
    """How the operating system spells those that are no `path` below the root, by position."""
    signatures: bytes
    sizes: bytes
    problems: list[Problem]

    @classmethod
    def of(cls, root: Path, tree: Tree, print_: int) -> Self:
        """Pack a tree."""
        base, files = f"{root}{os.sep}", tree.files
        return cls(
            print_,
            column([file.path for file in files]),
            {at: file.real for at, file in enumerate(files) if file.real != base + file.path},
            array("q", [file.signature for file in files]).tobytes(),
            array("Q", [file.size for file in files]).tobytes(),
            tree.problems,
        )

    def tree(self, root: Path) -> Tree:
        """Unpack the tree."""
        paths, base = listed(self.paths), f"{root}{os.sep}"
        places = [base + path for path in paths]
        for at, place in self.places.items():
            places[at] = place
        return Tree(list(map(File, paths, places, array("q", self.signatures), array("Q", self.sizes))), self.problems)


class Signatures:
    """The signatures of published files, found from both ends by two processes that share memory.

    Each says what it takes before it looks, so that they meet; at worst both look at one stride, and find the same.
    """

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        """Prepare to look at what stands for `urls` in the output folder `folder`, as of now."""
        self._now_ns = time.time_ns()
        self._base = f"{folder}{os.sep}"
        self._urls = urls
        self._cells = memoryview(mmap.mmap(-1, 8 * (len(urls) + 2))).cast("q")
        """The end of what is taken from the front, the start of what is taken from the back, then the signatures."""
        self._cells[1] = len(urls)

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
        return array("q", self._cells[2:])

    def _look(self, start: int, stop: int) -> None:
        paths = [self._base + output_path(url) for url in self._urls[start:stop]]
        self._cells[2 + start : 2 + stop] = memoryview(array("q", fingerprints.signatures(paths, self._now_ns)))


def signatures(folder: Path, urls: Sequence[str], jobs: int) -> array[int]:
    """Return the signatures of what stands for `urls` in an output folder; of many, another process looks at some."""
    found = Signatures(folder, urls)
    if jobs > 1 and len(urls) > 4 * _STRIDE and workers.start_method() == "fork":
        other = workers.Errand(found.taken)
        found.backward()
        is_done = other.result() is not None
        other.close()
        if not is_done:
            return signatures(folder, urls, 1)
    else:
        found.forward()
    return found.found()
