"""What a power cut would leave of an output folder, at each change of it: names are as they are, bytes as they were flushed.

So do the journals of ext4, XFS, NTFS and APFS at their worst: they keep the order of names, and may lose what was not flushed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

CHANGES = ("rename", "replace", "unlink", "rmdir", "mkdir")
Left = dict[str, bytes]
"""The bytes of each file, by its path from the folder."""


class PowerCuts:
    """While it is entered, notes in `left` what a power cut after each change would leave of `folder`.

    What is there at the beginning is on the disk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._durable: dict[int, bytes] = {}
        """The bytes that are on the disk, by inode."""
        self._real: dict[str, Any] = {}
        self.left: list[Left] = []

    def __enter__(self) -> Self:
        self._note()
        for name in CHANGES:
            self._real[name] = getattr(os, name)
            setattr(os, name, self._observed(self._real[name]))
        self._real.update(fsync=os.fsync, sync=os.sync)
        vars(os).update(fsync=self._fsync, sync=self._note)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        vars(os).update(self._real)

    def _observed(self, change: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any, **options: Any) -> None:
            change(*arguments, **options)
            self._look()

        return call

    def _look(self) -> None:
        found = {path: os.stat(path).st_ino for path in self._files()}
        # The number of a file that is gone may be given to another one.
        self._durable = {inode: self._durable[inode] for inode in found.values() if inode in self._durable}
        start = len(str(self._folder)) + 1
        now = {path[start:]: self._durable.get(inode, b"") for path, inode in found.items()}
        if not self.left or now != self.left[-1]:
            self.left.append(now)

    def _fsync(self, handle: int) -> None:
        self._note(os.fstat(handle).st_ino)

    def _note(self, *inodes: int) -> None:
        """Note that these files, or all, are on the disk as they are now."""
        for path in self._files():
            if not inodes or os.stat(path).st_ino in inodes:
                with open(path, "rb") as stream:
                    self._durable[os.stat(path).st_ino] = stream.read()

    def _files(self) -> list[str]:
        return [os.path.join(parent, name) for parent, _, names in os.walk(self._folder) for name in names]
