"""Collects paths that may have changed, and waits until no more arrive."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

COMPLETE_QUIET_S = 0.01
"""Seconds without changes to wait for when every file was closed or moved into place. A later write is one more change,
and `file_stat` trusts no file that was read within a tick of its file system's clock."""
QUIET_S = 0.05
"""The same while a file may be half written: one save is several events, and not every system reports its end."""
LONG_QUIET_S = 0.2
"""The same after many changes: a checkout or a copy pauses now and then, but should be shown once."""
MANY = 20
"""Paths up to which changes count as few."""
BOUND_S = 1.0
"""Seconds after which a steady stream of changes to a few files is taken."""
LONG_BOUND_S = 3.0
"""The same for many files."""


class Changes(NamedTuple):
    """Paths that may have changed."""

    places: frozenset[str] = frozenset()
    """Files and folders, as the operating system spells them."""
    everything: bool = False
    """Anything may have changed, also other paths."""


class PendingChanges:
    """Collects changes from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` returns monotonic seconds."""
        self._clock = clock
        self._condition = threading.Condition()
        self._places: set[str] = set()
        self._incomplete: set[str] = set()
        self._everything = False
        self._taken = False
        self._closed = False
        self._first = self._last = 0.0

    def add(self, place: str, *, complete: bool) -> None:
        """Add a file or folder; `complete` says that it is not being written any more."""
        with self._condition:
            self._touch()
            self._places.add(place)
            if not complete:
                self._incomplete.add(place)
            elif place in self._incomplete:
                self._incomplete.discard(place)
                self._condition.notify_all()  # `wait` can return earlier

    def add_everything(self) -> None:
        """Add the whole site."""
        with self._condition:
            self._touch()
            self._everything = True

    def close(self) -> None:
        """Make `wait` return `None`, now and from now on."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def is_pending(self) -> bool:
        """Whether there are changes not taken yet, or taken and not yet `done`."""
        with self._condition:
            return self._taken or self._has_changes()

    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def wait(self, timeout: float) -> Changes | None:
        """Take the changes, once no more arrive; return `None` without any for `timeout` seconds, and after `close`.

        Call `done` once they are read.
        """
        with self._condition:
            if not self._condition.wait_for(lambda: self._has_changes() or self._closed, timeout):
                return None
            while not self._closed and (left := self._quiet_at() - self._clock()) > 0:
                self._condition.wait(left)
            if self._closed:
                return None
            changes = Changes(frozenset(self._places), self._everything)
            self._places.clear()
            self._incomplete.clear()
            self._everything = False
            self._taken = True
            return changes

    def done(self) -> None:
        """Note that the changes taken last have been read."""
        with self._condition:
            self._taken = False

    def _touch(self) -> None:
        self._last = self._clock()
        if not self._has_changes():
            self._first = self._last
            self._condition.notify_all()

    def _has_changes(self) -> bool:
        return self._everything or bool(self._places)

    def _quiet_at(self) -> float:
        """Return when the changes can be taken if no more arrive, by the clock."""
        many = len(self._places) > MANY
        quiet = LONG_QUIET_S if many else QUIET_S if self._incomplete else COMPLETE_QUIET_S
        return min(self._last + quiet, self._first + (LONG_BOUND_S if many else BOUND_S))
