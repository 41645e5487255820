"""Definitions of links at the beginning of a paragraph: `[label]: target "title"`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bantin.markup import links
from bantin.markup.escapes import unescape
from bantin.markup.nodes import Reference

if TYPE_CHECKING:
    from bantin.markup.leaves import Paragraph

_START = re.compile(r":[ \t]*+\n?[ \t]*+(?:<((?:[^<>\\\n]|\\.)*)>)?", re.DOTALL)
_END = re.compile(r"[ \t]*+(?:\n|$)")


def label_of(text: str) -> str:
    """Return the form in which labels are compared."""
    return " ".join(text.split()).casefold()


def take_definitions(paragraph: Paragraph, references: dict[str, Reference]) -> tuple[str, int]:
    """Add the definitions with which `paragraph` begins to `references`; return the rest, and the line it begins on."""
    text = "\n".join(paragraph.lines)
    at, line = 0, paragraph.number
    while text.startswith("[", at) and (found := _definition(text, at, line)):
        label, reference, end = found
        references.setdefault(label_of(label), reference)
        line += text.count("\n", at, end)
        at = end
    return text[at:].rstrip(" \t"), line


def _definition(text: str, at: int, line: int) -> tuple[str, Reference, int] | None:
    """Return label, target and end of the definition at `at`, which is on `line`."""
    label = links.match_label(text, at)
    start = _START.match(text, label.end()) if label else None
    if label is None or start is None or not label[1].strip() or label[1].startswith("^"):
        return None
    target, end = start[1], start.end()
    if target is None:
        end = links.end_of_target(text, end)
        target = text[start.end() : end]
        if not target:
            return None
    title, title_end = links.match_title(text, end)
    finish = _END.match(text, title_end)
    if finish is None:
        # What looked like a title is the text of a paragraph.
        title, finish = None, _END.match(text, end)
    return (label[1], Reference(unescape(target), title, line), finish.end()) if finish else None
