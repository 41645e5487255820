"""Convert plain blocks to the same bytes as `dialect` and `safety`, some thirty times faster.

Council articles are mostly paragraphs of plain words, some bold or linked, under plain headings, with a few flat lists
and quotations. The HTML of such a block does not depend on the others, so it can be written at once. All other blocks
are slow; a text with syntax that reaches over blank lines (HTML, footnotes, link definitions, fences, attribute lists)
is slow as a whole. `tests/markup/test_quick.py` compares both ways.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bantin.markup.body import Heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bantin.markup.anchors import Anchors

# HTML and autolinks, attribute lists, footnotes, definitions, fences.
_REACHING = ((b"^", b"[^"), (b"]", b"]:"), (b"`", b"``"), (b"~", b"~~~"))
# Entities, also unfinished ones.
_ENTITY = re.compile(r"&[#A-Za-z]")
_BLANK = re.compile(r"\n[ ]+\n")
_LOOSE = ("", " ", ":")
# Characters with a meaning anywhere in a paragraph.
_SPECIAL = "\\`*_[]&|@"
_SPECIAL_BYTES = [(sign, sign.encode()) for sign in _SPECIAL]
# How the line of a plain paragraph begins: a letter, quotes or a bracket before one, or a number that starts no list.
_START = r"(?:[^\W\d_]|[“”\"'(‘…–]+[^\W_]|\d+(?:[^\W\d_]|[/,:%-]\d|[ ](?=\S)))"
_BEGINS = re.compile(rf"{_START}|\*\*?[^\W_]|\[[^\W\d_]")
_WORDS = re.compile(_START)
_DEFINITION = re.compile(r"\n[^\S\n]*+:")
_BREAKS = re.compile(rf"[ ][ ]\n|\n(?!{_START})")
_HEADING = re.compile(r"(#{2,6})[ ]+([^\W_][^\\`*_\[\]&|@\n#]*[^\W_]|[^\W_])[ ]*\Z")
# Whole words in bold or italics. The look-behind comes after the sign: a pattern that begins with a plain character is
# found many times faster.
_BOLD = re.compile(r"\*\*(?<![^ (“\n]\*\*)([^\W_](?:[^*\n]*[^\W_])?)\*\*(?=[ ,.;:?!)”\n]|\Z)")
_ITALIC = re.compile(r"\*(?<![^ (“\n]\*)([^\W_](?:[^*\n]*[^\W_])?)\*(?=[ ,.;:?!)”\n]|\Z)")
# Plain words linked to an address without scheme, query or anything that would be escaped.
_LINK = re.compile(r"\[(?<![!\\]\[)([^\W_](?:[^\\`*_\[\]&|@!\n]*[^\W_])?)\]\(([A-Za-z0-9/.#~%_-]+)\)")
_BULLET = re.compile(r"- (?=[^ \n])")
_NUMBER = re.compile(r"\d{1,4}\. (?=[^ \n])")
_ROW = re.compile(r"\|(.*[^|])\|")
_MARK = re.compile(r":?-+:?")
_ALIGN = {
    (False, False): "",
    (True, False): ' class="align-left"',
    (False, True): ' class="align-right"',
    (True, True): ' class="align-center"',
}
_LEAST_ROWS = 3
_UNSAFE = re.compile('[&<>"\xa0{]')
# The first characters of blocks that join a quotation, or a list, before them.
_JOINING_QUOTES = frozenset(" >")
_JOINING_LISTS = frozenset(" -+*0123456789")


class Slow(NamedTuple):
    """A run of blocks that are not plain."""

    text: str


class _Signs(NamedTuple):
    """The special characters of a whole text."""

    all: str
    """Those that the text contains."""
    in_tables: str
    """Those that are special in cells of tables."""
    table: str
    """Label of tables' frames."""
    defines: bool
    """Whether a line begins like a definition, which joins the block before it."""


class _Marked(NamedTuple):
    """HTML with bold and italics, and a NUL, which no text contains, for each link."""

    html: str
    links: list[tuple[str, str]]
    """Text and target of each."""


