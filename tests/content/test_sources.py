from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.content import sources
from bantin.content.sources import SIZE_LIMIT, SourceFault, decode, walk
from bantin.problems import catalogue
from tests.builder import Site, source

TEXT = "---\ntitle: Thường trực Hội đồng nhân dân tỉnh họp phiên thứ hai, tháng mười\n---\n\nNội dung bài viết, có dấu: ường, ẩm, ỹ.\n"
# Of TCVN3 (ABC) and VNI no codec is in Python: these are the bytes that such files hold.
TCVN3 = b"---\ntitle: Th\xad\xeang tr\xf9c H\xe9i \xae\xe5ng nh\xa9n d\xa9n t\xd8nh h\xe4p\n---\n\nN\xe9i dung b\xb5i vi\xd5t.\n"
VNI = "---\ntitle: Thöôøng tröïc Hoäi ñoàng nhaân daân\n---\n\nNoäi dung baøi vieát.\n".encode("latin-1")


def fault(data: bytes) -> tuple[str, int, dict[str, str]]:
    with pytest.raises(SourceFault) as raised:
        decode(data, "content/x.md")
    one = raised.value.problem
    assert one.code in catalogue()
    return one.code, one.line, one.values


def test_utf_8_with_or_without_a_mark_and_any_line_ends() -> None:
    assert decode("\ufeffĐại\r\nbiểu\rHĐND\n".encode(), "x") == "Đại\nbiểu\nHĐND\n"


