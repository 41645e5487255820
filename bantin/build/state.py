"""What a build remembers for the next one: a SQLite database in `.bantin/`. Losing it costs a full build, no more."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from bantin.build.records import (
    FORMAT,
    NOTHING,
    SCHEMA,
    SUM_OF_TRACES,
    Derived,
    LastBuild,
    Memory,
    Page,
    Summary,
    Update,
)
from bantin.collections.parse import Parsed, SourceRecord
from bantin.rendering.traces import PageRecord, Report
from bantin.site.routes import Route
from bantin.system import atomic_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from bantin.rendering.traces import Key, Trace

_FAULTS = (sqlite3.Error, OSError, OverflowError, ValueError, TypeError, msgspec.MsgspecError)
"""What sqlite3 and msgspec raise for a file that they cannot use."""
_PASSING = ("locked", "busy", "readonly", "full", "disk I/O", "unable to open")
"""Words of SQLite's messages that speak of the disk or of another process, not of a damaged file."""


Answer = TypeVar("Answer")


class _Damaged(Exception):
    """A row is not what was written. Raised and caught here."""


class State:
    """The database of one output folder. It is open only within a method: SQLite must not cross a fork."""

    def __init__(self, path: Path) -> None:
        self._path = path

    # --- read ---

    def last_build(self) -> LastBuild | None:
        """Return the last build that published."""
        return self._read(_last_build, None)

    def stats(self) -> list[tuple[str, int]]:
        """Return the URL and the stat of each published file."""
        return self._read(lambda db: db.execute("SELECT url, stat FROM page").fetchall(), [])

    def load(self, source_base: int, page_base: int) -> Memory:
        """Return the sources that were parsed with `source_base`, and the pages that were made with `page_base`."""

        def read(db: sqlite3.Connection) -> Memory:
            build = _last_build(db)
            sources = _sources(db)
            known = {path: one for path, (base, one) in sources.items() if base == source_base}
            if build is None or build.base != page_base or len(known) < len(sources):
                return Memory(known, {}, 0.0)
            pages = _pages(db)
            [sums] = db.execute("SELECT sources, pages, traces FROM build")
            if sums != (len(sources), len(pages), _sums(db)[2]):
                raise _Damaged
            return Memory(known, pages, build.valid_from)

        return self._read(read, NOTHING)

    def load_sources(self, base: int) -> dict[str, SourceRecord]:
        """Return the sources that were parsed with `base`."""

        def read(db: sqlite3.Connection) -> dict[str, SourceRecord]:
            return {path: one for path, (own, one) in _sources(db).items() if own == base}

        return self._read(read, {})

    def outdated(self, subjects: Iterable[str], answer: Callable[[Key], int]) -> set[int] | None:
        """Return the ids of the pages that asked something to which `answer` gives another fingerprint now.

        Of queries about single sources only those about `subjects` are asked again. Returns `None` when the database is
        damaged: then every page may be outdated.
        """

        def read(db: sqlite3.Connection) -> set[int]:
            found: set[int] = set()
            for subject in {0, *map(_subject, subjects)}:
                for key, query, before in db.execute("SELECT key, id, answer FROM query WHERE subject = ?", (subject,)):
                    if answer(_decode_key(key)) != before:
                        readers = db.execute("SELECT page FROM dependency WHERE query = ?", (query,))
                        found.update(page for (page,) in readers)
            return found

        return self._read(read, None)

    def derived(self, kind: str) -> Derived:
        """Return all that is stored of a kind."""

        def read(db: sqlite3.Connection) -> Derived:
            rows = db.execute("SELECT name, made_of, value, checksum FROM derived WHERE kind = ?", (kind,))
            return {name: (made_of, value) for name, made_of, value in map(_checked, rows)}

        return self._read(read, {})

    # --- write ---

    def save(self, update: Update) -> None:
        """Write what a build has changed, at once or not at all.

        When it cannot be written, it stays older than what is published: the next build compares, so that is safe.
        """

        def write(db: sqlite3.Connection) -> None:
            if not update.is_new and _last_build(db) is None:
                return  # it was deleted meanwhile: what has changed says nothing without the rest
            ids = dict(db.execute("SELECT url, id FROM page")) if not update.is_new else {}
            if update.is_new:
                for table in ("page", "query", "dependency"):
                    db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from here
            # Those parsed under other settings are written anew or gone; one that stayed would make all pages outdated.
            db.execute("DELETE FROM source WHERE base != ?", (update.source_base,))
            _write_sources(db, update.source_base, update.sources, update.sources_gone)
            outdated = [ids[url] for url in (*update.pages_gone, *update.traces) if url in ids]
            _delete(db, "page", "id", (ids[url] for url in update.pages_gone if url in ids))
            _delete(db, "dependency", "page", outdated)
            _write_pages(db, update.pages, ids)
            _write_traces(db, update.traces, ids)
            db.execute("DELETE FROM build")
            row = (*update.build[:-1], _encode(update.build.summary), *_sums(db))
            db.execute("INSERT INTO build VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, _checksum(row)))

        self._write(write)

    def save_sources(self, base: int, sources: Mapping[str, SourceRecord]) -> None:
        """Write parsed sources where no build has stored any.

        Where one has, they are those that its pages were made from, and must stay so until the next build.
        """

        def write(db: sqlite3.Connection) -> None:
            if db.execute("SELECT 1 FROM build").fetchone() is None:
                db.execute("DELETE FROM source")
                _write_sources(db, base, sources, ())

        self._write(write)

    def save_derived(self, kind: str, before: Derived, after: Derived) -> None:
        """Write what differs between `before`, which is stored, and `after`."""

        def write(db: sqlite3.Connection) -> None:
            db.executemany(
                "DELETE FROM derived WHERE kind = ? AND name = ?", ((kind, name) for name in before.keys() - after)
            )
            new = ((name, *one) for name, one in after.items() if before.get(name) != one)
            db.executemany(
                "INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)", ((kind, *row, _checksum(row)) for row in new)
            )

        if before != after:
            self._write(write)

    # --- the file ---

    def forget(self) -> None:
        """Delete the database."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()

    def _read(self, read: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """Return what `read` returns, in one transaction; `otherwise` where there is no database that can be used."""
        try:
            if not self._path.exists():
                return otherwise
            with self._open() as db:
                db.execute("BEGIN")
                return read(db)
        except (_Damaged, *_FAULTS) as error:
            self._forget_if_damaged(error)
            return otherwise

    def _write(self, write: Callable[[sqlite3.Connection], None]) -> None:
        try:
            with self._open() as db:
                db.execute("BEGIN IMMEDIATE")
                write(db)
                db.execute("COMMIT")
        except (_Damaged, *_FAULTS) as error:
            self._forget_if_damaged(error)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the database, which is made where there is none, or one of another format."""
        atomic_file.make_private_folder(self._path.parent)
        ignore = self._path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", "utf-8")
        db = self._connect()
        try:
            version = _version(db)
            if version not in (0, FORMAT):
                db.close()
                self.forget()
                db = self._connect()
                version = 0
            if version == 0:
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(f"BEGIN EXCLUSIVE; {SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT")
            db.execute("PRAGMA synchronous = NORMAL")
            yield db
        finally:
            db.close()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10, isolation_level=None)

    def _forget_if_damaged(self, error: Exception) -> None:
        if isinstance(error, OSError) or any(word in str(error) for word in _PASSING):
            return
        self.forget()


