"""Long runs of combining marks, on which Unicode's normalization takes quadratic time.

No writing system puts more than a few marks on one letter. Unicode's stream-safe text format (UAX #15, 13) allows 30.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 30
"""Most combining marks in a row."""

# Combining marks are outside ASCII, so only these runs can contain too many.
_FOREIGN = re.compile(rf"[^\x00-\x7f]{{{LIMIT + 1},}}+")


def long_run(text: str) -> int:
    """Return the index at which more than `LIMIT` combining marks in a row begin, or -1."""
    for found in _FOREIGN.finditer(text):
        count = 0
        for at in range(found.start(), found.end()):
            count = count + 1 if unicodedata.combining(text[at]) else 0
            if count > LIMIT:
                return at - LIMIT
    return -1


def shortened(text: str) -> str:
    """Return `text` without the marks beyond `LIMIT` in a row, so that it can be normalized."""
    if len(text) <= LIMIT or text.isascii() or long_run(text) < 0:
        return text
    kept: list[str] = []
    count = 0
    for letter in text:
        count = count + 1 if unicodedata.combining(letter) else 0
        if count <= LIMIT:
            kept.append(letter)
    return "".join(kept)
