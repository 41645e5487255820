"""The configuration of a service: `[counter]` of the settings with the options of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from bantin.config import CounterService
from bantin.config.content_policy import origin
from bantin.counter.addresses import TrustedProxies
from bantin.counter.visits import Rules
from bantin.problems import BuildFailed, problem
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.config import Settings


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What `[counter.service]` and the command line come to."""

    sites: tuple[str, ...]
    origins: frozenset[str]
    proxies: TrustedProxies
    rules: Rules
    timezone: str
    service: CounterService
    """For its limits."""


def make_policy(settings: Settings, sites: Sequence[str] = ()) -> Policy:
    """Return the policy; `sites` override those of the settings. Raises `BuildFailed` when there is no site."""
    counter, service = settings.counter, settings.counter.service
    named = tuple(dict.fromkeys(sites or service.sites or filter(None, [counter.site])))
    if not named:
        raise BuildFailed([problem("BT720", SETTINGS_FILE)])
    return Policy(
        sites=named,
        origins=frozenset(service.origins) or _origins(settings),
        proxies=TrustedProxies(service.trusted_proxies),
        rules=Rules(service.idle_minutes * 60.0, float(service.window_s), service.max_visitors),
        timezone=counter.timezone,
        service=service,
    )


def _origins(settings: Settings) -> frozenset[str]:
    """Return the origins of the site's pages as browsers send them: by `base_url` and by the host's other names."""
    address = urlsplit(settings.site.base_url)
    names = (address.netloc, *settings.site.other_hosts)
    return frozenset(origin(address._replace(netloc=name).geturl()) for name in names)
