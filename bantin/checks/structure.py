"""Headings, and lists that Markdown takes for lines of a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.checks.text import Text

# `#` and `##` are both the level below the page's own heading: see `markup.dialect`.
_SIGNS = re.compile(r"(?P<signs>#{1,6})(?!#)[ \t]*(?P<words>\S.*)")
_RULE = re.compile(r"(?:=+|-+)[ ]*")
_RAW = re.compile(r"<h(?P<level>[1-6])\b")
_ROOT = 1
_TOP = 2
_ITEM = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,3})\.) +\S")
_OWN_BLOCK = re.compile(r"[-*+>|#:<]|\d+[.)] |\[\^|[ \t]|!?\[[^\]]*\]:")
_LEAST_ITEMS = 2


def jumping_headings(text: Text) -> Iterator[Problem]:
    """BT901: a heading more than one level below the one before it: a part seems to be missing from the outline."""
    if "#" not in text.prose and "<h" not in text.prose:
        return
    before = _ROOT
    for number, level, words in _headings(text.prose):
        if level > before + 1:
            shown = " ".join(words.strip("# ").split())
            yield problem(
                "BT901",
                text.path,
                text.first_line + number,
                heading=shown,
                found="#" * level,
                wanted="#" * (before + 1),
            )
        before = level


def _headings(prose: str) -> Iterator[tuple[int, int, str]]:
    """Yield line (from 0), level and words of each heading; the words are empty for underlined and HTML headings."""
    above = ""
    for number, line in enumerate(prose.split("\n")):
        if line.startswith("#") and (found := _SIGNS.fullmatch(line)):
            yield number, max(_TOP, len(found["signs"])), found["words"]
        elif above.strip() and line.startswith(("=", "-")) and _RULE.fullmatch(line):
            yield number, _TOP, ""
        elif "<h" in line:
            for raw in _RAW.finditer(line):
                yield number, max(_TOP, int(raw["level"])), ""
        above = line


def glued_lists(text: Text) -> Iterator[Problem]:
    """BT908: list items directly below a paragraph, which Markdown takes for lines of it."""
    if "\n- " not in text.prose and "\n1. " not in text.prose and "\n* " not in text.prose:
        return
    lines = text.prose.split("\n")
    start = 0  # the first line of the current block
    paragraph = False  # whether the block is one
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line.strip() or line.startswith("#"):
            start = index + 1
        elif index == start:
            paragraph = not _OWN_BLOCK.match(line)
        elif paragraph and _ITEM.match(line):
            items = _items(lines, index)
            if items >= _LEAST_ITEMS:
                yield problem("BT908", text.path, text.first_line + index, count=items)
            while index < len(lines) and lines[index].strip():  # one finding for each block
                index += 1
            start = index + 1
        index += 1


def _items(lines: list[str], index: int) -> int:
    """Return the number of consecutive list items from line `index` on; numbers must count from 1."""
    count = 0
    mark = ""
    for at in range(index, len(lines)):
        found = _ITEM.match(lines[at])
        if found is None:
            break
        if found["number"] is not None and int(found["number"]) != count + 1:
            break
        if mark and found["number"] is None and found["mark"] != mark:
            break
        mark = found["mark"]
        count += 1
    return count
