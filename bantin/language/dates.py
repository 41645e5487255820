"""Dates and times as editors write them."""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from datetime import tzinfo

_DAY_S = 86_400
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
        east = offset.days * _DAY_S + offset.seconds if offset else 0
        since = moment.replace(tzinfo=None) - _EPOCH
        return cls(since.days * _DAY_S + since.seconds - east, east)

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


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """Parse `2020-12-31` or `2020-12-31 07:30`, with or without seconds and offset.

    Without an offset it is local time in `zone`; without a time it is midnight there. The result is in `zone`.
    Raises `NotADate` or `NoSuchDate`.
    """
    found = _FORM.fullmatch(text.strip())
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


def _offset(text: str) -> timezone:
    if text in "Zz":
        return timezone.utc  # noqa: UP017 - the class is needed here anyway
    sign = -1 if text[0] == "-" else 1
    minutes = text[3:].lstrip(":") or "0"
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(minutes)))
