"""Lines of SVG (path data, basic shapes, strokes) → polygons. Pure."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Point = tuple[float, float]


class Line(NamedTuple):
    """A line of straight pieces."""

    points: list[Point]
    is_closed: bool


_STEPS = 20
"""Pieces of a curve; the corners of an emblem of 512 pixels are not seen."""
_TOKEN = re.compile(r"[MmLlHhVvCcSsQqTtAaZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARC_FLAGS = re.compile(r"([Aa])([^A-DF-Za-df-z]*)")
_COUNT = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_FLAGS = re.compile(
    r"((?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[\s,]*){3})([01])[\s,]*([01])[\s,]*"
    r"((?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[\s,]*){2})"
)


def read_path(data: str) -> list[Line]:
    """Return the lines of an attribute `d` (SVG 2, 9.3), up to what is not understood, as browsers do."""
    lines: list[Line] = []
    points: list[Point] = []
    start = here = bend = (0.0, 0.0)
    last = ""
    for command, numbers in _commands(data):
        kind = command.upper()
        x0, y0 = here if command.islower() else (0.0, 0.0)
        places = [(x0 + x, y0 + y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
        if kind == "M":
            if len(points) > 1:
                lines.append(Line(points, is_closed=False))
            start = here = places[0]
            points = [here]
        elif kind == "Z":
            lines.append(Line(points, is_closed=True))
            here, points = start, [start]
        else:
            points = points or [here]
            if kind == "H":
                drawn = [(x0 + numbers[0], here[1])]
            elif kind == "V":
                drawn = [(here[0], y0 + numbers[0])]
            elif kind == "A":
                drawn = _arc(here, numbers, (x0 + numbers[5], y0 + numbers[6]))
            elif kind == "L":
                drawn = places
            else:
                mirrored = (2 * here[0] - bend[0], 2 * here[1] - bend[1])
                smooth = mirrored if last in {"S": "CS", "T": "QT"}.get(kind, "") else here
                places = [smooth, *places] if kind in "ST" else places
                drawn, bend = _curve([here, *places]), places[-2]
            points.extend(drawn)
            here = drawn[-1]
        last = kind
    return [*lines, Line(points, is_closed=False)] if len(points) > 1 else lines


def read_shape(name: str, attributes: Mapping[str, str]) -> list[Line]:
    """Return the lines of a path or another basic shape (SVG 2, 10). Raises `ValueError`."""
    if name == "path":
        return read_path(attributes.get("d", ""))
    if name in ("polyline", "polygon"):
        numbers = [float(one) for one in _TOKEN.findall(attributes.get("points", ""))]
        return [Line(list(zip(numbers[::2], numbers[1::2], strict=False)), name == "polygon")]

    def number(key: str, default: float = 0.0) -> float:
        return float(attributes[key].removesuffix("px")) if key in attributes else default

    if name == "line":
        return [Line([(number("x1"), number("y1")), (number("x2"), number("y2"))], is_closed=False)]
    if name == "rect":
        x, y, width, height = (number(key) for key in ("x", "y", "width", "height"))
        rx = min(number("rx", number("ry")), width / 2)
        ry = min(number("ry", number("rx")), height / 2)
        corners = [(x + width - rx, y + ry, -90), (x + width - rx, y + height - ry, 0)]
        corners += [(x + rx, y + height - ry, 90), (x + rx, y + ry, 180)]
        return [Line([point for cx, cy, turn in corners for point in _round(cx, cy, rx, ry, turn, 90)], is_closed=True)]
    rx, ry = (number("r"), number("r")) if name == "circle" else (number("rx"), number("ry"))
    return [Line(_round(number("cx"), number("cy"), rx, ry, 0, 360), is_closed=True)]


def stroked(line: Line, width: float, cap: str, join: str, miter: float) -> list[list[Point]]:
    """Return polygons that together, filled by the rule `nonzero`, are a stroke of `width` along `line`."""
    points = [point for at, point in enumerate(line.points) if not at or point != line.points[at - 1]]
    if line.is_closed and len(points) > 1 and points[0] != points[-1]:
        points.append(points[0])
    half = width / 2
    if len(points) == 1:
        x, y = points[0]
        return [_round(x, y, half, half, 0, 360)] if cap == "round" else []
    found: list[list[Point]] = []
    directions = [_direction(*pair) for pair in pairwise(points)]
    ends = [] if line.is_closed else [points[0], points[-1]]
    if ends and cap == "square":
        (ax, ay), (bx, by) = directions[0], directions[-1]
        points[0] = (points[0][0] - ax * half, points[0][1] - ay * half)
        points[-1] = (points[-1][0] + bx * half, points[-1][1] + by * half)
    for (dx, dy), ((ax, ay), (bx, by)) in zip(directions, pairwise(points), strict=True):
        sx, sy = -dy * half, dx * half
        found.append([(ax + sx, ay + sy), (bx + sx, by + sy), (bx - sx, by - sy), (ax - sx, ay - sy)])
    if cap == "round":
        found += [_round(x, y, half, half, 0, 360) for x, y in ends]
    corners = list(zip(points[1:], directions, directions[1:], strict=False))
    if line.is_closed:
        corners.append((points[0], directions[-1], directions[0]))
    for corner, before_it, after_it in corners:
        found += _joined(corner, before_it, after_it, half, join, miter)
    return [_oriented(one) for one in found]


def _joined(corner: Point, one: Point, other: Point, half: float, join: str, miter: float) -> Iterator[list[Point]]:
    """Yield what fills the corner between two directions."""
    x, y = corner
    if join == "round":
        yield _round(x, y, half, half, 0, 360)
        return
    turn = one[0] * other[1] - one[1] * other[0]
    side = -half if turn > 0 else half
    a = (x - one[1] * side, y + one[0] * side)
    b = (x - other[1] * side, y + other[0] * side)
    cosine = max(-1.0, min(1.0, one[0] * other[0] + one[1] * other[1]))
    half_angle = math.sqrt((1 + cosine) / 2)  # the cosine of half the turn
    if join == "miter" and half_angle > 0 and 1 / half_angle <= miter:
        mx, my = _direction(corner, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
        yield [corner, a, (x + mx * half / half_angle, y + my * half / half_angle), b]
    else:
        yield [corner, a, b]


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its numbers; those that follow without a letter repeat it."""
    # The flags of an arc may be written without a blank after them: `a1 1 0 0110 10`.
    data = _ARC_FLAGS.sub(lambda arc: arc[1] + _FLAGS.sub(r"\1 \2 \3 \4 ", arc[2]), data)
    command, numbers = "", [0.0][:0]
    for token in _TOKEN.findall(data):
        if token.isalpha():
            if numbers or (not command and token.upper() != "M"):
                return
            command = token
            if token.upper() == "Z":
                yield token, []
            continue
        if not command or command.upper() == "Z":
            return
        numbers.append(float(token))
        if len(numbers) == _COUNT[command.upper()]:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)


