"""When a hit arrives: the site's day, and a line of seconds that never runs back."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo


class Arrival(NamedTuple):
    """When something arrived."""

    at: float
    """Seconds since 1970, on a line that neither runs back nor leaps while the process lives: for idle times and windows."""
    wall: float
    """Seconds since 1970 as the clock told them."""
    day: date
    """The site's day, by the clock."""
    day_age: float
    """Seconds since that day began in the site's zone."""

    @property
    def as_of(self) -> str:
        """The clock's time in UTC, `2026-11-24T03:10:00Z`."""
        return f"{datetime.fromtimestamp(self.wall, UTC).isoformat()[:19]}Z"


class Clock:
    """Tells arrivals in one zone.

    `wall` gives seconds since 1970 and may be set back or forth by whoever administers the machine; `steady` gives seconds
    from any beginning and never runs back.
    """

    def __init__(
        self, zone: ZoneInfo, wall: Callable[[], float] = time.time, steady: Callable[[], float] | None = None
    ) -> None:
        self._zone = zone
        self._wall = wall
        self._steady = steady or _since_boot
        self._offset = wall() - self._steady()
        self._day = date.min
        self._begin = self._end = 0.0

    def now(self) -> Arrival:
        """Return the present moment."""
        wall = self._wall()
        if not self._begin <= wall < self._end:
            self._turn(wall)
        return Arrival(self._steady() + self._offset, wall, self._day, wall - self._begin)

    def _turn(self, wall: float) -> None:
        self._day = datetime.fromtimestamp(wall, self._zone).date()
        self._begin, self._end = (_midnight(day, self._zone) for day in (self._day, self._day + timedelta(days=1)))


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def _since_boot() -> float:
    """Seconds that also pass while the machine sleeps, where the system has such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
