"""What a build is asked for, and what it wants of those who watch it and add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from bantin.system.paths import STORE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publishing import Output
    from bantin.rendering.traces import PageRecord, StoredPage


class Request(NamedTuple):
    """What a build is asked to do."""

    root: Path
    output: Path
    now: datetime
    """Decides what is due; with a time zone."""
    base_url: str | None = None
    jobs: int = 1
    full: bool = False
    strict: bool = False
    search: Search | None = None
    """Makes the search index; `None` leaves it out."""

    @property
    def layout_cache(self) -> Path:
        """Where compiled layouts are kept."""
        return self.root / STORE_FOLDER / "layouts"

    @property
    def folder(self) -> str:
        """The output folder as the store names it."""
        return str(self.output.resolve())


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
