"""Calendars as files (iCalendar, RFC 5545), which phones and office programs subscribe to.

A view holds what is in the file; the text is made when its page is rendered, as the library takes 0.12 s to import
and half a millisecond for each event.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from bantin.collections.collection import View
from bantin.language.dates import Moment
from bantin.language.recurrence import Rule

if TYPE_CHECKING:
    import icalendar

_DAY = timedelta(1)
_BEGINNING = Moment(946_684_800, 0)
"""2000-01-01: when something was changed last that does not say so. The clock would change the file at each build."""
_WORDS = {
    "vi": {"cancelled": "HỦY", "morning": "Buổi sáng", "afternoon": "Buổi chiều", "evening": "Buổi tối"},
    "en": {"cancelled": "CANCELLED", "morning": "Morning", "afternoon": "Afternoon", "evening": "Evening"},
}


class CalendarEvent(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Something in a calendar, with all its repetitions."""

    uid: str
    """The same for ever: its site path, and a number where it has several."""
    url: str
    """A whole address."""
    title: str
    day: date
    last_day: date
    """The same as `day`, but for what lasts several days without a time of day."""
    part: str = "day"
    """The part of the day, where the time is not known; see `hours.PARTS`."""
    begin: int | None = None
    """In minutes since midnight; `None` without a time of day."""
    end: int | None = None
    rule: Rule | None = None
    until: date | None = None
    """The last day on which it may repeat."""
    off: tuple[date, ...] = ()
    """Repetitions that do not take place."""
    place: str = ""
    note: str = ""
    kind: str = ""
    is_cancelled: bool = False
    changed: Moment | None = None
    """When the editor says that it was changed last."""


class CalendarFile(View, frozen=True, kw_only=True):
    """A calendar."""

    title: str
    language: str
    zone: str
    domain: str
    """Of the site: the second half of each UID."""
    events: tuple[CalendarEvent, ...]

    @property
    def text(self) -> str:
        """The file, with lines that end with CR LF."""
        import icalendar  # see above

        made = icalendar.Calendar()
        made.add("prodid", "-//Bantin//Bantin//VI")
        made.add("version", "2.0")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", self.title)
        made.add("x-wr-timezone", self.zone)
        made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
        if any(one.begin is not None for one in self.events):
            made.add_component(icalendar.Timezone.from_tzinfo(ZoneInfo(self.zone), self.zone))
        for one in self.events:
            made.add_component(self._component(one))
            for day in one.off:
                made.add_component(self._component(one, day))
        file: bytes = made.to_ical()
        return file.decode()

    def _component(self, one: CalendarEvent, off: date | None = None) -> icalendar.Event:
        """Return an event, or one repetition of it that does not take place."""
        import icalendar  # loaded by now

        words, zone = _WORDS[self.language], ZoneInfo(self.zone)
        made = icalendar.Event()

        def at(day: date, minutes: int) -> datetime:
            return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone)

        is_cancelled = one.is_cancelled or off is not None
        changed = (one.changed or _BEGINNING).local.astimezone(UTC)
        made.add("uid", f"{one.uid}@{self.domain}")
        made.add("dtstamp", changed)
        made.add("last-modified", changed)
        # A revision must have a higher number than the one before it: minutes go up by themselves.
        minutes = ((one.changed or _BEGINNING).seconds - _BEGINNING.seconds) // 60
        made.add("sequence", max(0, minutes) + is_cancelled)
        day = off or one.day
        if one.begin is None:
            made.add("dtstart", day)
            made.add("dtend", (off or one.last_day) + _DAY)
        else:
            made.add("dtstart", at(day, one.begin))
            if one.end is not None:
                made.add("dtend", at(day, one.end))
        if off is not None:
            made.add("recurrence-id", at(off, one.begin) if one.begin is not None else off)
        elif one.rule is not None:
            until = at(one.until, 24 * 60 - 1).astimezone(UTC) if one.until and one.begin is not None else one.until
            made.add("rrule", {**one.rule.rrule, **({"UNTIL": until} if until else {})})
        made.add("summary", f"{words['cancelled']}: {one.title}" if is_cancelled else one.title)
        made.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
        notes = [words.get(one.part, "") if one.begin is None else "", one.note]
        for name, value in (
            ("location", one.place),
            ("description", "\n".join(filter(None, notes))),
            ("url", one.url),
        ):
            if value:
                made.add(name, value)
        if one.kind:
            made.add("categories", [one.kind])
        return made
