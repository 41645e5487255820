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
    "click", "crawleruseragents", "frontmatter", "httptools", "jinja2", "markdown", "msgspec", "nh3", "PIL", "pypdf",
    "rcssmin", "redis", "rich", "rjsmin", "starlette", "uvicorn", "watchdog", "yaml",
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
    import subprocess

    print("build.py: setting up .venv, this happens once / đang cài đặt, chỉ một lần…", file=sys.stderr, flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for step in (
        [sys.executable, "-m", "venv", str(VENV)],
        # Without isolation: what builds a package would be fetched unchecked.
        *([*pip, "--no-build-isolation", "--requirement", str(lock)] for lock in LOCKS),
        # Also where Python is told to write no bytecode: compiling at each start takes as long as a build.
        [str(PYTHON), "-m", "compileall", "-q", str(HERE / "bantin")],
    ):
        done = subprocess.run(step, stdout=sys.stderr, stderr=subprocess.PIPE, check=False)
        said = done.stderr.decode(errors="replace")
        if " MATCH THE HASHES " in said:
            sys.exit("build.py: a package is not the one that was checked / gói tải về không phải bản đã kiểm tra.")
        if done.returncode:
            sys.exit(f"{said}build.py: the set-up failed, run it again when the network is back / cài đặt không xong.")
    STAMP.write_bytes(b"".join(lock.read_bytes() for lock in LOCKS))


if __name__ == "__main__":
    main()
