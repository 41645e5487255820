"""The record of a deputy (đại biểu): its front matter, and what that alone can be judged by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from bantin.collections.collection import Entry
from bantin.collections.documents import Publication
from bantin.collections.fields import About, FieldFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bantin.config import Settings

_TERM = re.compile(r"(\d{4})-(\d{4})")
_SINCE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Post(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a deputy is or was, and where."""

    title: Annotated[str, About("Chức vụ.", "The post.", "Trưởng ban")]
    committee: Annotated[str, About("Ban, cơ quan.", "Where.", "Ban Pháp chế")] = ""
    since: Annotated[str, About("Từ năm, tháng.", "Since when.", "2026-07")] = ""
    until: Annotated[str, About("Đến năm, tháng; bỏ trống nếu còn giữ.", "Until when, or empty.", "2031")] = ""


class Deputy(Entry, frozen=True, gc=False, array_like=True, kw_only=True, tag="deputy"):
    """A deputy; the title is the name, the picture a portrait."""

    collection: ClassVar[str] = "deputies"

    terms: Annotated[
        tuple[str, ...],
        About(
            "Các nhiệm kỳ.",
            "The terms, as years.",
            "[2021-2026, 2026-2031]",
            expected=("một danh sách nhiệm kỳ: [2021-2026]", "a list of terms: [2021-2026]"),
            names="name",
            also=("nhiệm kỳ", "khóa", "term"),
            start="[{term}]",
        ),
    ]
    born: Annotated[str, About("Năm sinh.", "The year of birth.", "1975", names="name", also=("năm sinh",))] = ""
    group: Annotated[str, About("Tổ đại biểu.", "The group of deputies.", "Tổ số 3", also=("tổ", "tổ đại biểu"))] = ""
    constituency: Annotated[
        str, About("Đơn vị bầu cử.", "The constituency.", "Đơn vị bầu cử số 5", also=("đơn vị bầu cử",))
    ] = ""
    communes: Annotated[
        tuple[str, ...],
        About(
            "Các xã, phường của đơn vị bầu cử.",
            "Its communes.",
            "[Xã Bình Minh, Phường Trung Tâm]",
            names="term",
            also=("xã", "phường", "địa bàn"),
        ),
    ] = ()
    posts: Annotated[
        tuple[Post, ...],
        About(
            "Chức vụ, mỗi chức vụ một dòng, có thể ghi từ khi nào đến khi nào.",
            "Posts, with dates.",
            '[{title: Trưởng ban, committee: Ban Pháp chế, since: "2026-07"}]',
            expected=(
                "một danh sách {title: chức vụ, committee: ban, since: năm, until: năm}",
                "a list {title: post, committee: committee, since: year, until: year}",
            ),
            also=("chức vụ", "chức danh"),
        ),
    ] = ()

    @staticmethod
    def judge(values: Mapping[str, Any], settings: Settings) -> Iterator[FieldFault]:
        """Yield what is wrong with a deputy's front matter; see `Publication.judge`."""
        yield from Publication.judge(values, settings)
        for term in values.get("terms", ()):
            found = _TERM.fullmatch(term)
            if found is None or not 1 <= int(found[2]) - int(found[1]) <= 10:  # noqa: PLR2004 - years of a term
                yield FieldFault("BT295", "terms", {"value": term})
        born = values.get("born", "")
        if born and not re.fullmatch(r"(?:19|20)\d\d", born):
            yield FieldFault("BT296", "born", {"value": born})
        for post in values.get("posts", ()):
            for date in filter(None, (post.since, post.until)):
                if not _SINCE.fullmatch(date):
                    yield FieldFault("BT297", "posts", {"value": date})
            if post.since and post.until and post.until < post.since[: len(post.until)]:
                yield FieldFault("BT298", "posts", {"since": post.since, "until": post.until})
