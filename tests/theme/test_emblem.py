"""A logo gives icons, a touch icon, a share picture and `/favicon.ico`; what cannot be drawn is told."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from tests.builder import PROJECT, Site, png, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROUND = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30"><style>.a{fill:#c00}</style>'
    '<g transform="translate(15 15)"><circle class="a" r="14"/><use href="#b"/></g><defs><path id="b" fill="#fd0" '
    'stroke="#fff" d="M0-9L5.3 7.3-8.6-2.8 8.6-2.8-5.3 7.3z"/></defs></svg>'
)
ICONS = ("icon-32", "icon-180", "icon-192", "icon-512", "share")


def pictures(site: Site) -> dict[str, Image.Image]:
    """Return the icons that a site publishes, by name without hash."""
    found: dict[str, Image.Image] = {}
    for path in (site.public / "assets").glob("*.png"):
        found[path.name.partition(".")[0]] = Image.open(io.BytesIO(path.read_bytes()))
    return found


def test_the_projects_own_icons_are_what_is_drawn_of_its_emblem(tmp_path: Path) -> None:
    """A site's own favicon.svg is drawn as well, so a copy with one byte more shows what `draw_icons` would."""
    svg = (PROJECT / "layouts/assets/favicon.svg").read_bytes()
    site = Site(tmp_path, {"layouts/assets/favicon.svg": svg + b"\n"})
    assert site.make().status == 0
    kept = {path.name.partition(".")[0]: Image.open(path) for path in (PROJECT / "layouts/assets").glob("*.png")}
    for name, drawn in pictures(site).items():
        difference = ImageChops.difference(drawn.convert("RGBA"), kept[name].convert("RGBA"))
        assert max(high for _, high in difference.getextrema()) < 8, name  # type: ignore[misc]


def test_a_logo_is_all_that_a_site_needs(tmp_path: Path) -> None:
    site = Site(tmp_path, {"layouts/assets/logo.svg": ROUND}, plain=False)
    site.settings('[theme]\nbrand = "#0b4f9c"\nlogo = "logo.svg"\n')
    site.page("a")
    assert site.make().status == 0
    found = pictures(site)
    assert {name: found[name].size for name in ICONS} == dict(
        zip(ICONS, [(32, 32), (180, 180), (192, 192), (512, 512), (1200, 630)], strict=True)
    )
    assert found["icon-192"].getpixel((2, 2)) == (0, 0, 0, 0), "an icon is as transparent as the logo"
    assert found["icon-180"].getpixel((2, 2)) == (255, 255, 255), "telephones would make it black"
    assert found["icon-512"].getpixel((256, 256)) == (255, 221, 0, 255)
    assert found["share"].getpixel((600, 620)) != (255, 255, 255), "the band in the site's colour"
    ico = Image.open(io.BytesIO((site.public / "favicon.ico").read_bytes()))
    assert ico.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    page = site.read("a/index.html")
    assert re.search(r'<img class="brand-mark" src="/assets/favicon\.\w+\.svg" width="64"', page)
    assert '<meta name="theme-color" content="#0b4f9c"' in page
    manifest = json.loads(site.read("site.webmanifest"))
    assert manifest["theme_color"] == "#0b4f9c"
    for icon in manifest["icons"]:
        assert (site.public / icon["src"].lstrip("/")).is_file()
    before = tree(site.public)
    site.page("b")
    assert site.make().status == 0
    assert all(site.tree()[path] == data for path, data in before.items() if path.endswith((".png", ".ico", ".svg")))


def test_a_picture_as_logo_is_shown_small(tmp_path: Path) -> None:
    site = Site(tmp_path, {"layouts/assets/logo.png": png(1, 900, 600)}, plain=False)
    site.settings('[theme]\nlogo = "logo.png"\n')
    site.page("a")
    assert site.make().status == 0
    assert re.search(r'<img class="brand-mark" src="/assets/emblem\.\w+\.png" width="96"', site.read("a/index.html"))
    assert pictures(site)["emblem"].size == (192, 128)
    assert "image/svg+xml" not in site.read("a/index.html") + site.read("site.webmanifest")


@pytest.mark.parametrize(
    ("theme", "told"),
    [
        ('brand = "8f1d1d"', "BT126"),
        ('accent = "đỏ"', "BT126"),
        ('brand = "#ffcd00"', "BT127"),
        ('link = "#fc0"', "BT127"),
        ('logo = "Logo.svg"', "BT128"),
        ('logo = "bad.svg"', "BT129"),
        ('logo = "small.png"', "BT130"),
        ('logo = "text.svg"', "BT131"),
        ('logo = "logo.svg"\nicon = "logo.svg"', "BT129"),
    ],
)
def test_what_would_not_look_right_is_told(new_site: Callable[..., Site], theme: str, told: str) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>HĐND</text></svg>'
    files: dict[str, str | bytes] = {"logo.svg": ROUND, "bad.svg": "<svg", "small.png": png(), "text.svg": text}
    site = new_site({f"layouts/assets/{name}": data for name, data in files.items()})
    site.settings(f"[theme]\n{theme}\n")
    assert site.make().codes == [told]


def test_a_drawing_that_cannot_be_drawn_is_shown_when_icons_are_given(new_site: Callable[..., Site]) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>HĐND</text></svg>'
    site = new_site({"layouts/assets/text.svg": text, "layouts/assets/icon.png": png(3, 600, 600)})
    site.settings('[theme]\nlogo = "text.svg"\nicon = "icon.png"\n')
    assert site.make().status == 0
    assert any("<text>" in path.read_text("utf-8") for path in site.public.glob("assets/favicon.*.svg"))
    assert pictures(site)["icon-32"].size == (32, 32)


def test_colours_of_a_stylesheet_are_judged_too(new_site: Callable[..., Site]) -> None:
    site = new_site({"layouts/assets/style/_colors.css": ":root {\n--link: #ccc;\n--muted: var(--ink) }"})
    result = site.make()
    assert result.status == 0
    assert {(code, path) for code, path, _ in result.problems} == {("BT513", "layouts/assets/style/_colors.css")}
