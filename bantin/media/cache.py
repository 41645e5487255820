"""What was made of pictures, kept in the site's `.bantin/pictures/`: a folder for each picture's bytes and recipe."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bantin.system import fingerprints, safe_open

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.media.pictures import Picture

_DRAWERS = ("svg.py", "svg_copies.py", "svg_data.py", "svg_names.py", "svg_styles.py")
_MAKERS = ("animations.py", "opening.py", "pictures.py", "pixels.py", *_DRAWERS)
"""The modules that decide about bytes."""


class Cache:
    """The cache of one site, for one `quality`."""

    def __init__(self, folder: Path, quality: int) -> None:
        """Keep everything in `folder`/pictures, which is made when something is put there."""
        self._folder = folder / "pictures"
        self.quality = quality

    def place(self, picture: Picture, name: str = "") -> str:
        """Return the path of one rendition, or the folder of them all."""
        key = fingerprints.of([picture.digest, self.quality, picture.form, _recipe()])
        return os.path.join(self._folder, f"{key:016x}", name)

    def prune(self, used: Iterable[tuple[Picture, str]]) -> None:
        """Remove what is not among `used`: pictures, each with the name of a rendition.

        A disk that refuses only keeps more than is needed.
        """
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
    """Whether a rendition is there: a plain file in a folder of ours, no link to anything."""
    return os.path.isfile(path) and not os.path.islink(path) and not os.path.islink(os.path.dirname(path))


def opened(path: str) -> BinaryIO:
    """Return a rendition, open for reading. Raises `OSError`."""
    base, *names = path.rsplit(os.sep, 2)
    return safe_open.stream_of(base, names)


def put(path: str, data: bytes) -> None:
    """Write one rendition, whole or not at all. Raises `OSError`."""
    folder = os.path.dirname(path)
    if os.path.islink(folder):
        os.unlink(folder)
    os.makedirs(folder, exist_ok=True)
    new = f"{path}.{os.getpid()}"
    with safe_open.new_file(new) as stream:
        stream.write(data)
    os.replace(new, path)


@functools.cache
def _recipe() -> int:
    """Return the fingerprint of what turns the same bytes into other pictures: Pillow, and our own code."""
    code = [fingerprints.of_bytes(Path(__file__).with_name(name).read_bytes()) for name in _MAKERS]
    from importlib import metadata  # takes longer than a build that has no pictures

    return fingerprints.of([metadata.version("pillow"), code])
