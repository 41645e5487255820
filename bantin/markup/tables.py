"""The rows of GitHub's tables."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile(r"(:?+)-++(:?+)")
_ALIGN = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}
_PIPE = re.compile(r"\\.|\|", re.DOTALL)


class Header(NamedTuple):
    """The first row."""

    cells: list[str]
    aligns: list[str]
    """`left`, `right`, `center` or nothing for each column."""


def header_of(line: str, dashes: str) -> Header | None:
    """Return the header of a table whose first two lines are `line` and `dashes`, or `None`."""
    if "|" not in line or dashes.strip("|-: \t") or not dashes.strip("- \t") or dashes[:2] == "- ":
        return None
    marks = [_MARK.fullmatch(cell) for cell in cells_of(dashes)]
    cells = cells_of(line)
    if len(marks) != len(cells) or not all(marks):
        return None
    return Header(cells, [_ALIGN[mark[1], mark[2]] for mark in marks if mark])


def cells_of(line: str) -> list[str]:
    r"""Return the cells of a row, whose outermost pipes may be missing; `\|` is a pipe in a cell."""
    line = line.strip(" \t")
    if line[:1] == "|":
        line = line[1:]
    if "\\" not in line:
        cells = line.split("|")
    else:
        cells, start = [], 0
        for found in _PIPE.finditer(line):
            if found[0] == "|":
                cells.append(line[start : found.start()])
                start = found.end()
        cells = [cell.replace("\\|", "|") for cell in (*cells, line[start:])]
    if len(cells) > 1 and not cells[-1].strip(" \t"):
        cells.pop()
    return [cell.strip(" \t") for cell in cells]
