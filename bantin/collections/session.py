"""The record of a session (kỳ họp): its front matter, its programme, and what that alone can be judged by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

import msgspec

from bantin.collections.collection import Entry
from bantin.collections.documents import Attachment, Publication
from bantin.collections.fields import About, FieldFault
from bantin.collections.paper_numbers import parse_number
from bantin.content.mending import item_key
from bantin.language.dates import Moment
from bantin.language.hours import ALL_DAY, Hours, parse_hours, part_of
from bantin.language.vietnamese import slugify
from bantin.problems.records import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bantin.config import Settings

KINDS = {"thường lệ": "regular", "chuyên đề": "thematic", "đột xuất": "extraordinary"}
"""As editors write them (Luật Tổ chức chính quyền địa phương 72/2025/QH15), and as the words of layouts name them."""
_FORMER_KINDS = {"bất thường": "đột xuất"}
"""What earlier laws called them."""
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]+(.+))?")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{2,4}$")
_PAPERS = ("một danh sách: [12/2026/NQ-HĐND, to-trinh.pdf]", "a list: [12/2026/NQ-HĐND, report.pdf]")


class AgendaItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A point of the agenda."""

    title: Annotated[str, About("Nội dung.", "What is dealt with.", "Khai mạc kỳ họp")]
    time: Annotated[
        str,
        About(
            "Giờ bắt đầu; sang ngày khác thì ghi cả ngày.", "When it begins; with the day where that changes.", "07:30"
        ),
    ] = ""
    by: Annotated[str, About("Người trình bày.", "Who presents it.", "Chủ tịch Hội đồng nhân dân tỉnh")] = ""
    papers: Annotated[
        tuple[str, ...],
        About(
            "Tài liệu: số, ký hiệu văn bản, hoặc tệp có trong `files`.",
            "Its papers: numbers, sources of papers, or `files`.",
            "[12/2026/NQ-HĐND, to-trinh.pdf]",
            expected=_PAPERS,
            names="name",
        ),
    ] = ()


