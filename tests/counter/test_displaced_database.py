"""The database's file under a running service: other names for it, and what becomes of hits when its name leads
elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bantin.counter import sqlite_file, sqlite_storage
from bantin.counter.backups import back_up
from bantin.counter.database import Batch, Database, NotWritten
from bantin.counter.file_lock import FileLock
from bantin.counter.moving import move_database
from bantin.counter.sqlite_storage import SqliteStorage
from bantin.counter.storage import Unavailable
from bantin.counter.visits import Hit
from bantin.problems import BuildFailed
from tests.counter.running import FakeClock, Service, command, eventually, in_thread, policy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.mishaps import Mishap

DATABASE = "data/luot.sqlite"


def on_disk(path: Path) -> int:
    return sum(day.visits for day in sqlite_file.read_days(path)) if path.exists() else 0


def holds(path: Path, count: int) -> bool:
    """Whether a database has so many visits.

    One whose WAL has just been taken away looks damaged until the service mends it.
    """
    try:
        return on_disk(path) == count
    except BuildFailed:
        return False


def address(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250 + 1}"


def written(service: Service, path: Path, count: int) -> None:
    """Send hits of new readers until `count` are told of, and wait until they are on the disk."""
    before = service.client.read().figures[2]
    for number in range(before, count):
        assert service.client.post(address=address(number)).status == 200
    eventually(lambda: holds(path, count), f"{count} are written")


def refused(service: Service, code: str) -> None:
    """Wait until the service refuses hits."""
    eventually(lambda: service.client.ask("GET", "/readyz").json == {"error": code}, f"it is {code}")
    eventually(lambda: service.client.post(address="203.0.113.1").status == 503, "hits are refused")
    assert service.client.post(address="203.0.113.2").json == {"error": code}
    assert service.client.ask("GET", "/healthz").status == 200
    assert service.client.read().status == 200


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """Have a storage that stops try once, and return a clock."""
    monkeypatch.setattr(sqlite_storage, "LAST_TRIES_S", 0)
    monkeypatch.setattr(sqlite_storage, "FLUSH_S", 0.01)
    return FakeClock()


def run(path: Path, clock: FakeClock, work: Callable[[SqliteStorage], Awaitable[None]]) -> tuple[int, str | None]:
    """Open a storage, work with it and stop it; return how many hits were left, and the fault at the end."""

    async def whole() -> tuple[int, str | None]:
        storage = SqliteStorage(path, policy(), clock)
        await work(storage)
        return await storage.close(), storage.fault

    found: tuple[int, str | None] = in_thread(asyncio.run, whole())
    return found


async def view(storage: SqliteStorage, visitor: int, clock: FakeClock) -> None:
    await storage.record(Hit(site="hdnd", view=True, visitor=visitor, former=None, arrival=clock.now()))


def problem_of(root: Path, *arguments: str) -> str:
    """Run a service that cannot start; return what it says."""
    result = command(root, "--port", "0", *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    return result.stderr


# --- one file by several names
# -----------------------------------------------------------------------------------------


def by_link(data: Path) -> Path:
    (data / "khac.sqlite").symlink_to("luot.sqlite")
    return data / "khac.sqlite"


def by_linked_folder(data: Path) -> Path:
    (data.parent / "lien-ket").symlink_to("data")
    return data.parent / "lien-ket/luot.sqlite"


def by_way_round(data: Path) -> Path:
    (data / "a").mkdir()
    return data / "a/../luot.sqlite"


def after_the_lock_file_went(data: Path) -> Path:
    (data / "luot.sqlite.lock").unlink()
    return data / "luot.sqlite"


@pytest.mark.parametrize("name", [by_link, by_linked_folder, by_way_round, after_the_lock_file_went])
def test_a_second_service_is_refused_by_any_path(root: Path, name: Callable[[Path], Path]) -> None:
    with Service(root) as service:
        written(service, root / DATABASE, 3)
        other = name(root / "data")
        assert "BT725" in problem_of(root, "--database", str(other))
        assert service.client.post(address=address(9)).status == 200
        assert service.stop() == 0
    assert on_disk(root / DATABASE) == 4


@pytest.mark.parametrize("name", [by_link, by_linked_folder, by_way_round])
def test_a_service_may_be_given_any_name(root: Path, name: Callable[[Path], Path]) -> None:
    (root / "data").mkdir()
    with Service(root, "--database", str(name(root / "data"))) as service:
        written(service, root / DATABASE, 2)
        assert "BT725" in problem_of(root)
        assert service.stop() == 0
    assert sorted(path.name for path in (root / "data").iterdir() if path.is_file() and not path.is_symlink()) == [
        "luot.sqlite",
        "luot.sqlite.lock",
    ]


def test_a_file_with_two_names_is_refused(root: Path) -> None:
    """Each name would have a WAL of its own: https://www.sqlite.org/howtocorrupt.html, "Multiple links to the same file"."""
    with Service(root) as service:
        written(service, root / DATABASE, 2)
        os.link(root / DATABASE, root / "data/khac.sqlite")
        for other in ("data/khac.sqlite", DATABASE):
            assert "BT7" in problem_of(root, "--database", str(root / other))
        assert service.stop() == 0
    assert "BT737" in problem_of(root)
    (root / "data/khac.sqlite").unlink()
    with Service(root) as service:
        assert service.client.read().figures[2] == 2


