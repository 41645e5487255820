"""Adds the preview's script and banner to a page before it is sent. Pure; nothing of it is in `public/`."""

from __future__ import annotations

import re
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.rendering.layouts import Asset

PREFIX = "/_preview/"
"""URL of the preview's own pages and files. No source can have it: slugs have no underscore."""
SAMPLE = "data-luot-sample"
"""Attribute of `<html>` with which the visit counter shows sample figures and counts nothing."""
_HTML = re.compile(rb"<html\b", re.IGNORECASE)
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)


def page_digest(data: bytes, banner: str, assets: Iterable[Asset]) -> str:
    """Return a digest of a page and its banner, without the hashes in the names of its stylesheets.

    A browser that shows a page with another digest reloads it; changed stylesheets alone are replaced in place.
    """
    for asset in assets:
        if asset.name.endswith(".css"):
            data = data.replace(asset.url.encode(), asset.name.encode())
    return blake2b(data + b"\0" + banner.encode(), digest_size=12).hexdigest()


def inject(data: bytes, page: str, digest: str, banner: str) -> bytes:
    """Return the HTML `data` of the URL `page` with the preview's script, `banner` and the attribute `SAMPLE`."""
    data = _HTML.sub(b"<html " + SAMPLE.encode(), data, count=1)
    if banner:
        opened = _BODY.search(data)
        at = opened.end() if opened else 0
        data = data[:at] + _banner(banner) + data[at:]
    script = f'<script src="{PREFIX}live.js" data-page="{escape(page)}" data-digest="{digest}"></script>'.encode()
    ends = [found.start() for found in _BODY_END.finditer(data)]
    at = ends[-1] if ends else len(data)
    return data[:at] + script + data[at:]


def _banner(text: str) -> bytes:
    link = f'<link rel="stylesheet" href="{PREFIX}preview.css">'
    return f'<div class="bantin-preview-banner" role="status">{link}{escape(text)}</div>'.encode()
