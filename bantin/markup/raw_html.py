"""Raw HTML as CommonMark 0.31.2 (section 6.6 and 4.6) finds it in Markdown."""

from __future__ import annotations

import re

# fmt: off
_BLOCK_ELEMENTS = frozenset({
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link",
    "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
})
_KNOWN_ELEMENTS = _BLOCK_ELEMENTS | frozenset({
    "a", "abbr", "acronym", "applet", "area", "audio", "b", "bdi", "bdo", "bgsound", "big", "blink", "br", "button",
    "canvas", "cite", "code", "data", "datalist", "del", "dfn", "em", "embed", "font", "hgroup", "i", "image", "img",
    "input", "ins", "kbd", "keygen", "label", "listing", "map", "mark", "marquee", "math", "meta", "meter", "nobr",
    "noembed", "noscript", "object", "output", "picture", "pre", "progress", "q", "rb", "rp", "rt", "rtc",
    "ruby", "s", "samp", "script", "select", "slot", "small", "source", "span", "strike", "strong", "style", "sub",
    "sup", "svg", "template", "textarea", "time", "tt", "u", "var", "video", "wbr", "xmp",
})
"""HTML's elements, obsolete ones too. `<họ và tên>` and `<Ten>` are words."""
# fmt: on
_NAME = r"[A-Za-z][A-Za-z0-9-]*+(?::[A-Za-z][A-Za-z0-9-]*+)?"
"""With a prefix, as Word writes them (`<o:p>`), they are elements, too."""
# Python before 3.11.5 goes wrong in possessive groups that contain a choice.
_ATTRIBUTE = r"""(?:[ \t\n]+[A-Za-z_:][\w.:-]*+(?:[ \t\n]*+=[ \t\n]*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?)"""
_TAG = re.compile(rf"<(?:({_NAME}){_ATTRIBUTE}*[ \t\n]*+/?>|/({_NAME})[ \t\n]*+>)", re.ASCII)
_BLOCK_TAG = re.compile(rf"</?({_NAME})(?=[ \t\n>]|/>|$)")
_VERBATIM = re.compile(r"<(script|pre|style|textarea)(?=[ \t\n>]|$)", re.IGNORECASE)
_VERBATIM_END = re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)

Instruction = tuple[str, str, str]
"""Beginning, end, and how its name is written in a message; comments have none."""
_INSTRUCTIONS: tuple[Instruction, ...] = (
    ("<!--", "-->", ""),
    ("<?", "?>", "?"),
    ("<![CDATA[", "]]>", "?CDATA"),
    ("<!", ">", ""),
)
"""Comments, processing instructions, character data, declarations: no reader sees them."""
_INSTRUCTION = re.compile("<[!?]")
_WORD = re.compile(r"\w*")
_PLAINTEXT = re.compile("<(?=/?plaintext\\b)", re.IGNORECASE)


def is_known(name: str) -> bool:
    """Whether `name` is an element of HTML, or of another XML vocabulary, rather than a word."""
    return ":" in name or name.lower() in _KNOWN_ELEMENTS


def match_tag(text: str, at: int) -> int:
    """Return where the tag at `at` ends, or -1 when there is none, or none of a known element."""
    found = _TAG.match(text, at)
    return found.end() if found and is_known(found[1] or found[2]) else -1


def instruction_at(text: str, at: int) -> Instruction | None:
    """Return what begins at `at`, or `None`."""
    for kind in _INSTRUCTIONS:
        start = kind[0]
        if text.startswith(start, at) and (start != "<!" or text[at + 2 : at + 3].isalpha()):
            return kind
    return None


def without_instructions(text: str) -> tuple[str, str]:
    """Return HTML without comments and with `<?php …?>` cut to `<?php>`; and one that has no end.

    HTML ends instructions at the next `>`, and would show the rest. `<plaintext>`, which HTML never ends, is words.
    """
    text = _PLAINTEXT.sub("&lt;", text)
    if "<!" not in text and "<?" not in text:
        return text, ""
    parts: list[str] = []
    at = 0
    for found in _INSTRUCTION.finditer(text):
        start = found.start()
        kind = instruction_at(text, start) if start >= at else None
        if kind is None:
            continue
        parts.append(text[at:start])
        end = end_of_instruction(text, start, kind)
        if end < 0:
            return "".join(parts), text[start:]
        if kind[2]:
            name = _WORD.match(text, start + len(kind[0]))
            parts.append(f"<{kind[2]}{name[0] if name else ''}>")
        at = end
    return "".join((*parts, text[at:])), ""


def end_of_instruction(text: str, at: int, kind: Instruction) -> int:
    """Return where the instruction at `at` ends, or -1."""
    start, end, _ = kind
    if start == "<!--" and text.startswith(("<!-->", "<!--->"), at):
        return text.index(">", at) + 1
    found = text.find(end, at + len(start))
    return found + len(end) if found >= 0 else -1


def block_end(line: str, *, in_paragraph: bool) -> re.Pattern[str] | str | None:
    """Return how the HTML block ends that begins with `line`: with what, or with a blank line (an empty text).

    `None` when no HTML block begins there. A tag of any other element begins one only alone on its line, and not in
    a paragraph.
    """
    if instruction := instruction_at(line, 0):
        return instruction[1]
    if _VERBATIM.match(line):
        return _VERBATIM_END
    found = _BLOCK_TAG.match(line)
    if found and (found[1].lower() in _BLOCK_ELEMENTS):
        return ""
    if not in_paragraph and (end := match_tag(line, 0)) > 0 and not line[end:].strip():
        return ""
    return None
