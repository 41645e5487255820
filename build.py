#!/usr/bin/env python3
"""Build the site: `python3 build.py [--root DIR] [COMMAND]`. On a new machine it sets itself up first."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = (HERE / "requirements-build.txt", HERE / "requirements.txt")
"""Packages with the hashes of their files; the first builds those of the second that have no wheel here."""
STAMP = VENV / "bantin-ready"
OLDEST = (3, 11)
NEEDED = (
    "click", "crawleruseragents", "frontmatter", "httptools", "icalendar", "jinja2", "markdown", "msgspec", "nh3",
    "PIL", "pypdf", "rcssmin", "redis", "rich", "rjsmin", "starlette", "uvicorn", "watchdog", "yaml",
)  # fmt: skip
"""A module of each dependency, those of the extras included: this installation runs every command."""


def main() -> None:
    """Run the command, in an environment that has what it needs."""
    if sys.version_info < OLDEST:
        sys.exit("build.py: Python 3.11 or newer is needed / cần Python 3.11 trở lên.")
    if Path(sys.prefix).resolve() != VENV.resolve() and not _has_engine():
        if not _is_ready():
            _set_up()
        command = [str(PYTHON), str(HERE / "build.py"), *sys.argv[1:]]  # same folder, streams and exit status
        if os.name == "nt":
            import subprocess

            sys.exit(subprocess.call(command))
        os.execv(command[0], command)
    sys.path.insert(0, str(HERE))
    from bantin.__main__ import program

    program(HERE, "build.py")


def _has_engine() -> bool:
    """Whether this Python can run the engine as it is."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in NEEDED)


def _is_ready() -> bool:
    """Whether the environment beside this file was set up with the pins of today."""
    try:
        return PYTHON.exists() and STAMP.read_bytes() == b"".join(lock.read_bytes() for lock in LOCKS)
    except OSError:
        return False


def _set_up() -> None:
    """Make the environment beside this file and install the dependencies, each checked by its hash."""
    sys.path.insert(0, str(HERE))
    from bantin.system import set_up

    print(set_up.begin(VENV, sys.argv), file=sys.stderr, flush=True)
    if told := set_up.install(VENV, LOCKS, HERE / "bantin", sys.argv):
        sys.exit(told)
    STAMP.write_bytes(b"".join(lock.read_bytes() for lock in LOCKS))


if __name__ == "__main__":
    main()
