"""What is stored, under a seal: SQLite has no checksums of its own, and one flipped bit of a fingerprint would leave a page stale."""

from __future__ import annotations

from zlib import crc32

_SEAL = 4
"""Bytes in front."""


def sealed(data: bytes) -> bytes:
    """Return `data` under its seal."""
    return crc32(data).to_bytes(_SEAL, "big") + data


def opened(stored: object) -> bytes | None:
    """Return what `sealed` was given; `None` for anything else."""
    if not isinstance(stored, bytes):
        return None
    data = stored[_SEAL:]
    return data if stored[:_SEAL] == crc32(data).to_bytes(_SEAL, "big") else None
