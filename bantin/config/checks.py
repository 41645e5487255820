"""`[[checks.off]]`: warnings that a site switches off, each with a reason."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

import msgspec

from bantin.config.base import Meaning, Table, Text
from bantin.problems import Problem, Severity, catalogue, problem, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Off(Table, frozen=True):
    """One `[[checks.off]]`."""

    code: Annotated[Text, Meaning("Mã của cảnh báo.", "The warning's code.", "BT921")]
    reason: Annotated[
        Text, Meaning("Vì sao tắt.", "Why it is switched off.", "bài chuyển từ trang cũ, không có tóm tắt")
    ]
    paths: Annotated[
        Text,
        Meaning(
            "Tắt cho những tệp nào; `*` thay cho chữ bất kỳ, kể cả dấu `/`.",
            "For which files: a pattern as in a shell; `*` matches `/` too.",
            "content/tin-tuc/2005/*",
        ),
    ] = "*"
    line: int = msgspec.field(default=0, name=" line")
    """Its line in the file, for problems. The encoded name is one that no file has as a key."""

    def covers(self, one: Problem) -> bool:
        """Whether `one` is a warning that this entry switches off; errors cannot be."""
        return self.code == one.code and one.severity is Severity.WARNING and fnmatchcase(one.path, self.paths)


class Checks(Table, frozen=True):
    """`[checks]`."""

    off: Annotated[
        tuple[Off, ...],
        Meaning("Một cảnh báo không hợp với trang, được tắt đi.", "A warning that does not fit the site."),
    ] = ()


def validate_checks(checks: Checks, file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield the problems of `[checks]`; `at` returns the line of a key."""
    hints = iter(range(records.HINTS))
    for index, one in enumerate(checks.off):
        line = at("checks", "off", index, "code")
        entry = catalogue().get(one.code)
        if entry is None:
            warnings = [code for code, known in catalogue().items() if known.severity is Severity.WARNING]
            near = records.nearest(one.code, warnings) if next(hints, None) is not None else ""
            yield problem("BT141", file, line, name=one.code, near=near)
        elif entry.severity is Severity.ERROR:
            yield problem("BT142", file, line, name=one.code)
