"""The counting rules: which hit is a visit, and how many visitors are online. No clock, no I/O.

A visit is a visitor's first view after `idle_s` seconds without a hit. A hit is a view or a beat (sent while the page
is visible, however long the article). A beat never begins a visit.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from bantin.config import SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bantin.counter.clock import Arrival


class Rules(NamedTuple):
    """The settings for counting; times in seconds."""

    idle_s: float
    window_s: float
    capacity: int
    """Visitors kept in memory."""


class Hit(NamedTuple):
    """A view or a beat of a visitor."""

    site: str
    view: bool
    """`False` for a beat."""
    visitor: int
    former: int | None
    """The visitor's hash under the salt of the day before, while that is kept."""
    arrival: Arrival


class Figures(NamedTuple):
    """The figures of a site."""

    online: int
    today: int
    total: int


class Visits:
    """The visits of one site."""

    def __init__(self, rules: Rules, days: Mapping[date, int] | None = None) -> None:
        self._rules = rules
        self._days = dict(days or {})
        self._total = sum(self._days.values())
        self._sessions = _LastSeen(rules.idle_s, rules.capacity)
        self._online = _LastSeen(rules.window_s, rules.capacity)

    def resume(self, seen: Iterable[tuple[int, float]], at: float) -> None:
        """Restore the sessions of an earlier process, visitors and the time of their last hit; `at` is now."""
        # A time in the future was written while the clock was ahead: it counts as now.
        for moment, visitor in sorted((min(moment, at), visitor) for visitor, moment in seen):
            self._sessions.touch(visitor, moment)
            self._online.touch(visitor, moment)

    def record(self, hit: Hit) -> bool:
        """Count a hit; return whether it is a visit."""
        at = hit.arrival.at
        if hit.former is not None:
            self._sessions.rename(hit.former, hit.visitor)
            self._online.rename(hit.former, hit.visitor)
        in_session = self._sessions.has(hit.visitor, at)
        if hit.view or in_session:
            self._sessions.touch(hit.visitor, at)
        self._online.touch(hit.visitor, at)
        if in_session or not hit.view or self._total >= SAFE_INTEGER:
            return False
        self._days[hit.arrival.day] = self._days.get(hit.arrival.day, 0) + 1
        self._total += 1
        return True

    def figures(self, arrival: Arrival) -> Figures:
        """Return the figures at the time of `arrival`."""
        return Figures(self._online.count(arrival.at), self._days.get(arrival.day, 0), min(self._total, SAFE_INTEGER))


class _LastSeen:
    """The time of each visitor's last hit, kept for `span` seconds and for at most `capacity` visitors."""

    def __init__(self, span: float, capacity: int) -> None:
        self._span = span
        self._capacity = capacity
        self._seen: OrderedDict[int, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def has(self, visitor: int, at: float) -> bool:
        seen = self._seen.get(visitor)
        return seen is not None and at - seen <= self._span

    def touch(self, visitor: int, at: float) -> None:
        seen = self._seen
        seen[visitor] = at
        seen.move_to_end(visitor)
        # Delete up to two for each one added: so the work is spread over all hits.
        for _ in range(2):
            oldest = next(iter(seen))
            if len(seen) <= self._capacity and at - seen[oldest] <= self._span:
                break
            del seen[oldest]

    def rename(self, former: int, visitor: int) -> None:
        moment = self._seen.pop(former, None)
        if moment is not None and visitor not in self._seen:
            self._seen[visitor] = moment

    def count(self, at: float) -> int:
        seen = self._seen
        while seen:
            oldest = next(iter(seen))
            if at - seen[oldest] <= self._span:
                break
            del seen[oldest]
        return len(seen)
