from __future__ import annotations

import pytest

from bantin.markup.references import References
from bantin.markup.rendering import Markup
from tests.markup import texts

MARKUP = Markup(texts.settings(), texts.WORDS)


def references() -> References:
    return References(texts.PATH, 7, texts.Site(), "/hdnd")


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("co.md", "/hdnd/tin-tuc/2020/co/"),
        ("./co.md", "/hdnd/tin-tuc/2020/co/"),
        ("co", "/hdnd/tin-tuc/2020/co/"),
        ("co/", "/hdnd/tin-tuc/2020/co/"),
        ("../../trang/index.md", "/hdnd/trang/"),
        ("../../trang", "/hdnd/trang/"),
        ("/trang/index.md", "/hdnd/trang/"),
        ("/tin-tuc/2020/co.md", "/hdnd/tin-tuc/2020/co/"),
        ("/gioi-thieu/", "/hdnd/gioi-thieu/"),
        ("/gioi-thieu", "/hdnd/gioi-thieu/"),
        ("/gioi-thieu/?x=1&y=2#z", "/hdnd/gioi-thieu/?x=1&y=2#z"),
        ("co.md#dieu-2", "/hdnd/tin-tuc/2020/co/#dieu-2"),
        ("hinh.png", "/hdnd/tin-tuc/2020/hinh.png"),
        ("Ảnh 1.png", "/hdnd/tin-tuc/2020/anh-1.png"),
        ("%E1%BA%A2nh%201.png", "/hdnd/tin-tuc/2020/anh-1.png"),
        ("https://x.vn/a?b#c", "https://x.vn/a?b#c"),
        ("HTTPS://x.vn/", "HTTPS://x.vn/"),
        ("//x.vn/a", "//x.vn/a"),
        ("mailto:a@x.vn", "mailto:a@x.vn"),
        ("tel:+84", "tel:+84"),
        ("#muc", "#muc"),
    ],
)
def test_a_link_that_leads_somewhere(target: str, href: str) -> None:
    made = references()
    assert made.link(target, 8) == href
    assert made.problems == []


@pytest.mark.parametrize(
    ("target", "code", "near"),
    [
        ("khong-co.md", "BT401", "co.md"),
        ("Co.md", "BT401", ""),
        ("/gioi-thiu/", "BT401", ""),
        ("www.quochoi.vn", "BT401", "https://www.quochoi.vn"),
        ("hdnd.example.vn/tin", "BT401", None),
        ("quochoi.vn/tin-tuc", "BT401", "https://quochoi.vn/tin-tuc"),
        ("ban@hdnd.vn", "BT401", "mailto:ban@hdnd.vn"),
        ("hinh.PNG", "BT401", ""),
        ("../../../x.md", "BT404", None),
        ("/../x.md", "BT404", None),
        ("nhap.md", "BT405", ""),
        ("../../../../etc/passwd", "BT404", None),
    ],
)
def test_a_link_that_leads_nowhere(target: str, code: str, near: str | None) -> None:
    made = references()
    assert made.link(target, 8) is None
    [one] = made.problems
    assert (one.code, one.path, one.line) == (code, texts.PATH, 8)
    assert near is None or one.values["near"] == near


@pytest.mark.parametrize(
    "target",
    [
        "javascript:x",
        "JavaScript:x",
        " javascript:x",
        "java\nscript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://x.vn/",
        "http://[x",
    ],
)
def test_a_scheme_that_is_not_safe_is_no_link(target: str) -> None:
    assert references().link(target, 8) is None


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("mat.png", "BT403"),
        ("Hinh.png", "BT403"),
        ("https://x.vn/a.png", "BT410"),
        ("//x.vn/a.png", "BT410"),
        ("data:image/png,x", "BT419"),
        ("../../../a.png", "BT404"),
        ("co.md", "BT403"),
    ],
)
def test_a_picture_that_is_not_there_or_elsewhere(target: str, code: str) -> None:
    made = references()
    assert made.picture(target, 8) is None
    assert [one.code for one in made.problems] == [code]


def test_a_picture_is_found_beside_the_text() -> None:
    assert references().picture("hinh.png", 8) == "/hdnd/tin-tuc/2020/hinh.png"
    assert references().picture("Ảnh%201.png?x", 8) == "/hdnd/tin-tuc/2020/anh-1.png"


def test_the_suffix_may_be_written_as_the_file_is(site: object) -> None:
    from tests.builder import Site

    assert isinstance(site, Site)
    site.write("content/BÀI.MD", "---\ntitle: a\n---\n\nx\n")
    site.page("b", "[lớn](BÀI.MD)")
    result = site.make()
    assert result.problems == []
    assert '<a href="/bai/">lớn</a>' in site.read("b/index.html")


# --- in a text -----------------------------------------------------------------------------------------------------


def test_the_line_of_each_broken_link_is_its_own() -> None:
    text = "Một [a](mot.md).\n\n## Mục\n\n- [b](hai.md)\n- ![c](ba.png)\n\n[d]\n\n[d]: bon.md"
    body = MARKUP.render(texts.PATH, text, 10, texts.Site())
    assert sorted((one.line, one.values["target"]) for one in body.problems) == [
        (10, "mot.md"),
        (14, "hai.md"),
        (15, "ba.png"),
        (19, "bon.md"),
    ]
    assert "href" not in body.html
    assert ">a</a>" in body.html or "a" in body.html


def test_a_link_to_what_is_not_published_leaves_the_words() -> None:
    body = MARKUP.render(texts.PATH, "Xem [bài nháp](nhap.md).", 1, texts.Site())
    assert [one.code for one in body.problems] == ["BT405"]
    assert "bài nháp" in body.html
    assert "href" not in body.html


def test_links_to_anchors_of_the_text_itself() -> None:
    text = '## Điều 1\n\n[a](#dieu-1) [b](#dieu-2) [c](#) [d](#rieng)\n\n<p id="rieng">x</p>'
    body = MARKUP.render(texts.PATH, text, 5, texts.Site())
    assert [(one.code, one.line, one.values["anchor"]) for one in body.problems] == [("BT402", 7, "dieu-2")]


@pytest.mark.parametrize("id_", ["rieng", "điều-1", "a.b", "a&amp;b", "a'b"])
def test_anchors_of_an_editors_own(id_: str) -> None:
    body = MARKUP.render(texts.PATH, f'<p title="1>2" id="{id_}">x</p>\n\n[a](#{id_})', 1, texts.Site())
    assert body.problems == ()


def test_links_to_anchors_of_other_texts_are_kept_for_later() -> None:
    body = MARKUP.render(texts.PATH, "[a](co.md#dieu-1)\n\n[b](/gioi-thieu/#x) [c](<co.md#%C4%91>)", 5, texts.Site())
    assert [(one.target, one.anchor, one.written, one.line) for one in body.fragments] == [
        ("content/tin-tuc/2020/co.md", "dieu-1", "co.md#dieu-1", 5),
        ("content/tin-tuc/2020/co.md", "đ", "co.md#%C4%91", 7),
    ]