def test_text_meets_in_nfc() -> None:
    assert decode(unicodedata.normalize("NFD", "Đại biểu ở đường Ữ").encode(), "x") == unicodedata.normalize(
        "NFC", "Đại biểu ở đường Ữ"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_32_are_refused_by_name(encoding: str) -> None:
    code, line, values = fault(TEXT.encode(encoding))
    assert (code, line) == ("BT302", 1)
    assert values["encoding"] == ("UTF-32" if encoding == "utf-32" else "UTF-16")


@pytest.mark.parametrize(
    ("data", "line", "guess"),
    [
        (
            unicodedata.normalize("NFD", "---\n").encode()
            + b"title: Th\xfd\xf5\xecng tr\xfd\xf2c H\xf4\xf2i \xf0\xf4\xccng nh\xe2n d\xe2n\n",
            2,
            "CP1258",
        ),
        (TCVN3, 2, "TCVN3/VNI"),
        (VNI, 2, "TCVN3/VNI"),
        (TEXT.encode() + b"\xff", 6, ""),
    ],
    ids=["CP1258", "TCVN3", "VNI", "one bad byte"],
)
def test_legacy_encodings_are_refused_with_a_guess(data: bytes, line: int, guess: str) -> None:
    code, where, values = fault(data)
    assert (code, where) == ("BT301", line)
    assert guess in values["guess"]
    assert bool(values["guess"]) == bool(guess)


def test_nul_bytes_are_refused_with_their_line() -> None:
    assert fault(TEXT.encode() + b"a\n\0") == ("BT303", 7, {})


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_told(data: bytes) -> None:
    assert fault(data)[0] == "BT304"


@given(
    st.binary(max_size=80)
    | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text().map(lambda text: text.encode("utf-16"))
)
def test_any_bytes_are_text_or_a_fault(data: bytes) -> None:
    try:
        text = decode(data, "content/x.md")
    except SourceFault as raised:
        assert raised.problem.code in {"BT301", "BT302", "BT303", "BT304"}  # noqa: PT017 - the fault may or may not come
        return
    assert text.strip()
    assert "\r" not in text
    assert unicodedata.is_normalized("NFC", text)


def test_a_source_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    place = tmp_path / "big.md"
    with place.open("wb") as stream:
        stream.truncate(20_000_000)
    with pytest.raises(SourceFault) as raised:
        sources.read("content/big.md", str(place))
    assert (raised.value.problem.code, raised.value.problem.values) == (
        "BT306",
        {"size": "20.0", "limit": str(SIZE_LIMIT // 1_000_000)},
    )


def test_files_come_sorted_by_path_and_hidden_or_temporary_ones_not_at_all(site: Site) -> None:
    kept = [
        "content/Ảnh.png",
        "content/a/b.md",
        "content/a.md",
        "content/ab.md",
        "content/đ.md",
        "content/z/.x/../y.txt",
    ]
    left = [
        ".DS_Store",
        ".git/x.md",
        "a.md~",
        "#a.md#",
        ".a.md.swp",
        "a.swp",
        "a.tmp",
        "Thumbs.db",
        "desktop.ini",
        "x.crdownload",
        ".hidden.md",
    ]
    for path in [*kept, *(f"content/{name}" for name in left)]:
        (site.root / path).parent.mkdir(parents=True, exist_ok=True)
        site.write(path, "x")
    tree = walk(site.root)
    assert not tree.problems
    assert [file.path for file in tree.files] == sorted(os.path.normpath(path) for path in kept)


def test_names_meet_in_nfc_and_keep_the_systems_spelling(site: Site) -> None:
    apart = unicodedata.normalize("NFD", "Đường phố.md")
    site.write(f"content/{apart}", "x")
    [file] = walk(site.root).files
    assert file.path == "content/Đường phố.md"
    assert os.path.basename(file.real) == apart


def test_a_suffix_in_upper_case_is_markdown_too(site: Site) -> None:
    site.write("content/BÀI.MD", "x")
    [file] = walk(site.root).files
    assert (file.path, file.is_source) == ("content/BÀI.MD", True)
    assert Path(file.real).read_text() == "x"


def test_a_link_to_a_file_inside_content_is_read(site: Site) -> None:
    site.write("content/a.md", "chung")
    os.symlink("a.md", site.root / "content/b.md")
    assert [file.path for file in walk(site.root).files] == ["content/a.md", "content/b.md"]
    assert not walk(site.root).problems


@pytest.mark.parametrize("target", ["../site_config.toml", "/etc/passwd", "nowhere.md", "folder", "..", ".", "x.md"])
def test_a_link_out_of_content_to_a_folder_to_nowhere_or_to_itself_is_not_followed(site: Site, target: str) -> None:
    site.write("content/folder/inside.md", source(title="x"))
    os.symlink(target, site.root / "content/x.md")
    tree = walk(site.root)
    # The system itself refuses to look at a link to itself.
    assert [(one.code, one.path) for one in tree.problems] == [
        ("BT308" if target == "x.md" else "BT307", "content/x.md")
    ]
    assert [file.path for file in tree.files] == ["content/folder/inside.md"]


def test_two_names_that_differ_only_in_the_form_of_unicode_are_two_sources_for_one_address(site: Site) -> None:
    for form in ("NFC", "NFD"):
        site.write(f"content/{unicodedata.normalize(form, 'Phố')}.md", source(title=form))
    if len(list((site.root / "content").iterdir())) == 1:  # macOS keeps one
        return
    result = site.make()
    assert result.status == 1
    assert result.codes == ["BT309"]


def test_bytes_that_are_no_name_are_told(site: Site) -> None:
    try:
        (site.root / "content").joinpath(os.fsdecode(b"t\xeang.md")).write_text("x")
    except OSError:  # file systems of macOS and Windows take names of Unicode only
        return
    assert [(one.code, one.path) for one in walk(site.root).problems] == [("BT305", "content")]


def test_no_content_at_all(tmp_path: Path) -> None:
    assert [(one.code, one.path) for one in walk(tmp_path).problems] == [("BT311", "content")]


def test_what_is_neither_file_nor_folder_is_told(site: Site) -> None:
    os.mkfifo(site.root / "content/pipe.md")
    found = walk(site.root)
    assert (found.files, [(one.code, one.path) for one in found.problems]) == ([], [("BT313", "content/pipe.md")])
