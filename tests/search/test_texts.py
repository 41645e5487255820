from __future__ import annotations

from bantin.search.texts import Text, plain


def test_blocks_become_lines_and_headings_are_known() -> None:
    html = "<h2 id='a'>Một &amp; <em>hai</em></h2>\n<p>Ba<br>bốn\n năm</p>\n<ul>\n<li>sáu</li>\n<li>bảy</li></ul><table><tr><td>tám</td><td>chín</td></tr></table>"
    assert plain(html) == Text("Một & hai\nBa\nbốn năm\nsáu\nbảy\ntám\nchín", ("Một & hai",))


def test_what_the_engine_adds_is_not_searched() -> None:
    html = (
        '<p>chất vấn<sup id="fnref-1"><a class="footnote-ref" href="#fn-1">1</a></sup>.</p><aside><p class="callout-title">Ghi chú</p><p>lời</p></aside>'
        '<li id="fn-1"><p>theo luật.&nbsp;<a class="footnote-backref" href="#fnref-1" title="Trở lại">↩</a></p></li>'
    )
    assert plain(html).plain == "chất vấn.\nlời\ntheo luật."


def test_attributes_are_no_words() -> None:
    assert plain(
        '<h2 title="a > mật" id="b">Hai</h2><p title="<b> mật">Ba <a href="/x" title="a > mật">bốn</a></p>'
    ) == Text("Hai\nBa bốn", ("Hai",))


def test_what_a_browser_does_not_show_is_not_searched() -> None:
    html = '<p>Một <video>mật <b>mật</b></video><span class="a visually-hidden">mật</span>hai</p><dialog><p>mật</p></dialog>'
    assert plain(html) == Text("Một hai")


def test_text_that_looks_like_html_stays_text() -> None:
    assert plain("<p>&lt;script&gt; x &lt; y</p>").plain == "<script> x < y"
    assert plain("") == Text("")
