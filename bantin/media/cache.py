"""Renditions kept in the site's `.bantin/pictures/`: a folder for each picture, quality and version of this code."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bantin.system import atomic_file, fingerprints, safe_open

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.media.pictures import Picture

_SVG_MODULES = ("svg.py", "svg_copies.py", "svg_data.py", "svg_names.py", "svg_styles.py")
_MODULES = ("animations.py", "open_picture.py", "pictures.py", "pixels.py", *_SVG_MODULES)
"""The modules on which the bytes of renditions depend."""


class Cache:
    """The cache of one site for one `quality`."""

    def __init__(self, folder: Path, quality: int) -> None:
        """Use `folder`/pictures, which `put` creates."""
        self._folder = folder / "pictures"
        self.quality = quality

    def place(self, picture: Picture, name: str = "") -> str:
        """Return the path of a rendition, or of the picture's folder."""
        key = fingerprints.of([picture.digest, self.quality, picture.form, _code_fingerprint()])
        return os.path.join(self._folder, f"{key:016x}", name)

    def prune(self, used: Iterable[tuple[Picture, str]]) -> None:
        """Remove all renditions but `used`: pictures, each with the name of a rendition. Ignores `OSError`."""
        names: dict[str, set[str]] = {}
        for picture, rendition in used:
            folder, name = os.path.split(self.place(picture, rendition))
            names.setdefault(os.path.basename(folder), set()).add(name)
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(self._folder)):
                wanted = names.get(entry.name)
                if wanted is None:
                    shutil.rmtree(entry.path, ignore_errors=True)
                    continue
                for name in os.listdir(entry.path):
                    if name not in wanted:
                        os.unlink(os.path.join(entry.path, name))


def has(path: str) -> bool:
    """Whether a rendition exists, as a plain file in a folder, neither of them a link."""
    return os.path.isfile(path) and not os.path.islink(path) and not os.path.islink(os.path.dirname(path))


def opened(path: str) -> BinaryIO:
    """Return a rendition, open for reading. Raises `OSError`."""
    base, *names = path.rsplit(os.sep, 2)
    return safe_open.stream_of(base, names)


def put(path: str, data: bytes) -> None:
    """Write a rendition, whole or not at all; a link in place of its folder is removed. Raises `OSError`."""
    folder = os.path.dirname(path)
    if os.path.islink(folder):
        os.unlink(folder)
    atomic_file.write_private(path, data)


@functools.cache
def _code_fingerprint() -> int:
    """Return the fingerprint of Pillow's version and our own code, on which renditions depend."""
    code = [fingerprints.of_bytes(Path(__file__).with_name(name).read_bytes()) for name in _MODULES]
    from importlib import metadata  # slow to import

    return fingerprints.of([metadata.version("pillow"), code])