def divide(
    text: str,
    data: bytes,
    anchors: Anchors,
    headings: list[Heading],
    link: Callable[[str], str | None],
    table: str = "",
) -> Iterator[str | Slow] | None:
    """Yield the pieces of `text`: the HTML of plain blocks, and `Slow` ones; `None` when the whole text is slow.

    `data` is the text in UTF-8: bytes are searched many times faster than non-ASCII text, single bytes even more so.
    `link` returns the `href` for a target as written (`References.link`); `table` is the label of tables' frames:
    without one, tables are slow.
    """
    if b"<" in data or b"{" in data or any(one in data and sign in data for one, sign in _REACHING):
        return None
    blocks = text.split("\n\n")
    # Only a block of several lines, or one that begins so, can have a line that is blank or a definition.
    loose = [block for block in blocks if "\n" in block or block[:1] in _LOOSE]
    if (b"&" in data and _ENTITY.search(text)) or (loose and _BLANK.search(text)):
        return None
    # Control characters, and the spaces that Python takes for blanks, or HTML writes as entities.
    if not all(map(str.isprintable, blocks)) and not text.replace("\n", "").isprintable():
        return None
    special = "".join([sign for sign, byte in _SPECIAL_BYTES if byte in data])
    defines = bool(loose) and _DEFINITION.search(text) is not None
    return _pieces(blocks, _Signs(special, special.replace("|", ""), table, defines), anchors, headings, link)


def _pieces(
    blocks: list[str], signs: _Signs, anchors: Anchors, headings: list[Heading], link: Callable[[str], str | None]
) -> Iterator[str | Slow]:
    """Yield the pieces."""
    run: list[str] = []
    begins_plainly = _WORDS.match
    for index, raw in enumerate(blocks):
        # Most blocks by far: a paragraph of words on one line.
        if begins_plainly(raw) and "\n" not in raw and not signs.defines and not _has(raw, signs.all):
            if run:
                yield Slow("\n\n".join(run))
                run = []
            yield f"<p>{_escape(raw)}</p>"
            continue
        block = raw.strip("\n")
        if not block:  # blank lines may belong to a block of code
            if run:
                run.append(raw)
            continue
        found = _found(block, blocks, index, signs, alone=not run)
        if found is None:
            run.append(raw)
            continue
        if run:
            yield Slow("\n\n".join(run))  # its headings get their anchors before the next piece is made
            run = []
        if isinstance(found, re.Match):
            yield _heading(found, anchors, headings)
        else:
            marked, frame = found
            yield frame.replace("{}", _linked(marked, link), 1)
    if run:
        yield Slow("\n\n".join(run))


def _found(
    block: str, blocks: list[str], index: int, signs: _Signs, *, alone: bool
) -> re.Match[str] | tuple[_Marked, str] | None:
    """Return a plain heading, or the HTML and the frame of another plain block; `None` for a slow one."""
    if signs.defines and _following(blocks, index).lstrip().startswith(":"):
        return None
    if block[0] == "#":
        return _HEADING.match(block)
    marked, frame = _plain(block, blocks, index, signs, alone=alone)
    return None if marked is None else (marked, frame)


def _plain(block: str, blocks: list[str], index: int, signs: _Signs, *, alone: bool) -> tuple[_Marked | None, str]:
    """Return a plain block's HTML or `None`, and its frame; `alone` if the block before is not slow."""
    if block[0] in ">-" or _NUMBER.match(block):
        # Lists and quotes join neighbours of their kind, and indented blocks after them.
        joining = _JOINING_QUOTES if block[0] == ">" else _JOINING_LISTS
        return _group(block, signs.all) if alone and _following(blocks, index)[:1] not in joining else (None, "")
    if block[0] == "|":
        return _table(block, signs)
    return _paragraph(block, signs.all), "<p>{}</p>"


def _following(blocks: list[str], index: int) -> str:
    """Return the next block after `index` that is not blank, or an empty text."""
    for at in range(index + 1, len(blocks)):
        if block := blocks[at].strip("\n"):
            return block
    return ""


def _heading(found: re.Match[str], anchors: Anchors, headings: list[Heading]) -> str:
    level = len(found[1])
    words = " ".join(found[2].split())
    anchor = anchors.take(words)
    headings.append(Heading(level, anchor, words))
    return f'<h{level} id="{anchor}">{_escape(found[2])}</h{level}>'


