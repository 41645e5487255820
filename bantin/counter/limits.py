"""How often is too often: a sliding window of a minute, in memory that does not grow."""

from __future__ import annotations

PERIOD_S = 60.0


class Limiter:
    """Allows each key so many times a minute.

    Counts this minute's and the last one's, weighted by how much of it is still within the last 60 seconds: the sliding
    window counter. Past `capacity` keys in one minute it begins a new one early, and so forgets rather than grows.
    """

    def __init__(self, per_minute: int, capacity: int) -> None:
        self._limit = per_minute
        self._capacity = capacity
        self._now: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._began = float("-inf")

    def allows(self, key: int, at: float) -> bool:
        """Whether `key` may act at a moment, in seconds on a line that never runs back; if so it has acted."""
        age = at - self._began
        if age >= PERIOD_S or len(self._now) >= self._capacity:
            self._before = self._now if age < 2 * PERIOD_S else {}
            self._now = {}
            self._began = self._began + PERIOD_S if PERIOD_S <= age < 2 * PERIOD_S else at
            age = at - self._began
        count = self._now.get(key, 0)
        if count + self._before.get(key, 0) * (1 - age / PERIOD_S) >= self._limit:
            return False
        self._now[key] = count + 1
        return True

    def __len__(self) -> int:
        return len(self._now) + len(self._before)
