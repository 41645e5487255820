"""The pixels of a picture → its renditions: upright, in sRGB, in every size, without a word of metadata.

Each rendition is a function of the source's bytes, the recipe and Pillow alone, whichever of its siblings are asked for.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from bantin.media.opening import is_sideways, opened, turn_of
from bantin.media.pictures import SHARES, Picture, ladder, share_size

if TYPE_CHECKING:
    from collections.abc import Collection

_BAND = 20_000_000
"""Pixels that are converted at a time: a picture of 120 megapixels never stands in memory twice."""
_EFFORT = 2
"""WebP's `method`, 0 to 6: at 4 it takes half as long again, for 7 % fewer bytes."""
_COVER = 0.3
"""Of what a share picture cannot show above and below, the part that is cut off above: faces are high in a picture."""
_GREY_16 = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})
_PALETTES = frozenset({"1", "P", "PA"})


def made(picture: Picture, data: bytes, names: Collection[str], quality: int) -> dict[str, bytes]:
    """Return the bytes of the renditions `names` of `picture`. Raises whatever a decoder raises, which may be anything."""
    found: dict[str, bytes] = {}
    sizes = ladder(picture.width, picture.height) if picture.form != "moving" else ()
    master, has_palette = _master(picture, data)
    step = master
    for width, height in reversed(sizes):
        # Each size from the one above it: four times less to look at, and no eye sees the difference.
        step = _resized(step, (width, height))
        for name in (f"{width}.webp", f"{width}.jpg", f"{width}.png"):
            if name in names:
                whole = has_palette and (width, height) == (picture.width, picture.height)
                found[name] = _encoded(step, name, quality, has_palette=has_palette, whole=whole)
    for share in SHARES:
        size = share_size(picture.width, picture.height, *share)
        name = f"{size[0]}x{size[1]}.jpg"
        if name in names and name not in found:
            found[name] = _encoded(_cut(master, size), name, quality)
    return found


def look_through(data: bytes) -> None:
    """Read a picture to its end, as quickly as its format allows. Raises whatever a decoder raises."""
    with opened(data) as image:
        image.draft(None, (1, 1))
        image.load()


def _master(picture: Picture, data: bytes) -> tuple[Image.Image, bool]:
    """Return the picture just large enough for all that may be made of it, and whether it had a palette."""
    scale = _needed_scale(picture)
    width, height = math.ceil(picture.width * scale), math.ceil(picture.height * scale)
    with opened(data) as image:
        turn = turn_of(image, data)
        target = (height, width) if turn is not None and is_sideways(turn) else (width, height)
        image.draft(None, target)  # a JPEG is read at half, a quarter or an eighth when that is enough
        profile = image.info.get("icc_profile")
        has_palette = image.mode in _PALETTES
        master = _resized(_reduced(image, target), target)
    master = _in_srgb(master, profile)
    master.info = {}  # encoders write down what they find there
    return (master.transpose(turn) if turn is not None else master), has_palette


def _needed_scale(picture: Picture) -> float:
    """Return the part of its size at which the largest of all possible renditions can be made of `picture`."""
    needed = [ladder(picture.width, picture.height)[-1][0] / picture.width] if picture.form != "moving" else []
    for share in SHARES:
        wide, high = share_size(picture.width, picture.height, *share)
        needed.append(max(wide / picture.width, high / picture.height))
    return min(1.0, max(needed))


def _reduced(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """Return `image` in a mode that can be worked with, divided by a whole number while that leaves twice `target`."""
    image.load()
    width, height = image.size
    factor = max(1, min(width // (2 * target[0]), height // (2 * target[1])))
    rows = max(1, _BAND // width // factor) * factor
    if rows >= height:
        whole = _workable(image)
        return whole.reduce(factor) if factor > 1 else whole
    bands = []
    for top in range(0, height, rows):
        band = _workable(image.crop((0, top, width, min(top + rows, height))))
        bands.append(band.reduce(factor) if factor > 1 else band)
    small = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        small.paste(band, (0, top))
        top += band.height
    return small


def _workable(image: Image.Image) -> Image.Image:
    """Return `image` as grey, RGB, CMYK (until its profile is known) or RGBA, eight bits each."""
    mode = image.mode
    if mode in _GREY_16:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if mode in ("I", "F"):
        return _stretched(image)
    if "transparency" in image.info or mode in ("PA", "LA", "La", "RGBa"):
        return image.convert("RGBA")
    if mode == "1":
        return image.convert("L")
    return image if mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Return a picture of measurements, whose black and white nobody knows, as grey from its least to its greatest value."""
    low, high = (float(one) for one in image.getextrema() if isinstance(one, int | float))
    scale = 255 / (high - low) if high > low else 1.0
    return image.convert("F").point(lambda value: value * scale + -low * scale).convert("L")


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.BICUBIC)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return `image` with the colours that its profile means; without one they are sRGB's already."""
    wanted = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if image.mode == "RGB" and ImageCms.getProfileDescription(own).startswith("sRGB"):
                return image
            converted = ImageCms.profileToProfile(
                image,
                own,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode=wanted,
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a profile that cannot be used says nothing
        if converted is not None:
            return converted
    return image if image.mode in ("L", wanted) else image.convert(wanted)


def _cut(master: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the part of `master` that a share picture of `size` shows: the middle, and more of what is above."""
    across = min(master.width, master.height * size[0] / size[1])
    down = across * size[1] / size[0]
    left, top = (master.width - across) / 2, max(0.0, (master.height - down) * _COVER)
    box = (left, top, left + across, min(top + down, master.height))
    return master.resize(size, Image.Resampling.BICUBIC, box=box)


def _encoded(image: Image.Image, name: str, quality: int, *, has_palette: bool = False, whole: bool = False) -> bytes:
    """Return the bytes of one rendition; a drawing with a palette may be smaller without loss than with it.

    What is not `whole` has colours between those of the palette: it gets as many as the PNG for every browser has.

    Without loss, libwebp's `quality` is effort alone: 25 takes twice as long for 12 % fewer bytes.
    """
    suffix = name.rpartition(".")[2]
    if suffix == "jpg":
        return _saved(_on_white(image), "JPEG", quality=quality, optimize=True)
    if suffix == "png":
        return _saved(_few_colours(image) if has_palette else image, "PNG", compress_level=6)
    lossy = _saved(image, "WEBP", quality=quality, method=_EFFORT)
    if not has_palette:
        return lossy
    exact = image if whole else _few_colours(image)
    return min(lossy, _saved(exact, "WEBP", lossless=True, quality=0, method=_EFFORT), key=len)


def _few_colours(image: Image.Image) -> Image.Image:
    if image.mode == "L":
        return image
    return image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _on_white(image: Image.Image) -> Image.Image:
    """Return `image` without transparency."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()
