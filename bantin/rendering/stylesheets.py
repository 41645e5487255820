"""Stylesheets as readers get them: without comments and blanks, each rule on the line where its author wrote it. Pure."""

from __future__ import annotations

import re

# What stays as it is (a string, an address without quotes), a comment, or blanks that say nothing (CSS Syntax Level 3, 4.3). Blanks
# before a colon do say something in a selector, and those around `+` in a calculation.
_PIECE = re.compile(
    r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|url\([^"')]*\))"""
    r"""|[ \t]*/\*(.*?)\*/[ \t]*($)?|[ \t]*([{};,])[ \t]*|(:)[ \t]+|^[ \t]+|[ \t]+$""",
    re.DOTALL | re.MULTILINE,
)


def compact(text: str) -> str:
    """Return the stylesheet `text` shorter, and with as many lines: a browser's tools then name the line of the source."""
    return _PIECE.sub(_kept, text).replace(";}", "}")


def _kept(piece: re.Match[str]) -> str:
    if piece[2] is not None:
        return "\n" * piece[2].count("\n") or (" " if piece[3] is None else "")  # two words stay two
    return piece[1] or piece[4] or piece[5] or ""