def _paragraph(block: str, special: str) -> _Marked | None:
    """Return a plain paragraph, or `None`."""
    if _BEGINS.match(block) is None or ("\n" in block and _BREAKS.search(block) is not None):
        return None
    return _marked(block, special)


def _group(block: str, special: str) -> tuple[_Marked | None, str]:
    """Return a flat list or a quotation of one plain paragraph, or `None`, and its frame."""
    lines = block.split("\n")
    if block[0] == ">":
        if not all(line.startswith("> ") for line in lines):
            return None, ""
        return _paragraph("\n".join(line[2:] for line in lines), special), "<blockquote>\n<p>{}</p>\n</blockquote>"
    begins, element = (_BULLET, "ul") if block[0] == "-" else (_NUMBER, "ol")
    if element == "ol" and not block.startswith("1. "):
        return None, ""
    items: list[str] = []
    links: list[tuple[str, str]] = []
    for line in lines:
        found = begins.match(line)
        marked = _paragraph(line[found.end() :], special) if found and line[-1] != " " else None
        if marked is None:
            return None, ""
        items.append(f"<li>{marked.html}</li>")
        links += marked.links
    return _Marked("\n".join(items), links), f"<{element}>\n{{}}\n</{element}>"


def _table(block: str, signs: _Signs) -> tuple[_Marked | None, str]:
    """Return a table with pipes on both sides of each row and as many plain cells in each, or `None`; and its frame."""
    rows = [_ROW.fullmatch(line) for line in block.split("\n")]
    if len(rows) < _LEAST_ROWS or None in rows or not signs.table or _UNSAFE.search(signs.table):
        return None, ""
    cells = [[cell.strip(" ") for cell in row[1].split("|")] for row in rows if row]
    marks = cells.pop(1)
    if len(marks) == 1 or any(len(row) != len(marks) for row in cells) or not all(map(_MARK.fullmatch, marks)):
        return None, ""
    align = [_ALIGN[mark[0] == ":", mark[-1] == ":"] for mark in marks]
    links: list[tuple[str, str]] = []
    lines: list[str] = []
    for number, row in enumerate(cells):
        lines.append("<tr>")
        for cell, side in zip(row, align, strict=True):
            marked = _marked(cell, signs.in_tables)
            if marked is None:
                return None, ""
            links += marked.links
            lines.append(f"<td{side}>{marked.html}</td>" if number else f'<th{side} scope="col">{marked.html}</th>')
        lines.append("</tr>" if number else "</tr>\n</thead>\n<tbody>")
    head = f'<div aria-label="{signs.table}" class="table" role="region" tabindex="0"><table>\n<thead>\n'
    frame = head + "{}\n</tbody>\n</table></div>"
    return _Marked("\n".join(lines), links), frame


def _marked(text: str, special: str) -> _Marked | None:
    """Return plain words with bold, italics and links, or `None` when there is other syntax."""
    if not _has(text, special):
        return _Marked(_escape(text), [])
    links: list[tuple[str, str]] = []
    if "](" in text:
        links = _LINK.findall(text)
        text = _LINK.sub("\0", text)
    html = _escape(text)
    if "*" in html:
        html = _within(_BOLD, "strong", html)
        if "*" in html:
            html = _within(_ITALIC, "em", html)
    return None if _has(html, special) else _Marked(html, links)


def _within(pattern: re.Pattern[str], element: str, text: str) -> str:
    """Return `text` with the group of each match in an element; three times as fast as `sub` with a template."""
    parts = pattern.split(text)
    parts[1::2] = [f"<{element}>{words}</{element}>" for words in parts[1::2]]
    return "".join(parts)


def _has(text: str, signs: str) -> bool:
    for sign in signs:  # noqa: SIM110 - a generator would cost more than the search
        if sign in text:
            return True
    return False


def _linked(marked: _Marked, link: Callable[[str], str | None]) -> str:
    """Return the HTML of `marked` with its links resolved, in order."""
    if not marked.links:
        return marked.html
    first, *rest = marked.html.split("\0")
    parts = [first]
    for (words, target), after in zip(marked.links, rest, strict=True):
        address = link(target)
        href = "" if address is None else f' href="{address}"'
        parts += (f"<a{href}>{_escape(words)}</a>", after)
    return "".join(parts)


def _escape(text: str) -> str:
    return text.replace(">", "&gt;") if ">" in text else text
