"""The contents of `layouts/`: templates, words of the interface, assets and scripts, as `load_layouts` reads them."""

from __future__ import annotations

import msgspec

from bantin.problems import Problem
from bantin.rendering.inline_scripts import InlineScript
from bantin.theme.emblem import Mark, Order, draw


class Asset(msgspec.Struct, frozen=True, gc=False):
    """A file that pages load; the hash of what it is made of stands in its name, so that it may be cached for ever."""

    name: str
    url: str
    """Site path."""
    data: bytes
    order: Order | None = None
    """How to draw what has no `data`."""

    def content(self) -> bytes:
        """Return the bytes, drawn if they must be, which takes a second."""
        return draw(self.order) if self.order else self.data


class Layouts(msgspec.Struct, frozen=True):
    """Everything that layouts bring, read whole: some dozens of small files."""

    templates: dict[str, str]
    assets: dict[str, Asset]
    words: dict[str, str]
    language: str
    prints: dict[str, int]
    """Fingerprint of each template together with all that it extends, includes or imports."""
    words_print: int
    problems: tuple[Problem, ...] = ()
    named_assets: dict[str, frozenset[str]] = {}
    """The assets that each template names plainly."""
    colors: dict[str, str] = {}
    """The site's colours by day: the custom properties of the stylesheet, without their dashes."""
    emblem: Mark = Mark()
    other_words: dict[str, dict[str, str]] = {}
    """The words of further languages."""
    scripts: dict[str, InlineScript] = {}
    """Scripts that may stand in pages."""
    named_scripts: dict[str, frozenset[str]] = {}
    """The same for templates and these."""

    def in_language(self, language: str) -> Layouts:
        """Return these layouts with the words of a further language."""
        return msgspec.structs.replace(self, words=self.other_words[language], language=language)

    @property
    def script_sources(self) -> tuple[str, ...]:
        """What a policy names so that the scripts in pages may run."""
        return tuple(sorted({script.source for script in self.scripts.values()}))
