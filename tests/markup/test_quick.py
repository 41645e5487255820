"""`quick` gives the same HTML, headings, anchors, fragments and problems as Python-Markdown, for every text."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings

from bantin.markup.dialect import Dialect
from bantin.markup.rendering import Markup
from tests.conftest import SOAK
from tests.markup import texts

if TYPE_CHECKING:
    from bantin.markup.body import Body

MARKUP = Markup(texts.settings(), texts.WORDS)


def both_ways(text: str) -> tuple[Body, Body]:
    return (
        MARKUP.render(texts.PATH, text, 7, texts.Site()),
        MARKUP.render(texts.PATH, text, 7, texts.Site(), short_way=False),
    )


@settings(max_examples=300 if SOAK < 100 else 30_000)
@given(texts.TEXTS)
@example("a\n\n    x\n\n\n    y")
@example("## b\n\n: x")
@example("&#1")
@example("a\n\n\u2028\n\nb")
@example("²\n\n\u205f\n\n: 1")
@example("w\n\n\u3000\n\nb")
def test_the_short_way_is_the_long_way(text: str) -> None:
    short, long = both_ways(text)
    assert short == long


@pytest.mark.parametrize("seed", range(4 if SOAK < 100 else 40))
def test_the_short_way_is_the_long_way_for_a_thousand_texts_more(seed: int) -> None:
    """The same without Hypothesis, whose drawing takes ten times longer than rendering."""
    chance = random.Random(seed if SOAK < 100 else None)
    for _ in range(1_000):
        text = texts.random_text(chance)
        short, long = both_ways(text)
        assert short == long, f"reproduce with both_ways({text!r})"


# What was found once, and what looks as if it might be found.
@pytest.mark.parametrize(
    "text",
    [
        "Một đoạn.\n\nHai đoạn.",
        "## Mục\n\n## Mục\n\n- a\n\n## Mục\n\n### Mục",
        "- a\n\n## Trùng\n\nđoạn\n\n## Trùng\n\n> ## Trùng",
        "a\n\n- b\n\n    c\n\nd",
        "1. a\n\nb\n\n2. c",
        "> a\n\nb\n\n> c",
        "> a\n\n1. b\n1. c\n\n> d\n\n- e",
        "- a\n- b\n\n> c\n\n> d",
        "1. a\n\n> b\n\n    c",
        "> a\n\n- b\n\n1. c\n\n> d",
        "T\n\n: a\n\nU\n\n: b",
        "## T\n\n:   a",
        "T\n: a\n\nđoạn\n\n    mã",
        "| a | b |\n|---|---|\n| c | d |\n\nđoạn\n\n| e | f |",
        "a\n\n\n\n\nb",
        "    mã\n\n\n\n    mã\n\n\n",
        "đoạn\n\n    mã\n\n \n\n    mã",
        "**a** b\n\n**a**\n\n**a**.\n\n**a b** c **d**",
        "**a\nb**",
        "a **b\n\nc** d",
        "2020. Năm\n\n2020 . a\n\n1.a\n\n1) a",
        "…a\n\n“**a**”\n\n(a)",
        "a  \nb\n\na \nb",
        "[a]: b\n\n[a]",
        "a\n***\nb",
        "x@y.vn\n\nx @ y",
        "http://a_b_c.vn/_d_",
        "a \u2028 b\n\nc\u2029d",
        "a\u00adb\n\n\u200bc",
        "&copy; x\n\n&copy x\n\n&a;",
        "a > b\n\n> b",
        "5 > 3 **và** 2 > 1",
    ],
    ids=repr,
)
def test_texts_that_are_near_the_edge(text: str) -> None:
    short, long = both_ways(text)
    assert short == long


@pytest.fixture
def long_way(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes the long way."""
    seen: list[str] = []
    convert = Dialect.convert

    def spy(self: Dialect, text: str) -> str:
        seen.append(text)
        return convert(self, text)

    monkeypatch.setattr(Dialect, "convert", spy)
    return seen


def test_plain_blocks_do_go_the_short_way(long_way: list[str]) -> None:
    text = "## Điều 1. Phạm vi\n\nMột đoạn **đậm** và thường.\n\n| a |\n| --- |\n| b |\n\nĐoạn hai,\ndòng hai."
    MARKUP.render(texts.PATH, text, 1, texts.Site())
    assert long_way == ["| a |\n| --- |\n| b |"]


def test_a_list_beside_a_quotation_goes_the_short_way(long_way: list[str]) -> None:
    MARKUP.render(texts.PATH, "> Trích.\n\n- một;\n- hai.\n\n> Trích.\n\n1. một;\n1. hai.\n\n> Trích.", 1, texts.Site())
    assert not long_way


@pytest.mark.parametrize("text", ["a <b> c", "a[^1]\n\n[^1]: b", "```\nx\n```", "a {: .b}", "[a]: b", "a\tb"])
def test_what_reaches_over_blank_lines_goes_the_long_way_as_a_whole(long_way: list[str], text: str) -> None:
    MARKUP.render(texts.PATH, f"Đoạn.\n\n{text}\n\nĐoạn.", 1, texts.Site())
    assert long_way == [f"Đoạn.\n\n{text}\n\nĐoạn."]
