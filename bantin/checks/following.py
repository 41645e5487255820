"""Where a pattern comes next: a text without one is looked through once, not anew from each place that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re


class Following:
    """What a pattern finds in one text."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._asked = -1
        self._found: re.Match[str] | None = None

    def after(self, at: int) -> re.Match[str] | None:
        """Return the first match that begins at the place `at` or later; no place may be before the last that was asked for."""
        if self._asked < 0 or (self._found is not None and self._found.start() < at):
            self._asked = at
            self._found = self._pattern.search(self._text, at)
        return self._found
