"""Hides passwords in what is shown of the settings: in messages, in logs, on the screen."""

from __future__ import annotations

import re

from bantin.config.counter import DATABASE_SCHEMES

_BEGIN = re.compile(rf":/+|(?:{'|'.join(DATABASE_SCHEMES)}):/*")
"""Of what may be an address, also one that is written wrong."""
_QUOTES = re.compile(r"([\"'“”\n])")
_PAGES = ("http:", "https:")


def hide_secrets(text: str) -> str:
    """Return `text` with `…` for the user and password of each address in it, and for a database's parameters.

    Between two quotes one address is looked for: a password may hold any other sign, also blanks.
    """
    return "".join(map(hide_address, _QUOTES.split(text)))


def hide_address(part: str) -> str:
    """Return what `hide_secrets` does for one address, in whose password there may be quotes too."""
    found = _BEGIN.search(part)
    if found is None:
        return part
    begin, place = part[: found.end()], part[found.end() :]
    if begin.rstrip("/").lower().endswith(_PAGES):
        host, slash, path = place.partition("/")
        return f"{begin}{_without_user(host)}{slash}{path}"
    place, question, _parameters = _without_user(place).partition("?")
    return f"{begin}{place}{question}{'…' if question else ''}"


def _without_user(place: str) -> str:
    _user, at, host = place.rpartition("@")
    return f"…@{host}" if at else place
