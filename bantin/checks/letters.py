"""Letters: lookalikes of other alphabets, marks in both normal forms, and legacy encodings."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bantin.checks.text import line_at
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.checks.text import Text

_WORD = re.compile(r"[^\W\d_]+")
# Eth never begins a word of Icelandic or Faroese: at the beginning, or among capitals, Đ is meant.
_FALSE_D = re.compile(r"[ÐðƉɖ]")
# Letters of other alphabets that look like Latin ones; not μ and Ω, which are used in units.
_TWINS = frozenset("АВЕЅІЈКМНОРСТУХаеіјорсухѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικνρυ")
_TWIN = re.compile(f"[{''.join(sorted(_TWINS))}]")
_FALSE = re.compile(f"[ÐðƉɖ{''.join(sorted(_TWINS))}]")
_DECOMPOSED = re.compile("[A-Za-zÂâĂăÊêÔôƠơƯư][\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]")
_COMPOSED = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĨĩŨũƠơƯưẠ-ỹ]")

# TCVN3 (ABC) has letters where Latin-1 has symbols: `®ång`, `nh©n d©n`. Otherwise words contain no symbols.
_TCVN3 = re.compile(r"[A-Za-z][©®ª¬¨«»µ¶·¸¹¼½¾\xad][A-Za-z]|(?<!\w)®\w")
# VNI writes a vowel, then a letter for its marks: `Hoäi ñoàng nhaân daân`.
_VNI = re.compile(r"[aeouyAEOUY][äåëïøûüÄÅËÏØÛÜ]|[aeo]â|aê|[öôÖÔ][ùøûõïÙØÛÕÏ]|(?<!\w)[ñÑ][aeiouöôAEIOUÖÔ]")
# UTF-8 that was read as Windows-1252 and saved again: `Há»™i Ä‘á»“ng`.
_TWICE = re.compile(
    r"á[»º][^\s\w.,;:!?)\]”’]|á[»º][\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192\xaa\xb5\xba]"
    r"|Ä[‘\x90]|Æ[°¡]|Ã[¡¢£¨©ª²³´µ¹º½\xad]"
)
_SIGNS = re.compile(r"[\x80-\x9f¡¢£²³´Æ¨©ª«¬\xad®µ¶·¸¹º»¼½¾äåëïøûüñöÄÅËÏØÛÜÑÖ]")
_LEAST = 3
_SHARE = 5
"""At least one word in so many must match: names of other languages have such letters too."""


def mixed_normal_forms(text: Text) -> Iterator[Problem]:
    """BT911: some letters in NFC, some in NFD; searching in an editor misses one kind."""
    if text.written.isascii() or unicodedata.is_normalized("NFC", text.written):
        return
    apart = _DECOMPOSED.search(text.written)
    if apart is not None and _COMPOSED.search(text.written):
        start = max(text.written.rfind(" ", 0, apart.start()), text.written.rfind("\n", 0, apart.start())) + 1
        word = unicodedata.normalize("NFC", text.written[start : apart.end() + 20].split(maxsplit=1)[0])
        yield problem(
            "BT911", text.path, text.written.count("\n", 0, apart.start()) + 1, word=word.strip("*_\"'“”.,;:()[]")
        )


def false_letters(text: Text) -> Iterator[Problem]:
    """BT912: a letter that looks like another one, so that search does not find the word.

    Each word is reported once.
    """
    if _FALSE.search(text.written) is None:
        return
    reported: set[str] = set()
    for found in _WORD.finditer(text.written):
        word = found[0]
        if word in reported or word.isascii():
            continue
        letter = _false_letter(word)
        if letter:
            reported.add(word)
            wanted = "đĐ"[letter in "ÐƉ"] if letter in "ÐðƉɖ" else ""
            name = f"U+{ord(letter):04X}"
            yield problem(
                "BT912",
                text.path,
                line_at(text.written, found.start()),
                word=word,
                letter=letter,
                name=name,
                near=wanted,
            )


def _false_letter(word: str) -> str:
    """Return the lookalike letter in `word`, or an empty string."""
    if word[0] in "ÐðƉɖ":
        return word[0]
    if word.isupper() and (eth := _FALSE_D.search(word)):
        return eth[0]
    twin = _TWIN.search(word)
    return twin[0] if twin and any(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in word) else ""


def legacy_text(text: Text) -> Iterator[Problem]:
    """BT913: a passage in TCVN3 or VNI, or UTF-8 decoded twice. Only the first such line is reported."""
    if _SIGNS.search(text.written) is None:
        return
    for number, line in enumerate(text.written.split("\n"), 1):
        words = len(line.split())
        for name, pattern in (("TCVN3", _TCVN3), ("VNI", _VNI), ("UTF-8 → Windows-1252", _TWICE)):
            count = sum(1 for _ in pattern.finditer(line))
            if count >= _LEAST and count * _SHARE >= words:
                yield problem("BT913", text.path, number, encoding=name, sample=" ".join(line.split()[:6]))
                return
