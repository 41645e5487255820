"""Blocks that contain blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from bantin.markup.nodes import Inline


@dataclass(slots=True)
class List:
    """A list, or a definition list."""

    element: ET.Element
    sign: str
    """What follows or is the mark of its items: another one begins another list."""
    is_loose: bool = False
    """Whether its items have paragraphs, as there are blank lines between their blocks."""
    paragraphs: list[tuple[ET.Element, Inline]] = field(default_factory=list)
    """Those directly in its items: item and text."""

    def unwrap_paragraphs(self) -> None:
        """Put the text of the paragraphs into the items themselves."""
        for item, group in groupby(self.paragraphs, itemgetter(0)):
            texts = {inline.parent: inline for _, inline in group}
            kept: list[ET.Element] = []
            for child in item:
                if child in texts:
                    texts[child].parent, texts[child].after = item, kept[-1] if kept else None
                else:
                    kept.append(child)
            item[:] = kept


@dataclass(slots=True)
class Container:
    """An open block that contains others: the text itself, a quote, an item, a definition, a footnote."""

    element: ET.Element
    offset: int = 0
    """Columns by which lines in it are indented; 0 for a quote and the text."""
    list: List | None = None
    """The list to which this item belongs."""
    last_list: List | None = None
    """The list that a further item directly in this container would join."""
    is_filled: bool = False
    """Whether a block has begun in it."""
    first_inline: int = -1
    """Of a quote: how many texts came before it."""
