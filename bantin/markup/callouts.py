"""Quotes that are more: GitHub's callouts (`> [!NOTE]`), and who said a quote (`> — Bà A`)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from bantin.markup.body import CALLOUTS
from bantin.markup.nodes import Finding, Inline

if TYPE_CHECKING:
    from bantin.markup.body import Words
    from bantin.markup.nodes import Parsed

_MARK = re.compile(r"\[!([^\]\n]{1,30})\][ \t]*+([^\n]*+)(?:\n|$)")


class Callouts:
    """Recognizes them, with titles in the site's language."""

    def __init__(self, words: Words) -> None:
        self._titles = words.callouts

    def close_quote(self, quote: ET.Element, parsed: Parsed, first: int) -> None:
        """Make a callout of `quote`, whose texts are those of `parsed.inlines` from `first` on, if it is one."""
        if first >= len(parsed.inlines) or not len(quote):
            return
        inline = parsed.inlines[first]
        found = _MARK.match(inline.text) if inline.parent is quote[0] and inline.parent.tag == "p" else None
        kind = found[1].strip().lower() if found else ""
        if found is None or kind not in CALLOUTS:
            if found is not None:
                parsed.findings.append(Finding("BT414", inline.line, {"kind": found[1]}))
            self._mark_source(quote, parsed)
            return
        quote.tag = "aside"
        quote.set("class", f"callout callout-{kind}")
        title = ET.Element("p", {"class": "callout-title"})
        rest = inline.text[found.end() :]
        if rest.strip():
            inline.text = rest
            inline.line += 1
        else:
            quote.remove(inline.parent)
            del parsed.inlines[first]
        if own := found[2].strip():
            parsed.inlines.insert(first, Inline(title, own, inline.line))
        else:
            title.text = self._titles[kind]
        quote.insert(0, title)

    def _mark_source(self, quote: ET.Element, parsed: Parsed) -> None:
        """Mark the last paragraph of a quote as its source when it begins with a dash."""
        last, inline = quote[-1], parsed.inlines[-1]
        if len(quote) > 1 and last.tag == "p" and inline.parent is last and inline.text.startswith(("— ", "– ")):
            last.set("class", "quote-source")
