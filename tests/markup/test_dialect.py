from __future__ import annotations

import pytest

from bantin.markup.anchors import Anchors
from bantin.markup.body import Heading
from bantin.markup.rendering import Markup
from tests.markup import texts

MARKUP = Markup(texts.settings(), texts.WORDS)


def html(text: str) -> str:
    body = MARKUP.render(texts.PATH, text, 1, texts.Site())
    assert body.problems == ()
    return body.html


def test_anchors_of_headings_know_vietnamese() -> None:
    text = "# Đại biểu\n\n## Điều 1. Phạm vi\n\n### Đại biểu\n\n## **Đậm** và `mã`\n\n## 日本\n\n## 😀"
    body = MARKUP.render(texts.PATH, text, 1, texts.Site())
    assert body.headings == (
        Heading(2, "dai-bieu", "Đại biểu"),
        Heading(2, "dieu-1-pham-vi", "Điều 1. Phạm vi"),
        Heading(3, "dai-bieu-2", "Đại biểu"),
        Heading(2, "dam-va-ma", "Đậm và mã"),
        Heading(2, "muc", "日本"),
        Heading(2, "muc-2", "😀"),
    )
    assert body.anchors == {heading.id for heading in body.headings}


def test_a_text_has_no_h1() -> None:
    assert "<h1" not in html("# Một\n\nHai\n===\n\n<h2>ba</h2>")


def test_an_anchor_of_the_editors_own_is_kept_and_not_given_twice() -> None:
    body = MARKUP.render(texts.PATH, "## Một {: #hai }\n\n## Hai", 1, texts.Site())
    assert [heading.id for heading in body.headings] == ["hai", "hai-2"]


@pytest.mark.parametrize(
    ("text", "anchor", "words"),
    [
        ("## Điều <script>mật</script> 1", "dieu-1", "Điều 1"),
        ("## Điều <!-- mật --> 1", "dieu-1", "Điều 1"),
        ("## Điều <template>mật</template> 1", "dieu-1", "Điều 1"),
        ("## Điều <b data-x='a > mật'>1</b>", "dieu-1", "Điều 1"),
        ("## Điều 1[^1]\n\n[^1]: Lời.", "dieu-1", "Điều 1"),
        ("## Thu &amp; chi", "thu-chi", "Thu & chi"),
        ("## Thẻ `<b>`", "the-b", "Thẻ <b>"),
        ("## Một<br>hai", "mot-hai", "Một hai"),
        ("<h2>Điều 1</h2>", "dieu-1", "Điều 1"),
        ("<h2 id=''>Điều 1</h2>", "dieu-1", "Điều 1"),
        ("<h2 class='x' title='a > id=\"y\"'>Điều 1</h2>", "dieu-1", "Điều 1"),
        ("<h2 id='rieng'>Điều 1</h2>", "rieng", "Điều 1"),
        ("<!-- <p id='dieu-1'> -->\n\n## Điều 1", "dieu-1", "Điều 1"),
        ("`id=dieu-1` {: #x }\n\n## Điều 1", "dieu-1", "Điều 1"),
    ],
)
def test_a_heading_is_called_what_its_page_shows(text: str, anchor: str, words: str) -> None:
    body = MARKUP.render(texts.PATH, text, 1, texts.Site())
    assert body.headings == (Heading(2, anchor, words),)
    assert body.html.count(f'id="{anchor}"') == 1
    assert anchor in body.anchors


def test_ids_are_read_from_tags_alone() -> None:
    body = MARKUP.render(
        texts.PATH,
        "<p title='a id=' lang='vi'>id=\"x\"</p>\n\n<p class='a>b' id='that'>x</p>\n\n`<p id=\"y\">`",
        1,
        texts.Site(),
    )
    assert body.anchors == {"that"}


def test_anchors_are_each_given_once() -> None:
    anchors = Anchors()
    assert [anchors.take(text) for text in ("a", "A", "a-2", "á", "")] == ["a", "a-2", "a-2-2", "a-3", "muc"]


def test_the_ids_of_a_page_are_unique_also_with_those_of_an_editors_html() -> None:
    text = '## Mục\n\n<p id="muc-2">x</p>\n\n## Mục'
    body = MARKUP.render(texts.PATH, text, 1, texts.Site())
    ids = [piece.partition('"')[0] for piece in body.html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["NOTE", "tip", "Important", "WARNING", "caution"])
def test_callouts(kind: str) -> None:
    made = html(f"> [!{kind}]\n> Nội **dung**\n>\n> - một")
    assert f'<aside class="callout callout-{kind.lower()}">' in made
    assert f'<p class="callout-title">{kind.title()}</p>' in made
    assert "<strong>dung</strong>" in made
    assert "<li>một</li>" in made
    assert "[!" not in made


@pytest.mark.parametrize("dash", ["—", "–"])
def test_the_source_of_a_quotation_is_an_element_of_its_own(dash: str) -> None:
    assert f'<p class="quote-source">{dash} Bà <strong>A</strong></p>\n</blockquote>' in html(
        f"> Lời nói.\n>\n> {dash} Bà **A**"
    )
    assert "quote-source" not in html(f"> {dash} Lời nói.")
    assert "quote-source" not in html(f"> {dash} Một.\n>\n> Hai.")
    assert "quote-source" not in html(f"> [!TIP]\n> Một.\n>\n> {dash} Hai.")


