"""Pages in further languages: which language a source is in, and which pages say the same. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.collections.documents import Document
    from bantin.config import Settings

HOME = f"{CONTENT}/index.md"
"""Names the site's home, which is made from no source; those of further languages are: `content/en/index.md`."""
NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""What speakers of each language call it."""


def language_of(path: str, settings: Settings) -> str:
    """Return the further language that the source `path` is in; empty for the site's own."""
    for one in settings.languages:
        if path.startswith(f"{CONTENT}/{one.code}/"):
            return one.code
    return ""


def home_of(code: str) -> str:
    """Return the site path of the home of a further language, or with an empty `code` of the site."""
    return f"/{code}/" if code else "/"


def original_of(document: Document, settings: Settings) -> str:
    """Return the source in the site's own language that `document` says, itself included; it need not exist.

    A list is named like a source, see `list_source`.
    """
    code = language_of(document.path, settings)
    path = document.translates or (
        f"{CONTENT}/{document.path[len(CONTENT) + len(code) + 2 :]}" if code else document.path
    )
    name = path.removesuffix(".md")
    return path if path == HOME else f"{name.removesuffix('/index')}.md"


def list_source(url: str) -> str:
    """Return what would be the source of a list: `content/van-ban.md` of `/van-ban/`."""
    return f"{CONTENT}{url.rstrip('/')}.md"


def same_pages(documents: Iterable[Document], lists: Iterable[str], settings: Settings) -> dict[str, dict[str, str]]:
    """Return the URLs of pages by the original's source and language, the first of each.

    They are those of `documents`, and those that other languages have of the `lists` at these URLs.
    """
    found: dict[str, dict[str, str]] = {HOME: {"": "/"}, **{list_source(url): {"": url} for url in lists}}
    for one in documents:
        found.setdefault(original_of(one, settings), {}).setdefault(language_of(one.path, settings), one.url)
    return found
