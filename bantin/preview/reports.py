"""What the terminal says while the preview runs."""

from __future__ import annotations

import os
import threading
import traceback
from typing import TYPE_CHECKING

from bantin.preview.words import Words
from bantin.problems import Severity, errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from bantin.preview.changes import Changes
    from bantin.preview.snapshots import Snapshot
    from bantin.problems import Problem

_NAMED = 3
"""Changed files that are named; of more only the number is told."""


class Reports:
    """Writes lines for the person at the terminal."""

    def __init__(self, root: Path, stream: TextIO, words: Words, language: str) -> None:
        self._root = root
        self._stream = stream
        self.words = words
        self._language = language
        self._lock = threading.Lock()
        self._rendered: dict[str, frozenset[_Key]] = {}

    def line(self, key: str, **values: object) -> None:
        """Say the word `preview.KEY`."""
        self._say(f"bantin: {self.words(key, **values)}")

    def speak(self, snapshot: Snapshot) -> None:
        """Go on in the language and the words of `snapshot`."""
        self.words = Words(snapshot.layouts.words)
        self._language = snapshot.language

    def problems(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong, as `build` does."""
        for one in problems:
            place = f"{one.place}: " if one.place else ""
            severity = "" if one.severity is Severity.ERROR else f"{self.words('warning_mark')}: "
            self._say(f"{place}{one.code} {severity}{one.message(self._language)}")
            if hint := one.hint(self._language):
                self._say(f"    {hint}")

    def change(self, before: Snapshot, after: Snapshot, changes: Changes) -> None:
        """Say what was read again, which problems are new, and when all are gone."""
        self.speak(after)
        if changes.places:
            inside = str(self._root) + os.sep
            names = sorted(place.removeprefix(inside) for place in changes.places)
            self.line("reloaded", names=", ".join(names)) if len(names) <= _NAMED else self.line(
                "reloaded_many", count=len(names)
            )
        known = set(map(_key, before.problems))
        self.problems(one for one in after.problems if _key(one) not in known)
        if errors(before.problems) and not errors(after.problems):
            self.line("fixed")

    def rendered(self, path: str, problems: Sequence[Problem]) -> None:
        """Say what rendering the page at `path` has found, unless that page or another had it before."""
        with self._lock:
            known = frozenset[_Key]().union(*self._rendered.values())
            self._rendered.pop(path, None)
            if problems:
                self._rendered[path] = frozenset(map(_key, problems))
        self.problems(one for one in problems if _key(one) not in known)

    def fault(self) -> None:
        """Show the traceback of the exception at hand: a fault of the engine is never dressed up."""
        self._say(traceback.format_exc().rstrip())

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


_Key = tuple[object, ...]


def _key(one: Problem) -> _Key:
    """Return what makes a problem the same for somebody who reads: its line may have moved, and each page has a layout's fault."""
    return (one.code, one.path, *sorted(item for item in one.values.items() if item[0] != "page"))
