"""The bytes of a file → what is known of it. Pillow and pypdf are loaded when there is something for them to read."""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from bantin.content import read
from bantin.media import animations, svg
from bantin.media.attachments import FileFacts, suffix_of
from bantin.media.pictures import BYTE_LIMIT, HEAVY, PIXEL_LIMIT, SUFFIXES, Note, Picture
from bantin.media.svg_copies import ELEMENT_LIMIT
from bantin.system import fingerprints

if TYPE_CHECKING:
    from bantin.content.scan import File

# What phones and design programs save: where its mark stands, the mark, and its name.
_FOREIGN = (
    (4, b"ftyphei", "HEIC"),
    (4, b"ftyphev", "HEIC"),
    (4, b"ftypmif1", "HEIF"),
    (4, b"ftypmsf1", "HEIF"),
    (0, b"8BPS", "PSD"),
    (0, b"%PDF", "PDF"),
    (0, b"%!PS", "EPS"),
    (0, b"\xff\x0a", "JPEG XL"),
    (4, b"JXL ", "JPEG XL"),
    (4, b"jP  ", "JPEG 2000"),
    (0, b"\x1f\x8b", "SVGZ"),
    (4, b"ftyp", "video"),
)
_LOSSLESS_MODES = frozenset({"1", "P", "PA", "LA", "La", "RGBA", "RGBa"})
_PAGES = re.compile(rb"/Type\s*+/Pages\b")
_COUNT = re.compile(rb"/Count\s++(\d{1,6})\b")
_BRACKET = re.compile(rb"[<>]")
_LOCKED_BYTES = 50_000_000
"""What is searched of a locked PDF."""
_PDF_READS, _PDF_BYTES, _PDF_OBJECTS = 1_000_000, 200_000_000, 200_000
"""How often, how much, and how many objects of one list are read of a PDF before its pages stay uncounted."""
_SAID = 80
"""Characters of a library's message that an editor gets to see."""


def read_picture(file: File) -> Picture | Note:
    """Return what is known of a picture, or what is wrong with it. Raises `SourceChanged` when it is gone or no plain file."""
    if file.size > BYTE_LIMIT:
        return Note("BT852", {"size": f"{file.size / 1_000_000:.0f} MB", "limit": f"{BYTE_LIMIT // 1_000_000} MB"})
    try:
        with read.open_file(file) as stream:
            data = stream.read(BYTE_LIMIT)
    except OSError as error:
        return unreadable(file.path, error)
    return picture_in(file.path, data)


def picture_in(path: str, data: bytes) -> Picture | Note:
    """Return what `data`, the bytes of the picture `path`, shows, or what is wrong with it."""
    try:
        if suffix_of(path) == "svg":
            return _drawing(path, data)
        return _photo(path, data, animations.moving_format(data))
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything in a decoder
        return _unknown(data, error)


def read_attachment(file: File) -> FileFacts:
    """Return what is to be said of a file that readers download. Raises `SourceChanged` when it is gone or no plain file."""
    suffix = suffix_of(file.path)
    try:
        if suffix == "pdf":
            with read.open_file(file) as stream:
                return _pdf(stream)
        if suffix == "svg":
            return _attached_drawing(file)
        if suffix in SUFFIXES and file.size <= BYTE_LIMIT:
            with read.open_file(file) as stream:
                return FileFacts(notes=_secrets(stream.read(BYTE_LIMIT)))
    except OSError as error:
        return FileFacts(notes=(unreadable(file.path, error),))
    return FileFacts()


def unreadable(path: str, error: OSError) -> Note:
    """Return what is wrong with a file that the system does not hand out."""
    return Note("BT308", {"reason": error.strerror or str(error)}, path)


def _drawing(path: str, data: bytes) -> Picture | Note:
    drawing = _cleaned(data)
    if isinstance(drawing, Note):
        return drawing
    notes = (*_removals(drawing), *_heavy(drawing.data))
    return Picture(path, fingerprints.of_bytes(data), drawing.width, drawing.height, "vector", "svg", notes)


def _attached_drawing(file: File) -> FileFacts:
    """Return what is to be said of a drawing that is linked or attached: it is cleaned like one that is shown."""
    with read.open_file(file) as stream:
        data = stream.read(svg.BYTE_LIMIT + 1)
    try:
        drawing = _cleaned(data)
    except svg.NotADrawing as error:
        drawing = _unknown(data, error)
    if isinstance(drawing, Note):
        return FileFacts(notes=(drawing,))
    return FileFacts(notes=_removals(drawing), size=len(drawing.data))


def _cleaned(data: bytes) -> svg.Drawing | Note:
    """Return the drawing in `data` as it is published, or what is wrong with it. Raises `svg.NotADrawing`."""
    if len(data) > svg.BYTE_LIMIT:
        limit = f"{svg.BYTE_LIMIT // 1_000_000} MB"
        return Note("BT852", {"size": f"> {limit}", "limit": limit})
    try:
        return svg.cleaned(data)
    except svg.TooDeep:
        return Note("BT863", {"limit": str(svg.DEPTH_LIMIT)})
    except svg.TooMany:
        return Note("BT864", {"limit": str(ELEMENT_LIMIT)})


