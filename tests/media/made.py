"""Pictures and papers for tests, made on the spot: what cameras, scanners, phones and programs save."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Sequence

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), (220, 200, 30)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def quarters(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture that shows which way up it is: red, green / blue, yellow."""
    image = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    draw.rectangle((width // 2, height // 2, width, height), fill=YELLOW)
    return image.convert(mode)


def phone_photo(width: int = 4000, height: int = 3000, orientation: int = 6) -> bytes:
    """Return a JPEG as a phone saves it: turned by a tag, with place, date, maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "MAKER-OF-PHONE"
    exif[0x0132] = "2026:11:24 07:30:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (9.0, 47.0, 1.0), "E", (105.0, 28.0, 12.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>XMP-OF-PHONE</x:xmpmeta>"
    return saved(quarters(width, height), "JPEG", quality=90, exif=exif, comment=b"COMMENT-OF-PHONE", xmp=xmp)


def corners(image: Image.Image) -> list[tuple[int, int, int]]:
    """Return the colours of the four quarters' middles, row by row."""
    rgb = image.convert("RGB")
    found = []
    for y in (1, 3):
        for x in (1, 3):
            pixel = rgb.getpixel((rgb.width * x // 4, rgb.height * y // 4))
            assert isinstance(pixel, tuple)
            found.append((int(pixel[0]), int(pixel[1]), int(pixel[2])))
    return found


def near(one: Sequence[float], other: Sequence[float], by: float = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def raw_png(
    width: int, height: int, depth: int, colour: int, rows: Sequence[bytes], *more: tuple[bytes, bytes]
) -> bytes:
    """Return a PNG chunk by chunk: Pillow writes none of 16 bits a colour, and no wrong ones."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    extra = b"".join(chunk(kind, data) for kind, data in more)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def swapped_profile() -> bytes:
    """Return an ICC profile whose red is sRGB's blue and the other way round: without it colours are wrong."""
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)

    def number(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(values: Sequence[float]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(number(value) for value in values)

    name = b"Swapped\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * (4 + 4 + 2 + 1 + 67)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags = {
        b"desc": description, b"cprt": b"text\0\0\0\0none\0\0\0\0", b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"rXYZ": xyz(blue), b"gXYZ": xyz(green), b"bXYZ": xyz(red), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for kind, data in tags.items():
        padded = data + b"\0" * (-len(data) % 4)
        table += kind + struct.pack(">II", start + len(body), len(data))
        body += padded
    header = (
        struct.pack(">I", start + len(body))
        + b"\0" * 4
        + b"\x02\x40\0\0"
        + b"mntrRGB XYZ "
        + b"\0" * 12
        + b"acsp"
        + b"\0" * 28
    )
    header += number(0.9642) + number(1.0) + number(0.8249)
    header = header.ljust(128, b"\0")
    return header + struct.pack(">I", len(tags)) + table + body


def animation(kind: str = "GIF", frames: int = 3, **options: Any) -> bytes:
    """Return a moving picture of three colours."""
    images = [Image.new("RGB", (60, 40), colour) for colour in (RED, GREEN, BLUE)[:frames]]
    return saved(images[0], kind, save_all=True, append_images=images[1:], duration=80, loop=0, **options)


def written_pdf(*pages: str) -> bytes:
    """Return a PDF of pages with a line of text each, as a word processor writes it: glyphs, and what they stand for."""
    letters = sorted({letter for page in pages for letter in page})
    glyphs = {letter: number for number, letter in enumerate(letters, 1)}
    means = "\n".join(f"<{number:04x}> <{ord(letter) & 0xFFFF:04x}>" for letter, number in glyphs.items())
    mapping = f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(glyphs)} beginbfchar\n{means}\nendbfchar"
    shown = [f"BT /F 12 Tf 50 700 Td <{''.join(f'{glyphs[one]:04x}' for one in page)}> Tj ET" for page in pages]
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(pages),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Supplement 0 >> /DW 600 >>",
        stream(mapping.encode()),
    ]
    for number, text in enumerate(shown):
        page = b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>"
        objects += [page % (first + 2 * number + 1), stream(text.encode())]
    return joined_pdf(objects)


def docx(body: str, *, before: str = "") -> bytes:
    """Return a DOCX with this XML as its body, and `before` in front of the document."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        text = f'{before}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", text)
    return data.getvalue()


def stream(data: bytes) -> bytes:
    """Return a stream of a PDF."""
    return b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"


def pdf(pages: int = 3, *, count: int | None = None) -> bytes:
    """Return a PDF of blank pages; `count` is the number of pages that it gives."""
    objects = [
        b"<< /Type /Index /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % (3 + n) for n in range(pages)) + b"] /Count %d >>" % (pages if count is None else count),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages,
    ]  # fmt: skip
    return joined_pdf(objects)


def joined_pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of which is its root."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
