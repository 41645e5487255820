"""Memory and SQLite: what is on the disk when, and what a restart finds."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bantin.counter import database, sqlite_file, sqlite_storage
from bantin.counter.database import Batch, Database, NotWritten
from bantin.counter.sqlite_storage import SqliteStorage
from bantin.counter.storage import Unavailable
from bantin.counter.visitors import Salt
from bantin.counter.visits import Figures, Hit
from bantin.problems import BuildFailed
from tests.counter.running import FakeClock, in_thread, policy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0)
    monkeypatch.setattr(sqlite_storage, "LAST_TRIES_S", 0)
    monkeypatch.setattr(sqlite_storage, "FLUSH_S", 0.01)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "luot.sqlite"


def run(path: Path, clock: FakeClock, work: Callable[[SqliteStorage], Awaitable[Any]], extra: str = "") -> int:
    """Open the storage, work with it, close it as SIGTERM does; return how many hits were lost."""

    async def whole() -> int:
        storage = SqliteStorage(path, policy(extra), clock)
        try:
            await work(storage)
        finally:
            lost = await storage.close()
        return lost

    lost: int = in_thread(asyncio.run, whole())
    return lost


async def view(storage: SqliteStorage, visitor: int, clock: FakeClock) -> Figures:
    return await storage.record(Hit(site="hdnd", view=True, visitor=visitor, former=None, arrival=clock.now()))


def told(storage: SqliteStorage) -> str | None:
    """Return the fault of the moment."""
    return storage.fault


def days_on_disk(path: Path) -> dict[str, int]:
    return {day.day.isoformat(): day.visits for day in sqlite_file.read_days(path)}


@pytest.mark.usefixtures("plain_sqlite")
def test_the_file_is_as_the_design_says(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        connection = storage._database._open()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)

    run(path, clock, work)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_acknowledged_hit_is_on_the_disk_after_a_second(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        for visitor in range(50):
            await view(storage, visitor, clock)
        assert days_on_disk(path) == {}
        await storage.flush()
        assert days_on_disk(path) == {"2026-11-24": 50}

    assert run(path, clock, work) == 0


def test_a_batch_is_written_each_beat_of_the_writer(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        waited, turn, go = [], asyncio.Event(), asyncio.Event()

        async def sleep(seconds: float) -> None:
            waited.append(seconds)
            turn.set()
            await go.wait()
            go.clear()

        storage.start(sleep)
        for count in (1, 2, 3):
            await turn.wait()
            turn.clear()
            assert days_on_disk(path).get("2026-11-24", 0) == count - 1
            await view(storage, count, clock)
            go.set()
        await turn.wait()
        assert set(waited) == {sqlite_storage.FLUSH_S}

    assert run(path, clock, work) == 0
    assert days_on_disk(path) == {"2026-11-24": 3}


def test_the_writer_beats_more_than_once_a_second() -> None:
    assert sqlite_storage.FLUSH_S < 1


def test_visits_go_on_after_a_restart(path: Path, clock: FakeClock) -> None:
    salts = []

    async def first(storage: SqliteStorage) -> None:
        salts.append(storage.salts.at(clock.now()))
        await view(storage, 1, clock)
        clock.pass_s(200)
        await view(storage, 2, clock)

    async def second(storage: SqliteStorage) -> None:
        salts.append(storage.salts.at(clock.now()))
        assert await storage.figures("hdnd", clock.now()) == Figures(1, 2, 2)
        assert await view(storage, 1, clock) == Figures(2, 2, 2)
        clock.pass_s(1900)
        assert await view(storage, 1, clock) == Figures(1, 3, 3)

    run(path, clock, first)
    clock.pass_s(150)
    run(path, clock, second)
    assert salts[0] == salts[1], "the same salt, or every reader would be new"


def test_salts_leave_the_disk_with_their_day(path: Path, clock: FakeClock) -> None:
    clock.set_to("2026-11-24T23:59:00")
    old = []

    async def work(storage: SqliteStorage) -> None:
        salts = storage.salts.at(clock.now())
        assert salts
        old.append(salts[0])
        await view(storage, 1, clock)
        await storage.flush()
        clock.pass_s(120)
        storage.salts.at(clock.now())
        await view(storage, 2, clock)
        await storage.flush()
        assert len(storage._database.salts()) == 2, "both, for the visits that go on"

    async def later(storage: SqliteStorage) -> None:
        salts = storage.salts.at(clock.now())
        assert salts
        assert salts[1] == old[0], "also after a restart"
        clock.pass_s(1800)
        await storage.flush()  # nobody comes, and it goes all the same
        assert [salt.day for salt in storage._database.salts()] == [date(2026, 11, 25)]
        assert not any(old[0] in file.read_bytes() for file in path.parent.iterdir())

    run(path, clock, work)
    run(path, clock, later)


def test_old_sessions_leave_the_disk(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        for visitor in range(100):
            await view(storage, visitor, clock)
        await storage.flush()
        assert len(storage._database.sessions(0)) == 100
        clock.pass_s(1801)
        await storage.flush()
        assert storage._database.sessions(0) == []

    run(path, clock, work)


def test_sessions_on_the_disk_are_bounded(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        for visitor in range(2000):
            clock.pass_s(0.001)
            await view(storage, visitor, clock)
        clock.pass_s(61)
        await storage.flush()
        assert len(storage._database.sessions(0)) == 1000

    run(path, clock, work, "max_visitors = 1000\n")


def test_a_locked_database_costs_no_hit(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for visitor in range(10):
                await view(storage, visitor, clock)
                await storage.flush()
            assert told(storage) == "locked"
            assert await view(storage, 11, clock) == Figures(11, 11, 11), "readers see true figures all the while"
            other.execute("ROLLBACK")
        await storage.flush()
        assert told(storage) is None
        await storage.flush()
        assert days_on_disk(path) == {"2026-11-24": 11}

    assert run(path, clock, work) == 0


def test_a_full_database_costs_no_hit_either(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        connection = storage._database._open()
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        for visitor in range(5000):
            await view(storage, visitor, clock)
        await storage.flush()
        assert told(storage) == "full"
        assert days_on_disk(path) == {}, "all of a batch or nothing"
        await storage.flush()  # on a new connection, without the limit: there is room again
        assert told(storage) is None
        assert days_on_disk(path) == {"2026-11-24": 5000}

    assert run(path, clock, work) == 0


def test_no_more_is_held_than_allowed(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for visitor in range(100):
                await view(storage, visitor, clock)
                await storage.flush()
            with pytest.raises(Unavailable, match="full"):
                await view(storage, 101, clock)
            assert await storage.figures("hdnd", clock.now()) == Figures(100, 100, 100), "what was refused is not shown"
            other.execute("ROLLBACK")
        await storage.flush()
        await storage.flush()
        await view(storage, 101, clock)

    assert run(path, clock, work, "max_held = 100\n") == 0
    assert days_on_disk(path) == {"2026-11-24": 101}


def test_hits_that_cannot_be_written_are_reported(path: Path, clock: FakeClock) -> None:
    with contextlib.ExitStack() as stack:

        async def work(storage: SqliteStorage) -> None:
            await view(storage, 1, clock)
            other = stack.enter_context(
                contextlib.closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False))
            )
            other.execute("BEGIN IMMEDIATE")

        assert run(path, clock, work) == 1


def test_a_batch_of_unknown_outcome_is_counted_once(path: Path) -> None:
    batch = Batch()
    batch.add_visit("hdnd", date(2026, 11, 24))
    with contextlib.closing(Database(path)) as opened:
        opened.open()
        number = opened.next_number()
        opened.write(number, batch, [Salt(date(2026, 11, 24), b"salt")])
        opened.write(number, batch, [])  # again, as after an error that came too late
        assert days_on_disk(path) == {"2026-11-24": 1}
        opened.write(number + 1, batch, [])
    assert days_on_disk(path) == {"2026-11-24": 2}


def test_a_removed_file_is_not_created_anew(path: Path) -> None:
    with contextlib.closing(Database(path)) as opened:
        opened.open()
        path.unlink()
        with pytest.raises(NotWritten, match="gone"):
            opened.write(1, Batch(), [])
        with pytest.raises(NotWritten, match="gone"):
            opened.check()
        assert not path.exists()


def damaged(path: Path) -> str:
    with pytest.raises(BuildFailed) as failure:
        Database(path).open()
    assert len(failure.value.problems) == 1
    return failure.value.problems[0].code


def test_a_damaged_file_is_refused_and_left_as_it_is(path: Path, clock: FakeClock) -> None:
    async def work(storage: SqliteStorage) -> None:
        for visitor in range(3000):
            await view(storage, visitor, clock)

    run(path, clock, work)
    whole = path.read_bytes()
    ruined = [
        b"",
        whole[:50],
        whole[: len(whole) // 2],
        b"\0" * len(whole),
        b"not a database at all",
        whole[:4096] + b"\xff" * 8192 + whole[12_288:],
        whole[:20] + b"\xff" * 80 + whole[100:],
    ]
    for data in ruined:
        path.write_bytes(data)
        assert damaged(path) == "BT723"
        assert path.read_bytes() == data
    path.write_bytes(whole)
    assert days_on_disk(path) == {"2026-11-24": 3000}


def test_a_file_of_others_or_of_a_newer_bantin_is_refused(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    assert damaged(path) == "BT722"
    path.unlink()
    sqlite_file.create_file(path)
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 2")
    assert damaged(path) == "BT724"


def test_a_wal_without_its_file_is_not_played_into_a_new_one(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(b"of another")
    assert damaged(path) == "BT723"
    assert not path.exists()


def test_a_day_that_is_none_is_damage(path: Path, clock: FakeClock) -> None:
    sqlite_file.create_file(path)
    with contextlib.closing(sqlite3.connect(path)) as hand, hand:
        hand.execute("INSERT INTO days VALUES ('hdnd', '2026-02-30', 5)")
    with pytest.raises(BuildFailed) as failure:
        run(path, clock, lambda storage: view(storage, 1, clock))
    assert failure.value.problems[0].code == "BT723"


def test_a_folder_in_its_place_is_a_problem(path: Path) -> None:
    path.mkdir()
    assert damaged(path) == "BT721"


def test_one_process_alone_counts_into_a_file(path: Path, clock: FakeClock) -> None:
    async def work(_storage: SqliteStorage) -> None:
        with pytest.raises(BuildFailed) as failure:
            SqliteStorage(path, policy(), clock)
        assert failure.value.problems[0].code == "BT725"

    run(path, clock, work)
    run(path, clock, lambda storage: view(storage, 1, clock))


def test_an_exception_of_the_writer_is_logged(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(storage: SqliteStorage) -> None:
        def broken(*_arguments: object) -> None:
            raise RuntimeError("a bug")

        monkeypatch.setattr(storage._database, "write", broken)
        storage.start()
        await view(storage, 1, clock)
        task = storage._task
        assert task is not None
        await asyncio.wait([task])
        await asyncio.sleep(0)
        assert storage.fault == "unavailable"
        monkeypatch.undo()

    assert run(path, clock, work) == 0
    assert "a bug" in caplog.text
