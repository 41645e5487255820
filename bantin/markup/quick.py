"""The short way for plain blocks: the same bytes as `dialect` and `safety` give, some thirty times sooner.

Council articles are mostly paragraphs of plain words, some bold, under plain headings. Such a block means the same
wherever it stands, so its HTML can be written down at once. Whatever is not plain goes the long way; a text with
anything that reaches over blank lines (HTML, footnotes, link definitions, fences, attribute lists) goes there as a whole.
`tests/markup/test_quick.py` holds both ways to the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bantin.markup.body import Heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.markup.dialect import Anchors

# "<" HTML and autolinks, "[^" footnotes, "]:" definitions, "``" and "~~~" fences, "{" attribute lists, control characters,
# and the spaces that Python takes for blanks, or HTML writes as entities; "&" entities, also unfinished ones.
_WHOLE = re.compile(
    r"[<{\t\x00-\x08\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|&[#A-Za-z]|\[\^|\]:|``|~~~|\n[ ]+\n"
)
# Characters that some inline or block pattern looks at, wherever they stand in a paragraph.
_SPECIAL = re.compile(r"[\\`*_\[\]&|@]")
_SPECIAL_BUT_STAR = re.compile(r"[\\`_\[\]&|@]")
# How the line of a plain paragraph begins: a letter, quotes or a bracket before one, or a number that starts no list.
_START = r"(?:[^\W\d_]|[“”\"'(‘…–]+[^\W_]|\d+(?:[^\W\d_]|[/,:%-]\d|[ ](?=\S)))"
_BEGINS = re.compile(rf"{_START}|\*\*[^\W_]")
_BREAKS = re.compile(rf"[ ][ ]\n|\n(?!{_START})")
_HEADING = re.compile(r"(#{2,6})[ ]+([^\W_][^\\`*_\[\]&|@\n#]*[^\W_]|[^\W_])[ ]*\Z")
# Whole words in bold, apart from every other star.
_BOLD = re.compile(r"(?<![^ (“\n])\*\*([^\W_](?:[^*\n]*[^\W_])?)\*\*(?=[ ,.;:?!)”\n]|\Z)")


class Slow(NamedTuple):
    """A run of blocks for the long way."""

    text: str


def divide(text: str, anchors: Anchors, headings: list[Heading]) -> Iterator[str | Slow] | None:
    """Return the pieces of `text`, HTML where the short way goes; `None` when the whole must go the long way."""
    if _WHOLE.search(text):
        return None
    return _pieces(text, anchors, headings)


def _pieces(text: str, anchors: Anchors, headings: list[Heading]) -> Iterator[str | Slow]:
    run: list[str] = []
    blocks = text.split("\n\n")
    for index, raw in enumerate(blocks):
        block = raw.strip("\n")
        if not block:  # blank lines may belong to a block of code
            if run:
                run.append(raw)
            continue
        heading = _HEADING.match(block) if block[0] == "#" else None
        html = _paragraph(block) if heading is None else ""
        if html is None or _defines(blocks, index + 1):
            run.append(raw)
            continue
        if run:
            yield Slow("\n\n".join(run))  # whoever asks for the next piece has given this one's headings their anchors
            run = []
        yield _heading(heading, anchors, headings) if heading is not None else html
    if run:
        yield Slow("\n\n".join(run))


def _defines(blocks: list[str], index: int) -> bool:
    """Whether a definition (": …") follows, which looks at what stands before it."""
    while index < len(blocks):
        if block := blocks[index].strip("\n"):
            return block.lstrip().startswith(":")
        index += 1
    return False


def _heading(found: re.Match[str], anchors: Anchors, headings: list[Heading]) -> str:
    level = len(found[1])
    words = " ".join(found[2].split())
    anchor = anchors.take(words)
    headings.append(Heading(level, anchor, words))
    return f'<h{level} id="{anchor}">{_escape(found[2])}</h{level}>'


def _paragraph(block: str) -> str | None:
    """Return the HTML of a plain paragraph, or `None`."""
    if _BEGINS.match(block) is None or ("\n" in block and _BREAKS.search(block) is not None):
        return None
    special = _SPECIAL.search(block)
    if special is None:
        return f"<p>{_escape(block)}</p>"
    if _SPECIAL_BUT_STAR.search(block, special.start()) is not None:
        return None
    marked = _BOLD.sub(r"<strong>\1</strong>", _escape(block))
    return None if "*" in marked else f"<p>{marked}</p>"


def _escape(text: str) -> str:
    return text.replace(">", "&gt;") if ">" in text else text
