"""Queues the hits of one site and sends them to Redis in batches; each is counted once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from redis.exceptions import AuthenticationError, OutOfMemoryError, RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from bantin.config import SAFE_INTEGER
from bantin.counter.storage import Unavailable, words_of
from bantin.counter.visits import Figures
from bantin.problems import NO_ANSWER, NO_PASSWORD, problem
from bantin.problems.reasons import reason_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import date

    from redis.asyncio import Redis

    from bantin.counter.clock import Arrival, Clock
    from bantin.counter.policy import Policy
    from bantin.counter.visits import Hit

    Script = Callable[[list[str], list[str]], Awaitable[Any]]

BATCH_LIMIT = 500
"""Most hits of a batch: Redis does nothing else while it counts them."""
REFRESH_S = 1.0
"""Seconds after which the figures are requested again when there are no hits."""
RETRY_S = 0.5
"""Seconds before a batch that failed is sent again."""

_LOG = logging.getLogger("bantin.counter")


class _Held(NamedTuple):
    hit: Hit
    counted: asyncio.Future[None] | None
    """Done when the hit is counted, or when Redis fails; `None` when nothing waits for it."""


class _Known(NamedTuple):
    figures: Figures
    day: date
    at: float


class SiteQueue:
    """The queue of one site in one instance."""

    def __init__(self, site: str, instance: str, script: Script, policy: Policy, clock: Clock) -> None:
        self.fault: str | None = None
        self._site = site
        names = ("online", "sessions", "days", "total", f"batch:{instance}")
        self._keys = [site_key(site, name) for name in names]
        self._script = script
        self._policy = policy
        self._clock = clock
        self._held: deque[_Held] = deque()
        self._sending: list[_Held] = []
        self._asking: list[asyncio.Future[None]] = []
        self._number = 1
        self._known: _Known | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._work())
        self._task.add_done_callback(self._ended)

    async def record(self, hit: Hit) -> Figures:
        """Queue a hit; return the figures once it is counted, at once while Redis fails. Raises `Unavailable`."""
        if len(self._held) + len(self._sending) >= self._policy.service.max_held:
            raise Unavailable("full")
        counted = None if self.fault else asyncio.get_running_loop().create_future()
        self._held.append(_Held(hit, counted))
        self._wake.set()
        if counted is not None:
            await counted
        return self._figures(hit.arrival)

    async def figures(self, arrival: Arrival) -> Figures:
        """Return the figures, at most `REFRESH_S` old unless Redis fails. Raises `Unavailable`."""
        if self.fault is None and self._known and self._known.day != arrival.day:  # midnight has just passed
            asked = asyncio.get_running_loop().create_future()
            self._asking.append(asked)
            self._wake.set()
            await asked
        return self._figures(arrival)

    async def refresh(self) -> None:
        """Send a batch, which may be empty, and store the returned figures. Raises `RedisError`, `OSError`."""
        if not self._sending:
            self._sending = [self._held.popleft() for _ in range(min(BATCH_LIMIT, len(self._held)))]
        asking, self._asking = self._asking, []
        now = self._clock.now()
        try:
            online, today, total = await self._script(self._keys, self._arguments(now))
        except BaseException:
            # The hits stay in the queue, but their requests are answered now.
            _finish(held.counted for held in (*self._sending, *self._held))
            raise
        finally:
            _finish(asking)
        self._known = _Known(Figures(int(online), int(today), min(int(total), SAFE_INTEGER)), now.day, now.at)
        if self._sending:
            self._number += 1
            sent, self._sending = self._sending, []
            _finish(held.counted for held in sent)

    def _figures(self, arrival: Arrival) -> Figures:
        known = self._known
        if known is None or known.day != arrival.day or arrival.at - known.at > self._policy.rules.window_s:
            raise Unavailable("unavailable")
        return known.figures

    async def close(self, patience_s: float) -> int:
        """Send the queued hits, for at most `patience_s` seconds; return how many are left."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience_s
        while (self._held or self._sending) and self._task and not self._task.done() and loop.time() < until:
            self._wake.set()
            await asyncio.sleep(0.01)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        return len(self._held) + len(self._sending)

    async def _work(self) -> None:
        while True:
            if not (self._held or self._sending or self._asking):
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), REFRESH_S)
            try:
                await self.refresh()
            except (RedisError, OSError) as error:
                self._set_fault("full" if isinstance(error, OutOfMemoryError) else "unavailable", error)
                await asyncio.sleep(RETRY_S)
            else:
                self._set_fault(None)

    def _arguments(self, now: Arrival) -> list[str]:
        rules = self._policy.rules
        first = [
            self._number,
            _ms(rules.idle_s),
            _ms(rules.window_s),
            rules.capacity,
            _ms(now.at),
            now.day.isoformat(),
            SAFE_INTEGER,
        ]
        arguments = [str(one) for one in first]
        for hit, _counted in self._sending:
            former = "" if hit.former is None else f"{hit.former:016x}"
            kind = "v" if hit.view else "b"
            arguments += (str(_ms(hit.arrival.at)), hit.arrival.day.isoformat(), kind, f"{hit.visitor:016x}", former)
        return arguments

    def _set_fault(self, fault: str | None, error: Exception | None = None) -> None:
        if fault != self.fault:
            if fault:
                reason = words_of(fault) if fault == "full" or error is None else redis_reason(error)
                _LOG.error(problem("BT746", f"Redis, {self._site}", reason=reason))
            else:
                _LOG.warning(problem("BT747", f"Redis, {self._site}"))
        self.fault = fault

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            _LOG.critical("the queue of %s failed, no hit is sent any more", self._site, exc_info=error)
            self.fault = "unavailable"


def _finish(futures: Iterable[asyncio.Future[None] | None]) -> None:
    for future in futures:
        if future is not None and not future.done():
            future.set_result(None)


def site_key(site: str, name: str) -> str:
    """Return the name of a Redis key; the braces keep all keys of a site on one node of a cluster (hash tag)."""
    return f"luot:{{{site}}}:{name}"


def load_script(client: Redis, name: str) -> Script:
    """Register a script of this package; return it as a function of keys and arguments."""
    registered = client.register_script(resources.files("bantin.counter").joinpath(name).read_text("utf-8"))
    return lambda keys, arguments: registered(keys=keys, args=arguments)


def redis_reason(error: Exception) -> str:
    """Return why a server cannot be used, in words that messages have in both languages where these are known."""
    if isinstance(error, AuthenticationError) or "WRONGPASS" in str(error):
        return NO_PASSWORD
    return NO_ANSWER if isinstance(error, RedisTimeout) else reason_of(error)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
