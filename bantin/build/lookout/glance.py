"""Look at every file of a site, read and published: in a process of its own, while this one gets ready for what may be found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple, Self

from bantin.build.lookout import quick, scout
from bantin.build.memory.store import Store
from bantin.content import walking
from bantin.content.census import tree_of
from bantin.system import workers
from bantin.system.names import listed
from bantin.system.signatures import Signatures

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from bantin.build.lookout.scout import Scout
    from bantin.build.memory.store import Quick
    from bantin.content.sources import Tree
    from bantin.content.walking import Register
    from bantin.system.columns import Stamped

_MANY = 1024
"""Files from which on another process is worth while."""


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

        `asked` is what a build was asked for, as `quick.options` says it; `ahead` has been sent to the same site already.
        """
        self.subject = (root, output, asked)
        self._ahead = ahead = ahead or scout.send(root, output, jobs)
        self.last: Quick | None = None
        """What the last build left for the next one."""
        self.published: Stamped | None = None
        """What it published."""
        if not full:
            memory = Store(root, create=False)
            folder = str(output.resolve())
            self.last, self.published = memory.quick(folder), memory.columns(folder)
            memory.close()
        self._urls = self.published.columns.urls if self.published else ""
        self._outputs = ahead.tell_published(self._urls) if ahead is not None else None
        self._site = quick.site_print(root, asked, time.time_ns())
        self.site = quick.prepared_print(self._site)
        """What settings and layouts are; see `prepared.Prepared`."""
        self._register: Register | None = None
        self._print = 0
        self._is_finished = False

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
        return self._ahead is not None and not self._is_finished

    def spares(self, now: datetime) -> bool:
        """Whether a build at `now` has no input to read, as far as is known until now."""
        if self._register is None and self._ahead is not None:
            self._take(self._ahead.register())
        last, found = self.last, self._print
        return last is not None and last.inputs == found != 0 and last.valid_from <= now.timestamp() < last.valid_until

    def is_unchanged(self, now: datetime) -> bool:
        """Whether neither inputs nor outputs nor what the clock decides have changed since the last build."""
        outputs = self._finished().found()
        return self.spares(now) and self.published is not None and quick.is_published(self.published.columns, self.subject[1], outputs)

    def seen(self) -> Seen:
        """Return what was found."""
        outputs, root = self._finished().found(), self.subject[0]
        tree = tree_of(root, self._register or walking.register(root))
        return Seen(tree, self._print, outputs, self.published.stamp if self.published else "")

    def _finished(self) -> Signatures:
        """Look at what is left to be looked at, and wait for the other process."""
        if self._is_finished and self._outputs is not None:
            return self._outputs
        self._is_finished = True
        ahead, outputs = self._ahead, self._outputs
        if outputs is not None:
            outputs.backward()
        is_done = ahead is not None and ahead.result() is not None
        if outputs is None or not is_done:
            outputs = self._outputs = Signatures.begun(self.subject[1], listed(self._urls))
            outputs.forward()
        if self._register is None:
            self._take((ahead.register() if ahead is not None else None) or walking.register(self.subject[0]))
        return outputs

    def _take(self, register: Register | None) -> None:
        """Take note of the inputs."""
        self._register = register
        self._print = quick.inputs_print(self._site, register) if register is not None else 0


def signatures(folder: Path, urls: Sequence[str], jobs: int) -> array[int]:
    """Return the signatures of what stands for `urls` in an output folder; of many, another process looks at some."""
    found = Signatures.begun(folder, urls)
    if jobs > 1 and len(urls) > _MANY and workers.start_method() == "fork":
        other = workers.Errand(found.taken)
        found.backward()
        is_done = other.result() is not None
        other.close()
        if not is_done:
            return signatures(folder, urls, 1)
    else:
        found.forward()
    return found.found()
