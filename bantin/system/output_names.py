"""Which output paths every file system can hold, and which of them are one file on some. The one place that decides.

A site is built on Linux, Windows or macOS, copied to another and served by a fourth program. So a path is judged by the
strictest of them, whatever this machine allows: the names of devices and the signs that Windows refuses, dots and
spaces that it drops, names in upper and lower case or in two normal forms of Unicode that Windows and macOS take for
one, and files that a web server takes for its settings.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bantin.system.paths import output_path

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_PATH = 1000
_LONGEST_NAME = 200
"""Bytes in one part of a path; file systems allow 255."""
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: also with any suffix.
_DEVICE = r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]"
_DEVICE_NAME = re.compile(rf"(?:{_DEVICE}|conin\$|conout\$|clock\$) *(?:\..*)?")
_DEVICE_IN_URL = re.compile(rf"/({_DEVICE})(?=[./\n])")
# Also short names of Windows, `WEB~1.CON`, each of which is another name of a file.
_NEVER = re.compile(r'[<>:"|?*\\]|~[0-9]')
_DROPPED = (".", " ")
"""What Windows drops at the end of a name."""
_OF_SERVERS = frozenset({
    # IIS and Azure; PHP; Netlify, Cloudflare and Vercel; GitHub. Names with a dot in front are refused anyway.
    "app_offline.htm", "staticwebapp.config.json", "php.ini", "_headers", "_redirects", "_routes.json",
    "_worker.js", "netlify.toml", "vercel.json", "cname",
})  # fmt: skip
_SETTINGS_SUFFIX = ".config"
"""Of IIS, in any folder."""


def place_of(url: str) -> str:
    """Return what is the same for two URLs whose outputs are one file on some file system."""
    path = output_path(url)
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def folders_of(place: str) -> list[str]:
    """Return the folders above what `place_of` returned, the outermost first."""
    parts = place.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def bad_part(url: str) -> str:
    """Return the first part of a URL that some file system or web server would not take for a plain file's name.

    Returns the whole URL when it is too long, and an empty text when it is sound.
    """
    path = output_path(url)
    if "//" in url:
        return "//"
    if len(path) > _LONGEST_PATH:
        return url
    return next((part for part in path.split("/") if not _is_sound(part)), "")


def devices(urls: Iterable[str]) -> dict[str, str]:
    """Return those of `urls`, whose parts are slugs, that Windows cannot hold, each with the name that it reserves."""
    text = "\n".join(urls) + "\n"  # at once: thirteen thousand take a millisecond
    found: dict[str, str] = {}
    for match in _DEVICE_IN_URL.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        found[text[start : text.index("\n", start)]] = match[1]
    return found


def _is_sound(name: str) -> bool:
    low = name.lower()
    return (
        0 < len(name.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME
        and not name.startswith((".", " "))
        and not name.endswith(_DROPPED)
        and all(not unicodedata.category(sign).startswith(("C", "Z")) or sign == " " for sign in name)
        and _NEVER.search(name) is None
        and _DEVICE_NAME.fullmatch(low) is None
        and low not in _OF_SERVERS
        and not low.endswith(_SETTINGS_SUFFIX)
    )
