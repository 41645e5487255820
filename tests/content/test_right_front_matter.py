"""Front matter that is right, written in every way that YAML has, is read as it is meant and nothing is said of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from bantin.content import front_matter
from tests.conftest import SOAK

if TYPE_CHECKING:
    from bantin.content.mending import Takes

KEYS: dict[str, Takes] = {
    "title": "text", "summary": "text", "author": "text", "image_alt": "text", "tags": "list", "date": "", "category": "", "image": "file",
    "related": "file",
}  # fmt: skip
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyĐÁộữ019"
SIGNS = " .,;!?()/%&*+-=<>@#$^_~|:'\"“”‘’…–«»[]{}\\`"
WORDS = st.text(st.sampled_from(LETTERS + SIGNS), min_size=1, max_size=30).map(str.strip).filter(bool)
# What needs no quotes, for people and for YAML: letters first, no colon or sign of number among words, no quote at an end.
PLAIN = re.compile(r"[^\W_](?:[\w .,;!?()/%&*+=<>@$^~|'\"“”‘’…–«»-]*[\w.,!?)…])?")
NOTHING = frozenset({"no", "null", "false"})


def is_plain(words: str) -> bool:
    return (
        PLAIN.fullmatch(words) is not None
        and words.casefold() not in NOTHING
        and not any(mark in words for mark in '"“”„«»')
    )


def forms(words: str) -> list[str]:
    """Return the ways in which a text can be written after its key."""
    found = [json.dumps(words, ensure_ascii=False), json.dumps(words), "'" + words.replace("'", "''") + "'"]
    found += (
        [f"|-\n  {words}", f">-\n  {words}", f"|- # giữ nguyên\n  {words}"] if not words.startswith((" ", "\t")) else []
    )
    return found + ([words, f"  {words}  "] if is_plain(words) else [])


def item_forms(words: str) -> list[str]:
    """Return the ways in which an item of a list in brackets can be written."""
    quoted = [json.dumps(words, ensure_ascii=False), "'" + words.replace("'", "''") + "'"]
    return quoted + ([words] if is_plain(words) and not set(words) & set("[]{},") else [])


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, Any]:
    words = draw(WORDS)
    return " " + draw(st.sampled_from(forms(words))), words


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, Any]:
    items = draw(st.lists(WORDS, min_size=1, max_size=4))
    if draw(st.booleans()):
        return " [" + draw(st.sampled_from([", ", ","])).join(
            draw(st.sampled_from(item_forms(one))) for one in items
        ) + "]", items
    indent = draw(st.sampled_from(["", "  ", "    "]))
    return "".join(f"\n{indent}- {draw(st.sampled_from(item_forms(one)))}" for one in items), items


@st.composite
def others(draw: st.DrawFn) -> tuple[str, Any]:
    value = draw(st.sampled_from(["2026-07-08", "2026-07-08 07:30", "ky-hop", "hinh.png", "../2019/bai.md"]))
    return f" {value}{draw(st.sampled_from(['', ' # lời', '  # một, hai: ba']))}", value


VALUES = {"text": texts(), "list": lists(), "": others(), "file": others()}
ENTRIES = st.lists(st.sampled_from(sorted(KEYS)), min_size=1, unique=True).flatmap(
    lambda keys: st.tuples(
        *(st.tuples(st.just(key), VALUES[KEYS[key]], st.sampled_from(["", "# cả dòng: “lời”\n", "\n"])) for key in keys)
    )
)


@hypothesis.settings(max_examples=400 if SOAK < 100 else 10_000)
@given(ENTRIES)
def test_what_is_right_never_changes_its_meaning(entries: tuple[tuple[str, tuple[str, Any], str], ...]) -> None:
    written = "".join(f"{between}{key}:{text}\n" for key, (text, _), between in entries)
    source = front_matter.split(f"---\n{written}---\n\nx\n", "content/x.md", KEYS)
    assert source.problems == (), written
    assert source.values == {key: meant for key, (_, meant), _ in entries}
