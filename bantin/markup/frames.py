"""What scrolls sideways can be reached with the keyboard: tables, in frames of their own, and code."""

from __future__ import annotations

import html
import re

from bantin.markup.plain import TAG

_TABLE = re.compile(r'<(/?)table(?=[\s>])[^"<>]*+(?:"[^"]*+"[^"<>]*+)*>')
_CAPTION = re.compile(r"\s*+<caption(?=[\s>])[^>]*+>(.*?)</caption>", re.DOTALL)
_CELL = re.compile(r"<t[hd](?=[\s>])")
_CODE = re.compile(r"<pre(?=[\s>])")
_WIDE = 7
"""Columns from which a table is wider than the text."""


def frame_tables(text: str, label: str) -> str:
    """Return sanitized HTML with each table in a frame; one in another's cell has none of its own.

    A frame has the name of its table's caption, else `label` with the table's number for `{}`. Code can be focused too.
    """
    if "<pre" in text:
        text = _CODE.sub('<pre tabindex="0"', text)
    if "<table" not in text:
        return text
    depth = number = 0

    def framed(tag: re.Match[str]) -> str:
        nonlocal depth, number
        if tag[1]:
            depth -= 1
            return tag[0] if depth else f"{tag[0]}</div>"
        depth += 1
        if depth > 1:
            return tag[0]
        number += 1
        caption = _CAPTION.match(text, tag.end())
        name = (html.unescape(TAG.sub("", caption[1])).strip() if caption else "") or label.replace("{}", str(number))
        row = text[tag.end() : max(text.find("</tr>", tag.end()), tag.end())]
        wide = " table-wide" if len(_CELL.findall(row)) >= _WIDE else ""
        return f'<div class="table{wide}" role="region" aria-label="{html.escape(name)}" tabindex="0">{tag[0]}'

    return _TABLE.sub(framed, text)
