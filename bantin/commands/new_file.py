"""Writes new files, never over existing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from pathlib import Path


def write_new_file(root: Path, path: Path, content: str | bytes) -> None:
    """Write text, or bytes, to `path` below `root`. Raises `BuildFailed` when the file exists or cannot be written."""
    shown = path.relative_to(root).as_posix()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
    except FileExistsError:
        raise BuildFailed([problem("BT605", shown)]) from None
    except OSError as error:
        raise BuildFailed([problem("BT604", shown, reason=error.strerror or error)]) from None
