"""`[[abbreviations]]`: what a site abbreviates beyond what is common, for the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from bantin.config.base import Meaning, Table, Text
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Abbreviation(Table, frozen=True):
    """One `[[abbreviations]]`."""

    short: Annotated[Text, Meaning("Chữ viết tắt.", "The short form.", "KCN")]
    long: Annotated[
        Text,
        Meaning(
            "Viết đầy đủ. Chữ viết tắt có nhiều nghĩa thì mỗi nghĩa một phần `[[abbreviations]]`.",
            "What it stands for. One with several meanings has an `[[abbreviations]]` for each.",
            "khu công nghiệp",
        ),
    ]


def validate_abbreviations(entries: tuple[Abbreviation, ...], file: str, at: Callable[..., int]) -> Iterator[Problem]:
    """Yield the problems of abbreviations; `at` returns the line of a key."""
    for index, one in enumerate(entries):
        for key, value in (("short", one.short), ("long", one.long)):
            if not any(letter.isalnum() for letter in value):
                yield problem("BT148", file, at("abbreviations", index, key), key=f"abbreviations.{key}", value=value)
