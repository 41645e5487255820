"""The time of a hit: the day in the site's zone, and seconds on a monotonic clock."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo


class Arrival(NamedTuple):
    """The time at which a hit or a read arrived."""

    at: float
    """Seconds since 1970 at the start of the process, monotonic from there: for idle times and windows."""
    wall: float
    """Seconds since 1970 by the system clock."""
    day: date
    """The day in the site's zone, by the system clock."""
    day_age: float
    """Seconds since that day began."""

    @property
    def as_of(self) -> str:
        """`wall` in UTC: `2026-11-24T03:10:00Z`."""
        return f"{datetime.fromtimestamp(self.wall, UTC).isoformat()[:19]}Z"


class Clock:
    """Gives the time in one zone.

    `wall` returns seconds since 1970 and may be set back or forth; `steady` returns monotonic seconds from any start.
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
        """Return the present time."""
        wall = self._wall()
        if not self._begin <= wall < self._end:
            self._rotate(wall)
        return Arrival(self._steady() + self._offset, wall, self._day, wall - self._begin)

    def _rotate(self, wall: float) -> None:
        self._day = datetime.fromtimestamp(wall, self._zone).date()
        self._begin, self._end = (_midnight(day, self._zone) for day in (self._day, self._day + timedelta(days=1)))


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def _since_boot() -> float:
    """Seconds that also pass while the machine sleeps, where the system has such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
