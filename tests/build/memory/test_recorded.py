"""The records of sources as the store has them, in columns and blocks, are what a plain dict of them would be, after any changes."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.build.memory.recorded import Recorded, Reread, SourceColumns, columns_of, fetch_all, is_whole, unlike
from bantin.collections.documents import Parsed, RecordDamaged, StoredSource
from bantin.problems import problem
from bantin.system.packing import divided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

PATHS = [f"content/{name}.md" for name in ("a", "b", "c", "c/d", "x y", "đ", "zz", *map(str, range(150)))]
SIGNATURES = st.sampled_from([0, 1, 2, -5, 1 << 62])
SITES = st.dictionaries(st.sampled_from(PATHS), SIGNATURES)


class Shelf:
    """What a store would keep."""

    def __init__(self, sources: Mapping[str, StoredSource]) -> None:
        parts = list(divided(sorted(sources)))
        self.packed = {part[0]: msgspec.msgpack.encode({path: sources[path] for path in part}) for part in parts}
        self.columns = columns_of(sources, sorted(self.packed))
        self.asked: list[str] = []

    def blocks(self, firsts: Sequence[str]) -> Mapping[str, bytes]:
        self.asked += firsts
        return {first: self.packed[first] for first in firsts if first in self.packed}

    def recorded(self) -> Recorded:
        columns = msgspec.msgpack.decode(msgspec.msgpack.encode(self.columns), type=SourceColumns)
        assert columns.is_sound
        return Recorded(columns, self)


def stored(path: str, signature: int, edition: int = 0) -> StoredSource:
    return StoredSource.of(signature, Parsed(None, (problem("BT304", path, edition + 1),)))


def told(sources: Mapping[str, StoredSource]) -> dict[str, tuple[int, int]]:
    return {path: (one.signature, one.parsed.problems[0].line) for path, one in sources.items()}


def recorded(site: Mapping[str, int]) -> tuple[dict[str, StoredSource], Shelf]:
    sources = {path: stored(path, signature) for path, signature in sorted(site.items())}
    return sources, Shelf(sources)


@given(SITES)
def test_what_is_recorded_is_a_dict(site: dict[str, int]) -> None:
    sources, shelf = recorded(site)
    found = shelf.recorded()
    assert list(found) == list(sources)
    assert len(found) == len(sources)
    assert all((path in found) == (path in sources) for path in PATHS)
    assert not shelf.asked, "nothing is unpacked for that"
    assert told(found) == told(sources)
    assert found.get("content/none.md") is None
    assert 7 not in found  # type: ignore[comparison-overlap]


@given(SITES, SITES)
def test_a_difference_names_what_must_be_read_and_what_is_gone(before: dict[str, int], after: dict[str, int]) -> None:
    _, shelf = recorded(before)
    paths = sorted(after)
    found = shelf.recorded().difference(paths, array("q", [after[path] for path in paths]))
    assert sorted(found.changed) == [path for path in paths if not after[path] or before.get(path) != after[path]]
    assert len(found.changed) == len(set(found.changed))
    assert found.gone == before.keys() - after.keys()
    assert not shelf.asked


@given(SITES, SITES, st.sets(st.sampled_from(PATHS), max_size=3))
def test_what_is_read_again_stands_among_the_rest(before: dict[str, int], after: dict[str, int], also: Collection[str]) -> None:
    sources, shelf = recorded(before)
    known, paths = shelf.recorded(), sorted(after)
    signatures = array("q", [after[path] for path in paths])
    changed, gone = known.difference(paths, signatures)
    new = {path: stored(path, after[path], 1) for path in changed}
    found = Reread(known, paths, signatures, new, gone)
    wanted = {path: new.get(path) or sources[path] for path in paths}
    assert told(found) == told(wanted)
    assert list(found) == list(wanted)
    assert len(found) == len(wanted)
    assert all((path in found) == (path in wanted) for path in PATHS)
    assert all((found.get(path) is None) == (path not in wanted) for path in [*gone, *also])
    assert columns_of(found, ["x"]) == columns_of(wanted, ["x"])
    assert unlike(known, found) == (new, gone)
    assert unlike(known, known) == ({}, ())
    assert not is_whole(found)
    assert not is_whole(known)
    assert is_whole(wanted)
    plain_new, plain_gone = unlike(sources, wanted)
    assert (plain_new, plain_gone) == (new, gone)


def test_what_is_at_hand_needs_no_store() -> None:
    sources, shelf = recorded(dict.fromkeys(PATHS, 1))
    found = shelf.recorded()
    fetch_all(found)
    fetch_all(sources)
    shelf.packed.clear()
    assert told(found) == told(sources)


@pytest.mark.parametrize("harm", [b"", b"\xc1", b"\x80", msgspec.msgpack.encode({PATHS[0]: [9, None]})])
def test_damage_is_told_where_it_is_met(harm: bytes) -> None:
    _, shelf = recorded({PATHS[0]: 1})
    shelf.packed = dict.fromkeys(shelf.packed, harm)
    with pytest.raises(RecordDamaged):
        shelf.recorded()[PATHS[0]]
    shelf.packed.clear()
    with pytest.raises(RecordDamaged):
        shelf.recorded()[PATHS[0]]


@pytest.mark.parametrize(("signatures", "sound"), [(b"", False), (bytes(8), True), (bytes(16), False), (bytes(7), False)])
def test_columns_are_sound_when_each_path_has_its_signature(signatures: bytes, *, sound: bool) -> None:
    assert SourceColumns("content/a.md", "content/a.md", signatures).is_sound == sound
    assert SourceColumns().is_sound
