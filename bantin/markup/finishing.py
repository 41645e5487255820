"""The last step of a text: pictures get their renditions, links to files the facts of the file.

It runs on the sanitizer's output: well-formed tags with quoted values. Whole tags are matched, so that nothing inside a
value is taken for a tag.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from bantin.markup.body import ENLARGED, GALLERY_ITEM
from bantin.media.attachments import described
from bantin.media.pictures import renditions
from bantin.media.tags import picture_tag
from bantin.problems import problem

if TYPE_CHECKING:
    from bantin.config import Settings
    from bantin.markup.body import Words
    from bantin.markup.references import References

_TAG = re.compile(r'<(?P<name>/?[a-z][a-z0-9-]*)(?P<attributes>(?:\s+[^\s=<>"]+(?:="[^"]*")?)*)\s*>')
_ATTRIBUTE = re.compile(r'([^\s=<>"]+)(?:="([^"]*)")?')
_WIDTH = re.compile(r"[1-9]\d{0,3}")


class Finishing:
    """The last step, for one site."""

    def __init__(self, settings: Settings, words: Words) -> None:
        self._base_path = settings.base_path
        self._media = settings.media
        self._language = settings.site.language
        self._words = words

    def __call__(self, text: str, references: References) -> str:
        """Return `text` finished. Pictures without alternative text are added to `references.problems`."""
        if not references.pictures and not references.files:
            return text
        return _TAG.sub(_Pass(self, references).tag, text)

    def picture(self, attributes: dict[str, str], references: References, frame: frozenset[str] | None) -> str | None:
        """Return the element for an `<img>`, `None` to leave it.

        `frame` are the classes of its figure, from which it links to its largest size; `None` outside or in a link.
        """
        known = references.pictures.get(attributes.get("src", ""))
        if known is None:
            return None
        picture, written, line = known
        if "alt" not in attributes:
            references.problems.append(problem("BT853", references.path, line, target=written))
        made = renditions(picture, self._media.quality)
        alt, width = attributes.get("alt", ""), attributes.get("width", "")
        element = picture_tag(
            made,
            self._base_path,
            alt,
            sizes=self._media.gallery_sizes if frame and GALLERY_ITEM in frame else self._media.sizes,
            cls=attributes.get("class", ""),
            width=int(width) if _WIDTH.fullmatch(width) else None,
        )
        if frame is None or (len(made.plain) == 1 and not frame & {ENLARGED, GALLERY_ITEM}):
            return element
        label = "" if alt else f' aria-label="{html.escape(self._words.enlarge)}"'
        return f'<a href="{html.escape(self._base_path + made.plain[-1].url)}"{label}>{element}</a>'

    def facts(self, href: str, references: References) -> tuple[str, str] | None:
        """Return further attributes of a link to a file, and the HTML after its text; `None` for other links."""
        file = references.files.get(href)
        if file is None:
            return None
        facts = described(file, self._language, self._words.page, self._words.pages)
        return f' download="{html.escape(file.name)}"', f' <span class="file-facts">({html.escape(facts)})</span>'


class _Pass:
    """One pass over the tags of a text."""

    def __init__(self, finishing: Finishing, references: References) -> None:
        self._finishing = finishing
        self._references = references
        self._frame: tuple[int, frozenset[str]] = (-1, frozenset())
        """Where the last figure's tag ended, and its classes."""
        self._after_link = ""
        self._in_link = False

    def tag(self, found: re.Match[str]) -> str:
        name = found["name"]
        if name == "/a":
            after, self._after_link = self._after_link, ""
            self._in_link = False
            return found[0] + after
        if name not in ("img", "a", "figure"):
            return found[0]
        attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(found["attributes"])}
        if name == "img":
            end, frame = self._frame
            framed = end == found.start() and not self._in_link
            picture = self._finishing.picture(attributes, self._references, frame if framed else None)
            return found[0] if picture is None else picture
        if name == "a":
            self._in_link = True
            facts = self._finishing.facts(attributes.get("href", ""), self._references)
            if facts is None:
                return found[0]
            self._after_link = facts[1]
            return f"{found[0][:-1]}{facts[0]}>"
        self._frame = (found.end(), frozenset(attributes.get("class", "").split()))
        return found[0]
