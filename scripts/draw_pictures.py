#!/usr/bin/env python3
"""Draws every picture of the sample site, and its one printable form.

The pictures are our own: flat scenes made of simple shapes, the same bytes each time the same
version of Pillow runs. Each is drawn three times too large and made smaller, for clean edges,
then given a small palette, for a small file.

    pip install pillow fpdf2
    python3 scripts/draw_pictures.py             # all of them
    python3 scripts/draw_pictures.py hoi-truong  # those whose file name begins so

fpdf2 and the DejaVu Serif font are needed for the form only.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NEWS = Path(__file__).resolve().parent.parent / "content" / "tin-tuc"
FONTS = Path("/usr/share/fonts/truetype/dejavu")

WIDTH, HEIGHT, SCALE = 1600, 1067, 3  # in which the pictures are thought; each is painted larger, then made smaller
SAVED = (1200, 800)  # as large as the text is wide on a screen of double density
EXACT, BLENDED = 120, 136  # of a palette of 256: flat colours kept as they are, and those of soft edges

Point = tuple[float, float]

WHITE, CREAM, INK, GREY = "#ffffff", "#f8f2e4", "#26323f", "#8a97a3"
NAVY, BLUE, BLUE_LIGHT, SKY = "#1d3557", "#2c5480", "#355f8d", "#dcebf0"
RED, RED_DARK, GOLD, GOLD_DARK = "#b8212d", "#8e1822", "#f4c552", "#d9a12f"
WOOD, WOOD_LIGHT, WOOD_DARK = "#b9824f", "#d3a06b", "#8a5c35"
TEAL, TEAL_LIGHT, LEAF, LEAF_DARK = "#2f7b78", "#a9d0c8", "#5d9a5f", "#3f7a4b"
SKIN, SKIN_DARK, HAIR = "#eab890", "#d9a076", "#2b2523"
HAIRS = (HAIR, "#3b2d26", "#23262b", "#47403c", HAIR, "#77736f", "#33281f")
SHADOW = "#1a263520"


class Canvas:
    """Shapes in the picture's own units; colours are #rrggbb, or #rrggbbaa to let light through."""

    def __init__(self, background: str) -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str,
        radius: float = 0,
        corners: tuple[bool, bool, bool, bool] | None = None,
    ) -> None:
        box = [(x * SCALE, y * SCALE), ((x + w) * SCALE - 1, (y + h) * SCALE - 1)]
        self._draw.rounded_rectangle(box, radius * SCALE, fill, corners=corners)

    def frame(self, x: float, y: float, w: float, h: float, colour: str, width: float, radius: float = 0) -> None:
        box = [(x * SCALE, y * SCALE), ((x + w) * SCALE - 1, (y + h) * SCALE - 1)]
        self._draw.rounded_rectangle(box, radius * SCALE, None, colour, round(width * SCALE))

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        self._draw.ellipse(_box(x, y, rx, ry), fill)

    def circle(self, x: float, y: float, r: float, fill: str) -> None:
        self.ellipse(x, y, r, r, fill)

    def ring(self, x: float, y: float, r: float, colour: str, width: float) -> None:
        self._draw.ellipse(_box(x, y, r, r), None, colour, round(width * SCALE))

    def cap(self, x: float, y: float, r: float, fill: str) -> None:
        """Short hair: the upper part of a disc, cut off straight."""
        self._draw.chord(_box(x, y, r, r), 192, 348, fill)

    def slice(self, x: float, y: float, r: float, start: float, end: float, fill: str) -> None:
        self._draw.pieslice(_box(x, y, r, r), start, end, fill)

    def polygon(self, points: Iterable[Point], fill: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        """A line with round ends and joints (opaque colours only)."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, colour, round(width * SCALE), joint="curve")
        for x, y in points:
            self.circle(x, y, width / 2, colour)

    def star(self, x: float, y: float, r: float, fill: str) -> None:
        points = []
        for corner in range(10):
            reach = r if corner % 2 == 0 else r * 0.382
            angle = math.radians(36 * corner - 90)
            points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
        self.polygon(points, fill)

    def inside(self, x: float, y: float, w: float, h: float, paint: Callable[[], None]) -> None:
        """Paint, and keep only what lies in the rectangle."""
        before = self._image.copy()
        paint()
        box = (round(x * SCALE), round(y * SCALE), round((x + w) * SCALE), round((y + h) * SCALE))
        kept = self._image.crop(box)
        self._image.paste(before)
        self._image.paste(kept, box)

    def digit(self, x: float, y: float, text: str, size: float, fill: str) -> None:
        font = ImageFont.load_default(size * SCALE)
        self._draw.text((x * SCALE, y * SCALE), text, fill, font, anchor="mm")

    def save(self, path: Path) -> None:
        small = self._image.resize(SAVED, Image.Resampling.LANCZOS)
        few = small.quantize(palette=_palette_of(small), dither=Image.Dither.NONE)
        path.parent.mkdir(parents=True, exist_ok=True)
        few.save(path, optimize=True)


def _palette_of(image: Image.Image) -> Image.Image:
    """The flat colours of a picture exactly, so that none drifts, and a choice of those between them."""
    counted = cast("list[tuple[int, tuple[int, int, int]]]", image.getcolors(SAVED[0] * SAVED[1]) or [])
    exact = [colour for _, colour in sorted(counted, reverse=True)[:EXACT]]
    cut = image.quantize(BLENDED, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    blended = [(cut[i], cut[i + 1], cut[i + 2]) for i in range(0, len(cut), 3)]
    far = [colour for colour in blended if min(math.dist(colour, flat) for flat in exact) > 9]
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in exact + far for channel in colour])
    return palette


def _box(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [((x - rx) * SCALE, (y - ry) * SCALE), ((x + rx) * SCALE, (y + ry) * SCALE)]


def turned(points: Iterable[Point], about: Point, degrees: float) -> list[Point]:
    """The same points, turned clockwise about one of them."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    ax, ay = about
    return [(ax + (x - ax) * cos - (y - ay) * sin, ay + (x - ax) * sin + (y - ay) * cos) for x, y in points]


def curve(start: Point, bend: Point, end: Point, steps: int = 40) -> list[Point]:
    """A quadratic Bézier curve as points."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return points


# Things that more than one picture shows


def flag(c: Canvas, x: float, y: float, w: float, h: float, *, wave: float = 0.06, fringe: bool = False) -> None:
    """A plain red flag with a gold star; its pole side is at x."""

    def cloth(left: float, top: float, width: float, height: float, colour: str) -> None:
        steps = [step / 24 for step in range(25)]
        upper = [(left + width * t, top + h * wave * math.sin(t * math.tau)) for t in steps]
        lower = [(px, py + height) for px, py in reversed(upper)]
        c.polygon(upper + lower, colour)

    if fringe:
        edge = h * 0.07
        cloth(x, y - edge, w + edge, h + 2 * edge, GOLD_DARK)
    cloth(x, y, w, h, RED)
    c.star(x + w / 2, y + h / 2, h * 0.27, GOLD)


def person(
    c: Canvas,
    x: float,
    foot: float,
    h: float,
    *,
    top: str,
    legs: str = INK,
    skin: str = SKIN,
    long_dress: bool = False,
    hands: tuple[Point, Point] | None = None,
    tie: str | None = None,
) -> None:
    """A standing grown-up without a face. `hands`: where they are, from the shoulders, in parts of h."""
    shoulder, hip, r = foot - 0.80 * h, foot - 0.46 * h, 0.078 * h
    head = foot - 0.90 * h
    if long_dress:
        c.rect(x - 0.10 * h, head - 0.05 * h, 0.20 * h, 0.30 * h, HAIR, 0.08 * h)
        c.rect(x - 0.075 * h, hip, 0.15 * h, 0.45 * h, WHITE, 0.02 * h)
    else:
        for side in (-1, 1):
            c.rect(x + side * 0.06 * h - 0.05 * h, hip, 0.10 * h, 0.45 * h, legs, 0.02 * h)
    c.ellipse(x - 0.06 * h, foot - 0.01 * h, 0.06 * h, 0.022 * h, HAIR)
    c.ellipse(x + 0.06 * h, foot - 0.01 * h, 0.06 * h, 0.022 * h, HAIR)
    c.rect(x - 0.03 * h, head, 0.06 * h, 0.12 * h, skin, 0.03 * h)
    if long_dress:
        c.polygon(
            [
                (x - 0.11 * h, shoulder + 0.03 * h),
                (x + 0.11 * h, shoulder + 0.03 * h),
                (x + 0.08 * h, hip - 0.06 * h),
                (x + 0.13 * h, foot - 0.10 * h),
                (x - 0.13 * h, foot - 0.10 * h),
                (x - 0.08 * h, hip - 0.06 * h),
            ],
            top,
        )
        c.rect(x - 0.115 * h, shoulder, 0.23 * h, 0.10 * h, top, 0.05 * h)
    else:
        c.rect(x - 0.135 * h, shoulder, 0.27 * h, 0.38 * h, top, 0.055 * h)
        c.polygon([(x - 0.05 * h, shoulder), (x + 0.05 * h, shoulder), (x, shoulder + 0.13 * h)], WHITE)
    if tie:
        c.polygon(
            [
                (x - 0.012 * h, shoulder + 0.01 * h),
                (x + 0.012 * h, shoulder + 0.01 * h),
                (x + 0.018 * h, shoulder + 0.11 * h),
                (x, shoulder + 0.14 * h),
                (x - 0.018 * h, shoulder + 0.11 * h),
            ],
            tie,
        )
    for side, (dx, dy) in zip((-1, 1), hands or ((-0.03, 0.36), (0.03, 0.36)), strict=True):
        start = (x + side * 0.105 * h, shoulder + 0.05 * h)
        end = (start[0] + dx * h, shoulder + dy * h)
        elbow = ((start[0] + end[0]) / 2 + side * 0.03 * h, (start[1] + end[1]) / 2 + 0.03 * h)
        c.line(curve(start, elbow, end, 12), _darker(top), 0.062 * h)
        c.circle(*end, 0.032 * h, skin)
    c.circle(x, head, r, skin)
    c.cap(x, head, r * 1.05, HAIR)


def seen_from_behind(
    c: Canvas, x: float, y: float, r: float, *, coat: str, hair: str = HAIR, long_hair: bool = False
) -> None:
    """Head and shoulders of a listener; (x, y) is the middle of the head."""
    c.rect(x - 1.85 * r, y + 1.25 * r, 3.7 * r, 5 * r, coat, 1.5 * r)
    c.rect(x - 0.42 * r, y + 0.5 * r, 0.84 * r, 1.15 * r, SKIN_DARK, 0.3 * r)
    if long_hair:
        c.polygon(
            [(x - 0.94 * r, y), (x + 0.94 * r, y), (x + 0.80 * r, y + 2.1 * r), (x - 0.80 * r, y + 2.1 * r)], hair
        )
        c.ellipse(x, y + 2.1 * r, 0.80 * r, 0.3 * r, hair)
    else:
        c.circle(x - 0.96 * r, y + 0.16 * r, 0.19 * r, SKIN_DARK)
        c.circle(x + 0.96 * r, y + 0.16 * r, 0.19 * r, SKIN_DARK)
    c.ellipse(x, y, 0.96 * r, 1.08 * r, hair)


def _darker(colour: str, by: float = 0.88) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part * by):02x}" for part in parts)


def plant(c: Canvas, x: float, y: float, size: float, *, pot: str = WOOD_DARK, bloom: str | None = None) -> None:
    """A pot with leaves; (x, y) is the middle of its foot."""
    for degrees in (-62, -36, -12, 12, 36, 62):
        leaf = curve((x, y - 0.8 * size), (x - 0.22 * size, y - 1.5 * size), (x, y - 2.1 * size))
        leaf += curve((x, y - 2.1 * size), (x + 0.22 * size, y - 1.5 * size), (x, y - 0.8 * size))
        c.polygon(turned(leaf, (x, y - 0.8 * size), degrees), LEAF if degrees % 24 else LEAF_DARK)
    if bloom:
        for dx, dy in ((-0.6, -1.6), (0, -1.95), (0.6, -1.6), (-0.25, -1.45), (0.3, -1.4)):
            c.circle(x + dx * size, y + dy * size, 0.17 * size, bloom)
            c.circle(x + dx * size, y + dy * size, 0.06 * size, GOLD)
    c.polygon(
        [
            (x - 0.5 * size, y - 0.85 * size),
            (x + 0.5 * size, y - 0.85 * size),
            (x + 0.36 * size, y),
            (x - 0.36 * size, y),
        ],
        pot,
    )
    c.rect(x - 0.56 * size, y - 0.98 * size, 1.12 * size, 0.2 * size, _darker(pot), 0.06 * size)


def sheet(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    lines: int,
    degrees: float = 0,
    heading: str = NAVY,
    first: float = 0.30,
) -> Callable[[float, float], Point]:
    """A page with a heading and grey lines; gives back where a point of the page (0..1, 0..1) lies."""
    middle = (x + w / 2, y + h / 2)

    def at(u: float, v: float) -> Point:
        return turned([(x + u * w, y + v * h)], middle, degrees)[0]

    def bar(u: float, v: float, wide: float, tall: float, colour: str) -> None:
        c.polygon([at(u, v), at(u + wide, v), at(u + wide, v + tall), at(u, v + tall)], colour)

    shade = [(px + 14, py + 18) for px, py in (at(0, 0), at(1, 0), at(1, 1), at(0, 1))]
    c.polygon(shade, SHADOW)
    bar(0, 0, 1, 1, WHITE)
    bar(0.10, 0.08, 0.30, 0.016, heading)
    bar(0.60, 0.08, 0.30, 0.016, heading)
    bar(0.16, 0.108, 0.18, 0.010, GREY)
    bar(0.66, 0.108, 0.18, 0.010, GREY)
    bar(0.30, 0.18, 0.40, 0.026, RED)
    bar(0.22, 0.225, 0.56, 0.014, heading)
    step = (0.80 - first) / max(lines, 1)
    for number in range(lines):
        short = number % 4 == 3
        bar(0.10, first + number * step, 0.52 if short else 0.80, 0.013, "#c3ccd4")
    return at


def seal(c: Canvas, x: float, y: float, r: float) -> None:
    """An abstract red seal: two rings and a star, no office's own."""
    c.ring(x, y, r, RED, r * 0.09)
    c.ring(x, y, r * 0.80, RED, r * 0.05)
    c.star(x, y, r * 0.48, RED)


def tick(c: Canvas, x: float, y: float, r: float, *, disc: str = LEAF, mark: str = WHITE) -> None:
    c.circle(x, y, r, disc)
    c.line([(x - 0.45 * r, y + 0.02 * r), (x - 0.1 * r, y + 0.38 * r), (x + 0.48 * r, y - 0.34 * r)], mark, 0.2 * r)


def magnifier(c: Canvas, x: float, y: float, r: float, *, glass: str = "#ffffff") -> None:
    """Its handle points down and to the right."""
    reach = r / math.sqrt(2)
    c.ellipse(x + 14, y + 20, r, r, SHADOW)
    c.line([(x + reach, y + reach), (x + reach * 1.35, y + reach * 1.35)], GOLD_DARK, r * 0.16)
    c.line([(x + reach * 1.3, y + reach * 1.3), (x + reach * 2.15, y + reach * 2.15)], NAVY, r * 0.26)
    c.circle(x, y, r, NAVY)
    c.circle(x, y, r * 0.87, glass)


def bubble(c: Canvas, x: float, y: float, w: float, h: float, fill: str, *, tail: float, marks: str) -> None:
    """A speech bubble with two lines of unreadable talk; `tail` is where its tip points, from the middle."""
    c.rect(x, y, w, h, fill, h * 0.32)
    foot = x + w / 2 + math.copysign(w * 0.18, tail)
    c.polygon([(foot - 22, y + h - 4), (foot + 22, y + h - 4), (x + w / 2 + tail, y + h + 46)], fill)
    c.rect(x + w * 0.16, y + h * 0.28, w * 0.68, h * 0.12, marks, h * 0.06)
    c.rect(x + w * 0.16, y + h * 0.56, w * 0.44, h * 0.12, marks, h * 0.06)


# The pictures


def conference_hall() -> Canvas:
    c = Canvas("#efe4cd")
    c.rect(0, 0, WIDTH, 84, "#e3d4b6")
    for x in range(130, WIDTH, 191):
        c.ellipse(x, 58, 46, 10, "#fff6dc")
    for x in (20, 1440):
        c.rect(x, 84, 140, 700, "#c8955f")
        for groove in (34, 68, 102):
            c.rect(x + groove, 84, 5, 700, WOOD)
    left, right = 180, 1420
    c.rect(left, 84, right - left, 600, BLUE)
    for fold in range(20):
        c.rect(left + fold * 62 + 8, 84, 20, 600, BLUE_LIGHT)
        c.rect(left + fold * 62 + 44, 84, 10, 600, "#274b73")
    for swag in range(10):
        c.slice(left + 62 + swag * 124, 120, 62, 0, 180, GOLD_DARK)
        c.slice(left + 62 + swag * 124, 114, 60, 0, 180, RED_DARK)
    c.rect(left, 84, right - left, 38, RED_DARK)
    c.rect(662, 196, 276, 172, GOLD_DARK, 4)
    c.rect(669, 203, 262, 158, RED)
    c.star(800, 284, 52, GOLD)
    c.rect(0, 684, WIDTH, 62, "#dcb183")
    c.rect(0, 746, WIDTH, 12, RED)
    c.rect(0, 758, WIDTH, 200, WOOD)
    for x in range(52, WIDTH, 136):
        c.rect(x, 758, 4, 200, _darker(WOOD))
    c.rect(0, 812, WIDTH, 34, "#d0a474")
    c.rect(0, 846, WIDTH, 112, WOOD)
    c.rect(0, 846, WIDTH, 8, WOOD_DARK)
    c.rect(0, 958, WIDTH, 120, "#7d5433")
    # The lectern
    c.polygon([(258, 514), (402, 514), (384, 700), (276, 700)], WOOD)
    c.rect(244, 494, 172, 24, WOOD_DARK, 6)
    c.star(330, 596, 34, GOLD)
    c.line([(330, 494), (352, 452)], INK, 6)
    c.circle(354, 446, 11, INK)
    c.rect(262, 696, 136, 12, WOOD_DARK)
    # The one who hands the flags over, and the five units
    person(c, 510, 712, 262, top=NAVY, tie=RED, hands=((-0.02, 0.34), (0.17, 0.16)))
    for number, x in enumerate((672, 820, 968, 1116, 1264)):
        dress = number in (1, 3)
        c.line([(x + 58, 702), (x + 58, 384)], GOLD_DARK, 6)
        c.circle(x + 58, 382, 9, GOLD)
        flag(c, x + 61, 398, 74, 76, wave=0.05, fringe=True)
        tops = ("#34495e", "#d98c9a", "#4a5a52", "#7fb0a6", "#5b4b43")
        person(
            c,
            x,
            712,
            246 if not dress else 236,
            top=tops[number],
            long_dress=dress,
            tie=None if dress else RED_DARK,
            skin=SKIN if number % 2 else SKIN_DARK,
            hands=((0.0, 0.34), (0.13, 0.17)),
        )
    for number, x in enumerate(range(60, WIDTH, 123)):
        plant(c, x, 836, 48, pot="#7d5433", bloom="#e7808f" if number % 2 else "#fbe7b0")
    # Those who listen
    coats = ("#31455c", "#455a70", "#263648", "#50687a", "#3b4a5a")
    for row, (y, r, gap, shift) in enumerate(((916, 37, 134, 40), (1004, 47, 172, 112))):
        for x in range(shift - gap, WIDTH + gap, gap):
            c.rect(x - 1.4 * r, y + 1.9 * r, 2.8 * r, 5 * r, _darker(RED_DARK, 0.9), 0.5 * r)
        for seat, x in enumerate(range(shift - gap, WIDTH + gap, gap)):
            seen_from_behind(
                c,
                x,
                y,
                r,
                coat=coats[(seat * 2 + row) % 5],
                hair=HAIRS[(seat * 3 + row) % 7],
                long_hair=(seat * 5 + row * 3) % 7 in (1, 4),
            )
    return c


def reception_desk() -> Canvas:
    c = Canvas("#d9e8e4")
    c.rect(0, 0, WIDTH, 700, "#dfece8")
    c.rect(0, 700, WIDTH, 26, "#b7cfc8")
    c.rect(0, 726, WIDTH, 341, "#e6d3b4")
    # A window onto the yard
    c.rect(110, 130, 420, 380, WHITE, 10)
    c.rect(130, 150, 380, 340, "#bfe0ea")

    def yard() -> None:
        c.circle(430, 236, 44, "#fdf0c4")
        c.ellipse(200, 510, 190, 130, LEAF)
        c.ellipse(440, 520, 170, 100, LEAF_DARK)

    c.inside(130, 150, 380, 340, yard)
    c.rect(98, 510, 444, 22, "#c9dcd6", 4)
    c.rect(313, 150, 14, 340, WHITE)
    # A notice board and a clock
    c.rect(1050, 140, 400, 280, WOOD, 8)
    c.rect(1068, 158, 364, 244, "#f4ead6")
    for x, y, w, h, head in ((1092, 180, 92, 120, RED), (1204, 180, 92, 120, TEAL), (1316, 180, 92, 120, NAVY)):
        c.rect(x, y, w, h, WHITE)
        c.rect(x + 12, y + 12, w - 24, 12, head)
        for line in range(5):
            c.rect(x + 12, y + 36 + line * 15, w - (24 if line % 2 else 42), 6, "#c3ccd4")
    for x in (1092, 1204, 1316):
        c.rect(x, 320, 92, 62, "#e3ecef")
        c.rect(x + 12, 334, 68, 7, GREY)
        c.rect(x + 12, 350, 44, 7, GREY)
    c.circle(800, 210, 76, NAVY)
    c.circle(800, 210, 66, WHITE)
    for hour in range(12):
        angle = math.radians(hour * 30)
        c.circle(800 + 54 * math.sin(angle), 210 - 54 * math.cos(angle), 4, NAVY)
    c.line([(800, 210), (800, 168)], NAVY, 6)
    c.line([(800, 210), (768, 226)], NAVY, 7)
    c.circle(800, 210, 8, RED)
    plant(c, 1500, 728, 78, pot="#a8583f")
    # Two officers of the reception behind the desk
    for x, coat, dress in ((690, "#f7f9fa", False), (940, "#8fb8c4", True)):
        c.rect(x - 98, 470, 196, 300, WOOD_DARK, 40)
        if dress:
            c.rect(x - 66, 392, 132, 190, HAIR, 52)
        c.rect(x - 24, 480, 48, 70, SKIN, 18)
        c.rect(x - 108, 534, 216, 220, coat, 58)
        c.polygon([(x - 34, 534), (x + 34, 534), (x, 596)], SKIN if dress else WHITE)
        if not dress:
            c.polygon([(x - 34, 534), (x, 596), (x + 34, 534), (x + 52, 540), (x, 628), (x - 52, 540)], "#dbe3e8")
            c.polygon([(x - 10, 596), (x + 10, 596), (x + 15, 700), (x - 15, 700)], NAVY)
        c.circle(x, 450, 60, SKIN)
        c.cap(x, 447 if dress else 449, 66 if dress else 62, HAIR)
        for side in (-1, 1):
            arm = curve((x + side * 92, 590), (x + side * 116, 700), (x + side * 44, 732), 16)
            c.line(arm, _darker(coat, 0.93), 46)
            c.circle(x + side * 34, 732, 23, SKIN)
    # The desk with its papers
    c.rect(330, 744, 1010, 34, WOOD_LIGHT, 8)
    c.rect(360, 778, 950, 289, WOOD)
    c.rect(360, 778, 950, 14, WOOD_DARK)
    for x in (390, 705, 1020):
        c.rect(x, 822, 260, 245, _darker(WOOD, 0.94), 6)
    c.star(835, 930, 50, GOLD)
    for step in range(4):
        c.rect(1130 + step % 2 * 6, 732 - step * 12, 150, 12, WHITE if step % 2 else "#e7ecef", 2)
    c.rect(1130, 688, 150, 10, RED, 2)
    c.polygon([(610, 748), (770, 748), (756, 736), (624, 736)], WHITE)
    c.polygon([(870, 748), (1010, 748), (998, 736), (882, 736)], WHITE)
    c.line([(812, 744), (812, 618)], GOLD_DARK, 6)
    c.ellipse(812, 744, 34, 8, GOLD_DARK)
    flag(c, 815, 622, 72, 50, wave=0.05)
    # A citizen, seen from behind, telling
    for x, coat, long_hair in ((484, "#7c4a55", True), (1180, "#486a5b", False)):
        c.rect(x - 112, 905, 224, 200, WOOD_DARK, 40)
        seen_from_behind(c, x, 806, 66, coat=coat, long_hair=long_hair, hair=HAIR if long_hair else HAIRS[3])
    bubble(c, 350, 560, 180, 112, WHITE, tail=44, marks=TEAL_LIGHT)
    return c


def document_under_glass() -> Canvas:
    c = Canvas("#24466d")
    c.circle(1390, 190, 400, "#2a4f79")
    c.circle(190, 980, 430, "#203f63")
    sheet(c, 300, 120, 620, 860, lines=14, degrees=-9)
    at = sheet(c, 500, 90, 640, 890, lines=16, degrees=4)
    c.polygon([at(0.08, 0.5095), at(0.92, 0.5095), at(0.92, 0.5405), at(0.08, 0.5405)], "#fbe3a5")
    c.polygon([at(0.10, 0.51875), at(0.90, 0.51875), at(0.90, 0.53175), at(0.10, 0.53175)], "#a98a3a")
    seal(c, *at(0.73, 0.89), 74)
    x, y = at(0.80, 0.545)
    magnifier(c, x, y, 190, glass="#f4f8fa")
    for row, wide in enumerate((220, 258, 236, 190)):
        top = y - 92 + row * 52
        if row == 1:
            c.rect(x - 140, top - 12, 280, 42, "#fbe3a5", 6)
        c.rect(x - wide / 2, top, wide, 18, "#a98a3a" if row == 1 else "#b4c0ca", 8)
    # A pen lying on the desk
    whole = turned([(126, 810), (400, 810), (448, 826), (400, 842), (126, 842)], (275, 826), 52)
    c.polygon([(px - 12, py + 14) for px, py in whole], SHADOW)
    c.polygon(turned([(150, 810), (400, 810), (400, 842), (150, 842)], (275, 826), 52), RED)
    c.polygon(turned([(126, 812), (150, 810), (150, 842), (126, 840)], (275, 826), 52), GOLD_DARK)
    c.polygon(turned([(400, 810), (400, 842), (448, 826)], (275, 826), 52), GOLD)
    c.polygon(turned([(170, 804), (270, 804), (270, 812), (170, 812)], (275, 826), 52), GOLD)
    return c


PARTS = ("#2c5480", "#b8212d", "#2f7b78", "#c08a1e", "#6a4c93", "#8e1822")


def parts_of_a_resolution() -> Canvas:
    """The parts of a resolution, numbered 1 to 6 as in the article's list."""
    c = Canvas(CREAM)
    x, y, w, h = 500, 54, 600, 960
    c.rect(x + 14, y + 18, w, h, SHADOW)
    c.rect(x, y, w, h, WHITE)
    zones = (
        (0.03, 0.11, "#e4ecf5"),
        (0.15, 0.11, "#f8e3e4"),
        (0.275, 0.145, "#dff0ee"),
        (0.435, 0.27, "#faf0d7"),
        (0.72, 0.11, "#ece6f4"),
        (0.845, 0.135, "#f6e2e3"),
    )
    for number, (top, tall, tint) in enumerate(zones):
        zy, zh = y + top * h, tall * h
        c.rect(x + 24, zy, w - 48, zh, tint, 10)
        c.rect(x + 24, zy, 10, zh, PARTS[number], 5)
        on_left = number % 2 == 0
        cx, cy = (330 if on_left else 1270), zy + zh / 2
        edge = x + 24 if on_left else x + w - 24
        c.line([(cx, cy), (edge, cy)], PARTS[number], 5)
        c.circle(edge, cy, 9, PARTS[number])
        c.circle(cx, cy, 58, PARTS[number])
        c.digit(cx, cy, str(number + 1), 62, WHITE)

    def bar(u: float, v: float, wide: float, tall: float, colour: str) -> None:
        c.rect(x + u * w, y + v * h, wide * w, tall * h, colour, 4)

    bar(0.10, 0.055, 0.32, 0.014, NAVY)
    bar(0.58, 0.055, 0.32, 0.014, NAVY)
    bar(0.16, 0.09, 0.20, 0.010, GREY)
    bar(0.64, 0.09, 0.20, 0.010, GREY)
    bar(0.35, 0.177, 0.30, 0.022, RED)
    bar(0.22, 0.220, 0.56, 0.013, NAVY)
    for row in range(4):
        bar(0.12, 0.300 + row * 0.029, 0.74 - 0.1 * (row == 3), 0.011, "#9cc0bb")
    for article in range(2):
        v = 0.458 + article * 0.122
        bar(0.12, v, 0.24, 0.016, "#c08a1e")
        for row in range(3):
            bar(0.12, v + 0.034 + row * 0.025, 0.74 - 0.22 * (row == 2), 0.011, "#d8c593")
    for row in range(3):
        bar(0.12, 0.742 + row * 0.029, 0.74 - 0.3 * (row == 2), 0.011, "#b3a3c9")
    for row in range(4):
        bar(0.12, 0.868 + row * 0.024, 0.26 - 0.05 * row, 0.009, "#b9c2ca")
    bar(0.60, 0.868, 0.28, 0.013, NAVY)
    seal(c, x + 0.74 * w, y + 0.930 * h, 40)
    return c


def a_resolution_takes_effect() -> Canvas:
    """From the vote to daily life, along one road."""
    c = Canvas(SKY)
    c.circle(760, 150, 78, "#fbe7b0")
    for x, y, w in ((180, 210, 200), (820, 170, 160), (1160, 120, 180)):
        c.rect(x, y, w, 40, WHITE, 20)
        c.rect(x + w * 0.22, y - 26, w * 0.5, 50, WHITE, 25)
    c.ellipse(380, 1060, 860, 380, "#b9d8b4")
    c.ellipse(1400, 1100, 800, 420, "#a5cba4")
    road = curve((-40, 1010), (260, 760), (620, 850)) + curve((620, 850), (1020, 960), (1220, 800))
    road += curve((1220, 800), (1400, 660), (1660, 700))
    c.line(road, "#f2e6cb", 92)
    for step in range(3, len(road) - 2, 6):
        c.line([road[step], road[step + 2]], "#cdb98d", 7)
    # The raised ballots
    c.circle(250, 560, 168, WHITE)
    for dx, dy, cloth in ((-70, 20, NAVY), (0, -10, TEAL), (70, 20, RED_DARK)):
        c.rect(250 + dx - 20, 560 + dy, 40, 110, cloth, 14)
        c.circle(250 + dx, 560 + dy - 6, 22, SKIN)
        c.rect(250 + dx - 32, 560 + dy - 84, 64, 76, GOLD, 6)
        c.star(250 + dx, 560 + dy - 46, 20, RED)
    # The signed text
    c.circle(620, 470, 168, WHITE)
    c.rect(536, 356, 168, 226, "#f4f7f9", 6)
    c.frame(536, 356, 168, 226, "#c3ccd4", 4, 6)
    c.rect(580, 380, 80, 12, RED, 4)
    for row in range(6):
        c.rect(560, 412 + row * 20, 120 - 40 * (row == 5), 8, "#c3ccd4", 4)
    seal(c, 664, 550, 34)
    # The day it takes effect
    c.circle(990, 510, 168, WHITE)
    c.rect(894, 420, 192, 176, "#f4f7f9", 12)
    c.rect(894, 420, 192, 48, RED, 12, (True, True, False, False))
    for x in (938, 1042):
        c.rect(x - 7, 398, 14, 44, NAVY, 7)
    for row in range(3):
        for col in range(5):
            c.rect(912 + col * 33, 484 + row * 35, 24, 24, "#d5dde3", 4)
    tick(c, 1057, 566, 34)
    # Where it is carried out: a school with its flag
    c.circle(1360, 400, 176, WHITE)
    c.rect(1250, 400, 220, 116, "#f3dfb4")
    c.polygon([(1232, 402), (1360, 320), (1488, 402)], "#b4573c")
    for x in (1270, 1322, 1376, 1428):
        c.rect(x, 428, 30, 36, "#6fa3b8", 3)
    c.rect(1342, 476, 36, 40, WOOD_DARK, 3)
    c.line([(1360, 322), (1360, 258)], GREY, 5)
    flag(c, 1362, 262, 54, 36, wave=0.06)
    return c


def ballot_box() -> Canvas:
    c = Canvas("#f7ecd2")
    for ray in range(0, 360, 20):
        far = [
            (800 + 1500 * math.cos(math.radians(a)), 560 + 1500 * math.sin(math.radians(a))) for a in (ray, ray + 10)
        ]
        c.polygon([(800, 560), *far], "#f3e3bd")
    c.circle(800, 520, 400, "#fbf5e6")
    for step in range(17):
        x = step * 100
        y = 44 + 44 * math.sin(math.pi * (x % 800) / 800)
        c.polygon([(x - 40, y), (x + 40, y), (x, y + 84)], (RED, GOLD_DARK, TEAL)[step % 3])
    c.line([(x, 44 + 44 * math.sin(math.pi * (x % 800) / 800)) for x in range(0, 1601, 10)], NAVY, 6)
    # The table
    c.rect(0, 880, WIDTH, 187, "#a51d28")
    c.rect(0, 880, WIDTH, 16, "#c5424a")
    for x in range(60, WIDTH, 160):
        c.polygon([(x, 896), (x + 14, 896), (x + 26, 1067), (x - 8, 1067)], "#97161f")
    # The hand with the ballot, behind the box's lid
    c.polygon(turned([(690, 190), (910, 190), (910, 500), (690, 500)], (800, 400), 7), "#e9e2d2")
    c.polygon(turned([(680, 180), (900, 180), (900, 490), (680, 490)], (800, 400), 7), WHITE)
    for row in range(5):
        y = 232 + row * 38
        c.polygon(turned([(730, y), (868, y), (868, y + 11), (730, y + 11)], (800, 400), 7), "#b9c4cd")
        c.circle(*turned([(712, y + 5)], (800, 400), 7)[0], 7, "#b9c4cd")
        if row in (1, 3):  # a name struck out, as our ballots are marked
            c.line(turned([(702, y + 9), (876, y + 2)], (800, 400), 7), RED, 6)
    c.polygon(turned([(740, 200), (850, 200), (850, 212), (740, 212)], (800, 400), 7), RED)
    # The box
    c.ellipse(800, 892, 380, 26, "#7d121a")
    c.polygon([(490, 470), (1110, 470), (1160, 540), (440, 540)], "#d9c08c")
    c.polygon([(640, 488), (960, 488), (970, 512), (630, 512)], INK)
    c.polygon(
        [*turned([(680, 400), (900, 400), (900, 490), (680, 490)], (800, 400), 7)[:2], (898, 505), (672, 505)], WHITE
    )
    c.rect(440, 540, 720, 346, RED, 6)
    c.rect(440, 540, 720, 22, GOLD_DARK, 4)
    c.rect(470, 588, 660, 272, RED_DARK, 8)
    c.rect(478, 596, 644, 256, RED, 6)
    c.star(800, 732, 104, GOLD)
    # The arm that lays it in
    arm = curve((1620, 150), (1290, 210), (1010, 268), 30)
    c.line(arm, NAVY, 130)
    c.line([(1012, 268), (994, 271)], WHITE, 118)
    c.line([(968, 274), (908, 286)], SKIN, 84)
    for dy, reach in ((-34, 846), (-8, 834), (18, 842)):
        c.line([(920, 288 + dy), (reach, 296 + dy)], SKIN, 30)
    c.line([(940, 316), (878, 352)], SKIN_DARK, 32)
    for x in (250, 1350):
        plant(c, x, 884, 92, pot="#8a5c35", bloom="#e88f9b")
    return c


def supervision_plan() -> Canvas:
    c = Canvas("#e8eef0")
    c.circle(180, 150, 330, "#dde7ea")
    c.circle(1500, 980, 380, "#dde7ea")
    # A map of nowhere, folded in four
    mx, my, mw, mh = 640, 250, 860, 640
    c.polygon(
        [(mx + 16, my + 20), (mx + mw + 16, my + 20), (mx + mw + 16, my + mh + 20), (mx + 16, my + mh + 20)], SHADOW
    )
    for fold in range(4):
        x = mx + fold * mw / 4
        drop = 26 if fold % 2 else 0
        c.polygon(
            [(x, my + drop), (x + mw / 4, my + 26 - drop), (x + mw / 4, my + mh + 26 - drop), (x, my + mh + drop)],
            "#f6f0df" if fold % 2 else "#fbf7ea",
        )
    c.polygon([(1030, 330), (1180, 320), (1230, 420), (1160, 520), (1010, 500), (960, 420)], "#cfe3c8")
    c.polygon([(1230, 420), (1400, 380), (1450, 520), (1340, 640), (1200, 610), (1160, 520)], "#dbe9c9")
    c.polygon([(1010, 500), (1160, 520), (1200, 610), (1120, 760), (960, 740), (920, 610)], "#c3ddd3")
    c.polygon([(1200, 610), (1340, 640), (1400, 760), (1280, 830), (1120, 760)], "#e6e3bd")
    river = curve((905, 315), (1080, 470), (1130, 560)) + curve((1130, 560), (1200, 690), (1480, 700))
    c.line(river, "#8fc0d4", 18)
    route = curve((1010, 690), (1040, 560), (1100, 430)) + curve((1100, 430), (1220, 350), (1340, 480))
    route += curve((1340, 480), (1390, 600), (1300, 730))
    for step in range(0, len(route) - 1, 5):
        c.circle(*route[step], 7, RED)
    for x, y, colour in ((1010, 690, TEAL), (1100, 430, RED), (1340, 480, RED), (1300, 730, GOLD_DARK)):
        c.ellipse(x, y + 2, 22, 8, "#1a263540")
        c.polygon([(x - 33, y - 68), (x + 33, y - 68), (x, y)], colour)
        c.circle(x, y - 80, 38, colour)
        c.circle(x, y - 80, 16, WHITE)
    # The year's calendar before it
    x, y, w, h = 130, 150, 640, 720
    c.rect(x + 16, y + 20, w, h, SHADOW, 22)
    c.rect(x, y, w, h, WHITE, 22)
    c.rect(x, y, w, 132, NAVY, 22, (True, True, False, False))
    c.rect(x + 180, y + 52, 280, 28, "#ffffff", 14)
    for ring in (90, 240, 400, 550):
        c.rect(x + ring - 11, y - 34, 22, 76, GOLD_DARK, 11)
    for row in range(5):
        for col in range(6):
            cx, cy = x + 44 + col * 95, y + 172 + row * 104
            marked = (row, col) in {(0, 3), (1, 1), (2, 4), (3, 2), (4, 5)}
            c.rect(cx, cy, 76, 80, "#fbe3a5" if marked else "#eef2f4", 10)
            c.rect(cx + 12, cy + 13, 24, 8, "#a98a3a" if marked else "#c3ccd4", 4)
            if marked:
                tick(c, cx + 45, cy + 49, 23, disc=(LEAF, LEAF, LEAF, GOLD_DARK, GOLD_DARK)[row])
    magnifier(c, 790, 790, 118, glass="#eff5f6")
    c.star(790, 790, 56, GOLD_DARK)
    return c


def meeting_voters() -> Canvas:
    c = Canvas("#d8ebf0")
    c.circle(1330, 170, 80, "#fdf0c4")
    c.ellipse(250, 640, 420, 190, "#a5cba4")
    c.ellipse(1400, 640, 460, 210, "#93c096")
    c.rect(0, 620, WIDTH, 447, "#e9d8b6")
    # The house of culture, open to the yard
    c.polygon([(240, 270), (1360, 270), (1240, 130), (360, 130)], "#b4573c")
    c.polygon([(240, 270), (1360, 270), (1376, 300), (224, 300)], "#8f412b")
    for x in range(400, 1240, 60):
        c.line([(800 + (x - 800) * 0.98, 134), (800 + (x - 800) * 1.24, 268)], "#a24c33", 5)
    c.rect(280, 300, 1040, 400, "#f5e6c5")
    c.rect(280, 300, 1040, 26, "#dcc795")
    for x in (300, 560, 1000, 1260):
        c.rect(x, 300, 40, 410, "#c98f58")
        c.rect(x - 8, 690, 56, 26, WOOD_DARK)
    for x in (380, 1080):
        c.rect(x, 380, 140, 170, "#7fb0c0", 4)
        c.rect(x + 64, 380, 12, 170, "#f5e6c5")
        c.rect(x, 458, 140, 12, "#f5e6c5")
    c.rect(640, 344, 320, 170, GOLD_DARK, 4)
    c.rect(648, 352, 304, 154, RED)
    c.star(800, 434, 54, GOLD)
    c.rect(200, 700, 1200, 26, "#d5be91")
    # The deputies at their table
    for x, coat, dress in ((690, "#34495e", False), (910, "#7fb0a6", True)):
        if dress:
            c.rect(x - 36, 548, 72, 110, HAIR, 30)
        c.rect(x - 13, 590, 26, 40, SKIN, 10)
        c.rect(x - 60, 622, 120, 100, coat, 34)
        c.polygon([(x - 20, 622), (x + 20, 622), (x, 664)], WHITE)
        c.circle(x, 578, 34, SKIN)
        c.cap(x, 577, 35.5, HAIR)
    c.rect(560, 690, 480, 20, WHITE, 4)
    c.rect(570, 706, 460, 100, "#f2f5f6")
    for x in range(600, 1030, 46):
        c.rect(x, 710, 5, 96, "#d9e0e4")
    plant(c, 800, 692, 24, pot="#e3ecef", bloom="#e7808f")
    for x in (640, 960):
        c.polygon([(x - 40, 692), (x + 40, 692), (x + 32, 684), (x - 32, 684)], "#fbe7b0")
    plant(c, 235, 728, 62, pot="#a8583f")
    plant(c, 1365, 728, 62, pot="#a8583f")
    # A voter has risen to speak
    c.line(curve((1150, 838), (1226, 820), (1206, 716), 16), "#96502f", 40)
    c.circle(1205, 704, 24, SKIN_DARK)
    seen_from_behind(c, 1090, 742, 44, coat="#a8583f", hair=HAIRS[3])
    bubble(c, 1080, 520, 190, 112, WHITE, tail=-54, marks="#e0c9a0")
    bubble(c, 420, 470, 170, 104, WHITE, tail=110, marks=TEAL_LIGHT)
    coats = ("#4d6b7d", "#8a5a63", "#5d7d64", "#3f5468", "#a27b4c", "#6b5b7b")
    for row, (y, r, gap, shift) in enumerate(((852, 40, 150, 60), (960, 52, 190, 140))):
        for seat, x in enumerate(range(shift - gap, WIDTH + gap, gap)):
            if row == 0 and 1000 < x < 1180:
                continue
            seen_from_behind(
                c,
                x,
                y,
                r,
                coat=coats[(seat * 5 + row) % 6],
                hair=HAIRS[(seat * 4 + row) % 7],
                long_hair=(seat + row) % 3 == 1,
            )
    return c


def road_of_a_petition() -> Canvas:
    c = Canvas("#1f4a57")
    c.circle(150, 130, 320, "#23525f")
    c.circle(1480, 960, 420, "#1b424e")
    road = curve((210, 760), (330, 430), (560, 520)) + curve((560, 520), (760, 610), (860, 430))
    road += curve((860, 430), (960, 240), (1160, 340)) + curve((1160, 340), (1340, 430), (1380, 640))
    for step in range(0, len(road), 4):
        c.circle(*road[step], 8, "#8fb9bd")
    stations = ((210, 760, 164), (560, 500, 164), (1080, 300, 164), (1380, 680, 164))
    for x, y, r in stations:
        c.circle(x + 10, y + 14, r, "#16363f")
        c.circle(x, y, r, CREAM)
    # 1: the letter
    c.rect(110, 690, 200, 140, WHITE, 8)
    c.frame(110, 690, 200, 140, GOLD_DARK, 5, 8)
    c.line([(116, 698), (210, 772), (304, 698)], GOLD_DARK, 6)
    c.star(210, 790, 20, RED)
    # 2: gathered into a folder
    c.rect(470, 440, 80, 34, GOLD_DARK, 8)
    for step, colour in enumerate(("#dfe6ea", WHITE)):
        c.rect(490 + step * 12, 412 + step * 14, 140, 100, colour, 4)
        c.rect(512 + step * 12, 428 + step * 14, 80, 8, GREY, 4)
    c.rect(462, 464, 200, 124, GOLD, 10)
    c.rect(490, 520, 90, 14, GOLD_DARK, 7)
    # the letter on its way
    plane = [(800, 470), (930, 356), (858, 500), (846, 452)]
    c.polygon(plane, WHITE)
    c.polygon([(846, 452), (930, 356), (858, 500)], "#cfdde0")
    # 3: the office that answers
    c.polygon([(970, 272), (1080, 200), (1190, 272)], RED)
    c.rect(978, 268, 204, 18, RED_DARK)
    for x in (992, 1040, 1094, 1142):
        c.rect(x, 286, 26, 96, "#d9c08c")
    c.rect(970, 382, 220, 20, WOOD_DARK, 4)
    c.star(1080, 244, 18, GOLD)
    # 4: done, and told
    c.rect(1290, 580, 150, 200, WHITE, 8)
    c.frame(1290, 580, 150, 200, "#c3ccd4", 4, 8)
    c.rect(1322, 604, 86, 12, NAVY, 4)
    for row in range(5):
        c.rect(1314, 634 + row * 24, 102 - 34 * (row == 4), 9, "#c3ccd4", 4)
    tick(c, 1450, 764, 62)
    for x, y, r in ((760, 860, 10), (990, 800, 6), (420, 250, 8), (690, 200, 6), (1300, 170, 8), (640, 930, 6)):
        c.circle(x, y, r, "#2d6470")
    c.ellipse(820, 1026, 340, 20, "#16363f")
    person(c, 620, 1026, 330, top="#d98c9a", long_dress=True, hands=((-0.02, 0.32), (0.16, 0.10)))
    person(c, 820, 1026, 346, top="#4f7f9b", hands=((-0.02, 0.34), (0.02, 0.34)), skin=SKIN_DARK)
    person(c, 1020, 1026, 336, top="#c99a4b", hands=((-0.15, 0.12), (0.03, 0.34)))
    return c


def writing_desk() -> Canvas:
    c = Canvas("#c99766")
    for y in range(0, HEIGHT, 178):
        c.rect(0, y, WIDTH, 4, "#b9844f")
    for x, y in ((420, 0), (1150, 178), (250, 356), (980, 534), (1400, 712), (600, 890)):
        c.rect(x, y, 4, 178, "#b9844f")
    # The open laptop, seen from above
    c.rect(376, 116, 820, 560, "#1a263528", 24)
    c.rect(360, 96, 820, 560, "#3a4654", 24)
    c.rect(384, 120, 772, 512, "#f4f7f9", 8)
    c.rect(384, 120, 772, 64, RED, 8, (True, True, False, False))
    c.star(424, 152, 18, GOLD)
    c.rect(460, 144, 220, 16, "#ffffffcc", 8)
    c.rect(424, 214, 320, 24, NAVY, 6)
    c.rect(424, 254, 400, 196, "#bfdde6", 6)

    def view() -> None:
        c.circle(750, 304, 26, "#fdf0c4")
        c.ellipse(540, 462, 190, 84, LEAF)
        c.ellipse(760, 462, 140, 66, LEAF_DARK)

    c.inside(424, 254, 400, 196, view)
    for row in range(5):
        c.rect(424, 476 + row * 28, 400 - 130 * (row == 4), 11, "#c3ccd4", 5)
    for card in range(3):
        y = 214 + card * 132
        c.rect(870, y, 246, 108, WHITE, 8)
        c.rect(884, y + 14, 78, 78, (TEAL_LIGHT, "#f3cf80", "#e5b5b0")[card], 6)
        for row in range(3):
            c.rect(978, y + 20 + row * 24, 116 - 46 * (row == 2), 10, "#c3ccd4", 5)
    c.polygon([(300, 664), (1240, 664), (1300, 724), (240, 724)], "#59677a")
    c.rect(240, 722, 1060, 22, "#46525f", 10)
    c.rect(680, 664, 180, 22, "#46525f", 8)
    # The notebook and the pen
    about = (370, 920)
    book = turned([(170, 790), (570, 790), (570, 1130), (170, 1130)], about, -6)
    c.polygon([(x + 14, y + 16) for x, y in book], SHADOW)
    c.polygon(book, CREAM)
    for row in range(8):
        y = 826 + row * 34
        c.line(turned([(222, y), (430 if row == 3 else 536, y)], about, -6), "#b9c8d0", 5)
        c.circle(*turned([(192, y)], about, -6)[0], 8, WOOD_DARK)
    c.polygon(turned([(470, 860), (700, 860), (700, 886), (470, 886)], (585, 873), -38), NAVY)
    c.polygon(turned([(470, 860), (470, 886), (430, 873)], (585, 873), -38), GOLD)
    c.polygon(turned([(640, 852), (700, 852), (700, 860), (640, 860)], (585, 873), -38), GOLD)
    # A camera and a cup of tea
    c.rect(1024, 836, 320, 200, "#1a263528", 26)
    c.rect(1010, 820, 320, 200, "#2f3b48", 26)
    c.rect(1060, 794, 90, 40, "#2f3b48", 10)
    c.rect(1010, 866, 320, 96, "#475564")
    c.circle(1182, 916, 84, "#222c36")
    c.circle(1182, 916, 64, "#3d6f8e")
    c.circle(1182, 916, 40, "#264b66")
    c.circle(1164, 896, 14, "#bfe0ea")
    c.circle(1292, 846, 12, RED)
    c.circle(1408, 300, 130, "#1a263528")
    c.circle(1396, 286, 128, "#f2f5f6")
    c.circle(1396, 286, 112, "#e3ebee")
    c.circle(1396, 286, 84, WHITE)
    c.circle(1396, 286, 70, "#b06a34")
    c.ellipse(1378, 266, 30, 18, "#c98750")
    # A plant from above
    c.circle(182, 334, 92, "#1a263528")
    c.circle(172, 322, 92, "#a8583f")
    c.circle(172, 322, 76, "#5b3a26")
    for turn in range(12):
        size = 128 if turn % 2 else 96
        leaf = curve((172, 322), (172 - size * 0.3, 322 - size * 0.6), (172, 322 - size))
        leaf += curve((172, 322 - size), (172 + size * 0.3, 322 - size * 0.6), (172, 322))
        c.polygon(turned(leaf, (172, 322), turn * 30), LEAF_DARK if turn % 2 else LEAF)
    c.circle(172, 322, 14, "#8cbf7f")
    # A ticket with its boxes ticked
    ticket = turned([(1380, 560), (1560, 560), (1560, 800), (1380, 800)], (1470, 680), 6)
    c.polygon([(x + 10, y + 12) for x, y in ticket], SHADOW)
    c.polygon(ticket, "#fbe7b0")
    for row in range(3):
        (tick_x, tick_y), (lx, ly) = turned([(1418, 614 + row * 66), (1452, 614 + row * 66)], (1470, 680), 6)
        tick(c, tick_x, tick_y, 20, disc=LEAF_DARK)
        c.line([(lx, ly), (lx + 74, ly + 8)], "#b89a4f", 10)
    return c


PICTURES: dict[str, Callable[[], Canvas]] = {
    "2020/tong-ket-thi-dua-2020/hoi-truong.png": conference_hall,
    "2020/tiep-cong-dan/ban-tiep-cong-dan.png": reception_desk,
    "2019/cach-doc-mot-nghi-quyet/van-ban-kinh-lup.png": document_under_glass,
    "2019/cach-doc-mot-nghi-quyet/cac-phan-nghi-quyet.png": parts_of_a_resolution,
    "2019/cach-doc-mot-nghi-quyet/duong-den-hieu-luc.png": a_resolution_takes_effect,
    "2021/la-phieu-cua-cu-tri/hom-phieu.png": ballot_box,
    "2023/ke-hoach-giam-sat/lich-va-ban-do.png": supervision_plan,
    "2025/tiep-xuc-cu-tri/nha-van-hoa.png": meeting_voters,
    "2022/kien-nghi-cu-tri-di-ve-dau/hanh-trinh-kien-nghi.png": road_of_a_petition,
    "2024/viet-tin-bai/ban-viet.png": writing_desk,
}

FORM = "2020/tiep-cong-dan/mau-phieu-kien-nghi.pdf"


def draw_form(path: Path) -> None:
    """The printable form for a citizen's petition, as a PDF that can be read aloud and searched."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_lang("vi")
    pdf.set_title("Mẫu phiếu ghi kiến nghị, phản ánh của công dân (bài mẫu)")
    pdf.set_author("Ban biên tập")
    pdf.set_creation_date(dt.datetime(2020, 5, 18, tzinfo=dt.UTC))
    pdf.add_font("Serif", "", FONTS / "DejaVuSerif.ttf")
    pdf.add_font("Serif", "B", FONTS / "DejaVuSerif-Bold.ttf")
    pdf.set_margins(25, 20, 20)
    pdf.set_auto_page_break(True, 20)
    pdf.add_page()

    def put(text: str, size: float, style: str = "", align: str = "L", gap: float = 0) -> None:
        pdf.set_font("Serif", style, size)
        pdf.multi_cell(0, size * 0.52, text, align=align, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(gap)

    def blanks(count: int) -> None:
        for _ in range(count):
            pdf.ln(9)
            pdf.set_draw_color(140)
            pdf.set_dash_pattern(0.6, 1.2)
            pdf.line(25, pdf.get_y(), 190, pdf.get_y())
        pdf.ln(5)

    put("MẪU PHIẾU GHI KIẾN NGHỊ, PHẢN ÁNH CỦA CÔNG DÂN", 13, "B", "C", 1)
    put("(Mẫu minh họa của trang tin mẫu, không thay cho biểu mẫu chính thức)", 11, "", "C", 6)
    for label, lines in (
        ("1. Họ và tên người kiến nghị, phản ánh:", 1),
        ("2. Địa chỉ liên hệ:", 1),
        ("3. Điện thoại hoặc thư điện tử (nếu có):", 1),
        ("4. Nội dung kiến nghị, phản ánh (việc gì, ở đâu, từ khi nào):", 5),
        ("5. Cơ quan đã tiếp nhận, trả lời trước đó (nếu có):", 2),
        ("6. Đề nghị của công dân:", 3),
        ("7. Tài liệu gửi kèm:", 1),
    ):
        put(label, 12.5, "B")
        blanks(lines)
    put("Ngày ........ tháng ........ năm ............", 12, "", "R", 1)
    put("Người kiến nghị (ký, ghi rõ họ tên)          ", 12, "B", "R")
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.output(str(path))


def main(wanted: list[str]) -> None:
    def is_wanted(name: str) -> bool:
        return not wanted or any(Path(name).name.startswith(prefix) for prefix in wanted)

    for name, draw in PICTURES.items():
        if is_wanted(name):
            draw().save(NEWS / name)
            print(f"{name}: {(NEWS / name).stat().st_size / 1024:.0f} KB")
    if is_wanted(FORM):
        draw_form(NEWS / FORM)
        print(f"{FORM}: {(NEWS / FORM).stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
