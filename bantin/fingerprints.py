"""Fingerprints of bytes and of records, 64-bit integers."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import Any

import msgspec

_encode = msgspec.msgpack.Encoder().encode


def of_bytes(data: bytes) -> int:
    """Return the fingerprint of `data`."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def holds(path: str, digest: int) -> bool:
    """Whether there is a plain file with the bytes of the fingerprint `digest`."""
    try:
        if os.path.islink(path):
            return False
        with open(path, "rb") as stream:
            return of_bytes(stream.read()) == digest
    except OSError:
        return False


def of(value: Any) -> int:  # noqa: ANN401 - whatever msgspec can encode
    """Return the fingerprint of a record or a plain value."""
    return of_bytes(_encode(value))
