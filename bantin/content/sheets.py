"""Tables that spreadsheets have exported: the bytes of a CSV file → its header and rows."""

from __future__ import annotations

import csv
import functools
import io
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bantin.content import read
from bantin.content.mending import PLAIN
from bantin.content.read import SourceFault
from bantin.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SEPARATORS = ";,\t"
"""Excel writes what the system separates lists with, Google Sheets a comma; tabs come from copying."""
_FIRST_ROWS = 20
"""Rows in which the header is sought: offices put titles above it."""
_SEP = re.compile(r'"?sep=(.)"?[ ]*\n')
_LOST = re.compile(r"[^\W\d_]\?|\?[^\W\d_]|\ufffd")
"""What programs write for letters that their encoding does not have."""
_OF_ENCODING = frozenset({"BT301", "BT302"})


class Row(NamedTuple):
    """A row of a table with something in it."""

    line: int
    """The line of the file on which it begins."""
    number: int
    """In the spreadsheet; cells may have several lines."""
    cells: list[str]


class Sheet(NamedTuple):
    """A table."""

    header: Row
    rows: list[Row]


def read_sheet(path: str, data: bytes, is_known: Callable[[str], bool]) -> Sheet:
    """Return the table in the bytes of a CSV file, whatever separates its cells.

    Its header is the row with most names that are known. Raises `SourceFault` for a file that is not UTF-8, has lost
    letters, no header, or a quotation mark without its other half.
    """
    try:
        text = read.decode(data, path)
    except SourceFault as fault:
        if fault.problem.code not in _OF_ENCODING:
            raise
        encoding = fault.problem.values.get("encoding") or fault.problem.values.get("guess", "")
        raise SourceFault(problem("BT330", path, fault.problem.line, encoding=encoding)) from None
    said = _SEP.match(text)
    skipped = said.end() if said else 0
    best = 0
    header, separator = 0, ""
    for one in said[1] if said else _SEPARATORS:
        for number, cells in enumerate(islice(csv.reader(io.StringIO(text[skipped:]), delimiter=one), _FIRST_ROWS)):
            known = sum(map(is_known, map(clean, cells)))
            if known > best:
                best, header, separator = known, number, one
    if not best:
        lost = _LOST.search(text[:2_000])
        raise SourceFault(problem("BT331" if lost else "BT332", path, 1, header="Mã, Nội dung"))
    rows = list(_rows(path, text[skipped:], separator, 1 if said else 0))
    at = next(place for place, row in enumerate(rows) if row.number == header + 1)
    return Sheet(rows[at], rows[at + 1 :])


def _rows(path: str, text: str, separator: str, before: int) -> Iterator[Row]:
    """Yield the rows that are not empty; `before` is how many lines of the file come first."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    number, begin = 0, before + 1
    try:
        for number, cells in enumerate(reader, 1):
            if any(cells) and any(map(str.strip, cells)):
                yield Row(begin, number, cells)
            begin = before + reader.line_num + 1
    except csv.Error:
        raise SourceFault(problem("BT346", path, begin, row=number + 1)) from None


def clean(cell: str) -> str:
    """Return a cell without invisible characters and repeated blanks; its lines remain."""
    if cell.isprintable() and "  " not in cell:
        return cell.strip()
    return "\n".join(line for line in map(_clean_line, cell.split("\n")) if line)


def _clean_line(line: str) -> str:
    if not line.isprintable():
        line = "".join(filter(_is_visible, line.translate(PLAIN)))
    return " ".join(line.split())


def _is_visible(letter: str) -> bool:
    return letter.isprintable() or letter == "\t"


def cell_name(column: int, number: int) -> str:
    """Return what spreadsheets call a cell: `D15` is in column 3, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{number}"


@functools.lru_cache(maxsize=2_000)
def names_in(cell: str) -> tuple[str, ...]:
    """Return the names in a cell, which semicolons or line ends part."""
    return tuple(name for part in cell.replace("\n", ";").split(";") if (name := part.strip(" ,.")))
