"""Blocks that contain lines: paragraphs, code, HTML, tables."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from bantin.markup.escapes import unescape
from bantin.markup.lines import CODE_INDENT
from bantin.markup.nodes import RAW, Finding, Inline, Parsed, Tangled
from bantin.markup.raw_html import without_instructions
from bantin.markup.tables import cells_of

if TYPE_CHECKING:
    from bantin.markup.lines import Line
    from bantin.markup.tables import Header


_MOST_ADDED_CELLS = 100_000
"""In one text: a wide heading over many short rows would make a page of gigabytes."""


class Leaf:
    """An open block that takes lines."""

    is_verbatim = False
    """Whether lines in it are read before any beginning of a block."""
    is_complete = False
    """Whether the line taken last was its end."""

    def take(self, line: Line) -> bool:
        """Take `line` and return whether it belongs to the block."""
        raise NotImplementedError

    def end(self) -> None:
        """Put what was taken into the tree."""


class Paragraph(Leaf):
    """A paragraph, or definitions of links."""

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.lines = [text]

    def take(self, line: Line) -> bool:
        self.lines.append(line.body)
        return True


class Fence(Leaf):
    """Code between fences."""

    is_verbatim = True

    def __init__(self, pre: ET.Element, fence: str, info: str, indent: int) -> None:
        self._code = ET.SubElement(pre, "code")
        if language := unescape(info).split(" ")[0]:
            self._code.set("class", f"language-{language}")
        self._end = re.compile(rf"{re.escape(fence[0])}{{{len(fence)},}}[ \t]*+$")
        self._indent = indent
        self._lines: list[str] = []

    def take(self, line: Line) -> bool:
        if line.indent < CODE_INDENT and self._end.match(line.body):
            self.is_complete = True
            return True
        if self._indent and line.indent:
            line.take(min(self._indent, line.indent))
        self._lines.append(f"{line.text}\n")
        return True

    def end(self) -> None:
        self._code.text = "".join(self._lines).replace("\u2028", "\n")


class Code(Leaf):
    """Indented code."""

    is_verbatim = True

    def __init__(self, pre: ET.Element) -> None:
        self._code = ET.SubElement(pre, "code")
        self._lines: list[str] = []

    def take(self, line: Line) -> bool:
        if line.body and line.indent < CODE_INDENT:
            return False
        line.take(min(line.indent, CODE_INDENT))
        self._lines.append(line.text)
        return True

    def end(self) -> None:
        while not self._lines[-1].strip():
            self._lines.pop()
        self._code.text = "".join(f"{line}\n" for line in self._lines)


class Html(Leaf):
    """HTML of the editor's."""

    is_verbatim = True

    def __init__(self, parent: ET.Element, parsed: Parsed, number: int, end: re.Pattern[str] | str) -> None:
        self._parent = parent
        self._parsed = parsed
        self._number = number
        self._end = end
        self._lines: list[str] = []

    def take(self, line: Line) -> bool:
        if not self._end and not line.body:
            return False
        self._lines.append(line.text)
        if isinstance(self._end, str):
            self.is_complete = bool(self._end) and self._end in line.text
        else:
            self.is_complete = self._end.search(line.text) is not None
        return True

    def end(self) -> None:
        written = "\n".join(self._lines)
        text, unfinished = without_instructions(written)
        if not unfinished and text.rfind("<") > text.rfind(">"):
            unfinished = text[text.rfind("<") :]
        if unfinished:
            line = self._number + written.count("\n", 0, written.rfind(unfinished))
            self._parsed.findings.append(Finding("BT417", line, {"written": unfinished.split("\n")[0][:40]}))
        if text:
            raw = ET.SubElement(self._parent, RAW)
            raw.text, raw.tail = text, "\n"
            self._parsed.raw.append((text, self._number))


class Table(Leaf):
    """A table of GitHub's."""

    def __init__(self, table: ET.Element, parsed: Parsed, header: Header, number: int) -> None:
        """Begin a table whose header is on line `number`, before the row of dashes."""
        self._parsed = parsed
        self._header = header
        self._number = number
        self._table = table
        self._body: ET.Element | None = None
        self._row(ET.SubElement(table, "thead"), "th", header.cells)
        self._number += 1

    def take(self, line: Line) -> bool:
        self._number += 1
        if self._body is None:
            self._body = ET.SubElement(self._table, "tbody")
        cells = cells_of(line.body)
        width = len(self._header.cells)
        if len(cells) > width:
            lost = " | ".join(cells[width:])
            self._parsed.findings.append(Finding("BT413", self._number, {"lost": lost[:60]}))
        self._parsed.added_cells += max(width - len(cells), 0)
        if self._parsed.added_cells > _MOST_ADDED_CELLS:
            raise Tangled("|", self._parsed.added_cells, self._number)
        self._row(self._body, "td", (cells + [""] * width)[:width])
        return True

    def _row(self, parent: ET.Element, tag: str, cells: list[str]) -> None:
        row = ET.SubElement(parent, "tr")
        for cell, align in zip(cells, self._header.aligns, strict=True):
            element = ET.SubElement(row, tag)
            if align:
                element.set("class", f"align-{align}")
            if tag == "th":
                element.set("scope", "col")
            self._parsed.inlines.append(Inline(element, cell, self._number))
