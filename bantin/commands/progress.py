"""Shows the progress of a build on standard error: a bar in a terminal, else plain lines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_SHORT = 200
"""Fewest pages for which there is a bar."""
_STEP = 2_000
"""Pages between two plain lines."""
_SLOW_SHORT, _SLOW_STEP = 5, 50
"""The same for pictures."""


class NoProgress:
    """Shows nothing. Implements `request.Progress`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        return

    def begin(self, total: int, *, slow: bool = False) -> None:
        """Ignore."""

    def advance(self, count: int) -> None:
        """Ignore."""

    def wait(self) -> None:
        """Ignore."""


class ProgressLines(NoProgress):
    """Prints plain lines, for logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._total = 0
        self._done = 0
        self._step = _STEP

    def begin(self, total: int, *, slow: bool = False) -> None:
        self._total, self._done, self._step = total, 0, _SLOW_STEP if slow else _STEP

    def advance(self, count: int) -> None:
        before, self._done = self._done, self._done + count
        if self._total > self._step and before // self._step != self._done // self._step:
            print(f"bantin: {self._done}/{self._total}", file=self._stream, flush=True)

    def wait(self) -> None:
        print(
            "bantin: another build is running, waiting / đang chờ lần dựng trang khác…", file=self._stream, flush=True
        )


class ProgressBar(ProgressLines):
    """Draws a bar when there is enough to do; without a thread, as builds fork."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __exit__(self, *_exception: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, total: int, *, slow: bool = False) -> None:
        """Draw a bar instead of the one before it."""
        super().begin(total, slow=slow)
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if total < (_SLOW_SHORT if slow else _SHORT):
            return
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(file=self._stream), auto_refresh=False, transient=True)
        self._bar.start()
        self._task = self._bar.add_task("bantin", total=total)
        self._bar.refresh()

    def advance(self, count: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)
            self._bar.refresh()


def make_progress(*, enabled: bool, stream: TextIO | None = None) -> NoProgress:
    """Return the progress display for `stream` (default: standard error)."""
    stream = stream or sys.stderr
    if not enabled:
        return NoProgress()
    return ProgressBar(stream) if stream.isatty() else ProgressLines(stream)
