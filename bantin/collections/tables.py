"""Tables as open data: CSV and JSON with a description of each column."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: str
    """`string`, `integer` or `date`, as Table Schema (Data Package 2.0) names them."""
    title: str
    """What it holds, in Vietnamese."""


def csv_text(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV (RFC 4180), with a byte order mark, without which Excel reads no Vietnamese.

    What a spreadsheet would take for a formula begins with an apostrophe.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(one.name for one in columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()


def json_text(title: str, address: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as JSON: `fields` describes the columns, after Table Schema, `rows` are lists in their order."""
    fields = [one._asdict() for one in columns]
    table = {"title": title, "url": address, "fields": fields, "rows": [list(row) for row in rows]}
    return msgspec.json.encode(table).decode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA else cell


_FORMULA = frozenset("=+-@\t\r")
