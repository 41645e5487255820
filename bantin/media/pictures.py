"""A picture as pages show it: what is known of it, and the sizes in which it is published. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from bantin.collections.parse import file_url
from bantin.problems import Problem
from bantin.system import fingerprints

WIDTHS = (480, 800, 1200, 1600)
"""Widths, in pixels, in which a picture is published as far as it is that wide."""
SHARES = ((1200, 630), (1200, 1200), (1200, 900), (1200, 675))
"""Width and height of what other sites show of an article: Open Graph's, then 1:1, 4:3 and 16:9 of structured data."""
PIXEL_LIMIT = 120_000_000
"""Largest picture, in pixels: more than any camera makes, less than what would fill a machine's memory."""
BYTE_LIMIT = 100_000_000
"""Largest file of a picture, in bytes."""
HEAVY = 2_000_000
"""Bytes of a picture published as it is, from which its weight is told."""
VECTOR_NAME = "cleaned.svg"
"""Name of the one rendition of a drawing in vectors."""
SUFFIXES = frozenset({"jpg", "jpeg", "jpe", "png", "webp", "gif", "avif", "tif", "tiff", "bmp", "svg"})
"""How the names of pictures end."""

_TALLEST = 16_000
"""Pixels; WebP ends at 16,383."""
_NEAR = 0.9
"""A size this near to the picture's own would be no gain."""
_EDITIONS = {"vector": 3}
"""By form, 2 for all others; raised when the same source is to give other pictures under new names."""
_MIDDLE = 800

Form = Literal["photo", "drawing", "moving", "vector"]


class Note(msgspec.Struct, frozen=True, gc=False, tag="note"):
    """Something to say of a file to whoever uses it: a code of the catalogue and what its message names."""

    code: str
    values: dict[str, str] = {}
    path: str = ""
    """Where to say it, when it is not said where the file is used."""

    def at(self, path: str, line: int, target: str) -> Problem:
        """Return the problem for the place in the source `path` where `target` was written."""
        if self.path:
            return Problem(self.code, self.path, values=self.values)
        return Problem(self.code, path, line, values={"target": target, **self.values})


class Picture(msgspec.Struct, frozen=True, gc=False, tag="picture"):
    """What is known of a sound picture."""

    path: str
    """From the root: `content/tin-tuc/2020/tong-ket/hinh.jpg`."""
    digest: int
    """Fingerprint of the file's bytes."""
    width: int
    """In pixels, as it is shown: turned the way the camera was held."""
    height: int
    form: Form
    """`photo` and `drawing` are made in several sizes, `moving` and `vector` keep their size and are cleaned."""
    suffix: str
    """Of what every browser shows: `jpg`, `png`, `gif`, `webp`, `svg`."""
    notes: tuple[Note, ...] = ()


class Rendition(NamedTuple):
    """One file that is made of a picture."""

    name: str
    """In the cache: `800.webp`."""
    url: str
    """Site path."""
    width: int
    height: int


class Renditions(NamedTuple):
    """All that pages may show of a picture, each tuple narrowest first."""

    modern: tuple[Rendition, ...]
    """WebP; empty for a picture published as it is."""
    plain: tuple[Rendition, ...]
    """JPEG or PNG for every browser, or the one file published as it is."""

    @property
    def middle(self) -> Rendition:
        """The one for browsers that choose none themselves."""
        return next((one for one in reversed(self.plain) if one.width <= _MIDDLE), self.plain[0])


def renditions(picture: Picture, quality: int) -> Renditions:
    """Return what is made of `picture`; `quality` (1-100) counts in the names, as other bytes need another name."""
    if picture.form in ("moving", "vector"):
        name = VECTOR_NAME if picture.form == "vector" else f"as-is.{picture.suffix}"
        return Renditions(
            (), (Rendition(name, _url(picture, quality, "", picture.suffix), picture.width, picture.height),)
        )
    sizes = ladder(picture.width, picture.height)

    def made(suffix: str) -> tuple[Rendition, ...]:
        return tuple(Rendition(f"{w}.{suffix}", _url(picture, quality, f"-{w}", suffix), w, h) for w, h in sizes)

    return Renditions(made("webp"), made(picture.suffix))


def shares(picture: Picture, quality: int) -> tuple[Rendition, ...]:
    """Return what other sites show of `picture`, in the order of `SHARES`; a drawing in vectors as it is, alone."""
    if picture.form == "vector":
        return renditions(picture, quality).plain
    sizes = [share_size(picture.width, picture.height, *share) for share in SHARES]
    return tuple(Rendition(f"{w}x{h}.jpg", _url(picture, quality, f"-{w}x{h}", "jpg"), w, h) for w, h in sizes)


def ladder(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """Return the sizes for a picture of `width` x `height` pixels, narrowest first, none larger than it is."""
    widest = max(1, min(width, WIDTHS[-1], width * _TALLEST // height))
    return tuple(
        (w, max(1, round(height * w / width))) for w in [*(one for one in WIDTHS if one < widest * _NEAR), widest]
    )


def share_size(width: int, height: int, share_width: int, share_height: int) -> tuple[int, int]:
    """Return the size of a share picture cut from `width` x `height` pixels: of the share's shape, never enlarged."""
    across = min(width, height * share_width / share_height)
    scale = min(1.0, across / share_width)
    return max(1, round(share_width * scale)), max(1, round(share_height * scale))


def _url(picture: Picture, quality: int, size: str, suffix: str) -> str:
    """Return the address of a rendition: beside the picture, readable, with the hash of its content and recipe."""
    stem = file_url(picture.path).rpartition(".")[0] or file_url(picture.path)
    tag = fingerprints.of_bytes(msgspec.msgpack.encode([picture.digest, quality, _EDITIONS.get(picture.form, 2)]))
    return f"{stem}{size}.{f'{tag:016x}'[:10]}.{suffix}"
