"""`[[menu]]` and `[[menu.items]]`: the menu of two levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from bantin.config.base import Meaning, Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class MenuEntry(Table, frozen=True):
    """One `[[menu.items]]`: an entry below another one."""

    name: Annotated[Text, Meaning("Tên hiện trên thực đơn.", "The words of the entry.", "Cơ cấu tổ chức")]
    url: Annotated[
        Text,
        Meaning("Địa chỉ trên trang, hoặc địa chỉ đầy đủ.", "A site path or an absolute URL.", "/co-cau-to-chuc/"),
    ]
    line: int = msgspec.field(default=0, name=" line")
    """Its line in the file, for problems. The encoded name is one that no file has as a key."""


class MenuItem(Table, frozen=True):
    """One `[[menu]]`: an entry with an address, with entries below it, or with both."""

    name: Annotated[Text, Meaning("Tên hiện trên thực đơn.", "The words of the entry.", "Giới thiệu")]
    url: Annotated[
        str,
        Meaning(
            "Địa chỉ trên trang, hoặc địa chỉ đầy đủ; không cần khi có `[[menu.items]]`.",
            "A site path or an absolute URL; not needed with `[[menu.items]]`.",
            "/gioi-thieu/",
        ),
    ] = ""
    items: Annotated[
        tuple[MenuEntry, ...], Meaning("Một mục con, ghi dưới mục mà nó thuộc về.", "An entry below this one.")
    ] = ()
    line: int = msgspec.field(default=0, name=" line")

    @property
    def entries(self) -> tuple[MenuEntry, ...]:
        """Everything to which it leads: its own address first, then what is below it."""
        own = (MenuEntry(name=self.name, url=self.url, line=self.line),) if self.url else ()
        return (*own, *self.items)


def entries_of(menus: Iterable[tuple[MenuItem, ...]]) -> list[MenuEntry]:
    """Return everything to which menus lead."""
    return [entry for menu in menus for item in menu for entry in item.entries]


def validate_menu(menu: tuple[MenuItem, ...], file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield the problems of a menu; `at` returns the line of a key in it."""
    for index, item in enumerate(menu):
        if not (item.url or item.items):
            yield problem("BT132", file, at(index, "url"), name=item.name)
        urls: list[tuple[tuple[str | int, ...], str]] = [((index, "url"), item.url)] if item.url else []
        urls += [((index, "items", number, "url"), one.url) for number, one in enumerate(item.items)]
        for where, url in urls:
            if not url.startswith(("/", "https://", "http://", "mailto:")):
                yield problem("BT113", file, at(*where), value=url)
