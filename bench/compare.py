"""Do two generators say the same? Compares the words and the links of pages, not their markup."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edits import Site

MAIN: Final = re.compile(r"<main\b.*?</main>", re.DOTALL)
RELATED: Final = re.compile(r"<aside\b.*?</aside>", re.DOTALL)
TAG: Final = re.compile(r"<[^>]*>")
LINK: Final = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


def substance(page: str) -> tuple[list[str], list[str]]:
    """Give the words and the links of a page's <main>, without its <aside> of related news."""
    found = MAIN.search(page)
    main = RELATED.sub("", found.group() if found else page)
    return html.unescape(TAG.sub(" ", main)).split(), LINK.findall(main)


def equal_pages(site: Site, reference: Site, urls: Sequence[str]) -> int:
    """On how many of these pages the two sites have the same words and links, in the same order."""
    return sum(1 for url in urls if substance(site.page(url)) == substance(reference.page(url)))