def _removals(drawing: svg.Drawing) -> tuple[Note, ...]:
    return (Note("BT854", {"removed": ", ".join(drawing.removed)}),) if drawing.removed else ()


def _unknown(data: bytes, error: Exception) -> Note:
    """Return what is wrong with a picture that cannot be read, from its first bytes or from what its reader says."""
    foreign = next((name for at, mark, name in _FOREIGN if data.startswith(mark, at)), None)
    return Note("BT851", {"format": foreign}) if foreign else Note("BT850", {"reason": reason(error)})


def _photo(path: str, data: bytes, moving: str) -> Picture | Note:
    from bantin.media.opening import is_sideways, opened, turn_of

    with opened(data) as image:
        width, height = image.size
        if width * height > PIXEL_LIMIT:
            megapixels = f"{width * height / 1_000_000:.0f}"
            return Note("BT852", {"size": f"{megapixels} megapixel", "limit": f"{PIXEL_LIMIT // 1_000_000} megapixel"})
        turn = turn_of(image, data)
        lossless = image.mode in _LOSSLESS_MODES or "transparency" in image.info
    if turn is not None and is_sideways(turn):
        width, height = height, width
    digest = fingerprints.of_bytes(data)
    if moving:
        return Picture(path, digest, width, height, "moving", moving, _heavy(data))
    if lossless:
        return Picture(path, digest, width, height, "drawing", "png")
    return Picture(path, digest, width, height, "photo", "jpg")


def _heavy(data: bytes) -> tuple[Note, ...]:
    """Return a note for a picture that readers get whole and that is large."""
    return (Note("BT855", {"size": f"{len(data) / 1_000_000:.1f}"}),) if len(data) > HEAVY else ()


def _secrets(data: bytes) -> tuple[Note, ...]:
    """Return what should not go out with a picture that is published byte for byte."""
    from bantin.media.opening import has_position, opened

    try:
        with opened(data) as image:
            return (Note("BT861"),) if has_position(image, data) else ()
    except Exception:  # noqa: BLE001 - published as it is, whatever it is
        return ()


def _pdf(stream: BinaryIO) -> FileFacts:
    """Count the pages of a PDF; none where that would take too long. pypdf reads what is needed of it, and repairs what it can."""
    import logging

    import pypdf

    logging.getLogger("pypdf").disabled = True  # it tells standard error what we tell the editor
    try:
        reader = pypdf.PdfReader(cast("IO[bytes]", _Counted(stream)), xref_stream_maximum_entries=_PDF_OBJECTS)
        if reader.is_encrypted:  # readers may have the password; pypdf has not
            return FileFacts(_pages_said(stream))
        pages = len(reader.pages)
    except _ReadEnough:
        return FileFacts()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything in a parser
        return FileFacts(notes=(Note("BT858", {"reason": reason(error)}),))
    return FileFacts(pages) if pages > 0 else FileFacts(notes=(Note("BT858", {"reason": "0"}),))


def _pages_said(stream: BinaryIO) -> int:
    """Return how many pages a locked PDF says that it has, where it says so in the clear; else 0."""
    stream.seek(0)
    data = stream.read(_LOCKED_BYTES)
    said, done = 0, 0
    for found in _PAGES.finditer(data):
        if found.start() < done:
            continue
        # What stands between the same two brackets belongs to the same list of pages.
        start = max(data.rfind(b"<", done, found.start()), data.rfind(b">", done, found.start()), done)
        end = _BRACKET.search(data, found.end())
        done = end.start() if end else len(data)
        said = max((said, *(int(count) for count in _COUNT.findall(data, start, done))))
    return said


class _ReadEnough(BaseException):
    """A PDF would take too long. Raised by `_Counted`, caught in `_pdf`; pypdf goes on after any other exception."""


class _Counted(io.BufferedIOBase):
    """A file that may be read so often, and so much."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._reads = 0
        self._bytes = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        self._note(0)
        return self._stream.seek(offset, whence)

    def read(self, size: int | None = -1) -> bytes:
        found = self._stream.read(_PDF_BYTES + 1 if size is None or size < 0 else size)
        self._note(len(found))
        return found

    def _note(self, size: int) -> None:
        self._reads += 1
        self._bytes += size
        if self._reads > _PDF_READS or self._bytes > _PDF_BYTES:
            raise _ReadEnough


def reason(error: Exception) -> str:
    """Return what a library says in a few words, without the memory addresses that it may name."""
    said = str(error).split("<_io", 1)[0].strip().rstrip(":")
    return (said or type(error).__name__)[:_SAID]
