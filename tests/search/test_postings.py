from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.search import postings
from bantin.search.articles import Result
from bantin.search.postings import NAMED, OFTEN, ONCE, PACK, TITLE, Bucket, Changes, Indexer
from bantin.search.words import Vocabulary, is_term, terms_of
from tests.search import unpacking

if TYPE_CHECKING:
    import pytest


def result(title: str = "Tên", text: str = "", **values: str | tuple[str, ...]) -> Result:
    fields: dict[str, object] = {"url": "/x/", "date": "", "category": "", "author": "", "lead": "", "named": ()}
    return Result(**{**fields, "title": title, "text": text, **values})  # type: ignore[arg-type]


def make(articles: dict[int, Result], buckets: int) -> list[Bucket]:
    """Return the buckets of an index that is made anew."""
    indexer = Indexer(buckets)
    segments = [
        indexer.index(segment, [(number, articles[number]) for number in sorted(articles) if number // 1024 == segment])
        for segment in sorted({number // 1024 for number in articles})
    ]
    return [
        bucket
        for pack in range(-(-buckets // PACK))
        for bucket in postings.join([some[pack] for some in segments if pack in some], pack, buckets)
    ]


def read(bucket: Bucket) -> unpacking.Found:
    return unpacking.terms(zlib.decompress(bucket.data))


def test_what_a_term_says_of_an_article() -> None:
    one = result(
        "Đò ngang", "mưa mưa mưa mưa nắng đò tin", lead="Tin ngắn", author="Hải Đường", category="Kỳ họp",
        named=("sông nước", "Mục đầu"),
    )  # fmt: skip
    vocabulary = Vocabulary()
    says = [
        {vocabulary.name(term).decode() for term in terms if is_term(term)} for terms in postings.weigh(one, vocabulary)
    ]
    assert says[TITLE] == {"đo\u0300", "ngang", "đo\u0300 ngang"}
    assert says[NAMED] >= {"tin ngăn\u0301", "hai\u0309 đương\u0300", "sông nươc\u0301", "muc\u0323 đâu\u0300", "tin"}
    assert says[OFTEN] == {"mưa"}
    assert says[ONCE] == {
        "năng\u0301", "mưa mưa", "mưa năng\u0301", "năng\u0301 đo\u0300", "đo\u0300 tin",
    }  # fmt: skip
    assert not any("đương\u0300 sông" in terms for terms in says)  # names are not one text


def test_a_file_has_its_own_name_and_that_of_its_article_but_not_the_rest() -> None:
    one = result("Đò ngang", "mưa", category="Kỳ họp", author="Hải Đường", file="Phụ lục")
    vocabulary = Vocabulary()
    _, _, named, title = postings.weigh(one, vocabulary)
    assert {vocabulary.name(term).decode() for term in named if is_term(term) and " " in vocabulary.name(term).decode()} == {
        "đo\u0300 ngang", "phu\u0323 luc\u0323",
    }  # fmt: skip
    assert not title


def test_terms_come_out_as_they_went_in() -> None:
    one, two = make({0: result("đò ngang"), 5: result("x", "đò"), 1023: result("đò"), 3000: result("đò")}, 2)
    found = read(one) | read(two)
    assert sorted(found["đo\u0300"]) == [(0, TITLE), (5, ONCE), (1023, TITLE), (3000, TITLE)]
    assert found["ngang"] == [(0, TITLE)]


def test_a_term_lies_in_the_bucket_that_its_folded_form_says() -> None:
    buckets = make({number: result(f"đường dương chữ{number}") for number in range(3000)}, 128)
    vocabulary = Vocabulary()
    for number, bucket in enumerate(buckets):
        for term in read(bucket):
            whole = max(terms_of(vocabulary.words(term)), key=lambda one: len(vocabulary.name(one)))
            assert vocabulary.folded_sum(whole) % 128 == number


def test_nothing_gives_an_empty_bucket() -> None:
    [bucket] = make({}, 1)
    assert (zlib.decompress(bucket.data), bucket.common) == (b"", b"")


def test_the_commonest_terms_of_a_bucket_are_those_of_most_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "_SUGGESTIONS", 2)
    [bucket] = make({number: result("đò", "ngang" if number % 2 else "dọc") for number in range(9)}, 1)
    assert bucket.common.decode().splitlines() == ["Cdoc\u0323", "Dđo\u0300"]


_ARTICLES = st.dictionaries(
    st.integers(0, 4000),
    st.builds(result, st.text("ab đò", max_size=6), st.text("ab c.đ\n", max_size=12)),
    max_size=6,
)


@given(_ARTICLES, _ARTICLES)
@settings(max_examples=100)
def test_changed_buckets_are_as_if_made_anew(before: dict[int, Result], after: dict[int, Result]) -> None:
    changes = Changes(4)
    for articles, count in ((before, -1), (after, 1)):
        for number, one in articles.items():
            changes.note(number, one, count)
    changed = make(before, 4)
    for bucket, some in changes.by_bucket().items():
        changed[bucket] = postings.change(changed[bucket].data, some, 4)
    assert changed == make(after, 4)


def test_only_buckets_that_differ_are_changed() -> None:
    changes = Changes(1 << 16)
    changes.note(7, result("một hai", "ba bốn năm"), -1)
    changes.note(7, result("một hai", "ba bốn sáu"), 1)
    assert sum(len(some) for some in changes.by_bucket().values()) == 4  # năm, sáu, and the pairs with bốn
