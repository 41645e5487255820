"""Finds what a site has at a URL, as a static server would in `public/`. Pure."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from bantin.content.scan import File
from bantin.rendering.layouts import Asset
from bantin.search import index_url
from bantin.site.routes import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.problems import Problem


class Redirect(NamedTuple):
    """The request is redirected."""

    to: str
    """A path with the base path."""
    problems: tuple[Problem, ...] = ()


class BrokenSource(NamedTuple):
    """The page's source file has errors."""

    path: str


class NotFound(NamedTuple):
    """The site has nothing at this URL."""


Found = Route | Asset | File | Redirect | BrokenSource | NotFound


def find(model: Model, media: Callable[[str], File | None], broken: Mapping[str, str], path: str) -> Found:
    """Return what the site has at `path`, the path of a request with the base path.

    `media` returns the picture or attachment at a URL; `broken` has the sources with errors by URL. Only keys of these
    tables are found, never paths of the file system: no request can lead out of the site.
    """
    base = model.settings.base_path
    if base and path in ("/", base):
        return Redirect(f"{base}/")
    if not path.startswith(f"{base}/"):
        return NotFound()
    url = path.removeprefix(base)
    found = _find_route(model, url)
    if found is None and url in broken:
        found = BrokenSource(broken[url])
    if found is None:
        found = media(url) or next((one for one in model.layouts.assets.values() if one.url == url), None)
    if found is None:
        found = Redirect(f"{base}{url}/") if f"{url}/" in model.pages or f"{url}/" in broken else NotFound()
    return found


def _find_route(model: Model, url: str) -> Found | None:
    route = model.pages.get(url) or (
        model.pages.get(url.removesuffix("index.html")) if url.endswith("/index.html") else None
    )
    if route is not None and route.kind == "redirect":  # the redirect page itself leads to the published site
        return Redirect(model.settings.base_path + model.index.documents[route.subject].url)
    return route


def index_file(model: Model, output: Path, path: str) -> Path | None:
    """Return the file of the last build's search index for the path of a request, or `None`; `output` is its folder."""
    url = path.removeprefix(model.settings.base_path)
    folder = index_url(model.settings)
    if not url.startswith(folder) or not _INDEX_FILE.fullmatch(url, len(folder)):
        return None
    file = output / url.lstrip("/")
    return file if file.is_file() and output.resolve() in file.resolve().parents else None


_INDEX_FILE = re.compile(r"(?:[a-z0-9-]+/)*[a-z0-9-]+\.(?:json|bin)")


def media_type(url: str) -> str:
    """Return the media type of the file at a URL, with its character set."""
    if url.endswith("/"):
        return _TYPES[".html"]
    return _TYPES.get(posixpath.splitext(url)[1].lower(), "application/octet-stream")


_UTF8 = "; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# IANA's media types. Those of Python's `mimetypes` differ from machine to machine.
_TYPES = {
    ".html": f"text/html{_UTF8}", ".css": f"text/css{_UTF8}", ".js": f"text/javascript{_UTF8}",
    ".mjs": f"text/javascript{_UTF8}", ".json": "application/json", ".webmanifest": "application/manifest+json",
    ".xml": f"application/xml{_UTF8}", ".txt": f"text/plain{_UTF8}", ".csv": f"text/csv{_UTF8}",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon", ".bmp": "image/bmp", ".tif": "image/tiff",
    ".tiff": "image/tiff", ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".wav": "audio/wav", ".mp4": "video/mp4",
    ".webm": "video/webm", ".pdf": "application/pdf", ".zip": "application/zip", ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed", ".rtf": "application/rtf", ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
    ".docx": f"{_OFFICE}wordprocessingml.document", ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation", ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation", ".wasm": "application/wasm",
}  # fmt: skip
