"""Footnotes: numbered in the order in which the text refers to them, listed at its end."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from bantin.markup.nodes import Finding

if TYPE_CHECKING:
    from bantin.markup.nodes import Parsed

_ARROW = "↩"


class Notes:
    """The footnotes of one text."""

    def __init__(self, parsed: Parsed, back: str) -> None:
        """`back` is the label of the link back; `{}` in it is the footnote's number."""
        self._parsed = parsed
        self._back = back
        self._marks: dict[str, list[ET.Element]] = {}
        """The marks of each footnote, in the order of the first ones."""

    def refer(self, label: str) -> ET.Element | None:
        """Return the mark that leads to the footnote `label`, or `None` when there is none."""
        key = label.casefold()
        note = self._parsed.notes.get(key)
        if note is None:
            return None
        if key not in self._marks:
            note.number = len(self._marks) + 1
            self._marks[key] = []
        count = len(self._marks[key]) + 1
        mark = ET.Element("sup", {"id": f"fnref{count if count > 1 else ''}-{note.label}"})
        link = ET.SubElement(mark, "a", {"class": "footnote-ref", "href": f"#fn-{note.label}"})
        link.text = str(note.number)
        self._marks[key].append(mark)
        return mark

    def append_to(self, root: ET.Element) -> None:
        """Append the footnotes that the text refers to; add a finding for each of the others."""
        for key, note in self._parsed.notes.items():
            if key not in self._marks:
                self._parsed.findings.append(Finding("BT416", note.line, {"label": note.label}))
        if not self._marks:
            return
        frame = ET.SubElement(root, "div", {"class": "footnote"})
        frame.text = "\n"
        ET.SubElement(frame, "hr")
        list_ = ET.SubElement(frame, "ol")
        for key, marks in self._marks.items():
            note = self._parsed.notes[key]
            note.element.set("id", f"fn-{note.label}")
            list_.append(note.element)
            last = note.element[-1] if len(note.element) else None
            if last is None or last.tag != "p":
                last = ET.SubElement(note.element, "p")
            for mark in marks:
                _append_back_link(last, mark.attrib["id"], self._back.format(note.number))


def _append_back_link(paragraph: ET.Element, target: str, title: str) -> None:
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + "\xa0"
    else:
        paragraph.text = (paragraph.text or "") + "\xa0"
    link = ET.SubElement(paragraph, "a", {"class": "footnote-backref", "href": f"#{target}", "title": title})
    link.text = _ARROW
