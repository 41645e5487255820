"""Lines of front matter and their values, as they should be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Takes = Literal["text", "list", "file", ""]
"""What a key takes: words, a list of words, names of files, or something that has no words to lose."""


class Mended(NamedTuple):
    """A line as it should be."""

    code: str
    """Of what is wrong with it."""
    line: int
    """In the source, from 1."""
    right: str
    span: int = 1
    """How many lines, from this one on, it stands for."""


def replaced(rows: Sequence[str], edits: Iterable[Mended]) -> list[str]:
    """Return `rows` with lines as they should be; of two edits that overlap, the first."""
    found = list(rows)
    free = len(rows) + 1
    for one in sorted(edits, key=lambda one: -one.line):
        if one.line + one.span <= free:
            end = "\r" if found[one.line - 1].endswith("\r") else ""
            found[one.line - 1 : one.line - 1 + one.span] = [one.right + end]
            free = one.line
    return found


SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters that look like a space, or like nothing."""
PLAIN = str.maketrans(dict.fromkeys(SPACES, " ") | dict.fromkeys(INVISIBLE, ""))
_SPECIAL = frozenset("\"'&*!@%`|>")
"""First signs of a value that YAML does not take for words, whatever follows."""
_OPEN, _CLOSE = "“„‟«‘‚＂`´〝″", "”“»’＂`´〞″"
ITEM_KEYS = ("file", "title", "time", "by", "to", "question", "answer", "papers", "committee", "since", "until")
"""The keys that items of lists can have."""
_HEAD = re.compile(
    rf" *+(?:- ++(?:(?:{'|'.join(ITEM_KEYS)}):(?= ))?|[^\s:#\"'\[\]{{}},-][^:#\"'\[\]{{}},]{{0,40}}+:(?= ))? *+"
)
_LONE_KEY = re.compile(r" *+(?:- ++)?[^\s:#\"'][^:#\"']{0,40}+: *+")
_FLOW_QUOTES = re.compile(rf"(?<=[\[,{{:])( *+)[{_OPEN}]([^{_OPEN}{_CLOSE}\"]*+)[{_CLOSE}]( *+)(?=[,\]}}])")
# What Word makes of three hyphens, and what other programs write for them.
_LIKE_BOUNDARY = re.compile(r"\s*+(?:[-–—―_=*~+`.][ \t]*+){1,20}(?:yaml|yml)?\s*+")
_PAIR = re.compile(r"([{,] *+[^\W\d]\w*+: ++)([^\s\"'\[{][^\"{}]*?)(?= *+(?:, *+[^\W\d]\w*+: |\}))")
_ITEM = re.compile(r"((?:\"[^\"]*+\"|[^,])*)(?:,|$)")


def is_like_boundary(row: str) -> bool:
    """Whether a line looks like the border of front matter."""
    return row.strip() != "" and _LIKE_BOUNDARY.fullmatch(row) is not None


def value_of(row: str) -> str:
    """Return what a line has after its key."""
    return row[_head(row) :].rstrip()


def with_value(row: str, value: str) -> str:
    """Return a line with another value."""
    head = row[: _head(row)]
    return head + value if head.endswith(" ") or not head else f"{head} {value}"


def with_key(row: str, key: str) -> str:
    """Return a line with another key."""
    before, _colon, value = row.partition(":")
    return f"{key}: {value.strip(' :')}" if before else row


def item_key(key: str, at: int) -> str:
    """Return the name, among keys that have lines, of an item of the list `key`: no key has it."""
    return f"{key} {at}"


def plain(key: str) -> str:
    """Return a key without special spaces and invisible characters."""
    return key.translate(PLAIN).strip()


def is_odd(key: str) -> bool:
    """Whether a key has special spaces or invisible characters about it."""
    return plain(key) != key