class Question(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A question that a deputy asked at the session."""

    question: Annotated[str, About("Câu hỏi.", "The question.", "Khi nào sửa xong đường?")]
    by: Annotated[str, About("Người chất vấn.", "Who asked.", "Tổ đại biểu xã Bình Minh")] = ""
    to: Annotated[str, About("Người được chất vấn.", "Who was asked.", "Giám đốc Sở Xây dựng")] = ""
    answer: Annotated[str, About("Nội dung trả lời.", "The answer.", "Trong quý I năm 2027.")] = ""
    papers: Annotated[
        tuple[str, ...],
        About(
            "Văn bản trả lời, ghi như ở `agenda`.",
            "The answer as a paper, as in `agenda`.",
            "[tra-loi.pdf]",
            expected=_PAPERS,
            names="name",
        ),
    ] = ()


class Session(Entry, frozen=True, gc=False, array_like=True, kw_only=True, tag="session"):
    """A session of the council."""

    collection: ClassVar[str] = "sessions"

    days: Annotated[
        tuple[Moment, ...],
        About(
            "Những ngày họp.",
            "The days on which it sits.",
            "[2026-12-08, 2026-12-09]",
            also=("ngày họp", "các ngày họp", "thời gian", "ngày", "date", "dates"),
        ),
    ]
    number: Annotated[
        str, About("Kỳ họp thứ mấy, ghi bằng số.", "Its number.", "10", names="name", also=("số", "thứ", "kỳ"))
    ] = ""
    term: Annotated[
        str,
        About(
            "Khóa, nhiệm kỳ. Viết giống nhau ở mọi kỳ họp.",
            "The term of the council, by name.",
            "Khóa XI, nhiệm kỳ 2026 - 2031",
            also=("khóa", "khoá", "nhiệm kỳ"),
        ),
    ] = ""
    kind: Annotated[
        str,
        About(
            "Loại kỳ họp: thường lệ, chuyên đề hoặc đột xuất.",
            "Its kind: thường lệ (regular), chuyên đề (thematic) or đột xuất (extraordinary).",
            "thường lệ",
            also=("loại", "loại kỳ họp", "type"),
        ),
    ] = ""
    place: Annotated[
        str,
        About("Nơi họp.", "Where it sits.", "Hội trường Trung tâm hội nghị tỉnh", also=("địa điểm", "nơi họp")),
    ] = ""
    agenda: Annotated[
        tuple[AgendaItem, ...],
        About(
            "Chương trình kỳ họp.",
            "Its agenda.",
            '[{time: 07:30, title: "Khai mạc kỳ họp"}]',
            expected=(
                'một danh sách {time: 07:30, title: "Nội dung", by: "Người trình bày"}',
                'a list of {time: 07:30, title: "What", by: "Who"}',
            ),
            also=("chương trình", "chương trình kỳ họp", "nội dung"),
        ),
    ] = ()
    questions: Annotated[
        tuple[Question, ...],
        About(
            "Chất vấn và trả lời.",
            "Questions and answers.",
            '[{by: "Tổ đại biểu …", question: "…", answer: "…"}]',
            expected=(
                'một danh sách {by: "Ai hỏi", to: "Hỏi ai", question: "Câu hỏi", answer: "Trả lời"}',
                'a list of {by: "Who", to: "Whom", question: "What", answer: "…"}',
            ),
            also=("chất vấn", "hỏi đáp"),
        ),
    ] = ()
    attachments: Annotated[
        tuple[Attachment, ...],
        About(
            "Tài liệu kỳ họp.",
            "Its files.",
            '[{file: to-trinh.pdf, title: "Tờ trình số 45"}]',
            expected=('một danh sách {file: tep.pdf, title: "Tên"}', 'a list of {file: x.pdf, title: "Name"}'),
            also=("đính kèm", "tệp đính kèm", "tài liệu", "tệp", "attachments", "attachment"),
        ),
    ] = msgspec.field(default=(), name="files")
    cancelled: Annotated[
        str,
        About(
            "Lý do không họp, nếu kỳ họp bị hủy.",
            "Why it does not take place, if so.",
            '"Chuyển sang tháng sau."',
            names="reason",
            also=("hủy", "huỷ", "lý do hủy", "hoãn", "canceled"),
        ),
    ] = ""

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with a session's front matter; see `Publication.judge`."""
        yield from Publication.judge(values, settings)
        number, kind = values.get("number", ""), values.get("kind", "")
        if number and not number.isdecimal():
            yield FieldFault("BT280", "number", {"value": number})
        if kind and kind_of(kind) == "":
            near = _FORMER_KINDS.get(kind.casefold()) or nearest(kind, KINDS)
            yield FieldFault("BT281", "kind", {"value": kind, "known": ", ".join(KINDS), "near": near})
        if values.get("days"):
            yield from (one for one in _programme(values["days"], values["agenda"]) if isinstance(one, FieldFault))
        files = {written_name(one.file) for one in values["attachments"]}
        for key in ("agenda", "questions"):
            for at, item in enumerate(values[key]):
                for paper in item.papers:
                    if is_file(paper) and written_name(paper) not in files:
                        near = nearest(written_name(paper), files)
                        yield FieldFault("BT284", item_key(key, at), {"value": paper, "near": near})

    @property
    def sittings(self) -> tuple[date, ...]:
        """Its days, in order."""
        return tuple(sorted({one.local.date() for one in self.days}))

    @property
    def day(self) -> date:
        """The first day."""
        return self.sittings[0]

    def items(self) -> Iterator[tuple[str, AgendaItem | Question]]:
        """Yield the points of the agenda and the questions, each with the name that has its line."""
        yield from ((item_key("agenda", at), item) for at, item in enumerate(self.agenda))
        yield from ((item_key("questions", at), item) for at, item in enumerate(self.questions))

    def hours(self) -> Iterator[tuple[date, Hours]]:
        """Yield when it sits: the begin of each part of each day, as its agenda has it, else that of the day."""
        begins = {one.local.date(): one.local.hour * 60 + one.local.minute for one in self.days}
        for day in self.sittings:
            parts: dict[str, Hours] = {}
            for point in self.programme:
                if point.day == day and point.hours:
                    parts.setdefault(point.hours.part, Hours(point.hours.part, point.hours.begin))
            begin = begins[day]
            alone = Hours(part_of(begin), begin) if begin else ALL_DAY
            yield from ((day, hours) for hours in parts.values() or [alone])

    @property
    def programme(self) -> list[Point]:
        """Its agenda with days and times."""
        return [one for one in _programme(self.days, self.agenda) if isinstance(one, Point)]


class Point(NamedTuple):
    """A point of the agenda with its day and time."""

    day: date
    hours: Hours | None
    """`None` for one that follows the point before it, at a time that the agenda does not say."""
    item: AgendaItem


def _programme(days: Sequence[Moment], agenda: Sequence[AgendaItem]) -> Iterator[Point | FieldFault]:
    """Yield each point of the agenda with its day and time, or what is wrong with that.

    A time without a day is on the day of the point before it, the first on the first day.
    """
    sittings = sorted({one.local.date() for one in days})
    day, last = sittings[0], -1
    for at, item in enumerate(agenda):
        key = item_key("agenda", at)
        dated = _DATED.fullmatch(item.time)
        named = next((one for one in sittings if dated and f"{one}" == dated[1]), None)
        if dated and (named is None or named < day):
            yield FieldFault("BT283", key, {"value": item.time, "days": ", ".join(map(str, sittings))})
            continue
        if named is not None and named != day:
            day, last = named, -1
        written = (dated[2] or "") if dated else item.time
        hours = parse_hours(written) if written else None
        if written and hours is None:
            yield FieldFault("BT282", key, {"value": item.time})
        elif hours is not None and hours.begin is not None and hours.begin < last:
            yield FieldFault("BT283", key, {"value": item.time, "days": ", ".join(map(str, sittings))})
        else:
            last = hours.begin if hours is not None and hours.begin is not None else last
            yield Point(day, hours, item)


def kind_of(written: str) -> str:
    """Return the name of a kind of sessions that layouts know; empty for none of them."""
    return {slugify(name): kind for name, kind in KINDS.items()}.get(slugify(written).removeprefix("ky-hop-"), "")


def is_file(paper: str) -> bool:
    """Whether what stands among the papers of an agenda is the name of a file to download."""
    return _SUFFIX.search(paper) is not None and not paper.endswith(".md") and parse_number(paper) is None


def written_name(path: str) -> str:
    """Return a file's own name."""
    return path.rpartition("/")[2]
