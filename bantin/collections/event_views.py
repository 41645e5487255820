"""What pages of the calendar show: flat records that fingerprint well."""

from __future__ import annotations

import msgspec

from bantin.collections.collection import View
from bantin.language.dates import Moment


class Happening(msgspec.Struct, frozen=True, gc=False):
    """What takes place on one day, or was to."""

    day: Moment
    """Its midnight."""
    part: str
    """One of `hours.PARTS`."""
    time: str
    """`07:30 – 11:30`, or empty."""
    title: str
    url: str
    kind: str
    who: str
    place: str
    is_off: bool
    """Whether it does not take place."""
    reason: str
    """Why not, or empty."""


class Day(msgspec.Struct, frozen=True, gc=False):
    """A day and what takes place on it, in order."""

    day: Moment
    happenings: tuple[Happening, ...]
    is_today: bool = False


class PeriodLink(msgspec.Struct, frozen=True, gc=False):
    """A week or month that has a page, with its first and last day."""

    url: str
    first: Moment
    last: Moment


class CalendarLink(msgspec.Struct, frozen=True, gc=False):
    """A calendar file."""

    name: str
    """Of the kind; empty: all."""
    url: str


class WeekView(View, frozen=True, kw_only=True):
    """A week, Monday to Sunday; Saturday and Sunday only where something takes place."""

    first: Moment
    last: Moment
    days: tuple[Day, ...]
    before: PeriodLink | None
    """The week before it that has something."""
    after: PeriodLink | None
    month: str
    """The site path of the month in which it begins, if that has something."""
    coming: tuple[Day, ...] = ()
    """What comes after this week: on the calendar's own page."""
    years: tuple[tuple[str, tuple[PeriodLink, ...]], ...] = ()
    """Months by year, newest first: on the calendar's own page."""
    files: tuple[CalendarLink, ...] = ()
    """The same as calendars to subscribe to: on the calendar's own page."""


class MonthView(View, frozen=True, kw_only=True):
    """A month in weeks."""

    weeks: tuple[tuple[Day | None, ...], ...]
    """Monday to Sunday; `None` for days of other months."""
    before: PeriodLink | None
    after: PeriodLink | None


class ListView(View, frozen=True, kw_only=True):
    """All that comes, by day."""

    days: tuple[Day, ...]


class EventView(View, frozen=True, kw_only=True):
    """An event's page."""

    days: tuple[Happening, ...]
    """Its next days, or its last one when all are over."""
    is_over: bool
    is_repeated: bool
    last_day: Moment | None
    """`None` for what repeats for ever."""
    calendar: str
    """The site path of the calendar of its kind."""
