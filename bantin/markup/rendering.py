"""Render one text to a `Body`."""

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

# A link or picture whose address has a scheme, a link definition, or an attribute list.
_MAY_BE_UNSAFE = re.compile(r"\]\(\s*+<?[^])\s/:]*+:|\]:|\{")


class Markup:
    """Renders texts. Made once per process, as setting Python-Markdown up takes long."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._base_path = settings.base_path
        self._settings = settings.markup
        self._words = words
        self._finish = Finishing(settings, words)
        self._table = words.table

    @cached_property
    def _whole(self) -> Dialect:
        """For whole texts; few need it."""
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
        """Render the text `body`, which begins on `body_line` of the source `path`; `data` is the same in UTF-8.

        `short_way=False` does not use `quick`: the result is the same, for tests.
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
        """Return the beginning of a text (`plain.excerpt`); an empty text when it cannot be rendered."""
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
        """Yield the sanitized HTML of `body` in pieces of whole elements. Raises `Tangled` and `RecursionError`."""
        pieces = quick.divide(body, data, anchors, headings, references.link, self._table) if short_way else None
        if pieces is None:
            refuse(body)
            yield self._long(self._whole, body, references, anchors, headings)
            return
        is_checked = len(body) > LONG
        if is_checked:
            refuse(body)
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
                continue
            if not is_checked:
                refuse(body)
                is_checked = True
            yield self._long(self._blocks, piece.text, references, anchors, headings)

    def _long(
        self, dialect: Dialect, text: str, references: References, anchors: Anchors, headings: list[Heading]
    ) -> str:
        converted = dialect.convert(text)
        if dialect.has_raw_html or _MAY_BE_UNSAFE.search(text):
            references.problems.extend(self._sanitizer.removed(converted, references))
        return anchors.give(self._sanitizer.clean(converted, references), headings)
