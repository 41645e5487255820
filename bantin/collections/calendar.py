"""The working calendar (lịch): events by hand and by rules, sessions by themselves; weeks, months, calendar files.

Weeks and months that have something have pages: all of the past, for ever, and of what repeats half a year ahead.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from bantin.collections.collection import DATA_LAYOUT, Collection, CollectionPage, View
from bantin.collections.event import Event
from bantin.collections.event_views import (
    CalendarLink,
    Day,
    EventView,
    Happening,
    ListView,
    MonthView,
    PeriodLink,
    WeekView,
)
from bantin.collections.ics import CalendarEvent, CalendarFile
from bantin.collections.sessions import Sessions
from bantin.language.dates import Moment
from bantin.language.hours import PARTS, Hours
from bantin.language.vietnamese import slugify, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bantin.collections.collection import Site
    from bantin.collections.session import Session

AHEAD = 26
"""Weeks after the current one for which rules give days."""
NEXT = 5
"""Days that an event's page shows."""
COMING = 6
"""Days on the calendar's own page after its week."""
_DAY, _WEEK = timedelta(1), timedelta(7)
_SESSIONS = {"vi": "Kỳ họp", "en": "Sessions"}


class _Occurrence(NamedTuple):
    """An event or session on one of its days."""

    hours: Hours
    one: Event | Session
    is_off: bool


