"""Front matter: split from the text, every value kept as the text that the editor wrote, with the line of each key."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from bantin.problems import problem
from bantin.sources import SourceFault

HEADER_LIMIT = 65_536
"""Longest front matter, in characters."""

_DEPTH = 40
# libyaml's parser recurses in C, where Python cannot stop it: refuse what only an attack would write.
_TOO_DEEP = re.compile(rf"(?:[\[{{]\s*){{{_DEPTH}}}|(?:[-?] +){{{_DEPTH}}}")
_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
# What may be an anchor, an alias or a tag: a value that begins with one of these.
_MAY_REPEAT = re.compile(r"(?:^|[\s\[{,])[&*!]", re.MULTILINE)
# A value of two quotes, where nothing at all would be a key that is not filled in yet.
_BLANK = re.compile(r"^([a-z_]+):[ ]+(?:\"\"|'')[ ]*(?:#.*)?$", re.MULTILINE)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Source(NamedTuple):
    """A source split in two."""

    values: dict[str, Any]
    """Front matter: texts, lists and dicts."""
    lines: dict[str, int]
    """The line of each key at the top of the front matter."""
    body: str
    body_line: int
    """The line on which `body` begins."""
    blank: frozenset[str] = frozenset()
    """Keys at the top whose value is empty on purpose: `image_alt: ""`."""


def split(text: str, path: str) -> Source:
    """Split a source's text into front matter and body.

    Raises `SourceFault` for front matter that is missing, unclosed or not a mapping of texts.
    """
    handler = _TextHandler(path, text)
    values, body = frontmatter.parse(text, handler=handler)
    written = handler.written
    blank = frozenset(_BLANK.findall(written)) if '""' in written or "''" in written else frozenset[str]()
    return Source(values, handler.lines, body, handler.body_line, blank)


# Most front matter is lines of `key: words`, `key: "words"` or `key: [words, words]`, which mean just what they say. Whatever
# could mean anything else to YAML goes to its parser; `tests/test_headers.py` holds both to the same values.
_PLAIN_LINE = re.compile(r"([a-z_]+):(?: +(\S(?:.*\S)?))?")
_PLAIN_VALUE = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*")
_LIST_ITEM = re.compile(r"[^\W_][^\[\]{},:#\"'\\&*!|>%@`]*")


def _plain_header(fm: str, first_line: int) -> tuple[dict[str, Any], dict[str, int]] | None:
    """Return the values and lines of front matter that is plain throughout, else `None`."""
    if not fm.replace("\n", "").isprintable():
        return None
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(fm.rstrip("\n").split("\n"), first_line):
        found = _PLAIN_LINE.fullmatch(line)
        if found is None or found[1] in values:
            return None
        value = _plain_value(found[2] or "")
        if value is None:
            return None
        values[found[1]] = value
        lines[found[1]] = number
    return values, lines


def _plain_value(text: str) -> str | list[str] | None:
    if not text:
        return text
    first = text[0]
    if first == '"':
        return _quoted(text)
    if first.isalnum():
        return text if (":" not in text and "#" not in text) or _PLAIN_VALUE.fullmatch(text) else None
    if first != "[" or text[-1] != "]":
        return None
    items: list[str] = []
    for part in text[1:-1].split(","):
        item = part.strip(" ")
        value = _quoted(item) if item[:1] == '"' else item if _LIST_ITEM.fullmatch(item) else None
        if value is None:
            return None
        items.append(value)
    return items


def _quoted(text: str) -> str | None:
    """Return what stands between two quotes, when they are the only ones and nothing is escaped."""
    inside = text[1:-1]
    return inside if len(text) > 1 and text[-1] == '"' and '"' not in inside and "\\" not in inside else None


def _closing(text: str, at: int) -> re.Match[str] | None:
    """Return the next line of dashes alone after the place `at`; what follows may be a hundred times as long as what stands before."""
    while (at := text.find("\n---", at)) >= 0:
        at += 1
        if found := _BOUNDARY.match(text, at):
            return found
    return None


class _TextHandler(BaseHandler):
    """Splits at `---` lines and is never silent, where python-frontmatter's own returns empty metadata."""

    FM_BOUNDARY = _BOUNDARY
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path = path
        self.lead = text[: len(text) - len(text.lstrip())].count("\n")
        self.lines: dict[str, int] = {}
        self.body_line = 0
        self.written = ""

    def split(self, text: str) -> tuple[str, str]:
        start = _BOUNDARY.match(text)
        if start is None:
            raise SourceFault(problem("BT201", self.path, self.lead + 1))
        end = _closing(text, start.end())
        if end is None:
            raise SourceFault(problem("BT202", self.path, self.lead + 1))
        body = text[end.end() :]
        blank = len(body) - len(body.lstrip())
        self.body_line = self.lead + text.count("\n", 0, end.end() + blank) + 1
        self.written = text[start.end() + 1 : end.start()]
        return self.written, body

    def load(self, fm: str, **_options: object) -> dict[str, Any]:
        first_line = self.lead + 2
        plain = _plain_header(fm, first_line) if len(fm) <= HEADER_LIMIT else None
        if plain is not None:
            values, self.lines = plain
            return values
        top = self._compose(fm, first_line)
        if not isinstance(top, yaml.MappingNode):
            raise SourceFault(problem("BT209", self.path, first_line))
        return self._plain_mapping(top, first_line, self.lines)

    def _compose(self, fm: str, first_line: int) -> yaml.Node | None:
        if len(fm) > HEADER_LIMIT or _TOO_DEEP.search(fm):
            raise SourceFault(problem("BT204", self.path, first_line, reason="quá dài hoặc lồng quá sâu / too long or too deep"))
        try:
            if _MAY_REPEAT.search(fm):
                self._refuse_repeats(fm, first_line)
            return yaml.compose(fm, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = first_line + (mark.line if mark else 0)
            column = mark.column + 1 if mark else 0
            raise SourceFault(problem("BT204", self.path, line, column, reason=error.problem or error.context)) from None
        except yaml.YAMLError as error:
            raise SourceFault(problem("BT204", self.path, first_line, reason=str(error).split("\n", 1)[0])) from None

    def _refuse_repeats(self, fm: str, first_line: int) -> None:
        """Refuse anchors, aliases and tags: YAML would take words out of what the editor wrote."""
        for token in yaml.scan(fm, Loader=_LOADER):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise SourceFault(problem("BT218", self.path, first_line + token.start_mark.line))

    def _plain(self, node: yaml.Node, first_line: int) -> Any:  # noqa: ANN401 - text, list or dict
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, first_line) for item in node.value]
        return self._plain_mapping(node, first_line, {})

    def _plain_mapping(self, node: yaml.Node, first_line: int, lines: dict[str, int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise SourceFault(problem("BT209", self.path, line))
            key = str(key_node.value)
            if key in found:
                raise SourceFault(problem("BT208", self.path, line, key=key, first=lines[key]))
            lines[key] = line
            found[key] = self._plain(value_node, first_line)
        return found
