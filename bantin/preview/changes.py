"""Places that may have changed: marked by whoever sees it, taken by the one thread that reads them again."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE_S = 0.01
"""Quiet to wait for when every file was closed or moved into place. Whoever writes on is marked again, and a file that was read within a
tick of its file system's clock is never taken for unchanged (`file_stat`)."""
QUIET_S = 0.05
"""Quiet to wait for while a file may be half written: one save is several events, and not every system tells its end."""
LONG_QUIET_S = 0.2
"""Quiet to wait for after many changes: a checkout or a copy pauses now and then, and should be shown once."""
MANY = 20
"""Places that are more than one hand changes at once."""
BOUND_S = 1.0
"""Longest that a steady stream of changes to a few files is waited for."""
LONG_BOUND_S = 3.0
"""The same for many files."""


class Changes(NamedTuple):
    """What may have changed."""

    places: frozenset[str] = frozenset()
    """Files and folders as the operating system spells them."""
    everything: bool = False
    """Anything may have changed, also what is not among `places`."""


class PendingChanges:
    """Collects marks from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._clock = clock
        self._condition = threading.Condition()
        self._places: set[str] = set()
        self._half: set[str] = set()
        self._everything = False
        self._taken = False
        self._closed = False
        self._first = self._last = 0.0

    def add(self, place: str, *, whole: bool) -> None:
        """Mark a file or folder; `whole` says that nobody is writing it any more."""
        with self._condition:
            self._touch()
            self._places.add(place)
            if not whole:
                self._half.add(place)
            elif place in self._half:
                self._half.discard(place)
                self._condition.notify_all()  # whoever waits for more need wait less

    def add_everything(self) -> None:
        """Mark the whole site."""
        with self._condition:
            self._touch()
            self._everything = True

    def close(self) -> None:
        """Let the waiting thread go."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def is_pending(self) -> bool:
        """Whether something is marked, or taken and not yet `done`."""
        with self._condition:
            return self._taken or self._is_marked()

    def is_closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def wait(self, timeout: float) -> Changes | None:
        """Return what is marked, once it is quiet; `None` when nothing is for `timeout` seconds, or after `close`.

        Whoever takes changes says `done` when they are read.
        """
        with self._condition:
            if not self._condition.wait_for(lambda: self._is_marked() or self._closed, timeout):
                return None
            while not self._closed and (left := self._quiet_at() - self._clock()) > 0:
                self._condition.wait(left)
            if self._closed:
                return None
            changes = Changes(frozenset(self._places), self._everything)
            self._places.clear()
            self._half.clear()
            self._everything = False
            self._taken = True
            return changes

    def done(self) -> None:
        """Note that what was taken last has been read."""
        with self._condition:
            self._taken = False

    def _touch(self) -> None:
        self._last = self._clock()
        if not self._is_marked():
            self._first = self._last
            self._condition.notify_all()

    def _is_marked(self) -> bool:
        return self._everything or bool(self._places)

    def _quiet_at(self) -> float:
        """Return the moment at which it will have been quiet for long enough, if nothing more is marked."""
        many = len(self._places) > MANY
        quiet = LONG_QUIET_S if many else QUIET_S if self._half else WHOLE_S
        return min(self._last + quiet, self._first + (LONG_BOUND_S if many else BOUND_S))
