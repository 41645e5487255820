"""SVG: what draws is kept, whatever runs, loads or leads somewhere is not."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.media import svg

if TYPE_CHECKING:
    from tests.builder import Site

SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def cleaned(inside: str, attributes: str = "") -> svg.Drawing:
    return svg.clean(f"<svg {SPACE} {attributes}>{inside}</svg>".encode())


@pytest.mark.parametrize(
    ("inside", "removed"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<script href='x.js'/>", "<script>"),
        ("<g onclick='alert(1)'/>", "onclick"),
        ("<g ONLOAD='alert(1)'/>", "ONLOAD"),
        (
            "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>",
            "<foreignObject>",
        ),
        ("<iframe xmlns='http://www.w3.org/1999/xhtml' src='//x'/>", "<iframe>"),
        ("<a xlink:href='javascript:alert(1)'><path d='M0 0'/></a>", "<a>"),
        ("<use xlink:href='https://x.vn/a.svg#b'/>", "href"),
        ("<use href='data:image/svg+xml,x'/>", "href"),
        ("<image href='https://x.vn/a.png'/>", "<image>"),
        ("<feImage href='https://x.vn/a.png'/>", "<feImage>"),
        ("<animate attributeName='href' values='javascript:alert(1)'/>", "<animate>"),
        ("<set attributeName='onload' to='alert(1)'/>", "<set>"),
        ("<style>@import 'https://x.vn/a.css';</style>", "<style>"),
        ("<style>g{background:url(https://x.vn/a.png)}</style>", "<style>"),
        ("<style>g{background:u\\72l(https://x.vn/a.png)}</style>", "<style>"),
        ("<style><![CDATA[</style><script>alert(1)</script>]]></style>", "<style>"),
        ("<g style='background:url(//x.vn/a)'/>", "style"),
        ("<g fill='url(https://x.vn/a#b)'/>", "fill"),
        ("<handler xmlns='http://www.w3.org/2001/xml-events'/>", ""),
        ("<metadata>Tên người vẽ</metadata>", ""),
        ("<sodipodi:namedview xmlns:sodipodi='http://sodipodi'/>", ""),
    ],
)
def test_what_could_do_more_than_draw_goes(inside: str, removed: str) -> None:
    made = cleaned(f"{inside}<rect width='1' height='1'/>")
    assert made.removed == ((removed,) if removed else ())
    text = made.data.decode()
    assert "<rect" in text
    for word in (
        "script",
        "alert",
        "onclick",
        "onload",
        "x.vn",
        "javascript",
        "import",
        "người vẽ",
        "namedview",
        "//x",
    ):
        assert word not in text.lower().replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    "inside",
    [
        "<path d='M0 0h2v1H0z' fill='#8f1d1d'/>",
        "<linearGradient id='a'><stop offset='0' stop-color='red'/></linearGradient><rect fill='url(#a)' width='2' height='1'/>",
        "<defs><g id='a'/></defs><use xlink:href='#a' x='1'/><use href='#a'/>",
        "<style>.a{fill:url(#b);font-family:x}</style><text class='a'>Tiếng Việt &amp; &lt;b></text>",
        "<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><g filter='url(#f)' transform='scale(2)'/>",
        "<text xml:space='preserve'> a </text>",
    ],
)
def test_what_draws_stays_as_it_is(inside: str) -> None:
    made = cleaned(inside)
    assert made.removed == ()
    assert _plain(made.data) == _plain(f"<svg {SPACE}>{inside}</svg>".encode())


def _plain(data: bytes) -> list[tuple[str, list[tuple[str, str]], str]]:
    return [(one.tag, sorted(one.attrib.items()), one.text or "") for one in ET.fromstring(data).iter()]


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="20" height="10"', (20, 10)),
        ('width="20px" height="1in"', (20, 96)),
        ('width="210mm" height="297mm"', (794, 1123)),
        ('viewBox="0 0 40 30"', (40, 30)),
        ('viewBox="0,0,40,30" width="100%"', (40, 30)),
        ('viewBox="0 0 40 30" width="80"', (80, 60)),
        ('viewBox="0 0 40 30" height="60"', (80, 60)),
        ("", (300, 150)),
        ('viewBox="0 0 0 0"', (300, 150)),
        ('width="1e9" height="nan"', (20000, 150)),
    ],
)
def test_the_size_is_what_browsers_find(attributes: str, size: tuple[int, int]) -> None:
    made = cleaned("", attributes)
    assert (made.width, made.height) == size


@given(st.text(alphabet="<>/&;\"'= abgsvgxmlns:#!-[]?url(){}\\\n", max_size=80))
def test_any_soup_gives_a_sound_drawing_or_none(text: str) -> None:
    try:
        made = cleaned(text)
    except svg.NotADrawing:
        return
    assert svg.clean(made.data).removed == ()
    ET.fromstring(made.data)


def test_entities_cannot_grow() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    with pytest.raises(svg.NotADrawing):
        svg.clean(bomb)


def test_a_doctype_and_an_encoding_of_its_own_are_fine() -> None:
    text = f'<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd"><svg {SPACE}><text>\xe9</text></svg>'
    assert "é" in svg.clean(text.encode("latin-1")).data.decode()


def test_in_a_page(site: Site) -> None:
    site.write(
        "content/a.svg", f'<svg {SPACE} viewBox="0 0 40 30"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>'
    )
    site.page("trang", "![Sơ đồ](a.svg)")
    result = site.make()
    assert result.status == 0
    assert result.problems == [("BT854", "content/trang.md", 5)]
    [path] = [path for path in site.pages() if path.endswith(".svg") and not path.startswith("assets/")]
    assert "script" not in site.read(path)
    assert "<path" in site.read(path)
    assert f'<img src="/{path}" width="40" height="30" alt="Sơ đồ" loading="lazy" decoding="async">' in site.read(
        "trang/index.html"
    )
