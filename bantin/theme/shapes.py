"""A cleaned SVG drawing → the filled polygons that it consists of. Pure.

What emblems are made of is drawn: shapes, groups, copies, classes, transformations, clips, colours without gradient.
Anything else is refused by name rather than drawn wrongly.
"""

from __future__ import annotations

import re
from math import cos, hypot, radians, sin, sqrt, tan
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from PIL import ImageColor

from bantin.theme.outlines import Line, read_shape, stroked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bantin.theme.outlines import Point

Polygons = list[list["Point"]]


class Undrawable(ValueError):
    """The drawing contains what this module does not draw; the argument names it."""


class Shape(NamedTuple):
    """Polygons in one colour."""

    polygons: Polygons
    rule: str
    """`nonzero` or `evenodd`."""
    color: tuple[int, int, int]
    opacity: float
    clips: tuple[Polygons, ...] = ()
    """Only what is in each of these is shown."""


class Matrix(NamedTuple):
    """An affine transformation, in the order of SVG."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def then(self, inner: Matrix) -> Matrix:
        """Return this transformation of what `inner` has transformed."""
        x, y = self.place((inner.e, inner.f))
        return Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            x,
            y,
        )

    def place(self, point: Point) -> Point:
        """Return where a point comes to be."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class _Place(NamedTuple):
    """Where an element is shown: what those around it say of it."""

    matrix: Matrix
    style: Mapping[str, str]
    opacity: float
    clips: tuple[Polygons, ...]
    depth: int


