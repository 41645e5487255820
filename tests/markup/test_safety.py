from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.markup.allowed import NEVER
from bantin.markup.rendering import Markup
from tests.conftest import SOAK
from tests.markup import texts

PLAIN = Markup(texts.settings(), texts.WORDS)
# The most that settings can allow, and then some that they cannot.
OPEN = Markup(
    texts.settings('[markup]\nelements = ["video", "audio", "svg", "math", "script", "style", "form", "object", "SCRIPT"]\nembed_hosts = ["video.vn"]\n'),
    texts.WORDS,
)  # fmt: skip
SCHEMES = {"", "http", "https", "mailto", "tel"}


def check(html: str) -> None:
    """Look at `html` as a browser does, with something after it."""
    tree = html5lib.parseFragment(html + '<p id="after">', namespaceHTMLElements=False)
    assert tree[-1].get("id") == "after", "it swallows what stands behind it"
    for element in tree.iter():
        assert isinstance(element.tag, str), "a comment is left"
        assert element.tag not in NEVER - {"iframe"}
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            assert name not in {"style", "srcdoc", "formaction", "action", "ping"}
            if name == "srcset":
                assert all(part.strip().startswith("/hdnd/") for part in value.split(","))
            if name in {"href", "src", "cite", "poster", "data"}:
                address = re.sub(r"[\x00-\x20]", "", value)
                scheme = address.partition(":")[0].lower() if re.match(r"[a-zA-Z][\w+.-]*:", address) else ""
                assert scheme in SCHEMES, (element.tag, name, value)
            if name == "src":
                assert value.startswith("https://video.vn/") if element.tag == "iframe" else value.startswith("/hdnd/")
        if element.tag == "iframe":
            assert element.get("src"), "an empty frame is left"


def render(text: str, markup: Markup = PLAIN) -> tuple[str, list[tuple[str, int, dict[str, str]]]]:
    body = markup.render(texts.PATH, text, 7, texts.Site())
    return body.html, [(one.code, one.line, one.values) for one in body.problems]


@settings(max_examples=300 if SOAK < 100 else 10_000)
@given(texts.HTML | st.lists(texts.HTML | texts.SOUP, max_size=3).map("".join))
def test_no_script_handler_nor_unsafe_address_survives(text: str) -> None:
    for markup in (PLAIN, OPEN):
        check(markup.render(texts.PATH, text, 1, texts.Site()).html)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=hinh.png onerror=alert(1)>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x]( javascript:alert(1))",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<iframe src='https://video.vn.evil.vn/'></iframe>",
        "<iframe src='https://evil.vn/?https://video.vn/'></iframe>",
        "<iframe src='https://video.vn@evil.vn/'></iframe>",
        "<iframe src='http://video.vn/'></iframe>",
        "<a href='//evil.vn' target=_blank onclick=x>x</a>",
        "# a {: onclick=alert(1) }",
        "<iframe src='https://video.vn/1'><iframe></iframe>",
        "<iframe src=//x>a</iframe>",
        "<iframe>a</iframe>",
        "[x](co.md){: onmouseover=alert(1) style=color:red }",
        "```js {: onclick=x }\na\n```",
        "<details open ontoggle=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "| a |\n|---|\n| <script>alert(1)</script> |",
        "[^1]\n\n[^1]: <script>alert(1)</script>",
    ],
)  # fmt: skip
def test_known_attacks(text: str) -> None:
    for markup in (PLAIN, OPEN):
        html = markup.render(texts.PATH, text, 1, texts.Site()).html
        check(html)
        assert "<script" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<p><![x](co.md)</p>",
        "<div>\n<![x]>\n</div>",
        "<p><![ %></p>",
        "<p><![if !mso]>x<![endif]></p>",
        "<p><![CDATA[x</p>",
    ],
)
def test_sections_that_no_browser_knows_are_comments(text: str) -> None:
    for markup in (PLAIN, OPEN):
        check(render(text, markup)[0])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <noscript>mật</noscript> b", "<p>a  b</p>"),
        ("a <title>mật</title> b", "<p>a  b</p>"),
        ("a <noembed>mật</noembed> b", "<p>a  b</p>"),
        ("a <noframes>mật</noframes> b", "<p>a  b</p>"),
        ("a <template>mật</template> b", "<p>a  b</p>"),
        ("a <textarea>lời</textarea> b", "<p>a lời b</p>"),
        ("a <object>lời</object> b", "<p>a lời b</p>"),
        ("<?php if (a > 1) 'mật' ?>\n\nb", "<p>b</p>"),
        ("a <?php if (a > 1) 'mật' ?> b", "<p>a  b</p>"),
        ("a <![CDATA[ x > mật ]]> b", "<p>a  b</p>"),
        ("<!-- <? --> <b>a</b> ?> b", "<b>a</b> ?&gt; b"),
        ("`<?php x ?>`", "<p><code>&lt;?php x ?&gt;</code></p>"),
        ('[a](/gioi-thieu/ "b <!-- mật --> c")', '<p><a href="/hdnd/gioi-thieu/" title="b  c">a</a></p>'),
        ('<b title="1 < 2 > 0, a<b">x</b>', '<p><b title="1 &lt; 2 &gt; 0, a&lt;b">x</b></p>'),
        ('![a <!-- mật --> b](hinh.png "c <script>mật</script> d | e <!-- mật -->")', 'alt="a  b"'),
        ('![a <!-- mật --> b](hinh.png "c <script>mật</script> d | e <!-- mật -->")', '<figcaption>c  d <span class="credit">e</span></figcaption>'),
    ],
)  # fmt: skip
def test_what_no_reader_would_see_goes_with_its_content(text: str, html: str) -> None:
    found = render(text)[0]
    assert html in found
    assert "mật" not in found


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("a\n\n<script>x</script>", "BT406", {"element": "script"}),
        ("a\n\n<form>x</form>", "BT406", {"element": "form"}),
        ("a\n\n<blink>x</blink>", "BT406", {"element": "blink"}),
        ("a\n\n<?php if (a > 1) x ?>", "BT406", {"element": "?php"}),
        ("a\n\nx <?php if (a > 1) x ?> y", "BT406", {"element": "?php"}),
        ("a\n\n<p onclick='x'>y</p>", "BT407", {"element": "p", "attribute": "onclick"}),
        ("a\n\n[x](javascript:alert(1))", "BT412", {"target": "javascript:alert(1)", "scheme": "javascript"}),
        ("a\n\n<a href='javascript:x'>y</a>", "BT407", {"element": "a", "attribute": "href"}),
        ("a\nb\n{: onclick=x }", "BT407", {"element": "p", "attribute": "onclick"}),
    ],
)
def test_what_is_removed_is_a_warning_that_names_it_and_its_line(text: str, code: str, values: dict[str, str]) -> None:
    assert render(text)[1] == [(code, 9, values)]


