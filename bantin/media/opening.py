"""Open a picture with Pillow, whose rules are set here: which formats, how large, and which way up."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

# Named one by one, so that Pillow need not load all its forty formats to find one.
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
# Ours is a problem that names the file, and is checked before a pixel is read (`reading`).
Image.MAX_IMAGE_PIXELS = None


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture; its pixels are read when they are asked for. Raises whatever Pillow raises, which may be anything."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow merely dislikes is no fault
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            yield image


def is_sideways(turn: Image.Transpose) -> bool:
    """Whether a turn exchanges width and height."""
    return turn in _SIDEWAYS


def turn_of(image: Image.Image, data: bytes) -> Image.Transpose | None:
    """Return how to turn the picture the way the camera was held, `None` when it stands right."""
    try:
        return _TURNS.get(_exif(image, data).get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF may raise anything, and says nothing
        return None


def has_position(image: Image.Image, data: bytes) -> bool:
    """Whether the picture tells where it was taken."""
    try:
        return bool(_exif(image, data).get_ifd(_GPS))
    except Exception:  # noqa: BLE001 - as above
        return False


def _exif(image: Image.Image, data: bytes) -> Image.Exif:
    if image.format != "PNG":
        return image.getexif()
    # Pillow would read all pixels of a PNG, as its EXIF may stand behind them.
    exif = Image.Exif()
    for kind, chunk in png_chunks(data):
        if kind == b"eXIf":
            exif.load(chunk[8:-4])
    return exif
