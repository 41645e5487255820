"""Problems as the browser shows them: message and hint in the site's language, and the lines of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.config import hide_secrets
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
"""Lines shown before and after the problem's."""
_WIDTH = 300
"""Characters shown of a line."""
_LONGEST = 2_000_000
"""Bytes read of a file."""
_SHOWN = 20
"""Problems shown at once: an error in a layout or the settings can cause hundreds."""


class Line(NamedTuple):
    """One line of a file."""

    number: int
    text: str
    hit: bool
    """Whether the problem is on this line."""


class ProblemDetails(NamedTuple):
    """One problem to show."""

    code: str
    place: str
    message: str
    hint: str
    lines: tuple[Line, ...]


def describe_problems(
    problems: Iterable[Problem], root: Path, files: Mapping[str, File], language: str
) -> list[ProblemDetails]:
    """Return the first problems to show. `files` are those of `content/` by path; lines are read from the files now."""
    return [
        ProblemDetails(one.code, one.place, one.message(language), one.hint(language), _lines(one, root, files))
        for one in list(problems)[:_SHOWN]
    ]


def _read(path: str, root: Path, files: Mapping[str, File]) -> bytes:
    """Return the bytes of a file of the site, none for other paths. Raises `OSError` and `SourceChanged`."""
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
    shown = [line[:_WIDTH] for line in text[first - 1 : last]]
    if one.path == SETTINGS_FILE:
        shown = [hide_secrets(line) for line in shown]
    return tuple(Line(number, line, number == one.line) for number, line in enumerate(shown, first))
