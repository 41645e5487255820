"""`[counter]`: the visit figures that pages show, and the service that counts them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from bantin.config.base import Table, Text

DATABASE_SCHEMES = ("redis", "rediss", "valkey", "valkeys", "unix")
"""Schemes of a shared database; anything without `://` is a file."""
SAFE_INTEGER = 2**53 - 1
"""The greatest integer that a browser reads exactly: `Number.MAX_SAFE_INTEGER`."""

Provider = Literal["none", "device", "service", "umami", "goatcounter", "json"]
DATABASE = "data/luot.sqlite"
"""The default database file, from the site's root."""


class CounterService(Table, frozen=True):
    """`[counter.service]`: read by `bantin counter`, not by builds; described in `docs/counter.md`."""

    sites: tuple[Text, ...] = ()
    """Names of the sites that the service counts; if none, `[counter] site` alone."""
    origins: tuple[Text, ...] = ()
    """Origins whose pages may send hits and read figures; if none, that of `base_url` alone."""
    trusted_proxies: tuple[Text, ...] = ()
    """Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is trusted."""
    database: Text = DATABASE
    """A file's path, from the site's root, or the address of a Redis or Valkey server."""
    idle_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    """Minutes without a hit after which a visitor's next view is a new visit."""
    window_s: Annotated[int, Meta(ge=150, le=3600)] = 300
    """Seconds for which a hit keeps a visitor online; an open page sends one every 120 s."""
    visitor_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 600
    """Most hits of one visitor; readers of an office with the same browser are one visitor."""
    address_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 6_000
    """Most hits from one address, which a whole office or carrier may share."""
    max_visitors: Annotated[int, Meta(ge=1_000, le=10_000_000)] = 100_000
    """Most visitors held in memory; beyond that the longest idle are dropped."""
    max_held: Annotated[int, Meta(ge=1, le=10_000_000)] = 100_000
    """Most hits held in memory while the database cannot be written."""
    max_connections: Annotated[int, Meta(ge=10, le=1_000_000)] = 1_000
    """Most connections open at once."""


class Umami(Table, frozen=True):
    """`[counter.umami]`."""

    share: str = ""
    """The last part of the website's share URL, `/share/...`."""
    website: str = ""
    """The website's id, for versions whose share URL does not return it."""


class GoatCounter(Table, frozen=True):
    """`[counter.goatcounter]`."""

    code: str = ""
    """The site's code at goatcounter.com, in place of `[counter] url`."""


class Fields(Table, frozen=True):
    """`[counter.fields]`: the key of each figure in the response of provider `json`; dots separate nested keys."""

    online: str = ""
    today: str = ""
    total: str = ""


class Counter(Table, frozen=True):
    """`[counter]`: the source of the visit figures."""

    provider: Provider = "device"
    url: str = ""
    """The provider's address; for `json` that of the figures themselves."""
    site: str = ""
    """The name under which provider `service` counts this site."""
    baseline: Annotated[int, Meta(ge=0, le=SAFE_INTEGER)] = 0
    """Visits counted before this counter; the page's script adds them to `total`."""
    timezone: str = ""
    """The zone whose midnight begins `today`; when empty, `parse_settings` fills in the site's."""
    privacy_signals: bool = True
    """Whether readers whose browser sends Global Privacy Control or Do Not Track are left uncounted."""
    umami: Umami = Umami()
    goatcounter: GoatCounter = GoatCounter()
    fields: Fields = Fields()
    service: CounterService = CounterService()

    @property
    def address(self) -> str:
        """The provider's address without a trailing slash; empty where the provider needs none."""
        if self.provider == "goatcounter" and not self.url:
            return f"https://{self.goatcounter.code}.goatcounter.com"
        return self.url if self.provider == "json" else self.url.rstrip("/")

    @property
    def figures(self) -> tuple[str, ...]:
        """Which of `online`, `today` and `total` the provider can give, in the page's order."""
        if self.provider == "json":
            return tuple(name for name in ("online", "today", "total") if getattr(self.fields, name))
        return _FIGURES[self.provider]


_FIGURES: dict[str, tuple[str, ...]] = {
    "none": (),
    "device": ("today", "total"),
    "service": ("online", "today", "total"),
    "umami": ("online", "today", "total"),
    # Its total is four hours old and its day is UTC's.
    "goatcounter": ("total",),
}
