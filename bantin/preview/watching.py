"""Watches the site's folders with watchdog, or polls them where that is not possible."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from typing import TYPE_CHECKING

from watchdog import events
from watchdog.events import DirAttribEvent, FileCreatedEvent, FileModifiedEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from bantin.content.scan import is_ignored
from bantin.problems import problem
from bantin.system.paths import CONTENT, LAYOUTS, SETTINGS_FILE, builtin_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

    from bantin.preview.changes import PendingChanges
    from bantin.problems import Problem

POLL_S = 1.0
"""Seconds between scans when folders are polled."""
_EVENTS: list[type[FileSystemEvent]] = [
    # Not `FileOpenedEvent` and `FileClosedNoWriteEvent`: the preview's own reading raises them. Not `DirModifiedEvent`:
    # the events of a folder's entries say the same.
    events.DirAttribEvent, events.DirCreatedEvent, events.DirDeletedEvent, events.DirMovedEvent,
    events.FileAttribEvent, events.FileClosedEvent, events.FileCreatedEvent, events.FileDeletedEvent,
    events.FileModifiedEvent, events.FileMovedEvent,
]  # fmt: skip
_UNFINISHED = (FileCreatedEvent, FileModifiedEvent)
"""After these events a file may still be written; after the others it is complete."""


class SiteWatcher:
    """Adds changes in the settings, the content and the layouts of a site to `PendingChanges`."""

    def __init__(self, root: Path, pending: PendingChanges, *, poll: bool, warn: Callable[[Problem], None]) -> None:
        """`poll` scans the folders instead of watching them; `warn` is called when it has to fall back to that."""
        self._root = root
        self._pending = pending
        self._poll = poll
        self._warn = warn
        self._observer: BaseObserver | None = None
        self._stale = False
        self._logger = logging.getLogger("watchdog")
        self._log_handler = _LogHandler(pending)

    def start(self) -> None:
        self._logger.addHandler(self._log_handler)
        if not self._poll:
            _shorten_pairing()
            try:
                self._observer = self._started(Observer())
                self._check_capacity()
            except OSError as error:
                self.stop()
                self._poll = True
                self._warn(problem("BT802", reason=error.strerror or error))
        if self._observer is None:
            self._observer = self._started(PollingObserver(timeout=POLL_S))

    def stop(self) -> None:
        self._logger.removeHandler(self._log_handler)
        if self._observer is not None:
            self._observer.stop()
            self._observer = None

    def restart_if_stale(self) -> None:
        """Start again when `content/` or `layouts/` was created, removed or moved: a watch ends with its folder."""
        if self._stale:
            self._stale = False  # before starting: it may be set again meanwhile
            self.stop()
            try:
                self.start()
            except BaseException:
                self._stale = True
                raise
            self._pending.add_everything()

    def _started(self, observer: BaseObserver) -> BaseObserver:
        try:
            # The root first: its watch reports a folder that is created or removed meanwhile.
            observer.schedule(
                _RootHandler(self._root, self._pending, self._mark_stale), str(self._root), event_filter=_EVENTS
            )
            observer.start()
            for shown, real in self._folders():
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    observer.schedule(_Handler(shown, real, self._pending), real, recursive=True, event_filter=_EVENTS)
        except BaseException:
            observer.stop()
            raise
        return observer

    def _folders(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each folder to watch, and the same with symbolic links resolved."""
        for folder in dict.fromkeys((self._root / CONTENT, self._root / LAYOUTS, builtin_folder())):
            if folder.is_dir():
                yield str(folder), os.path.realpath(folder)

    def _check_capacity(self) -> None:
        """Raise `OSError` when the system has no watches left.

        watchdog raises it only for the folder itself; subfolders that it could not watch are silently left out.
        """
        observer = Observer()
        try:
            observer.schedule(FileSystemEventHandler(), str(self._root), event_filter=_EVENTS)
            observer.start()
        finally:
            observer.stop()

    def _mark_stale(self) -> None:
        self._stale = True


class _LogHandler(logging.Handler):
    """Adds everything when watchdog logs a warning: the kernel dropped events, or a drive does not respond."""

    def __init__(self, pending: PendingChanges) -> None:
        super().__init__(logging.WARNING)
        self._pending = pending

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - any warning
        self._pending.add_everything()


class _Handler(FileSystemEventHandler):
    """Adds the paths of events below one folder."""

    def __init__(self, shown: str, real: str, pending: PendingChanges) -> None:
        self._shown = shown
        self._real = real
        self._pending = pending

    def on_any_event(self, event: FileSystemEvent) -> None:
        complete = not isinstance(event, _UNFINISHED)
        for path in (event.src_path, event.dest_path):
            below = os.fsdecode(path)[len(self._real) :]
            # Editors write swap and backup files next to the file, some at each pause in typing.
            if path and not any(is_ignored(part) for part in below.split(os.sep) if part):
                self._pending.add(self._shown + below, complete=complete)


class _RootHandler(FileSystemEventHandler):
    """Adds the settings file, and calls `mark_stale` when a watched folder is created, removed or moved."""

    def __init__(self, root: Path, pending: PendingChanges, mark_stale: Callable[[], None]) -> None:
        self._settings = str(root / SETTINGS_FILE)
        self._folders = (str(root / CONTENT), str(root / LAYOUTS))
        self._pending = pending
        self._mark_stale = mark_stale

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            name = os.fsdecode(path)
            if name == self._settings:
                self._pending.add(name, complete=not isinstance(event, _UNFINISHED))
            elif name in self._folders and not isinstance(event, DirAttribEvent):
                self._mark_stale()
                self._pending.add(name, complete=True)


def _shorten_pairing() -> None:
    """Make watchdog wait less for the second event of a rename.

    After "moved from" it holds back every event for half a second, also when "moved to" follows at once; many editors
    save by renaming. Both are in one read of the kernel's queue, and the preview treats either alike.
    """
    try:
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper
    except ImportError:  # another system
        return
    InotifyMoveEventGrouper.delay = 0.01
    # It warns that a folder is already watched when it took its rename for two events.
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
