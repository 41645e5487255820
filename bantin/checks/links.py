"""Links in a text: their words and their URLs."""

from __future__ import annotations

import functools
import html
import ipaddress
import re
from typing import TYPE_CHECKING, NamedTuple

from bantin.checks.forward_search import ForwardSearch
from bantin.content.addresses import resolve
from bantin.language.urls import split_url
from bantin.language.vietnamese import fold
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.checks.text import Text

_WORDS = r"(?P<{0}>(?:[^\[\]\\\n]|\\.|\n(?!\s*\n)|!?\[[^\[\]]*\](?:\([^()]*\))?)*)"
_LINK = re.compile(
    rf"(?<![!\\\]])\[{_WORDS.format('words')}\]"
    r"\(\s*+<?(?P<target>[^\s<>()]*(?:\([^\s()]*\)[^\s()]*)*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    rf"|(?<![!\\\]])\[{_WORDS.format('named')}\]\[(?P<name>[^\]\n]*)\]"
    r"|<(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*)>"
    r"|(?:^|(?<=\n )|(?<=\n  )|(?<=\n   ))\[(?!\^)(?P<label>[^\]\n]+)\]:[ ]*<?(?P<defined>[^\s>]+)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_OPENING = re.compile(r"[\[<]")
_RAW, _RAW_END, _TAG_END = re.compile(r"<a\b", re.IGNORECASE), re.compile(r"</a\s*+>", re.IGNORECASE), re.compile(">")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>|[*_`]")
_ADDRESS = re.compile(r"(?:https?:/|www\.[^/\s]+/)\S*", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*\.?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# Folded. Link texts that say nothing without their context: WCAG 2.2, success criterion 2.4.4, failure F63.
_VAGUE = frozenset({
    "day", "o day", "tai day", "vao day", "bam vao day", "bam day", "bam vao", "bam tai day", "nhan vao day",
    "nhan day", "nhan tai day", "nhap vao day", "click vao day", "click tai day", "click day", "click", "xem",
    "xem them", "xem tai day", "xem o day", "xem chi tiet", "xem tiep", "chi tiet", "doc them", "doc tiep", "link",
    "lien ket", "duong link", "tai ve tai day", "tai tai day", "here", "click here", "this", "this link",
    "read more", "more", "see more", "learn more", "details",
})  # fmt: skip


class Link(NamedTuple):
    """A link in a text."""

    at: int
    """Its position in `Text.prose`."""
    words: str | None
    """The link's text; `None` for a definition `[name]: url`."""
    target: str
    """The URL as written; empty for a reference `[text][name]`."""
    auto: bool = False
    """Whether it is an autolink: `<https://…>`."""


@functools.lru_cache(maxsize=1)  # five checks need the links of the same text
def find_links(prose: str) -> tuple[Link, ...]:
    """Return every link in a text, without pictures."""
    return tuple(_links(prose))


def _links(prose: str) -> Iterator[Link]:
    end = 0
    tag_ends, raw_ends = ForwardSearch(_TAG_END, prose), ForwardSearch(_RAW_END, prose)
    while start := _OPENING.search(prose, end):
        at = start.start()
        found = _LINK.match(prose, at)
        if found is None:
            end = start.end()
            raw = _RAW.match(prose, at)
            if raw and (tag_end := tag_ends.after(raw.end())) and (raw_end := raw_ends.after(tag_end.end())):
                end = raw_end.end()
                if href := _HREF.search(prose, raw.end(), tag_end.start()):
                    words = _TAGS.sub("", prose[tag_end.end() : raw_end.start()])
                    yield Link(at, words, html.unescape(href[1] or href[2] or href[3] or ""))
            continue
        end = found.end()
        if found["target"] is not None:
            yield Link(at, found["words"], found["target"])
        elif found["named"] is not None:
            yield Link(at, found["named"], "")
        elif found["auto"] is not None:
            yield Link(at, found["auto"], found["auto"], auto=True)
        else:
            yield Link(at, None, found["defined"])


def vague_links(text: Text) -> Iterator[Problem]:
    """BT902: link text such as “tại đây”, which says nothing in a list of links."""
    for link in find_links(text.prose):
        words = " ".join(_TAGS.sub("", link.words or "").split())
        if words and fold(words).strip(" .,:;!?…»>→()[]“”\"'") in _VAGUE:
            yield problem("BT902", text.path, text.line(link.at), words=words)


def bare_addresses(text: Text) -> Iterator[Problem]:
    """BT903: a URL as link text, which a screen reader spells out."""
    for link in find_links(text.prose):
        words = (link.words or "").strip()
        if _ADDRESS.fullmatch(words):
            yield problem("BT903", text.path, text.line(link.at), words=words)


def plain_http(text: Text) -> Iterator[Problem]:
    """BT904: a link to `http:`, which can be read and changed in transit."""
    for link in find_links(text.prose):
        if link.target[:7].lower() == "http://" and is_valid_url(link.target):
            yield problem("BT904", text.path, text.line(link.at), target=link.target)


def malformed_links(text: Text) -> Iterator[Problem]:
    """BT905: a URL that no browser can open."""
    for link in find_links(text.prose):
        if link.target.partition(":")[0].lower() in ("http", "https", "mailto") and not is_valid_url(link.target):
            yield problem("BT905", text.path, text.line(link.at), target=link.target)


def is_valid_url(url: str) -> bool:
    """Whether an `http`, `https` or `mailto` URL has a valid host or mailbox."""
    try:
        parts = split_url(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return all(_MAIL.fullmatch(one.strip()) for one in parts.path.split(",")) if parts.path else bool(parts.query)
    if not url[len(parts.scheme) :].startswith("://") or parts.path.startswith(("/http://", "/https://")):
        # Archives put a URL into the path of their own.
        return url[len(parts.scheme) :].startswith("://") and "." in host
    return host == "localhost" or _HOST.fullmatch(host) is not None or _is_number(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def inner_targets(text: Text) -> tuple[str, ...]:
    """Return the targets of links within the site, each once: paths of files from the root, and URLs."""
    found: dict[str, None] = {}
    for link in find_links(text.prose):
        name = link.target.partition("#")[0].partition("?")[0]
        if not name or ":" in name or name.startswith("//"):
            continue
        if name.startswith("/"):
            found.setdefault(name)
        path = resolve(name, text.path)
        if path is not None:
            found.setdefault(path)
    return tuple(found)
