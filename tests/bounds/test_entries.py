"""Whatever an editor writes, again and again: the work grows with it, or it is refused before it grows too much.

Steps are counted, not seconds: lines of Python, and what its regular expressions try (`steps`).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.bounds.counting import Counter
from tests.bounds.entries import Entries, Entry
from tests.bounds.fragments import FRAGMENTS, Fragment
from tests.bounds.steps import Endless
from tests.conftest import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW, MORE, MANY = 64, 96, 192
"""Repetitions that are counted: more than those for which no text is judged (`bounds`)."""
GROWTH = 4
"""How much the way from more to many may cost, in ways from few to more: 3 where it is in proportion, 5.4 for the square."""
LEAST = 1000
"""Steps of which it is not worth while to say how they grow."""
BUDGET = 150_000_000
"""Lines that an input may take beyond what is in proportion: those of a few seconds."""
TRIES_A_LINE = 200
"""What a pattern tries while Python runs a line; C looks through a text for a sign much quicker still."""
REFUSED = {"BT125", "BT204", "BT306", "BT313", "BT409", "BT411", "BT850"}
"""How what is too much is told."""
NAMES = (
    "text",
    "source",
    "check",
    "front_matter",
    "front_matter_value",
    "settings",
    "settings_value",
    "link",
    "file_name",
    "pdf",
    "picture",
    "svg",
)
TRIED = FRAGMENTS if SOAK >= 100 else FRAGMENTS[::3]
"""A soak tries them all."""
PARTS = 3
"""That the machine's cores can share."""


@pytest.fixture(scope="module")
def counter() -> Counter:
    return Counter()


@pytest.fixture(scope="module")
def entries(counter: Counter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Entry]]:
    """Return the entries by their names, all that they use counting."""
    Entries(tmp_path_factory.mktemp("warm")).text("**a** {: #b }\n\n- c\n")  # whatever is imported late must be there
    limit = sys.getrecursionlimit()
    with counter.everywhere():
        sys.setrecursionlimit(20_000)  # the counting matcher recurses where `re` does not
        yield {one.name: one for one in Entries(tmp_path_factory.mktemp("bounds")).all()}
    sys.setrecursionlimit(limit)


def test_there_are_enough_fragments() -> None:
    assert len(TRIED) >= 200


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", NAMES)
def test_work_grows_with_the_text(name: str, part: int, entries: dict[str, Entry], counter: Counter) -> None:
    entry = entries[name]
    slow = [found for fragment in TRIED[part::PARTS] if (found := _too_slow(entry, fragment, counter))]
    assert slow == []


def _too_slow(entry: Entry, fragment: Fragment, counter: Counter) -> str:
    """Return what is wrong, or an empty text."""
    entry.take(fragment.times(MANY))  # what is imported or kept for the next time counts no more
    try:
        many = _counted(entry, fragment.times(MANY), counter)
        if sum(many) <= GROWTH * LEAST:
            return ""
        few, more = (_counted(entry, fragment.times(times), counter) for times in (FEW, MORE))
    except Endless:
        return f"{fragment}: endless"
    if sum(many) - sum(more) <= GROWTH * max(sum(more) - sum(few), LEAST):
        return ""
    lines, tries = (_squares(*counts) for counts in zip(few, more, many, strict=True))
    times = int((BUDGET / max(0.01, lines + tries / TRIES_A_LINE)) ** 0.5)
    if times * len(fragment.repeated) > entry.limit or _refused(entry, fragment, times):
        return ""
    return f"{fragment}: {few}, {more}, {many} (lines, tries); {times} times are not refused"


def _counted(entry: Entry, text: str, counter: Counter) -> tuple[int, int]:
    """Return lines and tries."""
    counter.of(lambda: entry.take(text))
    return counter.lines, counter.tries


def _squares(few: int, more: int, many: int) -> float:
    """Return the factor of the square of the repetitions in the parabola through three counts."""
    return max(0.0, ((many - more) / (MANY - MORE) - (more - few) / (MORE - FEW)) / (MANY - FEW))


def _refused(entry: Entry, fragment: Fragment, times: int) -> bool:
    """Whether an entry refuses so many of a fragment, without counting."""
    return bool(entry.take(fragment.times(times)) & REFUSED)
