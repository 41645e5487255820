"""Headings."""

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
