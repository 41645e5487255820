"""Dates and times as editors write them."""

from __future__ import annotations

import contextlib
import functools
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import msgspec

from bantin.language.vietnamese import fold

if TYPE_CHECKING:
    from datetime import tzinfo

DAY_S = 86_400
"""Seconds of a day."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - without a zone, which is added afterwards
_FORM = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[Tt ][ ]*(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?[ ]*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?",
)


class Moment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A moment with its UTC offset, which msgpack's own time stamps drop, and with it the local day."""

    seconds: int
    """Since 1970-01-01, UTC."""
    offset: int
    """Seconds east of UTC."""

    @classmethod
    def of(cls, moment: datetime) -> Moment:
        """Return `moment`, which must have a time zone."""
        offset = moment.utcoffset()
        east = offset.days * DAY_S + offset.seconds if offset else 0
        since = moment.replace(tzinfo=None) - _EPOCH
        return cls(since.days * DAY_S + since.seconds - east, east)

    @property
    def local(self) -> datetime:
        """The moment as a `datetime` with its offset."""
        return _local(self.seconds, self.offset)


@functools.lru_cache(maxsize=20_000)
def _local(seconds: int, offset: int) -> datetime:
    return (_EPOCH + timedelta(seconds=seconds + offset)).replace(tzinfo=_zone(offset))


@functools.cache
def _zone(offset: int) -> timezone:
    return timezone(timedelta(seconds=offset))


class NotADate(ValueError):
    """The text does not have the form of a date."""


class NoSuchDate(ValueError):
    """The text has the form of a date, but there is no such date."""


def parse_moment(text: str, zone: tzinfo, *, day_first: bool = False) -> datetime:
    """Parse `2020-12-31` or `2020-12-31 07:30`, with or without seconds and offset.

    Without an offset it is local time in `zone`; without a time it is midnight there. The result is in `zone`. With
    `day_first`, `31/12/2020 7h30` and the like are dates too. Raises `NotADate` or `NoSuchDate`.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None and day_first:
        found = _FORM.fullmatch(in_order(text))
    if found is None:
        raise NotADate(text)
    year, month, day, hour, minute, second, offset = found.groups("0")
    parts = int(year), int(month), int(day), int(hour), int(minute), int(second)
    try:
        if offset == "0":
            return datetime(*parts, tzinfo=zone)
        return datetime(*parts, tzinfo=_offset(offset)).astimezone(zone)
    except (ValueError, OverflowError):
        raise NoSuchDate(text) from None


YEARS = range(1900, 2100)
"""Years in which something can have been published."""
_LONGEST = 80
"""Longest date, in characters, whose meaning is sought."""
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {"\u00a0": " "})
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - easier to read
_NAME = f"({'|'.join(_MONTHS)})" + r"[a-z]{0,6}\.?"
# Folded: `luc 8h30 ngay 5 thang 7 nam 2026`.
_TIME = re.compile(
    r"(?:luc |vao luc )?\b(\d{1,2}) ?(?:h|g|gio|:) ?"
    r"(?:(\d{2})(?::\d{2})? ?(?:phut|p)?)? ?(am|pm|sang|chieu|toi)?(?= |,|$)"
)
_T = re.compile(r"(?<=\d)t(?=\d)")
_WORDS = re.compile(r"\b(?:ngay|mung|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)\b|[,()]")
_ORDERS = (
    (re.compile(r"(\d{4}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{1,2})"), (0, 1, 2)),
    (re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?(\d{4}|\d{2})"), (2, 1, 0)),
    (re.compile(r"(\d{1,2}) thang (\d{1,2}) (?:nam )?(\d{4})"), (2, 1, 0)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (0, 1, 2)),
    (re.compile(rf"(\d{{1,2}})[ -]{_NAME}[ -](\d{{4}})"), (2, 1, 0)),
    (re.compile(rf"{_NAME} (\d{{1,2}}) (\d{{4}})"), (2, 0, 1)),
)
"""Ways of writing a date, and at which place in each year, month and day stand."""


def in_order(text: str) -> str:
    """Return `2026-07-05 08:30` for `5/7/2026 8h30`: day before month, as in Viet Nam; empty if it is no date."""
    if len(text) > _LONGEST:
        return ""
    words = _T.sub(" ", fold(text.translate(_DASHES)))
    time = _TIME.search(words)
    if time:
        words = words[: time.start()] + " " + words[time.end() :]
    words = " ".join(_WORDS.sub(" ", words).split()).strip(" .-")
    for form, places in _ORDERS:
        if found := form.fullmatch(words):
            year, month, day = (found[place + 1] for place in places)
            number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
            full = int(year) + (2000 if len(year) == 2 else 0)  # noqa: PLR2004 - 26 is 2026
            return f"{full:04}-{number:02}-{int(day):02}" + (_clock(time) if time else "")
    return ""


_SERIAL = re.compile(r"[345]\d{4}")
_SHEETS_BEGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - a day
"""Day 0 of spreadsheets, which show a date that is not formatted as a number."""


def guess(text: str, path: str) -> str:
    """Return the date that an unreadable one in the source `path` most likely means, as it should be written.

    Empty if none is likely.
    """
    if _SERIAL.fullmatch(text.strip()):
        return f"{_SHEETS_BEGIN + timedelta(days=int(text)):%Y-%m-%d}"
    found = _FORM.fullmatch(text.strip()) or _FORM.fullmatch(in_order(text))
    if found is None:
        return ""
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if year not in YEARS:
        year = int(guess_year(year, path) or 0)
    if month > 12 >= day:  # noqa: PLR2004 - months of a year
        month, day = day, month
    rest = f" {found[4]}:{found[5]}" if found[4] else ""
    # A day that a month does not have is taken for its last.
    for last in (day, *range(30, 27, -1)):
        likely = f"{year:04}-{month:02}-{min(day, last):02}{rest}"
        with contextlib.suppress(ValueError):
            datetime.fromisoformat(likely)
            return likely if day <= 31 else ""  # noqa: PLR2004 - days of a month
    return ""


def guess_year(year: int, path: str) -> str:
    """Return the year that an unlikely one most likely means: that of a folder, or two digits in the right order."""
    for part in reversed(path.split("/")):
        if part.isdecimal() and len(part) == 4 and int(part) in YEARS:  # noqa: PLR2004 - digits of a year
            return part
    digits = f"{year:04}"
    swapped = {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(3)}
    likely = sorted(one for one in swapped if int(one) in _LIKELY_YEARS)
    return likely[0] if len(likely) == 1 else ""


def in_year(moment: datetime, year: str) -> str:
    """Return a moment in another year, as it should be written; empty when there is no `year`."""
    clock = f" {moment.hour:02}:{moment.minute:02}" if moment.hour or moment.minute else ""
    return year and f"{year}-{moment.month:02}-{moment.day:02}{clock}"


_LIKELY_YEARS = range(1990, 2051)


def _clock(time: re.Match[str]) -> str:
    hour, part = int(time[1]), time[3] or ""
    if part in ("pm", "chieu", "toi") and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    return f" {hour:02}:{time[2] or '00'}"


def _offset(text: str) -> timezone:
    if text in "Zz":
        return timezone.utc  # noqa: UP017 - the class is needed here anyway
    sign = -1 if text[0] == "-" else 1
    minutes = text[3:].lstrip(":") or "0"
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(minutes)))
