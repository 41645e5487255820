"""Anchors of headings: slugs, each once in a text."""

from __future__ import annotations

from bantin.language.vietnamese import slugify


class Anchors:
    """Gives out the anchors of one text, each once."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._last: dict[str, int] = {}
        """The last number given to each slug, so that a heading which is always the same need not count from 2."""

    def take(self, text: str) -> str:
        """Return the anchor for a heading's `text`: its slug, numbered from 2 when it is taken."""
        slug = slugify(text) or "muc"
        anchor, number = slug, self._last.get(slug, 1)
        while anchor in self.used:
            number += 1
            anchor = f"{slug}-{number}"
        if number > 1:
            self._last[slug] = number
        self.used.add(anchor)
        return anchor
