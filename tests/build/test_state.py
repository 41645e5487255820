"""The state is an ordinary database: damage of any kind costs a full build, and never a stale page."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from bantin.build.records import NOTHING, Derived, LastBuild, Memory, Summary, Update
from bantin.build.state import State
from bantin.collections.parse import Parsed, SourceRecord
from bantin.rendering.traces import Asked, PageRecord
from bantin.site.routes import Route
from tests.builder import NOW, Site, differences

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

DATABASE = ".bantin/state.sqlite"


@pytest.fixture
def built(site: Site) -> Site:
    """A site built once."""
    for number in range(4):
        site.article(f"n{number}", tags=["Thi đua"])
    assert site.make().status == 0
    return site


def _execute(place: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(place)) as db, db:
        for statement in statements:
            db.execute(statement)


def _other_tables(place: Path) -> None:
    with contextlib.closing(sqlite3.connect(place)) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f"DROP TABLE {name}")
        db.execute("CREATE TABLE page (mine TEXT)")


def _damage_inside(place: Path) -> None:
    data = bytearray(place.read_bytes())
    for at in range(4096, len(data), 997):
        data[at] ^= 0xFF
    place.write_bytes(data)
    for suffix in ("-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)


HARM: dict[str, Callable[[Path], object]] = {
    "missing": lambda place: place.unlink(),
    "empty": lambda place: place.write_bytes(b""),
    "no database": lambda place: place.write_bytes(b"not a database " * 400),
    "cut short": lambda place: os.truncate(place, place.stat().st_size // 2),
    "header only": lambda place: os.truncate(place, 100),
    "damaged inside": _damage_inside,
    "another format": lambda place: _execute(place, "PRAGMA user_version = 99"),
    "other tables": _other_tables,
    "no sources": lambda place: _execute(place, "DELETE FROM source"),
    "one source less": lambda place: _execute(place, "DELETE FROM source WHERE path LIKE '%n2.md'"),
    "another record": lambda place: _execute(place, "UPDATE source SET parsed = x'00ff'"),
    "another path": lambda place: _execute(place, "UPDATE source SET path = path || 'x'"),
    "another base": lambda place: _execute(place, "UPDATE source SET base = base + 1 WHERE path LIKE '%n1.md'"),
    "no pages": lambda place: _execute(place, "DELETE FROM page"),
    "one page less": lambda place: _execute(place, "DELETE FROM page WHERE url = '/tin-tuc/'"),
    "another URL": lambda place: _execute(place, "UPDATE page SET url = '/x' || url"),
    "another report": lambda place: _execute(place, "UPDATE page SET report = x'c1'"),
    "no dependencies": lambda place: _execute(place, "DELETE FROM dependency"),
    "one dependency less": lambda place: _execute(
        place, "DELETE FROM dependency WHERE query = (SELECT min(query) FROM dependency)"
    ),
    "other dependencies": lambda place: _execute(place, "UPDATE dependency SET query = query + 100000"),
    "no queries": lambda place: _execute(place, "DELETE FROM query"),
    "other subjects": lambda place: _execute(place, "UPDATE query SET subject = subject + 1"),
    "other answers": lambda place: _execute(place, "UPDATE query SET answer = answer + 1"),
    "other keys": lambda place: _execute(place, "UPDATE query SET key = '[\"no such kind\",' || id || ']'"),
    "keys that are no JSON": lambda place: _execute(place, "UPDATE query SET key = 'x' || key"),
    "another clock": lambda place: _execute(place, "UPDATE build SET valid_until = 1e300, inputs = 5"),
    "no build": lambda place: _execute(place, "DELETE FROM build"),
    "text for a number": lambda place: _execute(place, "UPDATE page SET stat = 'x'"),
}


def _fresh(site: Site) -> dict[str, bytes | str | None]:
    nothing = Site.copy_of(site, site.root.parent / f"nothing-{time.monotonic_ns()}")
    assert nothing.make().status == 0
    return nothing.tree()


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_state_that_cannot_be_used_costs_a_build_and_nothing_else(
    built: Site, harm: Callable[[Path], object]
) -> None:
    before = built.tree()
    harm(built.root / DATABASE)
    result = built.make()
    assert result.status == 0
    assert result.json["written"] == result.json["removed"] == 0
    assert not differences(before, built.tree())
    assert built.make().json["rendered"] == 0, "it has healed"


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_an_edit_beside_a_damaged_state_leaves_no_page_stale(built: Site, harm: Callable[[Path], object]) -> None:
    harm(built.root / DATABASE)
    built.article("n1", "Nội dung mới.", title="Tên mới", tags=["Đất"])
    assert built.make().status == 0
    assert not differences(_fresh(built), built.tree())


@pytest.mark.parametrize("seed", range(24))
def test_a_flipped_bit_leaves_no_page_stale(built: Site, seed: int) -> None:
    chance = random.Random(seed)
    place = built.root / DATABASE
    data = bytearray(place.read_bytes())
    written = [at for at, byte in enumerate(data) if byte]  # most of the file is room to spare
    for _ in range(1 + seed % 3):
        data[chance.choice(written)] ^= 1 << chance.randrange(8)
    place.write_bytes(data)
    built.article("n1", f"Nội dung {seed}.", title=f"Tên {seed}", tags=["Đất"])
    assert built.make().status == 0
    assert not differences(_fresh(built), built.tree())


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_check_beside_a_damaged_state(built: Site, harm: Callable[[Path], object]) -> None:
    built.article("n2", "[a](khong-co.md)")
    harm(built.root / DATABASE)
    result = built.invoke("check", "--json", "--now", NOW)
    assert "BT401" in result.codes
    assert result.status == 1


def test_a_file_in_the_place_of_the_states_folder(site: Site) -> None:
    site.write(".bantin", "mine")
    site.article("a")
    assert site.make().status == site.make().status == 0
    assert (site.root / ".bantin").read_text() == "mine"


def test_a_state_that_cannot_be_written_does_not_stop_a_build(built: Site) -> None:
    """Another process holds it, so that it cannot be written even by root."""
    holder = sqlite3.connect(built.root / DATABASE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        built.article("n1", "Nội dung mới.")
        with pytest.MonkeyPatch.context() as patch:
            connect = sqlite3.connect
            patch.setattr(sqlite3, "connect", lambda path, **options: connect(path, **{**options, "timeout": 0.05}))
            assert built.make().status == 0
        assert "Nội dung mới." in built.read("tin-tuc/n1/index.html")
    finally:
        holder.close()
    assert not differences(_fresh(built), built.tree())


def test_the_state_ignores_itself_in_git(built: Site) -> None:
    assert (built.root / ".bantin/.gitignore").read_text() == "*\n"


def test_each_output_folder_has_a_state_of_its_own(built: Site, tmp_path: Path) -> None:
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    assert built.make("--output", one).json["written"] > 0
    assert built.make("--output", other).json["written"] > 0
    built.article("n1", "Mới.")
    assert built.make("--output", one).json["rendered"] > 0
    assert built.make("--output", one).json["rendered"] == 0
    assert built.make("--output", other).json["written"] > 0
    assert built.make().json["written"] > 0
    assert built.make().json["rendered"] == 0


def test_two_addresses_in_one_folder_do_not_mix(built: Site) -> None:
    first = built.tree()
    assert built.make("--base-url", "https://example.vn/hdnd/").status == 0
    assert "https://example.vn/hdnd/tin-tuc/n1/" in built.read("sitemap.xml")
    assert built.make().status == 0
    assert not differences(first, built.tree())


def test_queries_that_no_page_asks_any_more_go(built: Site) -> None:
    def count() -> int:
        with contextlib.closing(sqlite3.connect(built.root / DATABASE)) as db:
            [found] = db.execute("SELECT count(*) FROM query").fetchone()
        return int(found)

    before = count()
    for number in range(5):
        built.article("n1", f"[a](n0.md) [b](/the/thi-dua/?{number})", tags=["Thi đua", f"T{number}"])
        assert built.make().status == 0
    built.article("n1", tags=["Thi đua"])
    assert built.make().status == 0
    assert count() == before


# --- alone ---------------------------------------------------------------------------------------------------------


BASE, VALID_FROM = 7, 5.0
BUILD = LastBuild(BASE, 1, VALID_FROM, 9.0, Summary(1))


def _source(number: int) -> SourceRecord:
    return SourceRecord(number, number, Parsed(None))


def _page(url: str, fingerprint: int = 3) -> PageRecord:
    return PageRecord(Route(url, "page.html", "page"), fingerprint)


def _update(*urls: str, is_new: bool, gone: Collection[str] = (), answer: int = 1) -> Update:
    """What a build writes that has rendered these pages; each has asked for the news, and for itself."""
    asked = Asked('["list","news"]', "", answer)
    traces = {url: [asked, Asked(f'["document","{url}"]', url, answer)] for url in urls}
    pages = {url: (2, _page(url)) for url in urls}
    return Update(1, {f"{url}.md": _source(1) for url in urls}, (), pages, gone, traces, BUILD, is_new)


def test_a_state_holds_what_the_last_build_has_changed(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    state.save(_update("a", "b", is_new=True))
    state.save(_update("b", "c", is_new=False, gone=["a"], answer=2))
    assert sorted(state.stats()) == [("b", 2), ("c", 2)]
    memory = state.load(1, BASE)
    assert {url: page.record for url, page in memory.pages.items()} == {"b": _page("b"), "c": _page("c")}
    assert memory.moment == VALID_FROM
    assert set(memory.sources) == {"a.md", "b.md", "c.md"}
    assert state.last_build() == BUILD
    ids = {page.id for page in memory.pages.values()}
    assert state.outdated(["b", "c"], lambda _key: 2) == set()
    assert state.outdated([], lambda _key: 3) == ids
    assert state.outdated(["b"], lambda key: 2 + (key == ("document", "b"))) == {memory.pages["b"].id}
    assert state.outdated(["c"], lambda key: 2 + (key == ("document", "b"))) == set(), "only about what has changed"


def test_what_every_page_depends_on_has_changed(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    state.save(_update("a", is_new=True))
    assert state.load(1, BASE + 1) == Memory({"a.md": _source(1)}, {}, 0.0)
    assert state.load(2, BASE) == NOTHING


def test_a_new_state_replaces_all_pages_of_the_former(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite")
    state.save(_update("a", "b", "d", is_new=True))
    state.save(_update("b", "c", is_new=True))
    assert sorted(state.stats()) == [("b", 2), ("c", 2)]
    pages = state.load(1, BASE).pages
    assert state.outdated(["a", "b", "c"], lambda _key: 0) == {page.id for page in pages.values()}


def test_changes_are_not_written_where_the_state_that_they_change_is_gone(tmp_path: Path) -> None:
    """It was deleted while the build ran: some pages and sources alone would pass for all."""
    state = State(tmp_path / "state.sqlite")
    state.save(_update("a", is_new=False))
    assert (state.stats(), state.last_build(), state.load_sources(1)) == ([], None, {})
    state.save(_update("a", is_new=True))
    state.forget()
    state.save(_update("b", is_new=False))
    assert (state.stats(), state.last_build(), state.load_sources(1)) == ([], None, {})


def test_sources_are_stored_by_a_preview_only_where_no_build_has(built: Site, tmp_path: Path) -> None:
    state = State(tmp_path / ".bantin" / "state.sqlite")
    state.save_sources(1, {"content/a.md": _source(1)})
    assert state.load_sources(1) == {"content/a.md": _source(1)}
    assert state.load_sources(2) == {}
    state.save_sources(2, {"content/b.md": _source(2)})
    assert state.load_sources(2) == {"content/b.md": _source(2)}
    assert state.load_sources(1) == {}, "those of a former preview are gone"
    other = State(built.root / DATABASE)
    with contextlib.closing(sqlite3.connect(built.root / DATABASE)) as db:
        [base] = db.execute("SELECT DISTINCT base FROM source").fetchone()
    before = other.load_sources(base)
    assert len(before) == 4
    other.save_sources(base, {"content/a.md": _source(1)})
    assert other.load_sources(base) == before, "its pages were made from these"


def test_what_is_derived_is_written_and_removed(tmp_path: Path) -> None:
    state = State(tmp_path / ".bantin" / "state.sqlite")
    first: Derived = {"a": (1, b"x"), "b": (2, b"y")}
    state.save_derived("look", {}, first)
    state.save_derived("other", {}, {"a": (9, b"z")})
    assert state.derived("look") == first
    second: Derived = {"b": (3, b"y"), "c": (4, b"")}
    state.save_derived("look", first, second)
    assert state.derived("look") == second
    assert state.derived("other") == {"a": (9, b"z")}


def test_an_empty_state_answers_with_nothing(tmp_path: Path) -> None:
    state = State(tmp_path / ".bantin" / "state.sqlite")
    assert state.last_build() is None
    assert state.stats() == []
    assert state.load(1, 1) == NOTHING
    assert state.load_sources(1) == {}
    assert state.outdated(["content/a.md"], lambda _key: 0) is None
    assert state.derived("look") == {}
    assert not (tmp_path / ".bantin").exists(), "to read makes nothing"
