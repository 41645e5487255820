"""One text → `Body`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from bantin.markup import quick
from bantin.markup.anchors import Anchors
from bantin.markup.body import Body, Heading, Words
from bantin.markup.bounds import LONG, Tangled, refuse
from bantin.markup.finishing import Finishing
from bantin.markup.plain import excerpt
from bantin.markup.references import AnyTarget, Lookup, References
from bantin.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.config import Settings
    from bantin.markup.dialect import Dialect
    from bantin.markup.safety import Sanitizer

# A link or picture whose address has a scheme, or an attribute list.
_DOUBTFUL = re.compile(r"\]\(\s*+<?[^])\s/:]*+:|\]:|\{")


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

    def render(
        self, path: str, body: str, body_line: int, lookup: Lookup, *, data: bytes | None = None, short_way: bool = True
    ) -> Body:
        """Render the text `body` of the source `path`, which begins on `body_line`; `data` is the same in UTF-8, where it is at hand.

        `short_way=False` sends every block the long way: same bytes, for comparison.
        """
        references = References(path, body, body_line, lookup, self._base_path)
        anchors = Anchors()
        headings: list[Heading] = []
        try:
            pieces = self._pieces(body, data or body.encode(), references, anchors, headings, short_way=short_way)
            text = "\n".join(pieces)
        except Tangled as tangled:
            line = body_line + tangled.line - 1
            return Body("", problems=(problem("BT411", path, line, sign=tangled.sign, count=tangled.count),))
        except RecursionError:
            return Body("", problems=(problem("BT409", path, body_line),))
        ids = frozenset(anchors.used)
        references.check_own(ids)
        text = self._finish(text, references)
        return Body(
            text,
            tuple(headings),
            ids,
            tuple(references.fragments),
            tuple(references.problems),
            tuple(references.places),
        )

    def excerpt(self, path: str, body: str) -> str:
        """Return the beginning of a text as plain words (`plain.excerpt`); nothing of one that cannot be rendered."""
        references = References(path, body, 1, AnyTarget(), self._base_path)
        try:
            return excerpt(self._pieces(body, body.encode(), references, Anchors(), [], short_way=True))
        except (Tangled, RecursionError):
            return ""

    def _pieces(
        self,
        body: str,
        data: bytes,
        references: References,
        anchors: Anchors,
        headings: list[Heading],
        *,
        short_way: bool,
    ) -> Iterator[str]:
        """Yield the safe HTML of `body` piece by piece, whole elements each; the text is judged before any goes the long way."""
        pieces = quick.divide(body, data, anchors, headings, references.link, self._table) if short_way else None
        if pieces is None:
            refuse(body)
            yield self._long(self._whole, body, references, anchors, headings)
            return
        judged = len(body) > LONG
        if judged:
            refuse(body)
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
                continue
            if not judged:
                refuse(body)
                judged = True
            yield self._long(self._blocks, piece.text, references, anchors, headings)

    def _long(
        self, dialect: Dialect, text: str, references: References, anchors: Anchors, headings: list[Heading]
    ) -> str:
        converted = dialect.convert(text)
        if dialect.has_raw_html or _DOUBTFUL.search(text):
            references.problems.extend(self._sanitizer.removed(converted, references))
        return anchors.give(self._sanitizer.clean(converted, references), headings)
