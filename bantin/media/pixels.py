"""Make the renditions of a picture: upright, in sRGB, in every size, without metadata.

The bytes of a rendition depend on the source's bytes, the quality, this code and Pillow alone, not on which other
renditions are made with it.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from bantin.media.open_picture import find_turn, is_sideways, open_image
from bantin.media.pictures import SHARES, Picture, share_size, sizes_of

if TYPE_CHECKING:
    from collections.abc import Collection

_BAND = 20_000_000
"""Most pixels converted at a time, so that a large picture is never in memory twice."""
_EFFORT = 2
"""WebP's `method`, 0 to 6: 4 takes half as long again, for 7 % fewer bytes."""
_COVER = 0.3
"""The part of the height to be cut off that is cut at the top: faces are high in a picture."""
_GREY_16 = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})
_PALETTES = frozenset({"1", "P", "PA"})


def make_pixels(picture: Picture, data: bytes, names: Collection[str], quality: int) -> dict[str, bytes]:
    """Return the bytes of the renditions `names` of `picture`, by name. May raise any exception."""
    found: dict[str, bytes] = {}
    sizes = sizes_of(picture.width, picture.height) if picture.form != "moving" else ()
    master, has_palette = _load_master(picture, data)
    step = master
    for width, height in reversed(sizes):
        # Each size from the next larger one: a quarter of the work, with no visible difference.
        step = _resize(step, (width, height))
        for name in (f"{width}.webp", f"{width}.jpg", f"{width}.png"):
            if name in names:
                whole = has_palette and (width, height) == (picture.width, picture.height)
                found[name] = _encode(step, name, quality, has_palette=has_palette, whole=whole)
    for share in SHARES:
        size = share_size(picture.width, picture.height, *share)
        name = f"{size[0]}x{size[1]}.jpg"
        if name in names and name not in found:
            found[name] = _encode(_cut(master, size), name, quality)
    return found


def check_pixels(data: bytes) -> None:
    """Decode a picture to its end, as fast as its format allows. May raise any exception."""
    with open_image(data) as image:
        image.draft(None, (1, 1))
        image.load()


def _load_master(picture: Picture, data: bytes) -> tuple[Image.Image, bool]:
    """Return the picture just large enough for all its renditions, and whether it has a palette."""
    scale = _needed_scale(picture)
    width, height = math.ceil(picture.width * scale), math.ceil(picture.height * scale)
    with open_image(data) as image:
        turn = find_turn(image, data)
        target = (height, width) if turn is not None and is_sideways(turn) else (width, height)
        image.draft(None, target)  # decodes a JPEG at a half, a quarter or an eighth when that is enough
        profile = image.info.get("icc_profile")
        has_palette = image.mode in _PALETTES
        master = _resize(_reduce(image, target), target)
    master = _to_srgb(master, profile)
    master.info = {}  # encoders would write it as metadata
    return (master.transpose(turn) if turn is not None else master), has_palette


def _needed_scale(picture: Picture) -> float:
    """Return the scale, at most 1, at which the largest rendition of `picture` can be made."""
    needed = [sizes_of(picture.width, picture.height)[-1][0] / picture.width] if picture.form != "moving" else []
    for share in SHARES:
        wide, high = share_size(picture.width, picture.height, *share)
        needed.append(max(wide / picture.width, high / picture.height))
    return min(1.0, max(needed))


def _reduce(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """Return `image` in a workable mode, reduced by a whole number that leaves at least twice `target`."""
    image.load()
    width, height = image.size
    factor = max(1, min(width // (2 * target[0]), height // (2 * target[1])))
    rows = max(1, _BAND // width // factor) * factor
    if rows >= height:
        whole = _convert(image)
        return whole.reduce(factor) if factor > 1 else whole
    bands = []
    for top in range(0, height, rows):
        band = _convert(image.crop((0, top, width, min(top + rows, height))))
        bands.append(band.reduce(factor) if factor > 1 else band)
    small = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        small.paste(band, (0, top))
        top += band.height
    return small


def _convert(image: Image.Image) -> Image.Image:
    """Return `image` as grey, RGB, CMYK (until its profile is applied) or RGBA, eight bits each."""
    mode = image.mode
    if mode in _GREY_16:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if mode in ("I", "F"):
        return _stretch(image)
    if "transparency" in image.info or mode in ("PA", "LA", "La", "RGBa"):
        return image.convert("RGBA")
    if mode == "1":
        return image.convert("L")
    return image if mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _stretch(image: Image.Image) -> Image.Image:
    """Return a picture of numbers without a fixed range as grey, from its least to its greatest value."""
    low, high = (float(one) for one in image.getextrema() if isinstance(one, int | float))
    scale = 255 / (high - low) if high > low else 1.0
    return image.convert("F").point(lambda value: value * scale + -low * scale).convert("L")


def _resize(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.BICUBIC)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return `image` converted from its colour profile to sRGB; without a profile it is sRGB already."""
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
            converted = None  # an unusable profile is ignored
        if converted is not None:
            return converted
    return image if image.mode in ("L", wanted) else image.convert(wanted)


def _cut(master: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the part of `master` for a share picture of `size`: centred, but higher than the middle."""
    across = min(master.width, master.height * size[0] / size[1])
    down = across * size[1] / size[0]
    left, top = (master.width - across) / 2, max(0.0, (master.height - down) * _COVER)
    box = (left, top, left + across, min(top + down, master.height))
    return master.resize(size, Image.Resampling.BICUBIC, box=box)


def _encode(image: Image.Image, name: str, quality: int, *, has_palette: bool = False, whole: bool = False) -> bytes:
    """Return the bytes of one rendition. A drawing with a palette is also tried as lossless WebP, which may be smaller.

    A drawing that is not `whole` was resized and has colours between those of its palette: it is reduced to 256, as its
    PNG is. For lossless WebP `quality` is effort: 25 takes twice as long for 12 % fewer bytes.
    """
    suffix = name.rpartition(".")[2]
    if suffix == "jpg":
        return _save(_flatten(image), "JPEG", quality=quality, optimize=True)
    if suffix == "png":
        return _save(_reduce_colours(image) if has_palette else image, "PNG", compress_level=6)
    lossy = _save(image, "WEBP", quality=quality, method=_EFFORT)
    if not has_palette:
        return lossy
    exact = image if whole else _reduce_colours(image)
    return min(lossy, _save(exact, "WEBP", lossless=True, quality=0, method=_EFFORT), key=len)


def _reduce_colours(image: Image.Image) -> Image.Image:
    if image.mode == "L":
        return image
    return image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _flatten(image: Image.Image) -> Image.Image:
    """Return `image` on white, without transparency."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _save(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()
