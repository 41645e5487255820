from __future__ import annotations

import os
import time
import unicodedata
from typing import TYPE_CHECKING, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.content import read
from bantin.content.read import SIZE_LIMIT, SourceChanged, SourceFault, decode, decode_body
from bantin.content.scan import File, scan_content
from bantin.problems import catalogue

if TYPE_CHECKING:
    from pathlib import Path

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
            "Windows-1258",
        ),
        (TCVN3, 2, "TCVN3"),
        (VNI, 2, "VNI"),
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
def test_an_empty_file_is_reported(data: bytes) -> None:
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
        read.read_source("content/big.md", str(place))
    assert (raised.value.problem.code, raised.value.problem.values) == (
        "BT306",
        {"size": "20.0", "limit": str(SIZE_LIMIT // 1_000_000)},
    )


@pytest.mark.parametrize("size", [1, read._BLOCK - 1, read._BLOCK, read._BLOCK + 1, 2 * read._BLOCK])
def test_all_of_a_source_is_read_and_nothing_stays_open(tmp_path: Path, size: int) -> None:
    place = tmp_path / "content" / "a.md"
    place.parent.mkdir()
    place.write_bytes(b"x" * size)
    read.read_source("content/a.md", str(place))  # the folder of the last file stays open
    before = len(os.listdir("/dev/fd"))
    assert read.read_source("content/a.md", str(place)) == b"x" * size
    assert len(os.listdir("/dev/fd")) == before


def old_file(root: Path) -> File:
    """A file of `content/` with a stat that can be trusted."""
    place = root / "content" / "a.md"
    place.parent.mkdir()
    place.write_bytes(b"x")
    time.sleep(0.03)
    [file] = scan_content(root).files
    assert file.stat
    return file


def test_a_file_that_has_changed_since_the_scan_is_noticed(tmp_path: Path) -> None:
    file = old_file(tmp_path)
    with read.open_file(file) as stream:
        read.check_unchanged(stream, file)
        assert stream.read() == b"x"
    assert read.is_unchanged(file)
    (tmp_path / "content" / "a.md").write_bytes(b"yz")
    assert not read.is_unchanged(file)
    with read.open_file(file) as stream, pytest.raises(SourceChanged):
        read.check_unchanged(stream, file)


def test_a_fresh_file_is_not_known_to_be_unchanged(tmp_path: Path) -> None:
    fresh = msgspec.structs.replace(old_file(tmp_path), stat=0)
    assert not read.is_unchanged(fresh)
    with read.open_file(fresh) as stream:
        read.check_unchanged(stream, fresh)


def test_a_file_that_is_gone_has_changed(tmp_path: Path) -> None:
    file = old_file(tmp_path)
    (tmp_path / "content" / "a.md").unlink()
    assert not read.is_unchanged(file)
    with pytest.raises(SourceChanged):
        read.open_file(file)


@pytest.mark.parametrize("line", [1, 2, 4, 6])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_body_is_the_lines_of_the_text_from_its_first(line: int, form: Literal["NFC", "NFD"], ends: str) -> None:
    data = unicodedata.normalize(form, TEXT).replace("\n", ends).encode()
    expected = "\n".join(TEXT.split("\n")[line - 1 :]).strip()
    assert decode_body(data, "x", line) == expected
