"""Pictures alone in their paragraph: one is a figure with caption and credit, several are a gallery."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from bantin.markup.body import ENLARGED, GALLERY, GALLERY_ITEM
from bantin.markup.safety import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown import Markdown

_CREDIT_MARK = " | "


class Figures(Treeprocessor):
    """Make figures of paragraphs that contain only pictures; neighbouring ones form a gallery."""

    def __init__(self, md: Markdown, credit: str) -> None:
        super().__init__(md)
        self._credit = credit

    def run(self, root: ET.Element) -> None:
        if next(root.iter("img"), None) is None:
            return
        for parent in list(root.iter()):
            for paragraphs in _runs(parent):
                self._replace(parent, paragraphs)

    def _replace(self, parent: ET.Element, paragraphs: list[ET.Element]) -> None:
        """Replace `paragraphs` by a figure or a gallery."""
        shown = [(paragraph, *one) for paragraph in paragraphs for one in _pictures(paragraph)]
        first, tail = paragraphs[0], paragraphs[-1].tail
        alone = {id(paragraph): dict(paragraph.attrib) for paragraph in paragraphs}
        for paragraph in paragraphs[1:]:
            parent.remove(paragraph)
        first.clear()
        first.tail = tail
        if len(shown) == 1:
            [(_, image, linked)] = shown
            self._fill(first, image, alone[id(first)], ENLARGED if linked else "")
            return
        first.tag = "div"
        # The attributes of a paragraph with several pictures are those of the gallery, else of the figure.
        first.attrib = _with_class(alone[id(first)] if len(paragraphs) == 1 else {}, GALLERY)
        for paragraph, image, _ in shown:
            self._fill(
                ET.SubElement(first, "figure"), image, alone[id(paragraph)] if len(paragraphs) > 1 else {}, GALLERY_ITEM
            )

    def _fill(self, figure: ET.Element, image: ET.Element, attributes: dict[str, str], name: str) -> None:
        """Turn the empty element `figure` into a figure with `image`."""
        figure.tag, figure.attrib = "figure", _with_class(attributes, name)
        image.tail = None
        figure.append(image)
        caption, credit = split_caption(words_of(image.attrib.pop("title", "")))
        if not caption and not credit:
            return
        shown = ET.SubElement(figure, "figcaption")
        shown.text = AtomicString(caption + " " if caption and credit else caption)
        if credit:
            ET.SubElement(shown, "span", {"class": "credit"}).text = AtomicString(credited(credit, self._credit))


def split_caption(title: str) -> tuple[str, str]:
    """Return caption and credit of a title: `Quang cảnh kỳ họp | Hải Đường`."""
    if _CREDIT_MARK not in title and not title.startswith("| "):
        return title.strip(), ""
    caption, _, credit = f" {title}".rpartition(_CREDIT_MARK)
    return caption.strip(), credit.strip()


def credited(credit: str, words: str) -> str:
    """Return the credit in the words for a photo (`Ảnh: {name}`), unchanged if it has a colon: `Đồ họa: …`."""
    return credit if ":" in credit else words.replace("{name}", credit)


def _runs(parent: ET.Element) -> Iterator[list[ET.Element]]:
    """Yield the paragraphs of pictures in `parent`, neighbouring ones together."""
    run: list[ET.Element] = []
    for child in list(parent):
        if child.tag == "p" and _pictures(child):
            run.append(child)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _pictures(paragraph: ET.Element) -> list[tuple[ET.Element, bool]]:
    """Return the pictures of a paragraph of only pictures, with whether each links to itself; else no pictures."""
    found: list[tuple[ET.Element, bool]] = []
    if (paragraph.text or "").strip():
        return found
    for part in paragraph:
        if (part.tail or "").strip():
            return []
        if part.tag == "br":
            continue
        linked = (
            part.tag == "a"
            and len(part) == 1
            and not part.text
            and not part[0].tail
            and part.get("href") == part[0].get("src")
        )
        image = part[0] if linked else part
        if image.tag != "img":
            return []
        found.append((image, linked))
    return found


def _with_class(attributes: dict[str, str], name: str) -> dict[str, str]:
    if not name:
        return attributes
    return {**attributes, "class": f"{attributes['class']} {name}" if attributes.get("class") else name}
