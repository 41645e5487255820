"""Tables without column headers, and rows that Markdown does not take for a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.checks.text import Text

_RULE = re.compile(r"[ ]*+\|?[ ]*+:?-++:?[ ]*+(?:\|[ ]*+:?-++:?[ ]*+)*\|?[ ]*+$")
_ROW = re.compile(r"\|.*\|[ ]*$")
_RAW_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_RAW_HEAD = re.compile(r"<th\b", re.IGNORECASE)
_LEAST_ROWS = 2


def headless_tables(text: Text) -> Iterator[Problem]:
    """BT906: a table without column headers, which a screen reader needs."""
    if "|" in text.prose:
        lines = text.prose.split("\n")
        for index in range(1, len(lines)):
            above = lines[index - 1]
            if (
                "|" in lines[index]
                and "-" in lines[index]
                and _RULE.match(lines[index])
                and "|" in above
                and not above.strip("| \t")
            ):
                yield problem("BT906", text.path, text.first_line + index - 1)
    if "<table" in text.prose:
        for found in _RAW_TABLE.finditer(text.prose):
            if not _RAW_HEAD.search(found[0]):
                yield problem("BT906", text.path, text.line(found.start()))


def rows_without_table(text: Text) -> Iterator[Problem]:
    """BT907: table rows published as text with bars: the line of dashes is missing."""
    if "\n|" not in text.prose and not text.prose.startswith("|"):
        return
    lines = text.prose.split("\n")
    index = 0
    while index < len(lines):
        if _ROW.match(lines[index]):
            end = index
            while end < len(lines) and _ROW.match(lines[end]):
                end += 1
            if end - index >= _LEAST_ROWS and not _RULE.match(lines[index + 1]):
                yield problem("BT907", text.path, text.first_line + index)
            index = end - 1
        index += 1
