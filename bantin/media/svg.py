"""Clean SVG drawings by a strict allow-list: nothing in the result runs, loads or links to anything.

Browsers run no scripts in an `<img>`, but opened at its own URL a drawing is a page of the site. So no byte of the file
is published as it is: expat parses it, and elements that are known to draw are written again in UTF-8, without
declarations, instructions and comments. nh3 writes HTML, not XML, so this is a filter of its own.
"""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple
from xml.parsers import expat

from bantin.media import svg_data, svg_styles
from bantin.media.svg_copies import Copies
from bantin.media.svg_names import (
    ELEMENTS,
    INVISIBLE_ELEMENTS,
    NAMING_ATTRIBUTES,
    PLAIN_ATTRIBUTES,
    STYLE_ATTRIBUTES,
    VISIBLE_NAMESPACES,
    WRAPPERS,
)

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

BYTE_LIMIT = 20_000_000
"""Largest drawing, in bytes."""
DEPTH_LIMIT = 250
"""Deepest nesting of elements."""

_REMOVED_FROM_URLS = re.compile(r"[\t\n\r]")
"""Characters that browsers remove from URLs."""
_PLAIN_VALUE = re.compile(r"[\w\s.,;%()+-]*")
_LENGTH = re.compile(r"\+?(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,2}))?\s*(px|pt|pc|mm|cm|in|Q)?", re.IGNORECASE)
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
"""CSS pixels in each unit."""
_DEFAULT_SIZE = (300, 150)
"""The size in which browsers show a drawing without one, in CSS pixels."""
_LARGEST = 20_000


class Drawing(NamedTuple):
    """A drawing that is safe to publish."""

    data: bytes
    width: int
    """In CSS pixels."""
    height: int
    removed: tuple[str, ...]
    """Names of what could have run, loaded, linked or been visible; not of metadata."""


class NotADrawing(ValueError):
    """The bytes are not a readable SVG."""


class TooDeep(ValueError):
    """Elements are nested deeper than `DEPTH_LIMIT`."""


class TooMany(ValueError):
    """More than `ELEMENT_LIMIT` elements would be shown."""


def clean(data: bytes) -> Drawing:
    """Return the drawing in `data`, cleaned. Raises `NotADrawing`, `TooDeep` and `TooMany`."""
    return _Writer().write(data)


class _Attribute(NamedTuple):
    """A cleaned attribute."""

    name: str
    value: str
    """Empty when the attribute is left out."""
    is_whole: bool = True
    """Whether nothing visible was removed."""


