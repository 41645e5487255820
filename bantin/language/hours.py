"""Times of day as editors write them: `07:30 – 11:30`, `7h30`, `2 giờ chiều`, `buổi sáng`, `cả ngày`."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from bantin.language.vietnamese import fold

Part = Literal["day", "morning", "afternoon", "evening"]
PARTS: tuple[Part, ...] = ("day", "morning", "afternoon", "evening")
"""In the order of a calendar: what lasts all day comes first."""
_NOON, _EVENING = 12 * 60, 18 * 60
_NAMES: dict[str, Part] = {"ca ngay": "day", "sang": "morning", "chieu": "afternoon", "toi": "evening"}
_TIME = re.compile(r"(\d{1,2}) ?(?:h|g|gio|:) ?(\d{2})?(?: ?(?:phut|p))?(?: (?:buoi )?(sang|chieu|toi))?")
_DASHES = re.compile(r" ?(?:[-\u2010-\u2015\u2212]+|\bden\b) ?")
_LONGEST = 60


class Hours(NamedTuple):
    """A time of day, in minutes since midnight."""

    part: Part
    begin: int | None = None
    """`None` where only the part of the day is known."""
    end: int | None = None

    @property
    def text(self) -> str:
        """As it is shown: `07:30 – 11:30`, or empty where only the part of the day is known."""
        return " – ".join(f"{one // 60:02}:{one % 60:02}" for one in (self.begin, self.end) if one is not None)


ALL_DAY = Hours("day")


def part_of(minutes: int) -> Part:
    """Return the part of the day in which a time, in minutes since midnight, lies."""
    return "morning" if minutes < _NOON else "afternoon" if minutes < _EVENING else "evening"


@functools.lru_cache(maxsize=1024)
def parse_hours(text: str) -> Hours | None:
    """Return the time of day that `text` says; `None` for anything else, and for an end that is not after the begin."""
    words = " ".join(fold(text).split()) if len(text) <= _LONGEST else ""
    part = _NAMES.get(words.removeprefix("buoi "))
    if part:
        return Hours(part)
    times = [_minutes(one) for one in _DASHES.split(words.removeprefix("tu "))]
    if len(times) > 2 or None in times:  # noqa: PLR2004 - a begin and an end
        return None
    begin, end = (*times, None)[:2]
    if begin is None or (end is not None and end <= begin):
        return None
    return Hours(part_of(begin), begin, end)


def _minutes(words: str) -> int | None:
    """Return a folded time in minutes since midnight."""
    found = _TIME.fullmatch(words.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] in ("chieu", "toi") and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a clock
