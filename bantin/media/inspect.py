"""Find the facts of a picture or attachment from its bytes. Pillow and pypdf are imported only when needed."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from bantin.content import read
from bantin.media import animations, svg
from bantin.media.attachments import FileFacts, suffix_of
from bantin.media.bounds import Bounded, ReadEnough
from bantin.media.pictures import BYTE_LIMIT, HEAVY, PIXEL_LIMIT, SUFFIXES, Note, Picture
from bantin.media.svg_copies import ELEMENT_LIMIT
from bantin.system import fingerprints

if TYPE_CHECKING:
    from bantin.content.scan import File

# Formats that phones and design programs save: where their signature is, the signature, their name.
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
"""Most bytes of an encrypted PDF that are searched."""
_PDF_READS, _PDF_BYTES, _PDF_OBJECTS = 1_000_000, 200_000_000, 200_000
"""Most reads, bytes and objects in one list of a PDF; beyond them its pages are not counted."""
_REASON_LENGTH = 80
"""Most characters of a library's message that a problem quotes."""


def read_picture(file: File) -> Picture | Note:
    """Return the facts of a picture, or what is wrong with it. Raises `SourceChanged` when it is not a plain file."""
    if file.size > BYTE_LIMIT:
        return Note("BT852", {"size": f"{file.size / 1_000_000:.0f} MB", "limit": f"{BYTE_LIMIT // 1_000_000} MB"})
    try:
        with read.open_file(file) as stream:
            data = stream.read(BYTE_LIMIT)
    except OSError as error:
        return unreadable(file.path, error)
    return inspect_picture(file.path, data)


def inspect_picture(path: str, data: bytes) -> Picture | Note:
    """Return the facts of the picture `path` from its bytes, or what is wrong with it."""
    try:
        if suffix_of(path) == "svg":
            return _inspect_drawing(path, data)
        return _inspect_photo(path, data, animations.moving_format(data))
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything in a decoder
        return _note_unreadable(data, error)


def read_attachment(file: File) -> FileFacts:
    """Return the facts of an attachment. Raises `SourceChanged` when it is not a plain file."""
    suffix = suffix_of(file.path)
    try:
        if suffix == "pdf":
            with read.open_file(file) as stream:
                return _inspect_pdf(stream)
        if suffix == "svg":
            return _read_attached_drawing(file)
        if suffix in SUFFIXES and file.size <= BYTE_LIMIT:
            with read.open_file(file) as stream:
                return FileFacts(notes=_note_position(stream.read(BYTE_LIMIT)))
    except OSError as error:
        return FileFacts(notes=(unreadable(file.path, error),))
    return FileFacts()


def unreadable(path: str, error: OSError) -> Note:
    """Return the note for a file that cannot be read."""
    return Note("BT308", {"reason": error.strerror or str(error)}, path)


def _inspect_drawing(path: str, data: bytes) -> Picture | Note:
    drawing = _clean(data)
    if isinstance(drawing, Note):
        return drawing
    notes = (*_note_removed(drawing), *_note_heavy(drawing.data))
    return Picture(path, fingerprints.of_bytes(data), drawing.width, drawing.height, "vector", "svg", notes)


def _read_attached_drawing(file: File) -> FileFacts:
    """Return the facts of a drawing that is linked or attached: it is cleaned like one that is shown."""
    with read.open_file(file) as stream:
        data = stream.read(svg.BYTE_LIMIT + 1)
    try:
        drawing = _clean(data)
    except svg.NotADrawing as error:
        drawing = _note_unreadable(data, error)
    if isinstance(drawing, Note):
        return FileFacts(notes=(drawing,))
    return FileFacts(notes=_note_removed(drawing), size=len(drawing.data))


def _clean(data: bytes) -> svg.Drawing | Note:
    """Return the drawing in `data` as it is published, or why it is refused. Raises `svg.NotADrawing`."""
    if len(data) > svg.BYTE_LIMIT:
        limit = f"{svg.BYTE_LIMIT // 1_000_000} MB"
        return Note("BT852", {"size": f"> {limit}", "limit": limit})
    try:
        return svg.clean(data)
    except svg.TooDeep:
        return Note("BT863", {"limit": str(svg.DEPTH_LIMIT)})
    except svg.TooMany:
        return Note("BT864", {"limit": str(ELEMENT_LIMIT)})


