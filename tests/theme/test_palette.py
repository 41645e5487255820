"""Whatever colours an office has: what is derived of them is legible, by day, by night and in high contrast."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bantin.config import Theme
from bantin.rendering.assets import read_colors
from bantin.theme import oklch
from bantin.theme.judge import judge_theme
from bantin.theme.palette import PAIRS, derive, faults, stylesheet
from tests.builder import PROJECT

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLORS, COLORS, COLORS)
def test_what_is_derived_is_legible_if_the_colours_themselves_are(brand: str, accent: str, link: str) -> None:
    theme = Theme(brand=brand, accent=accent, link=link)
    told = list(judge_theme(theme))
    assert ("brand" in {one.values["key"] for one in told}) == (oklch.contrast(brand, "#fff") < 4.5)
    if not told:
        for colors in derive(theme).modes:
            assert not list(faults(colors))


@given(COLORS, st.sampled_from(["#ffffff", "#000000", "#7f7f7f"]))
def test_the_nearest_legible_colour_is_legible_and_near(color: str, ground: str) -> None:
    found = oklch.legible(oklch.read(color), ground, 4.5)
    assert oklch.contrast(found.hex, ground) >= 4.5 or ground == "#7f7f7f"
    if oklch.contrast(color, ground) >= 4.5:
        assert found == oklch.read(color)


@given(COLORS)
def test_a_colour_survives_the_way_to_oklch_and_back(color: str) -> None:
    assert oklch.read(color).hex == color


def test_known_values() -> None:
    """Those of CSS Color 4 and of WCAG."""
    red = oklch.read("#f00")
    assert [round(value, 3) for value in red] == [0.628, 0.258, 29.234]
    assert round(oklch.contrast("#777", "#fff"), 2) == 4.48
    assert oklch.Color(0.7, 0.4, 150).hex == oklch.Color(0.7, 0.39, 150).hex, "as much chroma as screens show"


def test_both_sides_of_the_day_follow_the_brand() -> None:
    """A blue site is blue at night as well."""
    blue, red = derive(Theme(brand="#0b4f9c")), derive(Theme())
    for mode, other in zip(blue.modes[:2], red.modes[:2], strict=True):
        for name in ("band", "band-deep", "strong", "link"):
            assert abs(oklch.read(mode[name]).hue - oklch.read("#0b4f9c").hue) < 12, name
            assert mode[name] != other[name]


def test_every_colour_of_the_stylesheets_is_derived() -> None:
    """And none stands beside: colours have one place."""
    palette = derive(Theme())
    written = read_colors(stylesheet(palette).encode())
    assert {name: oklch.read(written[name]) for name in palette.light} == {
        name: oklch.read(value) for name, value in palette.light.items()
    }
    assert {name for pair in PAIRS for name in pair[:2]} <= palette.light.keys()
    assets = PROJECT / "layouts/assets"
    sheets = {path.name: path.read_text("utf-8") for path in assets.rglob("*.css")}
    lengths = set(re.findall(r"(--[\w-]+):", sheets["_sizes.css"])) | {"--light", "--tone"}
    for name, sheet in sheets.items():
        used = set(re.findall(r"var\((--[\w-]+)", sheet)) - lengths
        assert {one.removeprefix("--") for one in used} <= palette.light.keys(), name
        if name != "_print.css":  # ink on paper
            assert not re.findall(r"#(?!fff\b|000\b)[0-9a-f]{3,6}\b", sheet), name
