"""The Content-Security-Policy and related security headers, from the settings.

Everything that a page loads comes from the site itself. The settings can add two things: a counter on another server,
and hosts whose frames editors may embed. Of inline scripts only those of `layouts/inline/` run, each allowed by the
hash of its text, and no inline style applies: markup that slipped past the sanitizer would still not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.config import Settings

_SELF = "'self'"
_NONE = "'none'"


def content_policy(settings: Settings, scripts: Iterable[str] = (), *, header: bool = False) -> str:
    """Return the site's Content-Security-Policy (Level 3, W3C).

    `scripts` are the hash sources of the inline scripts (`Layouts.script_sources`).
    `header` adds `frame-ancestors`, which browsers ignore in a `<meta>`.
    """
    counter = settings.counter
    answers = (origin(counter.address),) if counter.provider not in ("none", "device") else ()
    own = origin(settings.site.base_url)
    frames = [f"https://{ascii_host(host.lower())}" for host in settings.markup.embed_hosts]
    sources = {
        "default-src": [_SELF],
        "script-src": [_SELF, *scripts],
        "style-src": [_SELF],
        "img-src": [_SELF],
        "connect-src": [_SELF, *(one for one in answers if one and one != own)],
        "frame-src": sorted(set(frames)) or [_NONE],
        "object-src": [_NONE],
        "base-uri": [_NONE],
        "form-action": [_SELF],
    }
    if header:
        sources["frame-ancestors"] = [_SELF]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in sources.items())


def headers(settings: Settings, scripts: Iterable[str] = ()) -> dict[str, str]:
    """Return the security headers of every response by name; `scripts` as in `content_policy`."""
    return {
        "Content-Security-Policy": content_policy(settings, scripts, header=True),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def origin(url: str) -> str:
    """Return scheme, host and port of `url` in ASCII, or an empty text without a host."""
    parts = urlsplit(url)
    if not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else ascii_host(parts.hostname)
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"


def ascii_host(host: str) -> str:
    """Return an internationalized host name as browsers send it: `xn--…`."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # a name that no browser could look up either
        return host.encode("ascii", "ignore").decode()
