from __future__ import annotations

import functools
import itertools
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.language.vietnamese import SLUG_LIMIT, date_numeric, date_words, distinct_slugs, fold, slugify, sort_key

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
WORDS = st.lists(
    st.sampled_from(
        ["Đại", "biểu", "Hội đồng", "nhân dân", "thứ 10", "QH15", "–", "“kỳ họp”", "ươ", "ÂU", "x", "…", "  ", "1", "ỷ"]
    ),
).map(" ".join)


def backwards(names: list[str]) -> list[str]:
    """Return `names` in the wrong order."""
    return names[::-1]


TEXTS = st.text() | WORDS


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Đại biểu", "dai-bieu"),
        ("Thi đua - Khen thưởng", "thi-dua-khen-thuong"),
        ("Tiếp công dân: chuẩn bị gì?", "tiep-cong-dan-chuan-bi-gi"),
        ("ĐƯỜNG ỐNG Ừ Ỡ Ự ỹ", "duong-ong-u-o-u-y"),
        ("Ðiều 5 (gõ nhầm Eth)", "dieu-5-go-nham-eth"),
        ("Nghị quyết số 12/2020/NQ-HĐND", "nghi-quyet-so-12-2020-nq-hdnd"),
        ("  --Hậu Giang--  ", "hau-giang"),
        ("½ ﬁ Ⅷ", "1-2-fi-viii"),
        ("😀 – … ?!", ""),
        ("日本", ""),
        ("", ""),
    ],
)
def test_slug_of_what_editors_write(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_every_vietnamese_letter_folds_to_its_plain_one() -> None:
    plain = str.maketrans("ăâêôơư", "aaeoou")
    for vowel, tone in itertools.product(VOWELS, TONES):
        letter = unicodedata.normalize("NFC", vowel + tone)
        assert (
            fold(letter) == fold(letter.upper()) == fold(unicodedata.normalize("NFD", letter)) == vowel.translate(plain)
        )
    assert fold("đĐ") == "dd"


@given(TEXTS)
def test_a_slug_is_plain_short_and_its_own_slug(text: str) -> None:
    slug = slugify(text)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) < 100
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert slugify(slug) == slug


@given(TEXTS)
def test_a_slug_does_not_depend_on_the_form_of_unicode_or_the_case(text: str) -> None:
    assert slugify(unicodedata.normalize("NFD", text)) == slugify(unicodedata.normalize("NFC", text))
    if text.isascii():
        assert slugify(text.upper()) == slugify(text.lower())


@given(st.lists(st.text("abcđ", min_size=1, max_size=30), min_size=20, max_size=60))
def test_a_long_title_is_cut_between_words(words: list[str]) -> None:
    whole = [fold(word) for word in words]
    slug = slugify(" ".join(words))
    assert slug.split("-") == whole[: slug.count("-") + 1]
    if len("-".join(whole)) > SLUG_LIMIT:
        assert len(slug) + 1 + len(whole[slug.count("-") + 1]) > SLUG_LIMIT, "one word more would have fitted"


def test_a_word_longer_than_a_slug_is_cut_inside() -> None:
    assert slugify("đ" * 500) == "d" * SLUG_LIMIT


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạằắẳẵặđĐ 0123456789"))
def test_folding_keeps_one_character_for_each(text: str) -> None:
    folded = fold(unicodedata.normalize("NFC", text))
    assert len(folded) == len(unicodedata.normalize("NFC", text))
    assert folded.isascii()


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    names = ["An", "Ăn", "Ân", "Ba", "Dũng", "Đào", "Em", "Êm", "Oanh", "Ông", "Ơn", "Sơn", "Uyên", "Ưng", "Văn", "Yến"]
    assert sorted(backwards(names), key=sort_key) == names


def test_tones_count_only_within_one_spelling() -> None:
    names = ["ma", "mà", "mả", "mã", "má", "mạ", "mac", "mạc", "man", "mát"]
    assert sorted(backwards(names), key=sort_key) == names


def test_numbers_sort_by_their_value() -> None:
    names = ["Điều 1", "Điều 2", "Điều 10", "Điều 100", "Khóa IX"]
    assert sorted(backwards(names), key=sort_key) == names


def test_signs_come_before_figures_and_those_before_letters() -> None:
    assert sorted(["a", "1", "(a)", "đ", "я"], key=sort_key) == ["(a)", "1", "a", "đ", "я"]


def test_the_order_does_not_depend_on_the_form_of_unicode() -> None:
    names = ["Ầm", "ấm", "Đẹp", "đẹt", "nghị"]
    composed = sorted(names, key=sort_key)
    apart = sorted((unicodedata.normalize("NFD", name) for name in names), key=sort_key)
    assert [unicodedata.normalize("NFC", name) for name in apart] == composed


@pytest.mark.parametrize("text", ["x\u0301", "nghị\u0323", "\u0300", "a\u0301\u0301", "đ\u0309"])
def test_a_mark_without_its_letter_sorts_somewhere(text: str) -> None:
    assert sorted(["z", text], key=sort_key)


@given(TEXTS, TEXTS, TEXTS)
def test_the_order_is_total(one: str, two: str, three: str) -> None:
    keys = [sort_key(text) for text in (one, two, three)]
    assert (keys[0] == keys[1]) == (one == two)
    assert (keys[0] < keys[1]) + (keys[0] > keys[1]) + (keys[0] == keys[1]) == 1
    low, middle, high = sorted(keys)
    assert low <= middle <= high
    assert low <= high


@given(st.lists(TEXTS, max_size=8))
def test_sorting_by_the_key_is_sorting_by_comparison(texts: list[str]) -> None:
    def compare(one: str, other: str) -> int:
        return (sort_key(one) > sort_key(other)) - (sort_key(one) < sort_key(other))

    assert sorted(texts, key=sort_key) == sorted(texts, key=functools.cmp_to_key(compare))


@pytest.mark.parametrize(
    ("day", "words", "numeric"),
    [
        (date(2020, 2, 5), "ngày 05 tháng 02 năm 2020", "05-02-2020"),
        (date(2020, 12, 31), "ngày 31 tháng 12 năm 2020", "31-12-2020"),
        (date(2021, 1, 10), "ngày 10 tháng 01 năm 2021", "10-01-2021"),
        (date(2021, 3, 9), "ngày 09 tháng 3 năm 2021", "09-03-2021"),
        (date(2021, 9, 2), "ngày 02 tháng 9 năm 2021", "02-09-2021"),
    ],
)
def test_dates_follow_the_decree(day: date, words: str, numeric: str) -> None:
    assert date_words(day) == words
    assert date_numeric(day) == numeric


def test_slugs_of_several_names_are_distinct_whatever_they_are_called() -> None:
    assert distinct_slugs(["Tổ ba", "Tổ bà", "Tổ ba 2", "Tổ bá"]) == {
        "Tổ ba": "to-ba", "Tổ ba 2": "to-ba-2", "Tổ bà": "to-ba-3", "Tổ bá": "to-ba-4"
    }  # fmt: skip
