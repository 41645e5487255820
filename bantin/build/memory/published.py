"""What an output folder holds, as it was published last: what is asked of every page in columns, the rest packed in blocks.

An edit looks at some dozens of 13,000 pages. So what a build compares for all of them lies in a few long values, and a page's
record is unpacked, with its neighbours, when somebody asks for it.
"""

from __future__ import annotations

import functools
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from bantin.build.memory.blocks import Blocks, Shelf
from bantin.collections.documents import RecordDamaged
from bantin.rendering.traces import MARK, StoredPage
from bantin.site.routes import OF_SOURCES, Kept, PageSpec
from bantin.system.columns import Columns
from bantin.system.names import SEPARATOR, column, listed
from bantin.system.packing import BLOCK, DAMAGED, divided

if TYPE_CHECKING:
    from collections.abc import Collection, ItemsView, Iterable, Iterator, Sequence

    from bantin.rendering.traces import PageRecord


_MANY_MARKS = 16
"""From here on, all marks are looked at once rather than once for each that is looked for."""
_FEW = 1_000
"""Changes up to which columns are patched; many are filed anew."""


class Renewal(NamedTuple):
    """What the store has to write when something has changed."""

    columns: Columns
    beyond: bytes | None
    """Specifications of the pages that no single source makes; `None` when they are what they were."""
    gone: list[str]
    """Blocks to delete, by their first address."""
    blocks: dict[str, bytes]
    """Blocks to write, by their first address."""


class PageShelf(Shelf, Protocol):
    """Gives what is packed, when it is asked for: see `shelf.StoredPages`."""

    def beyond(self) -> bytes:
        """Return the specifications of the pages that no single source makes."""


class _Nothing:
    """A shelf of nothing."""

    def blocks(self, _firsts: Sequence[str]) -> Mapping[str, bytes]:
        return {}

    def beyond(self) -> bytes:
        return b"\x90"


