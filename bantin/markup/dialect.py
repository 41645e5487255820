"""The dialect of Markdown that editors write: Python-Markdown with its extensions and ours.

Ours: callouts (`> [!NOTE]`), figures, tables that scroll on a phone.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from bantin.markup.figures import Figures

if TYPE_CHECKING:
    from markdown.extensions import Extension

    from bantin.markup.body import Words

# No inline pattern matches in a text without any of these.
TRIGGERS = re.compile(r"[\\`*_\[\]<>&!{}@\x02\x03]|  \n")
_CALLOUT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*([^\n]*)(?:\n|$)", re.IGNORECASE)
# Python-Markdown ends these as written; HTML ends them at the next `>`, and the rest would be text.
_INSTRUCTIONS = re.compile(r"<\?(\w*).*?\?>|<!\[(CDATA)\[.*?\]\]>", re.DOTALL)


class Dialect:
    """Python-Markdown with its extensions and ours."""

    def __init__(self, words: Words, *, blocks_only: bool = False) -> None:
        """With `blocks_only`, leave out extensions for HTML, attribute lists, footnotes and fences."""
        # Not by name: to look names up, Python-Markdown reads the metadata of every installed package.
        extensions: list[Extension] = [TableExtension(), DefListExtension(), SaneListExtension()]
        if not blocks_only:
            from markdown.extensions.attr_list import AttrListExtension
            from markdown.extensions.fenced_code import FencedCodeExtension
            from markdown.extensions.footnotes import FootnoteExtension

            notes = FootnoteExtension(BACKLINK_TITLE=words.back, SEPARATOR="-")
            extensions += [notes, AttrListExtension(), FencedCodeExtension()]
        self.markdown = Markdown(extensions=extensions, output_format="html")
        if blocks_only:
            self.markdown.preprocessors.deregister("html_block")
        tree = self.markdown.treeprocessors
        tree.register(_Callouts(self.markdown, words), "callouts", 24)
        tree.register(_PlainText(self.markdown), "plain_text", 21)  # just before "inline", 20
        tree.register(_Unwritten(self.markdown), "unwritten", 9)  # before "attr_list", 8
        tree.register(Figures(self.markdown, words.credit), "figures", 7)
        tree.register(_Tables(self.markdown, words), "tables_frame", 6)
        tree.register(_Headings(self.markdown), "headings", 5)
        # Just before "raw_html", 30.
        self.markdown.postprocessors.register(_Instructions(self.markdown), "instructions", 31)

    def convert(self, text: str) -> str:
        """Return the HTML of `text`, not yet sanitized."""
        self.markdown.parser.state.clear()  # `reset` does not, and a failed conversion leaves it filled
        return self.markdown.reset().convert(text)

    @property
    def has_raw_html(self) -> bool:
        """Whether the text converted last contained raw HTML."""
        return bool(self.markdown.htmlStash.html_counter)


class _PlainText(Treeprocessor):
    """Mark text without triggers as atomic, which saves searching it with some twenty inline patterns."""

    def run(self, root: ET.Element) -> None:
        search = TRIGGERS.search
        for element in root.iter():
            text = element.text
            if text and not search(text):
                element.text = AtomicString(text)
            tail = element.tail
            if tail and not search(tail):
                element.tail = AtomicString(tail)


class _Callouts(Treeprocessor):
    """GitHub's callouts (`> [!NOTE]`): an aside with a title. In other quotations, the source after a dash."""

    def __init__(self, md: Markdown, words: Words) -> None:
        super().__init__(md)
        self._titles = words.callouts

    def run(self, root: ET.Element) -> None:
        self._split(root)
        for quote in list(root.iter("blockquote")):
            first = quote[0] if len(quote) and quote[0].tag == "p" else None
            found = _CALLOUT.match(first.text or "") if first is not None else None
            if first is None or found is None:
                last = quote[-1] if len(quote) > 1 else None
                if last is not None and last.tag == "p" and (last.text or "").startswith(("— ", "– ")):
                    last.set("class", "quote-source")
                continue
            kind = found[1].lower()
            quote.tag = "aside"
            quote.set("class", f"callout callout-{kind}")
            title = ET.Element("p", {"class": "callout-title"})
            title.text = found[2].strip() or self._titles[kind]
            first.text = (first.text or "")[found.end() :]
            if not first.text.strip() and not len(first):
                quote.remove(first)
            quote.insert(0, title)

    def _split(self, root: ET.Element) -> None:
        """Split neighbouring callouts, of which Python-Markdown makes one quote."""
        for parent in list(root.iter()):
            if any(child.tag == "blockquote" for child in parent):
                parent[:] = [part for child in parent for part in _split_callouts(child)]


def _split_callouts(child: ET.Element) -> list[ET.Element]:
    """Return `child`, or the parts of a quote: what precedes its callouts, then each callout as a quote."""
    if child.tag != "blockquote":
        return [child]
    inside = list(child)
    starts = [at for at, one in enumerate(inside) if at and one.tag == "p" and _CALLOUT.match(one.text or "")]
    if not starts:
        return [child]
    parts = [child]
    del child[starts[0] :]
    for start, end in zip(starts, [*starts[1:], len(inside)], strict=True):
        other = ET.Element("blockquote")
        other.extend(inside[start:end])
        other.tail, parts[-1].tail = parts[-1].tail, "\n"
        parts.append(other)
    return parts


class _Unwritten(Treeprocessor):
    """Remove the empty `alt` of `![](x.jpg)`, so that only `{: alt="" }`, parsed later, sets an empty one."""

    def run(self, root: ET.Element) -> None:
        for image in root.iter("img"):
            if not image.get("alt"):
                image.attrib.pop("alt", None)


class _Tables(Treeprocessor):
    """Put each table into a frame that scrolls on narrow screens, also with the keyboard."""

    def __init__(self, md: Markdown, words: Words) -> None:
        super().__init__(md)
        self._label = words.table

    def run(self, root: ET.Element) -> None:
        for parent in list(root.iter()):
            for index, child in enumerate(parent):
                if child.tag != "table" or parent.get("class") == "table":
                    continue
                frame = ET.Element(
                    "div", {"class": "table", "tabindex": "0", "role": "region", "aria-label": self._label}
                )
                frame.tail, child.tail = child.tail, None
                parent[index] = frame
                frame.append(child)
                for cell in child.iter():
                    if cell.tag == "th":
                        cell.set("scope", "col")
                    elif cell.tag != "td":
                        continue
                    # A class, as the Content-Security-Policy forbids Python-Markdown's style attribute.
                    align = cell.attrib.pop("style", "").removeprefix("text-align: ").rstrip(";")
                    if align:
                        cell.set("class", f"align-{align}")


class _Headings(Treeprocessor):
    """Turn `h1` into `h2`: the page has an `h1` of its own."""

    def run(self, root: ET.Element) -> None:
        for element in root.iter("h1"):
            element.tag = "h2"


class _Instructions(Postprocessor):
    """Shorten processing instructions (`<?php … ?>`) to what the sanitizer needs to report them."""

    def run(self, text: str) -> str:
        found = self.md.htmlStash.rawHtmlBlocks
        for number, raw in enumerate(found):
            if isinstance(raw, str) and (written := _INSTRUCTIONS.match(raw)):
                found[number] = f"<?{written[1] or written[2] or ''}>{raw[written.end() :]}"
        return text
