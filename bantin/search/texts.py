"""Rendered text → plain words: what is searched, and what excerpts are cut from."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.content import sources
from bantin.content.sources import SourceChanged
from bantin.markup.references import Target
from bantin.markup.rendering import Markup
from bantin.system.fingerprints import of_content

if TYPE_CHECKING:
    from bantin.config import Settings
    from bantin.markup.body import Words

# What the engine adds to a text: marks of footnotes, the way back from them, titles of callouts.
_ADDED = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a class="footnote-backref".*?</a>|<p class="callout-title">.*?</p>', re.DOTALL)
_HEADING = re.compile(r"<h[2-6][^>]*>(.*?)</h[2-6]>", re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|li|h[2-6]|td|th|dt|dd|pre|caption|figcaption|summary|div|blockquote)>|<(?:br|hr)[^>]*>")
_TAG = re.compile(r"<[^>]*>")


class Source(NamedTuple):
    """Where a text stands."""

    path: str
    """From the root."""
    real: str
    """As the operating system spells it."""
    data: int
    """Fingerprint of the whole source."""
    body_line: int
    """The line on which the text begins."""


class Text(msgspec.Struct, frozen=True, gc=False):
    """A text in plain words."""

    plain: str
    """All of it, a line for each block."""
    headings: tuple[str, ...] = ()


class Texts:
    """Makes plain texts; made once per process."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._markup = Markup(settings, words)

    def read(self, source: Source) -> Text:
        """Return the text of `source`. Raises `SourceFault`, and `SourceChanged` when it is not what the index knows."""
        data = sources.read(source.path, source.real)
        if of_content(data) != source.data:
            raise SourceChanged(source.path)
        lines = sources.decode(data, source.path).split("\n")[source.body_line - 1 :]
        return plain(self._markup.render(source.path, "\n".join(lines).strip(), source.body_line, _AnyTarget()).html)


def plain(body: str) -> Text:
    """Return the words of safe HTML."""
    body = _ADDED.sub("", body)
    headings = tuple(_line(heading) for heading in _HEADING.findall(body))
    lines = (_line(line) for line in _BLOCK_END.sub("\n\n", body).replace("\n\n", "\x00").split("\x00"))
    return Text("\n".join(line for line in lines if line), headings)


def _line(part: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", part)).split())


class _AnyTarget:
    """`markup.Lookup` for words alone: where links lead does not change them."""

    def source(self, _path: str) -> Target:
        return Target("/")

    def file(self, _path: str) -> None:
        """Say nothing: what a link to a file tells of it is no word of the text."""

    def picture(self, _path: str) -> None:
        """Say nothing either."""

    def address(self, _url: str) -> bool:
        return True

    def nearest(self, _target: str) -> str:
        return ""
