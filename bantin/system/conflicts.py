"""Marks that Git leaves in a file that two people have changed, until one version is chosen."""

from __future__ import annotations

import re

_BEGIN = b"<<<<<<< "
_MARKS = re.compile(rb"^<{7} .*?^={7}\r?$.*?^>{7} ", re.MULTILINE | re.DOTALL)


def conflict_line(data: bytes) -> int:
    """Return the line of the first conflict in a file, counted from 1; 0 where there is none."""
    found = _MARKS.search(data) if _BEGIN in data else None
    return data.count(b"\n", 0, found.start()) + 1 if found else 0
