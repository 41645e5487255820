"""Drawings in SVG, written anew from a strict allow-list: nothing in them runs, loads or leads anywhere.

A browser runs no script of an `<img>`, but whoever opens the drawing's own address gets it as a page of the site. nh3
writes HTML, not XML, so this is a filter of its own over expat: what is known to draw passes, everything else is left out.
"""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

# fmt: off
ELEMENTS = frozenset({
    "svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker", "style", "filter",
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
    "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
})
# What editors of drawings leave behind: dropped without a word.
_CHATTER = frozenset({"metadata", "view", "cursor"})
# Their contents may stay.
_WRAPPERS = frozenset({"a"})
ATTRIBUTES = frozenset({
    "id", "class", "style", "transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "d", "dx", "dy",
    "width", "height", "points", "pathLength", "viewBox", "preserveAspectRatio", "version", "rotate", "lengthAdjust", "textLength",
    "startOffset", "method", "spacing", "side", "offset", "gradientUnits", "gradientTransform", "spreadMethod", "patternUnits",
    "patternContentUnits", "patternTransform", "clipPathUnits", "maskUnits", "maskContentUnits", "markerUnits", "markerWidth",
    "markerHeight", "refX", "refY", "orient", "filterUnits", "primitiveUnits", "in", "in2", "result", "type", "values", "mode", "operator",
    "k1", "k2", "k3", "k4", "stdDeviation", "edgeMode", "radius", "scale", "seed", "baseFrequency", "numOctaves", "stitchTiles", "order",
    "kernelMatrix", "divisor", "bias", "targetX", "targetY", "preserveAlpha", "surfaceScale", "diffuseConstant", "specularConstant",
    "specularExponent", "limitingConeAngle", "azimuth", "elevation", "z", "pointsAtX", "pointsAtY", "pointsAtZ", "xChannelSelector",
    "yChannelSelector", "tableValues", "slope", "intercept", "amplitude", "exponent", "systemLanguage", "requiredExtensions",
    "alignment-baseline", "baseline-shift", "clip", "clip-path", "clip-rule", "color", "color-interpolation", "color-interpolation-filters",
    "color-rendering", "direction", "display", "dominant-baseline", "fill", "fill-opacity", "fill-rule", "filter", "flood-color",
    "flood-opacity", "font-family", "font-size", "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight",
    "image-rendering", "isolation", "letter-spacing", "lighting-color", "marker-end", "marker-mid", "marker-start", "mask", "mask-type",
    "mix-blend-mode", "opacity", "overflow", "paint-order", "shape-rendering", "stop-color", "stop-opacity", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor",
    "text-decoration", "text-overflow", "text-rendering", "unicode-bidi", "vector-effect", "visibility", "word-spacing", "writing-mode",
})
# fmt: on
_LENGTH = re.compile(r"\s*\+?(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,2}))?\s*(px|pt|pc|mm|cm|in|Q)?\s*", re.IGNORECASE)
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
"""CSS pixels in each unit."""
_USUAL = (300, 150)
"""Size in which browsers show a drawing that does not tell its own."""
_LARGEST = 20_000
# A part of the drawing itself, or a font that it carries.
_OWN_URL = re.compile(r"url\(\s*[\"']?\s*(?:#[^)\"']*|data:(?:font|application/(?:x-)?font)[\w/;,+=.-]*)\s*[\"']?\s*\)", re.IGNORECASE)
_LOADS = re.compile(r"url\s*\(|@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|\\|<", re.IGNORECASE)


class Drawing(NamedTuple):
    """A drawing that is safe to publish."""

    data: bytes
    width: int
    """In CSS pixels."""
    height: int
    removed: tuple[str, ...]
    """Names of what could have run, loaded or led somewhere; not of what was only dropped."""


class NotADrawing(ValueError):
    """The bytes are no SVG that can be read. Raised here, caught in `reading`."""


def cleaned(data: bytes) -> Drawing:
    """Return the drawing in `data` without anything that could do more than draw. Raises `NotADrawing`."""
    return _Filter().filtered(data)


