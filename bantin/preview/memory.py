"""What was read last, from the site's store and back: the next start need not read 10,000 sources again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.build.memory.engine import engine_print, source_base
from bantin.build.memory.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bantin.collections.documents import StoredSource
    from bantin.config import Settings
    from bantin.preview.snapshots import Snapshot


class Memory:
    """The part of the store that a preview uses: the sources. What is published is a build's affair."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._engine = engine_print()
        self._base = 0
        self._stored: Mapping[str, StoredSource] = {}
        self._version = ""

    def recall(self, settings: Settings) -> dict[str, StoredSource]:
        """Return what an earlier run, also a build, has read with the same settings."""
        base = source_base(settings, self._engine)
        store = Store(self._root)
        self._version = store.version()
        found = store.sound_sources(base)
        store.close()
        self._base, self._stored = base, dict(found)
        return found

    def keep(self, snapshot: Snapshot) -> None:
        """Store what has been read since."""
        if snapshot.model is None:
            return
        base = source_base(snapshot.model.settings, self._engine)
        before = self._stored if self._base == base else {}
        after = snapshot.model.sources
        if self._base == base and before.keys() == after.keys() and all(after[path] is one for path, one in before.items()):
            return
        store = Store(self._root)
        self._version = store.save_sources(base, before, after, self._version) or store.version()
        store.close()
        self._base, self._stored = base, after