def _curve(points: list[Point]) -> list[Point]:
    """Return a Bézier curve by its ends and bends (quadratic or cubic), without its start."""
    weights = _CUBIC if len(points) == 4 else _QUADRATIC  # noqa: PLR2004
    return [
        (
            sum(w * p[0] for w, p in zip(each, points, strict=True)),
            sum(w * p[1] for w, p in zip(each, points, strict=True)),
        )
        for each in weights
    ]


def _weights(make: Callable[[float], tuple[float, ...]]) -> list[tuple[float, ...]]:
    return [make(step / _STEPS) for step in range(1, _STEPS + 1)]


_QUADRATIC = _weights(lambda t: ((1 - t) ** 2, 2 * t * (1 - t), t**2))
_CUBIC = _weights(lambda t: ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3))


def _arc(start: Point, numbers: list[float], end: Point) -> list[Point]:
    """Return an elliptical arc without its start (SVG 2, B.2.4 and B.2.5)."""
    rx, ry, turn, large, sweep = abs(numbers[0]), abs(numbers[1]), math.radians(numbers[2]), numbers[3], numbers[4]
    if start == end or not rx or not ry:
        return [end]
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, cos * dy - sin * dx
    scale = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * scale, ry * scale
    rest = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    factor = math.sqrt(max(0.0, rest / ((rx * y) ** 2 + (ry * x) ** 2))) * (-1 if bool(large) == bool(sweep) else 1)
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    angle = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
    angle += math.tau if sweep and angle < 0 else -math.tau if not sweep and angle > 0 else 0.0
    mx, my = cos * cx - sin * cy + (start[0] + end[0]) / 2, sin * cx + cos * cy + (start[1] + end[1]) / 2
    found = []
    for step in range(1, 2 * _STEPS):
        at = first + angle * step / (2 * _STEPS)
        ex, ey = rx * math.cos(at), ry * math.sin(at)
        found.append((cos * ex - sin * ey + mx, sin * ex + cos * ey + my))
    return [*found, end]


def _round(x: float, y: float, rx: float, ry: float, first: float, angle: float) -> list[Point]:
    """Return a part of an ellipse, from `first` on, in degrees."""
    if not (rx and ry):
        return [(x, y)]
    steps = max(2, round(angle / 360 * 3 * _STEPS))
    turns = [math.radians(first + angle * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]


def _direction(one: Point, other: Point) -> Point:
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy) or 1.0
    return dx / length, dy / length


def _oriented(polygon: list[Point]) -> list[Point]:
    """Return a polygon in the direction in which all others go, so that those that overlap add up."""
    pairs = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    return polygon if sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) >= 0 else polygon[::-1]
