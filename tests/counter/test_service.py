"""The service as a process: signals, faults of the disk, faults of the settings."""

from __future__ import annotations

import contextlib
import resource
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from bantin.counter import sqlite_file
from tests.counter.running import SETTINGS, Client, Service, command, eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mishaps import Mishap

DATABASE = "data/luot.sqlite"


def on_disk(root: Path) -> int:
    return sum(day.visits for day in sqlite_file.read_days(root / DATABASE))


def address(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250 + 1}"


def test_sigterm_loses_nothing(root: Path) -> None:
    with Service(root) as service:
        for number in range(200):
            assert service.client.post(address=address(number)).status == 200
        assert service.stop() == 0
    assert on_disk(root) == 200


def test_sigterm_under_load_loses_no_acknowledged_hit(root: Path) -> None:
    with Service(root) as service:
        told, stop = [0, 0, 0], threading.Event()

        def storm(worker: int) -> None:
            client = Client(service.port)
            with contextlib.suppress(OSError):
                while not stop.is_set():
                    if client.post(address=address(worker * 10_000 + told[worker])).status == 200:
                        told[worker] += 1
            client.close()

        workers = [threading.Thread(target=storm, args=(worker,)) for worker in range(3)]
        for worker in workers:
            worker.start()
        eventually(lambda: sum(told) > 300, "hits are taken")
        assert service.stop() == 0
        stop.set()
        for worker in workers:
            worker.join()
    # An answer that was on its way when the connection closed may have been lost: one for each sender.
    assert sum(told) <= on_disk(root) <= sum(told) + 3


@pytest.mark.mishap("Bị `kill`")
def test_a_kill_loses_what_came_since_the_last_batch_and_doubles_nothing(root: Path, mishap: Mishap) -> None:
    with Service(root) as service:
        for number in range(100):
            service.client.post(address=address(number))
        eventually(lambda: on_disk(root) == 100, "the batch is written")
        for number in range(100, 150):
            service.client.post(address=address(number))
        service.kill()
    kept = on_disk(root)
    assert 100 <= kept <= 150
    with Service(root) as service:
        assert service.client.read().figures[1:] == (kept, kept)
        for number in range(150):  # all come again: those on the disk are known
            service.client.post(address=address(number))
        mishap.seen(service.client.read().figures, (150, 150, 150))
        service.stop()
    mishap.told("".join(service.told))
    assert on_disk(root) == 150


def test_a_kill_at_any_moment_leaves_a_sound_database(root: Path) -> None:
    sent = 0
    for round_ in range(4):
        with Service(root) as service:
            before = service.client.read().figures[2]
            assert before <= sent
            for _ in range(40 * round_ + 10):
                service.client.post(address=address(sent))
                sent += 1
            service.kill()
    assert on_disk(root) <= sent


