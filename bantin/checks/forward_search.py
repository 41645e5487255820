"""Finds the next match of a pattern from ascending positions, so that a text without a match is scanned once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re


class ForwardSearch:
    """The matches of a pattern in one text."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._started = False
        self._found: re.Match[str] | None = None

    def after(self, at: int) -> re.Match[str] | None:
        """Return the first match that begins at `at` or later. Positions must not decrease from call to call."""
        if not self._started or (self._found is not None and self._found.start() < at):
            self._started = True
            self._found = self._pattern.search(self._text, at)
        return self._found
