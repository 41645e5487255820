"""The parsed text before its inline syntax is read: Python-Markdown's tree, and the texts that belong into it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

RAW = "raw"
"""Tag of an element whose text is HTML of the editor's: the only one that is not escaped."""


class Tangled(Exception):
    """A text would take too long."""

    def __init__(self, sign: str, count: int, line: int) -> None:
        """`count` times `sign` is too much; `line` is that of the block, counted from 0."""
        super().__init__(f"{count} times {sign!r}")
        self.sign = sign
        self.count = count
        self.line = line


@dataclass(slots=True, eq=False)
class Inline:
    """Inline Markdown, and where its result belongs."""

    parent: ET.Element
    text: str
    line: int
    """Where `text` begins in the source, counted from 0."""
    after: ET.Element | None = None
    """The child of `parent` that it follows; `None` for the beginning of `parent`."""


@dataclass(slots=True)
class Reference:
    """A link definition: `[label]: target "title"`."""

    target: str
    title: str | None
    line: int


@dataclass(slots=True)
class Note:
    """A footnote's text."""

    label: str
    line: int
    element: ET.Element = field(default_factory=lambda: ET.Element("li"))
    number: int = 0
    """Its place among those that the text refers to; 0 for others."""


@dataclass(slots=True)
class Finding:
    """Something in a text that its editor is told."""

    code: str
    line: int
    values: dict[str, str]


@dataclass(slots=True)
class Parsed:
    """A text's blocks."""

    root: ET.Element = field(default_factory=lambda: ET.Element("div"))
    inlines: list[Inline] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    added_cells: int = 0
    """Empty cells added to rows of tables that are too short."""
    raw: list[tuple[str, int]] = field(default_factory=list)
    """HTML of the editor's, with its line."""
