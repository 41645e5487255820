"""Count what code does: lines of Python, and the steps of its regular expressions."""

from __future__ import annotations

import functools
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.bounds.steps import Counting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_COUNTED = ("bantin", "markdown", "html.parser", "_markupbase", "tomllib", "frontmatter", "difflib", "pypdf")
"""Modules of which each pattern counts."""


class Counter:
    """Counts while it is used."""

    def __init__(self) -> None:
        self.lines = 0
        self.tries = 0
        """What the patterns tried."""
        self.patterns: dict[int, Counting] = {}

    def of(self, work: Callable[[], object]) -> int:
        """Return the steps of `work`; `lines` and `tries` say which."""
        self.lines = 0
        for one in self.patterns.values():
            one.steps = 0
        before = sys.gettrace()
        Counting.is_counting = True
        sys.settrace(self._line)
        try:
            work()
        finally:
            sys.settrace(before)
            Counting.is_counting = False
        self.tries = sum(one.steps for one in self.patterns.values())
        return self.lines + self.tries

    def _line(self, _frame: FrameType, _event: str, _argument: object) -> Any:
        self.lines += 1
        return self._line

    def counting(self, pattern: re.Pattern[Any]) -> Any:
        """Return `pattern` as one that counts."""
        if id(pattern) not in self.patterns:
            self.patterns[id(pattern)] = Counting(pattern)
        return self.patterns[id(pattern)]

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Have each pattern of the counted modules count, those that are compiled from now on too."""
        put_back: list[Callable[[], object]] = []

        def exchange(owner: Any, name: str, value: Any) -> None:
            new = self._exchanged(value)
            if new is not value:
                put_back.append(functools.partial(setattr, owner, name, value))
                setattr(owner, name, new)

        for module_name, module in list(sys.modules.items()):
            if not module_name.startswith(_COUNTED):
                continue
            for name, value in list(vars(module).items()):
                exchange(module, name, value)
                if isinstance(value, type) and value.__module__ == module_name:
                    for inner, inner_value in list(vars(value).items()):
                        if isinstance(inner_value, re.Pattern):
                            exchange(value, inner, inner_value)
        compile_ = re.compile
        re.compile = lambda *arguments, **options: self.counting(compile_(*arguments, **options))
        try:
            yield
        finally:
            re.compile = compile_
            for one in put_back:
                one()

    def _exchanged(self, value: Any) -> Any:
        if isinstance(value, re.Pattern):
            return self.counting(value)
        if isinstance(value, dict) and any(isinstance(one, re.Pattern) for one in value.values()):
            return {key: self._exchanged(one) for key, one in value.items()}
        return value
