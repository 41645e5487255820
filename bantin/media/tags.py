"""The HTML of a picture: every size for the browser to choose from, and room kept for it before it is there. Pure."""

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
_SHARP = 2
"""Pixels of a screen for one of CSS, above which nobody sees more."""
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

    `base_path` is the site's, `sizes` the attribute of that name; `lead` marks the picture that a reader sees first;
    `width`, in CSS pixels, shows it smaller than it is.
    """
    largest = made.plain[-1]
    shown = min(width, largest.width) if width else largest.width
    height = max(1, round(largest.height * shown / largest.width))
    if width:
        sizes = f"{shown}px"
    enough = _enough(sizes)
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
    """Return the element for the head that has a browser load the picture before it has met it; empty for a picture of one form.

    `sizes` must be that of the picture's own element, or the browser might choose, and load, another one.
    """
    if not made.modern:
        return ""
    choice = _up_to(made.modern, _enough(sizes))
    chosen = _choice(choice, base_path, sizes, "image") or f' href="{_link(choice[0], base_path)}"'
    return f'<link rel="preload" as="image" type="image/webp"{chosen} fetchpriority="high">'


def without_choice(html: str) -> str:
    """Return a text's HTML with plain pictures, as readers of feeds want them."""
    if "<picture>" not in html:
        return html
    return _IMAGE.sub(lambda found: _SIZES.sub("", found[0]), _CHOICE.sub("", html))


def _enough(sizes: str) -> float:
    """Return the width, in pixels, that `sizes` asks for on a sharp screen; endless when it depends on the window's."""
    lengths = [_LENGTH.fullmatch(part.rpartition(")")[2].strip()) for part in sizes.split(",")]
    widths = [float(found[1]) * (_REM if found[2] == "rem" else 1) for found in lengths if found]
    return _SHARP * max(widths) if len(widths) == len(lengths) else float("inf")


def _up_to(made: tuple[Rendition, ...], enough: float) -> tuple[Rendition, ...]:
    """Return `made` up to the first that is wide enough: a list of many small pictures need not name the large ones."""
    smaller = sum(one.width < enough for one in made)
    return made[: smaller + 1]


def _choice(made: tuple[Rendition, ...], base_path: str, sizes: str, prefix: str = "") -> str:
    """Return the attributes that give the browser a choice, or nothing where there is none; their names begin with `prefix`."""
    if len(made) == 1:
        return ""
    listed = ", ".join(f"{_link(one, base_path)} {one.width}w" for one in made)
    return f' {prefix}srcset="{listed}" {prefix}sizes="{escape(sizes)}"'


def _link(one: Rendition, base_path: str) -> str:
    return escape(base_path + quote(one.url))