def _version(db: sqlite3.Connection) -> int:
    [version] = db.execute("PRAGMA user_version").fetchone()
    return int(version)


# --- rows ---


def _last_build(db: sqlite3.Connection) -> LastBuild | None:
    for row in db.execute("SELECT * FROM build"):
        base, inputs, valid_from, valid_until, summary, *_sums = _checked(row)
        return LastBuild(base, inputs, valid_from, valid_until, _decode_summary(summary))
    return None


def _sums(db: sqlite3.Connection) -> tuple[int, int, int]:
    """Return how many rows `source` and `page` have, and the sum of all traces."""
    [sources] = db.execute("SELECT count(*) FROM source").fetchone()
    [pages] = db.execute("SELECT count(*) FROM page").fetchone()
    [traces] = db.execute(SUM_OF_TRACES).fetchone()
    return sources, pages, int(traces)


def _sources(db: sqlite3.Connection) -> dict[str, tuple[int, SourceRecord]]:
    """Return each source with its base."""
    rows = db.execute("SELECT * FROM source ORDER BY path")
    return {
        path: (base, SourceRecord(stat, fingerprint, _decode_parsed(parsed)))
        for path, base, stat, fingerprint, parsed in map(_checked, rows)
    }


def _pages(db: sqlite3.Connection) -> dict[str, Page]:
    found: dict[str, Page] = {}
    for row in db.execute("SELECT * FROM page"):
        page, *route, stat, fingerprint, made_of, report = _checked(row)
        record = PageRecord(Route(*route), fingerprint, made_of, _decode_report(report) if report else _NO_REPORT)
        found[record.route.url] = Page(page, stat, record)
    return found


