"""The text of an attachment, as a search needs it: PDF by pypdf, DOCX by its XML. Bytes → text.

A file that cannot be read has no text: `inspect` tells its editor of a damaged PDF, and a scan has none.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING
from xml.parsers import expat

import pypdf

from bantin.language.vietnamese import WITHOUT_WIDTH
from bantin.media.attachments import suffix_of
from bantin.media.bounds import ReadEnough, bounded

if TYPE_CHECKING:
    from collections.abc import Generator

_VERSION = 1
"""Of the texts that this module makes."""
_LETTERS = 60_000
"""Most letters of a file that are searched: some 20 pages."""
_PAGES = 40
_CALLS = 10_000_000
"""Most calls within a parser; a printed page takes it some 170,000."""
_UNPACKED = 4_000_000
"""Bytes of one stream of a PDF, or of the XML of a DOCX."""
_OPERANDS = 300_000
"""What one stream of a PDF may draw with."""
_WORD_LIMIT = 60
"""Letters of a word; what is longer is none."""
_NO_LETTERS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\uf8ff\\ufff0-\\uffff]+")
"""Controls, halves of letters, and what only one font knows."""
_XML = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_REPEATED = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
"""It says what stands beside it once more."""
_REMOVED = frozenset({f"{_W}del", f"{_W}moveFrom"})
"""What is no part of the text any more, while changes are tracked."""
_OFF = frozenset({"0", "false", "off"})


def version() -> str:
    """Return what texts depend on, beside the file."""
    return f"{_VERSION} {pypdf.__version__} {unicodedata.unidata_version}"


def read_text(path: str, data: bytes) -> str:
    """Return the text of the PDF or DOCX `path`, a line for each page or paragraph; empty where it has none."""
    read = _pdf_pages if suffix_of(path) == "pdf" else _docx_paragraphs
    lines: list[str] = []
    letters = 0
    # A damaged file may raise anything in a parser. What was read before is as good as any.
    with contextlib.suppress(ReadEnough, Exception), contextlib.closing(read(data)) as pieces, bounded(_CALLS):
        for piece in pieces:
            lines.append(_in_one_line(piece[: _LETTERS - letters]))
            letters += len(lines[-1]) + 1
            if letters >= _LETTERS:
                break
    return "\n".join(filter(None, lines))


def _in_one_line(text: str) -> str:
    shown = _NO_LETTERS.sub(" ", text.translate(WITHOUT_WIDTH))
    return " ".join(word for word in unicodedata.normalize("NFC", shown).split() if len(word) <= _WORD_LIMIT)


def _pdf_pages(data: bytes) -> Generator[str]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    with pypdf.apply_configuration(
        zlib_maximum_output_length=_UNPACKED,
        lzw_maximum_output_length=_UNPACKED,
        run_length_maximum_output_length=_UNPACKED,
        array_based_stream_maximum_output_length=_UNPACKED,
        stream_decoding_work_maximum_length=4 * _UNPACKED,
        stream_parsing_work_maximum_count=_OPERANDS,
        xform_maximum_invocations_per_extraction=100,
    ):
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return
        for number in range(min(_PAGES, len(reader.pages))):
            # Lines of a page are no sentences.
            yield reader.pages[number].extract_text().replace("\n", " ")


def _docx_paragraphs(data: bytes) -> Generator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_XML) as stream:
        text = stream.read(_UNPACKED + 1)
    if len(text) <= _UNPACKED:
        yield from _Paragraphs().read(text)


class _Paragraphs:
    """Takes from the XML of a DOCX what its readers see: nothing hidden, removed, or from fields and comments."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._found: list[str] = []
        self._hidden = 0
        """How deep within something that is not shown."""
        self._is_text = self._is_run = self._is_run_hidden = False

    def read(self, data: bytes) -> list[str]:
        """Return the paragraphs. Raises `expat.ExpatError`, and `ValueError` for a document type: Word writes none."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        parser.Parse(data, True)  # noqa: FBT003 - it is the end
        return self._found

    def _refuse(self, *_: object) -> None:
        raise ValueError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._hidden or name in _REMOVED or name == _REPEATED:
            self._hidden += 1
        elif name == f"{_W}r":
            self._is_run, self._is_run_hidden = True, False
        elif name == f"{_W}vanish":
            self._is_run_hidden = self._is_run and attributes.get(f"{_W}val", "") not in _OFF
        elif name in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            self._parts.append(" ")
        self._is_text = name == f"{_W}t"

    def _end(self, name: str) -> None:
        self._is_text = False
        if self._hidden:
            self._hidden -= 1
        elif name == f"{_W}r":
            self._is_run = self._is_run_hidden = False
        elif name == f"{_W}p":
            self._found.append("".join(self._parts))
            self._parts.clear()

    def _add(self, text: str) -> None:
        if self._is_text and not self._hidden and not self._is_run_hidden:
            self._parts.append(text)
