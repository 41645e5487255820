"""What editors write in front matter other than YAML takes it: each slip with the line as it should be.

A slip mends one line. Those of the table are tried on the lines of an entry that YAML cannot read, and count when it
can read the entry afterwards; some are also looked for in what it has read, but otherwise than it was meant.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bantin.content import mending
from bantin.content.mending import INVISIBLE, PLAIN, SPACES
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bantin.content.mending import Takes

_ENTRIES, _REPORTED = 200, 10
"""Most entries of one front matter that are looked at one by one, and most that are reported."""
_SHOWN = 300
"""Longest line that a hint shows, in characters."""

_BULLETS = "-•*+–—‣▪◦●·"

_GAP = rf"[\s{INVISIBLE}]"

_BEFORE = re.compile(rf"{_GAP}*+(?:[{re.escape(_BULLETS)}]{_GAP}*+)?(?:[\w {SPACES}{INVISIBLE}]{{1,40}}+:{_GAP}*+)?")
_TIGHT = re.compile(r"( *+(?:- ++)?)([^\W\d][\w ]{0,40}+):(?=\S)(?!//)")
_NO_COLON = re.compile(r"( *+(?:- ++)?)([^\W\d]\w*+) *+(?::[=:]++|[=：;]|[-–—] |) *+(?=[^\s:])")
_BULLETED = re.compile(rf"( *+)(?:[{re.escape(_BULLETS)}][ \t]*+|\d{{1,3}}[.)][ \t]++)(?=\S)")
_KEYED = re.compile(r"[^\W\d]\w*+(?= *+[:：=])")
_UNSEEN = frozenset({" ", *INVISIBLE})
_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)")


class Slip(NamedTuple):
    """A way of writing a line that is not YAML, or means something else there."""

    code: str
    mend: Callable[[str, Mapping[str, Takes]], str | None]
    """Returns a line as it should be, or `None` when it has no such slip; knows the keys there are."""


def explain(
    written: str, path: str, first_line: int, keys: Mapping[str, Takes], can_read: Callable[[str], bool]
) -> tuple[list[Problem], str]:
    """Return the slips in front matter that YAML cannot read, and the front matter with these lines mended.

    `can_read` tells whether YAML reads a text as a mapping. There are no problems when no slip explains it.
    """
    rows = written.split("\n")
    conflict = next((number for number, row in enumerate(rows) if _CONFLICT.match(row)), None)
    if conflict is not None:
        return [problem("BT245", path, first_line + conflict)], written
    found: list[Problem] = []
    mended = rows.copy()
    for start, end in _entries(rows):
        if len(found) >= _REPORTED or (rows[start][:1] not in _UNSEEN and can_read("\n".join(rows[start:end]))):
            continue
        if mending.is_like_boundary(rows[start]):
            return [*found, problem("BT240", path, first_line + start, written=rows[start].strip()[:40])], written
        if any(map(str.strip, rows[:start])) and _is_body(rows, start, keys):
            last = next(number for number in range(start, 0, -1) if rows[number - 1].strip())
            return [*found, problem("BT202", path, first_line + start, after=first_line + last - 1)], written
        for at, code, right in _mend_entry(rows, start, end, keys, can_read):
            found.append(of_line(code, path, first_line + at, rows[at], right))
            mended[at] = right
    return found, "\n".join(mended)


def of_line(code: str, path: str, line: int, written: str, right: str) -> Problem:
    """Return the problem of a line that is `written` and should be `right`."""
    shown = right if code == "BT236" else right.strip()
    value = mending.value_of(written)
    signs = [part.strip()[:1] for part in value[1:].split(",")] if value[:1] == "[" else []
    sign = next((one for one in signs if one and one in "@`%&*!|>"), value[:1])
    return problem(code, path, line, sign=sign, lost=_short(_lost(written)), right=_short(shown))


# --- the slips -----------------------------------------------------------------------------------------------------


def _odd_space(row: str, _keys: Mapping[str, Takes]) -> str | None:
    before = _before(row)
    return before.translate(PLAIN) + row[len(before) :]


def _tab(row: str, keys: Mapping[str, Takes]) -> str | None:
    before = _before(row)
    if "\t" not in before:
        return None
    found = _KEYED.match(row.strip())
    start = "" if found and found[0] in keys else "  " if row[:1].isspace() else ""
    return start + before.lstrip().replace("\t", " ") + row[len(before) :].lstrip("\t ")


def _indented(row: str, keys: Mapping[str, Takes]) -> str | None:
    found = _KEYED.match(row.strip())
    return row.strip() if found and found[0] in keys else None


def _marked_key(row: str, keys: Mapping[str, Takes]) -> str | None:
    """Mend `- title: x`, `* title: x` and `**title:** x`."""
    bare = row.strip().lstrip(_BULLETS + " ").replace(":**", ":", 1).replace("**:", ":", 1)
    found = _KEYED.match(bare)
    return bare if found and found[0] in keys and bare != row.strip() else None


def _without_colon(row: str, keys: Mapping[str, Takes]) -> str | None:
    found = _NO_COLON.match(row)
    if found is None or (found[2] not in keys and "：" not in found[0]):
        return None
    return f"{found[1]}{found[2]}: {row[found.end() :]}"


def _tight_colon(row: str, keys: Mapping[str, Takes]) -> str | None:
    found = _TIGHT.match(row)
    if found is None or (row[:1] == " " and found[2] not in keys and found[2] not in mending.ITEM_KEYS):
        return None
    return f"{found[0]} {row[found.end() :]}"


def _bullet(row: str, _keys: Mapping[str, Takes]) -> str | None:
    found = _BULLETED.match(row)
    return f"{found[1] or '  '}- {row[found.end() :]}" if found else None


def _of_value(mend: Callable[[str], str | None]) -> Callable[[str, Mapping[str, Takes]], str | None]:
    """Return the mending of a line whose value `mend` mends."""

    def mend_line(row: str, _keys: Mapping[str, Takes]) -> str | None:
        value = mending.value_of(row)
        mended = mend(value) if value else None
        return mending.with_value(row, mended) if mended else None

    return mend_line


SLIPS = (
    Slip("BT226", _odd_space),
    Slip("BT227", _tab),
    Slip("BT224", _of_value(mending.in_curly_quotes)),
    Slip("BT234", _without_colon),
    Slip("BT225", _tight_colon),
    Slip("BT246", _marked_key),
    Slip("BT233", _indented),
    Slip("BT237", _bullet),
    Slip("BT247", _of_value(mending.without_comma)),
    Slip("BT231", _of_value(mending.without_a_quote)),
    Slip("BT231", _of_value(mending.quote_in_list)),
    Slip("BT243", _of_value(mending.with_slashes)),
    Slip("BT228", _of_value(mending.quotes_in_quotes)),
    Slip("BT229", _of_value(mending.hash_in_list)),
    Slip("BT232", _of_value(mending.with_brackets_closed)),
    Slip("BT223", _of_value(mending.colon)),
    Slip("BT218", _of_value(mending.in_list)),
    Slip("BT218", _of_value(mending.beginning_with_a_sign)),
)
"""In the order in which they are tried."""
GLUED = tuple(slip for slip in SLIPS if slip.code in {"BT225", "BT226", "BT227", "BT237"})
GLUED_TO_TEXT = tuple(slip for slip in GLUED if slip.code == "BT225")
"""Those by which YAML takes a line for more of the value above it; a text may go on with any sign."""


# --- trying them ---------------------------------------------------------------------------------------------------


def _entries(rows: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line of each entry, and the line after its last: a key with all that belongs to it."""
    starts: list[int] = []
    is_list = False
    for number, row in enumerate(rows):
        if row[:1].isspace() and is_list:  # of an item
            continue
        is_list = row.startswith(("- ", "-\t")) or (is_list and row[:1] in ("", "#"))
        if len(starts) < _ENTRIES and _begins_entry(row, is_first=not number):
            starts.append(number)
    if starts and any(row.strip() and not row.startswith("#") for row in rows[: starts[0]]):
        starts.insert(0, 0)
    yield from pairwise([*starts, len(rows)])


