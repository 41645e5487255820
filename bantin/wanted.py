"""What a build wants of those who watch it and add to it; for type checkers, and for who writes another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bantin.model import Model
    from bantin.publishing import Output
    from bantin.traces import PageRecord, StoredPage


class Progress(Protocol):
    """Told how far a build is."""

    def begin(self, total: int, *, slow: bool = False) -> None:
        """`total` pages will be rendered, or pictures made, which takes longer."""

    def advance(self, count: int) -> None:
        """`count` more are done."""

    def wait(self) -> None:
        """Another build holds the output folder."""


class Search(Protocol):
    """Makes more to publish, from what is known once every page is rendered: `search.SearchIndex`."""

    def prepare(self) -> None:
        """Get ready for `stage`; called while other processes are at work, if at all."""

    def stage(
        self, root: Path, model: Model, output: Output, known: Mapping[str, StoredPage], intact: Mapping[str, int], jobs: int
    ) -> Iterator[tuple[PageRecord, bool]]:
        """Stage what differs from the last build; yield the record of each file and whether it was staged."""
