"""Rules of recurrence as offices write them: `thứ Năm tuần đầu tháng`, `ngày 15 hằng tháng`, `thứ Hai hằng tuần`."""

from __future__ import annotations

import calendar
import functools
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bantin.language.vietnamese import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Of the week, as RFC 5545 (3.3.10) writes them."""
_WORK = (0, 1, 2, 3, 4)
_LONGEST = 200


class Rule(NamedTuple):
    """Days that come again: of every week, or of months where `places` or `month_days` say which."""

    weekdays: tuple[int, ...] = ()
    """From 0, Monday."""
    interval: int = 1
    """Every how many weeks."""
    places: tuple[int, ...] = ()
    """Which of a month's `weekdays`: 1 the first of each, -1 the last."""
    month_days: tuple[int, ...] = ()
    """Days of a month: 1 the first, -1 the last."""
    months: tuple[int, ...] = ()
    """Of the year; empty: all."""
    is_together: bool = False
    """Whether `places` count all `weekdays` as one: the first working day."""

    @property
    def rrule(self) -> dict[str, list[str] | list[int] | str | int]:
        """The rule as RFC 5545 has it, part by part."""
        found: dict[str, list[str] | list[int] | str | int] = {"FREQ": "MONTHLY" if self.is_monthly else "WEEKLY"}
        if self.interval > 1:
            found["INTERVAL"] = self.interval
        if self.months:
            found["BYMONTH"] = list(self.months)
        if self.month_days:
            found["BYMONTHDAY"] = list(self.month_days)
        if self.weekdays:
            names = [DAYS[day] for day in self.weekdays]
            counted = [f"{place}{name}" for place in self.places for name in names]
            found["BYDAY"] = names if self.is_together or not self.places else counted
        if self.is_together:
            found["BYSETPOS"] = list(self.places)
        return found

    @property
    def is_monthly(self) -> bool:
        """Whether it counts days of months, not of weeks."""
        return bool(self.places or self.month_days)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield its days from `first`, from which weeks are counted, to `last`, in order."""
        found = self._of_months(first, last) if self.is_monthly else self._of_weeks(first, last)
        return (day for day in found if first <= day <= last)

    def _of_weeks(self, first: date, last: date) -> Iterator[date]:
        monday = first - timedelta(first.weekday())
        while monday <= last:
            yield from (monday + timedelta(day) for day in self.weekdays)
            monday += timedelta(7 * self.interval)

    def _of_months(self, first: date, last: date) -> Iterator[date]:
        for at in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
            year, month = at // 12, at % 12 + 1
            if self.months and month not in self.months:
                continue
            length = calendar.monthrange(year, month)[1]
            every = [date(year, month, day) for day in range(1, length + 1)]
            if self.month_days:
                found = {every[day - 1 if day > 0 else day] for day in self.month_days}
            else:
                groups = [self.weekdays] if self.is_together else [(day,) for day in self.weekdays]
                found = {
                    [day for day in every if day.weekday() in group][place - 1 if place > 0 else place]
                    for group in groups
                    for place in self.places
                }
            yield from sorted(found)


@functools.lru_cache(maxsize=1024)
def parse_rule(text: str) -> Rule | None:
    """Return the rule that `text` says; `None` for anything else."""
    words = " ".join(_SIGNS.sub(r" \g<0> ", fold(text)).split()).strip(" .") if len(text) <= _LONGEST else ""
    for form, make in _FORMS:
        if found := form.fullmatch(words.removeprefix("vao ")):
            return make(found)
    return None


_SIGNS = re.compile(r"[,/-]")
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_SUNDAYS = ("chu nhat", "cn")
_SHORT = re.compile(r"^(?:thu |t(?=\d))")
_AND = r"(?: , | va | , va )"
_FIRST = r"(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn)"
_NEXT = r"(?:(?:thu )?(?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn)"
"""A day of the week after another: `thứ Hai, Tư và Sáu`."""
_PLACES = {
    "dau": 1, "dau tien": 1, "nhat": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tu": 4, "4": 4,
    "cuoi": -1, "cuoi cung": -1,
}  # fmt: skip
_PLACE = r"(?:(?:thu )?(?:nhat|hai|ba|tu|[1-4])|dau tien|dau|cuoi cung|cuoi)"
_EVERY = r"(?:hang|moi)"
_WEEKS = {None: 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "bon": 4, "4": 4}
_MONTH_LIST = rf"\d{{1,2}}(?:{_AND}(?:thang )?\d{{1,2}})*"
_MONTHS = (
    rf"(?: cua| trong)?(?: {_EVERY} thang| thang| cac thang"
    rf"| thang (?P<quarter>dau|giua|cuoi)(?: {_EVERY}| cua)? quy"
    rf"|(?: cac)? thang (?P<months>{_MONTH_LIST})(?: {_EVERY} nam)?)"
)
_DAY_LIST = rf"\d{{1,2}}(?:{_AND}(?:ngay )?\d{{1,2}})*"
_LAST_SAFE = 28
"""The last day that every month has; the last of each is written as such."""
_QUARTERS = {"dau": (1, 4, 7, 10), "giua": (2, 5, 8, 11), "cuoi": (3, 6, 9, 12)}


def _weekdays(words: str) -> tuple[int, ...]:
    if " den " in words:
        first, last = (_weekdays(part)[0] for part in words.split(" den "))
        return tuple(range(first, last + 1))
    names = [_SHORT.sub("", one) for one in re.split(_AND, words)]
    return tuple(sorted({6 if name in _SUNDAYS else _WEEKDAYS[name] for name in names}))


def _numbers(words: str) -> tuple[int, ...]:
    return tuple(sorted({int(one) for one in re.findall(r"\d+", words)}))


def _months(found: re.Match[str]) -> tuple[int, ...]:
    quarter, listed = found["quarter"], found["months"]
    return _QUARTERS[quarter] if quarter else _numbers(listed or "")


def _weekly(found: re.Match[str]) -> Rule | None:
    days = _weekdays(found["days"])
    return Rule(days, _WEEKS[found["weeks"]]) if days else None


def _nth(found: re.Match[str]) -> Rule | None:
    places = [one.removeprefix("tuan ").removeprefix("thu ") for one in re.split(_AND, found["places"])]
    days, months = _weekdays(found["days"]), _months(found)
    return (
        Rule(days, places=tuple(sorted({_PLACES[one] for one in places})), months=months)
        if _are_months(months)
        else None
    )


def _month_days(found: re.Match[str]) -> Rule | None:
    days, months = _numbers(found["days"]), _months(found)
    is_sound = all(1 <= day <= _LAST_SAFE for day in days) and _are_months(months)
    return Rule(month_days=days, months=months) if is_sound else None


def _end_of_month(found: re.Match[str]) -> Rule | None:
    place, months = _PLACES[found["place"]], _months(found)
    if not _are_months(months):
        return None
    if found["working"]:
        return Rule(_WORK, places=(place,), months=months, is_together=True)
    return Rule(month_days=(place,), months=months)


def _yearly(found: re.Match[str]) -> Rule | None:
    day, month = int(found["day"]), int(found["month"])
    is_sound = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2001, month)[1]  # noqa: PLR2004 - months of a year
    return Rule(month_days=(day,), months=(month,)) if is_sound else None


def _are_months(months: tuple[int, ...]) -> bool:
    return all(1 <= month <= 12 for month in months)  # noqa: PLR2004 - months of a year


_FORMS = (
    (re.compile(rf"{_EVERY} ngay|ngay nao cung"), lambda _: Rule(tuple(range(7)))),
    (re.compile(rf"(?:cac |{_EVERY} )?ngay lam viec(?: (?:{_EVERY}|trong) tuan)?"), lambda _: Rule(_WORK)),
    (
        re.compile(
            rf"(?:{_EVERY} |cac |tu )?(?P<days>{_FIRST}(?:{_AND}{_NEXT})*|{_FIRST} den {_NEXT})"
            rf"(?: {_EVERY} tuan|(?: {_EVERY})? (?P<weeks>hai|ba|bon|[234]) tuan (?:mot|1) lan)?"
        ),
        _weekly,
    ),
    (
        re.compile(
            rf"(?:cac )?(?P<days>{_FIRST}(?:{_AND}{_NEXT})*)"
            rf"(?: cua)? (?P<places>(?:tuan )?{_PLACE}(?:{_AND}(?:tuan )?{_PLACE})*){_MONTHS}"
        ),
        _nth,
    ),
    (re.compile(rf"(?:ngay |mung |ngay mung |mong )(?P<days>{_DAY_LIST}){_MONTHS}"), _month_days),
    (
        re.compile(rf"ngay (?P<working>lam viec )?(?P<place>dau tien|dau|cuoi cung|cuoi){_MONTHS}"),
        _end_of_month,
    ),
    (re.compile(rf"ngay (?P<day>\d{{1,2}})(?: [/-] | thang )(?P<month>\d{{1,2}}) {_EVERY} nam"), _yearly),
)
"""Ways of writing a rule, folded; the first that fits is meant."""
