"""Backslashes and character references in addresses, titles and names of languages."""

from __future__ import annotations

import re
from html import unescape as _unescape_reference
from html.entities import html5

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
REFERENCE = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(rf"\\([{re.escape(''.join(sorted(PUNCTUATION)))}])|{REFERENCE.pattern}")


def decode(reference: str) -> str | None:
    """Return the characters of a character reference (`&amp;`, `&#7879;`); `None` when HTML does not know it."""
    if reference[1] != "#" and reference[1:] not in html5:
        return None
    return _unescape_reference(reference)


def unescape(text: str) -> str:
    """Return `text` without backslashes before punctuation, and with the characters of references."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPE.sub(lambda found: found[1] or decode(found[0]) or found[0], text)
