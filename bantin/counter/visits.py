"""The core of the counter: which hit is a visit, who is online, what day it is. No clock, no I/O.

A visit is a visitor's first view after `idle_s` seconds without a sign of them. Views and beats are signs: a reader whose
page stays visible is not idle, however long the article. A beat alone never is, nor begins, a visit.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from bantin.config import SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bantin.counter.moments import Arrival


class Rules(NamedTuple):
    """What the settings say of counting."""

    idle_s: float
    window_s: float
    capacity: int
    """Visitors remembered at once."""


class Hit(NamedTuple):
    """One sign of a visitor."""

    site: str
    view: bool
    """A view, or else a beat."""
    visitor: int
    former: int | None
    """The same visitor under the salt of the day before, while that one is kept."""
    arrival: Arrival


class Figures(NamedTuple):
    """What the page shows of one site."""

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
        """Take up the sessions of an earlier process: visitors with the moment (on the line of `Arrival.at`) of their last sign."""
        # A moment that has yet to come was written under a clock that ran ahead: it counts as now.
        for moment, visitor in sorted((min(moment, at), visitor) for visitor, moment in seen):
            self._sessions.touch(visitor, moment)
            self._online.touch(visitor, moment)

    def record(self, hit: Hit) -> bool:
        """Take in one hit; return whether it is a visit."""
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
        """Return the figures at a moment."""
        return Figures(self._online.count(arrival.at), self._days.get(arrival.day, 0), min(self._total, SAFE_INTEGER))

    def remembered(self) -> int:
        """Return for how many visitors there is a session in memory."""
        return len(self._sessions)


class _LastSeen:
    """When each visitor was last seen, for `span` seconds; the longest unseen are forgotten beyond `capacity`."""

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
        # Two out for one in: what is outdated goes while hits come, and no single hit pays for all.
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
