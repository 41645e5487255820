"""The table of mishaps in docs/su-co.md: each row has one test, which plays it and compares what it finds with the row.

A test is marked with the first cell of its row, `@pytest.mark.mishap("Bị `kill`")` or, among its parameters,
`row("Bị `kill`", …)`, and asks for the fixture `mishap`. `tests/test_mishaps.py` holds that each row has its test.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.builder import PROJECT

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

_CODES = re.compile(r"BT\d{3}")
_SILENT = "không"
"""How a cell begins that promises no message: không báo, không kịp báo."""


class Row(NamedTuple):
    """A row of the table."""

    mishap: str
    told: str
    seen: str
    remedy: str


def _rows() -> dict[str, Row]:
    lines = (PROJECT / "docs/su-co.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    found = [Row(*row) for row in cells if row[0] != "Chuyện gì" and not row[0].startswith("---")]
    assert len({row.mishap for row in found}) == len(found), "a mishap has two rows"
    return {row.mishap: row for row in found}


ROWS = _rows()


def row(mishap: str, *values: object) -> ParameterSet:
    """Return the parameters with which a test plays a row."""
    return pytest.param(*values, marks=pytest.mark.mishap(mishap))


class Mishap:
    """A row that a test plays. The test must compare both with it: what is told, and what readers see."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.is_told = self.is_seen = False

    def told(self, text: str, *words: str) -> None:
        """Check a message: it has the codes of the row, in Vietnamese, and `words`; without a code it has no error."""
        codes = _CODES.findall(self.row.told)
        if "đến" in self.row.told:  # from one code to another
            first, last = codes
            assert any(first <= code <= last for code in _CODES.findall(text)), text
        else:
            for code in codes:
                assert re.search(rf"{code} (lỗi|cảnh báo): ", text), (code, text)
        if self.row.told.startswith(_SILENT) and not codes:
            assert " lỗi: " not in text, text
        for word in words:
            assert word in text, (word, text)
        assert "Traceback" not in text, text
        self.is_told = True

    def seen(self, found: object, *expected: object) -> None:
        """Check what readers see, or what is counted: one of `expected`."""
        assert any(found == one for one in expected), self.row.seen
        self.is_seen = True
