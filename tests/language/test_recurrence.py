"""Rules of recurrence: each against dateutil, which reads what calendars get, over ten years."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vRecur

from bantin.language.recurrence import Rule, parse_rule

WORK = (0, 1, 2, 3, 4)
RULES = {
    "thứ Năm tuần đầu tháng": Rule((3,), places=(1,)),
    "Thứ 5 tuần đầu tiên của tháng": Rule((3,), places=(1,)),
    "thứ Năm đầu tiên hằng tháng": Rule((3,), places=(1,)),
    "thứ Tư tuần thứ tư hàng tháng": Rule((2,), places=(4,)),
    "thứ Hai tuần 1 và tuần 3 hằng tháng": Rule((0,), places=(1, 3)),
    "thứ Ba, thứ Năm tuần thứ hai hằng tháng": Rule((1, 3), places=(2,)),
    "thứ Sáu tuần cuối tháng": Rule((4,), places=(-1,)),
    "Chủ nhật cuối cùng của tháng": Rule((6,), places=(-1,)),
    "thứ Năm tuần đầu tháng đầu quý": Rule((3,), places=(1,), months=(1, 4, 7, 10)),
    "thứ Năm tuần đầu các tháng 3, 6 và 9 hằng năm": Rule((3,), places=(1,), months=(3, 6, 9)),
    "thứ Hai hằng tuần": Rule((0,)),
    "mỗi thứ Bảy": Rule((5,)),
    "vào thứ Hai, Tư và Sáu hằng tuần": Rule((0, 2, 4)),
    "T2, T6 hàng tuần": Rule((0, 4)),
    "từ thứ Hai đến thứ Sáu hằng tuần": Rule(WORK),
    "thứ Ba hai tuần một lần": Rule((1,), interval=2),
    "thứ Hai, thứ Năm 3 tuần 1 lần": Rule((0, 3), interval=3),
    "ngày 15 hằng tháng": Rule(month_days=(15,)),
    "ngày 5 và ngày 20 hằng tháng": Rule(month_days=(5, 20)),
    "mùng 5 hằng tháng": Rule(month_days=(5,)),
    "ngày đầu tháng": Rule(month_days=(1,)),
    "ngày cuối cùng của tháng": Rule(month_days=(-1,)),
    "ngày 10 tháng cuối quý": Rule(month_days=(10,), months=(3, 6, 9, 12)),
    "ngày 15 tháng 3 và tháng 9 hằng năm": Rule(month_days=(15,), months=(3, 9)),
    "ngày 31-12 hằng năm": Rule(month_days=(31,), months=(12,)),
    "ngày làm việc đầu tiên của tháng": Rule(WORK, places=(1,), is_together=True),
    "ngày làm việc cuối cùng hằng tháng": Rule(WORK, places=(-1,), is_together=True),
    "các ngày làm việc": Rule(WORK),
    "hằng ngày": Rule(tuple(range(7))),
}
BEGINS = [date(2024, 2, 29), date(2026, 1, 1), date(2026, 11, 29)]


@pytest.mark.parametrize("words", RULES)
def test_a_rule_is_read_and_has_the_days_that_dateutil_gives_for_ten_years(words: str) -> None:
    rule = parse_rule(words)
    assert rule == RULES[words]
    for first in BEGINS:
        last = first.replace(year=first.year + 10, day=28)
        days = list(rule.days(first, last))
        begin, end = (datetime.combine(day, time()) for day in (first, last))
        text = vRecur(rule.rrule).to_ical().decode()  # type: ignore[no-untyped-call]
        theirs = rrulestr(text, dtstart=begin)
        assert days == [one.date() for one in theirs.between(begin, end, inc=True)]
        assert len(days) > 5


@pytest.mark.parametrize(
    "words",
    [
        "", "khi cần", "năm", "hai", "thứ Tám hằng tuần", "thứ Năm tuần thứ năm hằng tháng", "ngày 15", "ngày 0 hằng tháng",
        "ngày 31 hằng tháng", "ngày 29/2 hằng năm", "thứ Năm tuần đầu tháng 13", "ngày 5 tháng 0", "hằng quý",
        "thứ Sáu đến thứ Hai hằng tuần", "thứ Hai hằng tuần trừ lễ", "8 giờ thứ Hai hằng tuần", "thứ Hai " * 60,
    ],
)  # fmt: skip
def test_what_is_no_rule_or_would_leave_months_out_is_not_guessed(words: str) -> None:
    assert parse_rule(words) is None


WORDS = st.sampled_from(sorted({word for rule in RULES for word in rule.split()} | {"31", "0", ",", "-"}))


@given(st.lists(WORDS, max_size=9), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_words_are_a_rule_with_days_in_order_or_none(words: list[str], first: date) -> None:
    rule = parse_rule(" ".join(words))
    if rule is not None:
        days = list(rule.days(first, first + timedelta(400)))
        assert days == sorted(set(days))
        assert days