_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_GROUPS = frozenset({"svg", "g", "use", "symbol"})
_UNSEEN = frozenset({"defs", "style", "title", "desc", "clipPath", "linearGradient", "radialGradient", "symbol"})
_INHERITED = {
    "fill": "black",
    "fill-rule": "nonzero",
    "fill-opacity": "1",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-opacity": "1",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "stroke-miterlimit": "4",
    "stroke-dasharray": "none",
    "color": "black",
    "visibility": "visible",
    "clip-rule": "nonzero",
}
_REFUSED = ("mask", "filter", "marker", "marker-start", "marker-mid", "marker-end", "transform", "mix-blend-mode")
_OWN = ("opacity", "display", "clip-path", *_REFUSED)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"[.#]?[\w-]+")
_TURN = re.compile(r"(\w+)\s*\(([^)]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_DEEPEST = 60


def read_shapes(drawing: bytes) -> tuple[list[Shape], tuple[float, float, float, float]]:
    """Return the shapes of a drawing, the lowest first, and the box that it shows: x, y, width, height.

    `drawing` is what `svg.clean` returns. Raises `Undrawable`.
    """
    root = ET.fromstring(drawing)  # noqa: S314 - cleaned: it has no declarations and few copies
    box = [float(one) for one in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4:  # noqa: PLR2004 - x y width height
        sizes = [_NUMBER.match(root.get(key, "")) for key in ("width", "height")]
        box = [0.0, 0.0, *(float(one[0]) if one else 0.0 for one in sizes)]
    if not (box[2] > 0 and box[3] > 0):
        raise Undrawable("viewBox")
    return list(_Reader(root).read()), (box[0], box[1], box[2], box[3])


class _Reader:
    """Reads one drawing."""

    def __init__(self, root: ET.Element) -> None:
        self._root = root
        self._named = {name: one for one in reversed(list(root.iter())) if (name := one.get("id"))}
        self._rules = [rule for one in root.iter() if _local(one) == "style" for rule in _rules(one.text or "")]

    def read(self) -> Iterator[Shape]:
        return self._shown(self._root, _Place(Matrix(), _INHERITED, 1.0, (), 0))

    def _shown(self, element: ET.Element, place: _Place) -> Iterator[Shape]:
        name = _local(element)
        if place.depth > _DEEPEST or name not in (_SHAPES | _GROUPS) or (name == "svg" and place.depth):
            raise Undrawable(f"<{name}>")
        style, own = self._style(element, place.style)
        if own.get("display") == "none":
            return
        for key in _REFUSED:
            if own.get(key, "none") not in ("none", "normal"):
                raise Undrawable(key)
        matrix = place.matrix.then(_matrix(element.get("transform", "")))
        clip = own.get("clip-path", "none")
        clips = place.clips if clip == "none" else (*place.clips, self._clip(clip, matrix))
        here = _Place(matrix, style, place.opacity * _part(own.get("opacity", "1")), clips, place.depth + 1)
        if name in _SHAPES:
            yield from _painted(element, here) if style["visibility"] == "visible" else ()
        elif name == "use":
            yield from self._copied(element, here)
        else:
            for one in element:
                if _local(one) not in _UNSEEN:
                    yield from self._shown(one, here)

    def _copied(self, element: ET.Element, place: _Place) -> Iterator[Shape]:
        """Yield what a `<use>` shows."""
        target = self._named.get(next((value[1:] for key, value in element.items() if key.endswith("href")), ""))
        if target is None:
            return
        if _local(target) == "symbol" and target.get("viewBox"):
            raise Undrawable("<symbol viewBox>")
        corner = Matrix(e=float(element.get("x", 0)), f=float(element.get("y", 0)))
        yield from self._shown(target, place._replace(matrix=place.matrix.then(corner)))

    def _style(self, element: ET.Element, above: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the properties of an element: those that its contents inherit, and those of its own."""
        given = {key: value for key, value in element.items() if key in above or key in _OWN}
        given.pop("transform", None)  # the attribute, which is no property here
        marks = {f".{one}" for one in element.get("class", "").split()} | {f"#{element.get('id')}", _local(element)}
        for selector, declarations in self._rules:
            if selector in marks:
                given |= declarations
        given |= _declarations(element.get("style", ""))
        return (
            {**above, **{key: value for key, value in given.items() if key in above and value != "inherit"}},
            {key: value for key, value in given.items() if key in _OWN},
        )

    def _clip(self, reference: str, matrix: Matrix) -> Polygons:
        found = re.fullmatch(r"""url\(\s*["']?#([^"')]+)["']?\s*\)""", reference.strip())
        clip = self._named.get(found[1]) if found else None
        if clip is None or clip.get("clipPathUnits", "userSpaceOnUse") != "userSpaceOnUse":
            raise Undrawable("clip-path")
        matrix = matrix.then(_matrix(clip.get("transform", "")))
        shapes = [shape for one in clip for shape in self._shown(one, _Place(matrix, _INHERITED, 1.0, (), 1))]
        return [polygon for shape in shapes for polygon in shape.polygons]


def _painted(element: ET.Element, place: _Place) -> Iterator[Shape]:
    """Yield what fills a shape, and its stroke."""
    matrix, style, opacity, clips, _depth = place
    try:
        lines = read_shape(_local(element), dict(element.items()))
    except (ValueError, OverflowError):
        raise Undrawable(f"<{_local(element)}>") from None
    fill, stroke = _color(style["fill"], style), _color(style["stroke"], style)
    if fill and _local(element) != "line":
        polygons = [[matrix.place(point) for point in line.points] for line in lines]
        yield Shape(polygons, style["fill-rule"], fill, opacity * _part(style["fill-opacity"]), clips)
    width = _length(style["stroke-width"]) * sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    if stroke and width > 0:
        if style["stroke-dasharray"] != "none":
            raise Undrawable("stroke-dasharray")
        if abs(hypot(matrix.a, matrix.b) - hypot(matrix.c, matrix.d)) > hypot(matrix.a, matrix.b) / 50:
            raise Undrawable("transform")  # a stroke that is wider one way than the other
        kinds = (style["stroke-linecap"], style["stroke-linejoin"], float(style["stroke-miterlimit"]))
        placed = [Line([matrix.place(point) for point in line.points], line.is_closed) for line in lines]
        polygons = [polygon for line in placed for polygon in stroked(line, width, *kinds)]
        yield Shape(polygons, "nonzero", stroke, opacity * _part(style["stroke-opacity"]), clips)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _rules(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each selector of a stylesheet with its declarations. Raises `Undrawable`."""
    if "@" in text:
        raise Undrawable("<style>")
    for selectors, declarations in _RULE.findall(text):
        for selector in selectors.split(","):
            if not _SELECTOR.fullmatch(selector.strip()):
                raise Undrawable("<style>")
            yield selector.strip(), _declarations(declarations)


def _declarations(text: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in text.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


def _matrix(text: str) -> Matrix:
    """Return the transformation of an attribute `transform`. Raises `Undrawable`."""
    found = Matrix()
    for name, arguments in _TURN.findall(text):
        given = [float(one) for one in _NUMBER.findall(arguments)]
        first, second = (*given, 0.0, 0.0)[:2]
        if name == "matrix" and len(given) == 6:  # noqa: PLR2004
            one = Matrix(*given)
        elif name == "translate":
            one = Matrix(e=first, f=second)
        elif name == "scale":
            one = Matrix(a=first, d=second if len(given) > 1 else first)
        elif name == "rotate":
            x, y = (*given[1:], 0.0, 0.0)[:2]
            turn = Matrix(cos(radians(first)), sin(radians(first)), -sin(radians(first)), cos(radians(first)))
            one = Matrix(e=x, f=y).then(turn).then(Matrix(e=-x, f=-y))
        elif name == "skewX":
            one = Matrix(c=tan(radians(first)))
        elif name == "skewY":
            one = Matrix(b=tan(radians(first)))
        else:
            raise Undrawable("transform")
        found = found.then(one)
    return found


def _color(text: str, style: Mapping[str, str]) -> tuple[int, int, int] | None:
    """Return a colour as red, green and blue, `None` for none. Raises `Undrawable`."""
    if text in ("none", "transparent"):
        return None
    if text.lower() == "currentcolor":
        return _color(style["color"], {**style, "color": "black"})
    try:
        found = ImageColor.getrgb(text)
    except ValueError:
        raise Undrawable(text) from None
    return found[0], found[1], found[2]


def _part(text: str) -> float:
    """Return an opacity, 0 to 1. Raises `Undrawable`."""
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise Undrawable(f"opacity: {text}") from None
    return min(1.0, max(0.0, value))


def _length(text: str) -> float:
    try:
        return float(text.removesuffix("px"))
    except ValueError:
        raise Undrawable(f"stroke-width: {text}") from None
