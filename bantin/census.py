"""Every file of `content/` in columns: quick to hand to another process, to compare with another census, and to find one in."""

from __future__ import annotations

import functools
import os
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Self

import msgspec

from bantin.columns import column, listed
from bantin.problems import Problem
from bantin.sources import File, Walked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bantin.sources import Tree


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
    others: list[File]
    """The files that are no sources, sorted by path; every file where two have one path."""
    problems: list[Problem]

    @classmethod
    def of(cls, root: Path, tree: Tree) -> Self:
        """Pack a tree of the site at `root`."""
        if len({file.path for file in tree.files}) < len(tree.files):
            return cls("", b"", b"", {}, tree.files, tree.problems)
        base, files = f"{root}{os.sep}", [file for file in tree.files if file.is_source]
        paths = [file.path for file in files]
        return cls(
            column(paths),
            array("q", [file.signature for file in files]).tobytes(),
            array("Q", [file.size for file in files]).tobytes(),
            {at: file.real for at, file in enumerate(files) if file.real != base + file.path},
            [file for file in tree.files if not file.is_source] if len(files) < len(tree.files) else [],
            tree.problems,
        )

    def tree(self, root: Path) -> Tree:
        """Unpack the tree of the site at `root`."""
        return Census(root, self) if self.paths else Walked(self.others, self.problems)


class Census:
    """A tree in columns."""

    def __init__(self, root: Path, packed: PackedTree) -> None:
        """Take the tree of the site at `root`."""
        self.paths = listed(packed.paths)
        """The sources, sorted, each once."""
        self.signatures = array("q", packed.signatures)
        """See `fingerprints.signature`."""
        self.problems = packed.problems
        self.others = {file.path: file for file in packed.others}
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