class Published(Mapping[str, StoredPage]):
    """The pages of an output folder by address. Whatever unpacks one raises `RecordDamaged` for what is not as it was written."""

    def __init__(self, stamp: str, columns: Columns, shelf: PageShelf) -> None:
        """Take what the store keeps; `stamp` is another one after each change. `columns` must be sound."""
        self.stamp = stamp
        self.urls = listed(columns.urls)
        self.signatures = array("q", columns.signatures)
        self.digests = array("Q", columns.digests)
        self.telling = frozenset(columns.telling)
        self.unplanned = columns.unplanned
        self._marks = columns.marks
        self._lengths = array("I", columns.lengths)
        self._shelf = shelf
        self._blocks = Blocks(listed(columns.firsts), shelf, StoredPage)
        self._known: frozenset[str] | None = None

    @classmethod
    def none(cls) -> Published:
        """Return an output folder of which nothing is known."""
        return cls("", Columns(), _Nothing())

    @functools.cached_property
    def planned(self) -> Planned:
        """The plan that the pages were made by."""
        return Planned(self)

    # --- one page ---

    def __len__(self) -> int:
        return len(self.urls)

    def __iter__(self) -> Iterator[str]:
        return iter(self.urls)

    def __contains__(self, url: object) -> bool:
        if self._known is None:
            self._known = frozenset(self.urls)
        return url in self._known

    def __getitem__(self, url: str) -> StoredPage:
        if url not in self:
            raise KeyError(url)
        return self._blocks[url]

    def digest(self, url: str) -> int:
        """Return the fingerprint of the bytes at `url`. Raises `KeyError` where there are none."""
        at = bisect_left(self.urls, url)
        if at == len(self.urls) or self.urls[at] != url:
            raise KeyError(url)
        return self.digests[at]

    def fetch(self, urls: Iterable[str]) -> None:
        """Have the pages at `urls` at hand: in one go they come sooner than one by one."""
        self._blocks.fetch(urls)

    def fetch_all(self) -> None:
        """Have everything at hand, whoever writes to the store from now on."""
        self._blocks.fetch_all()

    # --- all pages ---

    def items(self) -> ItemsView[str, StoredPage]:
        """Return all pages, unpacked in one go."""
        self.fetch_all()
        return {url: self[url] for url in self.urls}.items()

    @functools.cached_property
    def beyond(self) -> dict[str, PageSpec]:
        """The specifications of the pages that no single source makes."""
        try:
            return {spec.url: spec for spec in _unpacked_specs(self._shelf.beyond())}
        except DAMAGED:
            raise RecordDamaged from None

    def count_like(self, url: str) -> int:
        """Return how many addresses there are like `url`, without regard to case."""
        return self._folded.count(f"{SEPARATOR}{url.casefold()}{SEPARATOR}")

    @functools.cached_property
    def _folded(self) -> str:
        return f"{SEPARATOR}{column(self.urls).casefold()}{SEPARATOR}"

    def others(self) -> Iterator[str]:
        """Yield the addresses of what no layout makes."""
        for urls in self.unplanned.values():
            yield from urls

    def bearing(self, marks: Collection[int]) -> list[str]:
        """Return the pages that bear one of `marks`."""
        ends = list(accumulate(self._lengths))
        if len(marks) < _MANY_MARKS:
            found = {bisect_right(ends, at) for mark in marks for at in _positions(self._marks, mark)}
            return [self.urls[at] for at in sorted(found)]
        wanted, starts, urls = frozenset(marks), [0, *ends[:-1]], self.urls
        result: list[str] = []
        for start in range(0, len(urls), BLOCK):
            stop = min(start + BLOCK, len(urls))
            if not wanted.isdisjoint(array(MARK, self._marks[starts[start] : ends[stop - 1]])):
                own = [array(MARK, self._marks[starts[at] : ends[at]]) for at in range(start, stop)]
                result += [urls[start + at] for at, one in enumerate(own) if not wanted.isdisjoint(one)]
        return result

    # --- the next state ---

    def renewed(self, changed: Mapping[str, StoredPage], gone: Collection[str], packed: Mapping[str, bytes]) -> Renewal:
        """Return what is to be written when `changed` are new or other, and `gone` no longer there.

        `packed` are records of `changed` that are encoded already.
        """
        self.fetch([*(url for url in changed if url in self), *gone])
        firsts, left, blocks = self._blocks_with(changed, gone, packed)
        columns = self._rows_with(changed, gone)
        told = {url for url, page in changed.items() if page.record.is_telling}
        columns = msgspec.structs.replace(
            columns,
            firsts=column(firsts),
            telling=tuple(sorted(self.telling.difference(changed, gone) | told)),
            unplanned=self._unplanned_with(changed, gone),
        )
        is_same = self.stamp and all(self._specified(url) == _specified(changed.get(url)) for url in (*changed, *gone))
        return Renewal(columns, None if is_same else _pack(list(self._beyond_with(changed, gone).values())), left, blocks)

    def _specified(self, url: str) -> PageSpec | None:
        return _specified(self[url]) if url in self else None

    def _rows_with(self, changed: Mapping[str, StoredPage], gone: Collection[str]) -> Columns:
        """Return the columns that have a value for each address."""
        ends = list(accumulate(self._lengths))
        urls, signatures, digests = self.urls[:], self.signatures[:], self.digests[:]
        if len(changed) + len(gone) > _FEW:
            marks = [self._marks[start:stop] for start, stop in zip([0, *ends], ends, strict=False)]
            rows = dict(zip(urls, zip(signatures, digests, marks, strict=True), strict=True))
            for url in gone:
                del rows[url]
            rows.update((url, (page.signature, page.record.digest, page.record.marks)) for url, page in changed.items())
            urls = sorted(rows)
            signatures = array("q", [rows[url][0] for url in urls])
            digests = array("Q", [rows[url][1] for url in urls])
            marks = [rows[url][2] for url in urls]
            lengths = array("I", map(len, marks))
            return Columns(column(urls), "", signatures.tobytes(), digests.tobytes(), b"".join(marks), lengths.tobytes())
        lengths, pieces, copied = self._lengths[:], [], len(self._marks)
        # From the end, so that what stands before keeps its place.
        for url in sorted((*changed, *gone), reverse=True):
            at = bisect_left(urls, url)
            is_there = at < len(urls) and urls[at] == url
            stop = ends[at] if is_there else ends[at - 1] if at else 0
            page = changed.get(url)
            pieces += [self._marks[stop:copied], page.record.marks if page else b""]
            copied = stop - (lengths[at] if is_there else 0)
            if page is None:
                for values in (urls, signatures, digests, lengths):
                    del values[at]
                continue
            if not is_there:
                urls.insert(at, url)
                for numbers in (signatures, digests, lengths):
                    numbers.insert(at, 0)
            signatures[at], digests[at], lengths[at] = page.signature, page.record.digest, len(page.record.marks)
        pieces.append(self._marks[:copied])
        return Columns(column(urls), "", signatures.tobytes(), digests.tobytes(), b"".join(reversed(pieces)), lengths.tobytes())

    def _unplanned_with(self, changed: Mapping[str, StoredPage], gone: Collection[str]) -> dict[str, tuple[str, ...]]:
        by_kind = {kind: set(urls).difference(changed, gone) for kind, urls in self.unplanned.items()}
        for url, page in changed.items():
            if not page.record.spec.layout:
                by_kind.setdefault(page.record.spec.kind, set()).add(url)
        return {kind: tuple(sorted(urls)) for kind, urls in by_kind.items() if urls}

    def _beyond_with(self, changed: Mapping[str, StoredPage], gone: Collection[str]) -> dict[str, PageSpec]:
        left = frozenset(gone)
        found = {url: spec for url, spec in self.beyond.items() if url not in left and url not in changed}
        found.update((spec.url, spec) for page in changed.values() if (spec := _specified(page)))
        return found

    def _blocks_with(
        self, changed: Mapping[str, StoredPage], gone: Collection[str], packed: Mapping[str, bytes]
    ) -> tuple[list[str], list[str], dict[str, bytes]]:
        """Return the first addresses of all blocks, of those to delete, and the new ones."""
        touched: dict[str, dict[str, tuple[int, PageRecord | msgspec.Raw] | None]] = {}
        for url in gone:
            touched.setdefault(self._blocks.first(url), {})[url] = None
        for url, page in changed.items():
            touched.setdefault(self._blocks.first(url), {})[url] = (
                page.signature,
                msgspec.Raw(packed[url]) if url in packed else page.record,
            )
        new: dict[str, bytes] = {}
        for first, records in touched.items():
            block: dict[str, Any] = self._blocks.raw(first) if first else {}
            block.update(records)
            urls = sorted(url for url, record in block.items() if record is not None)
            new.update((part[0], _pack({url: block[url] for url in part})) for part in divided(urls))
        left = [first for first in touched if first]
        return sorted({*self._blocks.firsts, *new}.difference(first for first in left if first not in new)), left, new


