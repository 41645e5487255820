"""`[law]`: what `check --law` looks for, beyond the rules that come with Bantin (`checks/law.toml`)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from bantin.config.base import Meaning, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Rule(Table, frozen=True):
    """Something that a rule of law says an agency's site must show. It is shown where any of the ways finds it."""

    id: Annotated[Text, Meaning("Tên của quy tắc; trùng tên thì thay quy tắc có sẵn.", "Its name.", "lich-tiep-dan")]
    vi: Annotated[Text, Meaning("Nội dung phải có.", "What must be shown, in Vietnamese.", "Lịch tiếp công dân")]
    source: Annotated[
        Text, Meaning("Căn cứ: văn bản, điều, khoản.", "The rule of law.", "Luật Tiếp công dân 42/2013/QH13")
    ]
    en: Annotated[str, Meaning("Như trên, bằng tiếng Anh.", "The same in English.", "When citizens are received")] = ""
    read: Annotated[date | None, Meaning("Ngày đọc văn bản.", "When its text was read.", date(2026, 12, 1))] = None
    since: Annotated[date | None, Meaning("Áp dụng từ ngày.", "Its first day.", date(2014, 7, 1))] = None
    until: Annotated[date | None, Meaning("Áp dụng đến hết ngày.", "Its last day.", date(2030, 12, 31))] = None
    unsure: Annotated[bool, Meaning("Chưa chắc chắn; cần đối chiếu.", "Whether the text should be read again.")] = False
    words: Annotated[
        tuple[Text, ...],
        Meaning(
            "Có một trang, mục thực đơn hoặc liên kết mà tên chứa một trong các cụm từ này.",
            "A page, menu entry or link has one of these in its name.",
            ("tiếp công dân",),
        ),
    ] = ()
    collections: Annotated[
        tuple[Text, ...],
        Meaning("Có một trong các loại nội dung này.", "The site has one of these collections.", ("papers",)),
    ] = ()
    office: Annotated[
        tuple[Text, ...],
        Meaning(
            "Đã điền một trong các khóa này của `[office]`.",
            "One of these keys of `[office]` is filled in.",
            ("phone",),
        ),
    ] = ()
    news: Annotated[bool, Meaning("Có bài viết.", "The site has articles.")] = False
    days: Annotated[
        int,
        Meta(ge=0, le=10_000),
        Meaning("Bài hoặc mục mới nhất không được cũ hơn số ngày này.", "How old the newest may be, in days.", 30),
    ] = 0


class Law(Table, frozen=True):
    """`[law]`."""

    off: Annotated[
        tuple[Text, ...],
        Meaning("Quy tắc không áp dụng cho cơ quan.", "Rules that do not apply.", ("bao-cao-tai-chinh",)),
    ] = ()
    rules: Annotated[tuple[Rule, ...], Meaning("Quy tắc của riêng trang.", "A rule of the site's own.")] = ()

    def applied_to(self, known: Mapping[str, Rule]) -> dict[str, Rule]:
        """Return the rules that hold for the site: those of `known`, replaced and made more by its own."""
        every = {**known, **{one.id: one for one in self.rules}}
        return {name: one for name, one in every.items() if name not in self.off}
