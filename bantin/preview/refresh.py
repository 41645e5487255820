"""The thread that takes changes, makes the next snapshot and wakes the requests that wait for it."""

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

    from bantin.preview.snapshots import Snapshot
    from bantin.preview.source_cache import SourceCache
    from bantin.preview.terminal import Terminal
    from bantin.preview.watching import SiteWatcher

IDLE_S = 2.0
"""Seconds after the last change until the whole site is scanned once, in case an event was lost."""
_LONGEST_S = 3600.0
"""Longest wait in seconds: the clock of a laptop jumps when it wakes."""


class Refresher:
    """Keeps a `View` up to date."""

    def __init__(
        self,
        root: Path,
        first: Snapshot,
        pending: PendingChanges,
        watcher: SiteWatcher,
        clock: Callable[[], datetime],
        source_cache: SourceCache,
        terminal: Terminal,
    ) -> None:
        """Begin with `first`, a snapshot of the site at `root`. `clock` returns the time that decides what is due."""
        self._root = root
        self._pending = pending
        self._watcher = watcher
        self._clock = clock
        self._source_cache = source_cache
        self._terminal = terminal
        self._render_cache = RenderCache(root)
        self._condition = threading.Condition()
        self._needs_rescan = True
        self._failed = False
        self._last_good = first
        """The last snapshot without a fault of the engine."""
        self.view = View(first, self._render_cache, root / OUTPUT)
        """The view of the current snapshot."""
        self.on_change: Callable[[], None] = lambda: None
        """Called from the refresher's thread after each change of `view`."""
        self._thread = threading.Thread(target=self._run, name="bantin-refresher", daemon=True)

    def start(self) -> None:
        """Start watching and refreshing."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread; wait at most a second for a snapshot under way."""
        self._pending.close()
        self._thread.join(timeout=1)

    def current_view(self, timeout: float) -> View:
        """Return the view once all pending changes have been read, or after `timeout` seconds."""
        with self._condition:
            self._condition.wait_for(lambda: not self._pending.is_pending(), timeout)
            return self.view

    def mark_outdated(self, path: str) -> None:
        """Read the source `path` again: rendering found that it differs from the snapshot."""
        file = self.view.files.get(path)
        self._pending.add(file.real if file else str(self._root / path), complete=False)

    def _run(self) -> None:
        self._watcher.start()
        while not self._pending.is_closed():
            # Snapshots contain reference cycles. The first one is frozen (see `commands.watch`), so this takes
            # milliseconds, while the browser loads the new page.
            gc.collect()
            changes = self._pending.wait(self._timeout())
            if changes is not None:
                self._needs_rescan = True
                self._refresh(changes)
            elif self._pending.is_closed():
                break
            elif self._needs_rescan:
                self._needs_rescan = False
                self._refresh(Changes(everything=True))
                self._idle()
            elif is_due(self.view.snapshot, self._clock()):
                self._refresh(Changes())

    def _timeout(self) -> float:
        """Return the seconds to wait for changes before there is something else to do."""
        due = due_at(self.view.snapshot) - self._clock().timestamp()
        return IDLE_S if self._needs_rescan else min(max(due, IDLE_S), _LONGEST_S)

    def _refresh(self, changes: Changes) -> None:
        before = self.view.snapshot
        try:
            self._watcher.restart_if_stale()
            wanted = Changes(changes.places, everything=True) if self._failed else changes
            shown = self._last_good = next_snapshot(
                self._root, self._last_good, wanted, self._clock(), self._source_cache.load
            )
            self._failed = False
        except Exception:  # noqa: BLE001 - a fault of the engine: its traceback is printed
            self._terminal.print_traceback()
            self._failed = True
            shown = self._last_good._replace(problems=(problem("BT801"), *self._last_good.problems))
        self._pending.done()
        changed = shown is not before
        with self._condition:
            if changed:
                self.view = View(shown, self._render_cache, self._root / OUTPUT)
            self._condition.notify_all()
        if changed:
            self.on_change()
            self._terminal.print_change(before, shown, changes)

    def _idle(self) -> None:
        """Do what can wait until there are no changes."""
        self._source_cache.save(self._last_good)
        _trim_memory()


def _trim_memory() -> None:
    """Return freed memory to the system, where the C library has `malloc_trim`: edits fragment the heap."""
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
