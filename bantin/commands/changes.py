"""What a newer Bantin brings, by its list of changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r"^## ", re.MULTILINE)
_ENTRY = re.compile(r"\n(?=- )|\n{2,}")
_NUMBER = re.compile(r"\d+")


def new_changes(now: str, before: str, version: str) -> str:
    """Return the part of a list of changes, `now`, that the one `before` does not have, under its headings.

    Both are the text of a `CHANGELOG.md`. Sections of versions older than `version`, the one before, are passed over:
    an entry there is new only in its words.
    """
    known = {_words(entry) for _, entries in _sections(before) for entry in entries}
    parts: list[str] = []
    for heading, entries in _sections(now):
        new = [entry for entry in entries if _words(entry) not in known]
        if new and _parts_of(heading.partition(" – ")[0]) >= _parts_of(version):
            parts += [f"## {heading}\n", "\n".join([*new, ""])]
    return "\n".join(parts)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the heading and the entries of each section, a version."""
    for section in _SECTION.split(text)[1:]:
        heading, _, rest = section.partition("\n")
        yield heading.strip(), [entry.strip("\n") for entry in _ENTRY.split(rest) if entry.strip()]


def _words(entry: str) -> str:
    """Return an entry without its line breaks, which say nothing."""
    return " ".join(entry.split())


def _parts_of(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _NUMBER.findall(version))
