"""What a build is asked for, and what it calls back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from bantin.system import fingerprints
from bantin.system.paths import OUTPUT, STATE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.build.records import Derived
    from bantin.build.render_pages import Extract
    from bantin.rendering.traces import PageRecord


SEARCH = "search"
"""The kind of what the search index keeps in the state."""


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
    is_now_given: bool = False
    """Whether `now` was said, rather than read from the clock."""
    allow_removal: bool = False
    """Whether it is meant that much is taken away; see `guard`."""

    @property
    def layout_cache(self) -> Path:
        """Where compiled layouts are kept."""
        return self.root / STATE_FOLDER / "layouts"

    @property
    def state(self) -> Path:
        """Where the state is kept."""
        return state_path(self.root, self.output)


def state_path(root: Path, output: Path) -> Path:
    """Return where the state of the output folder `output` is kept: each has its own."""
    folder = root / STATE_FOLDER
    if output.resolve() == (root / OUTPUT).resolve():
        return folder / "state.sqlite"
    return folder / f"state-{fingerprints.of(str(output.resolve())):016x}.sqlite"


class Progress(Protocol):
    """Shows how far a build is."""

    def begin(self, total: int, *, slow: bool = False) -> None:
        """`total` pages will be rendered, or pictures made, which takes longer."""

    def advance(self, count: int) -> None:
        """`count` more are done."""

    def wait(self) -> None:
        """Another build holds the output folder."""


class Search(Protocol):
    """Makes the search index: `search.SearchIndex`."""

    def begin(self, model: Model, output: Output, stored: Derived, published: Mapping[str, int]) -> SearchUpdate:
        """Return the update of the index for `model`.

        `stored` is what the last build kept, `published` the fingerprints of its unchanged files, by URL.
        """


class SearchUpdate(Protocol):
    """The update of the search index by one build."""

    @property
    def extract(self) -> Extract:
        """What rendering calls with each text."""

    def wants(self, url: str) -> bool:
        """Whether the page at `url` must be rendered because its text is not known."""

    def add(self, url: str, text: bytes) -> None:
        """Take what `extract` returned."""

    def stage(self, jobs: int) -> list[tuple[PageRecord, bool]]:
        """Stage what differs from the last build; return the record of each file and whether it was staged."""

    def stored(self) -> Derived:
        """Return what the next build needs to know."""
