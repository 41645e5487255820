"""Runs of combining marks: to put a long one in order takes Unicode's normalization the square of its length.

No writing system needs more than a few marks on one letter. Unicode's stream-safe text format (UAX #15, 13) allows 30.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 30
"""The most combining marks that may follow each other."""

# Every combining mark is outside ASCII: only in such a run can there be one of marks.
_FOREIGN = re.compile(rf"[^\x00-\x7f]{{{LIMIT + 1},}}+")


def long_run(text: str) -> int:
    """Return where more than `LIMIT` combining marks in a row begin, or -1."""
    for found in _FOREIGN.finditer(text):
        count = 0
        for at in range(found.start(), found.end()):
            count = count + 1 if unicodedata.combining(text[at]) else 0
            if count > LIMIT:
                return at - LIMIT
    return -1


def shortened(text: str) -> str:
    """Return `text` without the marks that follow `LIMIT` others, so that it can be normalized."""
    if len(text) <= LIMIT or text.isascii() or long_run(text) < 0:
        return text
    kept: list[str] = []
    count = 0
    for letter in text:
        count = count + 1 if unicodedata.combining(letter) else 0
        if count <= LIMIT:
            kept.append(letter)
    return "".join(kept)
