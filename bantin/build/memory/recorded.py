"""The records of sources as the store has them: what is compared of all in columns, each record unpacked when it is asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.build.memory.blocks import Blocks
from bantin.collections.documents import RecordDamaged, StoredSource
from bantin.system.names import SEPARATOR, column, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, Sequence

    from bantin.build.memory.blocks import Shelf


class SourceColumns(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a build asks of every source that it knows."""

    paths: str = ""
    """Sorted; see `names.listed`."""
    firsts: str = ""
    """The first path of each block in the store."""
    signatures: bytes = b""
    """Those of the records, 64 bits each, in the order of `paths`."""

    @property
    def is_sound(self) -> bool:
        """Whether each path has its signature."""
        return len(self.signatures) == 8 * (self.paths.count(SEPARATOR) + 1 if self.paths else 0)


class Difference(NamedTuple):
    """How sources differ from those that are recorded."""

    changed: list[str]
    """New, or to be read again."""
    gone: frozenset[str]


class Recorded(Mapping[str, StoredSource]):
    """What the store has. Whatever unpacks a record raises `RecordDamaged` for one that is not as the columns say."""

    def __init__(self, columns: SourceColumns, shelf: Shelf) -> None:
        """Take columns that are sound."""
        self.paths = listed(columns.paths)
        self.signatures = array("q", columns.signatures)
        self._blocks = Blocks(listed(columns.firsts), shelf, StoredSource)

    def __getitem__(self, path: str) -> StoredSource:
        at = self._at(path)
        if at is None:
            raise KeyError(path)
        found = self._blocks[path]
        if found.signature != self.signatures[at]:  # another process has written meanwhile
            raise RecordDamaged
        return found

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._at(path) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def items(self) -> ItemsView[str, StoredSource]:
        """Return all of them, unpacked in one go."""
        self.fetch_all()
        return {path: self[path] for path in self.paths}.items()

    def fetch(self, paths: Iterable[str]) -> None:
        """Have the records at `paths` at hand."""
        self._blocks.fetch(paths)

    def fetch_all(self) -> None:
        """Have everything at hand, whoever writes to the store from now on."""
        self._blocks.fetch_all()

    def _at(self, path: str) -> int | None:
        at = bisect_left(self.paths, path)
        return at if at < len(self.paths) and self.paths[at] == path else None

    def difference(self, paths: list[str], signatures: array[int]) -> Difference:
        """Return how the sources at `paths`, sorted, with these `signatures` differ; one that is 0 is never as it was."""
        start, end = _in_common(self.paths, paths)
        stop, own_stop = len(paths) - end, len(self.paths) - end
        changed = [paths[at] for at in _unequal(self.signatures[:start], signatures[:start])]
        known = dict(zip(self.paths[start:own_stop], self.signatures[start:own_stop], strict=True))
        among = zip(paths[start:stop], signatures[start:stop], strict=True)
        changed += [path for path, signature in among if not signature or known.get(path) != signature]
        changed += [paths[stop + at] for at in _unequal(self.signatures[own_stop:], signatures[stop:])]
        return Difference(changed, frozenset(known).difference(paths[start:stop]))


class Reread(Mapping[str, StoredSource]):
    """The records of a site of which little has changed since they were `before`."""

    def __init__(
        self, before: Recorded, paths: list[str], signatures: array[int], new: dict[str, StoredSource], gone: Collection[str]
    ) -> None:
        """Take the paths of all sources, sorted, and their signatures; `new` are the records that are other than `before`."""
        self.before = before
        self.paths = paths
        self.signatures = signatures
        self.new = new
        self.gone = gone

    def __getitem__(self, path: str) -> StoredSource:
        found = self.new.get(path)
        if found is not None:
            return found
        if path in self.gone:
            raise KeyError(path)
        return self.before[path]

    def __contains__(self, path: object) -> bool:
        return path in self.new or (path in self.before and path not in self.gone)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def fetch(self, paths: Iterable[str]) -> None:
        """Have the records at `paths` at hand."""
        self.before.fetch(path for path in paths if path not in self.new)

    def items(self) -> ItemsView[str, StoredSource]:
        """Return all of them, unpacked in one go."""
        self.before.fetch_all()
        return {path: self[path] for path in self.paths}.items()


def unlike(before: Mapping[str, StoredSource], after: Mapping[str, StoredSource]) -> tuple[Mapping[str, StoredSource], Collection[str]]:
    """Return the records of `after` that are other ones than in `before`, and the paths of those that are gone."""
    if after is before:
        return {}, ()
    if isinstance(after, Reread) and after.before is before:
        return after.new, after.gone
    return {path: one for path, one in after.items() if before.get(path) is not one}, before.keys() - after.keys()


def is_whole(sources: Mapping[str, StoredSource]) -> bool:
    """Whether all of the records are at hand, and none must be asked of the store."""
    return not isinstance(sources, Recorded | Reread)


def fetch(sources: Mapping[str, StoredSource], paths: Iterable[str]) -> None:
    """Have the records at `paths` at hand: in one go they come sooner than one by one."""
    if isinstance(sources, Recorded | Reread):
        sources.fetch(paths)


def fetch_all(sources: Mapping[str, StoredSource]) -> None:
    """Have all records at hand, whoever writes to the store from now on."""
    if isinstance(sources, Recorded):
        sources.fetch_all()


def columns_of(sources: Mapping[str, StoredSource], firsts: Iterable[str]) -> SourceColumns:
    """Return the columns for records in blocks that begin with `firsts`."""
    if isinstance(sources, Recorded | Reread):
        return SourceColumns(column(sources.paths), column(firsts), sources.signatures.tobytes())
    paths = sorted(sources)
    return SourceColumns(column(paths), column(firsts), array("q", [sources[path].signature for path in paths]).tobytes())


def _in_common(some: Sequence[str], others: Sequence[str]) -> tuple[int, int]:
    """Return how many values of two sequences are the same from the front, and of the rest from the back."""
    if some == others:
        return len(some), 0
    most = min(len(some), len(others))
    start = _longest(most, lambda least, middle: some[least:middle] == others[least:middle])
    size, other_size = len(some), len(others)
    return start, _longest(
        most - start,
        lambda least, middle: some[size - middle : size - least] == others[other_size - middle : other_size - least],
    )


def _longest(most: int, agree: Callable[[int, int], bool]) -> int:
    """Return how many values agree, of `most` at most; `agree` says whether all from one number of values to another do."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if agree(least, middle):
            least = middle
        else:
            most = middle - 1
    return least


def _unequal(known: array[int], found: array[int]) -> list[int]:
    """Return where a signature that was found is not the one that is known, or 0."""
    if known == found and 0 not in found:
        return []
    return [at for at, (one, other) in enumerate(zip(known, found, strict=True)) if one != other or not other]
