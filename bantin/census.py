"""Every file of `content/` in columns: quick to hand to another process, to compare with another census, and to find one in."""

from __future__ import annotations

import functools
import os
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from itertools import starmap
from operator import attrgetter
from typing import TYPE_CHECKING, Self

import msgspec

from bantin.columns import column, listed
from bantin.files import SOURCE_SUFFIXES
from bantin.problems import Problem
from bantin.sources import File, Walked, problems_of
from bantin.walking import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bantin.sources import Tree
    from bantin.walking import Listing


class PackedTree(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A tree on its way between processes. The columns are of the sources, by far the most of most sites."""

    paths: str
    """Sorted, each once; see `columns.listed`."""
    signatures: bytes
    """64 bits each."""
    sizes: bytes
    """64 bits each."""
    places: dict[int, str]
    """How the operating system spells those that are no `path` below the root, by position."""
    others: list[Row]
    """The files that are no sources, sorted by path; every file where two have one path."""
    problems: list[Problem]

    @classmethod
    def of(cls, root: Path, listing: Listing) -> Self:
        """Pack what was listed of the site at `root`."""
        problems, rows = problems_of(listing), listing.rows
        paths = [row[0] for row in rows]
        if len(frozenset(paths)) < len(paths):
            return cls("", b"", b"", {}, rows, problems)
        if all(path[-3:] in SOURCE_SUFFIXES for path in paths):
            sources, others = rows, []
        else:
            sources = [row for row in rows if row[0][-3:] in SOURCE_SUFFIXES]
            others = [row for row in rows if row[0][-3:] not in SOURCE_SUFFIXES]
            paths = [row[0] for row in sources]
        base = f"{root}{os.sep}"
        return cls(
            column(paths),
            array("q", [row[2] for row in sources]).tobytes(),
            array("Q", [row[3] for row in sources]).tobytes(),
            {at: real for at, (path, real, _, _) in enumerate(sources) if real != base + path},
            others,
            problems,
        )

    def tree(self, root: Path) -> Tree:
        """Unpack the tree of the site at `root`."""
        return Census(root, self) if self.paths else Walked(list(starmap(File, self.others)), self.problems)


class Census:
    """A tree in columns."""

    def __init__(self, root: Path, packed: PackedTree) -> None:
        """Take the tree of the site at `root`."""
        self.paths = listed(packed.paths)
        """The sources, sorted, each once."""
        self.signatures = array("q", packed.signatures)
        """See `signatures.signature`."""
        self.problems = packed.problems
        self.others = {row[0]: File(*row) for row in packed.others}
        self._base = f"{root}{os.sep}"
        self._sizes = array("Q", packed.sizes)
        self._places = packed.places

    def __len__(self) -> int:
        return len(self.paths) + len(self.others)

    @functools.cached_property
    def files(self) -> list[File]:
        """See `sources.Tree`."""
        found = list(map(self._file, range(len(self.paths))))
        return sorted([*found, *self.others.values()], key=attrgetter("path")) if self.others else found

    @property
    def by_path(self) -> Mapping[str, File]:
        """See `sources.Tree`."""
        return _ByPath(self)

    @property
    def attached(self) -> Collection[str]:
        """See `sources.Tree`."""
        return self.others.keys()

    def source(self, path: str) -> File | None:
        """Return a source."""
        at = bisect_left(self.paths, path)
        return self._file(at) if at < len(self.paths) and self.paths[at] == path else None

    def _file(self, at: int) -> File:
        path = self.paths[at]
        return File(path, self._places.get(at) or self._base + path, self.signatures[at], self._sizes[at])


class _ByPath(Mapping[str, File]):
    """The files of a census by path, each made when it is asked for."""

    def __init__(self, census: Census) -> None:
        self._census = census

    def __getitem__(self, path: str) -> File:
        found = self._census.others.get(path) or self._census.source(path)
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        census = self._census
        return iter(sorted([*census.paths, *census.others]) if census.others else census.paths)

    def __len__(self) -> int:
        return len(self._census)