def test_a_lock_file_that_is_a_link_is_not_emptied(root: Path) -> None:
    (root / "data").mkdir()
    (root / "cua-ho").write_text("x")
    (root / "data/luot.sqlite.lock").symlink_to("../cua-ho")
    with Service(root) as service:
        service.client.post()
        assert service.stop() == 0
    assert (root / "cua-ho").read_text() == "x"


def test_the_file_itself_is_locked_on_linux(tmp_path: Path) -> None:
    path = tmp_path / "luot.sqlite"
    sqlite_file.create_file(path)
    with contextlib.closing(FileLock(path)):
        if sys.platform == "linux":
            with pytest.raises(BuildFailed) as failure:
                FileLock(path)
            assert failure.value.problems[0].code == "BT725"
    FileLock(path).close()


def test_a_file_left_by_a_killed_start_is_no_second_name(tmp_path: Path) -> None:
    path = tmp_path / "luot.sqlite"
    sqlite_file.create_file(path)
    os.link(path, sqlite_file.temporary_path(path))
    with contextlib.closing(Database(path)) as opened:
        opened.open()
    assert not sqlite_file.temporary_path(path).exists()


def test_a_file_created_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, theirs = tmp_path / "luot.sqlite", tmp_path / "theirs"
    sqlite_file.create_file(theirs)
    with contextlib.closing(sqlite3.connect(theirs)) as hand, hand:
        hand.execute("INSERT INTO days VALUES ('hdnd', '2026-11-01', 7)")
    real = sqlite_file.move_into_place

    def late(new: Path, place: Path) -> None:
        theirs.rename(place)
        real(new, place)

    monkeypatch.setattr(sqlite_file, "move_into_place", late)
    with contextlib.closing(Database(path)) as opened:
        opened.open()
        assert [day.visits for day in opened.days()] == [7]


# --- a file that goes
# --------------------------------------------------------------------------------------------------


def remove_all(data: Path) -> None:
    for path in data.glob("luot.sqlite*"):
        path.unlink()


def remove_file(data: Path) -> None:
    (data / "luot.sqlite").unlink()


def remove_folder(data: Path) -> None:
    shutil.rmtree(data)


def move_folder(data: Path) -> None:
    data.rename(data.with_name("cu"))


@pytest.mark.parametrize("take", [remove_all, remove_file, remove_folder, move_folder])
@pytest.mark.mishap("Tệp số đếm bị xóa lúc đang đếm")
def test_a_removed_file_is_reported_and_recreated_at_the_end(
    root: Path, take: Callable[[Path], None], mishap: Mishap
) -> None:
    """All that was told with 200 is there after a stop: what was written before, and what was held."""
    with Service(root) as service:
        written(service, root / DATABASE, 5)
        take(root / "data")
        told = 5
        while service.client.post(address=address(told)).status == 200:
            told += 1
        refused(service, "gone")
        assert not (root / DATABASE).exists()
        assert service.stop() == 0, service.told
    mishap.told("".join(service.told), "Tệp số đếm không còn ở chỗ của nó")
    mishap.seen(on_disk(root / DATABASE), told)
    assert (root / DATABASE).stat().st_mode & 0o777 == 0o600
    with Service(root) as service:
        assert service.client.read().figures[2] == told
        service.client.post(address=address(0))
        assert service.client.read().figures[2] == told, "readers are known as before"


