"""Numbers of official documents in a text become links to the register, where it has them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from bantin.collections.paper_numbers import WITHIN_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG = r'<[^>"]*+(?:"[^"]*+"[^>"]*+)*+>'
# What is a link or code already, any other tag, a number.
_PARTS = re.compile(rf"<(?P<closed>a|code|pre|h[1-6])\b.*?</(?P=closed)>|{_TAG}|(?P<number>{WITHIN_TEXT})", re.DOTALL)


def link_numbers(text: str, url_of: Callable[[str], str], base_path: str, *, own: str = "") -> str:
    """Return the HTML `text` with links; `url_of` gives the site path of the paper with a number, or nothing.

    `own` is that of the text itself, which does not link to itself.
    """

    def linked(found: re.Match[str]) -> str:
        number = found["number"]
        url = url_of(html.unescape(number)) if number else ""
        return f'<a href="{html.escape(base_path + quote(url))}">{number}</a>' if url not in ("", own) else found[0]

    return _PARTS.sub(linked, text) if _LIKELY.search(text) else text


_LIKELY = re.compile(r"\d/(?:\d{4}/)?[A-ZĐ]")
