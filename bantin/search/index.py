"""The search index as a part of a build."""

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
