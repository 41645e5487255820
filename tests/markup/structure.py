"""The structure of HTML as browsers see it, to compare it with that of another Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESSES = ("href", "src", "alt")
_TAGS = {"h1": "h2", "figure": "p", "s": "del"}
"""What only looks otherwise: ours has no h1, and shows a picture that is alone as a figure."""
_TEXT, _CODE = '"', "'"


def structure_of(html: str) -> list[str]:
    """Return elements with their `href`, `src` and `alt`, and text in between, without blank space beside elements."""
    pieces: list[str] = []
    for piece in _pieces(html5lib.parseFragment(html.strip(), namespaceHTMLElements=False), _TEXT):
        if pieces and piece[0] == pieces[-1][0] and piece[0] in (_TEXT, _CODE):
            pieces[-1] += piece[1:]
        else:
            pieces.append(piece)
    trimmed = (_trim(one) for one in pieces)
    return [one for one in trimmed if one not in (_TEXT, _CODE)]


def _trim(piece: str) -> str:
    if piece[0] == _TEXT:
        return _TEXT + re.sub(r"[ \t\n]+", " ", piece[1:]).strip()
    return re.sub(r"[ \t]+$", "", piece, flags=re.MULTILINE) if piece[0] == _CODE else piece


def _pieces(element: object, kind: str) -> Iterator[str]:
    """Yield the pieces of an element: `<p`, `"text`, `/p`."""
    yield kind + (element.text or "")  # type: ignore[attr-defined]
    for child in element:  # type: ignore[attr-defined]
        if isinstance(child.tag, str) and child.tag != "figcaption":
            tag = _TAGS.get(child.tag, child.tag)
            values = [f" {name}={unquote(child.get(name))}" for name in _ADDRESSES if child.get(name)]
            yield "<" + tag + "".join(values)
            yield from _pieces(child, _CODE if tag == "pre" else kind)
            yield f"/{tag}"
        yield kind + (child.tail or "")
