"""Two or three colours → those of every page: light, dark and high contrast, each legible (WCAG 2.2, AA). Pure."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from bantin.theme.oklch import Color, contrast, legible, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bantin.config import Theme

Colors = dict[str, str]
"""Custom properties of the stylesheet without their dashes, in hex: `{"ink": "#221b18"}`."""
TEXT, MARK = 4.5, 3.0
"""Least contrast of texts, and of lines and signs that carry meaning (WCAG 2.2, 1.4.3 and 1.4.11)."""
_GROUNDS = ("ground", "paper", "tint")
_BANDS = ("band", "band-deep")
PAIRS = (
    *((text, ground, TEXT) for ground in _GROUNDS for text in ("ink", "muted", "strong", "link", "visited", "name")),
    *((text, ground, TEXT) for ground in _GROUNDS for text in ("note", "tip", "warning")),
    *((mark, ground, MARK) for ground in _GROUNDS for mark in ("edge", "focus")),
    *((text, band, TEXT) for band in _BANDS for text in ("on-band", "on-band-soft")),
    ("gold-bright", "band", MARK),
    ("gold-bright", "band-deep", TEXT),
    ("band-deep", "on-band-soft", TEXT),
)
"""What must be legible on what, with the least contrast."""
_WARM, _NEAR = 90.0, 120.0
"""The hue of paper, and how far from it, in degrees, a brand's hue is still drawn towards it."""


class Palette(NamedTuple):
    """The colours of a site."""

    light: Colors
    dark: Colors
    """Those that differ at night; so `more`, for readers who want the highest contrast."""
    more: Colors

    @property
    def modes(self) -> tuple[Colors, Colors, Colors]:
        """All colours in each mode."""
        return self.light, self.light | self.dark, self.light | self.more


class Fault(NamedTuple):
    """A colour that is not legible where it is used."""

    text: str
    ground: str
    contrast: float
    least: float


@functools.lru_cache(maxsize=4)
def derive(theme: Theme) -> Palette:
    """Return the palette of a theme whose colours are valid."""
    brand, accent = read(theme.brand), read(theme.accent)
    link = read(theme.link) if theme.link else brand
    neutral = Color(0, 0, _neutral_hue(brand))
    light = _light(theme.brand, brand, accent, link, neutral)
    dark = {name: value for name, value in _dark(brand, accent, link, neutral).items() if value != light[name]}
    return Palette(light, dark, _MORE)


def stylesheet(palette: Palette) -> str:
    """Return the rules that give every element its colours, by the system and by the reader's choice, which wins."""
    dark = f"color-scheme:dark;{_declared(palette.dark)}--light:.92;"
    return (
        f":root{{color-scheme:light dark;{_declared(palette.light)}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f':root[data-theme="dark"]{{{dark}}}\n'
        ':root[data-theme="light"]{color-scheme:light}\n'
        f':root[data-contrast="more"]{{color-scheme:dark;{_declared(palette.more)}}}\n'
        "@media (prefers-contrast:more){:root:not([data-contrast]){--muted:var(--ink);--line:var(--edge)}}\n"
    )


