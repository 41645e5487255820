"""Read TOML that people write, within bounds: `tomllib` takes the square of how deep keys are nested, and its stack ends."""

from __future__ import annotations

import re
import tomllib
from typing import Any

LENGTH = 200_000
"""Longest text, in characters: some hundred times a site's settings."""
DEPTH = 30
"""Most parts of a key, `a.b.c`."""

PART = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
DOTTED = rf"{PART}(?:\s*+\.\s*+{PART})*"
_PART, _DOTTED = re.compile(PART), re.compile(DOTTED)


class TooMuch(ValueError):
    """A text is too long, or nested too deep."""

    def __init__(self, line: int) -> None:
        """`line` counts from 1: where the text is nested too deep, or the first."""
        super().__init__(f"quá dài hoặc lồng quá sâu / too long or too deep (at line {line})")
        self.line = line


def loads(text: str) -> dict[str, Any]:
    """Return what `text` says. Raises `TooMuch`, and `tomllib.TOMLDecodeError` for what is no TOML."""
    if len(text) > LENGTH:
        raise TooMuch(1)
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= DEPTH and any(len(_PART.findall(found[0])) > DEPTH for found in _DOTTED.finditer(line)):
            raise TooMuch(number)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TooMuch(1) from None
