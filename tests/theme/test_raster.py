"""Emblems are drawn as a browser draws them."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from bantin.media import svg
from bantin.theme.outlines import read_path
from bantin.theme.raster import rasterize
from bantin.theme.shapes import Undrawable, read_shapes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 200">'
EVERYTHING = (
    HEAD
    + """
<style>.a{fill:#d32f2f;stroke:#ffcd00;stroke-width:4} .b{fill:none;stroke:#0b4f9c;stroke-width:6;stroke-linejoin:round}</style>
<defs><clipPath id="c"><circle cx="150" cy="50" r="30"/></clipPath>
<g id="leaf"><path d="M0 0c5-10 15-10 20 0s-15 10-20 0z" fill="#2e7d32"/></g></defs>
<circle class="a" cx="60" cy="60" r="45"/><path fill="#ffcd00" d="M60 20L83.5 92.4 21.9 47.6 98.1 47.6 36.5 92.4Z"/>
<path class="b" d="M10 120 q20 -30 40 0 t40 0 t40 0"/>
<path d="M10 150a20 20 0 1 1 40 0a20 20 0 0 1-40 0zm10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0z" fill-rule="evenodd" fill="#6a1b9a"/>
<g clip-path="url(#c)"><rect x="120" y="20" width="60" height="60" fill="teal"/>
<rect x="120" y="50" width="60" height="30" fill="#f60" opacity=".5"/></g>
<g transform="translate(130 130) rotate(20)"><use xlink:href="#leaf"/><use xlink:href="#leaf" transform="rotate(90) scale(2)"/>
<use href="#leaf" x="10" y="20"/></g>
<polyline points="70 140 90 190 110 140 115 190" fill="none" stroke="#000" stroke-width="8"/>
<polyline points="150 180 170 150 190 180" fill="none" stroke="#900" stroke-width="8" stroke-linejoin="bevel" stroke-linecap="round"/>
<rect x="150" y="100" width="40" height="25" rx="8" fill="#333" style="fill:rgb(10,120,200);fill-opacity:.6"/>
<path d="M5 195h30v-10h-20s5-5 10 0" stroke="red" stroke-width="2" fill="#ccc" stroke-linecap="square"/>
<path d="M100 100a10 5 30 0110 10" stroke="#0a0" stroke-width="2" fill="none"/><g display="none"><circle r="90"/></g></svg>"""
)


def drawn(drawing: str, size: int) -> Image.Image:
    return rasterize(*read_shapes(svg.clean(drawing.encode()).data), size)


def test_a_drawing_looks_as_in_a_browser(browser: Browser) -> None:
    picture = drawn(EVERYTHING, 300)
    ours = Image.new("RGB", picture.size, "white")
    ours.paste(picture, mask=picture.getchannel("A"))
    source = base64.b64encode(EVERYTHING.encode()).decode()
    page = browser.new_page()
    page.set_content(f'<img style="display:block" width="300" height="300" src="data:image/svg+xml;base64,{source}">')
    page.wait_for_function("document.images[0].complete")
    theirs = Image.open(io.BytesIO(page.locator("img").screenshot())).convert("RGB")
    page.close()
    difference = ImageChops.difference(ours, theirs).convert("L").histogram()
    assert sum(difference[96:]) == 0
    assert sum(difference[48:]) < 100, "soft edges may differ a little"


@pytest.mark.parametrize(
    "part",
    [
        "<text>a</text>",
        '<rect width="9" height="9" fill="url(#a)"/>',
        '<path d="M0 0h9" stroke="red" stroke-dasharray="2"/>',
        '<g mask="url(#a)"><path d="M0 0h9"/></g>',
        '<path d="M0 0h9" filter="url(#a)"/>',
        "<style>g > path{fill:red}</style>",
        '<path d="M0 0h9" stroke="red" transform="scale(1 4)"/>',
        '<rect width="2em" height="9"/>',
        '<path id="a" style="transform:scale(2)" d="M0 0h9"/>',
    ],
)
def test_what_would_be_drawn_otherwise_is_refused(part: str) -> None:
    with pytest.raises(Undrawable):
        drawn(f"{HEAD}{part}</svg>", 32)


@pytest.mark.parametrize("path", ["", "M", "L5 5", "M0 0 5", "M1 1z z", "M0 0C1", "M0 0x5", "Z", "M1e400 0L1 1"])
def test_a_damaged_path_is_read_as_far_as_it_goes(path: str) -> None:
    assert all(len(line.points) > 0 for line in read_path(path))