class Planned(Kept):
    """The plan by which an output folder was made: the pages that have a layout. Specifications are unpacked when they are asked for."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._unplanned = frozenset(published.others())

    def __len__(self) -> int:
        return len(self._published) - len(self._unplanned)

    def __iter__(self) -> Iterator[str]:
        return (url for url in self._published.urls if url not in self._unplanned)

    def __contains__(self, url: object) -> bool:
        return url in self._published and url not in self._unplanned

    def __getitem__(self, url: str) -> PageSpec:
        if url in self._unplanned:
            raise KeyError(url)
        return self._published[url].record.spec

    def items(self) -> ItemsView[str, PageSpec]:
        """Return all of them, unpacked in one go."""
        return {url: page.record.spec for url, page in self._published.items() if url not in self._unplanned}.items()

    @property
    def beyond(self) -> Mapping[str, PageSpec]:
        """The pages that no single source makes."""
        return self._published.beyond

    def count_like(self, url: str) -> int:
        """Return how many published addresses there are like `url`, without regard to case."""
        return self._published.count_like(url)


def _specified(page: StoredPage | None) -> PageSpec | None:
    """Return the specification of a page that no single source makes; `None` for any other."""
    if page is None or not page.record.spec.layout or page.record.spec.kind in OF_SOURCES:
        return None
    return page.record.spec


def _positions(marks: bytes, mark: int) -> Iterator[int]:
    """Yield where `mark` stands in an array of `MARK`, packed."""
    wanted = array(MARK, [mark]).tobytes()
    at = marks.find(wanted)
    while at >= 0:
        if at % len(wanted) == 0:
            yield at
        at = marks.find(wanted, at + 1)


_pack = msgspec.msgpack.Encoder().encode
_unpacked_specs = msgspec.msgpack.Decoder(list[PageSpec]).decode
