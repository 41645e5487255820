from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.content import yaml_front_matter
from bantin.content.front_matter import Source, split
from bantin.content.read import HEADER_LIMIT, SourceFault

if TYPE_CHECKING:
    from bantin.content.mending import Takes

KEYS_KNOWN: dict[str, Takes] = {"title": "text", "summary": "text", "tags": "list", "date": "", "related": "file"}


def fault(text: str) -> tuple[str, int]:
    """Return code and line of the first problem; whether anything can be made of the rest does not matter."""
    try:
        first = split(text, "content/x.md", KEYS_KNOWN).problems[0]
    except SourceFault as raised:
        first = raised.problem
    assert first.path == "content/x.md"
    return first.code, first.line


def values(front: str) -> dict[str, Any]:
    return split(f"---\n{front}\n---\n", "content/x.md").values


def test_a_source_falls_in_two_with_the_line_of_each_key() -> None:
    text = "---\ntitle: Tên\n# lời\ntags:\n  - a\n  - b\n\ndate: 2020-01-01\n---\n\n\nDòng đầu.\n\nDòng hai.\n"
    assert split(text, "x") == Source(
        {"title": "Tên", "tags": ["a", "b"], "date": "2020-01-01"},
        {"title": 2, "tags": 4, "date": 8},
        "Dòng đầu.\n\nDòng hai.",
        12,
        written=text.split("---\n")[1],
        first_line=2,
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("012", "012"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("null", ""),
        ("~", ""),
        ('"null"', "null"),
        ("10:30", "10:30"),
        ("2020-12-31", "2020-12-31"),
        ("2020-12-31 07:30", "2020-12-31 07:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("=", "="),
        ('"a: b # c"', "a: b # c"),
        ("'it''s'", "it's"),
        ("C# và F#", "C# và F#"),
        ("", ""),
        ("|\n  một\n  hai", "một\nhai\n"),
        (">-\n  một\n  hai", "một hai"),
        ('"\\u0110ại"', "Đại"),
    ],
)
def test_a_value_stays_what_the_editor_wrote(written: str, kept: str) -> None:
    assert values(f"key: {written}") == {"key": kept}


def test_keys_that_python_frontmatter_itself_stumbles_over() -> None:
    assert values("content: a\nhandler: b\nmetadata: c") == {"content": "a", "handler": "b", "metadata": "c"}


def test_blank_lines_before_and_spaces_after_the_marks() -> None:
    made = split("\n\n---  \ntitle: a\n---\t\nText", "x")
    assert (made.values, made.lines, made.body, made.body_line) == ({"title": "a"}, {"title": 4}, "Text", 6)


def test_a_rule_in_the_text_is_not_the_end_of_the_front_matter() -> None:
    assert split("---\ntitle: a\n---\nMột\n\n---\n\nHai", "x").body == "Một\n\n---\n\nHai"


def test_dashes_inside_a_value_do_not_close() -> None:
    assert values("title: a --- b\nsummary: '---'") == {"title": "a --- b", "summary": "---"}


def test_no_text_at_all() -> None:
    made = split("---\ntitle: a\n---", "x")
    assert (made.values, made.body) == ({"title": "a"}, "")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Không có gì", "BT201", 1),
        ("\n\ntitle: a\n---\n", "BT201", 3),
        ("----\ntitle: a\n----\n", "BT240", 1),
        ("+++\ntitle = 'a'\n+++\n", "BT240", 1),
        ('{"title": "a"}\n', "BT201", 1),
        ("---\ntitle: a\n\nVăn bản", "BT202", 1),
        ("---\ntitle: a\n --- \nVăn bản", "BT240", 3),
        ("---\n---\n", "BT209", 2),
        ("---\n- a\n- b\n---\n", "BT209", 2),
        ("---\nchỉ là chữ\n---\n", "BT209", 2),
        ("---\n[a, b]: c\n---\n", "BT209", 2),
        ("---\ntitle: a\ndate: b\ntitle: c\n---\n", "BT208", 4),
        ("---\nattachments:\n  - file: a\n    file: b\n---\n", "BT208", 4),
        ("---\ntitle: Kỳ họp: khai mạc\n---\n", "BT223", 2),
        ("---\ntitle: [a\n---\n", "BT232", 2),
        ('---\ntitle: "a\n---\n', "BT231", 2),
        ("---\ntitle: a\n\tdate: b\n---\n", "BT227", 3),
        ("---\ntitle: a\n date: b\n---\n", "BT233", 3),
        ("---\ntitle: *sao\n---\n", "BT218", 2),
        ("---\ntitle: @a\n---\n", "BT218", 2),
        ("---\ntitle: %a\n---\n", "BT218", 2),
        ("---\ntitle: a\n...\nb: c\n---\n", "BT240", 3),
        ("---\ntags: &x [a]\nrelated: *x\n---\n", "BT218", 2),
    ],
)  # fmt: skip
def test_front_matter_that_cannot_be_used(text: str, code: str, line: int) -> None:
    assert fault(text) == (code, line)


