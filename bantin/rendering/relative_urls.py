"""Links from the root → links from the page, for sites that are opened from a disk (`relative_urls`). Pure."""

from __future__ import annotations

import posixpath
import re

# A script of `layouts/inline/`, which must stay as it is for its hash to hold, or a tag.
_TAG = re.compile(r"<script>.*?</script>|<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_LINK = re.compile(r"(\s(?:href|src|action|poster)=[\"'])(/(?!/)[^\"']*)")
_SET = re.compile(r"(\s(?:image)?srcset=[\"'])([^\"']*)")
_CANDIDATE = re.compile(r"(^\s*|,\s*)(/(?!/)[^\s,]+)")


def relative_page(html: str, url: str, base_path: str) -> str:
    """Return the page `html` that stands at the site path `url`, its links below `base_path` made relative.

    A link to a folder names its `index.html`, as there may be no server to find it. Only attributes are changed, not
    what readers read.
    """
    here = posixpath.dirname(url)

    def link(found: re.Match[str]) -> str:
        return f"{found[1]}{_moved(found[2], here, base_path)}"

    def links(found: re.Match[str]) -> str:
        return found[1] + _CANDIDATE.sub(link, found[2])

    def moved(tag: re.Match[str]) -> str:
        return tag[0] if tag[0].startswith("<script>") else _SET.sub(links, _LINK.sub(link, tag[0]))

    return _TAG.sub(moved, html)


def _moved(address: str, here: str, base_path: str) -> str:
    """Return the site path `address`, with the base path, as seen from the folder `here`, without it."""
    path, mark, rest = _parts(address)
    if base_path and not path.startswith(f"{base_path}/"):
        return address
    target = path[len(base_path) :]
    if target.endswith("/"):
        target += "index.html"
    return posixpath.relpath(target, here) + mark + rest


def _parts(address: str) -> tuple[str, str, str]:
    """Return path, first mark of what follows it (`?`, `#` or nothing), and the rest."""
    end = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=len(address))
    return address[:end], address[end : end + 1], address[end + 1 :]
