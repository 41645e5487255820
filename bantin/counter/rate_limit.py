"""Limits how often a key may act: a sliding window of a minute, in bounded memory."""

from __future__ import annotations

PERIOD_S = 60.0


class RateLimiter:
    """Allows each key `per_minute` actions a minute.

    A sliding window counter: the counts of this minute, and of the last one weighted by how much of it lies within the
    last 60 seconds. After `capacity` keys in one minute a new one begins early, so that memory does not grow.
    """

    def __init__(self, per_minute: int, capacity: int) -> None:
        self._limit = per_minute
        self._capacity = capacity
        self._now: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._began = float("-inf")

    def allows(self, key: int, at: float) -> bool:
        """Return whether `key` may act at `at` (`Arrival.at`); if so, count the action."""
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
