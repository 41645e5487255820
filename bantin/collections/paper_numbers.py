"""Numbers of official documents: `12/2026/NQ-HĐND` (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3; Luật 64/2025/QH15)."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

_TYPED = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"), "\u00d0": "Đ", "\u0189": "Đ"})
"""Dashes, and letters that look like Đ."""
_SPACED = re.compile(r" ?([/-]) ?")
_PREFIX = re.compile(r"^(?:số|so|no\.?)\s*[:.]?\s*", re.IGNORECASE)
_FORM = re.compile(r"(\d{1,5}[a-z]?)/(?:(\d{4})/)?([^\W\d_]{1,6}|QH\d{1,2})(?:-([^\W_][\w.&]{0,20}(?:-[\w.]{1,10})?))?")
WITHIN_TEXT = (
    r"(?<![\w/-])\d{1,5}[a-z]?/(?:\d{4}/)?[A-ZĐ][^\W\d_]{0,5}-[A-ZĐ][\w.&]{0,20}(?:-[A-ZĐ][\w.]{0,9})?(?<=\w)(?!-?\w)"
)
"""The pattern of a number within a sentence."""
# What people type for the codes' letters.
_UNMARKED = {"HDND": "HĐND", "ĐHND": "HĐND", "QD": "QĐ", "ND": "NĐ", "DBQH": "ĐBQH", "TT-HĐND": "TT.HĐND"}


class PaperNumber(NamedTuple):
    """The parts of a number."""

    serial: str
    """`12`, with the zeros that were written."""
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
    text = _SPACED.sub(r"\1", _PREFIX.sub("", " ".join(written.translate(_TYPED).split())))
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
