"""What is published, in columns and blocks, is what a plain dict of all its pages would be, after any changes."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.build.memory import published
from bantin.build.memory.published import Published
from bantin.collections.documents import RecordDamaged
from bantin.markup.body import Place
from bantin.rendering.traces import MARK, PageRecord, StoredPage
from bantin.site.routes import PageSpec
from bantin.system import packing
from bantin.system.columns import Columns

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

URLS = [f"/{name}/" for name in ("a", "b", "c", "c/d", "x y", "\u00e2", "zz", "m\nn", *map(str, range(30)))]
MARKS = (0, 1, 7, 0x0101_0101, 0xFFFF_FFFF, 0x0100_0000, 0x0001_0000)


class Shelf:
    """What a store would keep."""

    def __init__(self) -> None:
        self.columns = Columns()
        self.packed: dict[str, bytes] = {}
        self.packed_beyond = b"\x90"
        self.asked: list[str] = []

    def blocks(self, firsts: Sequence[str]) -> Mapping[str, bytes]:
        self.asked += firsts
        return {first: self.packed[first] for first in firsts if first in self.packed}

    def beyond(self) -> bytes:
        return self.packed_beyond

    def with_changes(
        self, changed: Mapping[str, StoredPage], gone: Collection[str] = (), packed: Mapping[str, bytes] | None = None
    ) -> Published:
        """Write what has changed, and return what is published now, read anew."""
        renewal = Published("x", self.columns, self).renewed(changed, gone, packed or {})
        assert not set(renewal.gone) - self.packed.keys()
        for first in renewal.gone:
            del self.packed[first]
        assert not renewal.blocks.keys() & self.packed.keys()
        self.packed.update(renewal.blocks)
        self.columns = msgspec.msgpack.decode(msgspec.msgpack.encode(renewal.columns), type=Columns)
        assert self.columns.is_sound
        if renewal.beyond is not None:
            self.packed_beyond = renewal.beyond
        return Published("x", self.columns, self)


def shelved(pages: Mapping[str, StoredPage]) -> Published:
    """Return `pages` as they come from a store."""
    return Shelf().with_changes(pages)


def page(
    url: str, *, kind: str = "article", digest: int = 1, signature: int = 1, marks: Collection[int] = (), tells: bool = False
) -> StoredPage:
    spec = PageSpec(url, f"{kind}.html" if kind in ("article", "news") else "", kind, f"content{url}md")
    places = (Place("content/a.png", "a.png", 3),) if tells else ()
    return StoredPage(signature, PageRecord(spec, digest, b"\x90", array(MARK, sorted(marks)).tobytes(), places=places))


PAGES = st.builds(
    page,
    st.sampled_from(URLS),
    kind=st.sampled_from(["article", "news", "asset", "picture"]),
    digest=st.integers(0, 2**64 - 1),
    signature=st.integers(-(2**63), 2**63 - 1),
    marks=st.sets(st.sampled_from(MARKS)),
    tells=st.booleans(),
)
STEPS = st.lists(
    st.tuples(st.lists(PAGES, max_size=20, unique_by=lambda one: one.record.spec.url), st.sets(st.sampled_from(URLS))), max_size=5
)


def check(found: Published, expected: dict[str, StoredPage]) -> None:
    assert found.urls == list(found) == sorted(expected)
    assert len(found) == len(expected)
    assert all(url in found for url in expected)
    assert "/nowhere/" not in found
    assert found.get("/nowhere/") is None
    assert dict(zip(found.urls, found.signatures, strict=True)) == {url: one.signature for url, one in expected.items()}
    assert dict(zip(found.urls, found.digests, strict=True)) == {url: one.record.digest for url, one in expected.items()}
    assert found.telling == {url for url, one in expected.items() if one.record.is_telling}
    planned = {url: one.record.spec for url, one in expected.items() if one.record.spec.layout}
    assert len(found.planned) == len(planned)
    assert {url for url in URLS if url in found.planned} == planned.keys()
    assert all(found.planned[url] == spec for url, spec in planned.items())
    assert dict(found.planned.items()) == dict(found.planned) == planned
    others = [one.record.spec for one in expected.values() if not one.record.spec.layout]
    assert {kind: set(urls) for kind, urls in found.unplanned.items()} == {
        kind: {spec.url for spec in others if spec.kind == kind} for kind in {spec.kind for spec in others}
    }
    assert dict(found) == expected
    for marks in [{one} for one in MARKS] + [set(MARKS[:3]), set(MARKS), {99}]:
        bearing = [url for url in sorted(expected) if marks & set(array(MARK, expected[url].record.marks))]
        assert found.bearing(marks) == bearing


@pytest.mark.parametrize(("few", "many_marks", "block"), [(1000, 64, 64), (0, 1, 2), (3, 4, 3)])
@given(steps=STEPS)
def test_any_changes_one_after_another(few: int, many_marks: int, block: int, steps: list[tuple[list[StoredPage], set[str]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "_FEW", few)
        patch.setattr(published, "_MANY_MARKS", many_marks)
        patch.setattr(published, "BLOCK", block)
        patch.setattr(packing, "BLOCK", block)
        shelf, expected = Shelf(), dict[str, StoredPage]()
        for changed, gone in steps:
            new = {one.record.spec.url: one for one in changed}
            left = (gone & expected.keys()) - new.keys()
            packed = {url: msgspec.msgpack.encode(one.record) for url, one in list(new.items())[::2]}
            expected = {url: one for url, one in {**expected, **new}.items() if url not in left}
            check(shelf.with_changes(new, left, packed), expected)


def test_one_page_costs_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "BLOCK", 4)
    shelf = Shelf()
    known = shelf.with_changes({url: page(url) for url in URLS})
    first_of = known._blocks.first("/c/")
    shelf.asked.clear()
    assert known["/c/"] == page("/c/")
    assert shelf.asked == [first_of]
    known.fetch(["/c/"])
    assert shelf.asked == [first_of], "it is at hand"
    shelf.asked.clear()
    known = shelf.with_changes({"/c/": page("/c/", digest=5)})
    assert shelf.asked == [first_of]
    shelf.asked.clear()
    assert len(known.planned) == len(URLS)
    assert known.bearing({1}) == []
    assert not shelf.asked


def test_what_no_single_source_makes_is_written_when_it_is_another() -> None:
    shelf = Shelf()
    known = shelf.with_changes({url: page(url, kind="news" if url == "/c/" else "article") for url in URLS})
    assert known.planned.beyond == {"/c/": page("/c/", kind="news").record.spec}
    renewal = Published("x", shelf.columns, shelf).renewed(
        {"/c/": page("/c/", kind="news", digest=5), "/a/": page("/a/", digest=5)}, (), {}
    )
    assert renewal.beyond is None
    assert shelf.with_changes({"/a/": page("/a/", kind="news")}).planned.beyond.keys() == {"/a/", "/c/"}
    assert shelf.with_changes({"/c/": page("/c/")}).planned.beyond.keys() == {"/a/"}
    assert shelf.with_changes({}, ["/a/"]).planned.beyond == {}


def test_addresses_are_alike_without_regard_to_case() -> None:
    known = shelved({url: page(url) for url in ("/a/", "/\u0110a/", "/b", "/b/c/")})
    assert [known.planned.count_like(url) for url in ("/A/", "/\u0111A/", "/B", "/b/", "/B/C/", "/c/", "a")] == [1, 1, 1, 0, 1, 0, 0]


def _lost(shelf: Shelf) -> None:
    shelf.packed.clear()


def _other_bytes(shelf: Shelf) -> None:
    shelf.packed = dict.fromkeys(shelf.packed, b"\x81\xa1a\x92\x01\xc1")


def _other_pages(shelf: Shelf) -> None:
    shelf.packed = {first: msgspec.msgpack.encode({"/other/": page("/other/")}) for first in shelf.packed}


@pytest.mark.parametrize("harm", [_lost, _other_bytes, _other_pages])
def test_damage_is_told_where_it_is_met(harm: object) -> None:
    shelf = Shelf()
    known = shelf.with_changes({url: page(url) for url in URLS})
    assert callable(harm)
    harm(shelf)
    assert len(known) == len(URLS)
    with pytest.raises(RecordDamaged):
        known["/c/"]


@pytest.mark.parametrize("beyond", [b"", b"\xc1", msgspec.msgpack.encode([1, 2])])
def test_damaged_specifications_are_told(beyond: bytes) -> None:
    shelf = Shelf()
    known = shelf.with_changes({url: page(url) for url in URLS})
    shelf.packed_beyond = beyond
    with pytest.raises(RecordDamaged):
        _ = known.planned.beyond


@pytest.mark.parametrize(
    "columns",
    [
        Columns("/a/", "/a/"),
        Columns("/a/", "/a/", bytes(8), bytes(8), b"1234", bytes(4)),
        Columns("/a/", "/a/", bytes(8), bytes(7), b"", bytes(4)),
        Columns("", "", bytes(8), bytes(8), b"", bytes(4)),
    ],
)
def test_columns_of_unequal_length_are_not_sound(columns: Columns) -> None:
    assert not columns.is_sound
