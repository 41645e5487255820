"""The way in: `bantin`, `python -m bantin` and `build.py` are this command."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pathlib import Path


def program(root: Path | None = None, name: str = "bantin") -> NoReturn:
    """Run the command as a program of its own, for the site at `root` unless the command line names one.

    The process ends at once: to take apart what a build has read takes Python longer than to render a page.
    """
    gc.disable()  # imports make many objects and drop few
    from bantin.commands import plain
    from bantin.system import workers

    try:
        if asked := plain.plain_build(sys.argv[1:], root):
            sys.exit(plain.build(asked))
        gc.enable()
        from bantin.commands.main import main

        main(obj={"root": root} if root else {}, prog_name=name)
    except SystemExit as end:
        if workers.are_done() and (end.code is None or isinstance(end.code, int)):
            with contextlib.suppress(OSError):  # nobody reads: Python's own end has an exit status for that
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(end.code or 0)
        raise
    raise AssertionError("click ends by SystemExit")


if __name__ == "__main__":
    program()
