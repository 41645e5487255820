"""The beginning of a text: plain words that its page shows, in their order."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.markup.body import NO_WORDS
from bantin.markup.plain import EXCERPT_LENGTH, excerpt
from bantin.markup.references import AnyTarget
from bantin.markup.rendering import Markup
from tests.conftest import SOAK
from tests.markup import texts

PAGE = Markup(texts.settings(), texts.WORDS)
MARKUP = Markup(texts.settings(), NO_WORDS)
INLINE = {"a", "abbr", "b", "cite", "code", "dfn", "em", "i", "ins", "kbd", "mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"}  # fmt: skip


def beginning(body: str) -> str:
    return MARKUP.excerpt(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("## Đề mục\n\nĐoạn **đầu** với *chữ nghiêng* và `mã`.", "Đoạn đầu với chữ nghiêng và mã."),
        ("Đề mục\n===\n\nĐoạn.", "Đoạn."),
        ("![hình](a.png)\n\n[Liên kết](a.md) ở đầu[^1].\n\n[^1]: Lời.", "Liên kết ở đầu."),
        ('![hình](hinh.png "Chú | Ảnh")\n\nĐoạn.', "Đoạn."),
        ("- một\n- hai\n\nĐoạn.", "Đoạn."),
        ("1. một\n2. hai\n\nĐoạn.", "Đoạn."),
        ("- một\n\n- hai\n\n    ba\n\nĐoạn.", "Đoạn."),
        ("> trích\n\nĐoạn\nhai dòng.", "Đoạn hai dòng."),
        ("> [!NOTE] Tên\n> Lời.\n\nĐoạn.", "Đoạn."),
        ("| A | B |\n|---|---|\n| c | d |\n\nĐoạn.", "Đoạn."),
        ("```\nmã\n```\n\nĐoạn.", "Đoạn."),
        ("    Thụt đầu dòng.\n\nĐoạn.", "Thụt đầu dòng."),
        ("Từ\n:   nghĩa\n\nĐoạn.", "Đoạn."),
        ("<details><summary>Xem</summary>Lời.</details>\n\nĐoạn.", "Đoạn."),
        ("– gạch tay\n\nĐoạn.", "Đoạn."),
        ("* * *\n\nĐoạn.", "Đoạn."),
        ("Một  \nhai<br>ba", "Một hai ba"),
        ("**Đậm** đầu dòng.", "Đậm đầu dòng."),
        ("“Trích” đầu dòng.", "“Trích” đầu dòng."),
        ("(HĐND) – Sáng nay", "(HĐND) – Sáng nay"),
        ("5 * 3 = 15 và a_b_c.", "5 * 3 = 15 và a_b_c."),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<p>Đoạn của bài cũ.</p>\n<p>Hai.</p>", "Đoạn của bài cũ."),
        ("<div class='x'>Đoạn của bài cũ.<p>Hai.</p></div>", "Đoạn của bài cũ."),
        ("Ông A <del>bị kỷ luật</del> <s>hay</s> được khen.", "Ông A được khen."),
        ("[a]: /x 'mật'\n\nĐoạn.", "Đoạn."),
        ("<!--\n\nmật\n\n-->\n\nĐoạn.", "Đoạn."),
        # Where there is no paragraph, something is better than nothing; tables, code and captions are not.
        ("- chỉ\n- danh sách", "chỉ"),
        ("## Mục\n\n> [!NOTE]\n> Lời.", "Lời."),
        ("– gạch tay", "– gạch tay"),
        ("```\nmã\n```", ""),
        ("| A | B |\n|---|---|\n| c | d |", ""),
        ('![hình](hinh.png "Chú")', ""),
        ("## Đề mục", ""),
        ("* * *", ""),
        ("", ""),
    ],
)
def test_the_beginning_of_a_text_replaces_a_summary(body: str, words: str) -> None:
    assert beginning(body) == words


@given(st.lists(st.text("abcđê,.–;", min_size=1, max_size=12), min_size=60, max_size=90))
def test_a_long_beginning_is_cut_between_words(words: list[str]) -> None:
    text = "A " + " ".join(words)
    cut = excerpt(f"<p>{text}</p>")
    if len(text) <= EXCERPT_LENGTH:
        assert cut == text
        return
    assert len(cut) <= EXCERPT_LENGTH + 1
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])
    assert text[len(cut) - 1] in " ,;:.–-"


def test_a_word_without_end_is_cut_too() -> None:
    assert excerpt(f"<p>{'a' * 300}</p>") == "a" * EXCERPT_LENGTH + "…"


@given(st.text(max_size=300))
def test_any_text_has_a_beginning_on_one_line(body: str) -> None:
    assert "\n" not in beginning(body)
    assert len(beginning(body)) <= EXCERPT_LENGTH + 1


@settings(max_examples=400 if SOAK < 100 else 10_000)
@given(
    texts.TEXTS
    | texts.HTML
    | st.lists(texts.HTML | texts.SOUP | texts.BLOCK, max_size=4).map("\n\n".join).map(texts.as_read)
)
def test_every_word_of_the_beginning_is_one_that_the_page_shows(body: str) -> None:
    shown = iter(_visible(PAGE.render(texts.PATH, body, 1, texts.Site()).html).split())
    words = beginning(body).removesuffix("…").split()
    for index, word in enumerate(words):
        last = index == len(words) - 1
        assert any(one == word or (last and one.startswith(word)) for one in shown), (word, words)


@settings(max_examples=400 if SOAK < 100 else 10_000)
@given(texts.TEXTS | texts.HTML)
def test_the_beginning_is_that_of_the_whole_text(body: str) -> None:
    assert beginning(body) == excerpt(PAGE.render(texts.PATH, body, 1, AnyTarget()).html)


def _visible(html: str) -> str:
    """Return the words of a page as a reader sees them, without the marks of footnotes and what is struck out."""
    parts: list[str] = []

    def walk(element: object) -> None:
        name = element.tag  # type: ignore[attr-defined]
        dropped = name in {"del", "s"} or (element.get("id") or "").startswith("fnref")  # type: ignore[attr-defined]
        between = "" if name in INLINE else " "
        parts.append(between)
        if not dropped:
            parts.append(element.text or "")  # type: ignore[attr-defined]
            for child in element:  # type: ignore[attr-defined]
                walk(child)
                parts.append(child.tail or "")
        parts.append(between)

    walk(html5lib.parseFragment(html, namespaceHTMLElements=False))
    return "".join(parts)
