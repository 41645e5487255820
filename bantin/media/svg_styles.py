"""Clean the styles of a drawing by an allow-list, so that they load nothing.

A text is split into the few kinds of tokens that drawings need, and only those are written again. Anything else (an
escape, an unknown function, a URL) is no known token, and the declaration with it is left out, however browsers would
have parsed it. Every step takes linear time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bantin.media import svg_data
from bantin.media.svg_names import (
    FACE_DESCRIPTORS,
    FUNCTIONS,
    INVISIBLE_PROPERTIES,
    LINKING_PROPERTIES,
    PROPERTIES,
    TEXT_PROPERTIES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TOKEN = re.compile(
    r"""(?P<space>[ \t\n\r\f]+)
      | (?P<link>url\([ \t\n\r\f]*(?P<q1>["']?)(?P<fragment>\#[\w.:%-]+)(?P=q1)[ \t\n\r\f]*\))
      | (?P<data>url\([ \t\n\r\f]*(?P<q2>["']?)(?P<uri>data:[\w/+.;=-]*,[A-Za-z0-9+/=]*)(?P=q2)[ \t\n\r\f]*\))
      | (?P<string>"[^"\\\n\r\f<>:/@]*"|'[^'\\\n\r\f<>:/@]*')
      | (?P<number>[+-]?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?(?:%|[a-z]+)?)
      | (?P<hash>\#[\w-]+)
      | (?P<important>![ \t\n\r\f]*important)
      | (?P<at>@[\w-]+)
      | (?P<function>-{0,2}[^\W\d][\w-]*\()
      | (?P<word>-{0,2}[^\W\d][\w-]*)
      | (?P<mark>[,/:;{}()*+>~.-])
      | (?P<unknown>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SELECTOR = re.compile(r"[\w .#*>+~,:-]+")
_MEDIA_QUERY = re.compile(r"[\w ():,.-]+")
_SIMPLE_VALUE = re.compile(r"#?[A-Za-z0-9]+(?:\.[0-9]+)?%?")
"""A colour, a keyword or a number, as most values are."""
_IGNORED_RULES = frozenset({"@charset", "@namespace"})
"""Rules that do not change how a drawing looks: removed without a warning."""
_ALWAYS = frozenset({"number", "hash", "word", "important"})
"""Kinds of tokens allowed in every value."""
_DEPTH_LIMIT = 16
"""Deepest nesting of brackets in a value."""


class Styles(NamedTuple):
    """Cleaned styles."""

    text: str
    is_whole: bool
    """Whether nothing visible was removed."""


class _Token(NamedTuple):
    kind: str
    """The name of a group of `_TOKEN`."""
    text: str


def clean_stylesheet(text: str, media: str = "") -> Styles:
    """Return the cleaned rules of a `<style>` element with this `media` attribute."""
    tokens = _tokens(text)
    if media.strip().lower() not in ("", "all", "screen"):
        head = [_Token("at", "@media"), _Token("space", " "), *_tokens(media)]
        tokens = [*head, _Token("mark", "{"), *tokens, _Token("mark", "}")]
    return _rules(tokens, is_inner=False)


def clean_declarations(text: str) -> Styles:
    """Return the cleaned declarations of a `style` attribute."""
    return _declarations(_tokens(text))


def clean_value(text: str, name: str) -> str:
    """Return the cleaned value of the property `name`; an empty text when any of it is not allowed."""
    return text if _SIMPLE_VALUE.fullmatch(text) else _value(_tokens(text), name)


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(_without_comments(text)):
        kind = match.lastgroup or ""
        # Without quotes and spaces.
        if match["link"]:
            found.append(_Token("link", f"url({match['fragment']})"))
        elif match["data"]:
            found.append(_Token("data", match["uri"]))
        else:
            found.append(_Token(kind, " " if kind == "space" else match[0]))
    return found


def _without_comments(text: str) -> str:
    kept = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("*/", start + 2)
        at = end + 2 if end >= 0 else len(text)
    return " ".join([*kept, text[at:]])


def _rules(tokens: Sequence[_Token], *, is_inner: bool) -> Styles:
    written = []
    is_whole = True
    for prelude, block in _statements(tokens):
        name = prelude[0].text.lower() if prelude[0].kind == "at" else ""
        if name in _IGNORED_RULES:
            continue
        head = _joined(prelude)
        if name == "@media" and block is not None and not is_inner and _MEDIA_QUERY.fullmatch(head[len(name) :]):
            body = _rules(block, is_inner=True)
        elif name == "@font-face" and block is not None and head.lower() == name:
            body = _face(block)
        elif not name and block is not None and _SELECTOR.fullmatch(head):
            body = _declarations(block)
        else:
            body = Styles("", is_whole=False)
        is_whole &= body.is_whole
        if body.text:
            written.append(f"{head}{{{body.text}}}")
    return Styles("\n".join(written), is_whole)


def _statements(tokens: Sequence[_Token]) -> Iterator[tuple[Sequence[_Token], Sequence[_Token] | None]]:
    """Yield the prelude of each rule and the tokens of its block; `None` for a statement without a block."""
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "space":
            at += 1
            continue
        start = at
        is_rule = tokens[at].kind == "at"
        while at < len(tokens) and tokens[at].text != "{" and not (is_rule and tokens[at].text == ";"):
            at += 1
        prelude = tokens[start:at]
        if at == len(tokens) or tokens[at].text == ";":
            yield prelude, None
            at += 1
            continue
        start, depth = at + 1, 0
        while at < len(tokens):
            depth += {"{": 1, "}": -1}.get(tokens[at].text, 0)
            if not depth:
                break
            at += 1
        yield prelude or [tokens[start - 1]], tokens[start:at]
        at += 1


def _declarations(tokens: Sequence[_Token], write: Callable[[Sequence[_Token], str], str] | None = None) -> Styles:
    """Return the declarations whose values `write` cleans (default: `_property`)."""
    write = write or _property
    written = []
    is_whole = True
    for one in _split(tokens):
        name, rest = _named(one)
        text = write(rest, name) if name else ""
        if text:
            written.append(f"{name}:{text}")
        else:
            is_whole &= (name in INVISIBLE_PROPERTIES or _is_private(name)) and _is_harmless(rest)
    return Styles(";".join(written), is_whole)


def _split(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """Yield the declarations between semicolons, without empty ones."""
    found: list[_Token] = []
    for token in tokens:
        if token.text == ";":
            if any(one.kind != "space" for one in found):
                yield found
            found = []
        else:
            found.append(token)
    if any(one.kind != "space" for one in found):
        yield found


def _named(tokens: list[_Token]) -> tuple[str, list[_Token]]:
    """Return name and value of a declaration; an empty name when it is not one."""
    at = next((index for index, token in enumerate(tokens) if token.text == ":"), len(tokens))
    before = [token for token in tokens[:at] if token.kind != "space"]
    if at == len(tokens) or len(before) != 1 or before[0].kind != "word":
        return "", tokens
    name = before[0].text
    return name if name.startswith("--") else name.lower(), tokens[at + 1 :]


def _property(tokens: Sequence[_Token], name: str) -> str:
    return _value(tokens, name) if name in PROPERTIES or name.startswith("--") else ""


def _value(tokens: Sequence[_Token], name: str) -> str:
    depth = deepest = 0
    for token in tokens:
        kind, text = token
        if kind == "function" or (text == "(" and depth):
            depth += 1
            deepest = max(deepest, depth)
            is_known = text == "(" or text[:-1].lower() in FUNCTIONS
        elif text == ")":
            depth -= 1
            is_known = depth >= 0
        elif kind == "link":
            is_known = name in LINKING_PROPERTIES
        elif kind == "string":
            is_known = name in TEXT_PROPERTIES
        elif kind == "mark":
            is_known = text in ",/" or (depth > 0 and text in "+-*")
        else:
            is_known = kind in _ALWAYS or kind == "space"
        if not is_known:
            return ""
    return _joined(tokens) if not depth and deepest <= _DEPTH_LIMIT else ""


def _is_harmless(tokens: Sequence[_Token]) -> bool:
    """Whether a removed value consists of names, numbers, words and parts of the drawing."""
    return all(kind in _ALWAYS or kind in ("space", "string", "link") or text in (",", "/") for kind, text in tokens)


def _is_private(name: str) -> bool:
    """Whether a property is vendor-specific: `-inkscape-stroke`."""
    return name.startswith("-") and not name.startswith("--")


def _face(tokens: Sequence[_Token]) -> Styles:
    """Return the declarations of an embedded font."""
    written = _declarations(tokens, _descriptor)
    return written if "src:" in written.text else Styles("", is_whole=False)


def _descriptor(tokens: Sequence[_Token], name: str) -> str:
    if name != "src":
        return _value(tokens, name) if name in FACE_DESCRIPTORS else ""
    written = []
    depth = 0
    for kind, text in tokens:
        uri = svg_data.clean_font(text) if kind == "data" else ""
        depth += (text.lower() == "format(") - (text == ")")
        is_known = uri or kind in ("space", "string", "word") or text in (",", ")") or text.lower() == "format("
        if not is_known or depth not in (0, 1):
            return ""
        written.append(f"url({uri})" if uri else text)
    return "" if depth else "".join(written).strip()


def _joined(tokens: Sequence[_Token]) -> str:
    return "".join(token.text for token in tokens).strip()
