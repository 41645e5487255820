"""Every regular expression of the package takes steps in proportion to the text, or its text is bounded for a reason that stands here."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.bounds import patterns
from tests.bounds.steps import Counting, Endless
from tests.conftest import SOAK

if TYPE_CHECKING:
    from types import ModuleType

FEW, MANY = 8, 32
"""Repetitions."""
GROWTH = 6
"""How much more steps four times the text may take: 4 where they are in proportion, 16 where they are their square."""
TEXTS = 300 if SOAK >= 100 else 120
"""Of one pattern."""
BOUNDED = {
    "bantin.media.svg._LENGTH": "an attribute of a drawing",
    "bantin.preview.injection._BODY": "a page of ours, which has one",
    "bantin.content.yaml_front_matter._MARKS": "forty repetitions are looked for, and no more",
    "bantin.rendering.relative_urls._TAG": "a page of ours, well-formed",
    "bantin.markup.plain.TAG": "HTML of nh3, which closes what is open",
    "bantin.rendering.assets._URL": "300 characters of an address",
    "bantin.rendering.load_layouts._LITERAL": "a tag of a layout",
    "bantin.rendering.compiler._BINDING": "a layout",
    "bantin.markup.paper_links._PARTS": "HTML of ours, which closes what it opens",
    "bantin.theme.shapes._RULE": "the logo of the settings",
    "bantin.theme.shapes._TURN": "the logo of the settings",
}
"""What takes more, and why its text is short or sound: no editor writes it."""
MODULES = [module for module in patterns.modules() if next(patterns.patterns(module), None)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_steps_grow_with_the_text(module: ModuleType) -> None:
    slow = {}
    for used in patterns.patterns(module):
        if not patterns.is_short(used.pattern) and used.name not in BOUNDED and (found := _worst(used)):
            slow[used.name] = found
    assert slow == {}


def test_what_is_bounded_is_still_there() -> None:
    names = {used.name for module in MODULES for used in patterns.patterns(module)}
    assert set(BOUNDED) - names == set()


def test_steps_find_what_re_finds() -> None:
    for module in MODULES:
        for used in patterns.patterns(module):
            counting = Counting(used.pattern)
            for before, repeated, after in patterns.texts(used.pattern)[:40]:
                text = _as_read(used, before + repeated * 3 + after)
                assert counting.count("finditer", text) == [one.span() for one in used.pattern.finditer(text)], (
                    used.name
                )
                found = used.pattern.fullmatch(text)
                assert counting.count("fullmatch", text) == ([found.span()] if found else []), used.name


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"<[^>]*>", "<" * 3000),
        (r"\s*x", " " * 3000),
        (r"(a|a)*b", "a" * 30),
        (r"(?P<f>`{3,})[^\n]*\n", "`" * 3000),
        (r"a[^b]*b", "a" * 3000),
        (r"url\(\s*\"?\s*\)", "url(" + " " * 3000),
    ],
)
def test_steps_see_what_is_slow(pattern: str, text: str) -> None:
    counting = Counting(re.compile(pattern))
    with pytest.raises(Endless):
        counting.count("sub", text)


def _worst(used: patterns.Used) -> tuple[str, str, str, str] | None:
    """Return a method and a text whose steps grow too much, if there is one."""
    counting = Counting(used.pattern)

    def steps(method: str, text: str) -> int:
        counting.steps = 0
        with suppress(Endless):
            counting.count(method, _as_read(used, text))
        return counting.steps

    for before, repeated, after in patterns.texts(used.pattern)[:TEXTS]:
        for method in used.methods:
            few, many = (steps(method, before + repeated * times + after) for times in (FEW, MANY))
            if many > GROWTH * few:
                return method, before, repeated, after
    return None


def _as_read(used: patterns.Used, text: str) -> str | bytes:
    return text.encode("latin-1", "replace") if isinstance(used.pattern.pattern, bytes) else text