class Calendar(Collection[Event]):
    """The calendar."""

    name = "calendar"
    record = Event
    has_feed = False
    queries = frozenset({"coming"})

    def __init__(self, site: Site, entries: Sequence[Event]) -> None:
        """Index `entries`; see `Collection`."""
        super().__init__(site, entries)
        sessions = site.collections.get(Sessions.name)
        self._sessions = sessions if isinstance(sessions, Sessions) else None
        self._monday = self.today - timedelta(self.today.weekday())
        self._horizon = self._monday + AHEAD * _WEEK + 6 * _DAY

    # --- queries ---

    def coming(self, count: int) -> tuple[Happening, ...]:
        """Return what takes place next, from today."""
        found: list[Happening] = []
        for day in self._later(self.today):
            found += [one for one in self._happenings(day) if not one.is_off]
            if len(found) >= count:
                break
        return tuple(found[:count])

    def pages(self) -> Iterator[CollectionPage]:
        """Yield the current week, all weeks and months, the list of what comes, and the files."""
        yield CollectionPage(self.url, "calendar.html", "calendar")
        yield CollectionPage(f"{self.url}danh-sach/", "calendar-list.html", "calendar-list")
        for monday in self._weeks:
            yield CollectionPage(self._week_url(monday), "calendar.html", "calendar-week", monday.isoformat())
        for first in self._months:
            yield CollectionPage(self._month_url(first), "calendar-month.html", "calendar-month", first.isoformat())
        for slug in ("", *self._kinds):
            yield CollectionPage(self._file_url(slug), DATA_LAYOUT, "calendar-file", slug)

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows; see `Collection.view`."""
        match kind:
            case "event":
                return self._event(self.site.shown[subject])
            case "calendar-week":
                return self._week(date.fromisoformat(subject))
            case "calendar-month":
                return self._month(date.fromisoformat(subject))
            case "calendar-list":
                return ListView(days=tuple(map(self._day, self._later(self.today))))
            case "calendar-file":
                return self._file(subject)
            case _:
                return self._week(self._monday, is_current=True)

    def changes(self) -> Iterator[datetime]:
        """Yield the next midnight: then another day is today, and what took place is no longer coming."""
        yield self._midnight(self.today + _DAY).local

    # --- days ---

    @cached_property
    def _by_day(self) -> dict[date, list[_Occurrence]]:
        """All that takes place, by day, in the order of days; the list of a day is in its own order."""
        found: dict[date, list[_Occurrence]] = defaultdict(list)
        for one in self.entries:
            off = one.days_off
            for day in one.days(self._horizon):
                found[day].append(_Occurrence(one.hours, one, bool(one.cancelled) or day in off))
        for session in self._sessions.entries if self._sessions else ():
            for day, hours in session.hours():
                found[day].append(_Occurrence(hours, session, bool(session.cancelled)))
        for held in found.values():
            held.sort(key=lambda each: (PARTS.index(each.hours.part), each.hours.begin or 0, each.one.path))
        return dict(sorted(found.items()))

    @cached_property
    def _weeks(self) -> list[date]:
        """The Mondays of the weeks that have something."""
        return list(dict.fromkeys(day - timedelta(day.weekday()) for day in self._by_day))

    @cached_property
    def _months(self) -> list[date]:
        """The first days of the months that have something."""
        return list(dict.fromkeys(day.replace(day=1) for day in self._by_day))

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """The names of the kinds of events by slug, in Vietnamese order; of two spellings the first."""
        names = [*([self._session_kind] if self._sessions else []), *(one.kind for one in self.entries if one.kind)]
        found: dict[str, str] = {}
        for name in names:
            found.setdefault(slugify(name), name)
        return dict(sorted(found.items(), key=lambda item: sort_key(item[1])))

    def _later(self, first: date) -> Iterator[date]:
        return (day for day in self._by_day if day >= first)

    def _happenings(self, day: date) -> tuple[Happening, ...]:
        midnight = self._midnight(day)
        return tuple(self._happening(midnight, one) for one in self._by_day.get(day, ()))

    def _happening(self, day: Moment, held: _Occurrence) -> Happening:
        one = held.one
        kind, who = (one.kind, one.who) if isinstance(one, Event) else (self._session_kind, "")
        hours = held.hours
        return Happening(
            day, hours.part, hours.text, one.title, one.url, kind, who, one.place, held.is_off, one.cancelled
        )

    def _day(self, day: date, *, is_today: bool = False) -> Day:
        return Day(self._midnight(day), self._happenings(day), is_today)

    def _midnight(self, day: date) -> Moment:
        return Moment.of(datetime.combine(day, time(), self.site.settings.zone))

    # --- addresses ---

    def _week_url(self, monday: date) -> str:
        year, week, _ = monday.isocalendar()
        return f"{self.url}{year}/tuan-{week:02}/"

    def _month_url(self, first: date) -> str:
        return f"{self.url}{first.year}/{first.month:02}/"

    def _file_url(self, slug: str) -> str:
        """Return the address of the calendar of a kind, or of all; a kind may be called as all are."""
        all_of_them = self.url.strip("/")
        return f"{self.url}{f'{slug}-2' if slug == all_of_them else slug or all_of_them}.ics"

    @property
    def _session_kind(self) -> str:
        return _SESSIONS[self.site.settings.site.language]

    # --- views ---

    def _week(self, monday: date, *, is_current: bool = False) -> WeekView:
        days = [monday + at * _DAY for at in range(7)]
        shown = [day for day in days if day.weekday() < 5 or day in self._by_day]  # noqa: PLR2004 - Friday
        number = f"{monday.isocalendar().week:02}"
        week = WeekView(
            names={"week": number, "first": f"{monday:%d-%m}", "last": f"{days[-1]:%d-%m-%Y}"},
            days=tuple(self._day(day, is_today=is_current and day == self.today) for day in shown),
            first=self._midnight(monday),
            last=self._midnight(days[-1]),
            before=self._neighbour(self._weeks, monday, -1),
            after=self._neighbour(self._weeks, monday, 1),
            month=self._month_url(first) if (first := monday.replace(day=1)) in self._months else "",
        )
        if not is_current:
            return week
        years = groupby(reversed(self._months), key=lambda first: first.year)
        return msgspec.structs.replace(
            week,
            coming=tuple(map(self._day, islice(self._later(days[-1] + _DAY), COMING))),
            years=tuple((str(year), tuple(self._month_link(first) for first in some)) for year, some in years),
            files=tuple(CalendarLink(name, self._file_url(slug)) for slug, name in {"": "", **self._kinds}.items()),
        )

    def _month(self, first: date) -> MonthView:
        length = calendar.monthrange(first.year, first.month)[1]
        days: list[Day | None] = [None] * first.weekday()
        days += [self._day(first + at * _DAY) for at in range(length)]
        days += [None] * (-len(days) % 7)
        return MonthView(
            names={"month": f"{first:%m}", "year": str(first.year)},
            weeks=tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7)),
            before=self._neighbour(self._months, first, -1),
            after=self._neighbour(self._months, first, 1),
        )

    def _neighbour(self, firsts: list[date], first: date, step: int) -> PeriodLink | None:
        """Return the nearest week or month that has something, before `first` (a `step` of -1) or after it (1)."""
        at = bisect_left(firsts, first)
        at += -1 if step < 0 else int(at < len(firsts) and firsts[at] == first)
        if not 0 <= at < len(firsts):
            return None
        return self._month_link(firsts[at]) if firsts is self._months else self._week_link(firsts[at])

    def _week_link(self, monday: date) -> PeriodLink:
        return PeriodLink(self._week_url(monday), self._midnight(monday), self._midnight(monday + 6 * _DAY))

    def _month_link(self, first: date) -> PeriodLink:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return PeriodLink(self._month_url(first), self._midnight(first), self._midnight(last))

    def _event(self, one: Any) -> EventView:  # noqa: ANN401 - an Event, as the route says
        off = one.days_off
        days = list(one.days(self._horizon))
        later = [day for day in days if day >= self.today]
        shown = [
            self._happening(self._midnight(day), _Occurrence(one.hours, one, bool(one.cancelled) or day in off))
            for day in later[:NEXT] or days[-1:]
        ]
        listed = slugify(one.kind) if slugify(one.kind) in self._kinds else ""
        return EventView(
            days=tuple(shown),
            is_over=not later,
            is_repeated=bool(one.repeats),
            last_day=self._midnight(one.last_day) if one.last_day else None,
            calendar=self._file_url(listed),
            linked_data=self._linked_data(one, shown),
        )

    def _linked_data(self, one: Event, shown: list[Happening]) -> dict[str, Any]:
        """Return the event on its next day as schema.org's `Event`."""
        if not shown:
            return {}
        begin, hours = shown[0].day.local, one.hours
        status = "EventCancelled" if shown[0].is_off else "EventScheduled"
        timed = hours.begin is not None
        found: dict[str, Any] = {
            "@type": "Event",
            "name": one.title,
            "url": one.url,
            "startDate": (begin + timedelta(minutes=hours.begin or 0)).isoformat() if timed else f"{begin:%Y-%m-%d}",
            "eventStatus": f"https://schema.org/{status}",
            "inLanguage": self.site.settings.site.language,
        }
        if one.place:
            found["location"] = {"@type": "Place", "name": one.place}
        if one.who:
            found["organizer"] = {"@type": "Organization", "name": one.who}
        return found

    # --- files ---

    def _file(self, slug: str) -> CalendarFile:
        """Return the events of a kind, or all, as a calendar: those of last month and later."""
        site = self.site.settings.site
        since = (self.today.replace(day=1) - _DAY).replace(day=1)
        events = [self._calendar_event(one, since) for one in self.entries if slug in ("", slugify(one.kind))]
        found = [one for one in events if one is not None]
        if self._sessions and slug in ("", slugify(self._session_kind)):
            sessions = (one for one in self._sessions.entries if one.sittings[-1] >= since)
            made = (each for one in sessions for each in self._sessions.calendar_events(one))
            found += [msgspec.structs.replace(one, kind=self._session_kind) for one in made]
        return CalendarFile(
            title=f"{self._kinds[slug]} – {site.title}" if slug else site.title,
            language=site.language,
            zone=site.timezone,
            domain=urlsplit(site.base_url).hostname or "",
            events=tuple(found),
        )

    def _calendar_event(self, one: Event, since: date) -> CalendarEvent | None:
        """Return an event as calendars have it; `None` for one that was over before `since`, or never is."""
        first = next(one.days(self._horizon), None)
        if first is None or (one.last_day and one.last_day < since):
            return None
        rule, hours = one.rule, one.hours
        return CalendarEvent(
            uid=one.url.strip("/").replace("/", "."),
            url=self.site.settings.site.base_url.rstrip("/") + one.url,
            title=one.title,
            day=first,
            last_day=one.last_day if one.last_day and not rule else first,
            part=hours.part,
            begin=hours.begin,
            end=hours.end,
            rule=rule,
            until=one.last_day if rule else None,
            off=tuple(sorted(one.days_off)),
            place=one.place,
            note="\n".join(filter(None, (one.who, one.summary))),
            kind=one.kind,
            is_cancelled=bool(one.cancelled),
            changed=one.updated_at,
        )
