"""The storage of a single instance: counts in memory, writes to SQLite."""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from bantin.counter import file_lock
from bantin.counter.database import Batch, Database, NotWritten
from bantin.counter.storage import Unavailable, words_of
from bantin.counter.visitors import SALT_BYTES, Salts
from bantin.counter.visits import Visits
from bantin.problems import MALFORMED, BuildFailed, problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date
    from pathlib import Path

    from bantin.counter.clock import Arrival, Clock
    from bantin.counter.policy import Policy
    from bantin.counter.visits import Figures, Hit

FLUSH_S = 0.8
"""Seconds between batches: an acknowledged hit is on the disk within a second."""
TIDY_S = 60.0
"""Seconds between deletions of old sessions and salts."""
LAST_TRIES_S = 30.0
"""Seconds for which a stopping service tries to write."""

_PATH_FAULTS = {"gone": "BT744", "replaced": "BT745"}
"""With the code of their message."""
_LOG = logging.getLogger("bantin.counter")


class SqliteStorage:
    """Exact figures from memory; one writer thread writes a batch to the disk every `FLUSH_S`. Implements `Storage`."""

    def __init__(self, path: Path, policy: Policy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._lock = file_lock.lock_name(path)
        self._database = Database(path)
        self._visits: dict[str, Visits] = {}
        self.salts = Salts(policy.rules.idle_s, _fresh_salt)
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
            self._close_files()
            raise

    def _load(self) -> None:
        now = self._clock.now()
        rules = self._policy.rules
        self._database.open()
        try:
            self._number = self._database.next_number()
            days = self._database.days()
            sessions = self._database.sessions(now.at - rules.idle_s)
            kept = {salt.day: salt for salt in self._database.salts()}
        except (ValueError, sqlite3.Error):
            raise BuildFailed([problem("BT723", str(self._database.path), reason=MALFORMED)]) from None
        for site in self._policy.sites:
            visits = Visits(rules, {day.day: day.visits for day in days if day.site == site})
            visits.resume(((visitor, seen) for name, visitor, seen in sessions if name == site), now.at)
            self._visits[site] = visits
        self._salts_written = len(kept)
        today, former = kept.get(now.day), kept.get(now.day - timedelta(days=1))
        self.salts = Salts(rules.idle_s, _fresh_salt, today)
        if former and now.day_age < rules.idle_s:
            self.salts.resume(former, now.at + rules.idle_s - now.day_age)

    @property
    def fault(self) -> str | None:
        return self._fault or self._database.path_fault()

    def start(self, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Start writing a batch every `FLUSH_S`, measured by `sleep`."""
        self._task = asyncio.get_running_loop().create_task(self._flush_for_ever(sleep))
        self._task.add_done_callback(self._ended)

    async def record(self, hit: Hit) -> Figures:
        if self._fault in _PATH_FAULTS:
            raise Unavailable(self._fault)
        if self._batch.hits + self._writing.hits >= self._policy.service.max_held:
            raise Unavailable("full")
        visits = self._visits[hit.site]
        if visits.record(hit):
            self._batch.add_visit(hit.site, hit.arrival.day)
        self._batch.add(hit.site, hit.visitor, hit.arrival.at)
        return visits.figures(hit.arrival)

    async def figures(self, site: str, arrival: Arrival) -> Figures:
        return self._visits[site].figures(arrival)

    async def flush(self) -> None:
        """Write the hits since the last batch; if that fails, they stay in memory for the next try."""
        async with self._flushing:
            now = self._clock.now()
            tidy = now.at - self._tidied >= TIDY_S
            if tidy:
                self.salts.at(now)  # drops an old salt, also when there are no hits
            if not self._writing.hits:
                self._writing, self._batch = self._batch, Batch()
            if self._writing.hits or tidy or self._fault:
                await self._write(now.at, tidy=tidy)
            else:
                try:  # the file may be removed also when there are no hits
                    await asyncio.get_running_loop().run_in_executor(self._writer, self._database.check)
                except NotWritten as reason:
                    self._set_fault(str(reason))

    async def _write(self, at: float, *, tidy: bool) -> None:
        loop = asyncio.get_running_loop()
        salts = self.salts.kept()
        forget = (at - self._policy.rules.idle_s, self._policy.rules.capacity) if tidy else None
        try:
            await loop.run_in_executor(self._writer, self._database.write, self._number, self._writing, salts, forget)
        except NotWritten as reason:
            self._set_fault(str(reason))
            return
        self._set_fault(None)
        self._number += 1
        self._writing = Batch()
        if tidy:
            self._tidied = at
        if len(salts) < self._salts_written:  # one was deleted: remove it from the WAL too
            await loop.run_in_executor(self._writer, self._database.scrub)
        self._salts_written = len(salts)

    async def close(self) -> int:
        """Write the last batch, trying for `LAST_TRIES_S`; return how many hits could not be written."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        loop = asyncio.get_running_loop()
        until = loop.time() + LAST_TRIES_S
        await self.flush()
        while self._writing.hits or self._batch.hits or self._fault in _PATH_FAULTS:
            if self._fault in _PATH_FAULTS:
                await loop.run_in_executor(self._writer, self._resolve_path_fault)
                await self.flush()
            if self._fault:
                if loop.time() > until:
                    break
                await asyncio.sleep(FLUSH_S)
            await self.flush()
        await loop.run_in_executor(self._writer, self._database.close)
        self._close_files()
        return self._writing.hits + self._batch.hits

    def _resolve_path_fault(self) -> None:
        """Recreate a removed file, or switch to the one that replaced it, so that the last batch can be written."""
        path = self._database.path
        try:
            fault = self._database.path_fault()
            if fault == "gone":
                self._database.recreate()
                _LOG.warning(problem("BT748", str(path)))
            elif fault == "replaced":
                kept = self._database.switch_file()
                _LOG.warning(problem("BT749", str(path), kept=kept))
                self._number = self._database.next_number()
            elif self._fault == "replaced":
                self._number = self._database.next_number()
        except (NotWritten, sqlite3.Error) as reason:
            _LOG.warning(problem("BT746", str(path), reason=words_of(str(reason))))

    async def _flush_for_ever(self, sleep: Callable[[float], Awaitable[object]]) -> None:
        while True:
            await sleep(FLUSH_S)
            # Shielded: a batch under way is completed when the service stops.
            await asyncio.shield(self.flush())

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            _LOG.critical("the writer failed, no hit is written any more", exc_info=error)
            self._fault = "unavailable"

    def _set_fault(self, fault: str | None) -> None:
        if fault != self._fault:
            path = self._database.path
            if fault in _PATH_FAULTS:
                _LOG.error(problem(_PATH_FAULTS[fault], str(path)))
            elif fault:
                _LOG.error(problem("BT746", str(path), reason=words_of(fault)))
            else:
                _LOG.warning(problem("BT747", str(path)))
        self._fault = fault

    def _close_files(self) -> None:
        self._writer.shutdown()
        self._database.close()
        if self._lock is not None:
            self._lock.close()


def _fresh_salt(_day: date) -> bytes:
    return secrets.token_bytes(SALT_BYTES)
