#!/usr/bin/env python3
"""Draws layouts/assets/icon-*.png from the shapes of favicon.svg, for home screens and older browsers.

python3 scripts/draw_icons.py
"""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image, ImageDraw

ASSETS = Path(__file__).resolve().parent.parent / "layouts" / "assets"
SCALE = 4
UNITS = 64
Point = tuple[float, float]


def main() -> None:
    """Draw every size; the touch icon has no rounded corners, as telephones round it themselves."""
    svg = (ASSETS / "favicon.svg").read_text("utf-8")
    for size, rounded in ((32, True), (180, False), (192, True), (512, True)):
        icon(svg, size, rounded=rounded).save(ASSETS / f"icon-{size}.png", optimize=True)


def icon(svg: str, size: int, *, rounded: bool) -> Image.Image:
    """Return the drawing in one size, in pixels."""
    unit = size * SCALE / UNITS
    image = Image.new("RGBA", (size * SCALE, size * SCALE))
    draw = ImageDraw.Draw(image)
    colours = re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg)
    radius = float(re.findall(r'rx="([\d.]+)"', svg)[0]) * unit if rounded else 0
    draw.rounded_rectangle([0, 0, size * SCALE - 1, size * SCALE - 1], radius, colours[0])
    star, rivers = re.findall(r'\sd="([^"]+)"', svg)
    numbers = [float(one) for one in re.findall(r"[\d.]+", star)]
    draw.polygon([(x * unit, y * unit) for x, y in zip(numbers[::2], numbers[1::2], strict=True)], colours[1])
    width = float(re.findall(r'stroke-width="([\d.]+)"', svg)[0]) * unit
    for river in rivers.split("M")[1:]:
        points = [(x * unit, y * unit) for x, y in curves([float(one) for one in re.findall(r"[\d.]+", river)])]
        draw.line(points, colours[2], round(width), joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], colours[2])
    return image.resize((size, size), Image.Resampling.LANCZOS)


def curves(numbers: list[float]) -> list[Point]:
    """Return the points of quadratic curves, one after another: the start, then a bend and an end for each."""
    places = list(zip(numbers[::2], numbers[1::2], strict=True))
    start, found = places[0], [places[0]]
    for bend, end in zip(places[1::2], places[2::2], strict=True):
        for step in range(1, 33):
            t = step / 32
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
            found.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
        start = end
    return found


if __name__ == "__main__":
    main()
