"""Removes the problems that `[[checks.off]]` of the settings switches off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.problems import Problem, problem
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.config import Settings


def remove_suppressed(problems: Iterable[Problem], settings: Settings) -> list[Problem]:
    """Return `problems` without those switched off, with BT143 for each entry that matches none."""
    off = settings.checks.off
    if not off:
        return list(problems)
    used: set[int] = set()
    left: list[Problem] = []
    for one in problems:
        covering = [index for index, entry in enumerate(off) if entry.covers(one)]
        used.update(covering)
        if not covering:
            left.append(one)
    unused = [entry for index, entry in enumerate(off) if index not in used]
    return left + [problem("BT143", SETTINGS_FILE, entry.line, name=entry.code, paths=entry.paths) for entry in unused]
