"""Anchors of headings: slugs, unique in a text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from bantin.language.vietnamese import slugify
from bantin.markup.body import Heading
from bantin.markup.plain import in_one_line
from bantin.problems.records import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

_ATTRIBUTES = r'(?:\s+(?!id=)[^\s="<>]+(?:="[^"]*")?)*'
_IDS = re.compile(rf'<[a-z][^\s"<>/]*{_ATTRIBUTES}\s+id="([^"]+)"')
_HEADING = re.compile(r'<h([2-6])((?:[^"<>]|"[^"]*")*)>(.*?)</h\1>', re.DOTALL)
# Old portals' anchors. The sanitizer leaves a `name` to nothing but links, and no `id` beside it.
_NAME = re.compile(r'(?<=<a) name="([^"]*+)"')
_ID = re.compile(r'\sid="([^"]*)"')


def nearest_anchor(anchor: str, anchors: Collection[str]) -> str:
    """Return the anchor that is meant by `anchor`, or an empty text: `định-lý` means `dinh-ly`."""
    slug = slugify(anchor)
    return slug if slug in anchors else nearest(anchor, anchors)


class Anchors:
    """The anchors of one text, each used once."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._last: dict[str, int] = {}
        """The last number given to each slug, so that many equal headings take linear time."""

    def take(self, text: str) -> str:
        """Return an unused anchor for a heading's `text`: its slug, numbered from 2 when that is used."""
        slug = slugify(text) or "muc"
        anchor, number = slug, self._last.get(slug, 1)
        while anchor in self.used:
            number += 1
            anchor = f"{slug}-{number}"
        if number > 1:
            self._last[slug] = number
        self.used.add(anchor)
        return anchor

    def give(self, text: str, headings: list[Heading]) -> str:
        """Return sanitized HTML with an anchor for each heading without an `id`; append all headings to `headings`."""
        if ' name="' in text:
            text = _NAME.sub(r' id="\1"', text)
        if ' id="' in text:
            self.used.update(html.unescape(one) for one in _IDS.findall(text))
        if "<h" not in text:
            return text

        def anchored(found: re.Match[str]) -> str:
            level, attributes, inside = found.groups()
            words = in_one_line(inside)
            own = _ID.search(attributes)
            if own and own[1]:
                headings.append(Heading(int(level), html.unescape(own[1]), words))
                return found[0]
            anchor = self.take(words)
            headings.append(Heading(int(level), anchor, words))
            return f'<h{level}{_ID.sub("", attributes)} id="{anchor}">{inside}</h{level}>'

        return _HEADING.sub(anchored, text)
