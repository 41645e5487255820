"""Python-Markdown with the syntax that editors know: CommonMark and GitHub's, by the parsers of this package.

Of Python-Markdown's own, its tree and the processors of the tree go on: attribute lists and figures. Its parser of
blocks follows rules of 2004, and its patterns search each text some twenty times.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.blockparser import BlockParser as PythonMarkdownsBlockParser
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from bantin.markup.attribute_lists import POSSIBLE, AttributeLists
from bantin.markup.blocks import BlockParser
from bantin.markup.figures import Figures
from bantin.markup.inlines import InlineParser
from bantin.markup.nodes import Parsed
from bantin.markup.notes import Notes
from bantin.markup.safety import words_of
from bantin.markup.serialize import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.markup.body import Words
    from bantin.markup.references import References


class Dialect:
    """The dialect of one site."""

    def __init__(self, words: Words, *, indented_code: bool = False) -> None:
        self._syntax = _Syntax(words, indented_code=indented_code)
        # Not by name: to look names up, Python-Markdown reads the metadata of every installed package.
        self._markdown = Markdown(extensions=[self._syntax], output_format="html")
        self._markdown.serializer = serialize
        self._markdown.stripTopLevelTags = False

    def convert(self, text: str, references: References, *, beginning: bool = False) -> str:
        """Return the HTML of `text`, its links resolved by `references`; safe, unless it has HTML of the editor's.

        With `beginning`, only up to the first paragraph. Raises `TooDeep` and `Tangled`.
        """
        self._syntax.text = text
        self._syntax.references = references
        self._syntax.is_beginning = beginning
        return self._markdown.convert(text)

    @property
    def parsed(self) -> Parsed:
        """The blocks of the text converted last."""
        return self._syntax.parsed


class _Syntax(Extension):
    """Puts the parsers of this package in the place of Python-Markdown's."""

    def __init__(self, words: Words, *, indented_code: bool) -> None:
        super().__init__()
        self.words = words
        self.blocks = BlockParser(words, indented_code=indented_code)
        self.text = ""
        self.parsed = Parsed()
        self.references: References | None = None
        self.inlines: InlineParser | None = None
        self.is_beginning = False

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        self.attributes = AttributeLists(md)
        md.preprocessors = Registry()
        md.postprocessors = Registry()
        md.parser = _Blocks(md, self)
        tree: Registry[Treeprocessor] = Registry()
        md.treeprocessors = tree
        tree.register(_Inlines(md, self), "inline", 20)
        tree.register(_Attributes(md, self), "attr_list", 8)
        tree.register(Figures(md, self.words.credit), "figures", 7)
        tree.register(_Links(md, self), "links", 5)


class _Blocks(PythonMarkdownsBlockParser):
    """Lines → the tree of blocks."""

    def __init__(self, md: Markdown, syntax: _Syntax) -> None:
        super().__init__(md)
        self._syntax = syntax

    def parseDocument(self, lines: Iterable[str]) -> ET.ElementTree:  # noqa: N802 - Python-Markdown's name
        self._syntax.parsed = self._syntax.blocks.parse(lines, beginning=self._syntax.is_beginning)
        return ET.ElementTree(self._syntax.parsed.root)


class _Step(Treeprocessor):
    def __init__(self, md: Markdown, syntax: _Syntax) -> None:
        super().__init__(md)
        self._syntax = syntax


class _Inlines(_Step):
    """Reads the inline texts of the blocks, and appends the footnotes."""

    def run(self, root: ET.Element) -> None:
        parsed = self._syntax.parsed
        notes = Notes(parsed, self._syntax.words.back)
        parser = self._syntax.inlines = InlineParser(parsed, notes)
        for inline in parsed.inlines:
            parser.read(inline)
        notes.append_to(root)


class _Attributes(_Step):
    """Python-Markdown's attribute lists, where there can be one."""

    def run(self, root: ET.Element) -> None:
        if POSSIBLE.search(self._syntax.text):
            self._syntax.attributes.parsed = self._syntax.parsed
            self._syntax.attributes.run(root)


class _Links(_Step):
    """Resolves links and pictures."""

    def run(self, root: ET.Element) -> None:
        references, inlines = self._syntax.references, self._syntax.inlines
        if references is None or inlines is None or not inlines.lines:
            return
        for element in (*root.iter("a"), *root.iter("img")):  # not those that a figure has replaced
            if element in inlines.lines:
                _resolve(element, references, inlines.lines[element])


def _resolve(element: ET.Element, references: References, line: int) -> None:
    name, resolve = ("href", references.link) if element.tag == "a" else ("src", references.picture)
    for attribute in ("title", "alt"):
        if "<" in element.get(attribute, ""):
            element.set(attribute, words_of(element.attrib[attribute]))
    if name not in element.attrib:
        return
    url = resolve(element.attrib[name], references.body_line + line)
    if url is None:
        del element.attrib[name]
    else:
        element.set(name, url)
