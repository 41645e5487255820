"""What a build remembers for the next one: SQLite in the root's `.bantin/`. Losing it costs a full build and nothing else."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import msgspec

from bantin.build.memory.database import Database
from bantin.build.memory.engine import engine_print, engine_times
from bantin.build.memory.sealing import opened, sealed
from bantin.build.memory.shelf import SQLITE_FAULTS, StoredPages, StoredSources
from bantin.problems import Problem
from bantin.system.columns import Columns, Stamped
from bantin.system.packing import changed_blocks, unpacked

# The records of sources, pages and pictures are imported when there are some to read: where nothing has changed there are none.
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from bantin.build.memory.prepared import Prepared
    from bantin.build.memory.published import Published, Renewal
    from bantin.build.memory.staleness import Grounds
    from bantin.collections.documents import StoredSource
    from bantin.media.looks import Known


_PUBLISHED = "SELECT columns FROM published WHERE folder = ?"
"""The name of an output folder's columns, which is their stamp as well: it is another one after each change."""
_NAMES = """
SELECT columns FROM recorded UNION SELECT columns FROM published UNION SELECT record FROM grounds UNION SELECT arrangement FROM grounds
"""
"""Of all sidecars."""
_FAULTS = (*SQLITE_FAULTS, OSError)
_RUNNING: dict[int, int] = {}
"""What `Store.engine` has found in this process, by `engine_times`. A preview runs on when the engine is updated: what it reads from then
on is still read by the old code, and must not be taken for the new one's."""


class Summary(msgspec.Struct, frozen=True, gc=False):
    """What a build has to tell."""

    pages: int = 0
    rendered: int = 0
    written: int = 0
    removed: int = 0
    drafts: int = 0
    future: int = 0
    next_due: str = ""
    """ISO 8601, or empty."""
    problems: tuple[Problem, ...] = ()


class Quick(msgspec.Struct, frozen=True, gc=False):
    """Enough to see that nothing at all has changed since the last build."""

    inputs: int
    """Fingerprint of the signatures of everything that was read."""
    valid_from: float
    """Seconds since 1970: the clock of the last build."""
    valid_until: float
    """Seconds since 1970: when an article becomes due, or leaves the news site map."""
    summary: Summary