def test_a_removed_file_is_recreated_without_further_hits(root: Path) -> None:
    with Service(root) as service:
        written(service, root / DATABASE, 3)
        remove_all(root / "data")
        assert service.client.ready() == 503, "at once"
        assert service.stop() == 0
    assert on_disk(root / DATABASE) == 3


@pytest.mark.parametrize("whole", [True, False])
def test_a_restored_file_is_used_again(root: Path, *, whole: bool) -> None:
    with Service(root) as service:
        written(service, root / DATABASE, 4)
        moved = (root / "data", root / "cu") if whole else (root / DATABASE, root / "cu")
        moved[0].rename(moved[1])
        told = 4
        while service.client.post(address=address(told)).status == 200:
            told += 1
        refused(service, "gone")
        moved[1].rename(moved[0])
        eventually(lambda: service.client.ready() == 200, "it is ready again")
        eventually(lambda: service.client.post(address=address(told)).status == 200, "hits are taken again")
        eventually(lambda: on_disk(root / DATABASE) == told + 1, "what was held is written, once")
        assert service.stop() == 0
    assert on_disk(root / DATABASE) == told + 1
    assert any("BT747" in line for line in service.told)


def test_a_file_that_cannot_be_recreated_is_a_problem(root: Path) -> None:
    with Service(root) as service:
        written(service, root / DATABASE, 3)
        shutil.rmtree(root / "data")
        (root / "data").write_text("a file")
        eventually(lambda: service.client.ready() == 503, "it is gone")
        assert service.stop() == 1
    assert any("BT739" in line or "BT733" in line for line in service.told), service.told
    assert not any("Traceback" in line for line in service.told)


# --- another file in its place
# -----------------------------------------------------------------------------------------


@pytest.mark.mishap("Chép bản sao lưu cũ vào lúc đang đếm")
def test_a_backup_that_is_put_in_place_of_a_running_services_file(root: Path, mishap: Mishap) -> None:
    """Nothing goes into it unasked; at the end what was held does, and what the file before held is kept beside it."""
    with Service(root) as service:
        written(service, root / DATABASE, 5)
        back_up(root / DATABASE, root / "sao-luu.sqlite")
        written(service, root / DATABASE, 8)
        (root / "sao-luu.sqlite").replace(root / DATABASE)
        told = 8
        while service.client.post(address=address(told)).status == 200:
            told += 1
        refused(service, "replaced")
        assert service.stop() == 0, service.told
    held = told - 8
    assert on_disk(root / DATABASE) == 5 + held
    assert on_disk(root / "data/luot.sqlite.old-1") == 8
    mishap.told("".join(service.told), "old-1", "Ở chỗ của tệp số đếm là một tệp khác")
    with Service(root) as service:
        mishap.seen(service.client.read().figures[2], 5 + held)


def test_another_file_that_is_none_of_ours_is_left_alone(tmp_path: Path, at_once: FakeClock) -> None:
    path = tmp_path / "luot.sqlite"
    theirs = b"SQLite format 3\0" + b"x" * 5000

    async def work(storage: SqliteStorage) -> None:
        await view(storage, 1, at_once)
        await storage.flush()
        (tmp_path / "khac").write_bytes(theirs)
        (tmp_path / "khac").replace(path)
        await storage.flush()
        assert storage.fault == "replaced"
        with pytest.raises(Unavailable, match="replaced"):
            await view(storage, 2, at_once)

    assert run(path, at_once, work) == (0, "replaced")
    assert path.read_bytes() == theirs


def test_a_link_that_is_set_to_another_file(root: Path) -> None:
    (root / "data").mkdir()
    (root / DATABASE).symlink_to("mot.sqlite")
    with Service(root) as service:
        written(service, root / DATABASE, 3)
        sqlite_file.create_file(root / "data/hai.sqlite")
        (root / "moi").symlink_to("hai.sqlite")
        (root / "moi").rename(root / DATABASE)
        refused(service, "replaced")
        assert service.stop() == 0
    assert on_disk(root / "data/mot.sqlite") == 3


