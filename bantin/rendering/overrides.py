"""Layout files of a site that stand in for Bantin's, and what these were when the site's were copied from them."""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, NamedTuple

from bantin.problems import Problem, problem
from bantin.rendering.load_layouts import parsed_words, read_layout
from bantin.system import toml
from bantin.system.paths import LAYOUTS, below, builtin_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORIGINALS = f"{LAYOUTS}/.originals"
"""Holds each file as Bantin had it when it was copied. It belongs to the site; layouts are not looked for there."""
WORDS = "i18n/"


class Override(NamedTuple):
    """A file of the site's `layouts/` that has Bantin's name, or had it."""

    name: str
    """Its path from `layouts/`."""
    own: bytes
    original: bytes | None
    """Bantin's when it was copied, where that is known."""
    now: bytes | None
    """Bantin's of now, if there is one."""


def overrides(root: Path) -> Iterator[Override]:
    """Yield the files of the site at `root` that are, or were, in place of Bantin's. Raises `OSError`."""
    builtin, own = builtin_folder(), root / LAYOUTS
    if own == builtin or not own.is_dir():
        return
    ours = below(builtin)
    originals = below(root / ORIGINALS)
    for name, path in sorted(below(own).items()):
        if name in ours or name in originals:
            original, now = (read_layout(root, files[name]) if name in files else None for files in (originals, ours))
            yield Override(name, read_layout(root, path), original, now)


def judge(one: Override) -> Iterator[tuple[Problem, str]]:
    """Yield what is to be done about an override, each with a unified diff to show or an empty text."""
    place = f"{LAYOUTS}/{one.name}"
    if one.now is None:
        yield problem("BT522", place, name=one.name), ""
    elif one.name.startswith(WORDS):
        yield from _judge_words(one, place)
    elif one.own == one.now:
        yield problem("BT523", place, name=one.name), ""
    elif one.original is None:
        yield problem("BT524", place, name=one.name), _diff(one.name, _lines(one.own), _lines(one.now))
    elif one.original != one.now:
        yield problem("BT521", place, name=one.name), _diff(one.name, _lines(one.original), _lines(one.now))


def _judge_words(one: Override, place: str) -> Iterator[tuple[Problem, str]]:
    """Judge a file of words, which replaces single ones: only these count."""
    own, now, original = _words(one.own), _words(one.now or b""), _words(one.original or b"")
    if gone := [key for key in own if key not in now]:
        yield problem("BT525", place, keys=", ".join(gone)), ""
    changed = [key for key in own if key in original and key in now and original[key] != now[key]]
    if changed:
        texts = ([f"{key} = {words[key]}" for key in changed] for words in (original, now))
        yield problem("BT521", place, name=one.name), _diff(one.name, *texts)


def _words(data: bytes) -> dict[str, str]:
    """Return the words of a file; none of one that cannot be read, of which a build says so."""
    try:
        return dict(parsed_words(data.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, toml.TooMuch, UnicodeDecodeError):
        return {}


def _lines(data: bytes) -> list[str] | None:
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return None


def _diff(name: str, before: list[str] | None, after: list[str] | None) -> str:
    """Return the unified diff of two texts; an empty text for files that are none."""
    if before is None or after is None:
        return ""
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=2, lineterm="")
    return "".join(f"{line}\n" for line in lines)
