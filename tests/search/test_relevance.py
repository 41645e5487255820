"""A fixed set of queries, each with what must be among the first three results."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bantin.language.vietnamese import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.search.reader import Reader

pytestmark = pytest.mark.browser


class Query(NamedTuple):
    text: str
    expected: str
    """The end of an address, or several with `|` between, of which one must come."""


# Each is typed with its marks, without, in capitals and in NFD.
WRITTEN = (
    Query("12/NQ-HĐND", "nq-12"),
    Query("nghị quyết số 112/NQ-HĐND", "nq-112"),
    Query("21/NQ-HĐND", "nq-21"),
    Query("đập Đồng Đò", "dap-dong-do"),
    Query("đón lũ", "dap-dong-do"),
    Query("đua ghe ngo", "dua-ghe-ngo"),
    Query("hòa giải ở cơ sở", "hoa-giai"),
    Query("hoà giải viên", "hoa-giai"),
    Query("thủy lợi nội đồng", "thuy-loi"),
    Query("bánh tét lá cẩm", "banh-tet"),
    Query("mứt gừng dẻo", "banh-tet"),
    Query("Nguyễn Thị Ánh Nguyệt", "anh-nguyet"),
    Query("ánh nguyệt", "anh-nguyet"),
    Query("đường dây nóng", "duong-day-nong"),
    Query("1900 6868", "duong-day-nong"),
    Query("Đỗ Đức Đôn", "do-duc-don"),
    Query("phòng cháy chữa cháy", "phong-chay"),
    Query("biểu mẫu đăng ký phát biểu", "mau-don"),
    Query("cầu Kho Đỏ", "cau-kho-do"),
    Query("rạch Ông Đội", "cau-kho-do"),
    Query("trường Lê Lợi", "le-loi"),
    Query("Đặng Thùy Dương", "le-loi"),
    Query("phòng họp không giấy", "chuyen-doi-so"),
    Query("nước sạch vùng cao", "nuoc-sach"),
    Query("giới thiệu", "/gioi-thieu"),
    Query("liên hệ", "/lien-he"),
    Query("cơ cấu tổ chức", "/co-cau-to-chuc"),
    Query("phiên chất vấn", "phien-chat-van"),
    Query("lá phiếu của cử tri", "la-phieu-cua-cu-tri"),
    Query("kỳ họp là gì", "ky-hop-hdnd-la-gi"),
)
OTHERS = (
    Query("hải dương", "/hai-duong"),
    Query(
        "hải đường", "tong-ket-thi-dua-2020|viet-tin-bai|tiep-xuc-cu-tri|kien-nghi-cu-tri-di-ve-dau|la-phieu-cua-cu-tri"
    ),
    Query("hai duong", "/hai-duong|tong-ket-thi-dua-2020|viet-tin-bai|tiep-xuc-cu-tri|kien-nghi-cu-tri-di-ve-dau"),
    Query("đường mía", "duong-mia"),
    Query("con đường quê", "duong-que"),
    # Some marks only.
    Query("đap dong do", "dap-dong-do"),
    Query("nguyen thị anh nguyệt", "anh-nguyet"),
    Query("dua ghe ngọ", "dua-ghe-ngo"),
    Query("truong tieu hoc Lê Lợi", "le-loi"),
    Query("đô duc don", "do-duc-don"),
    # D for Đ, Ð (eth) for Đ.
    Query("Ðồng Ðò", "dap-dong-do"),
    Query("HDND 12 NQ", "nq-12"),
    Query("nq 12 hđnd", "nq-12"),
    # Phrases.
    Query('"bánh tét lá cẩm"', "banh-tet"),
    Query("“đóng điện trạm bơm”", "dap-dong-do"),
    Query('"phong hop khong giay"', "chuyen-doi-so"),
    # A tone that is wrong or left out, a letter in another key.
    Query("đập đống đò", "dap-dong-do"),
    Query("kỳ hợp là gì", "ky-hop-hdnd-la-gi"),
    Query("phiên chất vẫn", "phien-chat-van"),
    Query("bành tét lá cẫm", "banh-tet"),
    Query("hòa giãi ở cơ sỡ", "hoa-giai"),
    Query("chuyễn đỗi số phòng họp", "chuyen-doi-so"),
    # More words than any article has.
    Query("đua ghe ngo xyzzy", "dua-ghe-ngo"),
)


def variants() -> list[Query]:
    found = [*WRITTEN, *OTHERS]
    for text, expected in WRITTEN:
        found += [
            Query(text.upper(), expected),
            Query(fold(text), expected),
            Query(unicodedata.normalize("NFD", text), expected),
        ]
    return found


def is_among(results: list[str], expected: str) -> bool:
    return any(link.endswith(f"{end}/") for link in results for end in expected.split("|"))


def test_the_expected_one_is_among_the_first_three(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    queries = variants()
    assert len(queries) >= 60
    results = {query: reader.find(query.text) for query in queries}
    missed = {query.text: found for query, found in results.items() if not is_among(found, query.expected)}
    assert len(missed) <= len(queries) * 0.05, missed
    assert reader.errors == []


def test_a_query_without_marks_finds_the_same(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    for text, expected in [*WRITTEN, *(query for query in OTHERS if '"' not in query.text)]:
        reader.find(text)
        counted = reader.status.split("“")[0]
        assert is_among(reader.find(fold(text), 10), expected), text
        assert reader.status.split("“")[0] == counted, text


def test_typed_marks_outrank_folded_ones(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    assert reader.find("hải dương", 1)[0].endswith("/hai-duong/")
    assert not reader.find("hải đường", 1)[0].endswith("/hai-duong/")
    assert reader.find("Đò", 1)[0].endswith("/dap-dong-do/")
    assert reader.find("Đỏ", 1)[0].endswith("/cau-kho-do/")
