"""Pair the signs of emphasis by CommonMark's rules (0.31.2, section 6.2), and GitHub's of strikethrough."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TAGS = {"*": ("em", "strong"), "_": ("em", "strong"), "~": ("", "del")}
_OPENING_QUOTES, _CLOSING_QUOTES = "“‘«", "”’»"
_OPENING = _OPENING_QUOTES + '("'
_CLOSING = _CLOSING_QUOTES + ')":;.,!?…%'


class Delimiter:
    """A run of one sign, and the elements that begin and end there."""

    __slots__ = (
        "can_close",
        "can_open",
        "closes",
        "count",
        "is_ambiguous",
        "length",
        "next",
        "opens",
        "previous",
        "sign",
    )

    def __init__(self, sign: str, length: int, before: str, after: str) -> None:
        """`before` and `after` are the characters around it; a line break at the ends of the text."""
        self.sign = sign
        self.length = self.count = length
        """How many signs there are, and how many are left as text."""
        self.opens: list[str] = []
        """From the innermost to the outermost."""
        self.closes: list[str] = []
        self.previous: Delimiter | None = None
        self.next: Delimiter | None = None
        before_kind, after_kind = _kind(before), _kind(after)
        left = after_kind != " " and (after_kind != "." or before_kind != "")
        right = before_kind != " " and (before_kind != "." or after_kind != "")
        self.is_ambiguous = left and right
        if sign == "_":
            self.can_open = left and (not right or before_kind == ".")
            self.can_close = right and (not left or after_kind == ".")
            return
        # Beside words CommonMark leaves `**“Nghị quyết”**của` as it is, and so every `**Lưu ý:**chữ`.
        is_strong = length > 1 and sign == "*"
        self.can_open = left or (before_kind == "" and after in (_OPENING if is_strong else _OPENING_QUOTES))
        self.can_close = right or (after_kind == "" and before in (_CLOSING if is_strong else _CLOSING_QUOTES))


@lru_cache(1024)
def _kind(sign: str) -> str:
    """Return a space for white space, a full stop for punctuation, an empty text for others."""
    if sign.isspace():
        return " "
    return "." if unicodedata.category(sign)[0] in "PS" else ""


def pair(last: Delimiter | None, bottom: Delimiter | None) -> None:
    """Pair the delimiters from `last` back to the one after `bottom`: set their `opens`, `closes` and `count`.

    They are linked by `previous`; a closing one is paired with the nearest opening one before it.
    """
    first = None
    while last is not bottom and last is not None:
        last.next, first, last = first, last, last.previous
    # For each kind of closing delimiter, below which one there is no opening one: this makes the time linear.
    floors: dict[tuple[str, bool, int], Delimiter | None] = {}
    closer = first
    while closer is not None:
        if not closer.can_close:
            closer = closer.next
            continue
        key = (closer.sign, closer.is_ambiguous, closer.length % 3)
        floor = floors.get(key, bottom)
        opener = closer.previous
        while opener is not floor and opener is not bottom and opener is not None and not _fit(opener, closer):
            opener = opener.previous
        if opener is None or opener is bottom or opener is floor:
            floors[key] = closer.previous
            following = closer.next
            if not closer.can_open:
                _unlink(closer)
            closer = following
            continue
        # Those between them stay as text.
        opener.next, closer.previous = closer, opener
        used = 2 if opener.count > 1 and closer.count > 1 else 1
        tag = _TAGS[closer.sign][used - 1]
        opener.opens.append(tag)
        closer.closes.append(tag)
        opener.count -= used
        closer.count -= used
        if not opener.count:
            _unlink(opener)
        if not closer.count:
            following = closer.next
            _unlink(closer)
            closer = following


def _fit(opener: Delimiter, closer: Delimiter) -> bool:
    if not opener.can_open or opener.sign != closer.sign:
        return False
    return not (
        (opener.is_ambiguous or closer.is_ambiguous)
        and (opener.length + closer.length) % 3 == 0
        and (opener.length % 3 != 0 or closer.length % 3 != 0)
    )


def _unlink(one: Delimiter) -> None:
    if one.previous is not None:
        one.previous.next = one.next
    if one.next is not None:
        one.next.previous = one.previous
