"""Bounds of what reading a file may take. Counted, not timed: the outcome must not depend on the machine."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class ReadEnough(BaseException):
    """Reading a file would take too long. No `Exception`, after which a parser would go on."""


@contextlib.contextmanager
def bounded(calls: int) -> Iterator[None]:
    """Raise `ReadEnough` where the code within begins or ends more than so many calls of functions, of C or Python.

    It makes the code three times as slow, and bounds it whatever it does.
    """
    before, left = sys.getprofile(), calls

    def count(_frame: FrameType, _event: str, _argument: Any) -> None:  # noqa: ANN401
        nonlocal left
        left -= 1
        if left < 0:
            raise ReadEnough

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


class Bounded(io.BufferedIOBase):
    """A file with a limit of reads and bytes; beyond it raises `ReadEnough`."""

    def __init__(self, stream: BinaryIO, reads: int, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._reads = reads
        self._bytes = size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        self._count(0)
        return self._stream.seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        found = self._stream.read(self._bytes + 1 if size is None or size < 0 else size)
        self._count(len(found))
        return found

    def _count(self, size: int) -> None:
        self._reads -= 1
        self._bytes -= size
        if self._reads < 0 or self._bytes < 0:
            raise ReadEnough
