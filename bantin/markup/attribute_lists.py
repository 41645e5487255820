"""Attribute lists, `{#id .class lang=en}`: at the end of a heading or cell, on a block's last line, after an element.

Python-Markdown's extension says what is in one. Where it stands is found here: a list is only what begins with `{:`,
`{#` or `{.`, so that no other words in braces are lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions.attr_list import AttrListTreeprocessor

from bantin.markup.allowed import is_allowed, is_harmless
from bantin.markup.nodes import RAW, Finding, Parsed

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

    from markdown import Markdown

POSSIBLE = re.compile(r"\{[:#.]")
_LIST = re.compile(r"\{(?::[ ]*+(?=[^\s}])|(?=[#.][^\s}]))([^{}\n]{1,500}+)\}")
_SAME_LINE = frozenset({"dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th"})
_BLOCKS = _SAME_LINE | {"blockquote", "dl", "div", "li", "ol", "p", "pre", "table", "ul"}
_SUBLISTS = frozenset({"ol", "ul"})


class AttributeLists(AttrListTreeprocessor):
    """Gives elements the attributes of the lists in the tree."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.parsed = Parsed()

    def run(self, doc: ET.Element) -> None:
        for element in doc.iter():
            if element.tag in _BLOCKS:
                self._take_block(element)
            elif element.tail and element.tail[0] == "{" and (found := _LIST.match(element.tail)):
                self._assign(element, found)
                element.tail = element.tail[found.end() :]

    def _take_block(self, element: ET.Element) -> None:
        """Take the list at the end of a block's own text."""
        own = next((at for at, child in enumerate(element) if child.tag in _SUBLISTS), len(element))
        last = element[own - 1] if own else None
        text = (element.text if last is None else last.tail) or ""
        words = text.rstrip(" \n")
        if not words.endswith("}") or (last is not None and last.tag == RAW and words.startswith("{")):
            return
        start = words.rfind("{")
        before = words[:start]
        found = _LIST.fullmatch(words, start)
        is_apart = before[-1:] == " " if element.tag in _SAME_LINE else "\n" in before[len(before.rstrip(" \n")) :]
        if found is None or not is_apart:
            return
        self._assign(element, found)
        rest = before.rstrip(" \n")
        if element.tag[0] == "h":
            rest = rest.rstrip("#").rstrip()
        if last is None:
            element.text = rest
        else:
            last.tail = rest

    def _assign(self, element: ET.Element, found: re.Match[str]) -> None:
        """Give `element` the attributes of a list, but those that are not allowed."""
        self.assign_attrs(element, found[1])
        for name, value in list(element.attrib.items()):
            if name not in element.attrib or is_allowed(element.tag, name, value or ""):
                continue
            del element.attrib[name]
            if not is_harmless(name):
                values = {"element": element.tag, "attribute": name}
                self.parsed.findings.append(Finding("BT407", self._line_of(found[0]), values))

    def _line_of(self, written: str) -> int:
        for inline in self.parsed.inlines:
            if written in inline.text:
                return inline.line + inline.text.count("\n", 0, inline.text.index(written))
        return 0
