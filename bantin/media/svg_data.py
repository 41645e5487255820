"""Pictures and fonts in `data:` URLs of a drawing, recognised by their bytes."""

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
"""Application segments that affect how a JPEG looks: JFIF, ICC profile, Adobe's colours."""
_JPEG_COMMENT = 0xFE
_JPEG_SCAN = 0xDA


def clean_picture(uri: str) -> str:
    """Return the `data:` URL of a PNG or JPEG without metadata; an empty text for anything else."""
    data = _decode(uri, "image/")
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _uri("image/png", animations.strip_metadata(data))
        if data.startswith(b"\xff\xd8\xff"):
            return _uri("image/jpeg", _strip_jpeg(data))
    except animations.Damaged:
        pass
    return ""


def clean_font(uri: str) -> str:
    """Return the `data:` URL of a font with its media type; an empty text for anything else."""
    data = _decode(uri, "")
    kind = _FONTS.get(data[:4])
    return _uri(kind, data) if kind else ""


def _decode(uri: str, kind: str) -> bytes:
    """Return the bytes of a base64 `data:` URL; no bytes for anything else or another media type than `kind`."""
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


def _strip_jpeg(data: bytes) -> bytes:
    """Return a JPEG without comments and metadata. Raises `animations.Damaged` when it is cut off."""
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
