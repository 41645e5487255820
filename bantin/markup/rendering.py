"""One text → `Body`."""

from __future__ import annotations

import html
import re
from functools import cached_property
from typing import TYPE_CHECKING

from bantin.markup import quick
from bantin.markup.anchors import Anchors
from bantin.markup.body import Body, Heading, Words
from bantin.markup.bounds import LONG, Tangled, refuse
from bantin.markup.finishing import Finishing
from bantin.markup.references import Lookup, References
from bantin.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.config import Settings
    from bantin.markup.dialect import Dialect
    from bantin.markup.safety import Sanitizer

# A link or picture whose address has a scheme.
_SCHEME = re.compile(r"\]\(\s*<?[^)\s/]*:|\]:")
# An anchor in an editor's HTML (`id=x`) or attribute list (`{#x}`).
_WRITTEN_IDS = re.compile(r"\bid\s*=\s*[\"']?([^\s\"'>]+)|\{[^}\n]*#([^\s}]+)")
_IDS = re.compile(r'<[^>]*\sid="([^"]*)"')


class Markup:
    """Renders texts; made once per process, as Python-Markdown's set-up is dear, and imported where a text goes the long way."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._base_path = settings.base_path
        self._settings = settings.markup
        self._words = words
        self._finish = Finishing(settings, words)
        self._table = words.table

    @cached_property
    def _whole(self) -> Dialect:
        """Everything; made when a text needs it, which few do."""
        from bantin.markup.dialect import Dialect

        return Dialect(self._words)

    @cached_property
    def _blocks(self) -> Dialect:
        """For single blocks."""
        from bantin.markup.dialect import Dialect

        return Dialect(self._words, blocks_only=True)

    @cached_property
    def _sanitizer(self) -> Sanitizer:
        from bantin.markup.safety import Sanitizer

        return Sanitizer(self._settings)

    def render(self, path: str, body: str, body_line: int, lookup: Lookup, *, data: bytes | None = None, short_way: bool = True) -> Body:
        """Render the text `body` of the source `path`, which begins on `body_line`; `data` is the same in UTF-8, where it is at hand.

        `short_way=False` sends every block the long way: same bytes, for comparison.
        """
        references = References(path, body, body_line, lookup, self._base_path)
        anchors = Anchors()
        headings: list[Heading] = []
        pieces = quick.divide(body, data or body.encode(), anchors, headings, references.link, self._table) if short_way else None
        if pieces is None:  # anchors that an editor wrote are taken
            anchors.used.update(html.unescape(one or other) for one, other in _WRITTEN_IDS.findall(body))
        try:
            if pieces is None:
                refuse(body)
                self._whole.anchors, self._whole.headings = anchors, headings
                text = self._long(self._whole, body, references)
            else:
                if len(body) > LONG:
                    refuse(body)
                text = "\n".join(self._pieces(body, pieces, references, anchors, headings))
        except Tangled as tangled:
            line = body_line + tangled.line - 1
            return Body("", problems=(problem("BT411", path, line, sign=tangled.sign, count=tangled.count),))
        except RecursionError:
            return Body("", problems=(problem("BT409", path, body_line),))
        # Headings' anchors are known; others come from an editor's HTML, attribute lists and footnotes, never the short way.
        ids = {html.unescape(one) for one in _IDS.findall(text)} if pieces is None else anchors.used
        references.check_own(frozenset(ids))
        text = self._finish(text, references)
        return Body(
            text, tuple(headings), frozenset(ids), tuple(references.fragments), tuple(references.problems), tuple(references.places)
        )

    def _pieces(
        self, body: str, pieces: Iterator[str | quick.Slow], references: References, anchors: Anchors, headings: list[Heading]
    ) -> Iterator[str]:
        """Yield the HTML of `pieces`; the whole text is judged before the first of them goes the long way."""
        judged = len(body) > LONG
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
                continue
            if not judged:
                refuse(body)
                judged = True
            self._blocks.anchors, self._blocks.headings = anchors, headings
            yield self._long(self._blocks, piece.text, references)

    def _long(self, dialect: Dialect, text: str, references: References) -> str:
        converted = dialect.convert(text)
        if dialect.has_raw_html or "{" in text or _SCHEME.search(text):
            references.problems.extend(self._sanitizer.removed(converted, references))
        return self._sanitizer.clean(converted, references)
