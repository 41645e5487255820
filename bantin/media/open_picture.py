"""Open pictures with Pillow: which formats, which orientation."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

# Imported one by one, so that Pillow does not load all its forty formats.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from bantin.media.animations import png_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLUGINS = (
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    GifImagePlugin,
    AvifImagePlugin,
    TiffImagePlugin,
    BmpImagePlugin,
)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP")
_ORIENTATION = 0x0112
_GPS = 0x8825
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset(
    {Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90}
)
# `inspect` has a limit of its own, checked before pixels are read, and reports it as a problem.
Image.MAX_IMAGE_PIXELS = None


@contextmanager
def open_image(data: bytes) -> Iterator[Image.Image]:
    """Open a picture; Pillow reads its pixels later, when needed. May raise any exception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warnings are not problems
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            yield image


def is_sideways(turn: Image.Transpose) -> bool:
    """Whether `turn` swaps width and height."""
    return turn in _SIDEWAYS


def find_turn(image: Image.Image, data: bytes) -> Image.Transpose | None:
    """Return the turn that EXIF asks for, `None` when the picture is upright."""
    try:
        return _TURNS.get(_exif(image, data).get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF may raise anything, and is ignored
        return None


def has_position(image: Image.Image, data: bytes) -> bool:
    """Whether EXIF says where the picture was taken."""
    try:
        return bool(_exif(image, data).get_ifd(_GPS))
    except Exception:  # noqa: BLE001 - as above
        return False


def _exif(image: Image.Image, data: bytes) -> Image.Exif:
    if image.format != "PNG":
        return image.getexif()
    # Pillow would read all pixels of a PNG, as its EXIF may come after them.
    exif = Image.Exif()
    for kind, chunk in png_chunks(data):
        if kind == b"eXIf":
            exif.load(chunk[8:-4])
    return exif
