"""What of a text is not shown as it was meant is told, on its line."""

from __future__ import annotations

import pytest

from bantin.markup.rendering import Markup
from tests.markup import texts

MARKUP = Markup(texts.settings(), texts.WORDS)


def told(text: str) -> list[tuple[str, int, dict[str, str]]]:
    body = MARKUP.render(texts.PATH, text, 7, texts.Site())
    return [(one.code, one.line, one.values) for one in body.problems]


@pytest.mark.parametrize(
    ("text", "code", "line", "values"),
    [
        ("a\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n", "BT413", 11, {"lost": "3 | 4"}),
        ("> | a | b |\n> |---|---|\n> | 1 | `x|y` |\n", "BT413", 9, {"lost": "y`"}),
        ("a\n\n> [!LƯU Ý]\n> x", "BT414", 9, {"kind": "LƯU Ý"}),
        ("a\nb[^x]", "BT415", 8, {"label": "x"}),
        ("a\n\n[^x]: b", "BT416", 9, {"label": "x"}),
        ("a[^x]\n\n[^x]: b\n\n[^y]: c", "BT416", 11, {"label": "y"}),
        ("a\n\n<div\n\nb", "BT417", 9, {"written": "<div"}),
        ("a\n\n<!-- b\n\nc", "BT417", 9, {"written": "<!-- b"}),
        ("a [b](javascript:c)", "BT412", 7, {"target": "javascript:c", "scheme": "javascript"}),
        ("a\n[b](C:\\Users\\Lan\\bao-cao.pdf)", "BT418", 8, {"target": "C:\\Users\\Lan\\bao-cao.pdf", "name": "bao-cao.pdf"}),
        ("![b](file:///C:/anh.jpg)", "BT418", 7, {"target": "file:///C:/anh.jpg", "name": "anh.jpg"}),
        ("a\n\n![b](data:image/png;base64,AAAA)", "BT419", 9, {}),
        ("a\n\nb\x07c", "BT420", 9, {"character": "U+0007"}),
        ("a\n\nb&#11;c", "BT420", 9, {"character": "&#11;"}),
        ("a\n\n*b*\n<blink>c</blink>\n<blink>", "BT406", 10, {"element": "blink"}),
        ("a\n\n<div>\n<p onclick='x'>b</p>\n</div>", "BT407", 10, {"element": "p", "attribute": "onclick"}),
    ],
)  # fmt: skip
def test_it_is_told_with_its_line(text: str, code: str, line: int, values: dict[str, str]) -> None:
    assert told(text) == [(code, line, values)]


@pytest.mark.parametrize(
    "text",
    [
        '<p style="margin:0" align="center" class="MsoNormal">a</p>',
        '<a href="https://x.vn/" target="_blank" rel="noopener">a</a>',
        "<font color='red'>a</font> <o:p></o:p> <center>b</center>",
        '<td width="40" valign="top" data-x="1">a</td>',
        "*a*{: target=_blank }",
        "<h1>a</h1>",
    ],
)  # fmt: skip
def test_what_word_leaves_behind_goes_without_a_word(text: str) -> None:
    assert told(text) == []
    html = MARKUP.render(texts.PATH, text, 7, texts.Site()).html
    assert not any(
        word in html for word in ("style", "align", "target", "rel=", "font", "o:p", "center", "width", "data-")
    )


def test_a_link_that_is_broken_twice_is_told_twice_also_in_html() -> None:
    text = "[a](mat.md)\n\n[b](mat.md)\n\n<p><a href='mat.md'>c</a></p>\n\nd <a href='mat.md'>e</a>"
    assert [(code, line) for code, line, _ in told(text)] == [("BT401", 7), ("BT401", 9), ("BT401", 11), ("BT401", 13)]


def test_lines_are_the_editors_after_tabs_and_tables() -> None:
    text = "\ta\n\n| a |\n|---|\n| [b](mat.md) |\n\n1.\ta\n\n\t[c](mat.md)\n\n> [!NOTE]\n> a\n> [d](mat.md)"
    assert [line for _, line, _ in told(text)] == [11, 15, 19]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_break_of_a_line_within_one(sign: str) -> None:
    body = MARKUP.render(texts.PATH, f"a{sign}b\n\n```\nc{sign}d\n```", 7, texts.Site())
    assert body.html == '<p>a<br>\nb</p>\n<pre tabindex="0"><code>c\nd\n</code></pre>'
    assert body.problems == ()


def test_an_anchor_by_name_counts() -> None:
    assert told('[a](#cu)\n\n<a name="cu">b</a>') == []


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\ufeff"])
def test_signs_without_width_never_part_a_word(sign: str) -> None:
    body = MARKUP.render(texts.PATH, f"## Đại{sign}biểu", 7, texts.Site())
    assert [one.id for one in body.headings] == ["daibieu"]
