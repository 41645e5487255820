"""Give each article its newer and its older neighbour, which Pelican itself does not."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

from pelican import signals


class Article(Protocol):
    newer: Article | None
    older: Article | None


class Generator(Protocol):
    articles: list[Article]


def link_neighbours(generator: Generator) -> None:
    """`generator.articles` is sorted, the newest first."""
    for newer, older in pairwise(generator.articles):
        newer.older = older
        older.newer = newer


def register() -> None:
    signals.article_generator_finalized.connect(link_neighbours)
