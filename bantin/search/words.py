"""Texts → terms. The search page's script does the same with what a reader types: change both or neither."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata

from bantin.language import combining_marks
from bantin.language.vietnamese import fold

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# A word, or what two words are never read across: the end of a sentence, a line, a part of a sentence.
_PIECES = re.compile(r"[^\W_]+|[\n;:!?]|[.…](?=\s|$)")
_KEPT_WORDS = 200_000


def terms(text: str) -> tuple[list[str], list[str]]:
    """Return the forms of the words of `text`, and of each two that stand side by side (`hội đồng`), in order.

    Most Vietnamese words are written as two syllables, which alone say little: pairs are what readers look for.
    """
    forms = [form(piece) for piece in _PIECES.findall(text.lower())]
    return [one for one in forms if one], [
        f"{one} {other}" for one, other in itertools.pairwise(forms) if one and other
    ]


@functools.lru_cache(_KEPT_WORDS)
def form(word: str) -> str:
    """Return the spelling by which a word in lower case is indexed: its tone mark last, so that hoà and hòa are one.

    Empty for what is no word.
    """
    if not word[0].isalnum():
        return ""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", combining_marks.shortened(word))
    tones = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones


def folded(term: str) -> str:
    """Return a term without marks: `hội đồng` → `hoi dong`. Terms that fold alike lie in one file of the index."""
    return term if term.isascii() else " ".join(_folded(one) for one in term.split(" "))


def count(text: str) -> int:
    """Return how many words `text` has."""
    return len(terms(text)[0])


@functools.lru_cache(_KEPT_WORDS)
def _folded(word: str) -> str:
    return fold(word)
