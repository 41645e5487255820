"""Let a piece of work die at a chosen moment: at its Nth change of the file system, by SIGKILL, as a power cut would."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGES = ("open", "write", "rename", "replace", "unlink", "rmdir", "mkdir", "fsync")


def crash(at: int, work: Callable[[], object]) -> bool:
    """Run `work` in a child process that is killed at its change number `at`; return whether it came to that."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        try:
            _count_down(at)
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _count_down(at: int) -> None:
    left = at

    def counted(change: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):  # reading changes nothing
                return change(*arguments, **options)
            left -= 1
            if left == 0:
                if name == "write":  # half of the bytes are on the disk
                    change(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*arguments, **options)

        return call

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name), name))
