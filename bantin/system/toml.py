"""Parse TOML within bounds: `tomllib` takes quadratic time in the depth of keys, and recurses."""

from __future__ import annotations

import re
import tomllib
from typing import Any

LENGTH = 200_000
"""Longest text, in characters: about a hundred times a site's settings."""
DEPTH = 30
"""Most parts of a key, `a.b.c`."""

PART = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
DOTTED = rf"{PART}(?:\s*+\.\s*+{PART})*"
_PART, _DOTTED = re.compile(PART), re.compile(DOTTED)


# Python neither reads nor shows numbers of more than 4,300 digits.
_DIGITS = 4_000
_LONG_NUMBER = re.compile(rf"(?<!\w)[+-]?[0-9][\w]{{{_DIGITS}}}")


class TooMuch(ValueError):
    """A text is too long or nested too deep."""

    def __init__(self, line: int) -> None:
        """`line`, counted from 1, is where the text is nested too deep, else 1."""
        super().__init__(f"quá dài hoặc lồng quá sâu / too long or too deep (at line {line})")
        self.line = line


def loads(text: str) -> dict[str, Any]:
    """Parse `text`. Raises `TooMuch`, and `tomllib.TOMLDecodeError` when it is not valid TOML."""
    if len(text) > LENGTH:
        raise TooMuch(1)
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= DEPTH and any(len(_PART.findall(found[0])) > DEPTH for found in _DOTTED.finditer(line)):
            raise TooMuch(number)
        if len(line) > _DIGITS and _LONG_NUMBER.search(line):
            raise TooMuch(number)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TooMuch(1) from None
