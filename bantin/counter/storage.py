"""What the service asks of whatever keeps its figures: `local` (memory and SQLite) or `shared` (Redis, Valkey)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import date

    from bantin.counter.moments import Arrival
    from bantin.counter.visits import Figures, Hit


class Unavailable(Exception):
    """The figures cannot be had, or the hit cannot be taken. Raised by storages, answered by the app with 503."""


class Day(NamedTuple):
    """The visits of one site on one day."""

    site: str
    day: date
    visits: int


class Storage(Protocol):
    """Counts hits and keeps the counts. One process, one event loop."""

    @property
    def fault(self) -> str | None:
        """Why hits are held in memory at present: `locked`, `full`, `damaged`, `unavailable`; `None` when all is well.

        With `gone` or `replaced`, which tell of the database's file, hits are refused.
        """

    async def salts(self, arrival: Arrival) -> tuple[bytes, bytes | None] | None:
        """Return the salt of the day and, for a while after a change of day, the one before; `None` while there is none."""

    async def record(self, hit: Hit) -> Figures:
        """Take a hit and return the figures with it. Raises `Unavailable` when no more can be held, or nothing is known."""

    async def figures(self, site: str, arrival: Arrival) -> Figures:
        """Return the figures of a site. Raises `Unavailable`."""

    async def close(self) -> int:
        """Write what is held and let go; return how many hits could not be written."""
