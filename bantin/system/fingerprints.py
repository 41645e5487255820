"""Fingerprints of bytes and records: non-negative integers that fit SQLite's signed 64 bits, except `of_bytes`."""

from __future__ import annotations

from hashlib import blake2b, sha1
from typing import Any

import msgspec

from bantin.system import safe_open

_encode = msgspec.msgpack.Encoder().encode


def of_bytes(data: bytes) -> int:
    """Return an unsigned 64-bit fingerprint of `data`. URLs contain it, so it must not change; or see `of_content`."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


class Content:
    """Computes `of_content` of a file that is read in pieces."""

    def __init__(self) -> None:
        self._sum = sha1(usedforsecurity=False)

    def update(self, data: bytes) -> None:
        """Add the next piece."""
        self._sum.update(data)

    def value(self) -> int:
        """Return the fingerprint of all pieces."""
        return _shortened(self._sum.digest())


def of_content(data: bytes) -> int:
    """Return the fingerprint of a file's bytes.

    SHA-1 need not resist attacks here. It takes half the time of BLAKE2b, as OpenSSL uses the processor's instructions.
    """
    return _shortened(sha1(data, usedforsecurity=False).digest())


def _shortened(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big") >> 1


def holds(path: str, digest: int) -> bool:
    """Whether `path` is a plain file whose bytes have the fingerprint `digest` (`of_content`)."""
    try:
        return of_content(safe_open.read_plain(path, follow=False)) == digest
    except OSError:
        return False


def of(value: Any) -> int:  # noqa: ANN401 - anything that msgspec can encode
    """Return the fingerprint of a record or a value that msgspec can encode."""
    return of_bytes(_encode(value)) >> 1
