"""The interface of storages: `sqlite_storage` (memory and SQLite) and `redis_storage` (Redis, Valkey)."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bantin.problems import MALFORMED

if TYPE_CHECKING:
    from datetime import date

    from bantin.counter.clock import Arrival
    from bantin.counter.visitors import Salts
    from bantin.counter.visits import Figures, Hit


_WORDS = {
    "locked": os.strerror(errno.EBUSY),
    "full": os.strerror(errno.ENOSPC),
    "damaged": MALFORMED,
    "unavailable": os.strerror(errno.EIO),
    "gone": os.strerror(errno.ENOENT),
    "replaced": os.strerror(errno.EEXIST),
}


def words_of(fault: str) -> str:
    """Return a fault of a storage in words that messages have in both languages."""
    return _WORDS.get(fault, fault)


class Unavailable(Exception):
    """There are no figures, or the hit cannot be taken. Raised by storages, answered with 503; its text is the code."""


class Day(NamedTuple):
    """The visits of one site on one day."""

    site: str
    day: date
    visits: int


class Storage(Protocol):
    """Counts hits and stores the counts. Used by one event loop."""

    salts: Salts

    @property
    def fault(self) -> str | None:
        """Why hits are not written now, `None` when they are.

        With `locked`, `full`, `damaged` and `unavailable` they are held in memory; with `gone` and `replaced`, of the
        database's file, they are refused.
        """

    async def record(self, hit: Hit) -> Figures:
        """Count a hit; return the figures with it. Raises `Unavailable` when it cannot, or has no figures."""

    async def figures(self, site: str, arrival: Arrival) -> Figures:
        """Return the figures of a site. Raises `Unavailable`."""

    async def close(self) -> int:
        """Write the hits in memory and close; return how many could not be written."""
