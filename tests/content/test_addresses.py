from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.content.addresses import OldAddress, file_url, nearest_link, old_address, resolve, source_url


@pytest.mark.parametrize(
    ("path", "slug", "url"),
    [
        ("content/tin-tuc/2020/tong-ket.md", "", "/tin-tuc/2020/tong-ket/"),
        ("content/tin-tuc/2020/tong-ket/index.md", "", "/tin-tuc/2020/tong-ket/"),
        ("content/tin-tuc/2020/tong-ket/index.md", "khac", "/tin-tuc/2020/khac/"),
        ("content/Tin Tức/Đại biểu & cử tri 😀.md", "", "/tin-tuc/dai-bieu-cu-tri/"),
        ("content/index.md", "", "/"),
        ("content/a.b.md", "", "/a-b/"),
    ],
)
def test_the_address_of_a_source(path: str, slug: str, url: str) -> None:
    assert source_url(path, slug) == url


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("content/a/Ảnh 1.PNG", "/a/anh-1.png"),
        ("content/Biểu mẫu/Mẫu số 1 (mới).docx", "/bieu-mau/mau-so-1-moi.docx"),
        ("content/x.tar.gz", "/x-tar.gz"),
        ("content/LICENSE", "/license"),
    ],
)
def test_the_address_of_a_file(path: str, url: str) -> None:
    assert file_url(path) == url


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("/cu/", "/cu/"),
        ("/cu", "/cu/"),
        ("/cu/index.html", "/cu/"),
        ("/cu/1.html", "/cu/1.html"),
        ("/Detail.aspx", "/Detail.aspx"),
        ("/b%C3%A0i%20c%C5%A9/", "/bài cũ/"),
        ("/bài/", "/bài/"),
        ("/ba\u0300i/", "/bài/"),
        ("/%69ndex.html", "/"),
        ("/a%2Fb/", "/a/b/"),
        ("/%2e%2e/x/", None),
        ("/%252e%252e/x/", None),
        ("/b%E0i/", None),
        ("/a%00b", None),
        ("/%2Ebantin/manifest", None),
        ("/a%3Fb", None),
        ("/Assets/x.css", None),
        ("/assets", None),
        ("/con/", None),
        ("/a.", None),
        ("/web.config", None),
        ("/a b/", "/a b/"),
        ("/a\u00a0b/", None),
        ("/a\nb/", None),
        ("x/", None),
        ("https://a.vn/x/", None),
    ],
)
def test_the_address_of_an_old_address(written: str, url: str | None) -> None:
    found = old_address(written)
    assert (found.url if found else None) == url


@pytest.mark.parametrize(
    ("written", "address", "has_page"),
    [
        ("/tin.aspx?id=12", OldAddress("/tin.aspx", (("id", "12"),)), False),
        ("/tin.aspx?b=2&A=%C4%91%20%C3%A1", OldAddress("/tin.aspx", (("b", "2"), ("A", "đ á"))), False),
        ("/?p=12", OldAddress("/", (("p", "12"),)), False),
        ("/tin?id=", OldAddress("/tin", (("id", ""),)), False),
        ("/tin.html?", OldAddress("/tin.html"), True),
        ("/Tin.HTM", OldAddress("/Tin.HTM"), True),
        ("/tai-lieu/nq-12.pdf", OldAddress("/tai-lieu/nq-12.pdf"), False),
        ("/tin.aspx?id=%0A", None, False),
        ("/tin.aspx?id=%FF", None, False),
        (f"/tin.aspx?id={'1' * 501}", None, False),
        ("/../tin.aspx?id=1", None, False),
    ],
)
def test_an_old_address_with_a_query_or_a_suffix_has_no_page(
    written: str, address: OldAddress | None, *, has_page: bool
) -> None:
    found = old_address(written)
    assert found == address
    assert found is None or found.has_page is has_page


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("b.md", "content/tin-tuc/b.md"),
        ("../a.md", "content/a.md"),
        ("./x/../b.md", "content/tin-tuc/b.md"),
        ("/gioi-thieu/", "content/gioi-thieu"),
        ("/x/y.md", "content/x/y.md"),
        ("%C4%90%E1%BA%A1i%20bi%E1%BB%83u.md", "content/tin-tuc/Đại biểu.md"),
        ("../../a.md", None),
        ("../../content/a.md", "content/a.md"),
        ("/../a.md", None),
        ("%2e%2e/%2e%2e/a.md", None),
        ("../../contents/a.md", None),
    ],
)
def test_what_a_link_means(target: str, found: str | None) -> None:
    assert resolve(target, "content/tin-tuc/a.md") == found


@given(st.text(st.sampled_from(list("a./%2eđ ?\\")), max_size=20))
def test_no_link_leads_out_of_content(target: str) -> None:
    found = resolve(target, "content/tin-tuc/2020/a.md")
    assert found is None or (found.startswith("content/") and ".." not in found.split("/"))


@pytest.mark.parametrize(
    ("target", "known", "near"),
    [
        (
            "content/van-ban/nq.pdf",
            ["content/van-ban/nq-1.pdf", "content/tai-lieu/2026/NQ.PDF"],
            "../tai-lieu/2026/NQ.PDF",
        ),
        ("content/van-ban/nq.pdf", ["content/van-ban/2025/nq.pdf", "content/lich/nq.pdf"], "2025/nq.pdf"),
        ("content/van-ban/nq-2.pdf", ["content/van-ban/nq-1.pdf"], "nq-1.pdf"),
        ("content/van-ban/nq.pdf", ["content/anh/con-meo.png"], ""),
    ],
)
def test_what_is_meant_is_of_the_same_name_elsewhere_or_like_it(target: str, known: list[str], near: str) -> None:
    assert nearest_link(target, "content/van-ban/a.md", known) == near
