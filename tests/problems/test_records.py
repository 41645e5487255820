from __future__ import annotations

import msgspec
import pytest

from bantin.problems.records import Fault, check, nearest


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    size: int = 1


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    items: tuple[Inner, ...] = ()
    inner: Inner | None = None
    tags: tuple[str, ...] = ()


def test_what_is_right_becomes_the_record() -> None:
    assert check({"title": "A", "items": [{"name": "b"}], "tags": ["x"]}, Outer) == Outer(
        "A", (Inner("b"),), None, ("x",)
    )


WORDS = ("chữ trong nháy kép, không để trống", "words between quotes, not empty")


def test_every_fault_is_reported_not_only_the_first() -> None:
    raw = {"titel": "A", "items": [{"name": "b"}, {"nam": 1, "size": "x"}], "inner": {"name": 2}, "tags": ["x", 3, 4]}
    assert check(raw, Outer) == [
        Fault("unknown", ("titel",), near="title"),
        Fault("missing", ("title",)),
        Fault("unknown", ("items", 1, "nam"), near="name"),
        Fault("missing", ("items", 1, "name")),
        Fault("type", ("items", 1, "size"), "x", expected=("một số nguyên", "a whole number")),
        Fault("type", ("inner", "name"), "2", expected=WORDS),
        Fault("type", ("tags", 1), "3", expected=WORDS),
        Fault("type", ("tags", 2), "4", expected=WORDS),
    ]


@pytest.mark.parametrize("value", ["text", 3, {"name": "b"}, [["b"]], [3]])
def test_a_list_of_records_takes_nothing_else(value: object) -> None:
    faults = check({"title": "A", "items": value}, Outer)
    assert isinstance(faults, list)
    assert {fault.where[0] for fault in faults} == {"items"}


def test_a_long_value_is_shown_short() -> None:
    faults = check({"title": ["x" * 500]}, Outer)
    assert isinstance(faults, list)
    assert len(faults[0].detail) <= 60


@pytest.mark.parametrize(("word", "near"), [("thidua", "thi-dua"), ("kyhop", "ky-hop"), ("catagory", ""), ("", "")])
def test_the_nearest_known_word(word: str, near: str) -> None:
    assert nearest(word, ["ky-hop", "thi-dua"]) == near


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"a": "b", "c": [1, True]}, "{a = b, c = [1, true]}"),
        (["a", {"b": 1}], "[a, {b = 1}]"),
        (False, "false"),
        (1.5, "1.5"),
        ("x" * 80, "x" * 57 + "…"),
        ([[[["a"]]]], "[[[…]]]"),
    ],
)
def test_a_value_is_shown_as_people_write_it(value: object, shown: str) -> None:
    [fault] = check({"title": value if not isinstance(value, str) else [value]}, Outer)  # type: ignore[misc]
    assert fault.detail in {shown, f"[{shown}]"}
