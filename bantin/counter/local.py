"""Counting in memory, kept in SQLite: the storage of one instance."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from bantin.counter import claims
from bantin.counter.journal import Batch, Journal, NotWritten
from bantin.counter.storage import Unavailable
from bantin.counter.visitors import SALT_BYTES, Salts
from bantin.counter.visits import Visits
from bantin.problems import BuildFailed, problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date
    from pathlib import Path

    from bantin.counter.moments import Arrival, Clock
    from bantin.counter.policy import Policy
    from bantin.counter.visits import Figures, Hit

FLUSH_S = 0.8
"""Seconds between batches: with the time that a batch takes, what is acknowledged is on the disk within a second."""
TIDY_S = 60.0
"""Seconds between deletions of what has served its time."""
LAST_TRIES_S = 30.0
"""Seconds for which a service that stops goes on trying to write."""

_DISPLACED = frozenset({"gone", "replaced"})
_TOLD = {
    "gone": "database %s is gone: hits are refused until the very file is back. All that it held is written anew when this service is "
    "stopped (SIGTERM); a kill or a power cut would lose it",
    "replaced": "database %s is another file now: hits are refused until this service is started again, which counts on from that "
    "file. What the one before held is kept beside it",
}
_LOG = logging.getLogger("bantin.counter")


class LocalStorage:
    """Figures out of memory, exact at every moment; a single writer thread puts each batch on the disk."""

    def __init__(self, path: Path, policy: Policy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._lock = claims.lock(path)
        self._journal = Journal(path)
        self._visits: dict[str, Visits] = {}
        self._salts = Salts(policy.rules.idle_s, _fresh_salt)
        self._batch = Batch()
        self._writing = Batch()
        self._number = 0
        self._fault: str | None = None
        self._tidied = 0.0
        self._salts_written = 0
        self._writer = ThreadPoolExecutor(1, "counter-writer")
        self._flushing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        try:
            self._load()
        except BaseException:
            self._release()
            raise

    def _load(self) -> None:
        now = self._clock.now()
        rules = self._policy.rules
        self._journal.open()
        try:
            self._number = self._journal.next_number()
            days = self._journal.days()
            sessions = self._journal.sessions(now.at - rules.idle_s)
            kept = {salt.day: salt for salt in self._journal.salts()}
        except (ValueError, sqlite3.Error) as error:
            raise BuildFailed([problem("BT723", str(self._journal.path), reason=error)]) from None
        for site in self._policy.sites:
            visits = Visits(rules, {day.day: day.visits for day in days if day.site == site})
            visits.resume(((visitor, seen) for name, visitor, seen in sessions if name == site), now.at)
            self._visits[site] = visits
        self._salts_written = len(kept)
        today, former = kept.get(now.day), kept.get(now.day - timedelta(days=1))
        self._salts = Salts(rules.idle_s, _fresh_salt, today)
        if former and now.day_age < rules.idle_s:
            self._salts.resume(former, now.at + rules.idle_s - now.day_age)

    @property
    def fault(self) -> str | None:
        """Why hits are held in memory, or refused, at present; see `Storage`."""
        return self._fault or self._journal.displaced()

    def start(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Begin to write a batch each `FLUSH_S`."""
        self._task = asyncio.get_running_loop().create_task(self._flush_for_ever(sleep))
        self._task.add_done_callback(self._ended)

    async def salts(self, arrival: Arrival) -> tuple[bytes, bytes | None] | None:
        """Return the salts of the moment; see `Storage`."""
        return self._salts.at(arrival)

    async def record(self, hit: Hit) -> Figures:
        """Count a hit; see `Storage`."""
        if self._fault in _DISPLACED:  # it may never be written
            raise Unavailable(self._fault)
        if self._batch.hits + self._writing.hits >= self._policy.max_held:
            raise Unavailable("full")
        visits = self._visits[hit.site]
        if visits.record(hit):
            self._batch.add_visit(hit.site, hit.arrival.day)
        self._batch.add(hit.site, hit.visitor, hit.arrival.at)
        return visits.figures(hit.arrival)

    async def figures(self, site: str, arrival: Arrival) -> Figures:
        """Return the figures of a site; see `Storage`."""
        return self._visits[site].figures(arrival)

    async def flush(self) -> None:
        """Write what came since the last batch; what cannot be written is held, and goes with the next."""
        async with self._flushing:
            now = self._clock.now()
            tidy = now.at - self._tidied >= TIDY_S
            if tidy:
                self._salts.at(now)  # lets an old salt go, also while nobody comes
            if not self._writing.hits:
                self._writing, self._batch = self._batch, Batch()
            if self._writing.hits or tidy or self._fault:
                await self._write(now.at, tidy=tidy)
            else:
                await self._check()

    async def _check(self) -> None:
        """Look after what was written: its file may go while nobody comes."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.check)
        except NotWritten as reason:
            self._tell(str(reason))

    async def _write(self, at: float, *, tidy: bool) -> None:
        loop = asyncio.get_running_loop()
        salts = self._salts.kept()
        forget = (at - self._policy.rules.idle_s, self._policy.rules.capacity) if tidy else None
        try:
            await loop.run_in_executor(self._writer, self._journal.write, self._number, self._writing, salts, forget)
        except NotWritten as reason:
            self._tell(str(reason))
            return
        self._tell(None)
        self._number += 1
        self._writing = Batch()
        if tidy:
            self._tidied = at
        if len(salts) < self._salts_written:  # one was deleted: let no trace of it stay in the WAL
            await loop.run_in_executor(self._writer, self._journal.scrub)
        self._salts_written = len(salts)

    async def close(self) -> int:
        """Write the last batch, trying for `LAST_TRIES_S`; see `Storage`."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        loop = asyncio.get_running_loop()
        until = loop.time() + LAST_TRIES_S
        await self.flush()
        while self._writing.hits or self._batch.hits or self._fault in _DISPLACED:
            if self._fault in _DISPLACED:
                await loop.run_in_executor(self._writer, self._settle)
                await self.flush()
            if self._fault:
                if loop.time() > until:
                    break
                await asyncio.sleep(FLUSH_S)
            await self.flush()
        await loop.run_in_executor(self._writer, self._journal.close)
        self._release()
        return self._writing.hits + self._batch.hits

    def _settle(self) -> None:
        """Bring what is in memory, and what a file held that is gone or replaced, to where the database's name leads."""
        path = self._journal.path
        try:
            displaced = self._journal.displaced()
            if displaced == "gone":
                self._journal.put_back()
                _LOG.warning("database %s: written anew, with all that it held", path)
            elif displaced == "replaced":
                kept = self._journal.take_over()
                _LOG.warning(
                    "database %s: what was held goes to the file that is there now; what the one before held is in %s",
                    path,
                    kept,
                )
                self._number = self._journal.next_number()
            elif self._fault == "replaced":
                self._number = self._journal.next_number()
        except (NotWritten, sqlite3.Error) as reason:
            _LOG.warning("database %s: %s still", path, reason)

    async def _flush_for_ever(self, sleep: Callable[[float], Awaitable[object]]) -> None:
        while True:
            await sleep(FLUSH_S)
            # A batch that has begun is ended, also when the service stops in the middle of it.
            await asyncio.shield(self.flush())

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            _LOG.critical("the writer failed, no hit is written any more", exc_info=error)
            self._fault = "unavailable"

    def _tell(self, fault: str | None) -> None:
        if fault != self._fault:
            path = self._journal.path
            if fault in _DISPLACED:
                _LOG.error(_TOLD[fault], path)
            elif fault:
                _LOG.error("database %s (%s): hits are held in memory", path, fault)
            elif self._fault in _DISPLACED:
                _LOG.warning("database %s: it is back, and hits are counted again", path)
            else:
                _LOG.warning("database %s: written again, nothing was lost", path)
        self._fault = fault

    def _release(self) -> None:
        self._writer.shutdown()
        self._journal.close()
        if self._lock is not None:
            self._lock.close()


def _fresh_salt(_day: date) -> bytes:
    return secrets.token_bytes(SALT_BYTES)
