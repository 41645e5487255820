from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.language.dates import Moment, NoSuchDate, NotADate, guess, guess_year, in_order, parse_moment

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def day(year: int, month: int, number: int) -> datetime:
    """Return the beginning of a day that lies in no zone yet."""
    return datetime(year, month, number)  # noqa: DTZ001 - Hypothesis gives bounds their zone


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-12-31", "2020-12-31T00:00:00+07:00"),
        ("2020-12-31 07:30", "2020-12-31T07:30:00+07:00"),
        ("2020-12-31T07:30", "2020-12-31T07:30:00+07:00"),
        ("2020-12-31t07:30:15", "2020-12-31T07:30:15+07:00"),
        ("2020-12-31 07:30:15.250", "2020-12-31T07:30:15+07:00"),
        ("2020-12-31T20:00Z", "2021-01-01T03:00:00+07:00"),
        ("2020-12-31 20:00 +00:00", "2021-01-01T03:00:00+07:00"),
        ("2020-12-31T07:30:00+0900", "2020-12-31T05:30:00+07:00"),
        ("2020-12-31T07:30-05", "2020-12-31T19:30:00+07:00"),
        ("2020-12-31T07:30+05:45", "2020-12-31T08:45:00+07:00"),
        ("  2020-02-29  ", "2020-02-29T00:00:00+07:00"),
    ],
)
def test_dates_as_editors_write_them(text: str, iso: str) -> None:
    assert parse_moment(text, HERE).isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/12/2020",
        "31-12-2020",
        "2020-1-1",
        "2020-12",
        "2020-12-31 7:30",
        "2020-12-31 07",
        "hôm qua",
        "2020-12-31T07:30 ICT",
        "20201231",
        "2020-12-31 +07:00",
    ],
)
def test_another_form_is_no_date(text: str) -> None:
    with pytest.raises(NotADate):
        parse_moment(text, HERE)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2025-02-29",
        "2020-13-01",
        "2020-00-10",
        "2020-01-00",
        "0000-01-01",
        "2020-01-01 24:00",
        "2020-01-01 07:60",
        "2020-01-01 07:30:61",
        "2020-01-01T07:30+25:00",
        "9999-12-31T23:59-14:00",
    ],
)
def test_what_the_calendar_does_not_know_is_no_such_date(text: str) -> None:
    with pytest.raises(NoSuchDate):
        parse_moment(text, HERE)


@given(st.text("0123456789-: TZ+.", max_size=30) | st.text(max_size=30))
def test_any_text_is_a_date_or_one_of_two_faults(text: str) -> None:
    try:
        moment = parse_moment(text, HERE)
    except (NotADate, NoSuchDate):
        return
    assert moment.tzinfo is HERE


@given(st.datetimes(min_value=day(1900, 1, 1), max_value=day(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_what_is_written_is_what_is_read(moment: datetime, minutes: int) -> None:
    written = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_moment(written.isoformat(), HERE) == written


@given(st.dates(min_value=date(1970, 1, 1)))
def test_a_day_without_a_time_is_that_day_here(day: object) -> None:
    assert Moment.of(parse_moment(str(day), HERE)).local.date() == day


@given(
    st.datetimes(min_value=day(1, 1, 3), max_value=day(9999, 12, 28)),
    st.sampled_from(["Asia/Ho_Chi_Minh", "America/New_York", "Europe/Paris", "UTC"]),
)
def test_a_moment_keeps_its_offset(moment: datetime, zone: str) -> None:
    aware = moment.replace(microsecond=0, tzinfo=ZoneInfo(zone))
    kept = Moment.of(aware)
    assert kept.local == aware
    assert (
        kept.local.replace(tzinfo=None) == aware.replace(tzinfo=None)
        or aware.fold
        or kept.local.utcoffset() == aware.utcoffset()
    )


@pytest.mark.parametrize(
    ("text", "zone"), [("0001-01-01", "Asia/Ho_Chi_Minh"), ("9999-12-31 23:59", "America/New_York")]
)
def test_the_ends_of_the_calendar_are_dates_or_no_such_date(text: str, zone: str) -> None:
    try:
        moment = parse_moment(text, ZoneInfo(zone))
    except NoSuchDate:
        return
    assert Moment.of(moment).local == moment


def test_a_moment_forgets_less_than_a_second_only() -> None:
    assert Moment.of(datetime(2020, 1, 1, 7, 30, 15, 999_999, tzinfo=UTC)) == Moment(1577863815, 0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("31/12/2020", "2020-12-31"),
        ("30-11-2026 08:00", "2026-11-30 08:00"),
        ("5/7/2026", "2026-07-05"),
        ("5.7.26", "2026-07-05"),
        ("2026-11-30 8:30", "2026-11-30 08:30"),
        ("2026-11-30 8h30", "2026-11-30 08:30"),
        ("2026-11-30T8h", "2026-11-30 08:00"),
        ("8g30, thứ hai ngày 30 tháng 11 năm 2026", "2026-11-30 08:30"),
        ("Chủ nhật, 29/11/2026 lúc 7h", "2026-11-29 07:00"),
        ("30/11/2026 2:30 chiều", "2026-11-30 14:30"),
        ("12:15 pm 30/11/2026", "2026-11-30 12:15"),
        ("30 Nov 2026", "2026-11-30"),
        ("november 30, 2026", "2026-11-30"),
        ("2026\u201311\u201330", "2026-11-30"),
        ("20261130", "2026-11-30"),
        ("hôm qua", ""),
        ("2026", ""),
        ("12/2026", ""),
        ("1/2/3/2026", ""),
        ("31/12/2020 31/12/2021", ""),
        ("9" * 500, ""),
        ("", ""),
    ],
)
def test_a_date_in_the_order_of_viet_nam(written: str, meant: str) -> None:
    assert in_order(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12/31/2020", "2020-12-31"),
        ("2020-31-12 08:30", "2020-12-31 08:30"),
        ("2026-02-30", "2026-02-28"),
        ("2028-02-30", "2028-02-29"),
        ("31/6/2026", "2026-06-30"),
        ("5/7/0206", "2026-07-05"),
        ("2026-02-99", ""),
        ("2026-13-13", ""),
        ("2026-00-10", ""),
        ("2026-11-30 25:00", ""),
        ("x", ""),
    ],
)
def test_what_an_unreadable_date_most_likely_means(written: str, meant: str) -> None:
    assert guess(written, "content/tin-tuc/2026/a.md") == meant


@pytest.mark.parametrize(
    ("year", "path", "meant"),
    [
        (206, "content/tin-tuc/2026/a.md", "2026"),
        (2206, "content/tin-tuc/a.md", "2026"),
        (206, "content/tin-tuc/a.md", "2006"),
        (1206, "content/tin-tuc/a.md", ""),
        (206, "content/0206/3000/a.md", "2006"),
    ],
)
def test_the_year_that_was_meant(year: int, path: str, meant: str) -> None:
    assert guess_year(year, path) == meant


def test_only_who_asks_for_it_gets_the_day_first() -> None:
    with pytest.raises(NotADate):
        parse_moment("5/7/2026", HERE)
    assert parse_moment("5/7/2026", HERE, day_first=True) == datetime(2026, 7, 5, tzinfo=HERE)
    with pytest.raises(NoSuchDate):
        parse_moment("31/6/2026", HERE, day_first=True)
