"""The record of a consultation (lấy ý kiến): its front matter, and what that alone can be judged by."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import msgspec

from bantin.collections.collection import Entry
from bantin.collections.documents import Attachment, Publication
from bantin.collections.fields import About, FieldFault
from bantin.language.dates import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bantin.config import Settings

_FILES = ('một danh sách {file: tep.pdf, title: "Tên"}', 'a list of {file: x.pdf, title: "Name"}')


class Consultation(Entry, frozen=True, gc=False, array_like=True, kw_only=True, tag="consultation"):
    """A draft on which everybody may comment."""

    collection: ClassVar[str] = "consultations"

    opens_at: Annotated[
        Moment,
        About("Ngày bắt đầu nhận ý kiến.", "When it opens.", "2026-11-20", also=("bắt đầu", "từ ngày", "ngày mở")),
    ] = msgspec.field(name="opens")
    closes_at: Annotated[
        Moment,
        About(
            "Ngày cuối nhận ý kiến, tính cả ngày ấy; có thể ghi thêm giờ.",
            "The last day, which counts, or the moment of the end.",
            "2026-12-20",
            also=("kết thúc", "đến ngày", "hạn", "hạn góp ý", "hết hạn", "ngày đóng"),
        ),
    ] = msgspec.field(name="closes")
    attachments: Annotated[
        tuple[Attachment, ...],
        About(
            "Các tệp dự thảo.",
            "The drafts.",
            '[{file: du-thao.pdf, title: "Dự thảo nghị quyết"}]',
            expected=_FILES,
            also=("dự thảo", "tệp", "tệp dự thảo", "đính kèm", "drafts", "attachments", "attachment"),
        ),
    ] = msgspec.field(default=(), name="files")
    reports: Annotated[
        tuple[Attachment, ...],
        About(
            "Tờ trình, bản thuyết minh.",
            "What explains the drafts.",
            '[{file: to-trinh.pdf, title: "Tờ trình"}]',
            expected=_FILES,
            also=("tờ trình", "thuyết minh", "bản thuyết minh", "báo cáo", "reports"),
        ),
    ] = msgspec.field(default=(), name="report")
    send_to: Annotated[
        str,
        About(
            "Nơi nhận ý kiến: tên cơ quan, địa chỉ.",
            "Who takes comments: name and address.",
            '"Văn phòng HĐND tỉnh, số 1 đường Trung Tâm"',
            also=("nơi nhận", "gửi về", "nơi nhận ý kiến", "địa chỉ nhận"),
        ),
    ] = ""
    email: Annotated[
        str,
        About(
            "Thư điện tử nhận ý kiến.",
            "The mail address for comments.",
            "gopy@hdnd.example.vn",
            names="name",
            also=("thư điện tử", "e-mail", "mail", "hộp thư"),
        ),
    ] = ""
    result: Annotated[
        str,
        About(
            "Kết quả tiếp thu, giải trình: một tệp, hoặc tệp .md của bài, của văn bản đã ban hành.",
            "The result: a file, or the source of an article or document.",
            "bao-cao-tiep-thu.pdf",
            names="file",
            also=("kết quả", "tiếp thu", "giải trình"),
        ),
    ] = ""
    outcome: Annotated[
        str,
        About(
            "Kết quả nói trong một câu.",
            "The result in a sentence.",
            '"Đã tiếp thu 12 trong 15 ý kiến."',
            also=("tóm tắt kết quả",),
        ),
    ] = ""

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with its front matter; see `Publication.judge`."""
        yield from Publication.judge(values, settings)
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens is not None and closes is not None and _end(closes) <= opens.local:
            opened, closed = f"{opens.local:%d-%m-%Y}", f"{closes.local:%d-%m-%Y}"
            yield FieldFault("BT290", "closes", {"opens": opened, "closes": closed})
        email = values.get("email", "")
        if email and not _EMAIL.fullmatch(email):
            yield FieldFault("BT291", "email", {"value": email})
        if not email and not values.get("send_to"):
            yield FieldFault("BT292", "closes", {})

    @property
    def day(self) -> date:
        """When it opens."""
        return self.opens_at.local.date()

    @property
    def end(self) -> datetime:
        """The first moment at which it is closed."""
        return _end(self.closes_at)

    @property
    def last_day(self) -> date:
        """The last day on which comments are taken."""
        return (self.end - timedelta(microseconds=1)).date()

    @property
    def has_result(self) -> bool:
        """Whether it is said what came of it."""
        return bool(self.result or self.outcome)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The files that the front matter names; see `Document.files`."""
        reports = (("reports", one.file) for one in self.reports)
        result = (("result", self.result),) if self.result and not self.result_is_source else ()
        return (*super().files, *reports, *result)

    @property
    def result_is_source(self) -> bool:
        """Whether the result is a source, and no file."""
        return self.result.lower().endswith(".md")

    def without_content(self) -> Self:
        """Return it without what it said; see `Publication.without_content`."""
        bare = super().without_content()
        return msgspec.structs.replace(bare, reports=(), result="", outcome="")


def _end(closes: Moment) -> datetime:
    """Return the moment at which the day is over that `closes` names, or the very moment where it has a time."""
    local = closes.local
    return local + timedelta(days=1) if local.time() == time() else local


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
