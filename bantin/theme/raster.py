"""Shapes → pixels, with soft edges."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from bantin.theme.shapes import Polygons, Shape

_SHARPNESS = 4
"""How many times finer than the result is drawn, across and down."""


def rasterize(shapes: list[Shape], box: tuple[float, float, float, float], size: int) -> Image.Image:
    """Return what lies in `box` (x, y, width, height) as an RGBA picture of `size` pixels at its longer side."""
    x, y, width, height = box
    scale = size * _SHARPNESS / max(width, height)
    canvas = Image.new("RGBA", (round(width * scale), round(height * scale)))
    for shape in shapes:
        cover = _cover(_scaled(shape.polygons, x, y, scale), shape.rule, canvas.size)
        if cover is None:
            continue
        mask, corner = cover
        for clip in shape.clips:
            inside = Image.new("L", canvas.size)
            if found := _cover(_scaled(clip, x, y, scale), "nonzero", canvas.size):
                inside.paste(found[0], found[1])
            mask = ImageChops.multiply(mask, inside.crop((*corner, corner[0] + mask.width, corner[1] + mask.height)))
        if shape.opacity < 1:
            mask = mask.point(lambda value, part=shape.opacity: round(value * part))
        ink = Image.new("RGBA", mask.size, (*shape.color, 255))
        ink.putalpha(mask)
        canvas.alpha_composite(ink, corner)
    small = (max(1, round(width * scale / _SHARPNESS)), max(1, round(height * scale / _SHARPNESS)))
    # With colours multiplied by their opacity, or edges would take on the black of what is transparent.
    return canvas.convert("RGBa").resize(small, Image.Resampling.BOX).convert("RGBA")


def _scaled(polygons: Polygons, x: float, y: float, scale: float) -> Polygons:
    return [[((px - x) * scale, (py - y) * scale) for px, py in polygon] for polygon in polygons]


def _cover(polygons: Polygons, rule: str, size: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]] | None:
    """Return the pixels that polygons cover, and the upper left corner of these; `None` for no pixel."""
    xs = [point[0] for polygon in polygons for point in polygon]
    if not xs:
        return None
    left, right = max(0, int(min(xs))), min(size[0], int(max(xs)) + 1)
    rows = _crossings(polygons, size[1])
    if not rows or right <= left:
        return None
    top, bottom = min(rows), max(rows) + 1
    width = right - left
    cells = bytearray(width * (bottom - top))
    for row, crossings in rows.items():
        base, winding, begin = (row - top) * width, 0, 0.0
        for at, direction in sorted(crossings):
            was_inside = winding & 1 if rule == "evenodd" else winding
            winding += direction
            is_inside = winding & 1 if rule == "evenodd" else winding
            if is_inside and not was_inside:
                begin = at
            elif was_inside and not is_inside:
                first, last = max(0, round(begin) - left), min(width, round(at) - left)
                if last > first:
                    cells[base + first : base + last] = b"\xff" * (last - first)
    return Image.frombytes("L", (width, bottom - top), bytes(cells)), (left, top)


def _crossings(polygons: Polygons, height: int) -> dict[int, list[tuple[float, int]]]:
    """Return where each row of pixels, at its middle, crosses the polygons, and whether downwards (1) or up (-1)."""
    rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for polygon in polygons:
        for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
            if ay == by:
                continue
            direction = 1 if by > ay else -1
            if direction < 0:
                ax, ay, bx, by = bx, by, ax, ay  # noqa: PLW2901
            step = (bx - ax) / (by - ay)
            first, last = max(0, _row(ay)), min(height, _row(by))
            for row in range(first, last):
                rows[row].append((ax + (row + 0.5 - ay) * step, direction))
    return rows


def _row(y: float) -> int:
    """Return the first row whose middle is not above `y`."""
    return -int(-(y - 0.5) // 1)
