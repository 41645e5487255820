"""Identifies visitors: a hash of address and user agent under a random salt that changes each day.

Addresses are never stored, and a salt is deleted after its day: then its hashes cannot be linked to an address, not
even with the database.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bantin.counter.clock import Arrival

SALT_BYTES = 16


class Salt(NamedTuple):
    """The salt of one day."""

    day: date
    value: bytes


class Salts:
    """The salt of today and, for `keep_s` seconds after a change of day, the one before.

    `fresh` returns the salt of a day, `None` while there is none. A clock that is set to another day and back within
    `keep_s` gets the former salt again.
    """

    def __init__(self, keep_s: float, fresh: Callable[[date], bytes | None], current: Salt | None = None) -> None:
        self._keep_s = keep_s
        self._fresh = fresh
        self._current = current
        self._former: Salt | None = None
        self._former_until = 0.0

    def resume(self, former: Salt, until: float) -> None:
        """Keep the salt of the day before until `until` (as `Arrival.at`)."""
        self._former, self._former_until = former, until

    def at(self, arrival: Arrival) -> tuple[bytes, bytes | None] | None:
        """Return the salt of the day, and the one before or `None`; `None` alone while the day has no salt."""
        if self._former is not None and arrival.at > self._former_until:
            self._former = None
        current = self._current
        if current is None or current.day != arrival.day:
            current = self._rotate(arrival)
        if current is None:
            return None
        return current.value, self._former.value if self._former else None

    def kept(self) -> list[Salt]:
        """Return the one or two salts in use, newest first."""
        return [salt for salt in (self._current, self._former) if salt]

    def _rotate(self, arrival: Arrival) -> Salt | None:
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
    """Return the visitor's hash of 63 bits: a million visitors collide with a probability of 1 in 18 million."""
    digest = blake2b(digest_size=8, key=salt)
    # With its length: otherwise two visitors could give the same bytes.
    digest.update(b"%b\0%d\0" % (site.encode(), len(network)))
    digest.update(network)
    digest.update(agent)
    return int.from_bytes(digest.digest(), "big") >> 1


def address_id(salt: bytes, network: bytes) -> int:
    """Return the hash of an address alone, as key of the rate limit."""
    return int.from_bytes(blake2b(network, digest_size=8, key=salt).digest(), "big")
