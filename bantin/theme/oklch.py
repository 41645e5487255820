"""Colours in OKLCH, a space in which equal steps look equal (CSS Color 4, 9), and their contrast (WCAG 2.2). Pure."""

from __future__ import annotations

import math
from typing import NamedTuple

_STEP = 0.004
"""Of lightness: too small a difference to be seen."""


class Color(NamedTuple):
    """A colour as its lightness (0 to 1), chroma (0 to some 0.37) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float

    def at(self, lightness: float, chroma: float | None = None) -> Color:
        """Return a colour of the same hue."""
        return Color(lightness, self.chroma if chroma is None else chroma, self.hue)

    @property
    def hex(self) -> str:
        """The colour as `#rrggbb`, with as much of its chroma as screens can show."""
        low, high = 0.0, self.chroma
        if not _is_shown(_linear(self)):
            for _ in range(12):
                middle = (low + high) / 2
                if _is_shown(_linear(self.at(self.lightness, middle))):
                    low = middle
                else:
                    high = middle
            return _written(_linear(self.at(self.lightness, low)))
        return _written(_linear(self))


def read(text: str) -> Color:
    """Return the colour that `#rgb` or `#rrggbb` names. Raises `ValueError`."""
    r, g, b = _channels(text)
    l = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)  # noqa: E741 - the names of the standard
    m = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    return Color(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours in hex, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def legible(color: Color, ground: str, ratio: float) -> Color:
    """Return the colour most like `color` that has this contrast on `ground`, lighter or darker than it."""
    darker = lighter = color
    while darker.lightness > 0 or lighter.lightness < 1:
        for one in (darker, lighter):
            if contrast(one.hex, ground) >= ratio:
                return one
        darker = color.at(max(0.0, darker.lightness - _STEP))
        lighter = color.at(min(1.0, lighter.lightness + _STEP))
    return darker if contrast(darker.hex, ground) > contrast(lighter.hex, ground) else lighter


def _channels(text: str) -> tuple[float, float, float]:
    """Return red, green and blue of a colour in hex, 0 to 1, linear in light."""
    digits = text.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - #rgb
        digits = "".join(digit * 2 for digit in digits)
    r, g, b = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _to_light(r), _to_light(g), _to_light(b)


def _to_light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _luminance(text: str) -> float:
    r, g, b = _channels(text)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(color: Color) -> tuple[float, float, float]:
    lightness, chroma, hue = color
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )


def _is_shown(light: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= one <= 1.0005 for one in light)  # noqa: PLR2004 - less than half of 1/255


def _written(light: tuple[float, float, float]) -> str:
    def coded(value: float) -> int:
        value = min(1.0, max(0.0, value))
        return round(255 * (value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))  # noqa: PLR2004

    return "#" + "".join(f"{coded(one):02x}" for one in light)
