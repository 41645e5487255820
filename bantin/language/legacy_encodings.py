"""Texts of before Unicode: TCVN3 (ABC), VNI and Windows-1258, told apart by which gives Vietnamese syllables."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SAMPLE = 65_536
"""Bytes by which an encoding is judged."""
_FEWEST = 3
"""Fewest words with marks by which it is judged."""
_SOUND, _APART = 0.9, 0.3
"""Which part of the words must be syllables, and how much less of them in any other encoding."""

_TCVN3 = (
    "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ¡¢§£¤¥¦",
    "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
)
_VNI_LETTERS = str.maketrans("ñÑôÔöÖæÆóÓòÒîÎ", "đĐơƠưƯỉỈĩĨịỊỵỴ")
# After a vowel, VNI writes a letter that stands for its marks.
_VNI_MARKS = dict(
    zip(
        "ùøûõïâáàåãäêéèúüë",
        (
            *"\u0301\u0300\u0309\u0303\u0323",
            *("\u0302" + tone for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")),
            *("\u0306" + tone for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")),
        ),
        strict=True,
    )
)
_VNI_PAIR = re.compile("([aeoyuôöAEOYUÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])")

_WORD = re.compile(r"[^\W\d_]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|gi|g|kh|k|ph|p|th|tr|t|ch|c|qu|[bdđhlmnrsvx])?"
    r"(?:i[êa]u?|y[êa]u?|oa[iyo]?|oeo?|oă|uô[i]?|ươ[iu]?|uâ[y]?|uy[êau]?|[uư]a|uê|uơ|a[iyou]|â[uy]|eo|êu|iu|[oôơuư]i|ưu"
    r"|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)


class Decoded(NamedTuple):
    """A text and the encoding that it was in."""

    encoding: str
    text: str


def decode(data: bytes) -> Decoded | None:
    """Return a text that is in one of the encodings; `None` when it is in none of them, or that is not sure."""
    sample = data[:_SAMPLE]
    scores = sorted(((_score(reader(sample)), name) for name, reader in _READERS.items()), reverse=True)
    (best, name), (second, _) = scores[:2]
    if best < _SOUND or best - second < _APART:
        return None
    text = _READERS[name](data)
    return Decoded(name, text) if text else None


def _score(text: str) -> float:
    """Return which part of the words with marks are Vietnamese syllables; 0 for too few words."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if len(words) >= _FEWEST else 0.0


def _is_syllable(word: str) -> bool:
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def _western(data: bytes) -> str:
    """Return a text as Windows shows it without knowing its encoding; empty where it cannot."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return ""


def _of_tcvn3(data: bytes) -> str:
    return _western(data).translate(str.maketrans(*_TCVN3))


def _of_vni(data: bytes) -> str:
    paired = _VNI_PAIR.sub(lambda found: f"{found[1]}{_VNI_MARKS[found[2].lower()]}", _western(data))
    return unicodedata.normalize("NFC", paired.translate(_VNI_LETTERS))


def _of_cp1258(data: bytes) -> str:
    try:
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return ""


_READERS = {"TCVN3": _of_tcvn3, "VNI": _of_vni, "Windows-1258": _of_cp1258}
