from __future__ import annotations

import os
import pickle
import sqlite3
from typing import TYPE_CHECKING

import pytest

from bantin.build.memory.sealing import sealed
from bantin.build.memory.shelf import Peephole, StoredSources
from bantin.system import workers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE sources (first TEXT PRIMARY KEY, records BLOB)")
        connection.executemany("INSERT INTO sources VALUES (?, ?)", [("a", sealed(b"A")), ("b", sealed(b"B")), ("bad", b"bad")])
    connection.close()
    return path


def handles(path: Path) -> int:
    """Return how many handles this process has of a file."""
    links = (f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd"))
    return sum(os.path.exists(link) and os.path.samefile(link, path) for link in links)


def test_what_is_there_and_as_it_was_written_is_found(file: Path) -> None:
    shelf = StoredSources(Peephole(file))
    assert shelf.blocks(["a", "b", "bad", "none"]) == {"a": b"A", "b": b"B"}
    assert shelf.blocks([]) == {}
    file.write_bytes(b"no database" * 100)
    assert shelf.blocks(["a"]) == {}
    file.unlink()
    assert shelf.blocks(["a"]) == {}
    assert not file.exists(), "a look makes no file"


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="no /proc")
def test_it_is_open_no_longer_than_it_is_kept_open(file: Path) -> None:
    hole = Peephole(file)
    shelf = StoredSources(hole)
    assert shelf.blocks(["a"])
    assert not handles(file)
    with hole.kept_open():
        assert not handles(file), "not before the first look"
        assert shelf.blocks(["a"])
        assert shelf.blocks(["b"]) == {"b": b"B"}
        assert handles(file) == 1
    assert not handles(file)
    assert shelf.blocks(["a"])


@pytest.mark.skipif(not hasattr(os, "fork") or not os.path.isdir("/proc/self/fd"), reason="no fork, or no /proc")
def test_a_fork_takes_no_open_file_along(file: Path) -> None:
    hole = Peephole(file)
    shelf = StoredSources(hole)
    with hole.kept_open():
        assert shelf.blocks(["a"])
        errand = workers.Errand(lambda: b"well" if not handles(file) and shelf.blocks(["a", "b"]) == {"a": b"A", "b": b"B"} else b"ill")
        assert errand.result() == b"well"
        errand.close()
        assert not handles(file)
        assert shelf.blocks(["b"]) == {"b": b"B"}, "and this process looks on"


def test_what_is_written_meanwhile_is_seen(file: Path) -> None:
    hole = Peephole(file)
    with hole.kept_open():
        assert StoredSources(hole).blocks(["a"]) == {"a": b"A"}
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE sources SET records = ? WHERE first = 'a'", (sealed(b"new"),))
        connection.close()
        assert StoredSources(hole).blocks(["a"]) == {"a": b"new"}


def test_it_travels_to_another_process_closed(file: Path) -> None:
    hole = Peephole(file)
    with hole.kept_open():
        assert StoredSources(hole).blocks(["a"])
        assert StoredSources(pickle.loads(pickle.dumps(hole))).blocks(["a"]) == {"a": b"A"}
