"""The way in: `bantin`, `python -m bantin` and `build.py` are this command."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bantin import quick, workers
from bantin.files import SETTINGS_FILE
from bantin.glance import Glance

if TYPE_CHECKING:
    from collections.abc import Sequence


def program(root: Path | None = None, name: str = "bantin") -> NoReturn:
    """Run the command as a program of its own, for the site at `root` unless the command line names one.

    The process ends at once: to take apart what a build has read takes Python longer than to render a page.
    """
    try:
        if plain := plain_build(sys.argv[1:], root):
            sys.exit(_build(plain))
        from bantin.cli import main

        main(obj={"root": root} if root else {}, prog_name=name)
    except SystemExit as end:
        is_alone = threading.active_count() == 1 and "multiprocessing" not in sys.modules  # nobody else has something to finish
        if is_alone and (end.code is None or isinstance(end.code, int)):
            with contextlib.suppress(OSError):  # nobody reads: Python's own end has an exit status for that
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(end.code or 0)
        raise
    raise AssertionError("click ends by SystemExit")


class Plain(NamedTuple):
    """A build that needs no command line parser, which takes as long to import as a page to render."""

    root: Path
    options: frozenset[str]


def plain_build(arguments: Sequence[str], root: Path | None) -> Plain | None:
    """Return what `arguments` ask for, if that is a build with plain options; the parser in `cli` would understand the same."""
    left = list(arguments)
    if left[:1] == ["--root"] and len(left) > 1:
        root = Path(left[1])
        left = left[2:]
    if left[:1] == ["build"]:
        left = left[1:]
    root = (root or Path.cwd()).absolute()
    return Plain(root, frozenset(left)) if _PLAIN.issuperset(left) and (root / SETTINGS_FILE).is_file() else None


def _build(plain: Plain) -> int:
    """Build; where there are cores to spare, one looks at the site while this one imports what a build needs."""
    output, search, jobs = plain.root / "public", "--no-search" not in plain.options, workers.default_jobs()
    ahead = Glance(plain.root, output, quick.options(None, search=search), jobs)
    from bantin import building

    try:
        with ahead:
            strict, quiet, as_json = (f"--{one}" in plain.options for one in ("strict", "quiet", "json"))
            return building.run(building.Wish(plain.root, search=search, strict=strict, quiet=quiet, as_json=as_json), ahead)
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)
        return building.EXIT_PROBLEMS


_PLAIN = frozenset({"--no-search", "--strict", "--quiet", "--json"})

if __name__ == "__main__":
    program()