def quoted(words: str) -> str:
    """Return words between straight quotes; straight ones within become curly, if they come in pairs."""
    words = words.replace("\\", "\\\\")
    parts = words.split('"')
    if len(parts) % 2 == 0:
        return '"' + '\\"'.join(parts) + '"'
    marks = ["“", "”"] * (len(parts) // 2)
    return '"' + "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True)) + '"'


def in_curly_quotes(value: str) -> str | None:
    """Return `value` between straight quotes, if curly ones were meant to enclose it."""
    if value[:1] in ("[", "{"):
        mended = _FLOW_QUOTES.sub(r'\1"\2"\3', value)
        return mended if mended != value else None
    first, last = value[:1], value[-1:]
    if len(value) < 2:  # noqa: PLR2004 - two quotes
        return None
    if first in _OPEN and (last == '"' or (last in _CLOSE and _encloses(value))):
        return quoted(value[1:-1].strip(_OPEN + _CLOSE) if first in "`´" else value[1:-1])
    if first == '"' and last in _CLOSE and '"' not in value[1:] and not set(value[1:-1]) & set(_OPEN):
        return quoted(value[1:-1])
    if first in "“„«" and not set(value) & set("”»"):
        return quoted(value[1:])
    is_lone = last in "”»" and not set(value) & set("“„«") and not value[-2].isdigit()
    return quoted(value[:-1]) if is_lone else None


def without_a_quote(value: str) -> str | None:
    """Return `value` between quotes, if one of them is missing."""
    first, last = value[:1], value[-1:]
    if first in ('"', "'") and value.count(first) == 1 and len(value) > 1:
        return quoted(value[1:])
    if last == '"' and value.count('"') == 1 and not value[-2:-1].isdigit():
        return quoted(value[:-1])
    return None


def cut_off(value: str, takes: Takes, *, is_item: bool) -> str:
    """Return a value, or an item of a list, with the words that YAML takes for a comment in it."""
    if takes == "list":
        tags = [part.strip(" ,") for part in value.lstrip("#").split("#")] if value.startswith("#") else []
        if is_item and len(tags) == 1 and " " not in tags[0]:
            return tags[0]
        if not is_item and tags:
            return f"[{', '.join(tag for tag in tags if tag)}]"
    return in_list(value) or quoted(value)


def in_list(value: str) -> str | None:
    """Return a list in brackets with items that YAML takes as they are, if `value` is one with signs in its items."""
    if not (value.startswith("[") and value.endswith("]")):
        return None
    items: list[str] = []
    for found in _ITEM.finditer(value[1:-1]):
        item = found[1].strip()
        if item.startswith("#"):
            item = item.lstrip("# ")
        if item.count('"') % 2:
            item = quoted(item.replace('"', ""))
        elif item[:1] not in ("", '"', "'") and (": " in item or " #" in item or item[:1] in "@`%&*!|>?-"):
            item = quoted(item)
        items.append(item)
    if not items[-1]:
        items.pop()
    mended = f"[{', '.join(items)}]"
    return mended if mended != value else None


def colon(value: str) -> str | None:
    """Return `value` between quotes, if it has a colon that is not the end of a key."""
    if value[:1] in "[{" and "{" in value:
        return in_maps(value)
    if value.startswith("["):
        return in_list(value) if ": " in value else None
    has_colon = ": " in value or value.endswith(":")
    return quoted(value) if has_colon and value[:1] not in _SPECIAL else None


def in_maps(value: str, *, commas: bool = False) -> str | None:
    """Return pairs in braces, or a list of such, with quotes around values that have colons in them, or `commas`."""
    mended = _PAIR.sub(
        lambda found: found[1] + quoted(found[2]) if ": " in found[2] or (commas and "," in found[2]) else found[0],
        value,
    )
    return mended if mended != value else None


def as_list(value: str) -> str:
    """Return words with commas between them as a list."""
    words = value.strip("()[]{}").replace(";", ",").replace("、", ",").split(",")
    return f"[{', '.join(colon(word) or word for word in (part.strip() for part in words) if word)}]"


def as_text(value: str, *, is_list: bool) -> str:
    """Return a list in brackets as words: its items, or brackets and all."""
    items = [item.strip(" \"'") for item in value.strip("[]").split(",")]
    joined = ", ".join(item for item in items if item)
    return joined if is_list and not colon(joined) else quoted(joined if is_list else value)


def without_comma(value: str) -> str | None:
    """Return `value` without the comma after its end, as JSON has it."""
    return value[:-1] if value[:1] in ('"', "'", "[") and value[-2:] in ('",', "',", "],") else None


def with_slashes(value: str) -> str | None:
    """Return a path of Windows between quotes with slashes."""
    return value.replace("\\", "/") if value.startswith('"') and '\\"' not in value and "\\" in value else None


def quotes_in_quotes(value: str) -> str | None:
    """Return a value between quotes with curly quotes within, or around a part of it."""
    mark = value[:1]
    second = value.find(mark, 1) if mark in ('"', "'") else -1
    if second < 0 or second == len(value) - 1:
        return None
    # An opening quote stands after a space: then the first one encloses everything.
    is_outer = value.endswith(mark) and (value[second - 1].isspace() or second == 1)
    return quoted((value[1:-1] if is_outer else value).replace(mark, '"'))


def with_brackets_closed(value: str) -> str | None:
    """Return a value with the brackets closed that are open in it."""
    if len(value) < 2 or value[0] not in "[{":  # noqa: PLR2004 - a bracket and something in it
        return None
    bare = value[:-1] if value[-1] in ")]}" else value
    closing = {"[": "]", "{": "}"}
    still_open: list[str] = []
    for letter in bare:
        if letter in closing:
            still_open.append(closing[letter])
        elif still_open and letter == still_open[-1]:
            still_open.pop()
    return bare.rstrip(", ") + "".join(reversed(still_open)) if still_open else None


def hash_in_list(value: str) -> str | None:
    """Return a list with signs of number in its items, as YAML reads it."""
    return in_list(value) if "#" in value else None


def quote_in_list(value: str) -> str | None:
    """Return a list in which a quote is missing."""
    return in_list(value) if value.count('"') % 2 else None


def beginning_with_a_sign(value: str) -> str | None:
    """Return a value between quotes, if YAML has a use of its own for its first sign."""
    return quoted(value) if value[0] in "@`%|>&*!?,{}[]-:\\" else None


def _head(row: str) -> int:
    """Return where the value of a line begins."""
    found = _HEAD.match(row)
    return len(row) if _LONE_KEY.fullmatch(row) else found.end() if found else 0


def _encloses(value: str) -> bool:
    """Whether the first quote of `value` is closed by its last one only."""
    depth = 0
    for at, letter in enumerate(value):
        if letter in "“„‟«‘‚〝" and not (letter == "“" and value[0] == "„"):
            depth += 1
        elif letter in "”“»〞" or (letter == "’" and value[0] in "‘‚" and not value[at + 1 : at + 2].isalnum()):
            depth -= 1
            if depth == 0:
                return at == len(value) - 1
    return depth <= 0 and value.count(value[0]) + value.count(value[-1]) > 1
