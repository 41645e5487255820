"""Read inline Markdown: code, emphasis, links, pictures, HTML, line breaks (CommonMark 0.31.2, section 6).

A text becomes a list of strings, elements and delimiters, from which the tree is built when all delimiters are paired.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from bisect import bisect_right
from typing import TYPE_CHECKING

from bantin.markup import links, raw_html
from bantin.markup.definitions import label_of
from bantin.markup.emphasis import Delimiter, pair
from bantin.markup.escapes import PUNCTUATION, REFERENCE, decode
from bantin.markup.items import LINK_END, Address, Item, LinkStart, build, words_of
from bantin.markup.links import Destination
from bantin.markup.nodes import RAW, Finding, Tangled

if TYPE_CHECKING:
    from collections.abc import Callable

    from bantin.markup.nodes import Inline, Parsed
    from bantin.markup.notes import Notes

# Classes alone: a pattern with alternatives takes five times as long.
_SIGNS = "\\\\`*_~\\[\\]!<&\u2028"
_SIGN = re.compile(f"[{_SIGNS}]")
_SIGN_ADDRESS_OR_BREAK = re.compile(f"[{_SIGNS}:wW\n]")
_RUN = re.compile(r"(.)\1*+", re.DOTALL)
_TICKS = re.compile(r"`++")
_NOTE = re.compile(r"\[\^([^\]\s]{1,200}+)\]")
_LONGEST_LABEL = 999
_MOST_ITEMS = 300_000
"""Elements, delimiters and the words between them in one text."""
_SCANNED = 200_000
"""Characters that may be searched in vain for the ends of links, comments and the like, beside 20 for each."""


class _Bracket:
    """A `[` or `![` that may begin a link or picture."""

    __slots__ = ("delimiter", "end", "index", "is_image", "is_outer")

    def __init__(self, index: int, end: int, delimiter: Delimiter | None, *, is_image: bool) -> None:
        self.index = index
        """Of its text among the items."""
        self.end = end
        self.delimiter = delimiter
        """The last one before it."""
        self.is_image = is_image
        self.is_outer = False
        """Whether there is another bracket in it, so that it holds no label."""


class InlineParser:
    """Reads the inline texts of one document."""

    def __init__(self, parsed: Parsed, notes: Notes) -> None:
        self._parsed = parsed
        self._notes = notes
        self.lines: dict[ET.Element, int] = {}
        """The line of each link and picture."""
        self._handlers: dict[str, Callable[[int], int]] = {
            "\\": self._backslash,
            "`": self._ticks,
            "*": self._emphasis,
            "_": self._emphasis,
            "~": self._emphasis,
            "[": self._bracket,
            "!": self._exclamation_mark,
            "]": self._closing_bracket,
            "<": self._angle,
            "&": self._reference,
            "\n": self._line_break,
            "\u2028": self._line_separator,
            ":": self._scheme,
            "w": self._address,
            "W": self._address,
        }
        self._scanned = 0
        self._read_items = 0

    def read(self, inline: Inline) -> None:
        """Put the elements of `inline` into the tree. Raises `Tangled`."""
        text = inline.text
        has_more = "://" in text or "www." in text or " \n" in text or "WWW." in text
        search = (_SIGN_ADDRESS_OR_BREAK if has_more else _SIGN).search
        found = search(text)
        if found is None and "@" not in text:
            if inline.after is None:
                inline.parent.text = text
            else:
                inline.after.tail = text
            return
        self._text = text
        self._line = inline.line
        self._items: list[Item] = []
        self._brackets: list[_Bracket] = []
        self._delimiter: Delimiter | None = None
        self._tick_runs: dict[int, list[int]] | None = None
        self._counted = 0
        self._linked = 0
        at = 0
        while found is not None:
            start = found.start()
            if start > at:
                self._items.append(text[at:start])
            at = self._handlers[text[start]](start)
            if self._read_items + len(self._items) > _MOST_ITEMS:
                raise Tangled("* _ [ <", self._read_items + len(self._items), inline.line)
            found = search(text, at)
        self._items.append(text[at:])
        self._read_items += len(self._items)
        pair(self._delimiter, None)
        if inline.after is None and not len(inline.parent):
            self._build(inline.parent)
        else:
            holder = ET.Element("span")
            self._build(holder)
            _insert(holder, inline)

    def _build(self, parent: ET.Element) -> None:
        for address in build(self._items, parent):
            self.lines[address] = self._line

    def _line_of(self, at: int) -> int:
        """Return the line of the character `at`, which follows those asked for before."""
        self._line += self._text.count("\n", self._counted, at)
        self._counted = max(at, self._counted)
        return self._line

    def _waste(self, sign: str, count: int) -> None:
        """Count characters searched in vain."""
        self._scanned += count
        if self._scanned > _SCANNED + 20 * len(self._text):
            raise Tangled(sign, self._text.count(sign), self._line)

    # Each handler reads what begins at `at`, appends it to the items, and returns where it ends.

    def _backslash(self, at: int) -> int:
        following = self._text[at + 1 : at + 2]
        if following == "\n":
            self._items += (ET.Element("br"), "\n")
            return at + 2
        if following and following in PUNCTUATION:
            self._items.append(following)
            return at + 2
        self._items.append("\\")
        return at + 1

    def _line_break(self, at: int) -> int:
        if self._text[at - 1] == " ":
            before = str(self._items.pop())
            words = before.rstrip(" ")
            self._items.append(words)
            if len(before) - len(words) > 1:
                self._items.append(ET.Element("br"))
        self._items.append("\n")
        return at + 1

    def _line_separator(self, at: int) -> int:
        self._items += (ET.Element("br"), "\n")
        return at + 1

    def _ticks(self, at: int) -> int:
        text = self._text
        if self._tick_runs is None:
            self._tick_runs = {}
            for one in _TICKS.finditer(text):
                self._tick_runs.setdefault(one.end() - one.start(), []).append(one.start())
        run = _TICKS.match(text, at)
        start = run.end() if run else at + 1
        starts = self._tick_runs.get(start - at, [])
        index = bisect_right(starts, at)
        if index == len(starts):
            self._items.append(text[at:start])
            return start
        end = starts[index]
        inside = text[start:end].replace("\n", " ")
        if inside[0] == inside[-1] == " " and inside.strip(" "):
            inside = inside[1:-1]
        code = ET.Element("code")
        code.text = inside
        self._items.append(code)
        return end + start - at

    def _emphasis(self, at: int) -> int:
        text = self._text
        run = _RUN.match(text, at)
        end = run.end() if run else at + 1
        if text[at] == "~" and end - at != 2:  # noqa: PLR2004 - GitHub's rule
            self._items.append(text[at:end])
            return end
        delimiter = Delimiter(text[at], end - at, text[at - 1] if at else "\n", text[end : end + 1] or "\n")
        delimiter.previous = self._delimiter
        self._delimiter = delimiter
        self._items.append(delimiter)
        return end

    def _exclamation_mark(self, at: int) -> int:
        if self._text.startswith("[", at + 1):
            return self._bracket(at)
        self._items.append("!")
        return at + 1

    def _bracket(self, at: int) -> int:
        text = self._text
        is_image = text[at] == "!"
        end = at + 1 + is_image
        if not is_image and (note := _NOTE.match(text, at)) and not text.startswith("(", note.end()):
            reference = self._notes.refer(note[1])
            if reference is not None:
                self._items.append(reference)
                return note.end()
            self._parsed.findings.append(Finding("BT415", self._line_of(at), {"label": note[1]}))
        if self._brackets:
            self._brackets[-1].is_outer = True
        self._brackets.append(_Bracket(len(self._items), end, self._delimiter, is_image=is_image))
        self._items.append(text[at:end])
        return end

    def _closing_bracket(self, at: int) -> int:
        bracket = self._brackets.pop() if self._brackets else None
        # There is no link in a link: what was open when one ended is none.
        is_outside = len(self._brackets) < self._linked
        self._linked = min(self._linked, len(self._brackets))
        is_possible = bracket is not None and (bracket.is_image or not is_outside)
        destination = self._destination(bracket, at) if bracket is not None and is_possible else None
        if bracket is None or destination is None:
            self._items.append("]")
            return at + 1
        pair(self._delimiter, bracket.delimiter)
        self._delimiter = bracket.delimiter
        inside = self._items[bracket.index + 1 :]
        del self._items[bracket.index :]
        if bracket.is_image:
            element = ET.Element("img", {"src": destination.target})
            if alt := words_of(inside):
                element.set("alt", alt)
            self._items.append(element)
        else:
            element = ET.Element("a", {"href": destination.target})
            self._append_link(element, inside)
            self._linked = len(self._brackets)
        if destination.title is not None:
            element.set("title", destination.title)
        self.lines[element] = self._line_of(at) if destination.line is None else destination.line
        return destination.end

    def _destination(self, bracket: _Bracket, at: int) -> Destination | None:
        """Return where the link or picture leads whose text ends at `at`, or `None`."""
        text = self._text
        if text.startswith("(", at + 1):
            if destination := links.match_destination(text, at + 1):
                return destination
            self._waste("](", min(len(text) - at, 2_000))
        references = self._parsed.references
        if not references:
            return None
        label, end = text[bracket.end : at], at + 1
        written = links.match_label(text, at + 1)
        if written is not None and written[1].strip():
            label, end = written[1], written.end()
        elif bracket.is_outer or len(label) > _LONGEST_LABEL:
            return None
        elif text.startswith("[]", at + 1):
            end = at + 3
        reference = references.get(label_of(label))
        return None if reference is None else Destination(reference.target, reference.title, end, reference.line)

    def _append_link(self, element: ET.Element, inside: list[Item]) -> None:
        """Append a link; a footnote's mark in it follows it, and a bare address in it is no link of its own."""
        notes = [one for one in inside if isinstance(one, ET.Element) and one.tag == "sup"]
        self._items.append(LinkStart(element))
        self._items += [
            one.element.text or "" if isinstance(one, Address) else one
            for one in inside
            if not (isinstance(one, ET.Element) and one.tag == "sup")
        ]
        self._items += (LINK_END, *notes)

    def _angle(self, at: int) -> int:
        text = self._text
        if link := links.match_autolink(text, at):
            return self._append_address(*link)
        if instruction := raw_html.instruction_at(text, at):
            end = raw_html.end_of_instruction(text, at, instruction)
            if end >= 0:
                return self._append_raw(at, end)
            self._waste(instruction[0], len(text) - at)
        elif (tag_end := raw_html.match_tag(text, at)) > 0:
            return self._append_raw(at, tag_end)
        self._items.append("<")
        return at + 1

    def _append_raw(self, at: int, end: int) -> int:
        element = ET.Element(RAW)
        element.text, _ = raw_html.without_instructions(self._text[at:end])
        self._items.append(element)
        if element.text:
            self._parsed.raw.append((element.text, self._line_of(at)))
        return end

    def _reference(self, at: int) -> int:
        found = REFERENCE.match(self._text, at)
        decoded = decode(found[0]) if found else None
        if found and not decoded and decoded is not None:
            self._parsed.findings.append(Finding("BT420", self._line_of(at), {"character": found[0]}))
        self._items.append("&" if decoded is None else decoded)
        return found.end() if found and decoded is not None else at + 1

    def _scheme(self, at: int) -> int:
        """Read a bare address from the colon of its scheme."""
        before = self._items[-1] if self._items else ""
        name = links.scheme_before(self._text, at)
        if name and isinstance(before, str) and len(before) >= len(name):
            link = links.match_address(self._text, at - len(name))
            if link is not None:
                self._items[-1] = before[: -len(name)]
                return self._append_address(*link)
        self._items.append(":")
        return at + 1

    def _address(self, at: int) -> int:
        link = links.match_address(self._text, at)
        if link is not None:
            return self._append_address(*link)
        self._items.append(self._text[at])
        return at + 1

    def _append_address(self, address: str, words: str, end: int) -> int:
        element = ET.Element("a", {"href": address})
        element.text = words
        self.lines[element] = self._line_of(end)
        self._items.append(Address(element))
        return end


def _insert(built: ET.Element, inline: Inline) -> None:
    """Insert the contents of `built` where `inline` belongs."""
    parent, after = inline.parent, inline.after
    if after is None:
        parent.text = built.text
        parent[0:0] = list(built)
    else:
        after.tail = built.text
        at = list(parent).index(after) + 1
        parent[at:at] = list(built)
