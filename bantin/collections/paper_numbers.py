"""Numbers of official documents: `12/2026/NQ-HĐND` (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3; Luật 64/2025/QH15)."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from bantin.config.collections import ASSEMBLY_CODE, ISSUER_CODE, KIND_CODE

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_TYPED = str.maketrans({**dict.fromkeys(_DASHES, "-"), "\u00d0": "Đ", "\u0189": "Đ"})
"""Dashes, and letters that look like Đ."""
_SPACED = re.compile(r" ?([/-]) ?")
_PREFIX = re.compile(r"^(?:số|so|no\.?)\s*[:.]?\s*", re.IGNORECASE)
OPEN = "…"
"""What stands for the first part of a number that is not given yet, as in drafts: `…/2026/NQ-HĐND`."""
_DOTTED = re.compile(r"^(?:…|\.{3,}|_{2,}) ?(?=/)")
_FORM = re.compile(rf"(\d{{1,5}}[a-z]?|{OPEN})/(?:(\d{{4}})/)?({KIND_CODE})(?:-({ISSUER_CODE}))?")
WITHIN_TEXT = (
    rf"(?<![\w/-])\d{{1,5}}[a-z]?/(?:(?:\d{{4}}/)?[A-ZĐ][^\W\d_]{{0,5}}[{_DASHES}][A-ZĐ][\w.&]{{0,20}}"
    rf"(?:[{_DASHES}][A-ZĐ][\w.]{{0,9}})?|\d{{4}}/{ASSEMBLY_CODE})(?<=\w)(?![{_DASHES}]?\w)"
)
"""The pattern of a number within a sentence."""
# What people type for the codes' letters.
_UNMARKED = {"HDND": "HĐND", "ĐHND": "HĐND", "QD": "QĐ", "ND": "NĐ", "DBQH": "ĐBQH", "TT-HĐND": "TT.HĐND"}


class PaperNumber(NamedTuple):
    """The parts of a number."""

    serial: str
    """`12`, with the zeros that were written; or `OPEN`."""
    year: int
    """0 where the number has none: `45/KH-HĐND`."""
    kind: str
    """`NQ`."""
    issuer: str
    """`HĐND`, or empty: `72/2025/QH15`."""

    @property
    def text(self) -> str:
        """The number as it is written."""
        year = f"{self.year}/" if self.year else ""
        return f"{self.serial}/{year}{self.kind}" + (f"-{self.issuer}" if self.issuer else "")

    @property
    def key(self) -> str:
        """What two spellings of one number have in common: zeros at the beginning and capitals aside."""
        return self._replace(serial=self.serial.lstrip("0") or "0").text.casefold()


@functools.lru_cache(maxsize=32_768)
def parse_number(written: str) -> PaperNumber | None:
    """Return the parts of a number, with the usual slips put right; `None` for what does not have its form."""
    text = _SPACED.sub(r"\1", _DOTTED.sub(OPEN, _PREFIX.sub("", " ".join(written.translate(_TYPED).split()))))
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    serial, year, kind, issuer = found.groups("")
    kind, issuer = (_UNMARKED.get(part, part) for part in (kind, issuer))
    if issuer.endswith(("HDND", "ĐHND")):
        issuer = f"{issuer[:-4]}HĐND"
    return PaperNumber(serial, int(year or 0), kind, issuer)


def number_key(written: str) -> str:
    """Return the `key` of a number, or the words themselves where they are none."""
    found = parse_number(written)
    return found.key if found else " ".join(written.split()).casefold()
