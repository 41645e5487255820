"""Sanitized HTML → plain text: for search, summaries, headings.

All plain text comes from the sanitizer's output (well-formed tags with quoted values), as a second parser of Markdown
would find words that the page does not show.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

EXCERPT_LENGTH = 220
"""Characters of the excerpt that replaces a missing summary."""
TAG = re.compile(r'<(/?)([a-z][^\s"<>/]*)((?:[^"<>]|"[^"]*")*)>')
"""A tag: whether it ends an element, the element's name, the attributes."""

PROSE, ASIDE, APART, HEADING, _UNSHOWN = range(5)
"""Kinds of blocks: running text; lists, quotations, callouts, details; tables, captions, code, footnotes; headings.
A block has the greatest kind of all elements around it."""
# fmt: off
_KINDS = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), HEADING),
    **dict.fromkeys(("caption", "figcaption", "figure", "pre", "table"), APART),
    **dict.fromkeys(("aside", "blockquote", "details", "dl", "ol", "summary", "ul"), ASIDE),
}
# Browsers do not show the contents of these elements, which the settings may allow.
_UNSHOWN_ELEMENTS = frozenset({"audio", "canvas", "datalist", "dialog", "meter", "progress", "rp", "video"})
_MARKED_KINDS = {
    "footnote": APART,
    **dict.fromkeys(("footnote-backref", "callout-title", "visually-hidden"), _UNSHOWN),
}
"""By class. Titles of callouts and links back from footnotes are added by the engine."""
_BOUNDS = frozenset({
    "", *_KINDS, "address", "article", "center", "dd", "dialog", "div", "dt", "footer", "header", "hr", "li", "main",
    "nav", "p", "section", "tbody", "td", "tfoot", "th", "thead", "tr",
})
"""Where a block begins or ends: at these elements, and at the end of the text."""
_VOID = frozenset({"area", "br", "col", "hr", "img", "source", "track", "wbr"})
# fmt: on
_STRUCK = frozenset({"del", "s"})
_CLASS = re.compile(r'\sclass="([^"]*)"')
_NOTE_MARK = ' id="fnref'
_BEGINS = re.compile(r"[\"“‘'(\[…]{0,4}[^\W_]")
_WORD = re.compile(r"[^\W_]")
_LINE_END = "\0"
_BETWEEN = {"br": _LINE_END, "img": " "}
"""Separators for elements without words."""


class Block(NamedTuple):
    """The text of a block."""

    kind: int
    """`PROSE`, `ASIDE`, `APART` or `HEADING`."""
    lines: tuple[str, ...]
    """Several where `<br>` breaks lines."""


def blocks(text: str, without: frozenset[str] = frozenset()) -> Iterator[Block]:
    """Yield the blocks of sanitized HTML that have words, in order, leaving out the elements `without`."""
    kind = PROSE
    words: list[str] = []
    for part, its_kind, name in _parts(text, without):
        if its_kind < _UNSHOWN:
            words.append(part)
            kind = its_kind
        if name in _BETWEEN:
            words.append(_BETWEEN[name])
        elif name in _BOUNDS and words:
            if lines := _lines(words):
                yield Block(kind, lines)
            words = []


def in_one_line(text: str) -> str:
    """Return all text of sanitized HTML in one line."""
    if "<" not in text:  # most headings
        return " ".join(html.unescape(text).split())
    return " ".join(line for block in blocks(text) for line in block.lines)


def first_paragraph(text: str) -> str:
    """Return the beginning of the first paragraph in sanitized HTML, as `excerpt` does, or an empty text."""
    for block in blocks(text, _STRUCK):
        words = " ".join(block.lines)
        if block.kind == PROSE and _BEGINS.match(words):
            return _cut(words)
    return ""


def excerpt(text: str) -> str:
    """Return the first paragraph in sanitized HTML, or else the first list or quotation, as plain text.

    It has at most `EXCERPT_LENGTH` characters and `…`, cut between words.
    """
    if words := first_paragraph(text):
        return words
    for block in blocks(text, _STRUCK):
        words = " ".join(block.lines)
        if block.kind <= ASIDE and _WORD.search(words):
            return _cut(words)
    return ""


def _parts(text: str, without: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Yield the text before each tag, its kind and the tag's name; last the text after all tags, with an empty name."""
    open_: list[tuple[str, int]] = []
    kind, at = PROSE, 0
    for tag in TAG.finditer(text):
        ends, name, attributes = tag.groups()
        yield text[at : tag.start()], kind, name
        at = tag.end()
        if ends:
            while open_ and open_.pop()[0] != name:
                pass
            kind = open_[-1][1] if open_ else PROSE
        elif name not in _VOID:
            kind = max(kind, _kind(name, attributes, without))
            open_.append((name, kind))
    yield text[at:], kind, ""


def _kind(name: str, attributes: str, without: frozenset[str]) -> int:
    """Return the kind that an element gives to the blocks in it."""
    if name in _UNSHOWN_ELEMENTS or name in without or (name == "sup" and attributes.startswith(_NOTE_MARK)):
        return _UNSHOWN
    kind = _KINDS.get(name, PROSE)
    found = _CLASS.search(attributes) if "class" in attributes else None
    return kind if found is None else max(kind, *(_MARKED_KINDS.get(one, PROSE) for one in found[1].split(" ")))


def _lines(words: list[str]) -> tuple[str, ...]:
    lines = (" ".join(html.unescape(line).split()) for line in "".join(words).split(_LINE_END))
    return tuple(line for line in lines if line)


def _cut(words: str) -> str:
    if len(words) <= EXCERPT_LENGTH:
        return words
    end = words.rfind(" ", 0, EXCERPT_LENGTH)
    return words[: end if end > 0 else EXCERPT_LENGTH].rstrip(" ,;:.–-") + "…"
