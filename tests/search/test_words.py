from __future__ import annotations

import unicodedata
import zlib
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.language.vietnamese import fold
from bantin.search import words
from bantin.search.words import Vocabulary


def terms(text: str) -> tuple[list[str], list[str]]:
    """Return the words and the pairs of a text."""
    vocabulary = Vocabulary()
    found = vocabulary.words(text)
    pairs = [(one, other) for one, other in pairwise(found) if one and other]
    names = [vocabulary.name(term).decode() for term in found if term]
    paired = [f"{vocabulary.name(one).decode()} {vocabulary.name(other).decode()}" for one, other in pairs]
    every = {vocabulary.name(term).decode() for term in words.terms_of(found) if words.is_term(term)}
    assert every == {*names, *paired}
    return names, paired


def test_words_and_neighbours() -> None:
    assert terms("Hội đồng nhân") == (
        ["hôi\u0323", "đông\u0300", "nhân"],
        ["hôi\u0323 đông\u0300", "đông\u0300 nhân"],
    )


@pytest.mark.parametrize("text", ["một. Hai", "một; hai", "một: hai", "một!\nhai", "một?hai", "một\nhai", "một… hai"])
def test_no_pair_reaches_over_the_end_of_a_sentence(text: str) -> None:
    assert terms(text)[1] == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("12/NQ-HĐND", ["12 nq", "nq hđnd"]), ("phòng, chống", ["phong\u0300 chông\u0301"]), ("24.6", ["24 6"])],
)
def test_numbers_of_documents_and_commas_do_not_part(text: str, pairs: list[str]) -> None:
    assert terms(text)[1] == pairs


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("ĐƯỜNG", "đường")])
def test_two_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("dương", "đường"), ("họp", "hợp"), ("la", "lá")])
def test_words_with_other_marks_may_fold_alike(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(("text", "folded"), [("Đường Hải", b"duong hai"), ("12 nq", b"12 nq"), ("Ðò", b"do")])
def test_the_checksum_of_a_term_is_that_of_it_without_marks(text: str, folded: bytes) -> None:
    vocabulary = Vocabulary()
    found = vocabulary.words(text)
    terms_found = {term for term in words.terms_of(found) if words.is_term(term)}
    whole = max(terms_found, key=lambda term: len(vocabulary.name(term)))
    assert vocabulary.folded_sum(whole) == zlib.crc32(folded)


_TEXTS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ -./\n", max_size=40)


@given(_TEXTS)
def test_folding_a_term_is_folding_its_text(text: str) -> None:
    vocabulary = Vocabulary()
    found, other = vocabulary.words(unicodedata.normalize("NFC", text)), vocabulary.words(fold(text))
    assert [*map(vocabulary.folded_sum, found)] == [*map(vocabulary.folded_sum, other)]
    assert words.count_words(text) == len([*filter(None, found)])


@given(st.text(alphabet="ab đĐòΣ.…!;:_-/\u00a0\u2003\x1c\n\t", max_size=30))
def test_what_stands_between_blanks_is_split_as_the_whole_text(text: str) -> None:
    forms = [words.form(piece) for piece in words._PIECES.findall(text.lower())]
    assert terms(text) == (
        [one for one in forms if one],
        [f"{one} {other}" for one, other in pairwise(forms) if one and other],
    )


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_signs_without_width_never_part_a_word(sign: str) -> None:
    assert terms(f"nghị{sign}quyết số") == terms("nghịquyết số")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_of_a_setting_have_their_indexed_form(form: Literal["NFC", "NFD"]) -> None:
    assert words.forms(unicodedata.normalize(form, "VH-XH: Hoà\u00ad bình")) == ("vh", "xh", "hoa\u0300", "binh\u0300")
