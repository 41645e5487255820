"""`[security]`: whom to tell of a weakness of the site (RFC 9116)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import msgspec

from bantin.config.base import Table, Text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WARN_DAYS = 30
"""Days before `expires` from which a build reminds."""
_DAY_S = 24 * 3600


class Security(Table, frozen=True):
    """`[security]`."""

    contact: tuple[Text, ...] = ()
    """Addresses as URIs, the preferred first: `mailto:…`, `https://…` or `tel:…`. None: there is no `security.txt`."""
    expires: date | None = None
    """The last day on which the contact holds; RFC 9116 (2.5.5) asks for one, and recommends less than a year ahead."""

    line: int = msgspec.field(default=0, name=" line")
    """Where `expires` stands, for problems; under a name that nobody writes."""

    def expires_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the last second of `expires` in `zone`."""
        return datetime.combine(self.expires, time(23, 59, 59), zone) if self.expires else None

    def changes(self, zone: ZoneInfo) -> tuple[float, ...]:
        """Return when the clock alone changes what is to be said of `expires`, in seconds since 1970: it comes near, it has passed."""
        end = self.expires_at(zone)
        return (end.timestamp() - WARN_DAYS * _DAY_S, end.timestamp()) if self.contact and end else ()
