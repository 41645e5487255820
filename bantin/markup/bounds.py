"""Refuse texts on which Python-Markdown would take minutes, as it searches a closing sign anew from each opening one.

The cost of a text is computed before, in one pass over its signs. No real text comes near a bound: the project's own
articles cost a hundredth of the nearest one, and less than a ten-thousandth of most.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG = 20_000
"""Characters from which texts of plain blocks are checked, too; `quick` is fast on all shorter ones."""
_SHOWN = {":": ": - = #", "  \n": "␣␣⏎", ". ": "1. ", "\n\n    ": "⏎␣␣␣␣"}
_FEW = 60
"""Number of one sign up to which its cost is not computed, as it is low."""
_STEPS = {
    "[": 4_000_000,
    "](": 4_000_000,
    "]:": 4_000_000,
    "<": 20_000_000,
    "`": 20_000_000,
    "[^": 1_500,
    ":": 1_000_000,
    "  \n": 60_000_000,
    "```": 200_000_000,
    "~~~": 200_000_000,
    ">": 3_000_000,
    ". ": 3_000_000,
    "\n\n    ": 30_000,
}
"""Greatest cost of a text by sign: characters searched for brackets, tags, ticks and ends of code, or read again in
each list or quote around them; footnotes; blocks of code; lines read for references; squares of lines and of forced
line breaks."""
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
"""Greatest number of a sign in a text, as each costs a little: about fifty times a long report's."""
_MANY_SIGNS = 150_000
"""Greatest number of signs of Latin-1, as `®` or a no-break space: nh3 takes quadratic time for them."""
_SIGNS = re.compile("[\x80-\xbf]")
_MANY_LINES = 30_000
"""The same for lines that begin with a sign: items, rows, headings, quotes."""
_SIGN_LINES = re.compile(r"^[ \t]*[-+*>#|:=\d]", re.MULTILINE)
_BLOCKS = re.compile(r"\n[ \t]*\n")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACKETS = re.compile(r"[\[\]]")
_ROUND = re.compile(r"[()\"']")
_TITLE_END = re.compile(r"[\"'] *+\)")
_TICKS = re.compile(r"`+")
_MARK_LINES = re.compile(
    r"^(?::[ ]|[-=]+[ ]*$|#|[ ]{0,3}(?:(?:-[ ]*+){3,}+|(?:\*[ ]*+){3,}+|(?:_[ ]*+){3,}+)$)", re.MULTILINE
)
_FENCES = {"```": re.compile("^`{3}", re.MULTILINE), "~~~": re.compile("^~{3}", re.MULTILINE)}
_NESTS = re.compile(r"^(?:[ ]*+(?:>|(?:[-+*]|\d{1,9}+\.)[ ])){10,}+", re.MULTILINE)
_NEST = re.compile(r">|[-+*.][ ]")
_DEEPEST = 350
"""Lists and quotes in each other that are read, before Python's stack ends."""


class Tangled(Exception):
    """A text would take too long."""

    def __init__(self, sign: str, count: int, line: int) -> None:
        """`line`, counted from 1 in the text, is where the most expensive passage begins."""
        super().__init__(f"{count} times {sign!r}")
        self.sign = sign
        self.count = count
        self.line = line


def refuse(text: str) -> None:
    """Raise `Tangled` when `text` would take too long."""
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
    """Yield for each block the square of the number of forced line breaks, and its start."""
    for start, end in _blocks(text):
        yield text.count(sign, start, end) ** 2, start


def _refuse_many(text: str) -> None:
    """Raise `Tangled` for a sign of which `text` has too many."""
    for sign, most in _MANY.items():
        if (count := text.count(sign)) > most:
            raise Tangled(sign, count, _line(text, text.find(sign)))
    if len(text) > _MANY_SIGNS:
        signs = _SIGNS.findall(text)
        if len(signs) > _MANY_SIGNS:
            raise Tangled(signs[0], len(signs), _line(text, text.find(signs[0])))
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
    """Yield for each block the sum of distances from opening brackets to closing ones or its end, and its start."""
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
    """Yield for each block the sum of the lengths of its links' addresses, and its start.

    A quote in an address may begin a title, which ends with a quote before a closing bracket, or with the block.
    """
    for start, end in _blocks(text):
        if text.count(sign, start, end) <= 1:
            continue
        cost = 0
        open_: list[int] = []
        titled = start  # the end of the last title found
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
    """Yield the length and the start of each tag."""
    ends = {">": -1, "]]>": -1}
    for found in _TAG.finditer(text):
        at = found.start()
        close = "]]>" if text.startswith("<![", at) else ">"
        if ends[close] <= at:
            there = text.find(close, at)
            ends[close] = there if there >= 0 else len(text)
        yield ends[close] - at, at


def _ticks(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the characters searched for the ends of its runs of ticks, and its start."""
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


def _code(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield how far the end of the text is from each fence of code, and where it begins."""
    for found in _FENCES[sign].finditer(text):
        yield len(text) - found.start(), found.start()


def _nests(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield how much is read again for each line with many nested lists or quotes, and where it begins."""
    for start, end in _blocks(text):
        for found in _NESTS.finditer(text, start, end):
            yield min(_DEEPEST, len(_NEST.findall(found[0]))) * (end - found.start()), found.start()


def _each(text: str, sign: str) -> Iterator[tuple[int, int]]:
    yield text.count(sign), text.find(sign)


def _references(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block references times lines, which are read for each reference; and its start."""
    for start, end in _blocks(text):
        yield text.count(sign, start, end) * text.count("\n", start, end), start


def _mark_lines(text: str, _sign: str) -> Iterator[tuple[int, int]]:
    """Yield for each block the square of the number of definitions, rules and headings, and its start."""
    for start, end in _blocks(text):
        count = sum(1 for _ in _MARK_LINES.finditer(text, start, end))
        yield count * count, start


_COSTS: dict[str, Callable[[str, str], Iterator[tuple[int, int]]]] = {
    "[": _brackets,
    "](": _addresses,
    "]:": _references,
    "<": _tags,
    "`": _ticks,
    "[^": _each,
    ":": _mark_lines,
    "  \n": _breaks,
    "```": _code,
    "~~~": _code,
    ">": _nests,
    ". ": _nests,
    "\n\n    ": _each,
}
