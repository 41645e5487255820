"""Texts that would keep Python-Markdown busy for minutes: its search for a closing sign begins anew at each opening one.

The work that a text would cost is counted before it is done, in one pass over its signs. No real text comes near a bound: the
most tangled of ten thousand council articles costs a thousandth of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 60
"""Signs of one kind that no text is judged for: looking closer would cost more than they can."""
_STEPS = {"[": 4_000_000, "(": 4_000_000, "<": 20_000_000, "[^": 1_500, ":": 1_000_000}
"""The most that a text may cost: characters searched for `[`, `(` and `<`, signs for `[^`, the square of lines for `:`."""
_BLOCKS = re.compile(r"\n[ \t]*\n")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_PAIRS = {"[": (re.compile(r"[\[\]]"), "]"), "(": (re.compile(r"(?<=\])\(|\)"), ")")}
_MARK_LINES = re.compile(r"^(?::[ ]|[-=]+[ ]*$|#)", re.MULTILINE)


class Tangle(NamedTuple):
    """What is too much in a text."""

    sign: str
    count: int
    """How often the text has it."""
    line: int
    """Of the text, from 1: where the passage begins that costs most."""


def tangle(text: str) -> Tangle | None:
    """Return what makes `text` too costly, `None` for every text that somebody wrote."""
    for sign, costs in (("[", _brackets), ("(", _brackets), ("<", _tags), ("[^", _footnotes), (":", _mark_lines)):
        if (text.count(sign) if sign != ":" else text.count("\n")) <= _FEW:
            continue
        found = list(costs(text, sign))
        if sum(cost for cost, _ in found) > _STEPS[sign]:
            _, at = max(found)
            return Tangle(sign if sign != ":" else ": - = #", text.count(sign), text.count("\n", 0, at) + 1)
    return None


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each block."""
    start = 0
    for gap in _BLOCKS.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _brackets(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the distances from its opening signs to their closing ones, or to its end; and where it begins."""
    pattern, closing = _PAIRS[sign]
    for start, end in _blocks(text):
        if text.count(sign, start, end) <= 1:
            continue
        cost = 0
        open_: list[int] = []
        for found in pattern.finditer(text, start, end):
            if found[0] != closing:
                open_.append(found.start())
            elif open_:
                cost += found.start() - open_.pop()
        yield cost + sum(end - at for at in open_), start


def _tags(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each tag how far its end is, and where it begins."""
    ends = {">": -1, "]]>": -1}
    for found in _TAG.finditer(text):
        at = found.start()
        close = "]]>" if text.startswith("<![", at) else ">"
        if ends[close] <= at:
            there = text.find(close, at)
            ends[close] = there if there >= 0 else len(text)
        yield ends[close] - at, at


def _footnotes(text: str, sign: str) -> Iterator[tuple[int, int]]:
    yield text.count(sign), text.find(sign)


def _mark_lines(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the square of its lines that begin another one: definitions, rules, headings; and where it begins."""
    for start, end in _blocks(text):
        count = sum(1 for _ in _MARK_LINES.finditer(text, start, end))
        yield count * count, start
