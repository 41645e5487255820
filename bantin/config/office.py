"""`[office]` and `[[links]]`: who publishes the site, and related agencies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import msgspec

from bantin.config.base import Meaning, Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Office(Table, frozen=True):
    """`[office]`: texts of the masthead and the footer. An empty one is not shown."""

    above: Annotated[
        str,
        Meaning(
            "Dòng nhỏ trên tên trang, như tên cơ quan cấp trên ở đầu công văn.",
            "The line above the site's name, as the superior body in the heading of official documents.",
            "Trang thông tin điện tử",
        ),
    ] = ""
    short_name: Annotated[
        str,
        Meaning(
            "Tên dưới biểu tượng trên màn hình điện thoại; để trống thì dùng tên trang.",
            "The name under a home screen's icon; when empty, the site's title.",
            "HĐND tỉnh",
        ),
    ] = ""
    address: Annotated[str, Meaning("Địa chỉ trụ sở.", "Where the office is.", "Số 1, đường Ví Dụ")] = ""
    phone: Annotated[str, Meaning("Số điện thoại.", "Its telephone.", "0200 000 0000")] = ""
    email: Annotated[str, Meaning("Thư điện tử.", "Its mail address.", "vanphong@hdnd.example.vn")] = ""
    responsible: Annotated[
        str,
        Meaning(
            "Người chịu trách nhiệm nội dung.",
            "Who answers for what is published.",
            "Ông Nguyễn Văn A, Chánh Văn phòng",
        ),
    ] = ""
    licence: Annotated[
        str,
        Meaning(
            "Giấy phép của trang thông tin điện tử, luật yêu cầu ghi ở chân trang.",
            "The site's permit, which the law requires to be shown.",
            "Giấy phép số 00/GP-TTĐT",
        ),
    ] = ""

    @property
    def phone_link(self) -> str:
        """The telephone number as a `tel:` link has it: digits and `+`."""
        return re.sub(r"[^+\d]", "", self.phone)


class Link(Table, frozen=True):
    """One of `[[links]]`: a related agency."""

    name: Annotated[Text, Meaning("Tên hiện trên trang.", "The words of the link.", "Quốc hội")]
    url: Annotated[Text, Meaning("Địa chỉ.", "Its address.", "https://quochoi.vn/")]
    group: Annotated[
        str,
        Meaning(
            "Nhóm; liên kết cùng nhóm xếp cạnh nhau, dưới tên nhóm.",
            "Links with the same group are shown together under its name.",
            "Trung ương",
        ),
    ] = ""
    line: int = msgspec.field(default=0, name=" line")
    """Its line in the file, for problems. The encoded name is one that no file has as a key."""


class LinkGroup(msgspec.Struct, frozen=True):
    """The links of one group, in the settings' order."""

    name: str
    links: tuple[Link, ...]


def grouped(links: tuple[Link, ...]) -> tuple[LinkGroup, ...]:
    """Return `links` by group, in the order of each group's first link."""
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.group, []).append(link)
    return tuple(LinkGroup(name, tuple(members)) for name, members in found.items())


def validate_office(office: Office, file: str, line: int) -> Iterator[Problem]:
    """Yield the problems of an office; `line` is that of its `email`."""
    if office.email and not _EMAIL.fullmatch(office.email):
        yield problem("BT121", file, line, value=office.email)


def validate_links(links: tuple[Link, ...], file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield the problems of links; `at` returns the line of a key."""
    for index, link in enumerate(links):
        if not link.url.startswith(("/", "https://", "http://")) or not link.url.isprintable() or " " in link.url:
            yield problem("BT120", file, at("links", index, "url"), name=link.name, value=link.url)


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
