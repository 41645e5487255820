"""Characters that no page and no feed may hold, as Word and PDF programs put them among words."""

from __future__ import annotations

import re

from bantin.language.characters import FORBIDDEN, name

LINE_SEPARATOR = "\u2028"
"""A line break within a paragraph."""
_BREAKS = re.compile("[\x0b\x0c\x85\u2029]")


def clean_characters(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Return `text` without forbidden characters, breaks of lines as `LINE_SEPARATOR`; and what was dropped.

    Each character that was dropped is named once (`U+0007`), with the line of the first, counted from 0.
    """
    if text.replace("\n", "").isprintable():  # nearly every text, and many times quicker than the patterns
        return text, []
    text = _BREAKS.sub(LINE_SEPARATOR, text)
    found: dict[str, int] = {}
    for one in FORBIDDEN.finditer(text):
        if one[0] not in found:
            found[one[0]] = text.count("\n", 0, one.start())
    if not found:
        return text, []
    return FORBIDDEN.sub("", text), [(name(one), line) for one, line in found.items()]
