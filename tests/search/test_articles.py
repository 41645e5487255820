"""Numbers of articles, and the dictionary, in sites of some articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.search.conftest import indexed
from tests.search.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builder import Site


def numbers(site: Site) -> dict[str, int]:
    """Return the number of each article, by its name."""
    indexed(site)
    found = unpack(site.public / "tim-kiem" / "chi-muc")
    return {url.strip("/").rpartition("/")[2]: number for url, number in found.numbers.items()}


def test_numbers_ascend_with_time_and_leave_room(site: Site) -> None:
    for day in range(1, 31):
        site.article(f"a{day:02}", date=f"2020-04-{day:02}")
    site.article("b", date="2021-01-01")
    site.page("trang")
    found = numbers(site)
    assert sorted(found, key=found.__getitem__) == ["trang", *(f"a{day:02}" for day in range(1, 31)), "b"]
    assert len(set(found.values())) == 32
    assert found["a01"] >= 40 // 4  # where April is, of the 40 that 30 articles get


def test_more_articles_in_a_month_than_there_is_room_for_push_on(site: Site) -> None:
    for number in range(40):
        site.article(f"a{number:02}", date="2020-12-31")
    site.article("b", date="2021-01-01")
    found = numbers(site)
    run = sorted(found[f"a{number:02}"] for number in range(40))
    assert run == list(range(run[0], run[0] + 40))
    assert found["b"] > run[-1]


def test_facts_are_columns_in_the_order_of_the_numbers(new_site: Callable[..., Site]) -> None:
    site = new_site({})
    site.article("mot", title="Một hai", date="2020-01-01", author="A", tags=["x", "y"])
    site.article("hai", title="Ba", date="2021-06-01", tags=["y"])
    site.page("trang")
    indexed(site)
    found = unpack(site.public / "tim-kiem" / "chi-muc")
    [facts] = found.facts
    lengths = facts.pop("textLength")
    [[name, count]] = facts.pop("texts")
    assert (name.partition("-")[0], count, len(lengths)) == ("texts/0", 3, 3)
    assert len(facts.pop("step")) == 3
    assert facts == {
        "years": [["", 1], ["2020", 1], ["2021", 1]],
        "dayStep": [0, 1, 151],
        "titleLength": [2, 2, 1],
        "nth": [0, 0, 0],
    }
    assert found.names == [
        {
            "category": [0, 1, 1],
            "author": [0, 1, 0],
            "tagCount": [0, 2, 1],
            "tag": [1, 2, 2],
            "names": {"category": ["", "Tin"], "author": ["", "A"], "tag": ["", "x", "y"]},
        }
    ]