@pytest.mark.parametrize(
    "text",
    [
        '<p class="ghi-chu" title="Lưu ý: x" lang="vi">y</p>',
        '<a href="https://a.vn/" title="a: b">x</a>',
        '<a href="mailto:a@b.vn">x</a>',
        '<img src="hinh.png" alt="Hình: đại biểu" width="40">',
        '<td colspan="2">x</td>',
    ],
)
def test_attributes_that_are_kept_are_not_reported(text: str) -> None:
    assert [one for one in render(f"a\n\n{text}")[1] if one[0] == "BT407"] == []


def test_an_element_that_html_never_ends_is_words() -> None:
    html, problems = render("a <plaintext>b\n\n<div><PlainText>c</div>\n\nd", OPEN)
    assert html == "<p>a &lt;plaintext&gt;b</p>\n<div>&lt;PlainText&gt;c</div>\n<p>d</p>"
    assert problems == []


def test_a_host_that_may_not_be_embedded_is_named() -> None:
    html, problems = render("a\n\n<iframe src='https://evil.vn/x'></iframe>", OPEN)
    assert problems == [("BT408", 9, {"host": "evil.vn"})]
    assert "iframe" not in html


def test_a_host_of_the_settings_may_be_embedded() -> None:
    html, problems = render('<iframe src="https://video.vn/1" width="4" onload="x" allowfullscreen></iframe>', OPEN)
    [frame] = html5lib.parseFragment(html, namespaceHTMLElements=False).iter("iframe")
    assert (frame.get("src"), frame.get("width"), frame.get("onload")) == ("https://video.vn/1", "4", None)
    assert "allowfullscreen" in frame.attrib
    assert [code for code, _, _ in problems] == ["BT407"]


def test_an_element_of_the_settings_is_kept_and_a_forbidden_one_never() -> None:
    html, problems = render("<audio>x</audio> <object>y</object>", OPEN)
    assert "<audio>x</audio>" in html
    assert "<object" not in html
    assert [values["element"] for _, _, values in problems] == ["object"]


@pytest.mark.parametrize("element", ["xmp", "noscript", "noembed", "noframes", "title", "template"])
def test_an_element_that_would_hide_the_rest_of_the_page_cannot_be_allowed(element: str) -> None:
    markup = Markup(texts.settings(f'[markup]\nelements = ["{element}"]\n'), texts.WORDS)
    html, problems = render(f'<{element}><p title="</{element}><b>x</b>">y', markup)
    assert f"<{element}" not in html
    assert ("BT406", {"element": element}) in [(code, values) for code, _, values in problems]
    check(html)


@pytest.mark.parametrize(
    "text",
    [
        "a < b và c > d",
        "R&D &amp; x",
        "`<script>`",
        "```\n<script>x</script>\n```",
        "1 <2> 3",
        "a <- b -> c",
    ],
)
def test_what_only_looks_like_html_is_kept_and_not_reported(text: str) -> None:
    html, problems = render(text)
    assert problems == []
    assert "script" in html if "script" in text else True
    check(html)


@pytest.mark.parametrize(
    "element",
    ["abbr", "kbd", "sub", "sup", "mark", "details", "summary", "figure", "figcaption", "time", "small", "q", "dfn"],
)
def test_harmless_elements_are_kept_in_silence(element: str) -> None:
    html, problems = render(f"<{element}>x</{element}>")
    assert f"<{element}>" in html
    assert problems == []


def test_what_looking_an_address_up_raises_is_raised() -> None:
    """nh3 would go on without the picture, and publish the page."""

    class Changed(texts.Site):
        def picture(self, path: str) -> None:
            raise LookupError(path)

    with pytest.raises(LookupError, match=r"hinh\.png"):
        PLAIN.render(texts.PATH, '<img src="hinh.png" alt="x">\n<img src="Ảnh 1.png" alt="y">', 7, Changed())
