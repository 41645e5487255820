"""Days and the line of seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bantin.counter.clock import Clock
from tests.counter.running import FakeClock


def test_the_day_is_the_sites_and_not_utcs() -> None:
    clock = FakeClock("2026-11-24T06:59:59")  # in UTC it is still the 23rd
    assert clock.now().day == date(2026, 11, 24)
    assert clock.now().as_of == "2026-11-23T23:59:59Z"
    assert clock.now().day_age == 7 * 3600 - 1


def test_the_line_goes_on_when_the_clock_is_set(clock: FakeClock) -> None:
    before = clock.now()
    clock.set_to("2025-01-01T00:00:00")
    assert clock.now().at == before.at
    assert clock.now().day == date(2025, 1, 1)
    clock.pass_s(5)
    assert clock.now().at == before.at + 5


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_lasts_until_its_own_midnight(day: str, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    begin = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC).timestamp()
    moments = iter(
        [0.0, begin - 1, begin, begin + hours * 3600 - 1, begin + hours * 3600]
    )  # the first as the clock begins
    clock = Clock(zone, lambda: next(moments), lambda: 0.0)
    assert [clock.now().day.isoformat() == day for _ in range(4)] == [False, True, True, False]


def test_the_real_clock_runs() -> None:
    clock = Clock(ZoneInfo("Asia/Ho_Chi_Minh"))
    first, second = clock.now(), clock.now()
    assert second.at >= first.at
    assert abs(first.at - first.wall) < 60
