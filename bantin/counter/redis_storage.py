"""The storage of several instances behind a load balancer: Redis or Valkey.

    luot:{site}:online, luot:{site}:sessions   sorted sets: visitors by the time of their last hit
    luot:{site}:days, luot:{site}:total        visits
    luot:{site}:batch:<instance>               number of an instance's last batch, so that none is counted twice
    luot:salt:<day>                            shared salts, each made a day ahead; they expire after their day

One script (`hits.lua`) counts hits in batches: those that arrive while a batch is under way form the next one. An
answer waits for its batch, so an acknowledged hit is in Redis unless Redis fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bantin.config import DATABASE_SCHEMES
from bantin.counter.queues import SiteQueue, load_script, redis_reason
from bantin.counter.visitors import SALT_BYTES, Salt, Salts
from bantin.problems import BuildFailed, Problem, problem

if TYPE_CHECKING:
    from datetime import date

    from bantin.counter.clock import Arrival, Clock
    from bantin.counter.policy import Policy
    from bantin.counter.visits import Figures, Hit

TIMEOUT_S = 2.0
"""Seconds after which a command to Redis fails."""
REFRESH_S = 1.0
"""Seconds between checks of the salts."""
LAST_TRIES_S = 30.0
"""Seconds for which a stopping service tries to send hits."""

_SAFE_POLICY = "noeviction"
_DAY_S = 86_400
_SLACK_S = 3_600
"""A day may have 25 hours."""
_LOG = logging.getLogger("bantin.counter")


class RedisStorage:
    """Figures from Redis, at most a second old unless it fails. Implements `Storage`; made by `open`."""

    def __init__(self, client: Redis, policy: Policy, clock: Clock) -> None:
        self._client = client
        self._policy = policy
        self._clock = clock
        self._shared: dict[date, bytes] = {}
        self.salts = Salts(policy.rules.idle_s, self._shared.get)
        instance = secrets.token_hex(8)
        script = load_script(client, "hits.lua")
        self._sites = {site: SiteQueue(site, instance, script, policy, clock) for site in policy.sites}
        self._task: asyncio.Task[None] | None = None
        self._salts_failed = False

    @classmethod
    async def open(cls, url: str, policy: Policy, clock: Clock) -> tuple[Self, list[Problem]]:
        """Connect and check the server's configuration; return the storage and warnings. Raises `BuildFailed`."""
        client = connect(url)
        storage = cls(client, policy, clock)
        try:
            warnings = await _check_server(client)
            await storage._begin()
        except (RedisError, OSError) as error:
            await client.aclose()
            raise BuildFailed([problem("BT726", reason=redis_reason(error))]) from None
        except BuildFailed:
            await client.aclose()
            raise
        return storage, warnings

    async def _begin(self) -> None:
        now = self._clock.now()
        before = now.day - timedelta(days=1)
        await self._share_salts(now)
        former = await self._salt(before)
        if former and now.day_age < self._policy.rules.idle_s:
            self.salts.resume(Salt(before, former), now.at + self._policy.rules.idle_s - now.day_age)
        for queue in self._sites.values():
            await queue.refresh()

    @property
    def fault(self) -> str | None:
        if self._salts_failed:
            return "unavailable"
        return next((queue.fault for queue in self._sites.values() if queue.fault), None)

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._keep_salts())
        self._task.add_done_callback(self._ended)
        for queue in self._sites.values():
            queue.start()

    async def record(self, hit: Hit) -> Figures:
        return await self._sites[hit.site].record(hit)

    async def figures(self, site: str, arrival: Arrival) -> Figures:
        return await self._sites[site].figures(arrival)

    async def close(self) -> int:
        """Send the queued hits, trying for `LAST_TRIES_S`; return how many are left."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        left = sum(await asyncio.gather(*(queue.close(LAST_TRIES_S) for queue in self._sites.values())))
        await self._client.aclose()
        return left

    async def _keep_salts(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_S)
            with contextlib.suppress(RedisError, OSError):  # the queues report it
                await self._share_salts(self._clock.now())

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            _LOG.critical("the salts are looked after no more", exc_info=error)
            self._salts_failed = True

    async def _share_salts(self, now: Arrival) -> None:
        """Load the salts of today and tomorrow; the first instance to need one creates it for all."""
        for ahead in (0, 1):
            day = now.day + timedelta(days=ahead)
            if day not in self._shared:
                expiry = int((ahead + 1) * _DAY_S - now.day_age + self._policy.rules.idle_s + _SLACK_S)
                await self._client.set(_salt_key(day), secrets.token_bytes(SALT_BYTES), nx=True, ex=expiry)
                value = await self._salt(day)
                if value:
                    self._shared[day] = value
        for day in [day for day in self._shared if day < now.day]:
            del self._shared[day]

    async def _salt(self, day: date) -> bytes | None:
        value = await self._client.get(_salt_key(day))
        return value if isinstance(value, bytes) else None


def connect(url: str) -> Redis:
    """Return a client, which connects on first use. Raises `BuildFailed` for an invalid URL.

    `valkey://` and `valkeys://` are the same protocol as `redis://` and `rediss://`.
    """
    scheme, mark, rest = url.partition("://")
    options: dict[str, Any] = {
        "socket_timeout": TIMEOUT_S,
        "socket_connect_timeout": TIMEOUT_S,
        "retry": Retry(NoBackoff(), 1),
    }
    try:
        if scheme not in DATABASE_SCHEMES:
            raise ValueError
        return Redis.from_url(scheme.replace("valkey", "redis") + mark + rest, **options)
    except ValueError:
        # The rest may contain a password.
        raise BuildFailed([problem("BT708", value=f"{url.partition(':')[0]}:…")]) from None


async def _check_server(client: Redis) -> list[Problem]:
    info = await client.info()
    policy = str(info.get("maxmemory_policy", "?"))
    if policy != _SAFE_POLICY:
        raise BuildFailed([problem("BT727", policy=policy)])
    return [] if int(info.get("aof_enabled", 0)) else [problem("BT728")]


def _salt_key(day: date) -> str:
    return f"luot:salt:{day.isoformat()}"
