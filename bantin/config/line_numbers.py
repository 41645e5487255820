"""Line numbers of tables and keys in a TOML text, which `tomllib` does not give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.system.toml import DOTTED, PART

if TYPE_CHECKING:
    from bantin.problems import records


def key_lines(text: str) -> dict[records.KeyPath, int]:
    """Return the line of each table and key of a TOML text, counted from 1."""
    lines: dict[records.KeyPath, int] = {}
    counts: dict[records.KeyPath, int] = {}
    table: records.KeyPath = ()
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        head = _TABLE.match(line)
        if head:
            *outer, last = _names(head["array"] or head["table"])
            table = ()
            for name in outer:  # in a list of tables the last one is meant
                table = (*table, name)
                table = (*table, counts[table]) if table in counts else table
            table = (*table, last)
            if head["array"]:
                lines.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
            continue
        key = _KEY.match(line)
        if key:
            names = _names(key["key"])
            for end in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:end]), number)
            quote = next((q for q in ('"""', "'''") if line.count(q) == 1), "")
    return lines


_TABLE = re.compile(rf"\s*(?:\[\[\s*(?P<array>{DOTTED})\s*\]\]|\[\s*(?P<table>{DOTTED})\s*\])\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*(?P<key>{DOTTED})\s*=")
_NAME = re.compile(PART)
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


def _names(dotted: str) -> records.KeyPath:
    return tuple(name.strip("\"'") for name in _NAME.findall(dotted))


def position(message: str, text: str) -> tuple[int, int]:
    """Return line and column that a message of `tomllib` names; the last line of `text` when it names none."""
    found = _POSITION.search(message)
    return (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 0)


def line_of(where: records.KeyPath, lines: dict[records.KeyPath, int]) -> int:
    """Return the line of the key `where`, or of the nearest table around it; 0 when there is none."""
    while where:
        if where in lines:
            return lines[where]
        where = where[:-1]
    return 0


def dotted(where: records.KeyPath) -> str:
    """Return `where` as text, items of lists counted from 1: `categories.2.slug`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
