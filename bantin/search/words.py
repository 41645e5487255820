"""Turns texts into terms. The search page's script does the same with queries: change both or neither.

A term is a word, or two neighbours within a sentence: most Vietnamese words are written as two syllables, and a
syllable alone says little. In one process a term is a number: that of a word, or those of both.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import zlib
from array import array
from itertools import chain

from bantin.language import combining_marks
from bantin.language.vietnamese import WITHOUT_WIDTH, fold

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# A word, or the end of a sentence, clause or line, across which no pair is formed.
_PIECES = re.compile(r"[^\W_]+|[\n;:!?]|[.…](?=\s|$)")
_WORD = re.compile(r"[^\W_]+")
_LINE_END = " \n; "
_HALF = (1 << 32) - 1
_FIRST, _SECOND = (0, 32) if sys.byteorder == "little" else (32, 0)
"""Where in the number of a pair those of its words are, from the right: as they lie side by side in memory."""


class Vocabulary:
    """Numbers the words that it meets."""

    def __init__(self) -> None:
        self._names: list[bytes] = [b""]
        self._folded: list[bytes] = [b""]
        self._sums: list[int] = [0]
        """CRC-32 of the folded word and a blank, from which that of a pair goes on."""
        self._numbers = {"": 0}
        self._written = _Written(self)

    def __len__(self) -> int:
        """Return how many spellings are kept."""
        return len(self._written)

    def words(self, text: str) -> array[int]:
        """Return the words of a text in order, with 0 for the end of a sentence or clause."""
        # What stands between blanks is split once in a process: twice as quick as a regular expression over all.
        parts = text.replace("\n", _LINE_END).split()
        return array("I", chain.from_iterable(map(self._written.__getitem__, parts)))

    def name(self, term: int) -> bytes:
        """Return the word or pair in UTF-8, in its indexed form."""
        if term <= _HALF:
            return self._names[term]
        return self._names[term >> _FIRST & _HALF] + b" " + self._names[term >> _SECOND & _HALF]

    def folded_sum(self, term: int) -> int:
        """Return the CRC-32 of the word or pair without marks: the same for all spellings of a term."""
        if term <= _HALF:
            return zlib.crc32(self._folded[term])
        return zlib.crc32(self._folded[term >> _SECOND & _HALF], self._sums[term >> _FIRST & _HALF])

    def number(self, word: str) -> int:
        """Return the number of a word in its indexed form."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self._names)
            folded = fold(word).encode()
            self._names.append(word.encode())
            self._folded.append(folded)
            self._sums.append(zlib.crc32(folded + b" "))
        return found


def terms_of(words: array[int]) -> set[int]:
    """Return the words, and the pairs of neighbours among them; and some numbers that `is_term` denies.

    A pair is read as one number of 64 bits where two words lie side by side: a third of the time of a loop.
    """
    data = words.tobytes()
    pairs = array("Q", data[: len(data) & -8])
    pairs.frombytes(data[4 : 4 + (max(len(data) - 4, 0) & -8)])
    return set(pairs).union(words)


def is_term(number: int) -> bool:
    """Whether a number of `terms_of` is a word or a pair; else it is the end of a sentence, with its neighbour."""
    return bool(number & _HALF)


class _Written(dict[str, tuple[int, ...]]):
    """What stands between blanks, as the numbers of its words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, part: str) -> tuple[int, ...]:
        pieces = _PIECES.findall(part.translate(WITHOUT_WIDTH).lower())
        found = self[part] = tuple(self._vocabulary.number(form(piece)) for piece in pieces)
        return found


def forms(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, each in its indexed form."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(map(form, _WORD.findall(composed.translate(WITHOUT_WIDTH).lower())))


def count_words(text: str) -> int:
    """Return the number of words in a text."""
    return len(_WORD.findall(text))


def form(word: str) -> str:
    """Return the indexed form of a lower-case word: its tone mark last (hoà equals hòa); empty for punctuation."""
    if not word[0].isalnum():
        return ""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", combining_marks.shortened(word))
    tones = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones
