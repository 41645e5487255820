"""What was parsed last, from the state of the last build and back: the next start need not parse 10,000 sources again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.build.engine import source_base
from bantin.build.request import state_path
from bantin.build.state import State
from bantin.system.paths import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bantin.collections.documents import SourceRecord
    from bantin.config import Settings
    from bantin.preview.snapshots import Snapshot


class Memory:
    """The part of the state that a preview uses: the sources."""

    def __init__(self, root: Path) -> None:
        self._state = State(state_path(root, root / OUTPUT))
        self._kept: Mapping[str, SourceRecord] = {}

    def recall(self, settings: Settings) -> dict[str, SourceRecord]:
        """Return what an earlier run, also a build, has parsed with the same settings."""
        found = self._state.load_sources(source_base(settings))
        self._kept = dict(found)
        return found

    def keep(self, snapshot: Snapshot) -> None:
        """Store what has been parsed since, where no build has stored anything."""
        if snapshot.model is None or snapshot.model.sources == self._kept:
            return
        self._kept = snapshot.model.sources
        self._state.save_sources(source_base(snapshot.model.settings), snapshot.model.sources)
