"""Frames in which wide tables scroll on narrow screens, also with the keyboard."""

from __future__ import annotations

import html
import re

_TABLE = re.compile(r'<(/?)table(?=[\s>])[^"<>]*+(?:"[^"]*+"[^"<>]*+)*>')


def frame_tables(text: str, label: str) -> str:
    """Return sanitized HTML with each table in a frame; one in another's cell has none of its own."""
    if "<table" not in text:
        return text
    depth = 0

    def framed(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth -= 1
            return tag[0] if depth else f"{tag[0]}</div>"
        depth += 1
        return tag[0] if depth > 1 else f"{opening}{tag[0]}"

    opening = f'<div class="table" role="region" aria-label="{html.escape(label)}" tabindex="0">'
    return _TABLE.sub(framed, text)
