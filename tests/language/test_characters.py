from __future__ import annotations

import sys
import unicodedata
from xml.parsers import expat

import pytest

from bantin.language import characters


def is_forbidden_by_html(code: int) -> bool:
    """Whether HTML's 13.2.3.5 has a parse error for a character: a control, a surrogate or a noncharacter."""
    is_control = code <= 0x1F or 0x7F <= code <= 0x9F
    is_space = code in (0x09, 0x0A, 0x0C, 0x0D, 0x20)
    return (
        (is_control and not is_space) or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    )


def is_forbidden_by_xml(letter: str) -> bool:
    try:
        expat.ParserCreate("utf-8").Parse(f"<a>{letter}</a>".encode("utf-8", "surrogatepass"), True)  # noqa: FBT003 - expat's
    except expat.ExpatError:
        return letter not in "<&"
    return False


def test_what_html_or_xml_forbid_is_found_and_nothing_else() -> None:
    for code in (*range(0x3000), *range(0xD700, 0x10000), 0x1FFFE, 0x1F600, 0x10FFFF, sys.maxunicode):
        letter = chr(code)
        expected = is_forbidden_by_html(code) or is_forbidden_by_xml(letter)
        assert (characters.find_forbidden(f"ab{letter}c") == 2) is expected, hex(code)
        assert (characters.without_forbidden(letter) == letter) is not expected


def test_letters_of_viet_nam_are_none_in_any_normal_form() -> None:
    text = "Kỳ họp thứ mười, Hội đồng nhân dân — “đã” thông qua… ½ €\n\t"
    for form in ("NFC", "NFD"):
        assert characters.find_forbidden(unicodedata.normalize(form, text)) == -1


def test_what_is_shown_of_them() -> None:
    assert characters.without_forbidden("a\x1b[31m\x00") == r"a\u001b[31m\u0000"
    assert (characters.name("\x0b"), characters.name("\xa0")) == ("U+000B", "U+00A0 (NO-BREAK SPACE)")


@pytest.mark.parametrize("depth", [1, 3, 20_000])
def test_texts_are_found_at_any_depth(depth: int) -> None:
    table: dict[str, object] = {"x": "a\x07"}
    for _ in range(depth):
        table = {"a": [table]}
    [(where, letter)] = characters.forbidden_within(table)
    assert (where, letter) == (("a", 0) * depth + ("x",), "\x07")


def test_keys_are_texts_too() -> None:
    assert [letter for _, letter in characters.forbidden_within({"a\x00": {"b\x01": "c"}})] == ["\x00", "\x01"]
