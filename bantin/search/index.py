"""The search index as a build sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bantin.build.model import Model
    from bantin.build.publish import Output
    from bantin.build.records import Derived
    from bantin.search.update import IndexUpdate


class SearchIndex:
    """Implements `request.Search`."""

    def __init__(self, cache: Path) -> None:
        """Keep the texts of attached files below `cache`."""
        self._cache = cache

    def begin(self, model: Model, output: Output, stored: Derived, published: Mapping[str, int]) -> IndexUpdate:
        """Return the update of the index for `model`."""
        from bantin.search.update import IndexUpdate  # a build without changes needs none of it

        return IndexUpdate(model, output, stored, published, self._cache / "texts")