def test_a_locked_database_is_reported_and_no_hit_is_lost(root: Path) -> None:
    with Service(root) as service:
        service.client.post(address=address(1))
        eventually(lambda: on_disk(root) == 1, "the first batch is written")
        with contextlib.closing(sqlite3.connect(root / DATABASE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert service.client.post(address=address(2)).figures == (2, 2, 2)
            eventually(lambda: service.client.ready() == 503, "it is not ready")
            assert service.client.ask("GET", "/readyz").json == {"error": "locked"}
            assert service.client.ask("GET", "/healthz").status == 200
            assert service.client.post(address=address(3)).figures == (3, 3, 3)
            other.execute("ROLLBACK")
        eventually(lambda: service.client.ready() == 200, "it is ready again")
        eventually(lambda: on_disk(root) == 3, "what was held is written")
        assert service.stop() == 0
        assert any("BT746" in line for line in service.told)
    assert on_disk(root) == 3


@pytest.mark.mishap("Đĩa đầy lúc đếm")
def test_a_full_disk_is_reported_and_no_hit_is_lost(root: Path, mishap: Mishap) -> None:
    with Service(root) as service:
        service.client.post(address=address(1))
        eventually(lambda: on_disk(root) == 1, "the first batch is written")
        _soft, hard = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (4096, hard))  # no file may grow past a page
        for number in range(2, 302):
            assert service.client.post(address=address(number)).status == 200
        eventually(lambda: service.client.ready() == 503, "it is not ready")
        mishap.seen(service.client.read().figures, (301, 301, 301))
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        eventually(lambda: service.client.ready() == 200, "it is ready again")
        assert service.stop() == 0
    mishap.told("".join(service.told), "Chưa ghi được lượt đếm: ", "không mất lượt nào")
    assert on_disk(root) == 301


def test_sigterm_waits_for_a_locked_database(root: Path) -> None:
    with Service(root) as service:
        service.client.post(address=address(1))
        eventually(lambda: on_disk(root) == 1, "the first batch is written")
        with contextlib.closing(sqlite3.connect(root / DATABASE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            service.client.post(address=address(2))
            eventually(lambda: service.client.ready() == 503, "it is not ready")
            service.client.close()
            service.process.terminate()
            service.process.terminate()
            other.execute("ROLLBACK")
        assert service.process.wait(60) == 0
    assert on_disk(root) == 2


def problem_of(root: Path, *arguments: str) -> str:
    """Run a service that cannot start; return what it says."""
    result = command(root, *arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_problems_of_the_settings_have_their_line(root: Path) -> None:
    (root / "site_config.toml").write_text(SETTINGS + "idle_minutes = 0\n", "utf-8")
    assert "site_config.toml:12: BT105" in problem_of(root)


@pytest.mark.parametrize(
    ("cut", "code"),
    [('site = "hdnd"\n', "BT701"), ('provider = "service"\nurl = "https://luot.example.vn"\nsite = "hdnd"\n', "BT720")],
)
def test_a_site_to_count_for_is_needed(root: Path, cut: str, code: str) -> None:
    (root / "site_config.toml").write_text(SETTINGS.replace(cut, ""), "utf-8")
    assert code in problem_of(root)


@pytest.mark.mishap("Tệp số đếm hỏng")
def test_a_damaged_database_is_refused_with_what_to_do(root: Path, mishap: Mishap) -> None:
    (root / "data").mkdir()
    (root / DATABASE).write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    told = problem_of(root, "--port", "0")
    mishap.told(told, "docs/counter.md", "nội dung tệp mâu thuẫn")
    mishap.seen((root / DATABASE).read_bytes()[16:], b"x" * 5000)


@pytest.mark.mishap("Hai bộ đếm trên một tệp")
def test_a_second_service_on_one_file_is_refused(root: Path, mishap: Mishap) -> None:
    with Service(root) as service:
        counted = service.client.post().figures
        mishap.told(problem_of(root, "--port", "0"), "Một bộ đếm khác đang dùng")
        mishap.seen(service.client.read().figures, counted)
        service.stop()
    assert on_disk(root) == 1


@pytest.mark.mishap("Cổng đang có chương trình khác dùng")
def test_a_port_in_use_is_a_problem(root: Path, mishap: Mishap) -> None:
    with Service(root) as service:
        counted = service.client.post().figures
        told = problem_of(root, "--database", str(root / "khac.sqlite"), "--port", str(service.port))
        mishap.told(told, "cổng này đang có chương trình khác dùng")
        mishap.seen(service.client.read().figures, counted)
        service.stop()


def test_wrong_usage_is_2(root: Path) -> None:
    assert command(root, "--port", "many").returncode == 2
    assert command(root, "chart", "x.bmp").returncode == 2


def test_several_sites_are_kept_apart(root: Path) -> None:
    with Service(root, "--site", "hdnd", "--site", "ubnd", "--database", str(root / "both.sqlite")) as service:
        service.client.post()
        assert service.client.post('{"v":1,"site":"ubnd","kind":"view"}').figures == (1, 1, 1)
        service.client.post('{"v":1,"site":"ubnd","kind":"view"}', address=address(1))
        assert service.client.read("hdnd").figures == (1, 1, 1)
        assert service.client.read("ubnd").figures == (2, 2, 2)
        service.stop()
    assert {(day.site, day.visits) for day in sqlite_file.read_days(root / "both.sqlite")} == {("hdnd", 1), ("ubnd", 2)}
