"""Make missing renditions of pictures, each picture opened once, on every core, with bounded memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from bantin.content import read
from bantin.content.read import SourceChanged
from bantin.media import animations, svg
from bantin.media.cache import has, put
from bantin.media.inspect import reason, unreadable
from bantin.media.pictures import BYTE_LIMIT, Note, Picture
from bantin.system import fingerprints, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bantin.content.scan import File
    from bantin.media.cache import Cache

_HUGE = 40_000_000
"""Pixels from which pictures are processed one after the other, not one on each core."""


class Order(NamedTuple):
    """The renditions to make of one picture."""

    picture: Picture
    file: File
    quality: int
    places: dict[str, str]
    """The path of each rendition, by its name."""


def orders(wanted: Iterable[tuple[Picture, str]], files: Mapping[str, File], cache: Cache) -> list[Order]:
    """Return orders for the missing ones of `wanted`, pictures with rendition names; the largest picture first."""
    found: dict[str, Order] = {}
    for picture, rendition in wanted:
        place = cache.place(picture, rendition)
        if has(place):
            continue
        order = found.setdefault(os.path.dirname(place), Order(picture, files[picture.path], cache.quality, {}))
        order.places[rendition] = place
    return sorted(found.values(), key=lambda order: (-order.picture.width * order.picture.height, order.picture.path))


def make_all(wanted: list[Order], jobs: int) -> Iterator[tuple[str, Note | None]]:
    """Make what is ordered in `jobs` processes; yield each picture's path, with a note if it could not be made.

    Raises `SourceChanged` when a file has changed since it was inspected, and `OSError` when a rendition cannot be
    written.
    """
    huge = [order for order in wanted if order.picture.width * order.picture.height > _HUGE]
    yield from workers.share(_Maker, (), huge, 1)
    yield from workers.share(_Maker, (), wanted[len(huge) :], jobs)


def check_all(wanted: list[Order], jobs: int) -> Iterator[tuple[str, Note | None]]:
    """Decode each picture and yield as `make_all` does, but write nothing."""
    yield from workers.share(_Checker, (), wanted, jobs)


class _Checker:
    """Checks one picture after another."""

    def __call__(self, chunk: Order) -> tuple[str, Note | None]:
        return chunk.picture.path, _try(chunk, _check)


class _Maker:
    """Makes one picture after another."""

    def __call__(self, chunk: Order) -> tuple[str, Note | None]:
        return chunk.picture.path, make(chunk)


def make(order: Order) -> Note | None:
    """Make what is ordered; return a note if the picture cannot be decoded. Raises as `make_all` does."""
    made: dict[str, bytes] = {}
    fault = _try(order, lambda order, data: made.update(_make(order, data)))
    for name, content in made.items():
        put(order.places[name], content)
    return fault


def _try(order: Order, work: Callable[[Order, bytes], None]) -> Note | None:
    """Call `work` with the bytes of the picture; return a note if it fails."""
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


def _check(order: Order, data: bytes) -> None:
    if order.picture.form in ("photo", "drawing"):
        from bantin.media import pixels

        pixels.check_pixels(data)


def _make(order: Order, data: bytes) -> dict[str, bytes]:
    """Return the bytes of each rendition that is ordered, by name."""
    if order.picture.form == "vector":
        return {name: svg.clean(data).data for name in order.places}
    made = {name: animations.strip_metadata(data) for name in order.places if name.startswith("as-is.")}
    left = order.places.keys() - made.keys()
    if left:
        from bantin.media import pixels  # imports Pillow

        made |= pixels.make_pixels(order.picture, data, left, order.quality)
    return made
