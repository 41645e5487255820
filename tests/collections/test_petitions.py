"""Petitions: tables as spreadsheets export them, through the real command."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.collections.petition_tables import parse_table
from bantin.config import parse_settings
from bantin.problems import errors
from tests.builder import PROJECT, SETTINGS, Site, differences

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "content/kien-nghi/2026.csv"
HEADER = "STT,Mã,Nội dung,Lĩnh vực,Xã phường,Đợt tiếp xúc,Ngày nhận,Cơ quan,Hạn trả lời,Ngày trả lời,Trả lời,Tệp"
ROWS = [
    HEADER.split(","),
    ["1", "KN-01", "Sửa đường\nvào ấp 3", "Giao thông", "Xã Tân An", "Trước kỳ họp", "05/07/2026", "Sở Xây dựng", "30/11/2026", "", "", ""],
    ["2", "KN-02", 'Đổi "trạm bơm", nạo vét kênh', "Nông nghiệp", "Xã Tân An", "Trước kỳ họp", "2026-07-06", "Sở Nông nghiệp; Ủy ban nhân dân xã", "1/9/2026", "20/8/2026", "Đã nạo vét.\nXong tháng 8.", ""],
    ["3", "KN-03", "Thêm bác sĩ", "Y tế", "Phường Bình Minh", "Sau kỳ họp", "1/8/2026", "Sở Y tế", "1/10/2026", "", "", ""],
]  # fmt: skip


def table(rows: list[list[str]], separator: str = ",", end: str = "\n", *, every: bool = False) -> str:
    file = io.StringIO()
    if every:
        csv.writer(file, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(file, delimiter=separator, lineterminator=end).writerows(rows)
    return file.getvalue()


def changed(row: int, **cells: str) -> str:
    """Return the table with other cells in one row, by the names of their columns."""
    rows = [list(one) for one in ROWS]
    for name, cell in cells.items():
        rows[row][ROWS[0].index(name.replace("_", " "))] = cell
    return table(rows)


def site_of(root: Path, text: str | bytes = table(ROWS), **files: str | bytes) -> Site:
    return Site(root, {TABLE: text, **{f"content/kien-nghi/{name}": data for name, data in files.items()}})


def told(root: Path, text: str | bytes) -> list[tuple[str, int, int]]:
    found = site_of(root, text).make().json["problems"]
    return [(one["code"], one["line"], one["column"]) for one in found if one["code"] != "BT342"]


EXPORTS = {
    "Excel, CSV UTF-8, Viet Nam": ("\ufeff" + table(ROWS, ";", "\r\n")).encode(),
    "Excel, CSV UTF-8, United States": ("\ufeff" + table(ROWS, ",", "\r\n")).encode(),
    "Excel's line for the separator": ("\ufeffsep=;\r\n" + table(ROWS, ";", "\r\n")).encode(),
    "LibreOffice, all quoted": table(ROWS, ";", every=True).encode(),
    "Google Sheets": table(ROWS, ",", "\r\n").removesuffix("\r\n").encode(),
    "tabs": table(ROWS, "\t").encode(),
    "an office's titles above": table([["BẢNG TỔNG HỢP KIẾN NGHỊ", *[""] * 11], [""] * 12, *ROWS, [""] * 12], ";").encode(),
    "without marks": table([["tt", "MA", "Noi dung kien nghi", "linh vuc", "xa/phuong", "dot tiep xuc cu tri", "ngay tiep nhan", "CO QUAN GIAI QUYET", "han tra loi", "ngay tra loi", "ket qua", "file"], *ROWS[1:]]).encode(),
}  # fmt: skip


def test_exports_of_all_programs_are_read_alike(tmp_path: Path) -> None:
    sites: list[dict[str, bytes | str | None]] = []
    for number, data in enumerate(EXPORTS.values()):
        site = site_of(tmp_path / str(number), data)
        assert site.make().codes == ["BT342"], list(EXPORTS)[number]
        sites.append({path: data for path, data in site.tree().items() if not path.startswith(".bantin")})
    for name, one in zip(EXPORTS, sites, strict=True):
        assert differences(sites[0], one) == {}, name


def test_a_table_becomes_pages_and_is_not_published(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    site.page("lien-ket", "[Kiến nghị](kien-nghi/2026.csv)")
    assert site.make().problems == [("BT342", TABLE, 6)]
    pages = {path.removesuffix("index.html") for path in site.pages() if path.startswith("kien-nghi")}
    assert pages == {
        "kien-nghi/", "kien-nghi/feed.xml", "kien-nghi/kien-nghi.csv", "kien-nghi/kien-nghi.json",
        "kien-nghi/kien-nghi-tra-cuu.json",
        *(f"kien-nghi/linh-vuc/{name}/" for name in ("giao-thong", "nong-nghiep", "y-te")),
        *(f"kien-nghi/xa-phuong/{name}/" for name in ("xa-tan-an", "phuong-binh-minh")),
        *(f"kien-nghi/co-quan/{name}/" for name in ("so-xay-dung", "so-nong-nghiep", "uy-ban-nhan-dan-xa", "so-y-te")),
        *(f"kien-nghi/dot/{name}/" for name in ("truoc-ky-hop", "sau-ky-hop")),
    }  # fmt: skip
    assert '<a href="/kien-nghi/">Kiến nghị</a>' in site.read("lien-ket/index.html")
    meeting = site.read("kien-nghi/dot/truoc-ky-hop/index.html")
    assert '<article class="petition" id="kn-kn-02">' in meeting
    assert "Đã nạo vét.\nXong tháng 8." in meeting
    assert "Trả lời ngày 20-08-2026" in meeting
    line = '<a href="/kien-nghi/dot/truoc-ky-hop/#kn-kn-02">KN-02</a>'
    assert line in site.read("kien-nghi/co-quan/uy-ban-nhan-dan-xa/index.html")
    figures = re.findall(r"<dd>(\d+)</dd>", site.read("kien-nghi/index.html"))
    assert figures == ["3", "1", "1", "1"]
    rows = list(csv.DictReader(io.StringIO(site.read("kien-nghi/kien-nghi.csv").removeprefix("\ufeff"))))
    assert [(row["code"], row["state"], row["received"]) for row in rows] == [
        ("KN-03", "overdue", "2026-08-01"), ("KN-02", "answered", "2026-07-06"), ("KN-01", "waiting", "2026-07-05")
    ]  # fmt: skip
    data = json.loads(site.read("kien-nghi/kien-nghi-tra-cuu.json"))
    assert data["rows"][1][-1] == "/kien-nghi/dot/truoc-ky-hop/#kn-kn-02"
    (site.root / TABLE).unlink()
    assert site.make("--allow-removal").codes == ["BT401"]
    site.page("lien-ket")
    assert site.make("--allow-removal").codes == []
    assert not {path for path in site.pages() if path.startswith(("kien-nghi", "assets/collections"))}


def test_states_go_by_the_clock(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    for now, state in (("2026-11-30T23:59:59+07:00", "waiting"), ("2026-12-01T00:00:00+07:00", "overdue")):
        codes = site.make(now=now).codes
        assert codes == ["BT342"] * (1 if state == "waiting" else 2)
        assert f"state-{state}" in site.read("kien-nghi/linh-vuc/giao-thong/index.html")
        assert site.invoke("check", "--json", "--now", now).codes == codes
    before = site.tree()
    site.make("--full", now="2026-12-01T00:00:00+07:00")
    assert differences(before, site.tree()) == {}


def test_a_changed_row_renders_the_pages_that_show_it_and_no_other(tmp_path: Path) -> None:
    site = site_of(tmp_path)
    site.article("a")
    site.make()
    site.write(TABLE, changed(3, Trả_lời="Đã thêm hai bác sĩ."))
    rendered = site.make().json["rendered"]
    before = site.tree()
    # Its field, commune, agency and meeting, the first page, and the three files of data.
    assert rendered == 8
    site.make("--full")
    assert differences(before, site.tree()) == {}


@pytest.mark.parametrize(
    ("row", "cells", "code", "place"),
    [
        (0, {"Mã": "TT"}, "BT332", (1, 0)),
        (0, {"Lĩnh_vực": "Cột lạ"}, "BT339", (1, 4)),
        (0, {"Lĩnh_vực": "Số điện thoại"}, "BT340", (1, 4)),
        (0, {"Lĩnh_vực": "Tên cử tri"}, "BT340", (1, 4)),
        (0, {"Lĩnh_vực": "Nội dung"}, "BT345", (1, 4)),
        (2, {"Mã": ""}, "BT334", (4, 2)),
        (2, {"Nội_dung": " "}, "BT334", (4, 3)),
        (3, {"Mã": "kn 02"}, "BT335", (6, 2)),
        (2, {"Ngày_nhận": "31/2/2026"}, "BT336", (4, 7)),
        (2, {"Ngày_nhận": "46209"}, "BT336", (4, 7)),
        (2, {"Hạn_trả_lời": "1/7/2026"}, "BT337", (4, 9)),
        (2, {"Trả_lời": ""}, "BT338", (4, 10)),
        (2, {"Nội_dung": "Gọi ông Nguyễn Văn A, 0912 345 678"}, "BT341", (4, 3)),
        (2, {"Tệp": "khong-co.pdf"}, "BT343", (4, 12)),
        (2, {"Tệp": "thừa,ô"}, "", (0, 0)),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(
    tmp_path: Path, row: int, cells: dict[str, str], code: str, place: tuple[int, int]
) -> None:
    if code:
        assert told(tmp_path, changed(row, **cells)) == [(code, *place)]
    else:
        text = table(ROWS).replace("Sở Y tế", "Sở Y tế,,,,,,thừa")
        assert told(tmp_path, text) == [("BT333", 6, 13)]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (table(ROWS).encode("utf-16"), "BT330", 1),
        (table(ROWS).encode("cp1258", "replace"), "BT330", 1),
        (table(ROWS).encode("ascii", "replace"), "BT331", 1),
        (b"a;b\n1;2\n", "BT332", 1),
        (table(ROWS).replace("KN-03,", 'KN-03,"Dấu nháy ').encode(), "BT346", 6),
        (b"\n", "BT304", 0),
        (b"a\0b", "BT303", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    assert told(tmp_path, data) == [(code, line, 0)]


@pytest.mark.parametrize(
    ("rows", "code", "line", "column"),
    [
        ("KN-1,A,\nTổng cộng,1,", "BT347", 3, 1),
        ("KN-1,#REF!,", "BT348", 2, 2),
        ("KN-1,A,########", "BT348", 2, 3),
        ("KN-1,A,46211", "BT336", 2, 3),
    ],
)
def test_what_a_spreadsheet_leaves_in_a_table_is_told(
    tmp_path: Path, rows: str, code: str, line: int, column: int
) -> None:
    assert told(tmp_path, f"Mã,Nội dung,Hạn\n{rows}\n") == [(code, line, column)]


def test_a_message_names_the_cell_and_the_day_that_is_meant(tmp_path: Path) -> None:
    [found] = site_of(tmp_path, changed(1, Ngày_nhận="46209")).make().json["problems"]
    assert "ô G2 (cột “Ngày nhận”)" in found["message"]
    assert "06/07/2026" in found["hint"]


def test_a_table_with_faults_is_the_only_thing_that_is_told(tmp_path: Path) -> None:
    site = site_of(tmp_path, changed(2, Mã=""))
    site.page("lien-ket", "[Kiến nghị](/kien-nghi/) và [bảng](kien-nghi/2026.csv)")
    site.settings('[[menu]]\nname = "Kiến nghị"\nurl = "/kien-nghi/"\n')
    assert site.make().problems == [("BT334", TABLE, 4)]


@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.lists(st.text(max_size=8), max_size=13), max_size=6).map(
            lambda rows: table([*ROWS[:2], *rows]).encode()
        ),
        st.text(st.sampled_from('Mã;Nội dung,"\n\t=sep1/2026 ')).map(lambda text: f"Mã;Nội dung;Hạn\n{text}".encode()),
    )
)
def test_whatever_a_file_has_it_is_read_or_told(data: bytes) -> None:
    made, problems = parse_table(TABLE, data, parse_settings(SETTINGS.encode()))
    assert made is not None or errors(problems)


def test_two_tables_have_no_code_in_common(tmp_path: Path) -> None:
    site = site_of(tmp_path, **{"2025.csv": table(ROWS[:2])})
    assert ("BT335", TABLE, 2) in site.make().problems


PRIVATE = ["Nguyễn Văn An", "0912345678", "079203001234", "an@example.vn", "Trần Thị Bình"]


def private_table() -> str:
    rows = [[*one, two] for one, two in zip(ROWS, ["Người kiến nghị", *["Nguyễn Văn An"] * 3], strict=True)]
    rows[1][2] = "Ông Nguyễn Văn An (CCCD 079203001234, điện thoại 0912345678, an@example.vn) xin sửa đường"
    rows[2][10] = "Đã làm việc với hộ bà Trần Thị Bình."
    return table(rows)


def test_personal_data_reaches_neither_readers_nor_what_a_build_keeps(tmp_path: Path) -> None:
    site = site_of(tmp_path, private_table())
    site.page("mau", "[Tệp](kien-nghi/2026.csv) ![Hình](kien-nghi/2026.csv)")
    (site.root / "content/bang.csv").symlink_to("kien-nghi/2026.csv")
    (site.root / "content/kien-nghi/bang.txt").symlink_to("2026.csv")
    site.write("content/tep.md", '---\ntitle: "A"\nattachments: [{file: kien-nghi/2026.csv}]\n---\n')
    result = site.make()
    assert {"BT307", "BT216", "BT340", "BT341"} <= set(result.codes)
    for name in ("mau.md", "tep.md", "bang.csv", "kien-nghi/bang.txt"):
        (site.root / "content" / name).unlink()
    result = site.make()
    assert result.status == 0
    assert [code for code in result.codes if code != "BT342"] == ["BT340", "BT341", "BT341"]
    kept = {str(path): path.read_bytes() for path in site.root.rglob("*") if path.is_file() and path.suffix != ".csv"}
    kept |= {str(path): path.read_bytes() for path in site.public.rglob("*.csv")}
    for words in PRIVATE:
        assert words not in result.stdout
        assert not [path for path, data in kept.items() if words.encode() in data and "content/" not in path], words
    assert "Ông […] (CCCD […], điện thoại […], […]) xin sửa đường" in site.read("kien-nghi/kien-nghi.csv")


def test_the_settings_can_name_columns_that_are_published(tmp_path: Path) -> None:
    site = site_of(tmp_path, private_table())
    site.make()
    site.settings('[petitions]\ncolumns = ["Người kiến nghị", "nội dung"]\n')
    assert [code for code in site.make().codes if code != "BT342"] == ["BT341"]
    page = site.read("kien-nghi/dot/truoc-ky-hop/index.html")
    assert "<dt>Người kiến nghị</dt><dd>Nguyễn Văn An</dd>" in page
    assert "0912345678" in page
    assert "Trần Thị Bình" not in page
    assert "Người kiến nghị" in site.read("kien-nghi/kien-nghi.json")


def test_an_answer_may_be_a_file(tmp_path: Path) -> None:
    site = site_of(tmp_path, changed(3, Tệp="tra-loi.txt"), **{"tra-loi.txt": "Trả lời", "thua.txt": "?"})
    assert site.make().problems == [("BT859", "content/kien-nghi/thua.txt", 0)]
    assert "kien-nghi/tra-loi.txt" in site.pages()
    assert 'download="tra-loi.txt"' in site.read("kien-nghi/dot/sau-ky-hop/index.html")


def test_a_spreadsheet_that_is_no_table_is_told(tmp_path: Path) -> None:
    site = site_of(tmp_path, **{"2025.xlsx": b"PK"})
    assert ("BT344", "content/kien-nghi/2025.xlsx", 0) in site.make().problems


def test_long_lists_have_numbered_pages_and_each_petition_its_address(tmp_path: Path) -> None:
    rows = [[*ROWS[3][:1], f"KN-{n}", *ROWS[3][2:6], f"2026-08-{n % 28 + 1:02}", *ROWS[3][7:]] for n in range(1, 131)]
    site = site_of(tmp_path, table([ROWS[0], *rows]))
    site.make()
    data = json.loads(site.read("kien-nghi/kien-nghi-tra-cuu.json"))
    assert len(data["rows"]) == 130
    pages = {path for path in site.pages() if path.startswith("kien-nghi/dot/")}
    assert pages == {f"kien-nghi/dot/sau-ky-hop/{page}index.html" for page in ("", "trang/1/", "trang/2/")}
    for row in data["rows"]:
        path, _, anchor = row[-1].partition("#")
        assert f'id="{anchor}"' in site.read(f"{path[1:]}index.html"), row


def test_the_home_page_has_figures_and_new_answers(tmp_path: Path) -> None:
    site = Site(tmp_path, {TABLE: table(ROWS)}, plain=False)
    site.make()
    assert "Quá hạn trả lời <strong>1</strong>" in site.read("index.html")
    assert '<a href="/kien-nghi/dot/truoc-ky-hop/#kn-kn-02">' in site.read("index.html")


def test_the_guides_columns_are_those_that_are_read() -> None:
    from bantin.collections.petition import COLUMNS
    from bantin.language.vietnamese import slugify

    guide = (PROJECT / "docs/huong-dan-kien-nghi.md").read_text("utf-8")
    named = re.findall(r"^\| \*\*(.+?)\*\* \|", guide, re.MULTILINE)
    assert {COLUMNS[slugify(name)] for name in named} == set(COLUMNS.values())


def test_a_day_of_receipt_that_is_yet_to_come_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/kien-nghi/a.csv": "Mã,Nội dung,Ngày nhận\nKN-1,A,06/07/2027\n"})
    assert site.make().problems == [("BT349", "content/kien-nghi/a.csv", 2)]


def test_a_further_column_may_be_spelt_otherwise_than_in_the_settings(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/kien-nghi/a.csv": "Mã,Nội dung,GHI CHÚ\nKN-1,A,gấp\n"})
    site.settings('[petitions]\ncolumns = ["Ghi chú"]\n')
    assert site.make().problems == []
    rows = list(csv.DictReader(io.StringIO(site.read("kien-nghi/kien-nghi.csv").removeprefix("\ufeff"))))
    assert rows[0]["ghi-chu"] == "gấp"
