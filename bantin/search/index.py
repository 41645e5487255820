"""The search index as a part of a build, and where the last one lies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publishing import Output
    from bantin.build.records import Page
    from bantin.config import Settings
    from bantin.rendering.traces import PageRecord

FOLDER = "chi-muc"
"""Below the search page."""
MANIFEST = "index.json"
KIND = "search-index"
"""Of the index's files, as `Route` says it."""


class LastIndex(NamedTuple):
    """The index of the last build."""

    folder: Path
    made: datetime
    """UTC; a build that finds nothing new in the index leaves it as it is."""


class SearchIndex:
    """`request.Search`: makes the index."""

    def prepare(self) -> None:
        """Import what `stage` needs: Markdown and more, which a build that changes nothing does not need."""
        import bantin.search.making  # noqa: F401 - that is all

    def stage(
        self, root: Path, model: Model, output: Output, known: Mapping[str, Page], intact: Mapping[str, int], jobs: int
    ) -> Iterator[tuple[PageRecord, bool]]:
        """Yield the record of each file of the index, and whether it was staged.

        `known` are the files of the last build, `intact` the fingerprints of those that are still as it left them. Raises
        `OSError` when the disk refuses, and `SourceChanged`.
        """
        from bantin.search.making import Making  # see `prepare`

        return Making(root, model, output, known, intact, jobs).files()


def index_url(settings: Settings) -> str:
    """Return the site path of the index's folder."""
    return f"/{settings.paths.search}/{FOLDER}/"


def last_index(output: Path, settings: Settings) -> LastIndex | None:
    """Return the index in the output folder of the last build, `None` when there is none.

    The preview may serve the folder's files, as they are, below `index_url`.
    """
    folder = output / index_url(settings).strip("/")
    try:
        made = max((one.stat().st_mtime for one in (folder / MANIFEST, *folder.glob("*/facts.bin"))), default=0.0)
    except OSError:
        return None
    return LastIndex(folder, datetime.fromtimestamp(made, UTC)) if (folder / MANIFEST).is_file() else None
