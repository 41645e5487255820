"""Divide a text into blocks, line by line, by CommonMark's algorithm (0.31.2, appendix).

For each line: which of the open containers (quotes, list items) go on, which blocks begin, and what becomes of the
rest of the line. Other than CommonMark, as `docs/markdown.md` tells editors: no indented code unless the settings want
it, `•` and `·` begin list items, `##Đề mục` needs no space, no-break spaces count as spaces after signs; and GitHub's
tables and footnotes, and definition lists.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from bantin.markup import raw_html
from bantin.markup.callouts import Callouts
from bantin.markup.containers import Container, List
from bantin.markup.definitions import take_definitions
from bantin.markup.leaves import Code, Fence, Html, Leaf, Paragraph, Table
from bantin.markup.lines import CODE_INDENT, Line, without_closing_signs
from bantin.markup.nodes import Inline, Note, Parsed, Tangled
from bantin.markup.tables import header_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bantin.markup.body import Words

DEEPEST = 100
"""Containers in each other; each costs every line inside it a little."""
_ITEM = re.compile(r"(?:([-+*•·])|(\d{1,9})([.)]))(?=[ \t\xa0]|$)")
_HEADING = re.compile(r"(#{1,6})(?:[ \t\xa0]++|$)|(#{2,6})(?=[^#\s])")
_UNDERLINE = re.compile(r"=+[ \t]*+$|-+[ \t]*+$")
_FENCE = re.compile(r"(`{3,}+)(?=[^`]*+$)|(~{3,}+)")
_NOTE = re.compile(r"\[\^([^\]\s]{1,200}+)\]:[ \t]*+")
_DEFINITION = re.compile(r":[ \t\xa0]+(?=\S)")


_MOST_TEXTS = 60_000
"""Headings, paragraphs, items and cells of one text: no page of a million items can be read, or fits a phone."""
_TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
"""GitHub's boxes as signs: a form's field would promise readers that they could tick it."""


class TooDeep(Exception):
    """Containers are nested more deeply than `DEEPEST`."""


class BlockParser:
    """Parses one text after the other."""

    def __init__(self, words: Words, *, indented_code: bool = False) -> None:
        self._callouts = Callouts(words)
        self._indented_code = indented_code
        self._starts: dict[str, tuple[Callable[[Line], bool], ...]] = {
            ">": (self._quote,),
            "#": (self._heading,),
            "`": (self._fence,),
            "~": (self._fence,),
            "<": (self._html,),
            "=": (self._underline,),
            "|": (self._table,),
            ":": (self._table, self._definition),
            "-": (self._table, self._underline, self._rule, self._item),
            "*": (self._rule, self._item),
            "_": (self._rule,),
            "[": (self._note,),
            **dict.fromkeys("+•·0123456789", (self._item,)),
        }
        self._signs = frozenset(self._starts) | {" ", "\t"}

    def parse(self, lines: Iterable[str], *, beginning: bool = False) -> Parsed:
        """Return the blocks of a text, with `beginning` only up to the first paragraph. Raises `TooDeep`, `Tangled`."""
        self._begin()
        parsed = self._parsed
        for self._number, text in enumerate(lines):
            leaf = self._leaf
            if len(self._open) == 1 and (leaf is None or type(leaf) is Paragraph):
                # Most lines by far: words of a paragraph that is in no quote and no list, and what is between them.
                if not text:
                    self._end_leaf()
                    self._is_after_blank = True
                elif text[0] in self._signs:
                    self._read(text)
                elif leaf is None:
                    self._begin_paragraph(text)
                else:
                    leaf.lines.append(text)
            else:
                self._read(text)
            if beginning and self._has_paragraph:
                break
        self._close(0)
        for one in self._lists:
            if not one.is_loose:
                one.unwrap_paragraphs()
        return parsed

    def _begin(self) -> None:
        self._parsed = Parsed()
        self._open = [Container(self._parsed.root)]
        self._leaf: Leaf | None = None
        """The open block that takes lines."""
        self._lists: list[List] = []
        self._is_after_blank = False
        self._has_paragraph = False
        """Whether there is a paragraph that is in no other block."""
        self._number = 0
        self._depth = 0
        """How many of the open containers go on in this line."""

    def _read(self, text: str) -> None:
        if len(self._parsed.inlines) > _MOST_TEXTS:
            raise Tangled("- > # |", len(self._parsed.inlines), self._number)
        open_, depth = self._open, 1
        line = Line(text)
        while depth < len(open_) and self._goes_on(open_[depth], line):
            depth += 1
        line.is_inside = depth == len(open_)
        leaf = self._leaf
        if line.is_inside and leaf is not None and leaf.is_verbatim and leaf.take(line):
            self._is_after_blank = not line.body and not isinstance(leaf, Fence)
            if leaf.is_complete:
                self._end_leaf()
            return
        if not line.body:
            self._read_blank(depth)
            return
        while self._begins(line, depth):
            depth = len(self._open)
            if not line.body:
                self._is_after_blank = False
                return
        leaf = self._leaf
        if leaf is not None and (line.is_inside or isinstance(leaf, Paragraph)) and leaf.take(line):
            self._is_after_blank = False
            return
        self._close(depth)
        self._begin_paragraph(line.body)

    def _begin_paragraph(self, text: str) -> None:
        self._begin_block()
        self._leaf = Paragraph(self._number, text)
        self._is_after_blank = False

    def _goes_on(self, container: Container, line: Line) -> bool:
        """Whether `container` goes on in `line`, of which its mark or indentation is then taken away."""
        if not container.offset:
            if line.body[:1] != ">" or (self._indented_code and line.indent >= CODE_INDENT):
                return False
            line.take_quote_mark()
            return True
        if not line.body:
            line.end()
            return container.is_filled
        if line.indent < container.offset:
            return False
        line.take(container.offset)
        return True

    def _read_blank(self, depth: int) -> None:
        is_in_quote = depth > 1 and not self._open[depth - 1].offset
        if depth < len(self._open):
            self._close(depth)
        else:
            self._end_leaf()
        self._is_after_blank = not is_in_quote

    def _begins(self, line: Line, depth: int) -> bool:
        """Whether a block begins in `line`, which is then read up to where the block's content begins."""
        body = line.body
        if line.indent >= CODE_INDENT:
            if isinstance(self._leaf, Paragraph):
                return False
            if self._indented_code:
                self._close(depth)
                self._leaf = Code(self._begin_block("pre"))
                self._leaf.take(line)
                line.end()
                return True
        for start in self._starts.get(body[0], ()):
            self._depth = depth
            if start(line):
                return True
        return False

    # The beginnings of blocks. Each returns whether its block begins in the line.

    def _quote(self, line: Line) -> bool:
        self._close(self._depth)
        line.take_quote_mark()
        quote = Container(self._begin_block("blockquote"), first_inline=len(self._parsed.inlines))
        self._enter(quote, line)
        return True

    def _heading(self, line: Line) -> bool:
        found = _HEADING.match(line.body)
        if found is None:
            return False
        self._close(self._depth)
        element = self._begin_block(f"h{max(2, len(found[1] or found[2]))}")
        self._add_inline(element, without_closing_signs(line.body[found.end() :]), self._number)
        line.end()
        return True

    def _underline(self, line: Line) -> bool:
        leaf = self._leaf
        if not (isinstance(leaf, Paragraph) and line.is_inside and _UNDERLINE.match(line.body)):
            return False
        text, number = take_definitions(leaf, self._parsed.references)
        if not text:
            return False
        self._leaf = None
        element = ET.SubElement(self._open[-1].element, "h2")
        self._add_inline(element, text, number)
        line.end()
        return True

    def _rule(self, line: Line) -> bool:
        signs = line.body.replace(" ", "").replace("\t", "")
        if len(signs) < 3 or signs.strip(signs[0]):  # noqa: PLR2004 - CommonMark's number
            return False
        self._close(self._depth)
        self._begin_block("hr")
        line.end()
        return True

    def _fence(self, line: Line) -> bool:
        found = _FENCE.match(line.body)
        if found is None:
            return False
        self._close(self._depth)
        info = line.body[found.end() :].strip()
        self._leaf = Fence(self._begin_block("pre"), found[0], info, line.indent)
        line.end()
        return True

    def _html(self, line: Line) -> bool:
        in_paragraph = isinstance(self._leaf, Paragraph)
        end = raw_html.block_end(line.body, in_paragraph=in_paragraph)
        if end is None:
            return False
        self._close(self._depth)
        self._begin_block()
        leaf = self._leaf = Html(self._open[-1].element, self._parsed, self._number, end)
        leaf.take(line)
        if leaf.is_complete:
            self._end_leaf()
        line.end()
        return True

    def _table(self, line: Line) -> bool:
        leaf = self._leaf
        header = header_of(leaf.lines[-1], line.body) if isinstance(leaf, Paragraph) and line.is_inside else None
        if header is None or not isinstance(leaf, Paragraph):
            return False
        leaf.lines.pop()
        number = leaf.number + len(leaf.lines)
        self._end_leaf()
        self._leaf = Table(self._begin_block("table"), self._parsed, header, number)
        line.end()
        return True

    def _item(self, line: Line) -> bool:
        found = _ITEM.match(line.body)
        if found is None:
            return False
        is_empty = found.end() == len(line.body.rstrip(" \t\xa0"))
        bullet, number, delimiter = found.groups()
        if isinstance(self._leaf, Paragraph) and line.is_inside and (is_empty or (number and int(number) != 1)):
            return False
        self._close(self._depth)
        sign = bullet or delimiter
        container = self._open[-1]
        list_ = container.last_list
        if list_ is None or list_.sign != sign:
            element = self._begin_block("ul" if bullet else "ol")
            if number and int(number) != 1:
                element.set("start", str(int(number)))
            list_ = container.last_list = self._new_list(element, sign)
        elif self._is_after_blank:
            list_.is_loose = True
        offset = line.take_item_mark(found.end(), is_empty=is_empty)
        self._enter(Container(ET.SubElement(list_.element, "li"), offset, list_), line)
        return True

    def _definition(self, line: Line) -> bool:
        """Begin a definition after its terms, which are the lines of a paragraph."""
        found = _DEFINITION.match(line.body)
        container = self._open[self._depth - 1]
        if found is None:
            return False
        list_ = container.last_list
        if list_ is None or list_.sign != ":":
            list_ = self._take_terms(container) if self._depth == len(self._open) else None
        else:
            self._close(self._depth)
        if list_ is None:
            return False
        if self._is_after_blank:
            list_.is_loose = True
        line.take_item_mark(found.end(), is_empty=False)
        self._enter(Container(ET.SubElement(list_.element, "dd"), 2, list_), line)
        return True

    def _take_terms(self, container: Container) -> List | None:
        """Make terms of the open paragraph, or of the one just ended, and return their list; `None` without one."""
        self._end_leaf()
        inlines = self._parsed.inlines
        last = container.element[-1] if len(container.element) else None
        if last is None or last.tag != "p" or not inlines or inlines[-1].parent is not last:
            return None
        terms = inlines.pop()
        container.element.remove(last)
        if container.list is not None:
            container.list.paragraphs.pop()
        # A further entry joins the list of those before.
        before = container.element[-1] if len(container.element) else None
        list_ = next((one for one in self._lists[-1:] if one.element is before and one.sign == ":"), None)
        if list_ is None:
            list_ = self._new_list(ET.SubElement(container.element, "dl"), ":")
        container.last_list = list_
        for index, term in enumerate(terms.text.split("\n")):
            self._add_inline(ET.SubElement(list_.element, "dt"), term.strip(), terms.line + index)
        return list_

    def _note(self, line: Line) -> bool:
        found = _NOTE.match(line.body)
        if found is None:
            return False
        self._close(self._depth)
        note = Note(found[1], self._number)
        self._parsed.notes.setdefault(found[1].casefold(), note)
        line.drop(found.end())
        self._enter(Container(note.element, CODE_INDENT), line)
        return True

    # The state.

    def _enter(self, container: Container, line: Line) -> None:
        self._open.append(container)
        if len(self._open) > DEEPEST:
            raise TooDeep
        self._is_after_blank = False
        line.is_inside = True

    def _begin_block(self, tag: str = "") -> ET.Element:
        """Note that a block begins in the innermost container, and return its new element (or the container's)."""
        container = self._open[-1]
        if self._is_after_blank and container.is_filled and container.list is not None:
            container.list.is_loose = True
        container.is_filled = True
        container.last_list = None
        return ET.SubElement(container.element, tag) if tag else container.element

    def _close(self, depth: int) -> None:
        """Close the leaf and all containers but the first `depth`."""
        self._end_leaf()
        while len(self._open) > max(depth, 1):
            container = self._open.pop()
            if container.first_inline >= 0:
                self._callouts.close_quote(container.element, self._parsed, container.first_inline)

    def _end_leaf(self) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is None:
            return
        if not isinstance(leaf, Paragraph):
            leaf.end()
            return
        if len(leaf.lines) == 1 and leaf.lines[0][0] != "[":
            text, number = leaf.lines[0].rstrip(" \t"), leaf.number
        else:
            text, number = take_definitions(leaf, self._parsed.references)
        if text:
            container = self._open[-1]
            if container.list is not None and text[:4] in _TASKS and not len(container.element):
                container.element.set("class", "task")
                text = _TASKS[text[:4]] + text[4:]
            self._has_paragraph |= len(self._open) == 1
            paragraph = ET.SubElement(container.element, "p")
            inline = self._add_inline(paragraph, text, number)
            if container.list is not None:
                container.list.paragraphs.append((container.element, inline))

    def _new_list(self, element: ET.Element, sign: str) -> List:
        self._lists.append(List(element, sign))
        return self._lists[-1]

    def _add_inline(self, parent: ET.Element, text: str, line: int) -> Inline:
        inline = Inline(parent, text, line)
        self._parsed.inlines.append(inline)
        return inline
