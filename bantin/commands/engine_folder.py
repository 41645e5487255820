"""Bantin as a folder of a site, `engine/`: pinned by being there, and replaced as a whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import bantin
from bantin.problems import BuildFailed, problem
from bantin.system.paths import LAYOUTS, builtin_folder

ENGINE = "engine"
CHANGES = "CHANGELOG.md"
_BESIDE = (
    "build.py",
    "requirements.txt",
    "requirements-build.txt",
    "README.md",
    CHANGES,
    "LICENSE",
    "docs",
)
"""What a checkout has beside the package; a wheel carries it in `bantin/_engine` (`pyproject.toml`)."""
_VENV = ".venv"


def is_running(root: Path) -> bool:
    """Whether the engine of the site at `root` is the one that runs."""
    return Path(bantin.__file__).parent.parent.resolve() == (root / ENGINE).resolve()


def engine_file(name: str) -> Path:
    """Return the path of a file that the running engine has beside its package."""
    package = Path(bantin.__file__).parent
    carried = package / "_engine"
    return (carried if carried.is_dir() else package.parent) / name


def put_engine(root: Path) -> None:
    """Copy the running engine to `engine/` of the site at `root`, in place of an older one: whole or not at all.

    Raises `BuildFailed` when it cannot be written, or is the very one that runs.
    """
    if is_running(root):
        raise BuildFailed([problem("BT651", ENGINE)])
    target, new, old = (root / f"{ENGINE}{end}" for end in ("", ".new", ".old"))
    package = Path(bantin.__file__).parent
    try:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__", "_engine", "_layouts")
        shutil.copytree(package, new / "bantin", ignore=ignored)
        shutil.copytree(builtin_folder(), new / LAYOUTS)
        for name in _BESIDE:
            source = engine_file(name)
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, new / name)
        if target.exists():
            if (target / _VENV).exists():  # `build.py` sees whether its packages still fit
                os.rename(target / _VENV, new / _VENV)
            os.rename(target, old)
        os.rename(new, target)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        raise BuildFailed([problem("BT604", ENGINE, reason=error.strerror or error)]) from None
    shutil.rmtree(old, ignore_errors=True)
