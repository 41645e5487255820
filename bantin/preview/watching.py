"""watchdog → marks: which folders are watched, which events count, and what happens where watching is not possible."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from typing import TYPE_CHECKING

from watchdog.events import (
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEventHandler,
)
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
"""How often folders are looked through that cannot be watched."""
_EVENTS: list[type[FileSystemEvent]] = [
    # Reading raises events too (`FileOpenedEvent`, `FileClosedNoWriteEvent`): with them the preview would wake itself for ever.
    # A folder's own `DirModifiedEvent` says nothing that its entries' events do not.
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
_UNFINISHED = (FileCreatedEvent, FileModifiedEvent)
"""After these somebody may still be writing; a closed, moved or deleted file is as it will be."""


class Watching:
    """PendingChanges what changes in the settings, the content and the layouts of a site."""

    def __init__(self, root: Path, marks: PendingChanges, *, poll: bool, tell: Callable[[Problem], None]) -> None:
        """Prepare to watch the site at `root`; `poll` looks through the folders instead. `tell` hears of a fall-back to that."""
        self._root = root
        self._marks = marks
        self._poll = poll
        self._tell = tell
        self._observer: BaseObserver | None = None
        self._stale = False
        self._logger = logging.getLogger("watchdog")
        self._alarm = _Alarm(marks)

    def start(self) -> None:
        """Begin to mark."""
        self._logger.addHandler(self._alarm)
        if not self._poll:
            _shorten_pairing()
            try:
                self._observer = self._started(Observer())
                self._prove_room()
            except OSError as error:
                self.stop()
                self._poll = True
                self._tell(problem("BT802", reason=error.strerror or error))
        if self._observer is None:
            self._observer = self._started(PollingObserver(timeout=POLL_S))

    def stop(self) -> None:
        """Mark nothing any more."""
        self._logger.removeHandler(self._alarm)
        if self._observer is not None:
            self._observer.stop()
            self._observer = None

    def renew(self) -> None:
        """Watch anew when `content/` or `layouts/` came or went, as a watch ends with its folder. Called after each mark."""
        if self._stale:
            self._stale = False  # from here on: it may be set again while the new watches are made
            self.stop()
            try:
                self.start()
            except BaseException:
                self._stale = True
                raise
            self._marks.add_everything()

    def _started(self, observer: BaseObserver) -> BaseObserver:
        try:
            # The root is watched before the others are looked for: of a folder that comes or goes meanwhile, its watch tells.
            observer.schedule(
                _RootHandler(self._root, self._marks, self._outdate), str(self._root), event_filter=_EVENTS
            )
            observer.start()
            for shown, real in self._folders():
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    observer.schedule(_Handler(shown, real, self._marks), real, recursive=True, event_filter=_EVENTS)
        except BaseException:
            observer.stop()
            raise
        return observer

    def _folders(self) -> Iterator[tuple[str, str]]:
        """Yield each folder to watch: its place, and the same without symbolic links, which are not followed."""
        for folder in dict.fromkeys((self._root / CONTENT, self._root / LAYOUTS, builtin_folder())):
            if folder.is_dir():
                yield str(folder), os.path.realpath(folder)

    def _prove_room(self) -> None:
        """Raise `OSError` when the system has no watch left.

        watchdog says so of the folder itself only; folders in it that it could not watch are silently left out.
        """
        observer = Observer()
        try:
            observer.schedule(FileSystemEventHandler(), str(self._root), event_filter=_EVENTS)
            observer.start()
        finally:
            observer.stop()

    def _outdate(self) -> None:
        self._stale = True


class _Alarm(logging.Handler):
    """PendingChanges everything when watchdog warns: that is how it tells that the kernel dropped events, or a drive does not answer."""

    def __init__(self, marks: PendingChanges) -> None:
        super().__init__(logging.WARNING)
        self._marks = marks

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - whatever it is
        self._marks.add_everything()


class _Handler(FileSystemEventHandler):
    """PendingChanges what an event names below one folder."""

    def __init__(self, shown: str, real: str, marks: PendingChanges) -> None:
        self._shown = shown
        self._real = real
        self._marks = marks

    def on_any_event(self, event: FileSystemEvent) -> None:
        whole = not isinstance(event, _UNFINISHED)
        for path in (event.src_path, event.dest_path):
            inside = os.fsdecode(path)[len(self._real) :]
            # Editors write swap files and backups beside the file, some of them at each pause in typing.
            if path and not any(is_ignored(part) for part in inside.split(os.sep) if part):
                self._marks.add(self._shown + inside, whole=whole)


class _RootHandler(FileSystemEventHandler):
    """PendingChanges the settings, and notes when a watched folder comes or goes."""

    def __init__(self, root: Path, marks: PendingChanges, outdate: Callable[[], None]) -> None:
        self._settings = str(root / SETTINGS_FILE)
        self._folders = (str(root / CONTENT), str(root / LAYOUTS))
        self._marks = marks
        self._outdate = outdate

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            name = os.fsdecode(path)
            if name == self._settings:
                self._marks.add(name, whole=not isinstance(event, _UNFINISHED))
            elif name in self._folders and not isinstance(event, DirAttribEvent):
                self._outdate()
                self._marks.add(name, whole=True)


def _shorten_pairing() -> None:
    """Have watchdog wait less for the second half of a rename.

    It holds every event back for half a second when it has seen only "moved from", also when "moved to" comes a moment
    later; many editors save by renaming. Both halves stand in one read of the kernel's queue, and the preview marks either alike.
    """
    try:
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper
    except ImportError:  # another system
        return
    InotifyMoveEventGrouper.delay = 0.01
    # Of a folder whose rename it took for two events it says that it was watched already; so it is.
    warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
