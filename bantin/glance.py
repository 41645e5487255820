"""Look at every file of a site, read and published: in a process of its own, while this one gets ready for what may be found."""

from __future__ import annotations

import mmap
import os
import time
from array import array
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from bantin import fingerprints, quick, scout, walking, workers
from bantin.census import PackedTree
from bantin.columns import listed
from bantin.files import output_path
from bantin.scout import INPUTS, INPUTS_ARE_KNOWN, SITE_IS_KNOWN, STAMP, Scout
from bantin.signatures import signatures as signatures_of
from bantin.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from bantin.columns import Stamped
    from bantin.quick import SitePrint
    from bantin.sources import Tree
    from bantin.store import Quick
    from bantin.walking import Listing

_STRIDE = 256
"""Files that one process looks at before it asks where the other is."""


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

    def __init__(self, root: Path, output: Path, asked: str, jobs: int, *, full: bool = False, ahead: Scout | None = None) -> None:
        """Begin to look at the site at `root`, and unless `full` at what the last build has published in `output`.

        `asked` is what a build was asked for, as `scout.options` says it; `ahead` has begun already to look at the same.
        """
        self.subject = (root, output, asked)
        if ahead is None and scout.may_be_sent(jobs):
            ahead = Scout(*self.subject, look_ahead, full=full)
        self._ahead = ahead
        self.last, self.published = (None, None) if full else _recalled(root, output)
        """What the last build left for the next one, and what it published."""
        self._site: SitePrint | None = None
        self._relies = False
        """Whether the other process has looked at settings and layouts, and nobody here."""
        self._tree: Tree | None = None
        self._print: int | None = None
        self._outputs: array[int] | None = None
        self._packed = b""
        if ahead is None:
            self.note_site()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the other process."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    @property
    def is_aside(self) -> bool:
        """Whether another process is looking, so that this one has time."""
        return self._ahead is not None and self._outputs is None

    def note_site(self) -> None:
        """Have it known what settings and layouts are before any of them is read here."""
        self._relies = self._ahead is not None and bool(self._ahead.told[SITE_IS_KNOWN])
        if not self._relies:
            self._site = quick.site_print(self.subject[0], self.subject[2], time.time_ns())

    def spares(self, now: datetime) -> bool:
        """Whether a build at `now` has no input to read, as far as is known until now."""
        last, found = self.last, self._print
        if found is None and self._ahead is not None and self._ahead.told[INPUTS_ARE_KNOWN]:
            found = self._ahead.told[INPUTS]
        return last is not None and bool(found) and found == last.inputs and last.valid_from <= now.timestamp() < last.valid_until

    def is_unchanged(self, now: datetime) -> bool:
        """Whether neither inputs nor outputs nor what the clock decides have changed since the last build."""
        outputs = self._finish()
        return self.spares(now) and self.published is not None and quick.is_published(self.published.columns, self.subject[1], outputs)

    def seen(self) -> Seen:
        """Return what was found."""
        outputs = self._finish()
        tree, found = (self._tree, self._print or 0) if self._tree is not None else self._inputs()
        return Seen(tree, found, outputs, self.published.stamp if self.published else "")

    def _finish(self) -> array[int]:
        """Look at what is left to be looked at, wait for the other process, and return the signatures of the outputs."""
        if self._outputs is None:
            self._outputs = self._answer()
        if self._outputs is None:
            self._tree, self._print = self._look_at_inputs()
            outputs = Signatures.begun(self.subject[1], self._urls())
            outputs.forward()
            self._outputs = outputs.found()
        return self._outputs

    def _answer(self) -> array[int] | None:
        """Return what the other process finds of the outputs; `None` when it has failed, or knows of another last build."""
        ahead = self._ahead
        if ahead is None:
            return None
        outputs, stamp = Signatures(self.subject[1], self._urls(), ahead.outputs), _number(self.published)
        if ahead.told[STAMP] == stamp:
            outputs.backward()
        packed = ahead.result()
        if packed is None or ahead.told[STAMP] != stamp:
            return None
        self._packed = packed
        return outputs.found()

    def _inputs(self) -> tuple[Tree, int]:
        """Return what the other process has found of the inputs."""
        if not self._packed:  # it took them for those of the last build
            return self._look_at_inputs()
        inputs = msgspec.msgpack.decode(self._packed, type=_Inputs)
        is_of_one_site = self._site is None or inputs.site == fingerprints.of(self._site)
        return inputs.tree.tree(self.subject[0]), inputs.print if is_of_one_site else 0

    def _look_at_inputs(self) -> tuple[Tree, int]:
        if self._site is None and not self._relies:
            self.note_site()
        packed = PackedTree.of(self.subject[0], walking.listing(self.subject[0]))
        return packed.tree(self.subject[0]), quick.inputs_print(self._site, packed) if self._site else 0

    def _urls(self) -> list[str]:
        return listed(self.published.columns.urls) if self.published else []


def look_ahead(scout: Scout, listing: Listing | None = None) -> bytes:
    """Look, in the process of a `Scout`; the other one may join in from the other end of the outputs. `listing` is all of `content/`."""
    root, output, asked = scout.subject
    listing = listing or walking.listing(root)
    site = quick.site_print(root, asked, time.time_ns())
    scout.told[SITE_IS_KNOWN] = 1
    last, published = (None, None) if scout.full else _recalled(root, output)
    urls = listed(published.columns.urls) if published else []
    if len(urls) > scout.room:
        raise MemoryError("the store has grown meanwhile")
    outputs = Signatures.begun(output, urls, scout.outputs)
    scout.told[STAMP] = _number(published)
    tree = PackedTree.of(root, listing)
    found = scout.told[INPUTS] = quick.inputs_print(site, tree)
    scout.told[INPUTS_ARE_KNOWN] = 1
    outputs.forward()
    # Where no input has changed, hardly ever anybody asks for them.
    is_same = last is not None and found == last.inputs != 0
    return b"" if is_same else msgspec.msgpack.encode(_Inputs(found, fingerprints.of(site), tree))


def _recalled(root: Path, output: Path) -> tuple[Quick | None, Stamped | None]:
    """Return what the last build left for the next one, and what it published."""
    memory = Store(root, create=False)
    folder = str(output.resolve())
    found = memory.quick(folder), memory.columns(folder)
    memory.close()
    return found


def _number(published: Stamped | None) -> int:
    """Return the stamp as a number of 64 bits, 0 for nothing."""
    return int(published.stamp, 16) if published else 0


class _Inputs(msgspec.Struct, array_like=True, gc=False):
    """What one process tells the other of the files that a build reads."""

    print: int
    """See `quick.inputs_print`."""
    site: int
    """Fingerprint of the `quick.SitePrint`."""
    tree: PackedTree


class Signatures:
    """The signatures of published files, found from both ends by two processes that share memory.

    Each says what it takes before it looks, so that they meet; at worst both look at one stride, and find the same.
    """

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
            cells = memoryview(mmap.mmap(-1, 8 * (len(urls) + 2))).cast("q")
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
        return array("q", self._cells[2 : 2 + len(self._urls)])

    def _look(self, start: int, stop: int) -> None:
        paths = [self._base + output_path(url) for url in self._urls[start:stop]]
        self._cells[2 + start : 2 + stop] = memoryview(array("q", signatures_of(paths, self._now_ns)))


def signatures(folder: Path, urls: Sequence[str], jobs: int) -> array[int]:
    """Return the signatures of what stands for `urls` in an output folder; of many, another process looks at some."""
    found = Signatures.begun(folder, urls)
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
