"""A site's logo → the emblem in every form that browsers, home screens and other sites ask for.

What is drawn takes a second; so a build draws only what is not published yet. The order to draw says all that the bytes
depend on, and has its fingerprint in the address.
"""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from bantin.media import svg
from bantin.problems import Problem, problem
from bantin.problems.records import nearest
from bantin.system.paths import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

    from bantin.config import Theme

Form = Literal["icon", "touch", "mark", "share", "ico"]
SHARE = "share.png"
"""The picture of every page that has none of its own."""
SHARE_SIZE = (1200, 630)
FAVICON = "favicon.svg"
"""The project's own emblem."""
ICO = "favicon.ico"
_FORMS: dict[str, tuple[Form, int]] = {
    "icon-32.png": ("icon", 32),
    "icon-180.png": ("touch", 180),
    "icon-192.png": ("icon", 192),
    "icon-512.png": ("icon", 512),
    SHARE: ("share", 0),
    ICO: ("ico", 48),
}
"""What is made of every emblem: by name, the form and the size in pixels."""
_LEAST = 512
"""Pixels that a logo needs to be sharp on every screen."""
_LARGEST = 60_000_000
"""Pixels of a logo that is no slip."""
_HEAVY = 24_000
"""Bytes of a drawing above which pages show it as a picture."""
_OWN_COLORS = (b"#8f1d1d", b"#f0c75e")
"""Of the project's emblem: those that follow `brand` and `gold-bright`."""


class Order(msgspec.Struct, frozen=True):
    """What to draw."""

    form: Form
    size: int
    logo: bytes
    """A cleaned SVG drawing, or a PNG picture."""
    colors: tuple[str, str, str]
    """Of the share picture: its ground, the band at its foot, the line above that."""


class Mark(NamedTuple):
    """The emblem as pages show it."""

    name: str = FAVICON
    """Of the asset."""
    width: int = 64
    """In CSS pixels, where it is 64 high."""

    @property
    def is_drawing(self) -> bool:
        """Whether it is in SVG."""
        return self.name == FAVICON


class Emblem(msgspec.Struct, frozen=True):
    """The emblem of a site."""

    mark: Mark = Mark()
    files: dict[str, bytes] = {}
    """Assets that need not be drawn, by name."""
    orders: dict[str, Order] = {}
    """Assets to draw, by name."""
    problems: tuple[Problem, ...] = ()


def make_emblem(theme: Theme, colors: Mapping[str, str], files: Mapping[str, bytes], *, is_ours: bool) -> Emblem:
    """Return the emblem of a site with these `colors`; `files` are its assets by name.

    `is_ours` says that `favicon.svg` among them is the project's own: a site that has no colours of its own either
    keeps the icons that are among `files`.
    """
    if theme.is_default and is_ours:
        return Emblem()
    drawing = files.get(FAVICON, b"")
    problems: list[Problem] = []
    logos = {key: _logo(key, name, theme, files, problems) for key in ("logo", "icon") if (name := getattr(theme, key))}
    if problems:
        return Emblem(problems=tuple(problems))
    if is_ours:
        for before, now in zip(_OWN_COLORS, (colors["brand"], colors["gold-bright"]), strict=True):
            drawing = drawing.replace(before, now.encode())
    logo = logos.get("logo", b"") or _cleaned(drawing)
    drawn = logos.get("icon", logo)
    if not drawn:
        return Emblem(problems=(problem("BT129", SETTINGS_FILE, 0, key="logo", file=FAVICON),))
    if not _is_png(drawn) and (what := _undrawable(drawn)):
        fault = problem("BT131", SETTINGS_FILE, theme.line, file=theme.logo or FAVICON, what=what)
        return Emblem(problems=(fault,))
    painted = (colors["ground"], colors["band-deep"], colors["gold"])
    orders = {name: Order(form, size, drawn, painted) for name, (form, size) in _FORMS.items()}
    is_light = not _is_png(logo) and len(logo) <= _HEAVY
    shown = logo if _is_png(logo) else drawn
    width, height = _png_size(shown) or svg.clean(shown)[1:3]
    mark = Mark(FAVICON if is_light else "emblem.png", max(1, round(64 * width / height)))
    if not is_light:
        orders[mark.name] = Order("mark", 192, shown, painted)
    return Emblem(mark, {FAVICON: logo} if is_light else {}, orders)


