"""Vietnamese: folding, slugs, alphabetical order, dates in words."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from bantin.language import combining_marks

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

SLUG_LIMIT = 99
"""Longest slug, in characters."""

# The 29 letters of the alphabet in their order, and the foreign ones (f j w z) where dictionaries put them.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: index for index, letter in enumerate(_ALPHABET)}
# Order of tones in dictionaries (also CLDR's root for `vi`): level, grave, hook, tilde, acute, dot below.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_NUMBER = re.compile(r"(\d+)")
# Eth and African D look like Đ and are typed for it by mistake.
_STROKED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ɖ": "d", "Ɖ": "D"})
WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""For `str.translate`: invisible characters, as Word puts them within words."""
_IS_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics, đ as d: `Đại biểu` → `dai bieu`."""
    decomposed = unicodedata.normalize("NFKD", combining_marks.shortened(text.translate(_STROKED)))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@functools.lru_cache(maxsize=32_768)
def slugify(text: str, limit: int = SLUG_LIMIT) -> str:
    """Return the part of a URL for `text`: `Đại biểu` → `dai-bieu`.

    At most `limit` characters, cut between words where there is one; empty when `text` has no letter or digit that
    folds to ASCII.
    """
    if len(text) <= limit and _IS_SLUG.fullmatch(text):
        return text
    slug = _NOT_SLUG.sub("-", fold(text.translate(WITHOUT_WIDTH))).strip("-")
    if len(slug) <= limit:
        return slug
    cut = slug.rfind("-", 0, limit + 1)
    return slug[: cut if cut > 0 else limit]


def distinct_slugs(names: Collection[str]) -> dict[str, str]:
    """Return a slug for each name: of several with the same one, all but the first have a number behind it."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(slugify(name), name)
    for name in names:
        slug, number = slugify(name), 2
        if found[slug] == name:
            continue
        while f"{slug}-{number}" in found:
            number += 1
        found[f"{slug}-{number}"] = name
    return {name: slug for slug, name in found.items()}


@functools.lru_cache(maxsize=4096)
def sort_key(text: str) -> tuple[object, ...]:
    """Return a key that sorts names in Vietnamese order: đ after d, tones within one spelling, numbers by value."""
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for piece in _NUMBER.split(unicodedata.normalize("NFC", combining_marks.shortened(text)).casefold()):
        if piece.isdecimal():
            letters.append((1, int(piece)))
            continue
        for letter in piece:
            base, tone = _split_tone(letter)
            if base:
                letters.append(_letter_rank(base))
                tones.append(tone)
            elif tones:  # a tone mark of its own belongs to the letter before it
                tones[-1] = tone
    return (tuple(letters), tuple(tones), text)


def date_numeric(day: date) -> str:
    """Return `31-12-2020`, as the councils' portals write it."""
    return f"{day.day:02d}-{day.month:02d}-{day.year}"


def date_words(day: date) -> str:
    """Return `ngày 05 tháng 02 năm 2020`.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.4: days under 10 and months 1 and 2 are written with a leading 0.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - the decree's own number
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def weekday_name(day: date) -> str:
    """Return `thứ Năm`, as it stands within a sentence."""
    return _WEEKDAYS[day.weekday()]


_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@functools.lru_cache(maxsize=1024)
def _split_tone(letter: str) -> tuple[str, int]:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[c] for c in decomposed if c in _TONES), 0)
    base = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", base), tone


def _letter_rank(letter: str) -> tuple[int, int]:
    if letter in _RANK:
        return (2, _RANK[letter])
    return (3, ord(letter[0])) if letter.isalpha() else (0, ord(letter[0]))
