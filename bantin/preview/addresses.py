"""What a site has at an address, as a static server would find it in `public/`. Pure."""

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


class Moved(NamedTuple):
    """Another address stands for this one."""

    to: str
    """With the base path."""


class Broken(NamedTuple):
    """The page's source cannot be used now."""

    path: str


class Missing(NamedTuple):
    """The site has nothing there."""


Found = Route | Asset | File | Moved | Broken | Missing


def find(model: Model, media: Callable[[str], File | None], broken: Mapping[str, str], path: str) -> Found:
    """Return what stands at the path of a request, which carries the site's base path.

    `media` gives the picture or attachment at a site path; `broken` are sources that cannot be used, by theirs. Nothing but
    keys of the site's own tables is ever found, so no path can lead out of it.
    """
    base = model.settings.base_path
    if base and path in ("/", base):
        return Moved(f"{base}/")
    if not path.startswith(f"{base}/"):
        return Missing()
    url = path.removeprefix(base)
    found = _planned(model, url)
    if found is None and url in broken:
        found = Broken(broken[url])
    if found is None:
        found = media(url) or next((one for one in model.layouts.assets.values() if one.url == url), None)
    if found is None:
        found = Moved(f"{base}{url}/") if f"{url}/" in model.pages or f"{url}/" in broken else Missing()
    return found


def _planned(model: Model, url: str) -> Found | None:
    route = model.pages.get(url) or (
        model.pages.get(url.removesuffix("index.html")) if url.endswith("/index.html") else None
    )
    if route is not None and route.kind == "redirect":  # its page leads to the published site
        return Moved(model.settings.base_path + model.index.documents[route.subject].url)
    return route


def index_file(model: Model, output: Path, path: str) -> Path | None:
    """Return the file of the last build's search index at the path of a request, `None` when there is none.

    `output` is the folder of that build.
    """
    url = path.removeprefix(model.settings.base_path)
    folder = index_url(model.settings)
    if not url.startswith(folder) or not _INDEX_FILE.fullmatch(url, len(folder)):
        return None
    file = output / url.lstrip("/")
    return file if file.is_file() and output.resolve() in file.resolve().parents else None


_INDEX_FILE = re.compile(r"(?:[a-z0-9-]+/)*[a-z0-9-]+\.(?:json|bin)")


def media_type(url: str) -> str:
    """Return the type of the file at a site path, with its character set; the same on every machine."""
    if url.endswith("/"):
        return _TYPES[".html"]
    return _TYPES.get(posixpath.splitext(url)[1].lower(), "application/octet-stream")


_UTF8 = "; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument."
# IANA's media types. Python's `mimetypes` asks the machine, and so differs from one to the next.
_TYPES = {
    ".html": f"text/html{_UTF8}",
    ".css": f"text/css{_UTF8}",
    ".js": f"text/javascript{_UTF8}",
    ".mjs": f"text/javascript{_UTF8}",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".xml": f"application/xml{_UTF8}",
    ".txt": f"text/plain{_UTF8}",
    ".csv": f"text/csv{_UTF8}",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed",
    ".rtf": "application/rtf",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".wasm": "application/wasm",
}
