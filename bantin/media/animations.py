"""Remove the metadata of animated GIF, WebP and PNG files without touching their frames.

All three are sequences of blocks; those with comments, EXIF or XMP are left out.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_METADATA = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_METADATA = frozenset({b"EXIF", b"XMP "})
_WEBP_ANIMATION_FLAG = 0x02
_WEBP_METADATA_FLAGS = 0x08 | 0x04
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_GIF_END, _GIF_EXTENSION, _GIF_IMAGE = 0x3B, 0x21, 0x2C
_GIF_COMMENT, _GIF_APPLICATION = 0xFE, 0xFF


class Damaged(ValueError):
    """The blocks do not fit the file's length. Caught in `inspect` and `svg_data`."""


def moving_format(data: bytes) -> str:
    """Return `gif`, `webp` or `png` for an animation of that format, else an empty text. Raises `Damaged`."""
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif" if sum(kind == _GIF_IMAGE for kind, _, _ in _gif_blocks(data)) > 1 else ""
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8X" and len(data) > 20:  # noqa: PLR2004 - where the flags of VP8X are
        return "webp" if data[20] & _WEBP_ANIMATION_FLAG else ""
    if data[:8] == _PNG:
        return "png" if any(kind == b"acTL" for kind, _ in png_chunks(data)) else ""
    return ""


def strip_metadata(data: bytes) -> bytes:
    """Return an animation, or a PNG, without comments and metadata. Raises `Damaged`."""
    kind = moving_format(data)
    if kind == "gif":
        return _strip_gif(data)
    if kind == "webp":
        return _strip_webp(data)
    return _PNG + b"".join(chunk for kind, chunk in png_chunks(data) if kind not in _PNG_METADATA)


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the type of each chunk of a PNG and the whole chunk. Raises `Damaged` when the file is cut off."""
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            break
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise Damaged("PNG: the file ends too early")


def _strip_webp(data: bytes) -> bytes:
    kept = bytearray()
    at = 12
    while at + 8 <= len(data):
        kind = data[at : at + 4]
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + (length & 1)
        if at + 8 + length > len(data):
            raise Damaged("WebP: the file ends too early")
        if kind not in _WEBP_METADATA:
            start = len(kept)
            kept += data[at:end]
            if kind == b"VP8X":
                kept[start + 8] &= ~_WEBP_METADATA_FLAGS & 0xFF
        at = end
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + bytes(kept)


def _strip_gif(data: bytes) -> bytes:
    kept = [data[: _gif_start(data)]]
    for kind, label, block in _gif_blocks(data):
        comment = kind == _GIF_EXTENSION and label == _GIF_COMMENT
        foreign = kind == _GIF_EXTENSION and label == _GIF_APPLICATION and block[3:14] not in _GIF_LOOPS
        if not comment and not foreign:
            kept.append(block)
    return b"".join(kept) + bytes([_GIF_END])


def _gif_start(data: bytes) -> int:
    """Return where the blocks begin: after the header and the global colour table."""
    if len(data) < 13:  # noqa: PLR2004 - a GIF's header
        raise Damaged("GIF: the file ends too early")
    flags = data[10]
    return 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)


def _gif_blocks(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield type, label and bytes of each block before the trailer. Raises `Damaged`."""
    at = _gif_start(data)
    try:
        while at < len(data) and data[at] != _GIF_END:  # some writers omit the trailer
            start, kind, label = at, data[at], data[at + 1]
            if kind == _GIF_EXTENSION:
                at += 2
            elif kind == _GIF_IMAGE:
                flags = data[at + 9]
                at += 11 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
            else:
                raise Damaged("GIF: a block of no known kind")
            while data[at]:
                at += 1 + data[at]
            at += 1
            yield kind, label, data[start:at]
    except IndexError:
        raise Damaged("GIF: the file ends too early") from None