def _write_sources(
    db: sqlite3.Connection, base: int, sources: Mapping[str, SourceRecord], gone: Collection[str]
) -> None:
    _delete(db, "source", "path", gone)
    rows = ((path, base, one.stat, one.fingerprint, _encode(one.parsed)) for path, one in sources.items())
    db.executemany("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?)", ((*row, _checksum(row)) for row in rows))


def _write_pages(db: sqlite3.Connection, pages: Mapping[str, tuple[int, PageRecord]], ids: dict[str, int]) -> None:
    """Write pages; those that are new get an id, which is noted in `ids`."""
    following = max(ids.values(), default=0)
    rows: list[tuple[Any, ...]] = []
    for url, (stat, record) in pages.items():
        if url not in ids:
            following += 1
            ids[url] = following
        route = record.route
        report = _encode(record.report) if record.report != _NO_REPORT else None
        row = (
            *(ids[url], url, *msgspec.structs.astuple(route)[1:]),
            *(stat, record.fingerprint, record.made_of, report),
        )
        rows.append((*row, _checksum(row)))
    db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _write_traces(db: sqlite3.Connection, traces: Mapping[str, Trace], ids: Mapping[str, int]) -> None:
    """Write what pages asked. Pages that asked the same have the same answer: one with another was rendered again."""
    answers = {asked.key: asked for trace in traces.values() for asked in trace}
    known: dict[str, int] = {}
    [last] = db.execute("SELECT max(id) FROM query").fetchone()
    if last:
        for key, asked in answers.items():
            row = db.execute(
                "SELECT id FROM query WHERE subject = ? AND key = ?", (_subject(asked.subject), key)
            ).fetchone()
            if row:
                known[key] = row[0]
    new = (key for key in answers if key not in known)
    known.update((key, number) for number, key in enumerate(list(new), (last or 0) + 1))
    db.executemany(
        "INSERT OR REPLACE INTO query VALUES (?, ?, ?, ?)",
        sorted((_subject(asked.subject), key, known[key], asked.answer) for key, asked in answers.items()),
    )
    pairs = sorted({(known[asked.key], ids[url]) for url, trace in traces.items() for asked in trace})
    db.executemany("INSERT OR IGNORE INTO dependency VALUES (?, ?)", pairs)
    if last:  # what no page asks any more
        db.execute("DELETE FROM query WHERE id NOT IN (SELECT query FROM dependency)")


def _delete(db: sqlite3.Connection, table: str, column: str, values: Iterable[str | int]) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS gone (value PRIMARY KEY)")
    db.execute("DELETE FROM gone")
    db.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((value,) for value in values))
    db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM gone)")  # noqa: S608 - names from here


def _subject(path: str) -> int:
    return zlib.crc32(path.encode()) if path else 0


def _checksum(row: tuple[Any, ...]) -> int:
    return zlib.crc32(_encode(row))


def _checked(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without its last column, the checksum of the others. Raises `_Damaged` when it does not fit."""
    if zlib.crc32(_encode(row[:-1])) != row[-1]:
        raise _Damaged
    return row[:-1]


_encode = msgspec.msgpack.Encoder().encode
_decode_parsed = msgspec.msgpack.Decoder(Parsed).decode
_decode_report = msgspec.msgpack.Decoder(Report).decode
_decode_summary = msgspec.msgpack.Decoder(Summary).decode
_decode_key = msgspec.json.Decoder(tuple[str | int | None, ...]).decode
_NO_REPORT = Report()