@pytest.mark.parametrize(
    "front",
    [
        "title: &copy 2020",
        "title: &a x\nsummary: *a",
        "title: !important Đọc ngay",
        "title: !!python/object:os.system x",
    ],
)
def test_no_part_of_a_value_vanishes_as_yaml_s_anchor_alias_or_tag(front: str) -> None:
    """Whatever the answer is, a problem or the text, it must not be half of what the editor wrote."""
    source = split(f"---\n{front}\n---\n", "content/x.md", KEYS_KNOWN)
    assert {one.code for one in source.problems} == {"BT218"}
    assert source.values["title"] == front.partition("\n")[0].removeprefix("title: ")


@pytest.mark.parametrize(
    "front", ["a: " + "[" * 10_000, "a: " + "{" * 10_000, "- " * 5_000, "? " * 5_000, "a: " + "x" * HEADER_LIMIT, "a: " + "[ " * 41], ids=lambda front: front[:8]
)  # fmt: skip
def test_what_only_an_attack_would_write_is_refused(front: str) -> None:
    assert fault(f"---\n{front}\n---\n")[0] == "BT204"


def test_lists_may_be_nested_forty_deep() -> None:
    for deepest in ("[" * 40, "[]" * 50, "{[" * 20, "- " * 39):
        assert not yaml_front_matter._is_too_deep(deepest)
    for deeper in ("[" * 41, "[]" * 50 + "{" * 41, "- " * 40, "? " * 40):
        assert yaml_front_matter._is_too_deep(deeper)


def test_an_alias_that_grows_like_a_laugh_is_refused() -> None:
    rows = ["a: &a [x, x]"] + [f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)]
    assert fault("---\n" + "\n".join(rows) + "\n---\n") == ("BT218", 2)


KEYS = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
# What YAML can hold at all; front matter is NFC and has LF line ends by now.
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"),
    max_size=30,
)
BODIES = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=80).map(str.strip)


@given(
    st.dictionaries(KEYS, LINES | st.lists(LINES, max_size=3), min_size=1, max_size=5),
    BODIES,
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_every_text_comes_back_as_it_was_written(
    front: dict[str, str | list[str]], body: str, before: int, between: int
) -> None:
    rows = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    text = "\n" * before + "---\n" + "\n".join(rows) + "\n---\n" + "\n" * between + body + "\n"
    made = split(text, "x")
    assert made.values == front
    assert made.body == body
    assert made.lines == {key: before + 2 + number for number, key in enumerate(front)}
    if body:
        assert made.body_line == before + 3 + len(rows) + between
        assert text.split("\n")[made.body_line - 1].lstrip().startswith(body.split("\n", maxsplit=1)[0].strip()[:5])


@given(st.text(st.sampled_from(list("ab:-#[]{}&*!|>'\"%@`,? \n0")), max_size=40))
def test_any_front_matter_is_read_or_a_fault(front: str) -> None:
    try:
        made = values(front)
    except SourceFault as raised:
        assert {one.code[:3] for one in raised.problems} == {"BT2"}  # noqa: PT017
        return
    assert all(isinstance(value, (str, list, dict)) for value in made.values())


@pytest.mark.parametrize("indent", ["    ", "\t"])
def test_a_text_that_begins_with_code_keeps_its_indent(indent: str) -> None:
    made = split(f"---\ntitle: a\n---\n\n{indent}mã một\n{indent}mã hai\n", "x")
    assert made.body.split("\n")[0].startswith(indent) or made.body.startswith("mã")
    assert made.body_line == 5
