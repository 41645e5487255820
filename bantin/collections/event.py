"""The record of an event in the calendar (lịch): its front matter, its days, and what that alone can be judged by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from bantin.collections.collection import Entry
from bantin.collections.documents import Publication
from bantin.collections.fields import About, FieldFault
from bantin.language.dates import Moment
from bantin.language.hours import ALL_DAY, Hours, parse_hours, part_of
from bantin.language.recurrence import Rule, parse_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bantin.config import Settings

_EVERY_DAY = Rule(tuple(range(7)))
_LONGEST = timedelta(366)
"""How long something that does not repeat may last."""
FIRST_YEAR = 2000
"""The first year of the calendar: a rule has pages for all weeks from its first day on."""


class Event(Entry, frozen=True, gc=False, array_like=True, kw_only=True, tag="event"):
    """Something that the council does on a day, or again and again."""

    collection: ClassVar[str] = "calendar"

    first_day: Annotated[
        Moment,
        About(
            "Ngày diễn ra; với việc lặp lại là ngày bắt đầu áp dụng.",
            "The day; of what repeats, the first on which it may.",
            "2026-12-03",
            also=("ngày", "từ ngày", "bắt đầu", "date", "from", "starts"),
        ),
    ] = msgspec.field(name="day")
    time: Annotated[
        str,
        About(
            "Giờ, hoặc sáng, chiều, tối, cả ngày.",
            "The time, or sáng (morning), chiều (afternoon), tối (evening), cả ngày (all day).",
            "07:30 - 11:30",
            names="name",
            also=("giờ", "thời gian", "buổi", "hours"),
        ),
    ] = ""
    until: Annotated[
        Moment | None,
        About(
            "Ngày cuối cùng.",
            "The last day.",
            "2026-12-31",
            also=("đến ngày", "đến hết ngày", "kết thúc", "to", "ends"),
        ),
    ] = None
    repeats: Annotated[
        str,
        About(
            "Lặp lại vào những ngày nào.",
            "The days on which it comes again, in Vietnamese words.",
            "thứ Năm tuần đầu tháng",
            also=("lặp lại", "lặp", "định kỳ", "repeat"),
        ),
    ] = ""
    off: Annotated[
        tuple[Moment, ...],
        About(
            "Những ngày không tổ chức, dù đúng lịch.",
            "Days on which it does not take place although it should.",
            "[2026-05-07]",
            also=("trừ", "trừ ngày", "nghỉ", "exceptions"),
        ),
    ] = msgspec.field(default=(), name="except")
    kind: Annotated[
        str,
        About(
            "Loại việc. Viết giống nhau ở mọi tệp.",
            "Its kind, by name.",
            "Tiếp công dân",
            names="term",
            also=("loại", "loại lịch", "loại việc", "type"),
        ),
    ] = ""
    who: Annotated[
        str,
        About(
            "Ai chủ trì, ai tham dự.",
            "Who leads it, who takes part.",
            "Thường trực Hội đồng nhân dân tỉnh",
            also=("thành phần", "chủ trì", "người chủ trì", "tham dự"),
        ),
    ] = ""
    place: Annotated[
        str,
        About("Địa điểm.", "Where.", "Trụ sở Tiếp công dân tỉnh", also=("địa điểm", "nơi", "tại")),
    ] = ""
    cancelled: Annotated[
        str,
        About(
            "Lý do hủy, nếu không tổ chức nữa.",
            "Why it does not take place, if so.",
            '"Chuyển sang tuần sau."',
            names="reason",
            also=("hủy", "huỷ", "lý do hủy", "hoãn", "canceled"),
        ),
    ] = ""

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with an event's front matter; see `Publication.judge`."""
        yield from Publication.judge(values, settings)
        time, repeats = values["time"], values["repeats"]
        first, until = values.get("first_day"), values["until"]
        if time and parse_hours(time) is None:
            yield FieldFault("BT286", "time", {"value": time})
        if time and first is not None and _clock(first):
            yield FieldFault("BT274", "time", {"value": time})
        rule = parse_rule(repeats) if repeats else None
        if repeats and rule is None:
            yield FieldFault("BT287", "repeats", {"value": repeats})
        if first is None or (repeats and rule is None):
            return
        begin, end = first.local.date(), until.local.date() if until else None
        if begin.year < FIRST_YEAR:
            yield FieldFault("BT275", "day", {"value": f"{begin:%d-%m-%Y}", "year": FIRST_YEAR})
        elif end is not None and (end < begin or (not rule and end - begin > _LONGEST)):
            yield FieldFault("BT288", "until", {"day": f"{begin:%d-%m-%Y}", "until": f"{end:%d-%m-%Y}"})
        elif rule and end is not None and next(rule.days(begin, end), None) is None:
            last = f"{end:%d-%m-%Y}"
            yield FieldFault("BT276", "repeats", {"value": repeats, "day": f"{begin:%d-%m-%Y}", "until": last})
        else:
            for day in (one.local.date() for one in values["off"]):
                near = _nearest_day(day, begin, end if rule else end or begin, rule or _EVERY_DAY)
                if near != day:
                    yield FieldFault("BT289", "except", {"value": f"{day:%Y-%m-%d}", "near": near or ""})

    @property
    def hours(self) -> Hours:
        """Its time of day."""
        minutes = _clock(self.first_day)
        written = parse_hours(self.time) if self.time else None
        return written or (Hours(part_of(minutes), minutes) if minutes else ALL_DAY)

    @property
    def day(self) -> date:
        """The first day on which it may take place."""
        return self.first_day.local.date()

    @property
    def last_day(self) -> date | None:
        """The last day on which it may take place; `None` for what repeats for ever."""
        end = self.until.local.date() if self.until else None
        return end if end or self.repeats else self.day

    @property
    def rule(self) -> Rule | None:
        """The days on which it comes again; each, for what lasts several at a time of day; `None`: it comes once."""
        if self.repeats:
            return parse_rule(self.repeats)
        return _EVERY_DAY if self.until and self.hours.begin is not None else None

    @property
    def days_off(self) -> frozenset[date]:
        """The days on which it does not take place."""
        return frozenset(one.local.date() for one in self.off)

    def days(self, horizon: date) -> Iterator[date]:
        """Yield all its days in order, those off too; what repeats, to the day `horizon`."""
        last = self.last_day or horizon
        return (self.rule or _EVERY_DAY).days(self.day, min(last, horizon) if self.repeats else last)


def _nearest_day(day: date, begin: date, end: date | None, rule: Rule) -> date | None:
    """Return the day of a rule from `begin` to `end` that is nearest to `day`; `None` if it is out of reach."""
    last = day + _LONGEST
    found = rule.days(begin, min(end, last) if end else last)
    return min(found, key=lambda one: abs(one - day), default=None)


def _clock(moment: Moment) -> int:
    """Return a moment's time of day, in minutes since midnight."""
    return moment.local.hour * 60 + moment.local.minute
