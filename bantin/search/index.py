"""The search index as a build sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.build.records import Page
    from bantin.rendering.traces import PageRecord


class SearchIndex:
    """Implements `request.Search`."""

    def prepare(self) -> None:
        """Import what `stage` needs; a build without changes needs none of it."""
        import bantin.search.update  # noqa: F401 - to have it imported

    def stage(
        self,
        root: Path,
        model: Model,
        output: Output,
        known: Mapping[str, Page],
        published: Mapping[str, int],
        jobs: int,
    ) -> Iterator[tuple[PageRecord, bool]]:
        """Yield the record of each file of the index, and whether it was staged.

        `known` are the pages of the last build by URL, `published` the fingerprints of those whose file is unchanged.
        Raises `OSError` and `SourceChanged`.
        """
        from bantin.search.update import IndexUpdate  # see `prepare`

        return IndexUpdate(root, model, output, known, published, jobs).files()
