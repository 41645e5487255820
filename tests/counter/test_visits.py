"""The counting rules: visits, online visitors, days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.config import SAFE_INTEGER
from bantin.counter.visits import Figures, Hit, Rules, Visits
from tests.counter.running import FakeClock

if TYPE_CHECKING:
    from bantin.counter.clock import Arrival

RULES = Rules(idle_s=1800, window_s=300, capacity=1000)


def hit(visitor: int, now: Arrival, *, view: bool = True, former: int | None = None) -> Hit:
    return Hit("hdnd", view, visitor, former, now)


def test_a_visit_is_the_first_view_after_thirty_idle_minutes(clock: FakeClock) -> None:
    visits = Visits(RULES)
    counted = [visits.record(hit(1, clock.now()))]
    for wait in (60, 1800, 1801, 30, 5000):
        clock.pass_s(wait)
        counted.append(visits.record(hit(1, clock.now())))
    assert counted == [True, False, False, True, False, True]
    assert visits.figures(clock.now()) == Figures(online=1, today=3, total=3)


def test_beats_keep_a_reader_online_and_busy_but_are_no_visit(clock: FakeClock) -> None:
    visits = Visits(RULES)
    assert not visits.record(hit(1, clock.now(), view=False))
    assert visits.figures(clock.now()) == Figures(1, 0, 0)
    assert visits.record(hit(1, clock.now()))
    for _ in range(40):  # 80 minutes over one article
        clock.pass_s(120)
        assert not visits.record(hit(1, clock.now(), view=False))
    assert not visits.record(hit(1, clock.now()))
    assert visits.figures(clock.now()) == Figures(1, 1, 1)


def test_a_beat_of_a_tab_that_slept_begins_no_session(clock: FakeClock) -> None:
    visits = Visits(RULES)
    visits.record(hit(1, clock.now()))
    clock.pass_s(7200)
    visits.record(hit(1, clock.now(), view=False))
    assert visits.record(hit(1, clock.now())), "the reader came back: a new visit"


def test_online_ends_with_the_window(clock: FakeClock) -> None:
    visits = Visits(RULES)
    for visitor in range(5):
        visits.record(hit(visitor, clock.now()))
        clock.pass_s(100)
    seen = []
    for _ in range(5):
        seen.append(visits.figures(clock.now()).online)
        clock.pass_s(100)
    assert seen == [3, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-11-24T23:59:59", "2026-11-25T00:00:00"),  # midnight
        ("2026-11-30T23:59:59", "2026-12-01T00:00:00"),  # month
        ("2026-12-31T23:59:59", "2027-01-01T00:00:00"),  # year
        ("2028-02-28T23:59:59", "2028-02-29T00:00:00"),  # leap day
    ],
)
def test_today_turns_at_midnight_of_the_sites_zone(before: str, after: str) -> None:
    clock = FakeClock(before)
    visits = Visits(RULES)
    visits.record(hit(1, clock.now()))
    visits.record(hit(2, clock.now()))
    clock.pass_until(after)
    assert visits.figures(clock.now()) == Figures(2, 0, 2)
    # Under the new day's salt the reader has a new hash; they are the same reader in the same visit.
    assert not visits.record(hit(101, clock.now(), former=1))
    assert visits.figures(clock.now()) == Figures(2, 0, 2)
    assert visits.record(hit(103, clock.now(), former=3))
    assert visits.figures(clock.now()) == Figures(3, 1, 3)


def test_a_clock_set_back_a_day_counts_for_that_day(clock: FakeClock) -> None:
    visits = Visits(RULES, {date(2026, 11, 23): 7, date(2026, 11, 24): 5})
    visits.record(hit(1, clock.now()))
    clock.set_to("2026-11-23T10:00:00")
    assert visits.figures(clock.now()) == Figures(1, 7, 13)
    assert not visits.record(hit(1, clock.now())), "no time has passed: the same visit"
    assert visits.record(hit(2, clock.now()))
    clock.pass_s(301)
    assert visits.figures(clock.now()) == Figures(0, 8, 14), "nobody stays online for a day because the clock was moved"
    clock.set_to("2026-11-24T10:10:00")
    assert visits.figures(clock.now()) == Figures(0, 6, 14)


def test_the_total_stops_where_browsers_stop_counting(clock: FakeClock) -> None:
    visits = Visits(RULES, {date(2020, 1, 1): SAFE_INTEGER - 1})
    assert visits.record(hit(1, clock.now()))
    assert visits.figures(clock.now()).total == 2**53 - 1
    assert not visits.record(hit(2, clock.now()))
    assert visits.figures(clock.now()) == Figures(2, 1, 2**53 - 1)


def test_memory_is_bounded(clock: FakeClock) -> None:
    visits = Visits(RULES)
    for visitor in range(5000):
        visits.record(hit(visitor, clock.now()))
        clock.pass_s(0.001)
    assert len(visits._sessions) == 1000
    assert visits.figures(clock.now()) == Figures(1000, 5000, 5000)
    assert not visits.record(hit(4999, clock.now())), "those who came last are remembered"


def test_a_restart_takes_up_sessions_also_those_of_a_clock_that_ran_ahead(clock: FakeClock) -> None:
    now = clock.now()
    visits = Visits(RULES, {now.day: 3})
    visits.resume([(1, now.at - 100), (2, now.at - 1000), (3, now.at + 86_400)], now.at)
    assert visits.figures(now) == Figures(2, 3, 3)
    assert not any(visits.record(hit(visitor, now)) for visitor in (1, 2, 3))
    clock.pass_s(301)
    assert visits.figures(clock.now()) == Figures(0, 3, 3)


steps = st.lists(
    st.tuples(st.integers(1, 4), st.booleans(), st.sampled_from([0, 1, 119, 299, 300, 301, 1799, 1800, 1801, 40_000])),
    max_size=60,
)


@given(steps)
def test_it_agrees_with_a_model_that_forgets_nothing(moves: list[tuple[int, bool, float]]) -> None:
    clock = FakeClock("2026-12-30T22:00:00")
    visits = Visits(RULES)
    busy: dict[int, float] = {}  # last sign within a session
    seen: dict[int, float] = {}
    days: list[date] = []
    for visitor, view, wait in moves:
        clock.pass_s(wait)
        now = clock.now()
        in_session = visitor in busy and now.at - busy[visitor] <= RULES.idle_s
        if view and not in_session:
            days.append(now.day)
        if view or in_session:
            busy[visitor] = now.at
        seen[visitor] = now.at
        visits.record(hit(visitor, now, view=view))
        online = sum(now.at - moment <= RULES.window_s for moment in seen.values())
        assert visits.figures(now) == Figures(online, days.count(now.day), len(days))
