"""Hashes of visitors and their salts."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bantin.counter.visitors import Salt, Salts, address_id, visitor_id
from tests.counter.running import FakeClock

SALT = b"0123456789abcdef"


def numbered(made: list[date]) -> Salts:
    def fresh(day: date) -> bytes:
        made.append(day)
        return b"salt %d" % len(made)

    return Salts(1800, fresh)


def test_each_day_has_its_salt_and_the_last_one_stays_for_half_an_hour() -> None:
    clock, made = FakeClock("2026-11-24T23:50:00"), list[date]()
    salts = numbered(made)
    assert salts.at(clock.now()) == (b"salt 1", None)
    clock.pass_until("2026-11-25T00:00:00")
    assert salts.at(clock.now()) == (b"salt 2", b"salt 1")
    clock.pass_s(1800)
    assert salts.at(clock.now()) == (b"salt 2", b"salt 1")
    clock.pass_s(1)
    assert salts.at(clock.now()) == (b"salt 2", None)
    assert salts.kept() == [Salt(date(2026, 11, 25), b"salt 2")]
    assert made == [date(2026, 11, 24), date(2026, 11, 25)]


def test_a_clock_set_back_and_forth_finds_the_salts_it_knows(clock: FakeClock) -> None:
    salts = numbered([])
    salts.at(clock.now())
    clock.set_to("2026-11-23T10:00:00")
    assert salts.at(clock.now()) == (b"salt 2", b"salt 1")
    clock.set_to("2026-11-24T10:00:00")
    assert salts.at(clock.now()) == (b"salt 1", b"salt 2")


def test_a_restart_keeps_the_salt_of_the_day_and_just_after_midnight_that_of_the_day_before() -> None:
    clock = FakeClock("2026-11-25T00:10:00")
    salts = Salts(1800, lambda _day: b"new", None)
    salts.resume(Salt(date(2026, 11, 24), b"old"), clock.now().at + 1200)
    assert salts.at(clock.now()) == (b"new", b"old")
    clock.pass_s(1201)
    assert salts.at(clock.now()) == (b"new", None)


def test_without_a_salt_there_is_none(clock: FakeClock) -> None:
    assert Salts(1800, lambda _day: None).at(clock.now()) is None


@given(
    st.tuples(st.binary(max_size=16), st.binary(max_size=30)), st.tuples(st.binary(max_size=16), st.binary(max_size=30))
)
def test_two_visitors_have_two_hashes(one: tuple[bytes, bytes], two: tuple[bytes, bytes]) -> None:
    same = visitor_id(SALT, "hdnd", *one) == visitor_id(SALT, "hdnd", *two)
    assert same == (one == two)


def test_a_hash_depends_on_site_and_salt_and_fits_sqlite() -> None:
    ids = {
        visitor_id(salt, site, b"\x01\x02\x03\x04", b"agent") for salt in (SALT, b"other") for site in ("hdnd", "ubnd")
    }
    assert len(ids) == 4
    assert all(0 <= number < 2**63 for number in ids)
    assert address_id(SALT, b"\x01\x02\x03\x04") != address_id(b"other", b"\x01\x02\x03\x04")
