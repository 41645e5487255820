"""Rendered texts → plain texts."""

from __future__ import annotations

import html
import re

from bantin.language.vietnamese import WITHOUT_WIDTH
from bantin.markup.plain import TAG, blocks

_ATTRIBUTES = r'(?:\s(?:[^"<>]|"[^"]*")*)?>'
_BOUND = re.compile(rf"</?(?:blockquote|h[2-6]|li|ol|p|ul){_ATTRIBUTES}")
_OTHER = re.compile(r"<(?!/?(?:a|blockquote|code|em|h[2-6]|li|ol|p|strong|ul)[\s>])")
_CLASS = "class="
"""What texts seldom have, and `blocks` must judge: other elements, and classes, which may say that nothing is shown."""
_FILE_FACTS = re.compile(r' <span class="file-facts">[^<]*</span>')
"""Type and size after a link to a file."""
_LINE_END = "\0"


def plain(body: str) -> str:
    """Return the plain text of safe HTML, a line for each block."""
    if _CLASS in body or _OTHER.search(body):
        return "\n".join(_in_one_line(line) for block in blocks(_FILE_FACTS.sub("", body)) for line in block.lines)
    # The same for most texts, in a third of the time.
    text = html.unescape(TAG.sub("", _BOUND.sub(_LINE_END, body)))
    return "\n".join(filter(None, map(_in_one_line, text.split(_LINE_END))))


def _in_one_line(text: str) -> str:
    # Nearly every text has single blanks and no other: no need to take it apart.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.translate(WITHOUT_WIDTH).split())
