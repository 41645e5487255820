"""Render one text to a `Body`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.content.addresses import source_url
from bantin.markup.anchors import Anchors
from bantin.markup.blocks import TooDeep
from bantin.markup.body import Body, Heading, Words
from bantin.markup.characters import clean_characters
from bantin.markup.dialect import Dialect
from bantin.markup.finishing import Finishing
from bantin.markup.frames import frame_tables
from bantin.markup.nodes import Finding, Tangled
from bantin.markup.paper_links import link_numbers
from bantin.markup.plain import excerpt, first_paragraph
from bantin.markup.references import AnyTarget, Lookup, References
from bantin.markup.safety import Sanitizer
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from bantin.config import Settings


class Markup:
    """Renders texts. Made once per process, as setting Python-Markdown up takes long."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._base_path = settings.base_path
        self._dialect = Dialect(words, indented_code=settings.markup.indented_code)
        self._words = words
        self._sanitizer = Sanitizer(settings.markup)
        self._finish = Finishing(settings, words)

    def render(self, path: str, body: str, body_line: int, lookup: Lookup) -> Body:
        """Render the text `body`, which begins on `body_line` of the source `path`."""
        references = References(path, body_line, lookup, self._base_path)
        headings: list[Heading] = []
        try:
            text = self._convert(body, references)
        except Tangled as tangled:
            line = body_line + tangled.line
            return Body("", problems=(problem("BT411", path, line, sign=tangled.sign, count=tangled.count),))
        except (TooDeep, RecursionError):
            return Body("", problems=(problem("BT409", path, body_line),))
        anchors = Anchors()
        text = anchors.give(text, headings)
        ids = frozenset(anchors.used)
        references.check_own(ids)
        for one in self._dialect.parsed.findings:
            references.problems.append(Problem(one.code, path, body_line + one.line, values=dict(one.values)))
        text = link_numbers(self._finish(text, references), lookup.paper, self._base_path, own=source_url(path))
        return Body(
            text,
            tuple(headings),
            ids,
            tuple(references.fragments),
            tuple(references.problems),
            tuple(references.places),
        )

    def excerpt(self, body: str) -> str:
        """Return the beginning of a text (`plain.excerpt`); an empty text when it cannot be rendered."""
        references = References("", 1, AnyTarget(), self._base_path)
        try:
            beginning = self._convert(body, references, beginning=True)
            return first_paragraph(beginning) or excerpt(self._convert(body, references))
        except (Tangled, TooDeep, RecursionError):
            return ""

    def _convert(self, body: str, references: References, *, beginning: bool = False) -> str:
        """Return the safe HTML of `body`; of its first paragraph only when just the `beginning` is wanted."""
        body, dropped = clean_characters(body)
        text = self._dialect.convert(body, references, beginning=beginning)
        self._dialect.parsed.findings.extend(Finding("BT420", line, {"character": one}) for one, line in dropped)
        raw = self._dialect.parsed.raw
        if raw:
            text = self._sanitizer.clean(text, raw, references)
        return frame_tables(text, self._words.table)
