"""`[[checks.off]]`: warnings that a site does not want to hear, each with its reason."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from bantin.config.base import Table, Text
from bantin.problems import Problem, Severity, catalogue, problem, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Off(Table, frozen=True):
    """One `[[checks.off]]`."""

    code: Text
    reason: Text
    paths: Text = "*"
    """A pattern for the problem's path, as a shell has it; `*` matches `/` too."""
    line: int = msgspec.field(default=0, name=" line")
    """Where it stands, for problems; under a name that nobody writes."""

    def covers(self, one: Problem) -> bool:
        """Whether the warning `one` is not to be told. An error always is."""
        return self.code == one.code and one.severity is Severity.WARNING and fnmatchcase(one.path, self.paths)


class Checks(Table, frozen=True):
    """`[checks]`."""

    off: tuple[Off, ...] = ()


def check_rules(checks: Checks, file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield what types cannot say of `[checks]`; `at` gives the line of a key."""
    hints = iter(range(records.HINTS))
    for index, one in enumerate(checks.off):  # the catalogue is read only where a site has such a table
        line = at("checks", "off", index, "code")
        entry = catalogue().get(one.code)
        if entry is None:
            warnings = [code for code, known in catalogue().items() if known.severity is Severity.WARNING]
            near = records.nearest(one.code, warnings) if next(hints, None) is not None else ""
            yield problem("BT141", file, line, name=one.code, near=near)
        elif entry.severity is Severity.ERROR:
            yield problem("BT142", file, line, name=one.code)
