"""Sanitize a text with HTML of the editor's with nh3 (ammonia), and report what was removed."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

from bantin.language.urls import split_url
from bantin.markup import allowed
from bantin.markup.allowed import ATTRIBUTES, ELEMENTS, HARMLESS_ELEMENTS, HIDDEN_ELEMENTS, NEVER, SAFE_SCHEMES, WORDS
from bantin.markup.embeds import FRAME_ATTRIBUTES, Embeds
from bantin.markup.nodes import Tangled
from bantin.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.config import Markup as MarkupSettings
    from bantin.markup.references import References

_HAS_HIDDEN = re.compile(rf"<(?:[!?]|(?:{'|'.join(sorted(HIDDEN_ELEMENTS))})\b)", re.IGNORECASE)


_MOST_TAGS = 20_000
"""Of the editor's: nh3 takes quadratic time for those in each other."""
_MOST_SIGNS = 150_000
"""Of Latin-1, as `®` or a no-break space: nh3 takes quadratic time for them."""
_SIGNS = re.compile("[\x80-\xbf]")


class Sanitizer:
    """nh3 with the site's allow-list."""

    def __init__(self, settings: MarkupSettings) -> None:
        self.embeds = Embeds(frozenset(host.lower() for host in settings.embed_hosts))
        self.elements = ELEMENTS | (frozenset(settings.elements) - NEVER)
        self._references: References | None = None
        self._lines: dict[str, deque[int]] = {}
        self._failure: Exception | None = None
        self._cleaner = nh3.Cleaner(
            tags=set(self.elements),
            clean_content_tags=set(HIDDEN_ELEMENTS),
            attributes=ATTRIBUTES,
            attribute_filter=self._guarded_filter,
            strip_comments=True,
            link_rel=None,
            url_schemes=set(SAFE_SCHEMES),
        )

    def clean(self, html: str, raw: Sequence[tuple[str, int]], references: References) -> str:
        """Return `html` without what is not allowed, its links resolved by `references`.

        `raw` are the pieces of `html` that the editor wrote, with their lines. What is removed from them is added to
        the problems of `references`. Raises what `references` raises, for instance `SourceChanged` for a picture that
        was deleted.
        """
        tags = sum(text.count("<") for text, _ in raw)
        if tags > _MOST_TAGS:
            raise Tangled("<", tags, raw[0][1])
        if len(html) > _MOST_SIGNS and len(signs := _SIGNS.findall(html)) > _MOST_SIGNS:
            raise Tangled(signs[0], len(signs), raw[0][1])
        self._references, self._failure = references, None
        self._lines = self._report(raw, references)
        cleaned = self._cleaner.clean(self.embeds.take_out(html))
        if self._failure is not None:
            raise self._failure
        return self.embeds.put_back(cleaned)

    def _report(self, raw: Sequence[tuple[str, int]], references: References) -> dict[str, deque[int]]:
        """Report the elements, attributes and frames that are removed; return the lines of addresses."""
        finder = _Finder(self)
        for text, line in raw:
            finder.read(text, references.body_line + line)
        finder.close()
        path = references.path
        references.problems += [
            problem("BT406", path, line, element=element) for element, line in finder.elements.items()
        ]
        references.problems += [
            problem("BT407", path, line, element=element, attribute=name)
            for (element, name), line in finder.attributes.items()
        ]
        references.problems += [problem("BT408", path, line, host=host) for host, line in finder.hosts.items()]
        return finder.addresses

    def _guarded_filter(self, element: str, attribute: str, value: str) -> str | None:
        """Return what `_filter` does, and keep what it raises: nh3 would print it and go on."""
        try:
            return self._filter(element, attribute, value)
        except Exception as error:  # noqa: BLE001 - raised again by `clean`
            self._failure = self._failure or error
            return None

    def _filter(self, element: str, attribute: str, value: str) -> str | None:
        if (element, attribute) in (("a", "href"), ("img", "src")):
            references = self._references
            if references is None or value in references.resolved:
                return value
            lines = self._lines.get(value)
            line = lines.popleft() if lines else references.body_line
            return references.link(value, line) if element == "a" else references.picture(value, line)
        if not allowed.is_allowed(element, attribute, value):
            return None
        return words_of(value) if attribute in WORDS else value


def words_of(value: str) -> str:
    """Return an attribute's text; without any tags when it contains comments or hidden elements."""
    if not _HAS_HIDDEN.search(value):
        return value
    return unescape(nh3.clean(value, tags=set(), clean_content_tags=set(HIDDEN_ELEMENTS)))


class _Finder(HTMLParser):
    """Finds what a sanitizer removes, and the line of its first occurrence."""

    def __init__(self, sanitizer: Sanitizer) -> None:
        super().__init__(convert_charrefs=True)
        self._sanitizer = sanitizer
        self._line = 0
        self.elements: dict[str, int] = {}
        self.attributes: dict[tuple[str, str], int] = {}
        self.hosts: dict[str, int] = {}
        self.addresses: dict[str, deque[int]] = {}
        """The lines of each `href` and `src`."""

    def read(self, text: str, line: int) -> None:
        """Read a piece of HTML that begins on `line`."""
        self._line = line - self.getpos()[0]
        self.feed(text)

    def parse_marked_section(self, i: int, _report: int = 1) -> int:
        """Treat `<![…` as a comment, as browsers do; Python before 3.14 raises for some."""
        return self.parse_bogus_comment(i)

    def handle_pi(self, data: str) -> None:
        self.elements.setdefault("?" + data.split(" ", 1)[0].rstrip("?"), self._here())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = self._here()
        if tag == "iframe" and (source := dict(attrs).get("src")):
            if not self._sanitizer.embeds.allows(source):
                self.hosts.setdefault(_host(source), here)
            for name, _ in attrs:
                if name not in FRAME_ATTRIBUTES and not allowed.is_harmless(name):
                    self.attributes.setdefault((tag, name), here)
            return
        if tag not in self._sanitizer.elements:
            if tag not in HARMLESS_ELEMENTS and ":" not in tag and tag != "h1":
                self.elements.setdefault(tag, here)
            return
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.setdefault(value, deque()).append(here)
            if _is_removed(tag, name, value or ""):
                self.attributes.setdefault((tag, name), here)

    def _here(self) -> int:
        return self._line + self.getpos()[0]


def _is_removed(element: str, attribute: str, value: str) -> bool:
    """Whether an attribute is removed, and its editor is told."""
    if not allowed.is_allowed(element, attribute, value):
        return not allowed.is_harmless(attribute)
    scheme = value.partition(":")[0].strip().lower() if ":" in value.partition("/")[0] else ""
    return attribute in ("href", "src") and bool(scheme) and scheme not in SAFE_SCHEMES


def _host(url: str) -> str:
    """Return the host of `url`, or `url` itself, for a message."""
    try:
        return split_url(url).netloc or url
    except ValueError:
        return url
