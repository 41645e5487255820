"""A tree → HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.markup.nodes import RAW

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET

_VOID = frozenset({"br", "hr", "img"})
# fmt: off
_CONTAINERS = frozenset({
    "aside", "blockquote", "dl", "ol", "section", "table", "tbody", "thead", "tr", "ul",
})
_BLOCKS = _CONTAINERS | {
    "dd", "div", "dt", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "pre", "td", "th",
}
# fmt: on


def serialize(root: ET.Element) -> str:
    """Return the HTML of what `root` contains; text is escaped, but that of `RAW` elements."""
    parts: list[str] = []
    if root.text:
        parts.append(_escape(root.text))
    for child in root:
        _write(child, parts)
    return "".join(parts).rstrip("\n")


def _write(element: ET.Element, parts: list[str]) -> None:
    tag, text = element.tag, element.text
    is_block = tag in _BLOCKS
    if tag == RAW:
        parts.append(text or "")
    else:
        if element.attrib:
            attributes = "".join([f' {name}="{_escape_value(value)}"' for name, value in element.attrib.items()])
            parts.append(f"<{tag}{attributes}>")
        else:
            parts.append(f"<{tag}>")
        if tag in _CONTAINERS:
            parts.append("\n")
        if text:
            parts.append(_escape(text))
        for child in element:
            if is_block and child.tag in _CONTAINERS and parts[-1][-1:] != "\n":
                parts.append("\n")
            _write(child, parts)
        if tag not in _VOID:
            parts.append(f"</{tag}>")
    if is_block:
        parts.append("\n")
    if element.tail:
        parts.append(_escape(element.tail))


def _escape(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _escape_value(text: str) -> str:
    if '"' in text:
        return _escape(text).replace('"', "&quot;")
    return _escape(text)
