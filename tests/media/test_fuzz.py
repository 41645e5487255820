"""Whatever a file holds, reading it gives facts or a note with a code."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bantin.content.scan import File
from bantin.media import inspect
from bantin.media.attachments import FileFacts
from bantin.media.file_text import read_text
from bantin.media.pictures import Note, Picture
from bantin.problems import catalogue
from tests.conftest import SOAK
from tests.media import made

SMALL = hypothesis.settings(
    max_examples=100 if SOAK < 100 else 20_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SOUND = {
    "pdf": made.pdf(2),
    "png": made.saved(made.quarters(8, 8), "PNG"),
    "jpg": made.saved(made.quarters(8, 8), "JPEG"),
    "webp": made.saved(made.quarters(8, 8), "WEBP"),
    "gif": made.animation(),
    "svg": (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>a{fill:url(#g)}</style><defs>'
        b'<linearGradient id="g"><stop offset="1"/></linearGradient></defs><g class="a"><path d="M0 0h9"/></g>'
        b'<use href="#g"/><text x="1" style="font-size:2px">Ng\xe1\xbb\x8b &amp; q</text></svg>'
    ),
    "docx": made.docx("<w:p><w:r><w:t>Nghị quyết</w:t></w:r></w:p>"),
    "written.pdf": made.written_pdf("Nghị quyết", "Hai"),
}
PIECE = st.binary(max_size=12) | st.sampled_from(
    [b"\0" * 8, b"\xff" * 8, b"/Type /Pages ", b"/Count -1", b"/Kids [1 0 R]", b"/Encrypt 1 0 R", b"9" * 40, b"<<", b">>", b"[" * 90, b"stream\n", b"startxref\n0",
     b"<", b"/>", b"<!--", b"<![CDATA[", b"]]>", b"<?a ?>", b"&#0;", b"&a;", b"url(", b"@import ", b" xmlns='a'", b"\xed\xa0\x80"]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, kind: str) -> bytes:
    """Draw a sound file with a few pieces put in, taken out or written over."""
    data = SOUND[kind]
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 30))
        data = data[:at] + draw(PIECE) + data[at + length :]
    return data


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "gif", "svg"])
@SMALL
@given(data=st.data())
def test_any_picture_gives_facts_or_a_note(kind: str, data: st.DataObject) -> None:
    found = inspect.inspect_picture(f"a.{kind}", data.draw(damaged(kind)))
    assert isinstance(found, Picture) or (isinstance(found, Note) and found.code in catalogue())


@SMALL
@given(content=damaged("pdf"))
def test_any_pdf_gives_facts(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "a.pdf"
    path.write_bytes(content)
    found = inspect.read_attachment(File("content/a.pdf", str(path), 0, len(content)))
    assert isinstance(found, FileFacts)
    assert {note.code for note in found.notes} <= catalogue().keys()


@pytest.mark.parametrize("kind", ["docx", "written.pdf"])
@SMALL
@given(data=st.data())
def test_any_attachment_gives_a_text_or_none(kind: str, data: st.DataObject) -> None:
    read_text(f"a.{kind}", data.draw(damaged(kind))).encode()
