"""Fingerprints of bytes, of records and of files, all 64-bit integers."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import os

# A file changed within this span before it was looked at may change again without a new time stamp, as git's racy
# entries do: kernels stamp files by a clock that ticks every 1-10 ms, FAT and some network drives every 2 s.
_TICK_NS = 20_000_000
_COARSE_TICK_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000

_encode = msgspec.msgpack.Encoder().encode


def of_bytes(data: bytes) -> int:
    """Return the fingerprint of `data`."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def of(value: Any) -> int:  # noqa: ANN401 - whatever msgspec can encode
    """Return the fingerprint of a record or a plain value."""
    return of_bytes(_encode(value))


def signature(stat: os.stat_result, now_ns: int) -> int:
    """Return a signature that differs when the file may have changed; 0, never to be trusted, when it is too fresh.

    `now_ns` (nanoseconds since 1970) is taken before the first look at the file.
    """
    newest = max(stat.st_mtime_ns, stat.st_ctime_ns)
    coarse = stat.st_mtime_ns % _SECOND_NS == 0 and stat.st_ctime_ns % _SECOND_NS == 0
    if newest > now_ns - (_COARSE_TICK_NS if coarse else _TICK_NS):
        return 0
    # hash() of a tuple of integers does not depend on the process.
    return hash((stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)) or 1
