"""CommonMark's own examples (version 0.31.2, from npm's `commonmark-spec`) have the structure that it wants."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from bantin.markup.dialect import Dialect
from tests.markup import texts
from tests.markup.structure import structure_of
from tests.markup.unresolved import Unresolved

SPEC = Path(__file__).parents[2] / "node_modules" / "commonmark-spec" / "spec.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.DOTALL | re.MULTILINE)
WORD = "a word in angle brackets is shown, unless it is one of HTML's elements"
MARKS = "bold begins and ends beside quotes and punctuation, too"
SPACES = "a link may have spaces in its address"
NO_BREAK = "a no-break space after a sign is a space"
BARE = "GitHub's bare addresses are links"
HIDDEN = "no reader sees `<?php … ?>` and `<![CDATA[…]]>`: browsers would show what follows a `>` in them"
NAME = "`<m:…>` is what Word writes, no address"
OTHERWISE = {
    **dict.fromkeys((163, 201, 491, 524, 536, 613, 614, 615, 617, 623), WORD),
    **dict.fromkeys((380,), MARKS),
    **dict.fromkeys((41, 488, 568), SPACES),
    **dict.fromkeys((353,), NO_BREAK),
    **dict.fromkeys((606, 608, 611, 612), BARE),
    609: NAME,
    **dict.fromkeys((180, 629), HIDDEN),
}
"""The examples that come out otherwise, each with the reason."""


@cache
def examples() -> dict[int, tuple[str, str]]:
    """Return Markdown and HTML of each example by its number."""
    text = SPEC.read_text("utf-8").partition("<!-- END TESTS -->")[0].replace("→", "\t")
    return {number: (found[1], found[2]) for number, found in enumerate(EXAMPLE.finditer(text), 1)}


@cache
def dialect() -> Dialect:
    """Return the dialect with indented code, as CommonMark has it."""
    return Dialect(texts.WORDS, indented_code=True)


def has_its_structure(number: int) -> bool:
    """Whether an example has the structure that CommonMark wants, before links are resolved and HTML is sanitized."""
    text, html = examples()[number]
    return structure_of(dialect().convert(text.removesuffix("\n"), Unresolved())) == structure_of(html)


def test_there_are_as_many_as_commonmark_has() -> None:
    assert len(examples()) == 652
    assert len(OTHERWISE) <= 32


@pytest.mark.parametrize("number", [number for number in range(1, 653) if number not in OTHERWISE])
def test_an_example(number: int) -> None:
    assert has_its_structure(number)


@pytest.mark.parametrize("number", OTHERWISE)
def test_what_is_said_to_be_otherwise_is(number: int) -> None:
    assert not has_its_structure(number)