def _begins_entry(row: str, *, is_first: bool) -> bool:
    first = row[:1]
    if first.isspace():
        return first in SPACES and _KEYED.match(row.strip()) is not None
    return first not in ("", "#", "]", "}") and (is_first or not row.startswith(("- ", "-\t")))


def _mend_entry(
    rows: list[str], start: int, end: int, keys: Mapping[str, Takes], can_read: Callable[[str], bool]
) -> list[tuple[int, str, str]]:
    """Return lines of an entry with the code of their slip and as they should be; none when no slip explains it."""
    now = rows[start:end]
    changed: dict[int, tuple[str, str]] = {}
    for slip in SLIPS:
        trial = now.copy()
        for at, row in enumerate(now):
            right = slip.mend(row, keys) if row.strip() else None
            if right is not None and right != row:
                trial[at] = right
        if trial == now:
            continue
        hit = {at: (slip.code, trial[at]) for at in range(len(now)) if trial[at] != now[at]}
        alone = [{at: one} for at, one in hit.items()] if 1 < len(hit) <= _REPORTED else []
        for some in (*alone, hit):
            attempt = [some[at][1] if at in some else row for at, row in enumerate(now)]
            if can_read("\n".join(attempt)):
                return [(start + at, *one) for at, one in sorted({**changed, **some}.items())]
        if slip.code in {"BT226", "BT227", "BT225"}:  # these may stand beside any other
            now = trial
            changed.update(hit)
    return _continued(rows, start, can_read)


def _continued(rows: list[str], start: int, can_read: Callable[[str], bool]) -> list[tuple[int, str, str]]:
    """Return the line `start`, if it is more of the text above it."""
    right = f"  {rows[start]}"
    above = next((number for number in range(start - 1, -1, -1) if rows[number][:1] not in ("", " ", "#")), -1)
    if above < 0 or not can_read("\n".join([*rows[above:start], right])):
        return []
    return [(start, "BT236", right)]


def _is_body(rows: list[str], at: int, keys: Mapping[str, Takes]) -> bool:
    """Whether a line that YAML cannot read begins the article's text, as the front matter is not closed."""
    first, name = rows[at].partition(" ")[0], rows[at].partition(":")[0].strip().casefold()
    if _KEYED.match(rows[at]) or rows[at].startswith("<<:") or first in keys or name in keys:
        return False
    above = next((row for row in reversed(rows[:at]) if row[:1] not in ("", " ", "#")), "")
    return not rows[at - 1].strip() or keys.get(above.partition(":")[0], "") != "text"


def _before(row: str) -> str:
    """Return the beginning of a line, up to its value."""
    found = _BEFORE.match(row)
    return found[0] if found else ""


def _lost(row: str) -> str:
    at = row.find("#")
    return row[at:].rstrip(" ]") if at >= 0 else ""


def _short(row: str) -> str:
    return row if len(row) <= _SHOWN else f"{row[: _SHOWN - 40]} … {row[-37:]}"