def test_a_callout_with_a_title_of_its_own_and_one_without_text() -> None:
    assert '<p class="callout-title">Mách riêng</p>' in html("> [!TIP] Mách riêng\n> x")
    assert html("> [!TIP]").count("<p") == 1


def test_another_word_in_brackets_is_a_plain_quote() -> None:
    body = MARKUP.render(texts.PATH, "> [!LƯU Ý]\n> x", 3, texts.Site())
    assert body.html == "<blockquote>\n<p>[!LƯU Ý]\nx</p>\n</blockquote>"
    assert [(one.code, one.line, one.values) for one in body.problems] == [("BT414", 3, {"kind": "LƯU Ý"})]


@pytest.mark.parametrize("between", ["\n\n", "\n\n\n"])
def test_two_callouts_in_a_row_are_two(between: str) -> None:
    made = html(f"> [!NOTE]\n> a{between}> [!TIP]\n> b")
    assert made.count("<aside") == made.count("callout-title") == 2
    assert "[!" not in made


def test_a_picture_alone_in_its_paragraph_is_a_figure_with_its_title_as_caption() -> None:
    made = html('![Tả <&](hinh.png "Chú “thích” & *")')
    assert made.startswith("<figure><picture>")
    assert ' alt="Tả &lt;&amp;" ' in made
    assert made.endswith("</picture><figcaption>Chú “thích” &amp; *</figcaption></figure>")
    assert html("![Tả](hinh.png)").endswith("</picture></figure>")


def test_a_picture_among_words_stays_there() -> None:
    assert "<figure" not in html("Chữ ![Tả](hinh.png) chữ")
    assert html("![Tả](hinh.png) ![Tả](hinh.png)").startswith('<div class="gallery">')


def test_a_table_scrolls_by_itself_and_aligns_without_a_style() -> None:
    made = html("| A | B |\n| --- | ---: |\n| 1 | 2 |")
    assert made.startswith('<div class="table" role="region" aria-label="Bảng" tabindex="0"><table>')
    assert '<th class="align-right" scope="col">B</th>' in made
    assert '<td class="align-right">2</td>' in made
    assert "style" not in made


def test_a_table_in_a_quote_and_in_a_list() -> None:
    assert html("> | A |\n> | --- |\n> | 1 |").count('class="table"') == 1


def test_footnotes_lead_there_and_back() -> None:
    body = MARKUP.render(texts.PATH, "Chữ[^a] và chữ[^a].\n\n[^a]: Lời **chú**.", 1, texts.Site())
    assert body.problems == ()
    assert 'href="#fn-a"' in body.html
    assert 'id="fn-a"' in body.html
    assert 'href="#fnref-a"' in body.html
    assert 'id="fnref-a"' in body.html
    assert 'title="Trở lại 1"' in body.html


def test_definitions_fences_and_attribute_lists() -> None:
    assert html("Từ\n:   Nghĩa") == "<dl>\n<dt>Từ</dt>\n<dd>Nghĩa</dd>\n</dl>"
    assert html("```python\na < b\n```") == '<pre tabindex="0"><code class="language-python">a &lt; b\n</code></pre>'
    assert html("Chữ\n{: .nho lang=en }") == '<p class="nho" lang="en">Chữ</p>'


def test_lists_of_two_kinds_do_not_mix() -> None:
    assert html("- a\n\n1. b").count("<ul>") == 1
    assert '<ol start="3">' in html("3. ba\n4. bốn")


def test_html_of_the_editor_is_kept_where_it_is_harmless() -> None:
    assert "<details><summary>Xem</summary>" in html("<details><summary>Xem</summary>\n<p>Thêm</p></details>")
    assert html("H<sub>2</sub>O") == "<p>H<sub>2</sub>O</p>"


@pytest.mark.parametrize(
    "text",
    [
        "> " * 500 + "x",
        "- " * 500 + "x",
        "\n".join("    " * depth + "- x" for depth in range(300)),
        "*" * 5_000,
        "[" * 5_000,
        "<b>" * 3_000,
        "(" * 5_000,
    ],
)
def test_what_is_nested_without_end_is_rendered_or_reported(text: str) -> None:
    body = MARKUP.render(texts.PATH, text, 3, texts.Site())
    assert [one.code for one in body.problems] in ([], ["BT409"], ["BT411"])
    assert body.problems or body.html


@pytest.mark.parametrize("sign", ["> ", "- ", "1. "])
def test_how_deep_blocks_may_be_in_each_other(sign: str) -> None:
    assert MARKUP.render(texts.PATH, sign * 99 + "x", 3, texts.Site()).problems == ()
    body = MARKUP.render(texts.PATH, "a\n\n" + sign * 100 + "x", 3, texts.Site())
    assert [(one.code, one.line) for one in body.problems] == [("BT409", 3)]


def test_one_text_leaves_nothing_behind_for_the_next() -> None:
    text = "## Mục\n\n[a][1] [^1]\n\n[1]: co.md\n\n[^1]: chú"
    first = MARKUP.render(texts.PATH, text, 1, texts.Site())
    assert MARKUP.render(texts.PATH, "[a][1] [^1]", 1, texts.Site()).html == "<p>[a][1] [^1]</p>"
    assert MARKUP.render(texts.PATH, text, 1, texts.Site()) == first
