"""Records packed as msgpack: alone, and many in blocks of neighbours by name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

DAMAGED = (msgspec.MsgspecError, TypeError, ValueError)
"""What msgspec raises for bytes that it did not write; words that are no UTF-8 are a ValueError."""
BLOCK = 64
"""Records in a block: SQLite takes longer to give back a row for each than they take to unpack."""
Record = TypeVar("Record")


def unpacked(data: bytes | None, kind: type[Record]) -> Record | None:
    """Return the record in `data`; `None` for none, and for what is no such record."""
    try:
        return msgspec.msgpack.decode(data, type=kind) if data is not None else None
    except DAMAGED:
        return None


def divided(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the names of each block in which records with these `names`, sorted, shall stand; a block may grow to twice its size."""
    size = len(names) if len(names) <= 2 * BLOCK else BLOCK
    for at in range(0, len(names), size or 1):
        yield names[at : at + size]


def changed_blocks(
    firsts: Sequence[str], changed: Iterable[str], after: Mapping[str, Record]
) -> tuple[list[str], dict[str, dict[str, Record]]]:
    """Return the blocks in which one of `changed` has come, changed or gone, and what stands in their place, by the first name in each.

    `firsts` are the first names of all blocks, sorted; those of a block's records come before the next block's. `after` are all
    records as they are now.
    """
    places = sorted({max(0, bisect_right(firsts, name) - 1) for name in changed})
    names = sorted(after) if places else []
    new: dict[str, dict[str, Record]] = {}
    for place in places:
        start = bisect_left(names, firsts[place]) if place else 0
        stop = bisect_left(names, firsts[place + 1]) if place + 1 < len(firsts) else len(names)
        for block in divided(names[start:stop]):
            new[block[0]] = {name: after[name] for name in block}
    return [firsts[place] for place in places if firsts], new
