"""What HTML may be in a text."""

from __future__ import annotations

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
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
ATTRIBUTES: dict[str, set[str]] = {
    "*": {
        "id", "class", "lang", "dir", "title", "role",
        "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden",
    },
    "a": {"href", "hreflang", "name"},
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

# What Word and old portals leave behind: dropped without a word, as nothing is lost that a page of ours could show.
HARMLESS_ELEMENTS = frozenset({"center", "font", "big", "tt"})
HARMLESS_ATTRIBUTES = frozenset({
    "align", "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "color", "face", "height", "hspace",
    "noshade", "nowrap", "rel", "size", "style", "target", "valign", "vspace", "width", "xmlns",
})  # fmt: skip


def is_allowed(element: str, attribute: str, value: str) -> bool:
    """Whether `element` may have this attribute."""
    if attribute == "tabindex" and value != "0":
        return False
    return attribute in ATTRIBUTES["*"] or attribute in ATTRIBUTES.get(element, ())


def is_harmless(attribute: str) -> bool:
    """Whether an attribute that is not allowed is dropped without a word."""
    return attribute in HARMLESS_ATTRIBUTES or attribute.startswith(("data-", "xmlns:")) or ":" in attribute