def test_a_file_that_a_second_service_counts_into_by_now_is_left_to_it(tmp_path: Path, at_once: FakeClock) -> None:
    path, away = tmp_path / "data/luot.sqlite", tmp_path / "cu/luot.sqlite"

    async def work(storage: SqliteStorage) -> None:
        await view(storage, 1, at_once)
        await storage.flush()
        await view(storage, 2, at_once)
        away.parent.parent.joinpath("data").rename(away.parent)
        other = Database(path)
        stack.enter_context(contextlib.closing(other))
        other.open()

    with contextlib.ExitStack() as stack:
        assert run(path, at_once, work) == (1, "replaced"), "what was held is told as lost"
    assert (on_disk(path), on_disk(away)) == (0, 1)


@pytest.mark.usefixtures("plain_sqlite")
def test_the_copy_of_a_replaced_file_has_no_salts_or_hashes(tmp_path: Path, at_once: FakeClock) -> None:
    path = tmp_path / "luot.sqlite"
    salt: list[bytes] = []

    async def work(storage: SqliteStorage) -> None:
        found = storage.salts.at(at_once.now())
        assert found
        salt.append(found[0])
        await view(storage, 1, at_once)
        await storage.flush()
        sqlite_file.create_file(tmp_path / "khac.sqlite")
        (tmp_path / "khac.sqlite").replace(path)

    assert run(path, at_once, work) == (0, None)
    assert on_disk(tmp_path / "luot.sqlite.old-1") == 1
    assert salt[0] not in (tmp_path / "luot.sqlite.old-1").read_bytes()


# --- what SQLite keeps beside it
# ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffixes", [["-wal"], ["-shm"], ["-wal", "-shm"]])
@pytest.mark.parametrize("swapped", [True, False])
def test_a_wal_that_is_removed_or_swapped_costs_no_hit(root: Path, suffixes: list[str], *, swapped: bool) -> None:
    """What was written to it is brought home, also when the service is killed later."""
    with Service(root) as service:
        written(service, root / DATABASE, 5)
        for suffix in suffixes:
            place = root / f"{DATABASE}{suffix}"
            old = place.read_bytes()
            place.unlink()
            if swapped:
                place.write_bytes(old)
        written(service, root / DATABASE, 9)
        assert service.client.ready() == 200
        service.kill()
    assert on_disk(root / DATABASE) == 9
    with contextlib.closing(sqlite3.connect(root / DATABASE)) as hand:
        assert hand.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_wal_removed_between_hits_is_checkpointed(tmp_path: Path) -> None:
    path = tmp_path / "luot.sqlite"
    batch = Batch()
    batch.add_visit("hdnd", date(2026, 11, 24))
    with contextlib.closing(Database(path)) as opened:
        opened.open()
        opened.write(opened.next_number(), batch, [])
        Path(f"{path}-wal").unlink()
        opened.check()
        shutil.copy(path, tmp_path / "as-it-is")
    assert on_disk(tmp_path / "as-it-is") == 1


# --- at each step of a batch
# -------------------------------------------------------------------------------------------


LAST_LOOK = 4
"""At the name of the file; after it the batch was written when it was said to be."""


