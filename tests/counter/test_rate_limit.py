"""Limits that hold, and memory that does not grow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bantin.counter.rate_limit import PERIOD_S, RateLimiter


def test_no_more_than_the_limit_in_a_minute_and_then_again() -> None:
    limiter = RateLimiter(3, 100)
    assert [limiter.allows(1, at) for at in (0, 1, 2, 3, 59)] == [True, True, True, False, False]
    assert limiter.allows(2, 3), "each key has its own"
    assert [limiter.allows(1, at) for at in (61, 62)] == [True, False], "a minute ago still weighs"
    assert [limiter.allows(1, at) for at in (200, 201, 202, 203)] == [True, True, True, False]


def test_a_million_keys_take_bounded_memory() -> None:
    limiter = RateLimiter(3, 1000)
    for key in range(20_000):
        assert limiter.allows(key, key / 1000)
    assert len(limiter) <= 2000


@given(st.integers(1, 20), st.lists(st.floats(0, 5), max_size=150))
def test_the_limit_is_hardly_exceeded(limit: int, waits: list[float]) -> None:
    limiter = RateLimiter(limit, 100)
    at, allowed = 0.0, list[float]()
    for wait in waits:
        at += wait
        if limiter.allows(7, at):
            allowed.append(at)
    # The window slides over two counts, so a burst at a seam may pass: never twice the limit.
    assert all(sum(begin <= one < begin + PERIOD_S for one in allowed) <= 2 * limit for begin in allowed)
