"""Split a source into front matter and body. Values stay the texts that the editor wrote."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from bantin.content.read import HEADER_LIMIT, SourceFault
from bantin.problems import problem

_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
# An explicitly empty value; a key without any value is one that is not filled in yet.
_BLANK = re.compile(r"^([a-z_]+):[ ]+(?:\"\"|'')[ ]*(?:#.*)?$", re.MULTILINE)


class Source(NamedTuple):
    """The parts of a source."""

    values: dict[str, Any]
    """The front matter: texts, lists and dicts."""
    lines: dict[str, int]
    """The line of each top-level key."""
    body: str
    body_line: int
    """The line on which `body` begins."""
    blank: frozenset[str] = frozenset()
    """Top-level keys whose value is explicitly empty: `image_alt: ""`."""


def split(text: str, path: str) -> Source:
    """Split a source's text into front matter and body.

    Raises `SourceFault` for front matter that is missing, unclosed or not a mapping of texts.
    """
    lead = 0
    if text[:1].isspace():
        stripped = text.lstrip()
        lead = text.count("\n", 0, len(text) - len(stripped))
        text = stripped
    start = _BOUNDARY.match(text)
    if start is None:
        raise SourceFault(problem("BT201", path, lead + 1))
    end = _find_end(text, start.end())
    if end is None:
        raise SourceFault(problem("BT202", path, lead + 1))
    written = text[start.end() + 1 : end.start()]
    found = _parse_plain(written, lead + 2) if len(written) <= HEADER_LIMIT else None
    if found is None:
        # YAML is slow to import, and most front matter does not need it.
        from bantin.content.yaml_front_matter import parse

        found = parse(written, path, lead + 2)
    values, lines = found
    body = text[end.end() :].lstrip()
    body_line = lead + text.count("\n", 0, len(text) - len(body)) + 1
    blank = frozenset(_BLANK.findall(written)) if '""' in written or "''" in written else frozenset[str]()
    return Source(values, lines, body.rstrip(), body_line, blank)


# Most front matter is lines of `key: words`, `key: "words"` or `key: [words, words]` without YAML's special syntax, and
# parsed here. The rest goes to YAML's parser; `tests/content/test_plain_front_matter.py` compares both.
_PLAIN_LINE = re.compile(r"([a-z_]+):(?: +(\S(?:.*\S)?))?")
_PLAIN_VALUE = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*")
_LIST_ITEM = re.compile(r"[^\W_][^\[\]{},:#\"'\\&*!|>%@`]*")


def _parse_plain(fm: str, first_line: int) -> tuple[dict[str, Any], dict[str, int]] | None:
    """Return the values and lines of front matter without special syntax, else `None`."""
    if not fm.replace("\n", "").isprintable():
        return None
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(fm.rstrip("\n").split("\n"), first_line):
        found = _PLAIN_LINE.fullmatch(line)
        if found is None or found[1] in values:
            return None
        value = _parse_value(found[2] or "")
        if value is None:
            return None
        values[found[1]] = value
        lines[found[1]] = number
    return values, lines


def _parse_value(text: str) -> str | list[str] | None:
    if not text:
        return text
    first = text[0]
    if first == '"':
        return _unquote(text)
    if first.isalnum():
        return text if (":" not in text and "#" not in text) or _PLAIN_VALUE.fullmatch(text) else None
    if first != "[" or text[-1] != "]":
        return None
    items: list[str] = []
    for part in text[1:-1].split(","):
        item = part.strip(" ")
        value = _unquote(item) if item[:1] == '"' else item if _LIST_ITEM.fullmatch(item) else None
        if value is None:
            return None
        items.append(value)
    return items


def _unquote(text: str) -> str | None:
    """Return the text between two quotes, if it contains neither quotes nor escapes, else `None`."""
    inside = text[1:-1]
    return inside if len(text) > 1 and text[-1] == '"' and '"' not in inside and "\\" not in inside else None


def _find_end(text: str, at: int) -> re.Match[str] | None:
    """Return the next line of three dashes after index `at`, without reading the whole text."""
    while (at := text.find("\n---", at)) >= 0:
        at += 1
        if found := _BOUNDARY.match(text, at):
            return found
    return None
