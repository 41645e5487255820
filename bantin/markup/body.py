"""The result of rendering a text."""

from __future__ import annotations

import msgspec

from bantin.problems import Problem

GALLERY = "gallery"
GALLERY_ITEM = "gallery-item"
ENLARGED = "enlarged"
"""Class of a single figure whose picture links to its largest rendition; in a gallery each does."""


class Heading(msgspec.Struct, frozen=True, gc=False):
    """A heading of a text."""

    level: int
    """2-6."""
    id: str
    """Its anchor, unique in the text."""
    text: str
    """Plain text."""


class Fragment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A link to an anchor in another source, to be checked when all texts are rendered."""

    target: str
    """The path of that source, from the root."""
    anchor: str
    written: str
    """The link as the editor wrote it."""
    line: int


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A picture in a text, and where."""

    path: str
    """The path of the picture, from the root."""
    written: str
    """Its name as the editor wrote it."""
    line: int


class Body(msgspec.Struct, frozen=True):
    """A rendered text."""

    html: str
    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    """Every `id` of the text."""
    fragments: tuple[Fragment, ...] = ()
    problems: tuple[Problem, ...] = ()
    places: tuple[Place, ...] = ()
    """Every picture in the text."""


CALLOUTS = ("note", "tip", "important", "warning", "caution")


class Words(msgspec.Struct, frozen=True):
    """Words of the interface that appear in texts."""

    callouts: dict[str, str]
    """One of `CALLOUTS` → title."""
    back: str
    """Label of the link from a footnote back to the text; `{}` is its number."""
    table: str
    """Label of a table's frame, for screen readers; `{}` is its number."""
    credit: str = "{name}"
    """The credit of a picture; `{name}` is its author."""
    enlarge: str = ""
    """Label of the link to a larger picture that has no alternative text."""
    page: str = ""
    """`1 page`, of a PDF."""
    pages: str = ""
    """`{count} pages`, of a PDF."""


NO_WORDS = Words(dict.fromkeys(CALLOUTS, "-"), "{}", "-")
"""For extracting an editor's words: `plain` leaves those of the interface out."""
