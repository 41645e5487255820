"""The HTML of a picture: all its sizes for the browser to choose from, and its dimensions against layout shift."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from bantin.media.pictures import Rendition, Renditions

_CHOICE = re.compile(r"</?picture>|<source [^<>]*>")
_IMAGE = re.compile(r"<img [^<>]*>")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|rem)")
_REM = 16
_DENSITY = 2
"""Device pixels per CSS pixel; more are not visible."""
_SIZES = re.compile(r' (?:srcset|sizes)="[^"]*"')


def picture_tag(
    made: Renditions,
    base_path: str,
    alt: str,
    *,
    sizes: str,
    lead: bool = False,
    cls: str = "",
    width: int | None = None,
) -> str:
    """Return the element for a picture.

    `base_path` is the site's, `sizes` the attribute of that name; `lead` is for the picture that readers see first;
    `width`, in CSS pixels, limits how wide it is shown.
    """
    largest = made.plain[-1]
    shown = min(width, largest.width) if width else largest.width
    height = max(1, round(largest.height * shown / largest.width))
    if width:
        sizes = f"{shown}px"
    enough = _needed_width(sizes)
    chosen = f' class="{escape(cls)}"' if cls else ""
    loading = 'fetchpriority="high"' if lead else 'loading="lazy" decoding="async"'
    image = f'<img src="{_link(made.middle, base_path)}"{_choice(_up_to(made.plain, enough), base_path, sizes)}'
    image += f' width="{shown}" height="{height}" alt="{escape(alt)}"{chosen} {loading}>'
    if not made.modern:
        return image
    choice = _up_to(made.modern, enough)
    modern = _choice(choice, base_path, sizes) or f' srcset="{_link(choice[0], base_path)}"'
    return f'<picture><source type="image/webp"{modern}>{image}</picture>'


def preload_tag(made: Renditions, base_path: str, *, sizes: str) -> str:
    """Return the `<link>` that preloads the picture; empty for a picture without WebP renditions.

    `sizes` must be that of the picture's own element, or browsers might load another size.
    """
    if not made.modern:
        return ""
    choice = _up_to(made.modern, _needed_width(sizes))
    chosen = _choice(choice, base_path, sizes, "image") or f' href="{_link(choice[0], base_path)}"'
    return f'<link rel="preload" as="image" type="image/webp"{chosen} fetchpriority="high">'


def without_choice(html: str) -> str:
    """Return the HTML of a text with a plain `<img>` for each `<picture>`, for feeds."""
    if "<picture>" not in html:
        return html
    return _IMAGE.sub(lambda found: _SIZES.sub("", found[0]), _CHOICE.sub("", html))


def _needed_width(sizes: str) -> float:
    """Return the width in device pixels that `sizes` needs; infinite when it depends on the window's width."""
    lengths = [_LENGTH.fullmatch(part.rpartition(")")[2].strip()) for part in sizes.split(",")]
    widths = [float(found[1]) * (_REM if found[2] == "rem" else 1) for found in lengths if found]
    return _DENSITY * max(widths) if len(widths) == len(lengths) else float("inf")


def _up_to(made: tuple[Rendition, ...], enough: float) -> tuple[Rendition, ...]:
    """Return `made` up to the first that is wide enough, which shortens lists of small pictures."""
    smaller = sum(one.width < enough for one in made)
    return made[: smaller + 1]


def _choice(made: tuple[Rendition, ...], base_path: str, sizes: str, prefix: str = "") -> str:
    """Return the attributes `srcset` and `sizes`, named with `prefix`; empty for a single rendition."""
    if len(made) == 1:
        return ""
    listed = ", ".join(f"{_link(one, base_path)} {one.width}w" for one in made)
    return f' {prefix}srcset="{listed}" {prefix}sizes="{escape(sizes)}"'


def _link(one: Rendition, base_path: str) -> str:
    return escape(base_path + quote(one.url))
