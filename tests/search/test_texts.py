from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bantin.markup.plain import blocks
from bantin.search.texts import plain


def test_blocks_become_lines() -> None:
    html = "<h2 id='a'>Một &amp; <em>hai</em></h2>\n<p>Ba<br>bốn\n năm</p>\n<ul>\n<li>sáu</li>\n<li>bảy</li></ul><table><tr><td>tám</td><td>chín</td></tr></table>"
    assert plain(html) == "Một & hai\nBa\nbốn năm\nsáu\nbảy\ntám\nchín"


def test_what_the_engine_adds_is_not_searched() -> None:
    html = (
        '<p>chất vấn<sup id="fnref-1"><a class="footnote-ref" href="#fn-1">1</a></sup>.</p><aside><p class="callout-title">Ghi chú</p><p>lời</p></aside>'
        '<li id="fn-1"><p>theo luật.&nbsp;<a class="footnote-backref" href="#fnref-1" title="Trở lại">↩</a></p></li>'
    )
    assert plain(html) == "chất vấn.\nlời\ntheo luật."
    link = (
        '<p>Xem <a href="/a.pdf" download="a.pdf">mẫu</a> <span class="file-facts">(PDF, 2 trang)</span>, rồi ký.</p>'
    )
    assert plain(link) == "Xem mẫu, rồi ký."


def test_attributes_are_no_words() -> None:
    html = '<h2 title="a > mật" id="b">Hai</h2><p title="<b> mật">Ba <a href="/x" title="a > mật">bốn</a></p>'
    assert plain(html) == "Hai\nBa bốn"


def test_what_a_browser_does_not_show_is_not_searched() -> None:
    html = '<p>Một <video>mật <b>mật</b></video><span class="a visually-hidden">mật</span>hai</p><dialog><p>mật</p></dialog>'
    assert plain(html) == "Một hai"


def test_text_that_looks_like_html_stays_text() -> None:
    assert plain("<p>&lt;script&gt; x &lt; y</p>") == "<script> x < y"
    assert plain("") == ""


_PIECES = st.sampled_from([
    "<p>", "</p>", '<h2 id="a>b">', "</h2>", "<ul>", "<li>", "</li>", "</ul>", "<strong>", "</strong>", '<a href="/x" title="a > b">', "</a>",
    "<blockquote>", "</blockquote>", "<br>", '<img src="a.png" alt="mật">', '<p class="callout-title">', "<aside>", "</aside>", "<table>", "<td>",
    "</td>", "</table>", "<video>", "</video>", "<pre>", "<code>", "</code>", "</pre>", "<hr>", "&amp;", "&lt;p&gt;", "&nbsp;", " ", "\n", "một", "hai.",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_the_short_way_says_the_same(html: str) -> None:
    assert plain(html) == "\n".join(line for block in blocks(html) for line in block.lines)


def test_signs_without_width_are_not_in_the_texts_of_results() -> None:
    assert plain("<p>ng\u00adhị \ufeffquyết</p>\n<table><tr><td>s\u200bố</td></tr></table>") == "nghị quyết\nsố"