def draw(order: Order) -> bytes:
    """Return the bytes of what is ordered."""
    stream = io.BytesIO()
    emblem = _drawn(order.logo)
    if order.form == "share":
        _share(emblem, order.colors).save(stream, "PNG", compress_level=9)
    elif order.form == "ico":
        _squared(emblem, order.size).save(stream, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    elif order.form == "touch":
        _full(emblem, order.size).save(stream, "PNG", compress_level=9)
    elif order.form == "mark":
        _fitted(emblem, order.size).save(stream, "PNG", compress_level=9)
    else:
        _squared(emblem, order.size).save(stream, "PNG", compress_level=9)
    return stream.getvalue()


def _logo(key: str, name: str, theme: Theme, files: Mapping[str, bytes], problems: list[Problem]) -> bytes:
    """Return the file that a key of `[theme]` names, cleaned if it is a drawing; note what is wrong with it."""
    data = files.get(name)
    if data is None:
        near = nearest(name, [one for one in files if one.endswith((".svg", ".png"))])
        problems.append(problem("BT128", SETTINGS_FILE, theme.line, key=key, file=name, near=near))
        return b""
    if name.endswith(".svg") and key == "logo":
        if cleaned := _cleaned(data):
            return cleaned
        problems.append(problem("BT129", SETTINGS_FILE, theme.line, key=key, file=name))
        return b""
    size = _png_size(data)
    if not size or size[0] * size[1] > _LARGEST:
        problems.append(problem("BT129", SETTINGS_FILE, theme.line, key=key, file=name))
    elif max(size) < _LEAST:
        shown = f"{size[0]} × {size[1]}"
        problems.append(problem("BT130", SETTINGS_FILE, theme.line, key=key, file=name, size=shown, least=_LEAST))
    return data


def _cleaned(data: bytes) -> bytes:
    """Return a drawing that is safe to publish, nothing for what is none."""
    try:
        return svg.clean(data).data
    except ValueError:
        return b""


def _is_png(data: bytes) -> bool:
    return data.startswith(b"\x89PNG\r\n\x1a\n")


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG picture that can be read to its end."""
    if not _is_png(data):
        return None
    from PIL import Image  # only sites with a logo of their own need it

    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            size = image.size
            image.verify()
    except Exception:  # noqa: BLE001 - a damaged file may raise anything in a decoder
        return None
    return size


@functools.lru_cache(maxsize=4)
def _undrawable(drawing: bytes) -> str:
    """Return what of a cleaned drawing cannot be drawn, or an empty text."""
    from bantin.theme.shapes import Undrawable, read_shapes  # imports Pillow

    try:
        read_shapes(drawing)
    except Undrawable as error:
        return str(error)
    return ""


@functools.lru_cache(maxsize=1)
def _drawn(logo: bytes) -> Image.Image:
    """Return a logo as a picture of 512 pixels at its longer side."""
    from PIL import Image

    if _is_png(logo):
        with Image.open(io.BytesIO(logo), formats=["PNG"]) as image:
            return _fitted(image.convert("RGBA"), _LEAST)
    from bantin.theme.raster import rasterize
    from bantin.theme.shapes import read_shapes

    return rasterize(*read_shapes(logo), _LEAST)


def _fitted(image: Image.Image, size: int) -> Image.Image:
    """Return `image` as large as fits into a square of `size` pixels."""
    from PIL import Image

    scale = size / max(image.size)
    fitting = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if fitting == image.size:
        return image
    return image.convert("RGBa").resize(fitting, Image.Resampling.LANCZOS).convert("RGBA")


def _squared(image: Image.Image, size: int, ground: str | tuple[int, int, int, int] = (0, 0, 0, 0)) -> Image.Image:
    """Return `image` in the middle of a square of `size` pixels."""
    from PIL import Image

    square = Image.new("RGBA", (size, size), ground)
    inner = _fitted(image, size)
    square.alpha_composite(inner, ((size - inner.width) // 2, (size - inner.height) // 2))
    return square


def _full(image: Image.Image, size: int) -> Image.Image:
    """Return an icon without transparency: an emblem that is a tile fills it, another is on white, with a border."""
    edge = _tile_color(image)
    if edge:
        return _squared(image, size, edge).convert("RGB")
    border = size // 12
    square = _squared(_squared(image, size - 2 * border), size - 2 * border, "white")
    from PIL import ImageOps

    return ImageOps.expand(square.convert("RGB"), border, "white")


def _tile_color(image: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the colour at the sides of an emblem that fills its square but for its corners; `None` for others."""
    if abs(image.width - image.height) > image.width / 50:
        return None
    near, far = image.width // 4, image.width * 3 // 4
    inset, last = 2, image.width - 3
    places = [(x, y) for x in (near, far) for y in (inset, last)] + [(x, y) for x in (inset, last) for y in (near, far)]
    found = {image.getpixel((x, min(y, image.height - 3))) for x, y in places}
    color = found.pop() if len(found) == 1 else None
    return color if isinstance(color, tuple) and len(color) == 4 and color[3] == 255 else None  # noqa: PLR2004


def _share(image: Image.Image, colors: tuple[str, str, str]) -> Image.Image:
    """Return the share picture: the emblem on the site's ground, above its band."""
    from PIL import Image

    ground, band, line = colors
    width, height = SHARE_SIZE
    made = Image.new("RGB", SHARE_SIZE, ground)
    made.paste(line, (0, height - 106, width, height - 96))
    made.paste(band, (0, height - 96, width, height))
    emblem = _fitted(image, 340)
    made.paste(emblem, ((width - emblem.width) // 2, (height - 106 - emblem.height) // 2), emblem)
    return made
