"""The syntax of links: what follows `]`, and addresses that are links by themselves."""

from __future__ import annotations

import re
from typing import NamedTuple

from bantin.markup.escapes import PUNCTUATION, unescape

_DEEPEST = 32
_ANGLED = re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_STOP = re.compile(r"[()\\\x00-\x20\x7f]")
_TITLE = re.compile(
    r"""[ \t\n]++(?:"([^"\\]*+(?:\\.[^"\\]*+)*)"|'([^'\\]*+(?:\\.[^'\\]*+)*)'|\(([^()\\]*+(?:\\.[^()\\]*+)*)\))""",
    re.DOTALL,
)
_SPACES = re.compile(r"[ \t\n]*+")
_WITH_SPACES = re.compile(
    r"""\([ \t]*+((?:[^()<>"\n]{1,500}+|\([^()<>"\n]{0,500}+\)){1,9})(?:"([^"\n]{0,500}+)"[ \t]*+)?\)"""
)
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){1,999})\]", re.DOTALL)

_SCHEME = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}+:[^\s<>\x00-\x1f]*+)>")
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ANGLED_MAIL = re.compile(rf"<([A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]++@{_HOST}(?:\.{_HOST})*)>")

_DOMAIN = re.compile(r"(?:((?:https?|ftp)://)|(?=www\.))([\w-]++(?:\.[\w-]++)*)", re.IGNORECASE)
_SCHEMES = ("https", "http", "ftp")
_REST = re.compile(r"[^\s<]*+")
_PUNCTUATION = frozenset("?!.,:*_~'\"”’»…")
_BEFORE = frozenset(" \t\n*_~(\xa0“‘«\"'")
"""Characters after which a bare address is a link: GitHub's, and quotes."""
MAIL = re.compile(
    r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]++@(?:[A-Za-z0-9_-]++\.)+[A-Za-z0-9_-]*[A-Za-z0-9](?![\w-])", re.ASCII
)


class Destination(NamedTuple):
    """What follows a link's text."""

    target: str
    title: str | None
    end: int
    """Where it ends in the text."""
    line: int | None = None
    """Where it is written, if not here."""


def match_destination(text: str, at: int) -> Destination | None:
    """Return the `(target "title")` that begins at `at`, or `None`. Targets with spaces are links, too."""
    if not text.startswith("(", at):
        return None
    start = _end_of_spaces(text, at + 1)
    angled = _ANGLED.match(text, start)
    end = angled.end() if angled else end_of_target(text, start)
    if end >= 0 and (angled or not text.startswith("<", start)):
        target = angled[1] if angled else text[start:end]
        title, title_end = match_title(text, end) if end > start else (None, end)
        closing = _end_of_spaces(text, title_end)
        if text.startswith(")", closing):
            return Destination(unescape(target), title, closing + 1)
    if found := _WITH_SPACES.match(text, at):
        title_words = None if found[2] is None else unescape(found[2])
        return Destination(unescape(found[1].strip()), title_words, found.end())
    return None


def match_title(text: str, at: int) -> tuple[str | None, int]:
    """Return the title that follows the space at `at`, and where it ends; `None` and `at` when there is none."""
    found = _TITLE.match(text, at)
    if found is None:
        return None, at
    return unescape(next(one for one in found.groups() if one is not None)), found.end()


def _end_of_spaces(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at


def end_of_target(text: str, start: int) -> int:
    """Return where the target ends that begins at `start`, its brackets in pairs; -1 when they are not."""
    depth, at = 0, start
    while True:
        found = _STOP.search(text, at)
        if found is None:
            return -1 if depth else len(text)
        at = found.start()
        if found[0] == "(":
            depth += 1
            if depth > _DEEPEST:
                return -1
        elif found[0] == ")":
            if not depth:
                return at
            depth -= 1
        elif found[0] == "\\":
            at += text[at + 1 : at + 2] in PUNCTUATION and at + 1 < len(text)
        else:
            return -1 if depth else at
        at += 1


def match_label(text: str, at: int) -> re.Match[str] | None:
    """Return the `[label]` that begins at `at`, or `None`."""
    return _LABEL.match(text, at)


def match_autolink(text: str, at: int) -> tuple[str, str, int] | None:
    """Return address, words and end of the `<https://…>` or `<a@b.vn>` that begins at `at`, or `None`."""
    if found := _SCHEME.match(text, at):
        return found[1], found[1], found.end()
    if found := _ANGLED_MAIL.match(text, at):
        return f"mailto:{found[1]}", found[1], found.end()
    return None


def scheme_before(text: str, at: int) -> str:
    """Return the scheme of an address before the colon at `at`, or an empty text."""
    if not text.startswith("://", at):
        return ""
    return next((one for one in _SCHEMES if text[max(at - len(one), 0) : at].lower() == one), "")


def match_address(text: str, at: int) -> tuple[str, str, int] | None:
    """Return address, words and end of the bare `https://…` or `www.…` that begins at `at`, by GitHub's rules."""
    if at and text[at - 1] not in _BEFORE:
        return None
    domain = _DOMAIN.match(text, at)
    if domain is None or "_" in "".join(domain[2].split(".")[-2:]):
        return None
    if not domain[1] and "." not in domain[2][4:]:
        return None
    rest = _REST.match(text, domain.end())
    end = _end_of_address(text, at, rest.end() if rest else domain.end())
    words = text[at:end]
    return words if domain[1] else f"http://{words}", words, end


def _end_of_address(text: str, start: int, end: int) -> int:
    """Return where an address ends without the punctuation of the sentence around it."""
    unopened = text.count(")", start, end) - text.count("(", start, end)
    while True:
        last = text[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last == ";":
            reference = text.rfind("&", max(start, end - 34), end - 1)
            if reference > 0 and text[reference + 1 : end - 1].isalnum():
                end = reference + 1
        elif last not in _PUNCTUATION:
            return end
        end -= 1
