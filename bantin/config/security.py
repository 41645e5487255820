"""`[security]`: the contact for reports of vulnerabilities (RFC 9116)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated

import msgspec

from bantin.config.base import Meaning, Table, Text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WARN_DAYS = 30
"""Days before `expires` from which builds warn."""
_DAY_S = 24 * 3600


class Security(Table, frozen=True):
    """`[security]`."""

    contact: Annotated[
        tuple[Text, ...],
        Meaning(
            "Nơi nhận, ưu tiên ghi trước: `mailto:…`, `https://…` hoặc `tel:…`. Để trống thì không có tệp này.",
            "URIs, the preferred first: `mailto:…`, `https://…` or `tel:…`. Without any there is no `security.txt`.",
            ("mailto:an-ninh@hdnd.example.vn",),
        ),
    ] = ()
    expires: Annotated[
        date | None,
        Meaning(
            "Ngày cuối cùng nơi nhận còn đúng, bắt buộc khi có `contact`; nên dưới một năm.",
            "The last day on which the contact is valid, needed with one; RFC 9116 advises less than a year.",
            date(2027, 6, 30),
        ),
    ] = None
    line: int = msgspec.field(default=0, name=" line")
    """The line of `expires`, for problems. The encoded name is one that no file has as a key."""

    def expires_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the last second of `expires` in `zone`."""
        return datetime.combine(self.expires, time(23, 59, 59), zone) if self.expires else None

    def changes(self, zone: ZoneInfo) -> tuple[float, ...]:
        """Return when `expires` comes near and when it has passed, in seconds since 1970."""
        end = self.expires_at(zone)
        return (end.timestamp() - WARN_DAYS * _DAY_S, end.timestamp()) if self.contact and end else ()
