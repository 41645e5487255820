"""Pictures: their facts, and the sizes and URLs in which they are published."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from bantin.content.addresses import file_url
from bantin.problems import Problem
from bantin.system import fingerprints

WIDTHS = (480, 800, 1200, 1600)
"""Widths, in pixels, in which a picture is published if it is that wide."""
SHARES = ((1200, 630), (1200, 1200), (1200, 900), (1200, 675))
"""Width and height of pictures for other sites: Open Graph's, then 1:1, 4:3 and 16:9 for structured data."""
PIXEL_LIMIT = 120_000_000
"""Largest picture, in pixels: more than cameras make, and small enough for memory."""
BYTE_LIMIT = 100_000_000
"""Largest picture file, in bytes."""
HEAVY = 2_000_000
"""Size, in bytes, above which a picture published in its own size gets a warning."""
VECTOR_NAME = "cleaned.svg"
"""Name of the only rendition of a vector drawing."""
SUFFIXES = frozenset({"jpg", "jpeg", "jpe", "png", "webp", "gif", "avif", "tif", "tiff", "bmp", "svg"})
"""Suffixes of picture files."""

_TALLEST = 16_000
"""Pixels; WebP ends at 16,383."""
_LARGEST_STEP = 0.9
"""Sizes above this part of the picture's own width are not made."""
_EDITIONS = {"vector": 3}
"""By form, 2 for all others; increased when the same source must get new URLs."""
_MIDDLE = 800

Form = Literal["photo", "drawing", "moving", "vector"]


class Note(msgspec.Struct, frozen=True, gc=False, tag="note"):
    """A problem of a file, to be reported where the file is used: a code of the catalogue and its values."""

    code: str
    values: dict[str, str] = {}
    path: str = ""
    """The file itself, when the problem is reported there instead."""

    def at(self, path: str, line: int, target: str) -> Problem:
        """Return the problem for the line of the source `path` on which the file is written as `target`."""
        if self.path:
            return Problem(self.code, self.path, values=self.values)
        return Problem(self.code, path, line, values={"target": target, **self.values})


class Picture(msgspec.Struct, frozen=True, gc=False, tag="picture"):
    """The facts of a readable picture."""

    path: str
    """From the root: `content/tin-tuc/2020/tong-ket/hinh.jpg`."""
    digest: int
    """Fingerprint of the file's bytes."""
    width: int
    """In pixels, after the turn that EXIF asks for."""
    height: int
    form: Form
    """`photo` and `drawing` get several sizes, `moving` and `vector` keep their size and are cleaned."""
    suffix: str
    """Of the rendition for all browsers: `jpg`, `png`, `gif`, `webp`, `svg`."""
    notes: tuple[Note, ...] = ()


class Rendition(NamedTuple):
    """One file made from a picture."""

    name: str
    """In the cache: `800.webp`."""
    url: str
    """Site path."""
    width: int
    height: int


class Renditions(NamedTuple):
    """All renditions of a picture for pages, the narrowest first."""

    modern: tuple[Rendition, ...]
    """WebP; empty for a picture published in its own size."""
    plain: tuple[Rendition, ...]
    """JPEG or PNG for all browsers, or the only file of a picture published in its own size."""

    @property
    def middle(self) -> Rendition:
        """The one for `src`, for browsers without `srcset`."""
        return next((one for one in reversed(self.plain) if one.width <= _MIDDLE), self.plain[0])


def renditions(picture: Picture, quality: int) -> Renditions:
    """Return the renditions of `picture`; URLs depend on `quality` (1-100), as other bytes need other URLs."""
    if picture.form in ("moving", "vector"):
        name = VECTOR_NAME if picture.form == "vector" else f"as-is.{picture.suffix}"
        return Renditions(
            (), (Rendition(name, _url(picture, quality, "", picture.suffix), picture.width, picture.height),)
        )
    sizes = sizes_of(picture.width, picture.height)

    def made(suffix: str) -> tuple[Rendition, ...]:
        return tuple(Rendition(f"{w}.{suffix}", _url(picture, quality, f"-{w}", suffix), w, h) for w, h in sizes)

    return Renditions(made("webp"), made(picture.suffix))


def shares(picture: Picture, quality: int) -> tuple[Rendition, ...]:
    """Return the renditions for other sites in the order of `SHARES`; of a vector drawing its only one."""
    if picture.form == "vector":
        return renditions(picture, quality).plain
    sizes = [share_size(picture.width, picture.height, *share) for share in SHARES]
    return tuple(Rendition(f"{w}x{h}.jpg", _url(picture, quality, f"-{w}x{h}", "jpg"), w, h) for w, h in sizes)


def sizes_of(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """Return width and height of the renditions of a picture, in pixels, narrowest first, none enlarged."""
    widest = max(1, min(width, WIDTHS[-1], width * _TALLEST // height))
    return tuple(
        (w, max(1, round(height * w / width)))
        for w in [*(one for one in WIDTHS if one < widest * _LARGEST_STEP), widest]
    )


def share_size(width: int, height: int, share_width: int, share_height: int) -> tuple[int, int]:
    """Return the size of a share picture cut from `width` x `height` pixels; it is never enlarged."""
    across = min(width, height * share_width / share_height)
    scale = min(1.0, across / share_width)
    return max(1, round(share_width * scale)), max(1, round(share_height * scale))


def _url(picture: Picture, quality: int, size: str, suffix: str) -> str:
    """Return the URL of a rendition: that of the picture with size, hash and suffix."""
    stem = file_url(picture.path).rpartition(".")[0] or file_url(picture.path)
    tag = fingerprints.of_bytes(msgspec.msgpack.encode([picture.digest, quality, _EDITIONS.get(picture.form, 2)]))
    return f"{stem}{size}.{f'{tag:016x}'[:10]}.{suffix}"
