"""What rendering a text gives."""

from __future__ import annotations

import msgspec

from bantin.problems import Problem

GALLERY = "gallery"
GALLERY_ITEM = "gallery-item"
ENLARGED = "enlarged"
"""Class of a figure that stands alone and whose picture leads to the largest one; in a gallery each does."""


class Heading(msgspec.Struct, frozen=True, gc=False):
    """A heading of a text."""

    level: int
    """2-6."""
    id: str
    """Its anchor, unique in the text."""
    text: str
    """Plain words."""


class Fragment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A link to an anchor, to be checked when every text is rendered."""

    target: str
    """The source that holds the anchor, from the root."""
    anchor: str
    written: str
    """The link as the editor wrote it."""
    line: int


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a text shows a picture."""

    path: str
    """Of the picture, from the root."""
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
    """Every picture of the text."""


CALLOUTS = ("note", "tip", "important", "warning", "caution")


class Words(msgspec.Struct, frozen=True):
    """Words of the interface that stand inside texts."""

    callouts: dict[str, str]
    """One of `CALLOUTS` → title."""
    back: str
    """Name of the link from a footnote back to the text; `{}` is its number."""
    table: str
    """Name of the frame of a table, for screen readers."""
    credit: str = "{name}"
    """Who made a picture; `{name}` says who."""
    enlarge: str = ""
    """Name of the link to a larger picture, where the picture has no words of its own."""
    page: str = ""
    """A PDF of one page."""
    pages: str = ""
    """A PDF of `{count}` pages."""


NO_WORDS = Words(dict.fromkeys(CALLOUTS, "-"), "{}", "-")
"""For those who want an editor's words alone: all of the interface's are left out of them (`plain`)."""
