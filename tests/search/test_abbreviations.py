from __future__ import annotations

from bantin.search.abbreviations import ABBREVIATIONS, make_synonyms
from bantin.search.words import forms


def test_a_short_form_and_what_it_stands_for_find_each_other() -> None:
    long = forms("ủy ban nhân dân")
    found = make_synonyms([("UBND", "ủy ban nhân dân")])
    assert found == {"ubnd": [(("ubnd",), [long])], "uy": [(long, [("ubnd",)])]}


def test_one_of_several_meanings_does_not_find_the_short_form() -> None:
    found = make_synonyms([("TT", "thông tư"), ("TT", "thường trực"), ("GD-ĐT", "giáo dục")])
    assert found == {
        "tt": [(("tt",), [forms("thông tư"), forms("thường trực")])],
        "gd": [(("gd", "đt"), [forms("giáo dục")])],
        "giao": [(forms("giáo dục"), [("gd", "đt")])],
    }


def test_all_common_ones_have_words() -> None:
    synonyms = make_synonyms(ABBREVIATIONS)
    assert all(words and all(others) for some in synonyms.values() for words, others in some)
