"""What a drawing carries in `data:` addresses: pictures and fonts, recognised by their bytes, not by their names. Pure."""

from __future__ import annotations

import base64
import binascii

from bantin.media import animations

_FONTS = {
    b"wOFF": "font/woff",
    b"wOF2": "font/woff2",
    b"OTTO": "font/otf",
    b"\0\1\0\0": "font/ttf",
    b"true": "font/ttf",
}
"""The first four bytes of a font, and its media type."""
_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Application segments that decide how a JPEG facts: JFIF, ICC profile, Adobe's colours."""
_JPEG_COMMENT = 0xFE
_JPEG_SCAN = 0xDA


def picture_uri(uri: str) -> str:
    """Return the `data:` address of a PNG or JPEG written anew, without metadata; empty for anything else."""
    data = _content(uri, "image/")
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _uri("image/png", animations.stripped(data))
        if data.startswith(b"\xff\xd8\xff"):
            return _uri("image/jpeg", _stripped_jpeg(data))
    except animations.Damaged:
        pass
    return ""


def font_uri(uri: str) -> str:
    """Return the `data:` address of a font written anew; empty for anything else."""
    data = _content(uri, "")
    kind = _FONTS.get(data[:4])
    return _uri(kind, data) if kind else ""


def _content(uri: str, kind: str) -> bytes:
    """Return the bytes that a `data:` address in base64 holds; none when it is no such address or not of `kind`."""
    head, comma, body = uri.strip().partition(",")
    head = head.lower()
    if not comma or not head.startswith(f"data:{kind}") or not head.endswith(";base64"):
        return b""
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _stripped_jpeg(data: bytes) -> bytes:
    """Return a JPEG without comments and metadata. Raises `animations.Damaged` when its segments do not add up."""
    kept = [data[:2]]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - each segment's first byte
        kind = data[at + 1]
        if kind == _JPEG_SCAN:
            return b"".join([*kept, data[at:]])
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        is_application = 0xE0 <= kind <= 0xEF  # noqa: PLR2004 - APP0 to APP15
        if kind != _JPEG_COMMENT and (kind in _JPEG_KEPT or not is_application):
            kept.append(data[at:end])
        at = end
    raise animations.Damaged("JPEG: the file ends too early")