class Store(Database):
    """The store of one site: what is read of it and written to it."""

    def engine(self) -> int:
        """Return `engine_print` of the code that runs, made again only when a file of the engine or a library has changed."""
        times = engine_times()
        before, _, known = self._meta("engine").partition(" ")
        is_known = before == str(times) and known.isdecimal()
        if times not in _RUNNING:
            _RUNNING[times] = int(known) if is_known else engine_print()
        found = _RUNNING[times]
        if not is_known and self._connection is not None:
            with contextlib.suppress(*SQLITE_FAULTS):
                self._connection.execute("INSERT OR REPLACE INTO meta VALUES ('engine', ?)", (f"{times} {found}",))
        return found

    def quick(self, folder: str) -> Quick | None:
        """Return the quick record of an output folder."""
        for (record,) in self._rows("SELECT record FROM quick WHERE folder = ?", (folder,)):
            return unpacked(opened(record), Quick)
        return None

    def prepared(self, site: int) -> Prepared | None:
        """Return the settings and layouts that were read last, if they are those of `site`."""
        from bantin.build.memory.prepared import Prepared

        rows = self._rows("SELECT record FROM prepared WHERE site = ?", (str(site),)) if site else ()
        return next((unpacked(opened(record), Prepared) for (record,) in rows), None)

    def columns(self, folder: str) -> Stamped | None:
        """Return what is asked of every page of an output folder, whatever it was made by."""
        for name in self._firsts(_PUBLISHED, (folder,)):
            found = unpacked(self._sidecars.read(name), Columns)
            return Stamped(name, found) if found is not None and found.is_sound else None
        return None

    def pages(self, folder: str, base: int, seen: Stamped | None = None) -> Published:
        """Return what was published last in an output folder if it was made by the same `base`, else nothing.

        `seen` is what `columns` gave a moment ago; while it is what it was it is not read again.
        """
        from bantin.build.memory.published import Published

        if self._meta(f"pages:{folder}") != str(base):
            return Published.none()
        found = seen if seen is not None and self._firsts(_PUBLISHED, (folder,)) == [seen.stamp] else self.columns(folder)
        return Published(*found, StoredPages(self.file, folder)) if found else Published.none()

    def sound_pages(self, folder: str, base: int) -> Published:
        """Return what `pages` does, all of it unpacked; nothing when any of it is damaged."""
        from bantin.build.memory.published import Published
        from bantin.collections.documents import RecordDamaged

        found = self.pages(folder, base)
        try:
            found.items()
        except RecordDamaged:
            return Published.none()
        return found

    def sources(self, base: int) -> Mapping[str, StoredSource]:
        """Return every source as it was read last with the same `base` (settings and engine), by path."""
        if self._meta("sources") != str(base):
            return {}
        from bantin.build.memory.recorded import Recorded, SourceColumns

        for name in self._firsts("SELECT columns FROM recorded"):
            found = unpacked(self._sidecars.read(name), SourceColumns)
            return Recorded(found, StoredSources(self.file)) if found is not None and found.paths and found.is_sound else {}
        return {}

    def sound_sources(self, base: int) -> dict[str, StoredSource]:
        """Return what `sources` does, all of it unpacked; nothing when any of it is damaged."""
        from bantin.collections.documents import RecordDamaged

        try:
            found = dict(self.sources(base).items())
        except RecordDamaged:
            return {}
        return found if all(one.is_sound() for one in found.values()) else {}

    def looks(self, base: int) -> Known:
        """Return what was known of pictures and attachments with the same `base` (the engine)."""
        if self._meta("looks") != str(base):
            return {}
        from bantin.media.looks import LookKey, StoredLook

        rows = self._rows("SELECT use, path, record FROM looks")
        found = {LookKey(use, path): unpacked(opened(record), StoredLook) for use, path, record in rows}
        return {key: one for key, one in found.items() if one is not None}

    def checked(self) -> bytes | None:
        """Return what the last `check` said of the whole site, as it packed it."""
        for (record,) in self._rows("SELECT record FROM findings WHERE path = ''"):
            return opened(record)
        return None

    def findings(self, base: int) -> dict[str, bytes]:
        """Return what a `check` with the same `base` (the engine) found in each source, as it packed it, by path."""
        if self._meta("findings") != str(base):
            return {}
        found = ((path, opened(record)) for path, record in self._rows("SELECT path, record FROM findings WHERE path != ''"))
        return {path: record for path, record in found if record is not None}

    def save_findings(self, base: int, before: dict[str, bytes], after: dict[str, bytes], checked: bytes | None) -> None:
        """Write what a `check` found, at once or not at all: what changed, and what `checked` gives back."""
        if self._connection is None:
            return
        try:
            with self._connection as connection:
                connection.execute("BEGIN IMMEDIATE")
                if self._meta("findings") != str(base):
                    connection.execute("DELETE FROM findings")
                    before = {}
                connection.executemany("DELETE FROM findings WHERE path = ?", [("",), *((path,) for path in before.keys() - after.keys())])
                new = [(path, sealed(record)) for path, record in after.items() if before.get(path) != record]
                if checked is not None:
                    new.append(("", sealed(checked)))
                connection.executemany("INSERT OR REPLACE INTO findings VALUES (?, ?)", new)
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('findings', ?)", (str(base),))
        except SQLITE_FAULTS as error:
            self._forget_if_damaged(error)

    def version(self) -> str:
        """Return what changes whenever a source is written to the store, by whomever."""
        return self._meta("version")

    def grounds(self, folder: str) -> Grounds | None:
        """Return what the pages of an output folder were made from; `None` when the sources in the store are not those of that build."""
        from bantin.build.memory.staleness import Grounds

        for version, record, arrangement in self._rows("SELECT version, record, arrangement FROM grounds WHERE folder = ?", (folder,)):
            found = unpacked(self._sidecars.read(str(record)), Grounds) if version and version == self.version() else None
            filed = self._sidecars.read(str(arrangement)) if found else None
            return msgspec.structs.replace(found, arrangement=msgspec.Raw(filed)) if found and filed is not None else None
        return None

    def save(
        self,
        folder: str,
        *,
        prepared: Prepared,
        sources: tuple[int, Mapping[str, StoredSource], Mapping[str, StoredSource]],
        looks: tuple[int, Known, Known],
        pages: tuple[int, str, Renewal],
        grounds: tuple[str, Grounds | None, Grounds],
        quick: Quick | None,
    ) -> None:
        """Write what changed, at once or not at all: (base, before, after) of sources and looks, and the quick record.

        `pages` are the base, the stamp of what was published before, and what has become of it; `grounds` are the version of the
        sources that `before` is, and what pages were and are made from.
        """
        if self._connection is None:
            self._connection = self._open()
        connection = self._connection
        if connection is None:
            return
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                is_ours = self.version() == grounds[0]
                self._tidy(connection)
                self._write_prepared(connection, prepared)
                self._write_sources(connection, *sources, is_ours=is_ours)
                self._write_looks(connection, *looks)
                has_pages = self._write_pages(connection, folder, *pages)
                connection.execute("DELETE FROM quick WHERE folder = ?", (folder,))
                if quick is not None and has_pages:
                    connection.execute("INSERT INTO quick VALUES (?, ?)", (folder, sealed(msgspec.msgpack.encode(quick))))
                if is_ours and has_pages:
                    self._write_grounds(connection, folder, *grounds[1:])
                else:  # somebody has written other sources meanwhile
                    connection.execute("DELETE FROM grounds WHERE folder = ?", (folder,))
        except _FAULTS as error:
            # What is stored stays older than what is published: each record is checked against its file, so that is safe.
            self._forget_if_damaged(error)

    def save_sources(self, base: int, before: Mapping[str, StoredSource], after: Mapping[str, StoredSource], version: str = "") -> str:
        """Write the sources that changed, at once or not at all; see `save`.

        Return their version; empty when `before` is not what stood there, of the given `version`.
        """
        if self._connection is None:
            return ""
        try:
            with self._connection as connection:
                connection.execute("BEGIN IMMEDIATE")
                is_ours = self.version() == version
                self._tidy(connection)
                self._write_sources(connection, base, before, after, is_ours=is_ours)
                return self.version() if is_ours else ""
        except _FAULTS as error:
            self._forget_if_damaged(error)
            return ""

    def _tidy(self, connection: sqlite3.Connection) -> None:
        """Delete what earlier changes have replaced, but not what this one will: somebody may be about to read that."""
        self._sidecars.keep({str(name) for (name,) in connection.execute(_NAMES)})

    def _write_prepared(self, connection: sqlite3.Connection, prepared: Prepared) -> None:
        if prepared.site and not self._firsts("SELECT site FROM prepared WHERE site = ?", (str(prepared.site),)):
            connection.execute("DELETE FROM prepared")
            connection.execute("INSERT INTO prepared VALUES (?, ?)", (str(prepared.site), sealed(msgspec.msgpack.encode(prepared))))

    def _write_sources(
        self,
        connection: sqlite3.Connection,
        base: int,
        before: Mapping[str, StoredSource],
        after: Mapping[str, StoredSource],
        *,
        is_ours: bool,
    ) -> None:
        """Write sources: what is other than `before`, or everything where that is not (`is_ours`) what stands there."""
        from bantin.build.memory.recorded import columns_of, is_whole, unlike

        if not (before and is_ours and self._meta("sources") == str(base)):
            if not is_whole(after):
                return  # somebody has written meanwhile, and what has not been looked at is only there
            connection.execute("DELETE FROM sources")
            before = {}
        firsts = self._firsts("SELECT first FROM sources ORDER BY first")
        changed, gone = unlike(before, after)
        if before and not changed and not gone:
            return
        encode = msgspec.msgpack.Encoder().encode
        left, new = changed_blocks(firsts, (*changed, *gone), after)
        connection.executemany("DELETE FROM sources WHERE first = ?", ((first,) for first in left))
        connection.executemany("INSERT INTO sources VALUES (?, ?)", ((first, sealed(encode(block))) for first, block in new.items()))
        columns = columns_of(after, sorted({*firsts, *new}.difference(first for first in left if first not in new)))
        connection.execute("DELETE FROM recorded")
        connection.execute("INSERT INTO recorded VALUES (?)", (self._sidecars.write(encode(columns)),))
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", (("sources", str(base)), ("version", os.urandom(8).hex())))

    def _write_pages(self, connection: sqlite3.Connection, folder: str, base: int, stamp: str, renewal: Renewal) -> bool:
        """Write what has become of the pages that `stamp` is of, of none if it is empty.

        Return false, and leave nothing there, when those are not in the store any more: the next build renders everything.
        """
        found = self._firsts(_PUBLISHED, (folder,))
        if not stamp or found != [stamp]:
            connection.execute("DELETE FROM pages WHERE folder = ?", (folder,))
            connection.execute("DELETE FROM published WHERE folder = ?", (folder,))
            connection.execute("DELETE FROM beyond WHERE folder = ?", (folder,))
        if stamp and found != [stamp]:
            return False
        connection.executemany("DELETE FROM pages WHERE folder = ? AND first = ?", ((folder, first) for first in renewal.gone))
        blocks = ((folder, first, sealed(block)) for first, block in renewal.blocks.items())
        connection.executemany("INSERT INTO pages VALUES (?, ?, ?)", blocks)
        columns = self._sidecars.write(msgspec.msgpack.encode(renewal.columns))
        connection.execute("INSERT OR REPLACE INTO published VALUES (?, ?)", (folder, columns))
        if renewal.beyond is not None:
            connection.execute("INSERT OR REPLACE INTO beyond VALUES (?, ?)", (folder, sealed(renewal.beyond)))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"pages:{folder}", str(base)))
        return True

    def _write_grounds(self, connection: sqlite3.Connection, folder: str, before: Grounds | None, after: Grounds) -> None:
        """Write grounds; how the site is filed, by far the most of it, only where it has changed."""
        is_same = before is not None and before.arrangement is after.arrangement
        known = self._firsts("SELECT arrangement FROM grounds WHERE folder = ?", (folder,)) if is_same else []
        arrangement = known[0] if known else self._sidecars.write(memoryview(after.arrangement))
        record = msgspec.msgpack.encode(msgspec.structs.replace(after, arrangement=msgspec.Raw(b"\xc0")))
        values = (folder, self.version(), self._sidecars.write(record), arrangement)
        connection.execute("INSERT OR REPLACE INTO grounds VALUES (?, ?, ?, ?)", values)

    def _write_looks(self, connection: sqlite3.Connection, base: int, before: Known, after: Known) -> None:
        if self._meta("looks") != str(base):
            connection.execute("DELETE FROM looks")
            before = {}
        connection.executemany("DELETE FROM looks WHERE use = ? AND path = ?", before.keys() - after.keys())
        encode = msgspec.msgpack.Encoder().encode
        connection.executemany(
            "INSERT OR REPLACE INTO looks VALUES (?, ?, ?)",
            ((*key, sealed(encode(one))) for key, one in after.items() if before.get(key) is not one),
        )
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('looks', ?)", (str(base),))
