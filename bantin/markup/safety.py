"""Sanitize the HTML of a text with nh3 (ammonia), and report what was removed."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

from bantin.language.urls import split_url
from bantin.markup.embeds import FRAME_ATTRIBUTES, Embeds
from bantin.markup.references import SAFE_SCHEMES
from bantin.problems import problem

if TYPE_CHECKING:
    from bantin.config import Markup as MarkupSettings
    from bantin.markup.references import References
    from bantin.problems import Problem

# fmt: off
ELEMENTS = frozenset({
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
})
# Elements that run scripts, load, submit or change how the rest is parsed: no setting allows them.
NEVER = frozenset({
    "applet", "base", "body", "button", "embed", "form", "frame", "frameset", "head", "html", "iframe", "input", "link",
    "math", "meta", "noembed", "noframes", "noscript", "object", "plaintext", "script", "select", "style", "svg",
    "template", "textarea", "title", "xmp",
})
# Removed with their contents, which browsers do not show.
HIDDEN_ELEMENTS = frozenset({"iframe", "noembed", "noframes", "noscript", "script", "style", "template", "title"})
WORDS = frozenset({"alt", "aria-label", "title"})
"""Attributes whose values are text for readers."""
_HAS_HIDDEN = re.compile(rf"<(?:[!?]|(?:{'|'.join(sorted(HIDDEN_ELEMENTS))})\b)", re.IGNORECASE)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {
        "id", "class", "lang", "dir", "title", "role",
        "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden",
    },
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "div": {"tabindex"},
    "details": {"open"},
}
# fmt: on


class Sanitizer:
    """nh3 with the site's allow-list."""

    def __init__(self, settings: MarkupSettings) -> None:
        self.embeds = Embeds(frozenset(host.lower() for host in settings.embed_hosts))
        self.elements = ELEMENTS | (frozenset(settings.elements) - NEVER)
        self._references: References | None = None
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

    def clean(self, html: str, references: References) -> str:
        """Return `html` without what is not allowed, links and pictures resolved by `references`.

        Raises what `references` raises, for instance `SourceChanged` for a picture that was deleted.
        """
        self._references, self._failure = references, None
        cleaned = self._cleaner.clean(self.embeds.take_out(html))
        if self._failure is not None:
            raise self._failure
        return self.embeds.put_back(cleaned)

    def removed(self, html: str, references: References) -> list[Problem]:
        """Return warnings for the elements, attributes and frames that `clean` removes from `html`."""
        finder = _Finder(self)
        finder.feed(html)
        finder.close()
        path, line = references.path, references.line
        found = [problem("BT406", path, line(f"<{element}"), element=element) for element in finder.elements]
        for (element, name), value in finder.attributes.items():
            found.append(problem("BT407", path, line(value or name), element=element, attribute=name))
        found += [problem("BT408", path, line(host), host=host) for host in finder.hosts]
        return found

    def _guarded_filter(self, element: str, attribute: str, value: str) -> str | None:
        """Return what `_filter` does, and keep what it raises: nh3 would print it and go on."""
        try:
            return self._filter(element, attribute, value)
        except Exception as error:  # noqa: BLE001 - raised again by `clean`
            self._failure = self._failure or error
            return None

    def _filter(self, element: str, attribute: str, value: str) -> str | None:
        if attribute == "href" and element == "a":
            return self._references.link(value) if self._references else None
        if attribute == "src":
            return self._references.picture(value) if self._references and element == "img" else None
        if attribute == "tabindex":
            return value if value == "0" else None
        return words_of(value) if attribute in WORDS else value


def words_of(value: str) -> str:
    """Return an attribute's text; without any tags when it contains comments or hidden elements."""
    if not _HAS_HIDDEN.search(value):
        return value
    return unescape(nh3.clean(value, tags=set(), clean_content_tags=set(HIDDEN_ELEMENTS)))


class _Finder(HTMLParser):
    """Finds what a sanitizer removes."""

    def __init__(self, sanitizer: Sanitizer) -> None:
        super().__init__(convert_charrefs=True)
        self._sanitizer = sanitizer
        self.elements: dict[str, None] = {}
        self.attributes: dict[tuple[str, str], str] = {}
        self.hosts: dict[str, None] = {}

    def parse_marked_section(self, i: int, _report: int = 1) -> int:
        """Treat `<![…` as a comment, as browsers do; Python before 3.14 raises for some."""
        return self.parse_bogus_comment(i)

    def handle_pi(self, data: str) -> None:
        self.elements.setdefault("?" + data.split(" ", 1)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe" and (source := dict(attrs).get("src")):
            if not self._sanitizer.embeds.allows(source):
                self.hosts.setdefault(_host(source))
            self.attributes.update({(tag, name): "" for name, _ in attrs if name not in FRAME_ATTRIBUTES})
            return
        if tag not in self._sanitizer.elements:
            self.elements.setdefault(tag)
            return
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            scheme = (value or "").partition(":")[0].strip().lower() if ":" in (value or "").partition("/")[0] else ""
            if name not in allowed or (name in ("href", "src") and scheme and scheme not in SAFE_SCHEMES):
                self.attributes.setdefault((tag, name), value if scheme and value else "")


def _host(url: str) -> str:
    """Return the host of `url`, or `url` itself, for a message."""
    try:
        return split_url(url).netloc or url
    except ValueError:
        return url
