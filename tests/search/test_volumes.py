from __future__ import annotations

import gzip
import zlib

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.search import bundles, volumes, words
from bantin.search.contents import Bundle, Entry, Volume
from bantin.search.texts import Text
from tests.search import unpacking


def entry(title: str = "Tên", **values: str | tuple[str, ...]) -> Entry:
    fields = {
        "url": "/x/",
        "lead": "",
        "date": "",
        "category": "",
        "author": "",
        "tags": (),
        "attachments": (),
        "fingerprint": 1,
        **values,
    }
    return msgspec.convert({"title": title, **fields}, Entry)


def test_what_a_term_says_of_an_article() -> None:
    one = entry(
        "Đò ngang",
        lead="Tin ngắn",
        author="Hải Đường",
        tags=("sông nước",),
        attachments=("Mẫu đơn",),
        category="Kỳ họp",
    )
    found = volumes.weights(one, Text("mưa mưa mưa nắng đò", ("Mục đầu",)))
    says = {words.fold_term(term): weight for term, weight in found.items()}
    assert (says["nang"], says["mua"], says["muc dau"], says["do"]) == (
        volumes.ONCE,
        volumes.OFTEN,
        volumes.NAMED,
        volumes.TITLE,
    )
    assert {says[name] for name in ("tin ngan", "hai duong", "song nuoc", "mau don", "ky hop")} == {volumes.NAMED}
    assert "duong song" not in says  # names are not one text


# One weight for each entry.
_PLACES = st.lists(st.integers(0, 4000), unique_by=lambda place: place >> 2, min_size=1, max_size=12)


@given(st.lists(st.dictionaries(st.sampled_from("abcdefgh"), _PLACES, max_size=5), min_size=1, max_size=3))
@settings(max_examples=50)
def test_terms_come_out_as_they_went_in(found: list[dict[str, list[int]]]) -> None:
    packed = [{term: volumes.pack(sorted(places)) for term, places in some.items()} for some in found]
    files = bundles.term_files(packed)
    wanted = {
        (term, number, place >> 2, place & 3)
        for number, some in enumerate(found)
        for term, places in some.items()
        for place in places
    }
    read = {(term, *one) for file in files for term, postings in unpacking.terms(file).items() for one in postings}
    assert read == wanted


def test_a_term_lies_in_the_file_that_its_folded_form_says() -> None:
    texts = ["đường", "dương", *(f"chữ{number}" for number in range(3000))]
    files = bundles.term_files([volumes.postings([entry(one) for one in texts], [Text("")] * len(texts))])
    assert len(files) > 8
    for number, file in enumerate(files):
        for term in unpacking.terms(file):
            assert zlib.crc32(words.fold_term(term).encode()) % len(files) == number


def test_nothing_gives_one_empty_file() -> None:
    assert [gzip.decompress(file) for file in bundles.term_files([{}])] == [b""]


def test_facts_are_columns_in_the_order_of_the_entries() -> None:
    entries = (
        entry("Một hai", category="Kỳ họp", author="A", tags=("x", "y")),
        entry("Ba", category="Kỳ họp", tags=("y",)),
    )
    facts = msgspec.json.decode(gzip.decompress(bundles.facts(Bundle("recent", 1, (Volume("2020", 1, entries, ()),)))))
    assert facts == {
        "volumes": [["2020", 2]],
        "category": [1, 1],
        "author": [1, 0],
        "tags": [[1, 2], [2]],
        "titleLength": [2, 1],
        "names": {"category": ["", "Kỳ họp"], "author": ["", "A"], "tags": ["", "x", "y"]},
    }
