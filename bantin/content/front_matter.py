"""Split a source into front matter and body. Values stay the texts that the editor wrote."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from bantin.content.mending import Mended, is_like_boundary
from bantin.content.read import HEADER_LIMIT, SourceFault
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bantin.content.mending import Takes

_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
_FIRST_ROWS = 100
"""Lines in which the end of the front matter is sought when it is not closed."""
_ENTRY = re.compile(r"[^\W\d][\w ]{0,40}+:(?:\s|$)")
# Values without quotes that mean that nothing is given, as the contract says.
_NOTHING = re.compile(r"^([a-z_]+):[ ]+(?:~|null|no|false)[ ]*(?:#.*)?$", re.MULTILINE | re.IGNORECASE)
_LONGEST_NOTHING = 5
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
    nothing: frozenset[str] = frozenset()
    """Top-level keys whose value says that there is none: `~`, `null`, `no` or `false`, without quotes."""
    written: str = ""
    """The front matter as it is written."""
    first_line: int = 1
    """The line on which it begins."""
    problems: tuple[Problem, ...] = ()
    """Lines that are read other than they were meant; `values` has what was meant, as far as it can be told."""
    mended: tuple[Mended, ...] = ()
    """These lines as they should be."""


def split(text: str, path: str, keys: Mapping[str, Takes] = MappingProxyType({})) -> Source:
    """Split a source's text into front matter and body; `keys` are those that the front matter can have.

    Raises `SourceFault` for front matter that is missing, unclosed or not a mapping of texts.
    """
    lead = 0
    if text[:1].isspace():
        stripped = text.lstrip()
        lead = text.count("\n", 0, len(text) - len(stripped))
        text = stripped
    start = _BOUNDARY.match(text)
    if start is None:
        first = text.partition("\n")[0]
        code = "BT240" if is_like_boundary(first) else "BT201"
        raise SourceFault(problem(code, path, lead + 1, written=first[:40]))
    end = _find_end(text, start.end())
    if end is None:
        raise SourceFault(_not_closed(text, path, lead))
    written = text[start.end() + 1 : end.start()]
    plain = _parse_plain(written, lead + 2) if len(written) <= HEADER_LIMIT else None
    if plain is None:
        # YAML is slow to import, and most front matter does not need it.
        from bantin.content.yaml_front_matter import parse

        values, lines, problems, mended = parse(written, path, lead + 2, keys)
    else:
        values, lines, problems, mended = *plain, (), ()
    body = text[end.end() :].lstrip()
    body_line = lead + text.count("\n", 0, len(text) - len(body)) + 1
    blank = frozenset(_BLANK.findall(written)) if '""' in written or "''" in written else frozenset[str]()
    return Source(
        values,
        lines,
        body.rstrip(),
        body_line,
        blank,
        _without_value(written, values),
        written,
        lead + 2,
        problems,
        mended,
    )


def _without_value(written: str, values: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys whose value says that there is none."""
    # Nearly no front matter has such a value, and values are short enough to look at each.
    if any(
        isinstance(value, str) and value[:1] in "nNfF~" and len(value) <= _LONGEST_NOTHING for value in values.values()
    ):
        return frozenset(_NOTHING.findall(written))
    return frozenset()


def _not_closed(text: str, path: str, lead: int) -> Problem:
    """Return the problem of front matter without an end: the line that looks like one, or where it belongs."""
    last = 1
    for number, row in enumerate(text.split("\n", _FIRST_ROWS)[1:_FIRST_ROWS], 2):
        if is_like_boundary(row):
            return problem("BT240", path, lead + number, written=row.strip()[:40])
        if _ENTRY.match(row) or (row[:1] in (" ", "-", "#") and last == number - 1):
            last = number
        elif row.strip():
            break
    return problem("BT202", path, lead + 1, after=lead + last)


# Most front matter is lines of `key: words`, `key: "words"` or `key: [words, words]` without YAML's special syntax, and
# parsed here. The rest goes to YAML's parser; `tests/content/test_plain_front_matter.py` compares both.
_PLAIN_LINE = re.compile(r"([a-z_]+):(?: +(\S(?:.*\S)?))?")
_PLAIN_VALUE = re.compile(r"[^\W_](?:[^:#]|:(?=\S)|(?<=\S)#)*")
_QUOTES = '"”»'
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
        # A quote at the end may lack its other half.
        is_plain = (":" not in text and "#" not in text) or _PLAIN_VALUE.fullmatch(text)
        return None if not is_plain or text[-1] in _QUOTES or text.casefold() == "null" else text
    if first != "[" or text[-1] != "]":
        return None
    items: list[str] = []
    for part in text[1:-1].split(","):
        item = part.strip(" ")
        value = _unquote(item) if item[:1] == '"' else _plain_item(item)
        if value is None:
            return None
        items.append(value)
    return items


def _plain_item(item: str) -> str | None:
    return item if _LIST_ITEM.fullmatch(item) and item[-1] not in _QUOTES and item.casefold() != "null" else None


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