def faults(colors: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the pairs of `colors` that are too near to each other; those that are no hex colours are not judged."""
    for text, ground, least in PAIRS:
        try:
            found = contrast(colors[text], colors[ground])
        except (KeyError, ValueError):
            continue
        if found < least:
            yield Fault(text, ground, found, least)


def _neutral_hue(brand: Color) -> float:
    """Return the hue of paper and ink: the brand's, drawn towards that of paper where a tint of it would be pink."""
    away = (_WARM - brand.hue + 180) % 360 - 180
    return (brand.hue + away * min(1.0, max(0.0, 2 - 2 * abs(away) / _NEAR))) % 360


def _light(written: str, brand: Color, accent: Color, link: Color, neutral: Color) -> Colors:
    tint = neutral.at(0.957, 0.017).hex
    colors = {
        "brand": written,
        "brand-dark": brand.at(brand.lightness * 0.735, brand.chroma * 0.7).hex,
        "ground": neutral.at(0.986, 0.007).hex,
        "paper": "#ffffff",
        "tint": tint,
        "ink": neutral.at(0.229, 0.013).hex,
        "muted": legible(neutral.at(0.423, 0.02), tint, TEXT).hex,
        "line": neutral.at(0.889, 0.021).hex,
        "edge": legible(neutral.at(0.601, 0.026), tint, MARK).hex,
        "strong": legible(brand, tint, TEXT).hex,
        "name": legible(brand, tint, TEXT).hex,
        "link": legible(link, tint, TEXT).hex,
        "visited": legible(Color(0.375, 0.105, 324), tint, TEXT).hex,
        "focus": Color(0.431, 0.121, 257).hex,
        "note": Color(0.431, 0.121, 257).hex,
        "tip": Color(0.439, 0.097, 152).hex,
        "warning": Color(0.435, 0.092, 74).hex,
        "gold": accent.hex,
        "on-band": "#ffffff",
    }
    return colors | _bands(brand, accent, 1.0)


def _dark(brand: Color, accent: Color, link: Color, neutral: Color) -> Colors:
    tint = neutral.at(0.26, 0.014).hex

    def text(color: Color, lightness: float, chroma: float) -> str:
        return legible(color.at(lightness, min(color.chroma, chroma)), tint, TEXT).hex

    colors = {
        "ground": neutral.at(0.191, 0.008).hex,
        "paper": neutral.at(0.223, 0.01).hex,
        "tint": tint,
        "ink": neutral.at(0.944, 0.014).hex,
        "muted": neutral.at(0.805, 0.02).hex,
        "line": neutral.at(0.338, 0.018).hex,
        "edge": legible(neutral.at(0.608, 0.027), tint, MARK).hex,
        "strong": text(brand, 0.804, 0.087),
        "name": neutral.at(0.944, 0.014).hex,
        "link": text(link, 0.825, 0.08),
        "visited": text(Color(0, 0.069, 321), 0.82, 1),
        "focus": Color(0.799, 0.103, 254).hex,
        "note": Color(0.811, 0.081, 253).hex,
        "tip": Color(0.811, 0.091, 153).hex,
        "warning": Color(0.851, 0.109, 84).hex,
        "gold": accent.at(0.733).hex,
    }
    return colors | _bands(brand, accent, 0.9)


_MORE: Colors = {
    **dict.fromkeys((*_GROUNDS, *_BANDS), "#000000"),
    **dict.fromkeys(("ink", "muted", "line", "edge", "name", "on-band-soft"), "#ffffff"),
    **dict.fromkeys(("strong", "link", "warning", "gold", "gold-bright"), "#ffe14d"),
    "visited": "#ffc9ff",
    "focus": "#66ccff",
    "note": "#99ccff",
    "tip": "#99ffcc",
}
"""White and yellow on black, whatever a site's colours are."""


def _bands(brand: Color, accent: Color, lightness: float) -> Colors:
    """Return the colours of the menu and the footer, and what is written on them."""
    band = brand.at(brand.lightness * lightness, brand.chroma * lightness).hex
    deep = brand.at(brand.lightness * lightness * 0.754, brand.chroma * lightness * 0.74).hex
    soft = legible(accent.at(0.933, 0.028), band, TEXT)
    return {
        "band": band,
        "band-deep": deep,
        "on-band-soft": legible(soft, deep, TEXT).hex,
        "gold-bright": legible(legible(accent.at(0.845), band, MARK), deep, TEXT).hex,
    }


def _declared(colors: Colors) -> str:
    return "".join(f"--{name}:{_PAIRED.sub(_HALF, value)};" for name, value in colors.items())


_PAIRED = re.compile(r"#(.)\1(.)\2(.)\3")
_HALF = r"#\1\2\3"
