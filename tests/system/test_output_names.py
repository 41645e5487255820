from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.system.output_names import bad_part, devices, folders_of, place_of

ONE_FILE = [
    ("/", "/index.html", "/INDEX.HTML", "/Index.Html"),
    ("/a/", "/A/", "/a/index.html", "/A/INDEX.html"),
    ("/bài/", "/BÀI/", unicodedata.normalize("NFD", "/bài/")),
    ("/ǰ", "/J\u030c", "/j\u030c"),  # a letter that has no capital of its own
    ("/ﬀ", "/ff", "/FF"),
    ("/straße", "/STRASSE"),
]
"""URLs that lead to one file on Windows or macOS."""


@pytest.mark.parametrize("urls", ONE_FILE, ids=lambda urls: urls[0])
def test_what_is_one_file_somewhere_has_one_place(urls: tuple[str, ...]) -> None:
    assert len({place_of(url) for url in urls}) == 1


@given(st.text("aAăĂâÂdDđĐeEêÊoOôÔơƠuUưƯyYiI\u0300\u0301\u0303\u0309\u0323 .-/", max_size=20))
def test_neither_case_nor_normal_form_makes_another_place(text: str) -> None:
    url = f"/{text}/"
    places = {
        place_of(unicodedata.normalize(form, change(url)))
        for form in ("NFC", "NFD")
        for change in (str, str.upper, str.lower)
    }
    assert places == {place_of(url)}


def test_folders() -> None:
    assert folders_of(place_of("/a/B/c.html")) == ["a", "a/b"]
    assert folders_of(place_of("/x.html")) == []


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("/con/", "con"), ("/a/CON/b", "CON"), ("/nul.tar.gz", "nul.tar.gz"), ("/Aux .txt", "Aux .txt"), ("/com1/", "com1"),
        ("/lpt¹", "lpt¹"), ("/conin$", "conin$"), ("/prn", "prn"),
        ("/a.", "a."), ("/a /b", "a "), ("/a./b/", "a."), ("/ a", " a"), ("/.a", ".a"), ("/.bantin/manifest", ".bantin"),
        ("/..", ".."), ("/a//b", "//"), ("/a:b", "a:b"), ("/x::$data", "x::$data"), ("/a\\b", "a\\b"), ("/a*", "a*"), ('/"', '"'),
        ("/web~1.con", "web~1.con"), ("/tin-tu~2/", "tin-tu~2"),
        ("/a\nb", "a\nb"), ("/a\u200db", "a\u200db"), ("/a\u00a0b", "a\u00a0b"), ("/\u202egpj.exe", "\u202egpj.exe"), ("/\ud800", "\ud800"),
        ("/\ufdd0", "\ufdd0"), ("/\ue000", "\ue000"),
        ("/web.config", "web.config"), ("/a/Web.Config", "Web.Config"), ("/_headers", "_headers"), ("/CNAME", "CNAME"),
        ("/app_offline.htm", "app_offline.htm"), ("/.htaccess", ".htaccess"),
        ("/" + "x" * 201, "x" * 201), ("/" + "ă" * 101 + "/", "ă" * 101), ("/" + "a/" * 600, "/" + "a/" * 600),
    ],
)  # fmt: skip
def test_names_that_some_system_cannot_hold(url: str, part: str) -> None:
    assert bad_part(url) == part


@pytest.mark.parametrize(
    "url",
    ["/", "/a/", "/conx/", "/console/", "/con-nguoi/", "/com10/", "/bài cũ/1.html", "/x.aspx", "/a~b", "/" + "x" * 200],
)
def test_names_that_every_system_can_hold(url: str) -> None:
    assert bad_part(url) == ""


def test_devices_among_many_addresses() -> None:
    urls = ["/", "/the/con/", "/console/", "/con-moi/", "/a/aux.png", "/a/nul.0a1b.svg", "/x/com1/trang/2/", "/xcon/"]
    assert devices(urls) == {
        "/the/con/": "con",
        "/a/aux.png": "aux",
        "/a/nul.0a1b.svg": "nul",
        "/x/com1/trang/2/": "com1",
    }
    assert devices([]) == {}
