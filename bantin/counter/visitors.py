"""Who a visitor is: a salted hash of address and agent, under a salt that each day of the site makes anew.

An address is never kept: it goes into the hash and is forgotten. The salt is random and leaves with its day, so that a hash
of yesterday can be linked to nobody, not even with the database in hand.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bantin.counter.moments import Arrival

SALT_BYTES = 16


class Salt(NamedTuple):
    """The salt of one day."""

    day: date
    value: bytes


class Salts:
    """The salt of today, and for `keep_s` seconds after a change of day the one before.

    `fresh` gives the salt of a day, `None` while it cannot be had. A clock that is set to another day and back finds
    the salt of that day again while it is kept.
    """

    def __init__(self, keep_s: float, fresh: Callable[[date], bytes | None], current: Salt | None = None) -> None:
        self._keep_s = keep_s
        self._fresh = fresh
        self._current = current
        self._former: Salt | None = None
        self._former_until = 0.0

    def resume(self, former: Salt, until: float) -> None:
        """Take up the salt of the day before; `until` is on the line of `Arrival.at`."""
        self._former, self._former_until = former, until

    def at(self, arrival: Arrival) -> tuple[bytes, bytes | None] | None:
        """Return the salt of the day, and the one before while it is kept; `None` while the day has none."""
        if self._former is not None and arrival.at > self._former_until:
            self._former = None
        current = self._current
        if current is None or current.day != arrival.day:
            current = self._turn(arrival)
        if current is None:
            return None
        return current.value, self._former.value if self._former else None

    def kept(self) -> list[Salt]:
        """Return the salts that are kept, the newest first."""
        return [salt for salt in (self._current, self._former) if salt]

    def _turn(self, arrival: Arrival) -> Salt | None:
        if self._former is not None and self._former.day == arrival.day:
            fresh = self._former
        else:
            value = self._fresh(arrival.day)
            if value is None:
                return None
            fresh = Salt(arrival.day, value)
        if self._current is not None:
            self._former, self._former_until = self._current, arrival.at + self._keep_s
        self._current = fresh
        return fresh


def visitor_id(salt: bytes, site: str, network: bytes, agent: bytes) -> int:
    """Return the visitor's hash, of 63 bits: a million visitors a day share one by a chance of 1 in 18 million."""
    digest = blake2b(digest_size=8, key=salt)
    # Lengths first, or two visitors could be made of the same bytes.
    digest.update(b"%b\0%d\0" % (site.encode(), len(network)))
    digest.update(network)
    digest.update(agent)
    return int.from_bytes(digest.digest(), "big") >> 1


def address_id(salt: bytes, network: bytes) -> int:
    """Return the hash of an address alone, for its limit."""
    return int.from_bytes(blake2b(network, digest_size=8, key=salt).digest(), "big")
