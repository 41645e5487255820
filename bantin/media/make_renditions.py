"""Make what is missing of pictures, each opened once, on every core, with bounded memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from bantin.content import read
from bantin.content.read import SourceChanged
from bantin.media import animations, svg
from bantin.media.cache import has, put
from bantin.media.pictures import BYTE_LIMIT, Note, Picture
from bantin.media.reading import reason, unreadable
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bantin.content.scan import File
    from bantin.media.cache import Cache

_HUGE = 40_000_000
"""Pixels from which pictures are made one after the other, not one on each core."""


class Order(NamedTuple):
    """What is to be made of one picture."""

    picture: Picture
    file: File
    quality: int
    places: dict[str, str]
    """Where each rendition goes, by its name."""


def orders(wanted: Iterable[tuple[Picture, str]], files: Mapping[str, File], cache: Cache) -> list[Order]:
    """Return what is still to be made of pictures, each with the name of a rendition; each picture once, largest first."""
    found: dict[str, Order] = {}
    for picture, rendition in wanted:
        place = cache.place(picture, rendition)
        if has(place):
            continue
        order = found.setdefault(os.path.dirname(place), Order(picture, files[picture.path], cache.quality, {}))
        order.places[rendition] = place
    return sorted(found.values(), key=lambda order: (-order.picture.width * order.picture.height, order.picture.path))


def make_all(
    wanted: list[Order], jobs: int, meanwhile: Callable[[], None] | None = None
) -> Iterator[tuple[str, Note | None]]:
    """Make what is ordered on `jobs` cores; yield each picture's path as it is done, with what was wrong with it.

    `meanwhile` is done here while other processes work. Raises `SourceChanged` when a file is not what it was when it was
    looked at, and `OSError` when the disk refuses.
    """
    huge = [order for order in wanted if order.picture.width * order.picture.height > _HUGE]
    yield from workers.share(_Maker, (), huge, 1)
    yield from workers.share(_Maker, (), wanted[len(huge) :], jobs, meanwhile)


def check_all(wanted: list[Order], jobs: int) -> Iterator[tuple[str, Note | None]]:
    """Read each picture to its end, and yield as `make_all` does, but write nothing."""
    yield from workers.share(_Checker, (), wanted, jobs)


class _Checker:
    """MediaFacts whether pictures can be made."""

    def __call__(self, chunk: Order) -> tuple[str, Note | None]:
        return chunk.picture.path, _tried(chunk, _look_through)


class _Maker:
    """Makes one picture after another."""

    def __call__(self, chunk: Order) -> tuple[str, Note | None]:
        return chunk.picture.path, make(chunk)


def make(order: Order) -> Note | None:
    """Make what is ordered; return what is wrong with the picture if it cannot be. Raises as `make_all` does."""
    made: dict[str, bytes] = {}
    fault = _tried(order, lambda order, data: made.update(_made(order, data)))
    for name, content in made.items():
        put(order.places[name], content)
    return fault


def _tried(order: Order, work: Callable[[Order, bytes], None]) -> Note | None:
    """Do `work` with the bytes of a picture; return what is wrong with them if it cannot be done."""
    try:
        with read.open_file(order.file) as stream:
            data = stream.read(BYTE_LIMIT + 1)
    except OSError as error:
        return unreadable(order.picture.path, error)
    if fingerprints.of_bytes(data) != order.picture.digest:
        raise SourceChanged(order.picture.path)
    try:
        work(order, data)
    except Exception as error:  # noqa: BLE001 - a damaged file may raise anything in a decoder
        return Note("BT850", {"reason": reason(error)})
    return None


def _look_through(order: Order, data: bytes) -> None:
    if order.picture.form in ("photo", "drawing"):
        from bantin.media import pixels

        pixels.look_through(data)


def _made(order: Order, data: bytes) -> dict[str, bytes]:
    """Return the bytes of each rendition that is ordered."""
    if order.picture.form == "vector":
        return {name: svg.cleaned(data).data for name in order.places}
    made = {name: animations.stripped(data) for name in order.places if name.startswith("as-is.")}
    left = order.places.keys() - made.keys()
    if left:
        from bantin.media import pixels  # Pillow, where there is something for it to do

        made |= pixels.made(order.picture, data, left, order.quality)
    return made
