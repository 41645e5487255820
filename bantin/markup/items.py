"""What an inline text consists of until its tree can be built: strings, elements, delimiters, and where links are."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bantin.markup import links
from bantin.markup.emphasis import Delimiter

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True, frozen=True, eq=False)
class LinkStart:
    """The beginning of a link's text."""

    element: ET.Element


@dataclass(slots=True, frozen=True, eq=False)
class Address:
    """A bare address: a link, but in another link's text words."""

    element: ET.Element


class LinkEnd(Enum):
    """The end of a link's text."""

    END = 0


LINK_END = LinkEnd.END
Item = str | ET.Element | Delimiter | LinkStart | Address | LinkEnd


def build(items: Iterable[Item], parent: ET.Element) -> list[ET.Element]:
    """Build the tree of `items` in `parent`, which has no children yet; return the links made of e-mail addresses."""
    builder = _Builder(parent)
    for item in items:
        if isinstance(item, str):
            builder.text.append(item)
        elif isinstance(item, Delimiter):
            for _ in item.closes:
                builder.close()
            builder.text.append(item.sign * item.count)
            for tag in reversed(item.opens):
                builder.open(ET.Element(tag))
        elif isinstance(item, LinkStart):
            builder.open(item.element)
            builder.links_open += 1
        elif item is LINK_END:
            builder.close()
            builder.links_open -= 1
        else:
            builder.append(item.element if isinstance(item, Address) else item)
    builder.flush()
    return builder.mails


class _Builder:
    """Builds a tree from its beginning to its end."""

    def __init__(self, parent: ET.Element) -> None:
        self._open = [parent]
        self._last: ET.Element | None = None
        """The last child of the innermost open element."""
        self.text: list[str] = []
        """Not yet in the tree."""
        self.links_open = 0
        self.mails: list[ET.Element] = []

    def open(self, element: ET.Element) -> None:
        self.append(element)
        self._open.append(element)
        self._last = None

    def close(self) -> None:
        self.flush()
        self._last = self._open.pop()

    def append(self, element: ET.Element) -> None:
        self.flush()
        self._open[-1].append(element)
        self._last = element

    def flush(self) -> None:
        """Put the text into the tree, e-mail addresses in it as links unless it is a link's."""
        words = "".join(self.text)
        self.text.clear()
        if "@" in words and not self.links_open:
            words = self._link_mails(words)
        self._append_text(words)

    def _link_mails(self, words: str) -> str:
        """Append `words` up to the last e-mail address in them, and return what follows."""
        at = 0
        for found in links.MAIL.finditer(words):
            self._append_text(words[at : found.start()])
            self._last = ET.SubElement(self._open[-1], "a", {"href": f"mailto:{found[0]}"})
            self._last.text = found[0]
            self.mails.append(self._last)
            at = found.end()
        return words[at:]

    def _append_text(self, words: str) -> None:
        if not words:
            return
        if self._last is None:
            parent = self._open[-1]
            parent.text = (parent.text or "") + words
        else:
            self._last.tail = (self._last.tail or "") + words


def words_of(items: Iterable[Item]) -> str:
    """Return the words of `items`, for a picture's alternative text."""
    parts: list[str] = []
    for item in items:
        if isinstance(item, str):
            parts.append(item)
        elif isinstance(item, Delimiter):
            parts.append(item.sign * item.count)
        elif isinstance(item, Address):
            parts.append(item.element.text or "")
        elif isinstance(item, ET.Element):
            parts.append(item.get("alt", "") if item.tag == "img" else item.text or "")
    return "".join(parts)
