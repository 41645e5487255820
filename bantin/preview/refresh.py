"""The one thread that reads: waits for quiet, makes the next snapshot, and tells who waits for it."""

from __future__ import annotations

import contextlib
import gc
import threading
from typing import TYPE_CHECKING

from bantin.preview.changes import Changes, PendingChanges
from bantin.preview.snapshots import due_at, is_due, next_snapshot
from bantin.preview.view import RenderCache, View
from bantin.problems import problem
from bantin.system.paths import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bantin.preview.parsed import Memory
    from bantin.preview.reports import Reports
    from bantin.preview.snapshots import Snapshot
    from bantin.preview.watching import Watching

IDLE_S = 2.0
"""Quiet after which everything is looked through once more, should an event have been lost."""
_LONGEST_S = 3600.0
"""Longest sleep: a laptop's clock jumps when it wakes."""


class Refresher:
    """Keeps the screen up to date."""

    def __init__(
        self,
        root: Path,
        first: Snapshot,
        marks: PendingChanges,
        watching: Watching,
        clock: Callable[[], datetime],
        memory: Memory,
        reports: Reports,
    ) -> None:
        """Keep `first`, a snapshot of the site at `root`, up to date. `clock` gives the moment that decides what is due."""
        self._root = root
        self._marks = marks
        self._watching = watching
        self._clock = clock
        self._memory = memory
        self._reports = reports
        self._workshop = RenderCache(root)
        self._condition = threading.Condition()
        self._unproven = True
        self._failed = False
        self._sound = first
        """The last snapshot that could be made."""
        self.screen = View(first, self._workshop, root / OUTPUT)
        """What is shown now."""
        self.on_change: Callable[[], None] = lambda: None
        """Called from the keeper's thread after each change of `screen`."""
        self._thread = threading.Thread(target=self._run, name="bantin-keeper", daemon=True)

    def start(self) -> None:
        """Begin to watch, and to follow what is seen."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a snapshot that is being made is waited for only shortly."""
        self._marks.close()
        self._thread.join(timeout=1)

    def settled(self, timeout: float) -> View:
        """Return the screen once all that is marked has been read, or after `timeout` seconds."""
        with self._condition:
            self._condition.wait_for(lambda: not self._marks.is_pending(), timeout)
            return self.screen

    def suspect(self, path: str) -> None:
        """Have the file of the source `path` read again: a page found it other than the snapshot knows it."""
        file = self.screen.files.get(path)
        self._marks.add(file.real if file else str(self._root / path), whole=False)

    def _run(self) -> None:
        self._watching.start()
        while not self._marks.is_closed():
            # Snapshots are full of cycles, so what nobody shows any more must be looked for. What was there at the start is not
            # looked at (`command` freezes it), so this takes some milliseconds, while a browser is busy with the new page.
            gc.collect()
            changes = self._marks.wait(self._patience())
            if changes is not None:
                self._unproven = True
                self._read(changes)
            elif self._marks.is_closed():
                break
            elif self._unproven:
                self._unproven = False
                self._read(Changes(everything=True))
                self._rest()
            elif is_due(self.screen.snapshot, self._clock()):
                self._read(Changes())

    def _patience(self) -> float:
        """Return how long, in seconds, to wait for marks before there is something else to do."""
        due = due_at(self.screen.snapshot) - self._clock().timestamp()
        return IDLE_S if self._unproven else min(max(due, IDLE_S), _LONGEST_S)

    def _read(self, changes: Changes) -> None:
        before = self.screen.snapshot
        try:
            self._watching.renew()
            sound = Changes(changes.places, everything=True) if self._failed else changes
            shown = self._sound = next_snapshot(self._root, self._sound, sound, self._clock(), self._memory.recall)
            self._failed = False
        except Exception:  # noqa: BLE001 - a fault of the engine: told whole, and what was shown stays
            self._reports.fault()
            self._failed = True
            shown = self._sound._replace(problems=(problem("BT801"), *self._sound.problems))
        self._marks.done()
        changed = shown is not before
        with self._condition:
            if changed:
                self.screen = View(shown, self._workshop, self._root / OUTPUT)
            self._condition.notify_all()
        if changed:
            self.on_change()
            self._reports.change(before, shown, changes)

    def _rest(self) -> None:
        """Do what can wait until nothing else is to be done."""
        self._memory.keep(self._sound)
        # What the first text that is not plain needs: it need not wait for it then.
        import bantin.markup.dialect
        import bantin.markup.safety  # noqa: F401 - that is all

        _give_back()


def _give_back() -> None:
    """Have the C queries give the system what has been freed: edits leave holes that it would keep. Not every queries can."""
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
