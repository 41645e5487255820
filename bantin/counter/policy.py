"""What the settings and the command line say of one service, checked and ready for use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from bantin.counter.addresses import TrustedProxies
from bantin.counter.visits import Rules
from bantin.problems import BuildFailed, problem
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.config import Settings


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the service counts for, whom it believes, and how much it takes."""

    sites: tuple[str, ...]
    origins: frozenset[str]
    proxies: TrustedProxies
    rules: Rules
    timezone: str
    visitor_per_minute: int
    address_per_minute: int
    max_held: int
    max_connections: int


def make_policy(settings: Settings, sites: Sequence[str] = ()) -> Policy:
    """Return the policy; `sites` replace the settings' own. Raises `BuildFailed` when there is no site to count for."""
    counter, service = settings.counter, settings.counter.service
    named = tuple(dict.fromkeys(sites or service.sites or filter(None, [counter.site])))
    if not named:
        raise BuildFailed([problem("BT720", SETTINGS_FILE)])
    return Policy(
        sites=named,
        origins=frozenset(service.origins or [settings.origin.lower()]),
        proxies=TrustedProxies(service.trusted_proxies),
        rules=Rules(service.idle_minutes * 60.0, float(service.window_s), service.max_visitors),
        timezone=counter.timezone,
        visitor_per_minute=service.visitor_per_minute,
        address_per_minute=service.address_per_minute,
        max_held=service.max_held,
        max_connections=service.max_connections,
    )
