from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from bantin.build.memory import staleness, store
from bantin.build.memory.engine import engine_print, engine_times, page_base, source_base
from bantin.build.memory.prepared import Prepared
from bantin.build.memory.sealing import opened, sealed
from bantin.build.memory.store import Store
from bantin.config import load_settings, parse_settings
from bantin.rendering.layout_reading import load_layouts
from tests.builder import NOW, SETTINGS, Site, differences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATABASE = ".bantin/bantin.sqlite"


@pytest.fixture
def built(site: Site) -> Site:
    """A site built once."""
    for number in range(4):
        site.article(f"n{number}", tags=["Thi đua"])
    assert site.make().status == 0
    return site


def _other_format(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def _other_tables(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f"DROP TABLE {name}")
        connection.execute("CREATE TABLE pages (mine TEXT)")
    connection.close()


def _foreign_rows(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE sources SET records = x'00ff'")
        connection.execute("UPDATE pages SET records = x'c1'")
        connection.execute("UPDATE quick SET record = 'text'")
    connection.close()


def _damage_inside(place: Path) -> None:
    data = bytearray(place.read_bytes())
    for at in range(4096, len(data), 997):
        data[at] ^= 0xFF
    place.write_bytes(data)
    for suffix in ("-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)


def _damaged_records(place: Path) -> None:
    """Each source's own part, inside a block that can be read."""
    with sqlite3.connect(place) as connection:
        for first, records in connection.execute("SELECT first, records FROM sources").fetchall():
            block = msgspec.msgpack.decode(opened(records) or b"", type=dict[str, tuple[int, msgspec.Raw]])
            harmed = {path: (signature, msgspec.Raw(msgspec.msgpack.encode("mine"))) for path, (signature, _) in block.items()}
            connection.execute("UPDATE sources SET records = ? WHERE first = ?", (sealed(msgspec.msgpack.encode(harmed)), first))
    connection.close()


def _damaged_records_met_at_once(place: Path) -> None:
    _damaged_records(place)
    with sqlite3.connect(place) as connection:
        connection.execute("DELETE FROM quick")
        connection.execute("DELETE FROM grounds")
    connection.close()


def _each_value(harm: Callable[[Path], object]) -> Callable[[Path], object]:
    """Harm what lies beside the database."""

    def harm_all(place: Path) -> None:
        values = list((place.parent / "values").iterdir())
        assert values
        for one in values:
            harm(one)

    return harm_all


def _values_in_the_way(place: Path) -> None:
    shutil.rmtree(place.parent / "values")
    (place.parent / "values").write_bytes(b"mine")


HARM: dict[str, Callable[[Path], object]] = {
    "missing": lambda place: place.unlink(),
    "empty": lambda place: place.write_bytes(b""),
    "no database": lambda place: place.write_bytes(b"not a database " * 400),
    "cut short": lambda place: os.truncate(place, place.stat().st_size // 2),
    "header only": lambda place: os.truncate(place, 100),
    "damaged inside": _damage_inside,
    "another format": _other_format,
    "other tables": _other_tables,
    "foreign rows": _foreign_rows,
    "damaged records": _damaged_records_met_at_once,
    "no values": _each_value(lambda value: value.unlink()),
    "values cut short": _each_value(lambda value: os.truncate(value, value.stat().st_size // 2)),
    "empty values": _each_value(lambda value: value.write_bytes(b"")),
    "foreign values": _each_value(lambda value: value.write_bytes(sealed(b"\xa4mine"))),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_store_that_cannot_be_used_costs_a_full_build_and_nothing_else(built: Site, harm: Callable[[Path], object]) -> None:
    before = built.tree()
    harm(built.root / DATABASE)
    result = built.make()
    assert result.status == 0
    assert result.json["written"] == result.json["removed"] == 0
    assert not differences(before, built.tree())
    assert built.make().json["rendered"] == 0, "it has healed"
    built.article("neu", title="Mới")
    again = built.make().json
    assert 0 < again["rendered"] < again["pages"]


def test_a_flipped_bit_leaves_no_page_stale(built: Site) -> None:
    for number in range(24):
        chance = random.Random(number)
        values = sorted((built.root / ".bantin/values").iterdir(), key=lambda one: one.stat().st_size)
        place = built.root / DATABASE if number % 2 else chance.choice(values)
        data = bytearray(place.read_bytes())
        written = [at for at, byte in enumerate(data) if byte]  # most of the file is room to spare
        for _ in range(1 + number % 3):
            data[chance.choice(written)] ^= 1 << chance.randrange(8)
        place.write_bytes(data)
        built.article("n1", f"Nội dung {number}.", title=f"Tên {number}")
        assert built.make().status == 0
        assert not differences(_fresh(built), built.tree())


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_check_beside_a_store_that_cannot_be_used(built: Site, harm: Callable[[Path], object]) -> None:
    built.article("n2", "[a](khong-co.md)")
    harm(built.root / DATABASE)
    result = built.invoke("check", "--json", "--now", NOW)
    assert "BT401" in result.codes
    assert result.status == 1


def test_damage_that_is_met_in_the_middle_of_a_build_costs_a_full_build(built: Site) -> None:
    _damaged_records(built.root / DATABASE)
    built.article("n1", "Nội dung mới.")  # its neighbours are looked up, and no other source
    assert built.make().status == 0
    assert not differences(_fresh(built), built.tree())


def test_a_file_in_the_place_of_the_stores_folder(site: Site) -> None:
    site.write(".bantin", "mine")
    site.article("a")
    assert site.make().status == site.make().status == 0
    assert (site.root / ".bantin").read_text() == "mine"


def test_a_store_that_cannot_be_written_does_not_stop_a_build(built: Site) -> None:
    """Held by somebody else, so that it cannot be written even by root."""
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


def _fresh(site: Site) -> dict[str, bytes | str | None]:
    nothing = Site.copy_of(site, site.root.parent / f"nothing-{time.monotonic_ns()}")
    assert nothing.make().status == 0
    return nothing.tree()


def test_a_file_in_the_place_of_the_long_values_costs_full_builds(built: Site) -> None:
    before = built.tree()
    _values_in_the_way(built.root / DATABASE)
    for _ in range(2):
        assert built.make().json["written"] == 0
    built.article("n1", "Nội dung mới.")
    assert built.make().status == 0
    assert not differences(_fresh(built), built.tree())
    assert before != built.tree()
    assert (built.root / ".bantin/values").read_bytes() == b"mine"


def test_what_is_remembered_does_not_pile_up(built: Site) -> None:
    def size() -> int:
        return len(list((built.root / ".bantin/values").iterdir()))

    for number in range(6):
        built.article("n1", f"Nội dung {number}.", title=f"Tên {number}")
        assert built.make().status == 0
    assert size() <= 8, "those of the last build, and of the one before it"
    assert built.invoke("build", "--json", "--now", NOW, "--base-url", "https://khac.example.vn/").status == 0
    assert size() <= 8


def test_the_store_ignores_itself_in_git(built: Site) -> None:
    assert (built.root / ".bantin/.gitignore").read_text() == "*\n"


def test_each_output_folder_has_a_record_of_its_own(built: Site, tmp_path: Path) -> None:
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


def _begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what this process knows of the engine."""
    monkeypatch.setattr(store, "_RUNNING", {})


def test_what_a_build_remembers_goes_when_the_engine_changes(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = built.tree()
    print_, times = engine_print(), engine_times()
    _begin_anew(monkeypatch)
    monkeypatch.setattr(store, "engine_times", lambda: times ^ 1)
    monkeypatch.setattr(store, "engine_print", lambda: print_ ^ 1)
    built.article("n0", tags=["Thi đua"])  # written again, else nothing is looked at
    result = built.make().json
    assert result["rendered"] == result["pages"]
    assert result["written"] == 0
    assert not differences(before, built.tree())


def test_the_print_of_the_engine_is_made_again_only_when_a_file_of_it_changes(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> int:
        memory = store.Store(built.root)
        found = memory.engine()
        memory.close()
        return found

    first = engine_print()
    _begin_anew(monkeypatch)
    monkeypatch.setattr(store, "engine_print", lambda: 5)
    assert made() == first, "remembered"
    _begin_anew(monkeypatch)
    monkeypatch.setattr(store, "engine_times", lambda: 1)
    assert made() == 5, "another file"
    monkeypatch.setattr(store, "engine_print", lambda: 6)
    assert made() == 5, "what runs is still what it was"
    memory = store.Store(built.root)
    assert memory._connection is not None
    memory._connection.execute("UPDATE meta SET value = '1 damaged' WHERE key = 'engine'")
    memory.close()
    _begin_anew(monkeypatch)
    assert made() == 6


def test_a_process_that_runs_on_does_not_take_what_it_reads_for_that_of_an_updated_engine(
    built: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = store.Store(built.root)
    mine = memory.engine()
    assert memory._connection is not None
    memory._connection.execute("UPDATE meta SET value = '2 7' WHERE key = 'engine'")  # somebody has built with the new one
    monkeypatch.setattr(store, "engine_print", lambda: 7)  # its files lie there now
    assert memory.engine() == mine
    memory.close()


def test_the_print_of_the_engine_is_the_same_in_each_process(built: Site) -> None:
    import subprocess
    import sys

    from tests.builder import PROJECT

    script = "from bantin.build.memory.engine import engine_print; print(engine_print())"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True
    )
    assert int(done.stdout) == engine_print()
    assert built.make().json["rendered"] == 0


@pytest.mark.parametrize(
    ("more", "sources", "pages"),
    [
        ("", False, False),
        ('[counter]\nprovider = "none"\n', False, True),
        ("[[categories]]\nslug = 'moi'\nname = 'Mới'\n", True, True),
        ('[articles]\nfolder = "bai"\n', True, True),
    ],
)
def test_what_is_remembered_depends_on_the_settings_it_was_made_with(tmp_path: Path, more: str, *, sources: bool, pages: bool) -> None:
    layouts = load_layouts(tmp_path, "vi")
    one, other = parse_settings(SETTINGS.encode()), parse_settings((SETTINGS + more).encode())
    assert (source_base(one, 1) != source_base(other, 1)) is sources
    assert (page_base(one, layouts, 1) != page_base(other, layouts, 1)) is pages
    assert source_base(one, 1) != source_base(one, 2)


@pytest.mark.parametrize("more", [(), ("--full",)])
def test_a_build_leaves_the_next_one_what_it_needs(built: Site, more: tuple[str, ...]) -> None:
    built.article("n9", tags=["Thi đua"])
    assert built.make(*more).status == 0
    folder, memory = str(built.public.resolve()), Store(built.root)
    found, seen = memory.grounds(folder), memory.columns(folder)
    assert found is not None
    assert seen is not None
    settings = load_settings(built.root)
    base = page_base(settings, load_layouts(built.root, settings.site.language), memory.engine())
    assert memory.pages(folder, base, seen).stamp == seen.stamp
    assert not memory.pages(folder, base + 1, seen)
    assert "/tin-tuc/n9/" in memory.pages(folder, base).planned
    memory.close()


def test_pages_are_not_written_over_those_of_another_build(built: Site) -> None:
    """What has changed since one state says nothing about another: then nothing is kept, and the next build renders everything."""
    folder, memory = str(built.public.resolve()), Store(built.root)
    settings = load_settings(built.root)
    layouts = load_layouts(built.root, settings.site.language)
    base = page_base(settings, layouts, memory.engine())
    known = memory.pages(folder, base)
    page = known["/tin-tuc/n1/"]
    renewal = known.renewed({"/tin-tuc/n1/": page}, (), {})
    for stamp, left in ((known.stamp, len(known)), (known.stamp, 0)):  # after the first, the stamp is another
        memory.save(
            folder,
            prepared=Prepared(0, settings, layouts),
            sources=(0, {}, {}),
            looks=(0, {}, {}),
            pages=(base, stamp, renewal),
            grounds=("", None, staleness.Grounds(0.0, 0.0, {}, 0, msgspec.Raw(b"\xc0"))),
            quick=None,
        )
        assert len(memory.pages(folder, base)) == left
    memory.close()
    tree = built.tree()
    again = built.make()
    assert again.json["rendered"] == again.json["pages"]
    assert not differences(tree, built.tree())


def test_an_empty_store_answers_with_nothing(tmp_path: Path) -> None:
    memory = Store(tmp_path)
    assert memory.sources(1) == {}
    assert dict(memory.pages("x", 1)) == {}
    assert memory.columns("x") is None
    assert memory.quick("x") is None
    memory.close()
    memory.close()
