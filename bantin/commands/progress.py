"""Progress of a build: a bar in a terminal, plain lines elsewhere, on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_SHORT = 200
"""Pages that are rendered before anybody would look for a bar."""
_STEP = 2_000
"""Pages between two plain lines."""
_SLOW_SHORT, _SLOW_STEP = 5, 50
"""The same for pictures."""


class Silent:
    """Says nothing."""

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


class Lines(Silent):
    """Plain lines, for logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._total = 0
        self._done = 0
        self._step = _STEP

    def begin(self, total: int, *, slow: bool = False) -> None:
        """Note how many there are."""
        self._total, self._done, self._step = total, 0, _SLOW_STEP if slow else _STEP

    def advance(self, count: int) -> None:
        """Print a line now and then."""
        before, self._done = self._done, self._done + count
        if self._total > self._step and before // self._step != self._done // self._step:
            print(f"bantin: {self._done}/{self._total}", file=self._stream, flush=True)

    def wait(self) -> None:
        """Tell that another build runs."""
        print(
            "bantin: another build is running, waiting / đang chờ lần dựng trang khác…", file=self._stream, flush=True
        )


class TerminalBar(Lines):
    """A bar, drawn when there is enough to do. It draws when told only: no thread of its own, as builds fork."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __exit__(self, *_exception: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, total: int, *, slow: bool = False) -> None:
        """Draw the bar; the one before it is done."""
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
        """Move the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)
            self._bar.refresh()


def make_progress(*, enabled: bool, stream: TextIO | None = None) -> Silent:
    """Return what fits the stream (default: standard error)."""
    stream = stream or sys.stderr
    if not enabled:
        return Silent()
    return TerminalBar(stream) if stream.isatty() else Lines(stream)
