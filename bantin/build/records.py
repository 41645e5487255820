"""What a build remembers, and how it is stored: the records and the SQL schema of `State`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bantin.collections.parse import SourceRecord
    from bantin.rendering.traces import PageRecord, Trace

FORMAT = 101
SCHEMA = """
-- A checksum is the CRC-32 of the other columns of its row. SQLite has none, and a flipped bit may leave a stale page.
CREATE TABLE source (           -- every source, as it was parsed last
    path        TEXT PRIMARY KEY,
    base        INTEGER,        -- fingerprint of what decides how a source is parsed beside its bytes: engine, settings
    stat        INTEGER,        -- of the file: see `file_stat`
    fingerprint INTEGER,        -- of its bytes
    parsed      BLOB,           -- the document or table, or what is wrong with it
    checksum    INTEGER
);
CREATE TABLE page (             -- every published file
    id          INTEGER PRIMARY KEY,
    url         TEXT,
    layout      TEXT,           -- empty for what no layout makes: pictures, attachments, assets, the search index
    kind        TEXT,
    subject     TEXT,
    number      INTEGER,
    language    TEXT,
    collection  TEXT,
    stat        INTEGER,        -- of the published file
    fingerprint INTEGER,        -- of its bytes
    made_of     INTEGER,        -- fingerprint of what a file without layout was made of
    report      BLOB,           -- what rendering it found: problems, anchors, pictures, files
    checksum    INTEGER
);
CREATE TABLE query (            -- everything that pages ask while they render
    subject     INTEGER,        -- CRC-32 of the path of the source that is asked about; 0: lists, terms, addresses, …
    key         TEXT,           -- as JSON: ["list","tag","thi-dua",3]
    id          INTEGER,
    answer      INTEGER,        -- fingerprint of the answer that the pages were rendered with
    PRIMARY KEY (subject, key)
) WITHOUT ROWID;
CREATE TABLE dependency (       -- which pages asked it
    query       INTEGER,
    page        INTEGER,
    PRIMARY KEY (query, page)
) WITHOUT ROWID;
CREATE TABLE derived (          -- what else is dear: facts of pictures, findings of `check`, the search index
    kind        TEXT,
    name        TEXT,
    made_of     INTEGER,        -- fingerprint of what it was computed from
    value       BLOB,
    checksum    INTEGER,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
CREATE TABLE build (            -- one row: the last build that published
    base        INTEGER,        -- fingerprint of what every page depends on: engine, settings, words
    inputs      INTEGER,        -- fingerprint of the stats of everything that was read; 0 when it cannot be trusted
    valid_from  REAL,           -- its moment, in seconds since 1970
    valid_until REAL,           -- when the clock alone changes the site
    summary     BLOB,
    sources     INTEGER,        -- rows
    pages       INTEGER,        -- rows
    traces      INTEGER,        -- see `SUM_OF_TRACES`
    checksum    INTEGER
);
"""
# Rows of these tables are looked up, so one that is damaged could be missed. All integers of both make one sum.
SUM_OF_TRACES = """
SELECT (SELECT total(subject) + total(id) + count(*) FROM query)
     + (SELECT total(query) + 3 * total(page) FROM dependency)
"""


class Summary(msgspec.Struct, frozen=True, gc=False):
    """What a build did."""

    pages: int = 0
    rendered: int = 0
    written: int = 0
    removed: int = 0
    drafts: int = 0
    future: int = 0
    next_due: str = ""
    """ISO 8601, or empty."""
    problems: tuple[Problem, ...] = ()


class LastBuild(NamedTuple):
    """The last build that published; see the table `build`."""

    base: int
    inputs: int
    valid_from: float
    valid_until: float
    summary: Summary

    def is_valid(self, now: float) -> bool:
        """Whether the clock alone has changed nothing until `now`, in seconds since 1970."""
        return self.valid_from <= now < self.valid_until


class Page(NamedTuple):
    """A published file."""

    id: int
    stat: int
    record: PageRecord


class Memory(NamedTuple):
    """What earlier builds left, as far as it still holds."""

    sources: dict[str, SourceRecord]
    """By path."""
    pages: dict[str, Page]
    """By URL; nothing when any of what all pages depend on has changed."""
    moment: float
    """When `pages` were made, in seconds since 1970."""


NOTHING = Memory({}, {}, 0.0)
Derived = dict[str, tuple[int, bytes]]
"""By name: the fingerprint of what it was computed from, and the value."""


class Update(NamedTuple):
    """What a build writes into its state."""

    source_base: int
    sources: Mapping[str, SourceRecord]
    """New or other than they were."""
    sources_gone: Collection[str]
    pages: Mapping[str, tuple[int, PageRecord]]
    """New or other: the stat of the published file, and the record."""
    pages_gone: Collection[str]
    traces: Mapping[str, Trace]
    """Of those of `pages` that were rendered."""
    build: LastBuild
    is_new: bool
    """Whether `pages` are all that is published."""
