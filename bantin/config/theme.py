"""`[theme]`: the colours and the emblem of a site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import msgspec

from bantin.config.base import Meaning, Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Theme(Table, frozen=True):
    """`[theme]`: of these everything else is derived: light, dark and high-contrast colours, icons, share picture."""

    brand: Annotated[
        Text,
        Meaning(
            "Màu chính: thực đơn, chân trang, nút bấm, dưới chữ trắng.",
            "The colour of the menu, the footer and buttons, under white text.",
        ),
    ] = "#8f1d1d"
    accent: Annotated[Text, Meaning("Màu của đường kẻ và vạch nhấn.", "The colour of lines and marks beside it.")] = (
        "#c8952c"
    )
    link: Annotated[
        str, Meaning("Màu của liên kết; để trống thì là `brand`.", "The colour of links; else `brand`.", "#1d4f91")
    ] = ""
    logo: Annotated[
        str,
        Meaning(
            "Biểu trưng: tệp SVG hoặc PNG trong `layouts/assets/` của trang.",
            "The emblem: an SVG or PNG file of the site's `layouts/assets/`.",
            "logo.svg",
        ),
    ] = ""
    icon: Annotated[
        str,
        Meaning(
            "Tệp PNG từ 512 điểm để làm biểu tượng, khi không vẽ được từ tệp SVG.",
            "A PNG file of at least 512 pixels for icons, where a logo in SVG cannot be drawn.",
            "logo-512.png",
        ),
    ] = ""
    line: int = msgspec.field(default=0, name=" line")
    """That of the table, for problems. The encoded name is one that no file has as a key."""

    @property
    def is_default(self) -> bool:
        """Whether the project's own emblem and colours are used."""
        return msgspec.structs.replace(self, line=0) == _DEFAULT


def validate_theme(theme: Theme, file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield a problem for each colour that is none; `at` returns the line of a key."""
    for key in ("brand", "accent", "link"):
        value = getattr(theme, key)
        if value and not _HEX.fullmatch(value):
            near = f"#{value.lower()}" if _HEX.fullmatch(f"#{value}") else ""
            yield problem("BT126", file, at("theme", key), key=f"theme.{key}", value=value, near=near)


_DEFAULT = Theme()
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}")
