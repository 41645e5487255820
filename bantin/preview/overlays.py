"""Problems as the browser shows them: in the site's language, with the lines in question and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.system.paths import LAYOUTS, SETTINGS_FILE, layout_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bantin.content.sources import File
    from bantin.problems import Problem

_AROUND = 2
"""Lines shown before and after the one in question."""
_WIDTH = 300
"""Characters shown of a line."""
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
        Told(one.code, one.place, one.message(language), one.hint(language), _lines(one, _place(one.path, root, files)))
        for one in list(problems)[:_SHOWN]
    ]


def _place(path: str, root: Path, files: Mapping[str, File]) -> str | Path | None:
    """Return where the file of a problem lies, when it is one of the site's."""
    if path == SETTINGS_FILE:
        return root / path
    if path in files:
        return files[path].real
    if path.startswith(f"{LAYOUTS}/"):
        return layout_files(root).get(path.removeprefix(f"{LAYOUTS}/"))
    return None


def _lines(one: Problem, place: str | Path | None) -> tuple[Line, ...]:
    if place is None or not one.line:
        return ()
    try:
        with open(place, encoding="utf-8", errors="replace") as stream:
            text = stream.read(2_000_000).split("\n")
    except OSError:
        return ()
    first = max(1, one.line - _AROUND)
    last = min(len(text), one.line + _AROUND)
    return tuple(Line(number, text[number - 1][:_WIDTH], number == one.line) for number in range(first, last + 1))
