"""Renders sources and reduces them to plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.content import read
from bantin.content.read import SourceChanged
from bantin.markup.plain import HEADING, blocks
from bantin.markup.references import AnyTarget
from bantin.markup.rendering import Markup
from bantin.system.fingerprints import of_content

if TYPE_CHECKING:
    from bantin.config import Settings
    from bantin.markup.body import Words


class Source(NamedTuple):
    """The source file of a text."""

    path: str
    """From the site's root."""
    real: str
    """As the operating system spells it."""
    fingerprint: int
    """Fingerprint of the whole source."""
    body_line: int
    """The line after the front matter, from 1."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """The plain text of a source."""

    plain: str
    """All of it, a line for each block."""
    headings: tuple[str, ...] = ()


class Texts:
    """Makes plain texts; one in each worker."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._markup = Markup(settings, words)

    def read(self, source: Source) -> Text:
        """Return the plain text of `source`. Raises `SourceFault`, and `SourceChanged` when its fingerprint differs."""
        data = read.read_source(source.path, source.real)
        if of_content(data) != source.fingerprint:
            raise SourceChanged(source.path)
        lines = read.decode(data, source.path).split("\n")[source.body_line - 1 :]
        return plain(self._markup.render(source.path, "\n".join(lines).strip(), source.body_line, AnyTarget()).html)


def plain(body: str) -> Text:
    """Return the plain text of safe HTML."""
    found = list(blocks(body))
    headings = tuple(" ".join(one.lines) for one in found if one.kind == HEADING)
    return Text("\n".join(line for one in found for line in one.lines), headings)
