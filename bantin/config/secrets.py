"""Hides passwords in what is shown of the settings: in messages, in logs, on the screen."""

from __future__ import annotations

import re


def hide_secrets(text: str) -> str:
    """Return `text` with user and password of each address in it, and the parameters of a database's, as `…`."""
    return _ADDRESS.sub(_hidden, text)


_ADDRESS = re.compile(r":/{1,3}([^\s\"'“”<>]+)")
_PAGES = ("http", "https")


def _hidden(found: re.Match[str]) -> str:
    rest, mark = found[1], found[0][: -len(found[1])]
    if found.string[: found.start()].lower().endswith(_PAGES):
        host, slash, path = rest.partition("/")
        return f"{mark}{_without_user(host)}{slash}{path}"
    # A password may hold any sign that a careless writer left as it is.
    place, question, _parameters = _without_user(rest).partition("?")
    return f"{mark}{place}{question}{'…' if question else ''}"


def _without_user(place: str) -> str:
    _user, mark, host = place.rpartition("@")
    return f"…@{host}" if mark else place