@pytest.mark.parametrize("at", range(1, 7))
def test_a_batch_whose_file_is_removed_at_each_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Either it is told that the batch is not written, or it is in the file that the name leads to; never twice."""
    path, away = tmp_path / "luot.sqlite", tmp_path / "away"
    batch = Batch()
    batch.add_visit("hdnd", date(2026, 11, 24))
    with contextlib.closing(Database(path)) as opened:
        opened.open()
        real, looks = os.stat, []

        def stat(place: object, *arguments: object, **options: object) -> os.stat_result:
            looks.append(place)
            if len(looks) == at:
                path.rename(away)
            return real(place, *arguments, **options)  # type: ignore[arg-type]

        number = opened.next_number()
        with monkeypatch.context() as patch:
            patch.setattr(os, "stat", stat)
            try:
                opened.write(number, batch, [])
            except NotWritten as reason:
                told = str(reason)
            else:
                told = ""
        if away.exists():
            if told:
                away.rename(path)
                opened.write(number, batch, [])
            else:
                assert at > LAST_LOOK
                away.rename(path)
        elif told:
            raise AssertionError(told)
    assert on_disk(path) == 1


# --- where it lies
# -----------------------------------------------------------------------------------------------------


def at_former_place(root: Path, visits: int = 130) -> Path:
    """Return a database at the former place whose last visits are in its WAL only, as after a kill."""
    old = root / ".bantin/luot.sqlite"
    old.parent.mkdir()
    database = Database(old)
    database.open()
    batch = Batch()
    batch.days["hdnd", "2020-12-31"] = visits
    database.write(1, batch, [])
    kept = {path.name: path.read_bytes() for path in old.parent.iterdir()}
    database.close()
    for name, data in kept.items():
        (old.parent / name).write_bytes(data)
    assert (old.parent / "luot.sqlite-wal").stat().st_size
    assert on_disk(old) == visits
    return old


@pytest.mark.mishap("Số đã đếm còn ở `.bantin/` của bản cũ")
def test_the_service_moves_a_database_from_its_former_place(root: Path, mishap: Mishap) -> None:
    """Nothing but the service does; nothing begins at zero, and nothing says that there is nothing."""
    old = at_former_place(root)
    (root / "ngay.csv").write_text("hdnd,2020-12-31,130\n")
    for arguments in (("stats",), ("import", str(root / "ngay.csv")), ("backup", str(root / "x.sqlite"))):
        result = command(root, "--port", "0", *arguments)
        assert result.returncode == 1
        assert "BT738" in result.stderr
        assert ".bantin/luot.sqlite" in result.stderr
    assert not (root / DATABASE).exists()
    with Service(root) as service:
        assert service.client.read().figures[2] == 130
        assert not old.exists()
        assert not old.with_name("luot.sqlite-wal").exists()
        mishap.seen(service.client.post().figures[2], 131)
        assert service.stop() == 0
    mishap.told("".join(service.told), f"{old} → {root / DATABASE}")
    assert on_disk(root / DATABASE) == 131


@pytest.mark.parametrize(("at", "other_disk"), [("rename", False), ("copyfile", True), ("fsync", True), ("", True)])
def test_a_move_that_fails_leaves_the_database_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch, at: str, *, other_disk: bool
) -> None:
    old, new = at_former_place(root), root / DATABASE
    rename = os.rename

    def failing(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def across(source: Path, target: Path) -> None:
        if source == old:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        rename(source, target)

    with monkeypatch.context() as patch:
        if other_disk:
            patch.setattr(os, "rename", across)
        if at:
            place = shutil if at == "copyfile" else os
            with pytest.MonkeyPatch.context() as broken:
                broken.setattr(place, at, failing)
                with pytest.raises(BuildFailed) as failure:
                    move_database(old, new)
            assert [one.code for one in failure.value.problems] == ["BT741"]
            assert (on_disk(old), new.exists()) == (130, False)
        move_database(old, new)
    assert (on_disk(new), old.exists()) == (130, False)


def test_a_database_in_use_or_damaged_is_not_moved(root: Path) -> None:
    old = at_former_place(root)
    with Service(root, "--database", str(old)) as service:
        result = command(root, "--port", "0")
        assert (result.returncode, "BT725" in result.stderr) == (1, True)
        assert service.client.read().figures[2] == 130
        assert service.stop() == 0
    old.write_bytes(b"x" * 5000)
    result = command(root, "--port", "0")
    assert (result.returncode, "BT723" in result.stderr) == (1, True)
    assert old.read_bytes() == b"x" * 5000
    assert not (root / DATABASE).exists()


@pytest.mark.parametrize(
    "where", [".bantin/luot.sqlite", ".bantin/sau/luot.sqlite", "data/../.bantin/luot.sqlite", "lien-ket/luot.sqlite"]
)
def test_a_database_in_the_cache_is_warned_of(root: Path, where: str) -> None:
    (root / ".bantin/sau").mkdir(parents=True)
    (root / "data").mkdir()
    (root / "lien-ket").symlink_to(".bantin")
    with Service(root, "--database", str(root / where)) as service:
        assert any("BT736" in line for line in service.told)
        assert service.client.post().status == 200
        assert service.stop() == 0


def test_the_default_lies_outside_of_the_cache(root: Path) -> None:
    with Service(root) as service:
        service.client.post()
        assert service.stop() == 0
        assert not any("BT736" in line for line in service.told)
    assert on_disk(root / DATABASE) == 1
    assert not (root / ".bantin").exists()
