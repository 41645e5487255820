"""`[alert]`, `[[banners]]` and `[[services]]`: what stands above the news."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec

from bantin.config.base import Meaning, Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

_UNTIL = Meaning(
    "Ngày cuối cùng còn hiện; hết ngày ấy thì tự ẩn.", "The last day on which it is shown.", date(2027, 6, 30)
)


class Alert(Table, frozen=True):
    """`[alert]`: an urgent notice on every page, shown to the end of its last day."""

    text: Annotated[
        str,
        Meaning(
            "Lời báo, một hai câu. Để trống thì không hiện.",
            "One or two sentences. Without them there is no alert.",
            "Bão số 5: Văn phòng tạm dừng tiếp công dân ngày 30-6.",
        ),
    ] = ""
    url: Annotated[
        str, Meaning("Nơi đọc thêm.", "Where there is more to read.", "/tin-tuc/2027/tam-dung-tiep-cong-dan/")
    ] = ""
    until: Annotated[date | None, _UNTIL] = None
    line: int = msgspec.field(default=0, name=" line")
    """Its line in the file, for problems. The encoded name is one that no file has as a key."""


class Banner(Table, frozen=True):
    """One `[[banners]]`: a campaign's picture on the home page."""

    image: Annotated[Text, Meaning("Tệp hình trong `content/`.", "A picture of `content/`.", "banner/bau-cu-2026.png")]
    alt: Annotated[
        Text,
        Meaning(
            "Chữ trên hình, cho người không nhìn thấy hình.",
            "What it says, for those who cannot see it.",
            "Ngày hội toàn dân đi bầu cử",
        ),
    ]
    until: Annotated[date, _UNTIL]
    url: Annotated[str, Meaning("Nơi hình dẫn tới.", "Where it leads.", "/tin-tuc/2026/bau-cu/")] = ""
    line: int = msgspec.field(default=0, name=" line")


class Service(Table, frozen=True):
    """One `[[services]]`: a link in the row of services on the home page."""

    name: Annotated[Text, Meaning("Tên hiện trên trang.", "The words of the link.", "Gửi kiến nghị")]
    url: Annotated[
        Text, Meaning("Địa chỉ trên trang, hoặc địa chỉ đầy đủ.", "A site path or an absolute URL.", "/lien-he/")
    ]
    icon: Annotated[
        Text,
        Meaning(
            "Biểu tượng: một tệp của `layouts/partials/icons/`, không có `.svg`.",
            "A drawing of `layouts/partials/icons/`, without `.svg`.",
            "mail",
        ),
    ] = "file"
    line: int = msgspec.field(default=0, name=" line")


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when `day` is over in `zone`."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def validate_notices(
    alert: Alert, banners: tuple[Banner, ...], services: tuple[Service, ...], file: str, at: Callable[..., int]
) -> Iterator[Problem]:
    """Yield what is wrong with addresses and dates; `at` returns the line of a key."""
    if alert.text and alert.until is None:
        yield problem("BT134", file, at("alert"))
    urls: list[tuple[tuple[str | int, ...], str, str]] = []
    if alert.url:
        urls.append((("alert", "url"), alert.url, alert.text))
    urls += [(("banners", index, "url"), one.url, one.alt) for index, one in enumerate(banners) if one.url]
    urls += [(("services", index, "url"), one.url, one.name) for index, one in enumerate(services)]
    for where, url, name in urls:
        if not url.startswith(("/", "https://", "http://")) or not url.isprintable() or " " in url:
            yield problem("BT120", file, at(*where), name=name, value=url)