class _Filter:
    """Writes a drawing anew while expat reads it."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: list[str] = []
        """Names of the open elements; empty for a wrapper, whose contents stay."""
        self._dropped = 0
        """Depth below an element that was dropped."""
        self._style: list[str] | None = None
        self._size = _USUAL
        self._removed: dict[str, None] = {}

    def filtered(self, data: bytes) -> Drawing:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        try:
            parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as error:
            raise NotADrawing(str(error)) from None
        return Drawing("".join(self._written).encode(), *self._size, tuple(self._removed))

    def _entity(self, name: str, *_declaration: object) -> None:
        raise NotADrawing(f"<!ENTITY {name}>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._open and (space, local) != (SVG, "svg"):
            raise NotADrawing(f"it begins with <{local}>, not with <svg xmlns={SVG!r}>")
        if self._dropped:
            self._dropped += 1
            return
        if space == SVG and local in _WRAPPERS:
            self._removed.setdefault(f"<{local}>")
            self._open.append("")
            return
        if space != SVG or local not in ELEMENTS:
            # What belongs to no drawing's language is left over from an editor; HTML inside a drawing is not.
            if (space == SVG and local not in _CHATTER) or "xhtml" in space:
                self._removed.setdefault(f"<{local}>")
            self._dropped = 1
            return
        if not self._open:
            self._size = _size(attributes)
            self._written.append(f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}"')
        else:
            self._written.append(f"<{local}")
        for written, value in attributes.items():
            kept = self._attribute(written, value)
            if kept:
                self._written.append(f' {kept}="{escape(value)}"')
        self._written.append(">")
        self._open.append(local)
        if local == "style":
            self._style = []

    def _end(self, _name: str) -> None:
        if self._dropped:
            self._dropped -= 1
            return
        local = self._open.pop()
        if local == "style" and self._style is not None:
            style = "".join(self._style)
            self._style = None
            if _is_harmless(style):
                self._written.append(escape(style, quote=False))
            else:
                self._removed.setdefault("<style>")
        if local:
            self._written.append(f"</{local}>")

    def _text(self, text: str) -> None:
        if self._dropped or not self._open:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._written.append(escape(text, quote=False))

    def _attribute(self, written: str, value: str) -> str:
        """Return the name under which an attribute is kept, or an empty text."""
        space, _, local = written.rpartition(" ")
        if local == "href" and space in ("", XLINK):
            name, is_safe = ("xlink:href" if space else "href"), value.strip().startswith("#")
        elif space == XML and local in ("space", "lang"):
            name, is_safe = f"xml:{local}", True
        elif not space and local.lower().startswith("on"):
            name, is_safe = local, False
        elif space or local not in ATTRIBUTES:
            return ""
        else:
            name, is_safe = local, _is_harmless(value)
        if not is_safe:
            self._removed.setdefault(local)
        return name if is_safe else ""


def _is_harmless(css: str) -> bool:
    """Whether styles load nothing; escapes could hide what they say, so they are not harmless."""
    return _LOADS.search(_OWN_URL.sub("", css)) is None


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """Return the size of a drawing, in CSS pixels, as browsers find it."""
    width, height = _length(attributes.get("width", "")), _length(attributes.get("height", ""))
    numbers = [float(part) for part in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", attributes.get("viewBox", ""))]
    box = (numbers[2], numbers[3]) if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0 else None  # noqa: PLR2004 - x y w h
    if box and not (width and height):
        if not (width or height):
            width, height = box
        elif width:
            height = width * box[1] / box[0]
        else:
            width = height * box[0] / box[1]
    if not (width and height):
        width, height = width or _USUAL[0], height or _USUAL[1]
    return _pixels(width), _pixels(height)


def _length(text: str) -> float:
    """Return a length in CSS pixels; 0 for none, or for a share of something unknown."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return 0.0
    return float(found[1]) * 10.0 ** int(found[2] or 0) * _UNITS[(found[3] or "").lower()]


def _pixels(length: float) -> int:
    return max(1, min(_LARGEST, round(length)))
