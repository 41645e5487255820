"""Characters that a page or a feed must not contain: those which HTML or XML forbids."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLANES = "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
# XML 1.0, 2.2; HTML, 13.2.3.5: controls but tab and line ends, surrogates, noncharacters.
FORBIDDEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}]")


def find_forbidden(text: str) -> int:
    """Return the index of the first character that HTML or XML forbids, or -1."""
    if text.isprintable():  # nearly every text, and none of these characters is
        return -1
    found = FORBIDDEN.search(text)
    return found.start() if found else -1


def forbidden_within(table: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the first character that HTML or XML forbids in each text of nested lists and dicts, and where it is."""
    left: list[tuple[tuple[str | int, ...], Any]] = [((), table)]
    while left:
        where, value = left.pop()
        if isinstance(value, str):
            at = find_forbidden(value)
            if at >= 0:
                yield where, value[at]
        elif isinstance(value, dict):
            left.extend(((*where, key), one) for key, one in value.items())
            left.extend((where, key) for key in value)
        elif isinstance(value, list):
            left.extend(((*where, index), one) for index, one in enumerate(value))


def without_forbidden(text: str) -> str:
    r"""Return `text` with the characters that HTML or XML forbids as escapes: `\u000b`."""
    return text if text.isprintable() else FORBIDDEN.sub(lambda found: rf"\u{ord(found[0]):04x}", text)


def name(letter: str) -> str:
    """Return what Unicode calls a character: `U+00A0 (NO-BREAK SPACE)`."""
    known = unicodedata.name(letter, "")
    return f"U+{ord(letter):04X}" + (f" ({known})" if known else "")
