"""`[counter]`: the visit figures of the page, and the service that counts them."""

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
"""Where the counter's file lies when no setting says otherwise, from the site's root."""


class CounterService(Table, frozen=True):
    """`[counter.service]`: read by `counter`, not by `build`. `docs/counter.md` says what each does."""

    sites: tuple[Text, ...] = ()
    """Names that the service counts for; none means `[counter] site` alone."""
    origins: tuple[Text, ...] = ()
    """Origins whose pages may count and read; none means that of `base_url` alone."""
    trusted_proxies: tuple[Text, ...] = ()
    """Addresses and CIDR ranges whose `X-Forwarded-For` is believed."""
    database: Text = DATABASE
    """A file's path, from the site's root, or the address of a Redis or Valkey server."""
    idle_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    """A visitor's view after so long without a sign of them is a new visit."""
    window_s: Annotated[int, Meta(ge=150, le=3600)] = 300
    """Seconds for which a sign of a visitor keeps them online; pages give one each 120 s."""
    visitor_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 600
    """Hits of one visitor; readers of an office with the same browser are one visitor."""
    address_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 6_000
    """Hits from one address, behind which a whole office or carrier may be."""
    max_visitors: Annotated[int, Meta(ge=1_000, le=10_000_000)] = 100_000
    """Visitors that are remembered at once; past that the longest idle are forgotten."""
    max_held: Annotated[int, Meta(ge=1, le=10_000_000)] = 100_000
    """Hits that are held in memory while the database cannot be written."""
    max_connections: Annotated[int, Meta(ge=10, le=1_000_000)] = 1_000
    """Connections open at once."""


class Umami(Table, frozen=True):
    """`[counter.umami]`."""

    share: str = ""
    """The last part of the website's share address, `/share/...`."""
    website: str = ""
    """The website's id, for versions whose share does not tell it."""


class GoatCounter(Table, frozen=True):
    """`[counter.goatcounter]`."""

    code: str = ""
    """The site's code at goatcounter.com, in place of `[counter] url`."""


class Fields(Table, frozen=True):
    """`[counter.fields]`: where the answer of provider `json` holds each figure, as names with dots between."""

    online: str = ""
    today: str = ""
    total: str = ""


class Counter(Table, frozen=True):
    """`[counter]`: where the page's visit figures come from."""

    provider: Provider = "device"
    url: str = ""
    """Where the provider answers; of `json`, the very address of the figures."""
    site: str = ""
    """The name under which provider `service` counts this site."""
    baseline: Annotated[int, Meta(ge=0, le=SAFE_INTEGER)] = 0
    """Visits of the site's former life; only the page's script adds it."""
    timezone: str = ""
    """The zone whose midnight begins `today`; empty means the site's, which `parse_settings` then puts here."""
    privacy_signals: bool = True
    """Whether readers whose browser sends Global Privacy Control or Do Not Track are left uncounted."""
    umami: Umami = Umami()
    goatcounter: GoatCounter = GoatCounter()
    fields: Fields = Fields()
    service: CounterService = CounterService()

    @property
    def address(self) -> str:
        """Where the provider answers, without a slash at the end; empty where the provider needs none."""
        if self.provider == "goatcounter" and not self.url:
            return f"https://{self.goatcounter.code}.goatcounter.com"
        return self.url if self.provider == "json" else self.url.rstrip("/")

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that the provider can give, in the order of the page: of `online`, `today` and `total`."""
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
