"""What was read last, from the site's store and back: the next start need not read 10,000 sources again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.engine import engine_print, source_base
from bantin.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.documents import StoredSource
    from bantin.preview.snapshots import Snapshot
    from bantin.settings import Settings


class Memory:
    """The part of the store that a preview uses: the sources. What is published is a build's affair."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._engine = engine_print()
        self._stored: tuple[int, dict[str, StoredSource]] = (0, {})

    def recall(self, settings: Settings) -> dict[str, StoredSource]:
        """Return what an earlier run, also a build, has read with the same settings."""
        base = source_base(settings, self._engine)
        store = Store(self._root)
        found = store.sources(base)
        store.close()
        if not all(one.is_sound() for one in found.values()):
            found = {}
        self._stored = (base, dict(found))
        return found

    def keep(self, snapshot: Snapshot) -> None:
        """Store what has been read since."""
        if snapshot.model is None:
            return
        base = source_base(snapshot.model.settings, self._engine)
        before = self._stored[1] if self._stored[0] == base else {}
        after = snapshot.model.sources
        if self._stored[0] == base and before.keys() == after.keys() and all(after[path] is one for path, one in before.items()):
            return
        store = Store(self._root)
        store.save_sources(base, before, after)
        store.close()
        self._stored = (base, after)
