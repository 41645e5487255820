"""Prints what happens while the preview runs."""

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
"""Changed files that are named; of more only the number is printed."""


class Terminal:
    """Prints lines in the site's language, from any thread."""

    def __init__(self, root: Path, stream: TextIO, words: Words, language: str) -> None:
        self._root = root
        self._stream = stream
        self.words = words
        self._language = language
        self._lock = threading.Lock()
        self._rendered: dict[str, frozenset[_Key]] = {}

    def print_line(self, key: str, **values: object) -> None:
        """Print the text `preview.KEY` of the words."""
        self._print(f"bantin: {self.words(key, **values)}")

    def use_language(self, snapshot: Snapshot) -> None:
        """Use the language and the words of `snapshot` from now on."""
        self.words = Words(snapshot.layouts.words)
        self._language = snapshot.language

    def print_problems(self, problems: Iterable[Problem]) -> None:
        """Print problems as `build` does."""
        for one in problems:
            place = f"{one.place}: " if one.place else ""
            severity = "" if one.severity is Severity.ERROR else f"{self.words('warning_mark')}: "
            self._print(f"{place}{one.code} {severity}{one.message(self._language)}")
            if hint := one.hint(self._language):
                self._print(f"    {hint}")

    def print_change(self, before: Snapshot, after: Snapshot, changes: Changes) -> None:
        """Print which files were read again, new problems, and when the last error is gone."""
        self.use_language(after)
        if changes.places:
            names = sorted(place.removeprefix(str(self._root) + os.sep) for place in changes.places)
            if len(names) <= _NAMED:
                self.print_line("reloaded", names=", ".join(names))
            else:
                self.print_line("reloaded_many", count=len(names))
        known = set(map(_key, before.problems))
        self.print_problems(one for one in after.problems if _key(one) not in known)
        if errors(before.problems) and not errors(after.problems):
            self.print_line("fixed")

    def print_rendered(self, path: str, problems: Sequence[Problem]) -> None:
        """Print the problems of rendering the page at `path` that no page had before."""
        with self._lock:
            known = frozenset[_Key]().union(*self._rendered.values())
            self._rendered.pop(path, None)
            if problems:
                self._rendered[path] = frozenset(map(_key, problems))
        self.print_problems(one for one in problems if _key(one) not in known)

    def print_traceback(self) -> None:
        """Print the traceback of the current exception, a fault of the engine."""
        self._print(traceback.format_exc().rstrip())

    def _print(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


_Key = tuple[object, ...]


def _key(one: Problem) -> _Key:
    """Return what identifies a problem: not its line, which may move, nor the page that shows a layout's error."""
    return (one.code, one.path, *sorted(item for item in one.values.items() if item[0] != "page"))
