"""The way in: `bantin`, `python -m bantin` and `build.py` are this command."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from bantin.commands.main import main

if TYPE_CHECKING:
    from pathlib import Path


def program(root: Path | None = None, name: str = "bantin") -> NoReturn:
    """Run the command as a program of its own, for the site at `root` unless the command line names one."""
    main(obj={"root": root} if root else {}, prog_name=name)
    raise AssertionError("click ends by SystemExit")


if __name__ == "__main__":
    program()
