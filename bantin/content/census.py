"""Every file of `content/` in columns: quick to hand to another process, to compare with another census, and to find one in."""

from __future__ import annotations

import functools
import os
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from itertools import starmap
from operator import attrgetter
from typing import TYPE_CHECKING

from bantin.content.sources import File, Walked, problems_of
from bantin.system.names import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from bantin.content.sources import Tree
    from bantin.content.walking import Register


def tree_of(root: Path, register: Register) -> Tree:
    """Return the tree of the site at `root`."""
    if register.paths:
        return Census(root, register)
    return Walked(list(starmap(File, register.others)), problems_of(register.faults))


class Census:
    """A tree in columns."""

    def __init__(self, root: Path, register: Register) -> None:
        """Take the tree of the site at `root`."""
        self.paths = listed(register.paths)
        """The sources, sorted, each once."""
        self.signatures = array("q", register.signatures)
        """See `signatures.signature`."""
        self.problems = problems_of(register.faults)
        self.others = {row[0]: File(*row) for row in register.others}
        self._base = f"{root}{os.sep}"
        self._sizes = array("Q", register.sizes)
        self._places = register.places

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
