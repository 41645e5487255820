"""What searches find: a fixed set of queries, each with what must be among the first three results."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from bantin.language.vietnamese import fold
from bantin.search.abbreviations import ABBREVIATIONS
from tests.search.queries import OTHERS, WORDS, WRITTEN, variants
from tests.search.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builder import Site
    from tests.search.reader import Reader

pytestmark = pytest.mark.browser


def is_among(results: list[str], expected: str) -> bool:
    return any(link.endswith(f"{end}/") for link in results for end in expected.split("|"))


def test_the_expected_one_is_among_the_first_three(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    queries = variants()
    assert len(queries) >= 250
    results = {query: reader.find(query.text) for query in queries}
    missed = {query.text: found for query, found in results.items() if not is_among(found, query.expected)}
    assert not missed, missed
    assert reader.errors == []


def counted(reader: Reader) -> int:
    """Return how many results the status says there are."""
    found = re.search(r"(?:Có )?([\d.]+) (?:kết quả|bài)", reader.status)
    return int(found[1].replace(".", "")) if found else 0


def test_words_of_two_syllables_find_those_that_have_both_side_by_side(
    searched: Site, address: str, open_page: Callable[..., Reader]
) -> None:
    found = unpack(searched.public / "tim-kiem" / "chi-muc")
    texts: dict[str, str] = defaultdict(str)
    for one in (*found.results.values(), *found.files.values()):
        names = (one["title"], one["lead"], one["category"], one["author"], *one["named"], one.get("file", ""))
        texts[one["url"]] += "\n".join((*names, one["text"], "")).lower()
    short = {long: short.lower() for short, long in ABBREVIATIONS if sum(s == short for s, _ in ABBREVIATIONS) == 1}
    reader = open_page(f"{address}tim-kiem/")
    assert len(WORDS) >= 60
    for word in WORDS:
        written = r"[ ,/–-]+".join(word.split())
        pattern = re.compile(rf"\b(?:{written}|{short.get(word, word)})\b")
        expected = sum(bool(pattern.search(text)) for text in texts.values())
        reader.find(word)
        assert not expected or (counted(reader), reader.status) == (expected, f"Có {expected} kết quả cho “{word}”.")


def test_a_query_without_marks_finds_the_same(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    for text, expected in [*WRITTEN, *(query for query in OTHERS if '"' not in query.text)]:
        reader.find(text)
        typed = counted(reader)
        assert is_among(reader.find(fold(text), 10), expected), text
        assert counted(reader) >= typed or (text, expected) in OTHERS, text


def test_typed_marks_outrank_folded_ones(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    assert reader.find("hải dương", 1)[0].endswith("/hai-duong/")
    assert not reader.find("hải đường", 1)[0].endswith("/hai-duong/")
    assert reader.find("Đò", 1)[0].endswith("/dap-dong-do/")
    assert reader.find("Đỏ", 1)[0].endswith("/cau-kho-do/")
