from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.language.vietnamese import fold
from bantin.search import words


def test_words_and_neighbours() -> None:
    assert words.terms("Hội đồng nhân") == (
        ["hôi\u0323", "đông\u0300", "nhân"],
        ["hôi\u0323 đông\u0300", "đông\u0300 nhân"],
    )


@pytest.mark.parametrize("text", ["một. Hai", "một; hai", "một: hai", "một!\nhai", "một?hai", "một\nhai", "một… hai"])
def test_no_pair_reaches_over_the_end_of_a_sentence(text: str) -> None:
    assert words.terms(text)[1] == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("12/NQ-HĐND", ["12 nq", "nq hđnd"]), ("phòng, chống", ["phong\u0300 chông\u0301"]), ("24.6", ["24 6"])],
)
def test_numbers_of_documents_and_commas_do_not_part(text: str, pairs: list[str]) -> None:
    assert words.terms(text)[1] == pairs


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("ĐƯỜNG", "đường")])
def test_two_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert words.terms(one) == words.terms(other)


@pytest.mark.parametrize(("one", "other"), [("dương", "đường"), ("họp", "hợp"), ("la", "lá")])
def test_words_with_other_marks_may_fold_alike(one: str, other: str) -> None:
    assert words.terms(one) != words.terms(other)


def test_folded() -> None:
    assert [words.fold_term(term) for term in words.terms("Đường Hải Phòng")[1]] == ["duong hai", "hai phong"]
    assert words.fold_term("12 nq") == "12 nq"


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ -./\n", max_size=40))
def test_folding_a_term_is_folding_its_text(text: str) -> None:
    found, pairs = words.terms(unicodedata.normalize("NFC", text))
    assert [words.fold_term(term) for term in found] == words.terms(fold(text))[0]
    assert all(len(pair.split(" ")) == 2 for pair in pairs)
    assert words.count_words(text) == len(found)
