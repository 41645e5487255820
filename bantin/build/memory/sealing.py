"""What is stored, under a seal: SQLite has no checksums of its own, and one flipped bit of a fingerprint would leave a page stale."""

from __future__ import annotations

from zlib import crc32

SEAL = 4
"""Bytes in front."""


def seal(data: bytes | memoryview) -> bytes:
    """Return the seal of `data`."""
    return crc32(data).to_bytes(SEAL, "big")


def sealed(data: bytes) -> bytes:
    """Return `data` under its seal."""
    return seal(data) + data


def opened(stored: object) -> bytes | None:
    """Return what `sealed` was given; `None` for anything else."""
    if not isinstance(stored, bytes):
        return None
    data = stored[SEAL:]
    return data if stored[:SEAL] == seal(data) else None
