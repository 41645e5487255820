"""Loads parsed sources from the state of the last build and saves them there: a restart need not parse all again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.build.engine import source_base
from bantin.build.request import state_path
from bantin.build.state import State
from bantin.system.paths import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bantin.collections.parse import SourceRecord
    from bantin.config import Settings
    from bantin.preview.snapshots import Snapshot


class SourceCache:
    """The parsed sources in a site's state."""

    def __init__(self, root: Path) -> None:
        self._state = State(state_path(root, root / OUTPUT))
        self._saved: Mapping[str, SourceRecord] = {}

    def load(self, settings: Settings) -> dict[str, SourceRecord]:
        """Return the sources that an earlier run, also of `build`, parsed with the same settings, by path."""
        found = self._state.load_sources(source_base(settings))
        self._saved = dict(found)
        return found

    def save(self, snapshot: Snapshot) -> None:
        """Store the sources of `snapshot` if they differ from the stored ones."""
        if snapshot.model is None or snapshot.model.sources == self._saved:
            return
        self._saved = snapshot.model.sources
        self._state.save_sources(source_base(snapshot.model.settings), snapshot.model.sources)
