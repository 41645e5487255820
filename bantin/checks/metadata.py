"""The front matter of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.collections.article import Article
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.collections.documents import Document

TITLE_LIMIT = 130
"""Characters of a title. One in eight of a council's titles exceeds the 110 of Google's former guide to structured data
for articles. A longer one takes six lines in a list on a phone, and search engines show less than half of it."""
_LEAST_CAPITALS = 12
_NEEDS = {"image_alt": "image", "image_caption": "image", "image_credit": "image"}


def missing_summary(one: Article | Document) -> Iterator[Problem]:
    """BT921: an article without a summary; lists and search engines show the beginning of its text instead."""
    if isinstance(one, Article) and not one.lead:
        yield problem("BT921", one.path, one.lines.get("summary", one.lines.get("title", 1)))


def long_title(one: Article | Document) -> Iterator[Problem]:
    """BT922: a title that lists and search engines cut."""
    if len(one.title) > TITLE_LIMIT:
        yield problem("BT922", one.path, one.lines.get("title", 1), length=len(one.title), limit=TITLE_LIMIT)


def updated_before_published(one: Article | Document) -> Iterator[Problem]:
    """BT923: an article updated before its date. Days are compared, as `updated` seldom has a time."""
    if isinstance(one, Article) and one.updated is not None and one.updated.date() < one.date.date():
        yield problem(
            "BT923",
            one.path,
            one.lines.get("updated", 1),
            updated=f"{one.updated:%Y-%m-%d}",
            date=f"{one.date:%Y-%m-%d}",
        )


def idle_keys(one: Article | Document) -> Iterator[Problem]:
    """BT924: a key that describes a picture in an article without one."""
    for key, needed in _NEEDS.items():
        if key in one.lines and one.image is None:
            yield problem("BT924", one.path, one.lines[key], key=key, needed=needed)


def capital_title(one: Article | Document) -> Iterator[Problem]:
    """BT925: a title all in capitals: hard to read, and read out letter by letter."""
    letters = [letter for letter in one.title if letter.isalpha()]
    if len(letters) >= _LEAST_CAPITALS and " " in one.title and one.title.isupper():
        yield problem("BT925", one.path, one.lines.get("title", 1))