class _Writer:
    """Writes a cleaned drawing while expat parses the original."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: list[str] = []
        """Names of the open elements; empty for a wrapper, of which only the contents are kept."""
        self._dropped = 0
        """Depth within a dropped element; 0 outside."""
        self._style: list[str] | None = None
        """The text of the open `<style>`, if any."""
        self._media = ""
        """The `media` attribute of the open `<style>`."""
        self._copies = Copies()
        self._size = _DEFAULT_SIZE
        self._removed: dict[str, None] = {}

    def write(self, data: bytes) -> Drawing:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._declared
        parser.SkippedEntityHandler = self._undeclared
        parser.ProcessingInstructionHandler = self._instructed
        try:
            parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
        except (NotADrawing, TooDeep):
            raise
        except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: an unknown encoding
            raise NotADrawing(str(error)) from None
        if not self._copies.are_few():
            raise TooMany
        return Drawing("".join(self._written).encode(), *self._size, tuple(self._removed))

    def _declared(self, name: str, *_declaration: object) -> None:
        raise NotADrawing(f"<!ENTITY {name}>")

    def _undeclared(self, name: str, _is_parameter: object) -> None:
        raise NotADrawing(f"&{name};")

    def _instructed(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self._removed.setdefault(f"<?{target}?>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._open and (space, local) != (SVG, "svg"):
            raise NotADrawing(f"it begins with <{local}>, not with <svg xmlns={SVG!r}>")
        if len(self._open) + self._dropped >= DEPTH_LIMIT:
            raise TooDeep
        if self._dropped:
            self._dropped += 1
        elif attributes.get("requiredExtensions"):
            self._dropped = 1  # browsers support no extensions, and show nothing of it
        elif space == SVG and local in WRAPPERS:
            self._removed.setdefault(f"<{local}>")
            self._open.append("")
        elif space != SVG or local not in ELEMENTS:
            # Elements of other namespaces, which browsers do not show, are left by drawing programs.
            if (space == SVG and local not in INVISIBLE_ELEMENTS) or space in VISIBLE_NAMESPACES:
                self._removed.setdefault(f"<{local}>")
            self._dropped = 1
        elif local == "style" and attributes.get("type", "").strip().lower() not in ("", "text/css"):
            self._dropped = 1  # ignored by browsers
        else:
            self._write_start(local, attributes)

    def _write_start(self, local: str, attributes: dict[str, str]) -> None:
        found = [_clean_attribute(local, written, value) for written, value in attributes.items()]
        if local == "image" and not any(one.value for one in found if one.name.endswith("href")):
            self._removed.setdefault("<image>")
            self._dropped = 1
            return
        self._removed.update((one.name.removeprefix("xlink:"), None) for one in found if not one.is_whole)
        if not self._open:
            self._size = _find_size(attributes)
        spaces = "" if self._open else f' xmlns="{SVG}" xmlns:xlink="{XLINK}"'
        self._written.append(f"<{local}{spaces}")
        self._written += [f' {one.name}="{_escape(one.value)}"' for one in found if one.value]
        self._written.append(">")
        self._open.append(local)
        references = [one.value for one in found if local == "use" and one.name.endswith("href") and one.value]
        self._copies.start(attributes.get("id", ""), references)
        if local == "style":
            self._style, self._media = [], attributes.get("media", "")

    def _end(self, _name: str) -> None:
        if self._dropped:
            self._dropped -= 1
            return
        local = self._open.pop()
        if local == "style" and self._style is not None:
            styles = svg_styles.clean_stylesheet("".join(self._style), self._media)
            self._style = None
            self._written.append(escape(styles.text, quote=False))
            if not styles.is_whole:
                self._removed.setdefault("<style>")
        if local:
            self._copies.end()
            self._written.append(f"</{local}>")

    def _text(self, text: str) -> None:
        if self._dropped or not self._open:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._written.append(escape(text, quote=False).replace("\r", "&#13;"))


def _clean_attribute(element: str, written: str, value: str) -> _Attribute:
    """Return the cleaned attribute; `written` is expat's name for it, with namespace."""
    space, _, name = written.rpartition(" ")
    if space == XML and name in ("space", "lang"):
        return _Attribute(f"xml:{name}", value)
    is_foreign = space not in ("", XLINK) or (space and name != "href")
    if is_foreign or (element == "style" and name == "type"):  # CSS is the default
        return _Attribute(name, "")
    if name == "style":
        return _Attribute(name, *svg_styles.clean_declarations(value))
    if name == "href":
        kept = _clean_reference(element, value)
    elif name in STYLE_ATTRIBUTES:
        kept = svg_styles.clean_value(value, name)
    elif name in PLAIN_ATTRIBUTES:
        kept = value if _PLAIN_VALUE.fullmatch(value) else ""
    elif name in NAMING_ATTRIBUTES:
        kept = value
    else:
        return _Attribute(name, "", is_whole=not name.lower().startswith("on"))
    return _Attribute("xlink:href" if space else name, kept, is_whole=bool(kept) or not value.strip())


def _clean_reference(element: str, value: str) -> str:
    """Return an allowed `href`: of a part of the drawing, or an embedded picture; else an empty text."""
    if element == "image":  # `#part` would load the whole file once more
        return svg_data.clean_picture(value)
    stripped = _REMOVED_FROM_URLS.sub("", value.strip())
    return stripped if stripped.startswith("#") else ""


def _escape(value: str) -> str:
    """Return `value` escaped for an attribute, also white space that parsers would change."""
    return escape(value).replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def _find_size(attributes: dict[str, str]) -> tuple[int, int]:
    """Return width and height of a drawing, in CSS pixels, by the rules of browsers."""
    width, height = _parse_length(attributes.get("width", "")), _parse_length(attributes.get("height", ""))
    numbers = [float(part) for part in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", attributes.get("viewBox", ""))]
    box = (numbers[2], numbers[3]) if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0 else None  # noqa: PLR2004 - x y w h
    if box and not (width and height):
        if not (width or height):
            width, height = box
        elif width:
            height = width * box[1] / box[0]
        else:
            width = height * box[0] / box[1]
    if not (width and height):
        width, height = width or _DEFAULT_SIZE[0], height or _DEFAULT_SIZE[1]
    return _pixels(width), _pixels(height)


def _parse_length(text: str) -> float:
    """Return a length in CSS pixels; 0 for none or a percentage."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        return 0.0
    return float(found[1]) * 10.0 ** int(found[2] or 0) * _UNITS[(found[3] or "").lower()]


def _pixels(length: float) -> int:
    return max(1, round(min(_LARGEST, length)))