def _note_removed(drawing: svg.Drawing) -> tuple[Note, ...]:
    return (Note("BT854", {"removed": ", ".join(drawing.removed)}),) if drawing.removed else ()


def _note_unreadable(data: bytes, error: Exception) -> Note:
    """Return the note for a picture that cannot be read: its format, if known and not supported, or the error."""
    foreign = next((name for at, mark, name in _FOREIGN if data.startswith(mark, at)), None)
    return Note("BT851", {"format": foreign}) if foreign else Note("BT850", {"reason": reason(error)})


def _inspect_photo(path: str, data: bytes, moving: str) -> Picture | Note:
    from bantin.media.open_picture import find_turn, is_sideways, open_image

    with open_image(data) as image:
        width, height = image.size
        if width * height > PIXEL_LIMIT:
            megapixels = f"{width * height / 1_000_000:.0f}"
            return Note("BT852", {"size": f"{megapixels} megapixel", "limit": f"{PIXEL_LIMIT // 1_000_000} megapixel"})
        turn = find_turn(image, data)
        lossless = image.mode in _LOSSLESS_MODES or "transparency" in image.info
    if turn is not None and is_sideways(turn):
        width, height = height, width
    digest = fingerprints.of_bytes(data)
    if moving:
        return Picture(path, digest, width, height, "moving", moving, _note_heavy(data))
    if lossless:
        return Picture(path, digest, width, height, "drawing", "png")
    return Picture(path, digest, width, height, "photo", "jpg")


def _note_heavy(data: bytes) -> tuple[Note, ...]:
    """Return a note for a large picture that is published in its own size."""
    return (Note("BT855", {"size": f"{len(data) / 1_000_000:.1f}"}),) if len(data) > HEAVY else ()


def _note_position(data: bytes) -> tuple[Note, ...]:
    """Return a note for a picture, published byte for byte, that says where it was taken."""
    from bantin.media.open_picture import has_position, open_image

    try:
        with open_image(data) as image:
            return (Note("BT861"),) if has_position(image, data) else ()
    except Exception:  # noqa: BLE001 - it is published byte for byte, readable or not
        return ()


def _inspect_pdf(stream: BinaryIO) -> FileFacts:
    """Return the number of pages of a PDF, 0 where counting them would take too long."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # it writes to standard error what we report as problems
    try:
        reader = pypdf.PdfReader(
            cast("IO[bytes]", Bounded(stream, _PDF_READS, _PDF_BYTES)), xref_stream_maximum_entries=_PDF_OBJECTS
        )
        if reader.is_encrypted:  # readers may have the password; pypdf has not
            return FileFacts(_count_locked_pages(stream))
        pages = len(reader.pages)
    except ReadEnough:
        return FileFacts()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything in a parser
        return FileFacts(notes=(Note("BT858", {"reason": reason(error)}),))
    return FileFacts(pages) if pages > 0 else FileFacts(notes=(Note("BT858", {"reason": "0"}),))


def _count_locked_pages(stream: BinaryIO) -> int:
    """Return the number of pages that an encrypted PDF gives in the clear, else 0."""
    stream.seek(0)
    data = stream.read(_LOCKED_BYTES)
    most, done = 0, 0
    for found in _PAGES.finditer(data):
        if found.start() < done:
            continue
        # What is between the same two brackets belongs to the same list of pages.
        start = max(data.rfind(b"<", done, found.start()), data.rfind(b">", done, found.start()), done)
        end = _BRACKET.search(data, found.end())
        done = end.start() if end else len(data)
        most = max((most, *(int(count) for count in _COUNT.findall(data, start, done))))
    return most


def reason(error: Exception) -> str:
    """Return the beginning of an error's message, without memory addresses."""
    message = str(error).split("<_io", 1)[0].strip().rstrip(":")
    return (message or type(error).__name__)[:_REASON_LENGTH]
