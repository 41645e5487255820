"""Records in packed blocks of neighbours by name: a block is unpacked when somebody asks for one of its records."""

from __future__ import annotations

import functools
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import msgspec

from bantin.collections.documents import RecordDamaged
from bantin.system.packing import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

Record = TypeVar("Record")


class Shelf(Protocol):
    """Gives packed blocks when they are asked for: see `shelf`."""

    def blocks(self, firsts: Sequence[str]) -> Mapping[str, bytes]:
        """Return the blocks that begin with these names, as far as they are there."""


class Blocks(Generic[Record]):
    """The blocks of one shelf. Whatever unpacks one raises `RecordDamaged` for what is not as it was written."""

    def __init__(self, firsts: list[str], shelf: Shelf, kind: type[Record]) -> None:
        """Take records of a `kind`; `firsts` are the first names of all blocks, sorted."""
        self.firsts = firsts
        self._shelf = shelf
        self._kind: Any = kind
        self._packed: dict[str, bytes] = {}
        self._records: dict[str, dict[str, Record]] = {}

    def __getitem__(self, name: str) -> Record:
        first = self.first(name)
        block = self._records.get(first)
        if block is None:
            try:
                block = self._records[first] = _decoder(self._kind)(self._packed_block(first))
            except DAMAGED:
                raise RecordDamaged from None
        try:
            return block[name]
        except KeyError:
            raise RecordDamaged from None

    def fetch(self, names: Iterable[str]) -> None:
        """Have the blocks of `names` at hand: in one go they come sooner than one by one."""
        missing = {first for name in names if (first := self.first(name)) not in self._packed}
        if missing:
            self._packed.update(self._shelf.blocks(sorted(missing)))

    def fetch_all(self) -> None:
        """Have everything at hand, whoever writes to the store from now on."""
        self._packed.update(self._shelf.blocks([first for first in self.firsts if first not in self._packed]))

    def first(self, name: str) -> str:
        """Return the first name of the block in which `name` stands, if it is there; empty when there is no block at all."""
        return self.firsts[max(0, bisect_right(self.firsts, name) - 1)] if self.firsts else ""

    def raw(self, first: str) -> dict[str, msgspec.Raw]:
        """Return the records of a block, packed."""
        try:
            return _unpacked_raw(self._packed_block(first))
        except DAMAGED:
            raise RecordDamaged from None

    def _packed_block(self, first: str) -> bytes:
        if first not in self._packed:
            self._packed.update(self._shelf.blocks([first]))
        try:
            return self._packed[first]
        except KeyError:
            raise RecordDamaged from None


_unpacked_raw = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode


@functools.cache
def _decoder(kind: Hashable) -> Callable[[bytes], dict[str, Any]]:
    return msgspec.msgpack.Decoder(dict[str, kind]).decode  # type: ignore[valid-type]
