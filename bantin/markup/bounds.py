"""Texts that would keep Python-Markdown busy for minutes: its search for a closing sign begins anew at each opening one.

The work that a text would cost is counted before it is done, in one pass over its signs. No real text comes near a bound: the
project's own articles cost a hundredth of the nearest one, and less than a ten-thousandth of most.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG = 20_000
"""Characters below which a text of plain blocks alone need not be judged: the short way is quick with all that fits in."""
_SHOWN = {":": ": - = #", "  \n": "␣␣⏎"}
_FEW = 60
"""Signs of one kind that no text is judged for: looking closer would cost more than they can."""
_STEPS = {
    "[": 4_000_000,
    "](": 4_000_000,
    "]:": 4_000_000,
    "<": 20_000_000,
    "`": 20_000_000,
    "[^": 1_500,
    ":": 1_000_000,
    "  \n": 60_000_000,
}
"""The most that a text may cost: characters searched for brackets, tags and ticks; notes; lines read for
references; squares of lines and of forced line breaks."""
_MANY = {
    "<": 20_000,
    "[": 40_000,
    "*": 40_000,
    "_": 40_000,
    "`": 40_000,
    "&": 40_000,
    "\\": 40_000,
    "|": 60_000,
    "{": 20_000,
}
"""The most that a whole text may have of a sign, although each costs little: some fifty times a long report's."""
_MANY_LINES = 30_000
"""The same for lines that begin with a sign: items, rows, headings, quotes."""
_SIGN_LINES = re.compile(r"^[ \t]*[-+*>#|:=\d]", re.MULTILINE)
_BLOCKS = re.compile(r"\n[ \t]*\n")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACKETS = re.compile(r"[\[\]]")
_ROUND = re.compile(r"[()\"']")
_TITLE_END = re.compile(r"[\"'] *+\)")
_TICKS = re.compile(r"`+")
_MARK_LINES = re.compile(r"^(?::[ ]|[-=]+[ ]*$|#)", re.MULTILINE)


class Tangled(Exception):
    """A text would cost too much. Raised by `refuse`, caught in `rendering`."""

    def __init__(self, sign: str, count: int, line: int) -> None:
        """`line` counts from 1 in the text: where the passage begins that costs most."""
        super().__init__(f"{count} times {sign!r}")
        self.sign = sign
        self.count = count
        self.line = line


def refuse(text: str) -> None:
    """Raise `Tangled` when `text` would cost too much: no text does that somebody wrote."""
    for sign, costs in _COSTS.items():
        if text.count(sign if sign != ":" else "\n") <= _FEW:
            continue
        found = list(costs(text, sign))
        if sum(cost for cost, _ in found) > _STEPS[sign]:
            _, at = max(found)
            raise Tangled(_SHOWN.get(sign, sign), text.count(sign), _line(text, at))
    if len(text) > LONG:
        _refuse_many(text)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _breaks(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the square of its forced line breaks, and where it begins."""
    for start, end in _blocks(text):
        yield text.count(sign, start, end) ** 2, start


def _refuse_many(text: str) -> None:
    """Raise `Tangled` for a sign that `text` has too often as a whole."""
    for sign, most in _MANY.items():
        if (count := text.count(sign)) > most:
            raise Tangled(sign, count, _line(text, text.find(sign)))
    if text.count("\n") > _MANY_LINES:
        lines = sum(1 for _ in _SIGN_LINES.finditer(text))
        if lines > _MANY_LINES:
            raise Tangled("- > # |", lines, 1)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each block."""
    start = 0
    for gap in _BLOCKS.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _brackets(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the distances from its opening signs to their closing ones, or to its end; and where it begins."""
    for start, end in _blocks(text):
        if text.count(sign, start, end) <= 1:
            continue
        cost = 0
        open_: list[int] = []
        for found in _BRACKETS.finditer(text, start, end):
            if found[0] == "[":
                open_.append(found.start())
            elif open_:
                cost += found.start() - open_.pop()
        yield cost + sum(end - at for at in open_), start


def _addresses(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the distances from where its links' addresses begin to where they end; and where it begins.

    A quote in an address may begin a title, which goes on to the next quote before a closing bracket, or to the block's end.
    """
    for start, end in _blocks(text):
        if text.count(sign, start, end) <= 1:
            continue
        cost = 0
        open_: list[int] = []
        titled = start  # where the title that was looked for last ends
        for found in _ROUND.finditer(text, start, end):
            at = found.start()
            if found[0] == "(":
                open_.append(at)
            elif found[0] == ")":
                if open_ and text[(opened := open_.pop()) - 1] == "]":
                    cost += at - opened
            elif open_:
                if titled <= at:
                    close = _TITLE_END.search(text, at + 1, end)
                    titled = close.end() if close else end
                cost += (
                    sum(titled - one for one in open_[-_FEW:] if text[one - 1] == "]")
                    if len(open_) < _FEW
                    else titled - at
                )
        yield cost + sum(end - one for one in open_ if text[one - 1] == "]"), start


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


def _ticks(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block what its runs of ticks cost: one without its like is sought to the end, and each shorter one in it."""
    for start, end in _blocks(text):
        if text.count("`", start, end) <= 1:
            continue
        nearest: dict[int, int] = {}
        cost = 0
        for found in reversed(list(_TICKS.finditer(text, start, end))):
            length = found.end() - found.start()
            there = nearest.get(length)
            cost += (end - found.start()) * length if there is None else there - found.start()
            nearest[length] = found.start()
        yield cost, start


def _footnotes(text: str, sign: str) -> Iterator[tuple[int, int]]:
    yield text.count(sign), text.find(sign)


def _references(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block its references times its lines, which are read for each of them; and where it begins."""
    for start, end in _blocks(text):
        yield text.count(sign, start, end) * text.count("\n", start, end), start


def _mark_lines(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the square of its lines that begin another one: definitions, rules, headings; and where it begins."""
    for start, end in _blocks(text):
        count = sum(1 for _ in _MARK_LINES.finditer(text, start, end))
        yield count * count, start


_COSTS: dict[str, Callable[[str, str], Iterator[tuple[int, int]]]] = {
    "[": _brackets,
    "](": _addresses,
    "]:": _references,
    "<": _tags,
    "`": _ticks,
    "[^": _footnotes,
    ":": _mark_lines,
    "  \n": _breaks,
}
