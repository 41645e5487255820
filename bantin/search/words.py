"""Turns texts into terms. The search page's script does the same with queries: change both or neither."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata

from bantin.language import combining_marks
from bantin.language.vietnamese import fold

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# A word, or the end of a sentence, clause or line, across which no pair is formed.
_PIECES = re.compile(r"[^\W_]+|[\n;:!?]|[.…](?=\s|$)")
_KEPT_WORDS = 200_000


def terms(text: str) -> tuple[list[str], list[str]]:
    """Return the forms of the words in `text`, and of each pair of adjacent words (`hội đồng`), in order.

    Pairs, because most Vietnamese words are written as two syllables.
    """
    forms = [form(piece) for piece in _PIECES.findall(text.lower())]
    return [one for one in forms if one], [
        f"{one} {other}" for one, other in itertools.pairwise(forms) if one and other
    ]


@functools.lru_cache(_KEPT_WORDS)
def form(word: str) -> str:
    """Return the indexed form of a lower-case word: its tone mark last (hoà equals hòa); empty for punctuation."""
    if not word[0].isalnum():
        return ""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", combining_marks.shortened(word))
    tones = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones


def fold_term(term: str) -> str:
    """Return a term without marks: `hội đồng` → `hoi dong`. Terms with the same folded form share a file."""
    return term if term.isascii() else " ".join(_fold_word(one) for one in term.split(" "))


def count_words(text: str) -> int:
    """Return the number of words in `text`."""
    return len(terms(text)[0])


@functools.lru_cache(_KEPT_WORDS)
def _fold_word(word: str) -> str:
    return fold(word)
