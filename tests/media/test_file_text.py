"""The text of attachments, from bytes that anybody may have made."""

from __future__ import annotations

import zlib

import pytest

from bantin.media import file_text
from bantin.media.file_text import read_text
from tests.media import made

_LINE = "Nghị quyết số 12/NQ-HĐND về phân bổ dự toán"
_PDF = made.written_pdf(_LINE, "Trang hai")
_DOCX = made.docx(
    "<w:p><w:r><w:t>Nghị </w:t></w:r><w:r><w:t>quyết</w:t></w:r></w:p><w:p><w:r><w:t>Hai</w:t></w:r></w:p>"
)


def test_a_pdf_has_a_line_for_each_page() -> None:
    assert read_text("a.pdf", _PDF) == f"{_LINE}\nTrang hai"


def test_a_docx_has_a_line_for_each_paragraph() -> None:
    assert read_text("A.DOCX", _DOCX) == "Nghị quyết\nHai"


@pytest.mark.parametrize(
    "hidden",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>mật</w:t></w:r>",
        "<w:del><w:r><w:delText>mật</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>mật</w:t></w:r></w:moveFrom>",
        "<w:r><w:instrText>mật</w:instrText></w:r>",
        '<x:Fallback xmlns:x="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><w:t>mật</w:t></w:r></x:Fallback>',
    ],
)
def test_what_a_docx_does_not_show_is_not_searched(hidden: str) -> None:
    text = f"<w:p><w:r><w:t>một</w:t></w:r>{hidden}<w:r><w:tab/><w:t>hai</w:t></w:r></w:p>"
    assert read_text("a.docx", made.docx(text)) == "một hai"


def test_what_is_not_hidden_after_all_is_searched() -> None:
    text = '<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>một</w:t></w:r></w:p>'
    assert read_text("a.docx", made.docx(text)) == "một"


def test_letters_that_no_file_of_a_page_may_have_are_left_out() -> None:
    odd = f"\ud800một\uf0b7 hai\u200b\ufffe {'x' * 61}"
    assert read_text("a.pdf", made.written_pdf(odd)) == "một hai"


def test_a_long_file_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_text, "_LETTERS", 100)
    assert len(read_text("a.docx", made.docx("<w:p><w:r><w:t>mười chữ ạ</w:t></w:r></w:p>" * 50))) <= 100
    monkeypatch.setattr(file_text, "_PAGES", 1)
    assert read_text("a.pdf", _PDF) == _LINE


def test_a_file_that_takes_too_long_has_the_text_read_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    every = read_text("a.pdf", made.written_pdf(*["một"] * 20)).count("một")
    monkeypatch.setattr(file_text, "_CALLS", 30_000)
    some = read_text("a.pdf", made.written_pdf(*["một"] * 20)).count("một")
    assert (every, 0 < some < 20) == (20, True)


def _page(contents: bytes) -> bytes:
    return made.joined_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Resources << /XObject << /X 4 0 R >> >> /Contents 4 0 R >>",
            contents,
        ]
    )


_LAUGHS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 9))
_PACKED = zlib.compress(b"BT (mat) Tj ET " * 1_000_000)
_BOMBS = {
    "entities": ("a.docx", made.docx("&a8;", before=f'<!DOCTYPE a [<!ENTITY a0 "mật">{_LAUGHS}]>')),
    "large XML": ("a.docx", made.docx("<w:p><w:r><w:t>mật</w:t></w:r></w:p>" * 40_000)),
    "deep XML": ("a.docx", made.docx("<w:p>" * 100_000)),
    "large stream": ("a.pdf", _page(b"<< /Filter /FlateDecode" + made.stream(_PACKED)[2:])),
    "many operators": ("a.pdf", _page(made.stream(b"1 0 0 1 0 0 cm " * 60_000))),
    "form in itself": ("a.pdf", _page(b"<< /Subtype /Form /Resources << /XObject << /X 4 0 R >> >>" + made.stream(b"/X Do " * 10)[2:])),
}  # fmt: skip


@pytest.mark.parametrize("kind", _BOMBS)
def test_no_file_takes_all_time_or_memory(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(file_text, "_CALLS", 1_000_000)
    monkeypatch.setattr(file_text, "_UNPACKED", 1_000_000)
    assert read_text(*_BOMBS[kind]) == ""
