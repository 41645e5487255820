"""Mend front matter where there is one right answer. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from bantin.collections.article import category_by_name
from bantin.collections.fields import fields_of, takes_of
from bantin.collections.parse import parse
from bantin.collections.registry import record_of
from bantin.content import front_matter, mending, read
from bantin.content.addresses import link_to, resolve
from bantin.content.mending import Mended, replaced
from bantin.content.read import SourceFault
from bantin.language import dates
from bantin.problems import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bantin.config import Settings
    from bantin.content.front_matter import Source
    from bantin.problems import Problem

_SLIPS = frozenset(
    f"BT{number}" for number in (218, 223, 224, 225, 226, 227, 228, 231, 232, 233, 234, 236, 237, 243, 246, 247)
)
"""Slips whose mended line says what the editor meant. Not BT229: what follows a # may be a note."""
_VALUES = frozenset({"BT203", "BT207", "BT210", "BT212", "BT226", "BT230"})
"""Values and keys of which another form is meant."""
MENDABLE = _SLIPS | _VALUES | {"BT240", "BT301", "BT302"}
"""Codes of problems that may have one right answer."""
_PASSES = 20
_NUMBERED = re.compile(r"(?:^|\s)\d{1,3}[.)] ")
_ON_A_DISK = re.compile(r": \"?[A-Za-z]:/")
"""A path of the editor's computer: which file of the site it means is not known."""
_YEAR = re.compile(r"\d{4}")


def mend_front_matter(path: str, rows: Sequence[str], settings: Settings) -> list[str]:
    """Return the lines of a source with its front matter mended.

    They are returned as they are when it cannot be read afterwards.
    """
    now = list(rows)
    for _ in range(_PASSES):
        edits = _edits(path, now, settings)
        if not edits:
            break
        now = replaced(now, edits)
    return now if now == list(rows) or _read(path, now, settings) is not None else list(rows)


def correct_files(path: str, rows: Sequence[str], settings: Settings, find: Callable[[str], str]) -> list[str]:
    """Return the lines of a source with the names of files in its front matter as they are on disk.

    `find` returns the path of the one file that is meant by another, empty when there is none or it is right.
    """
    source = _read(path, rows, settings)
    if source is None or source.problems:
        return list(rows)
    edits: list[Mended] = []
    for key, one in fields_of(record_of(path, settings)).items():
        if one.takes == "file" and one.about.names != "name":
            edits += _file_edits(path, source, source.values.get(key), find)
    return replaced(rows, edits)


def _file_edits(path: str, source: Source, value: object, find: Callable[[str], str]) -> Iterator[Mended]:
    for each in value if isinstance(value, list) else [value]:
        written = each.get("file") if isinstance(each, dict) else each
        meant = find(resolve(written, path) or "") if isinstance(written, str) and written else ""
        if meant and source.written.count(str(written)) == 1:
            at = source.written.index(str(written))
            line = source.first_line + source.written.count("\n", 0, at)
            row = source.written.split("\n")[line - source.first_line]
            yield Mended("BT216", line, row.replace(str(written), link_to(meant, path, str(written))))


def _read(path: str, rows: Sequence[str], settings: Settings) -> Source | None:
    """Return a source in its parts; `None` when it cannot be read."""
    try:
        return front_matter.split(
            read.decode("\n".join(rows).encode(), path), path, takes_of(record_of(path, settings))
        )
    except SourceFault:
        return None


def _edits(path: str, rows: Sequence[str], settings: Settings) -> list[Mended]:
    """Return lines as they should be, for one pass."""
    source = _read(path, rows, settings)
    if source is None:
        return _boundary_edit(path, rows, settings)
    slips = _of_lines(source)
    for some in (slips, *([one] for one in slips)):
        if some:
            after = _read(path, replaced(rows, some), settings)
            if after is not None and _words(list(after.values.values())) == _words(list(source.values.values())):
                return some
    return _value_edits(path, rows, settings)


def _words(value: Any) -> str:  # noqa: ANN401 - texts, lists and dicts
    """Return the letters and digits of a value, without the numbers of items."""
    if isinstance(value, dict):
        return "".join(key + _words(one) for key, one in value.items())
    if isinstance(value, list):
        return "".join(map(_words, value))
    return "".join(filter(str.isalnum, _NUMBERED.sub(" ", str(value))))


def _of_lines(source: Source) -> list[Mended]:
    """Return the lines of a source that have slips as they should be, as far as that is sure."""
    sure: dict[int, Mended] = {}
    unsure: set[int] = set()
    for one in source.mended:  # a later mending of a line includes the earlier ones
        if one.code not in _SLIPS or _ON_A_DISK.search(one.right):
            unsure.add(one.line)
        elif one.line not in unsure:
            sure[one.line] = one
    return list(sure.values())


def _boundary_edit(path: str, rows: Sequence[str], settings: Settings) -> list[Mended]:
    """Return the line that is to be a border of the front matter, as `---`."""
    fault = _problems(path, rows, settings)[0]
    if fault.code != "BT240":
        return []
    edit = Mended(fault.code, fault.line, "---")
    after = _problems(path, replaced(rows, [edit]), settings)
    return [] if any(one.code == "BT240" and one.line <= fault.line for one in after) else [edit]


def _value_edits(path: str, rows: Sequence[str], settings: Settings) -> list[Mended]:
    """Return the first line whose value or key has one other form that is meant."""
    before = _problems(path, rows, settings)
    for one in before:
        row = rows[one.line - 1].rstrip("\r") if one.code in _VALUES and one.line else ""
        right = _right(one, row, path, settings) if row else ""
        if right and right != row:
            edit = Mended(one.code, one.line, right)
            after = _problems(path, replaced(rows, [edit]), settings)
            # A mended value may let others be judged, which were not before.
            gone = Counter(each.code for each in errors(before)) - Counter(each.code for each in errors(after))
            if gone[one.code] and len(errors(after)) < len(errors(before)):
                return [edit]
    return []


def _right(one: Problem, row: str, path: str, settings: Settings) -> str:
    """Return a line as it should be; empty where that is not sure."""
    values = one.values
    if one.code in ("BT226", "BT230"):
        return values["right"]
    if one.code == "BT207":
        field = fields_of(record_of(path, settings)).get(values["key"])
        written = mending.value_of(row)
        is_words = written[:1] not in ("", "[", "{", "|", ">", '"', "'") and "#" not in written
        return values["right"] if field and field.kind == "list" and is_words else ""
    written = values.get("slug") or values["value"]
    near = category_by_name(written, settings) if one.code == "BT203" else values["near"]
    if one.code == "BT210" and not (near == dates.in_order(written) and _YEAR.search(written)):
        return ""
    key, colon, value = row.partition(":")
    return f"{key}{colon}{value.replace(written, near)}" if near and value.count(written) == 1 else ""


def _problems(path: str, rows: Sequence[str], settings: Settings) -> list[Problem]:
    return list(parse(path, "\n".join(rows).encode(), settings, lambda _path, _body: "").problems)
