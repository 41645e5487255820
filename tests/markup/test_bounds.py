"""A text is refused just where it costs more than a bound allows, and passes below it. The figures are worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bantin.markup.bounds import Tangled, refuse

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS = 100
"""How many signs a text has of which each costs what is left of the text."""


def refused(text: str) -> str:
    """The sign that a text is refused for, or nothing."""
    try:
        refuse(text)
    except Tangled as tangled:
        return tangled.sign
    return ""


COSTS: dict[str, tuple[Callable[[int], str], int, str]] = {
    # 100 brackets that nothing closes: 100 * n + 5,050 characters are read for them, at most 4,000,000.
    "brackets": (lambda n: "[" * SIGNS + "x" * n, 39_949, "["),
    # The same for addresses, which begin at every fourth character: 100 * n + 19,900.
    "addresses": (lambda n: "[a](" * SIGNS + "x" * n, 39_801, "]("),
    # 100 references in a block of n lines, each of which is read for each: 4,000,000.
    "references": (lambda n: "]:" * SIGNS + "a\n" * n, 40_000, "]:"),
    # 100 tags that nothing closes: 100 * n + 10,100, at most 20,000,000.
    "tags": (lambda n: "<a" * SIGNS + "x" * n, 199_899, "<"),
    # One run of 100 ticks: each shorter run is sought in what follows, 100 * (n + 100), at most 20,000,000.
    "ticks": (lambda n: "`" * SIGNS + "x" * n, 199_900, "`"),
    "notes": (lambda n: "[^a] " * n, 1_500, "[^"),
    # The square of lines that begin another block: at most 1,000,000.
    "lines that begin a block": (lambda n: "# a\n" * n, 1_000, ": - = #"),
    # The square of forced line breaks: at most 60,000,000.
    "forced line breaks": (lambda n: "a  \n" * n, 7_745, "␣␣⏎"),
    **{
        f"many {sign}": (text.__mul__, most, sign)
        for sign, text, most in (
            ("<", "< ", 20_000),
            ("[", "[]", 40_000),
            ("*", "a*", 40_000),
            ("_", "_ ", 40_000),
            ("`", "` ", 40_000),
            ("&", "& ", 40_000),
            ("\\", "\\ ", 40_000),
            ("|", "a|", 60_000),
            ("{", "{ ", 20_000),
        )
    },
    "many lines that begin with a sign": (lambda n: "- a\n" * n, 30_000, "- > # |"),
}
"""What a text of n has too much of: the text, the largest n that passes, the sign that is named."""


@pytest.mark.parametrize(("make", "most", "sign"), COSTS.values(), ids=COSTS)
def test_a_text_is_refused_just_above_its_bound(make: Callable[[int], str], most: int, sign: str) -> None:
    assert refused(make(most)) == ""
    assert refused(make(most + 1)) == sign


def test_sixty_signs_of_a_kind_are_never_looked_at() -> None:
    rest = "x" * 100_000
    assert refused("[" * 60 + rest) == ""
    assert refused("[" * 61 + rest) == "["


def test_a_short_text_may_have_many_signs() -> None:
    most = 20_000
    assert refused("{" * most) == ""
    assert refused("{" * 20_001) == "{"
    assert refused("\\" * 19_999 + "{") == ""


def test_a_block_costs_alone() -> None:
    """What nothing closes is searched to the end of its block, not of the text."""
    block = "[" * SIGNS + "x" * 20_000
    assert refused(block + "\n\n" + block[:100]) == ""
    assert refused(block + "\n" + block) == "["


def test_the_passage_that_costs_most_is_named_by_its_line() -> None:
    with pytest.raises(Tangled) as caught:
        refuse("a\n\n" + "[" * 61 + "\n\nb\n\n" + "[" * 80 + "x" * 100_000)
    assert (caught.value.sign, caught.value.count, caught.value.line) == ("[", 141, 7)
