"""Problems as the browser shows them: in the site's language, with the lines in question and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.content import read
from bantin.content.read import SourceChanged
from bantin.rendering.load_layouts import read_layout
from bantin.system import safe_open
from bantin.system.paths import LAYOUTS, SETTINGS_FILE, layout_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bantin.content.scan import File
    from bantin.problems import Problem

_AROUND = 2
"""Lines shown before and after the one in question."""
_WIDTH = 300
"""Characters shown of a line."""
_LONGEST = 2_000_000
"""Bytes looked at of a file."""
_SHOWN = 20
"""Problems shown at once; a mistake in a layout or a setting brings hundreds."""


class Line(NamedTuple):
    """One line of a file."""

    number: int
    text: str
    hit: bool
    """Whether it is the one in question."""


class Told(NamedTuple):
    """One problem in words."""

    code: str
    place: str
    message: str
    hint: str
    lines: tuple[Line, ...]


def tell(problems: Iterable[Problem], root: Path, files: Mapping[str, File], language: str) -> list[Told]:
    """Return the first of `problems` in words. `files` are those of `content/` by path; their lines are read anew."""
    return [
        Told(one.code, one.place, one.message(language), one.hint(language), _lines(one, root, files))
        for one in list(problems)[:_SHOWN]
    ]


def _read(path: str, root: Path, files: Mapping[str, File]) -> bytes:
    """Return the bytes of the file of a problem; nothing when it is none of the site's. Raises `OSError` and `SourceChanged`."""
    if path == SETTINGS_FILE:
        return safe_open.read_plain(root / path)
    if path in files:
        with read.open_file(files[path]) as stream:
            return stream.read(_LONGEST)
    layout = layout_files(root).get(path.removeprefix(f"{LAYOUTS}/")) if path.startswith(f"{LAYOUTS}/") else None
    return read_layout(root, layout) if layout else b""


def _lines(one: Problem, root: Path, files: Mapping[str, File]) -> tuple[Line, ...]:
    if not one.line:
        return ()
    try:
        data = _read(one.path, root, files)
    except (OSError, SourceChanged):
        return ()
    if not data:
        return ()
    text = data.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = max(1, one.line - _AROUND)
    last = min(len(text), one.line + _AROUND)
    return tuple(Line(number, text[number - 1][:_WIDTH], number == one.line) for number in range(first, last + 1))
