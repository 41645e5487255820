from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bantin.system.workers import WorkerDied, chunked, default_jobs, share, start_method
from tests.builder import NOW, PROJECT, Site


class Adds:
    """Work that a test can follow."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, chunk: list[int]) -> tuple[int, list[int]]:
        return os.getpid(), [self.number + each for each in chunk]


class Dies:
    def __call__(self, chunk: list[int]) -> None:
        if 3 in chunk:
            os.kill(os.getpid(), signal.SIGKILL)


class Fails:
    def __call__(self, chunk: list[int]) -> None:
        raise OSError(28, "No space left on device", f"file{chunk[0]}")


CHUNKS = chunked(list(range(10)), 2)


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_every_chunk_is_done_once(monkeypatch: pytest.MonkeyPatch, method: str, jobs: int) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", method)
    answers = list(share(Adds, (100,), CHUNKS, jobs))
    assert sorted(each for _, chunk in answers for each in chunk) == list(range(100, 110))
    processes = {process for process, _ in answers}
    assert len(processes) <= jobs
    assert (processes == {os.getpid()}) == (jobs == 1)


def test_a_single_chunk_needs_no_process() -> None:
    assert list(share(Adds, (1,), [[1, 2]], 8)) == [(os.getpid(), [2, 3])]
    assert list(share(Adds, (1,), [], 8)) == []


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_process_that_dies_is_an_error_not_a_wait_without_end(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", method)
    with pytest.raises(WorkerDied):
        list(share(Dies, (), CHUNKS, 2))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_the_work_raises_arrives_whole(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", method)
    with pytest.raises(OSError, match="No space left") as raised:
        list(share(Fails, (), CHUNKS, 2))
    assert raised.value.errno == 28
    assert str(raised.value.filename).startswith("file")


def test_no_process_is_left_when_the_answers_are_not_all_taken() -> None:
    answers = share(Adds, (1,), chunked(list(range(1_000)), 2), 2)
    process, _ = next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert process != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """A killed build must not go on writing."""
    script = tmp_path / "parent.py"
    script.write_text(f"""
import os, sys, time
sys.path.insert(0, {str(PROJECT)!r})
from bantin.system.workers import share

class Waits:
    def __call__(self, chunk):
        with open({str(tmp_path)!r} + "/pid" + str(chunk[0]), "w") as stream:
            stream.write(str(os.getpid()))
        time.sleep(600)

if __name__ == "__main__":
    list(share(Waits, (), [[0], [1]], 2))
""")
    parent = subprocess.Popen([sys.executable, str(script)])
    pid_files = [tmp_path / "pid0", tmp_path / "pid1"]
    _until(lambda: all(path.exists() and path.read_text() for path in pid_files))
    parent.kill()
    parent.wait()
    _until(lambda: not any(_runs(int(path.read_text())) for path in pid_files))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        # A zombie, which its parent has not reaped, runs no more.
        return b") Z " not in Path(f"/proc/{process}/stat").read_bytes()
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # no /proc here
        return not os.path.isdir("/proc")


def _until(condition: Any) -> None:
    """Wait until `condition` holds; only a broken test waits to the end."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it never came to that")


def test_the_number_of_processes_is_that_of_the_cores_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_jobs() >= 1
    if hasattr(os, "sched_getaffinity"):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 3, 5})
        assert default_jobs() == 3
        monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert default_jobs() == 1


def test_how_processes_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert start_method() == "fork"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert start_method() == "spawn"
    monkeypatch.setenv("BANTIN_START_METHOD", "forkserver")
    assert start_method() == "forkserver"


def test_pieces() -> None:
    assert chunked([1, 2, 3], 2) == [[1, 2], [3]]
    assert chunked([], 2) == []


@pytest.mark.parametrize("given", [0, 1])
def test_where_the_system_gives_too_few_processes_all_is_done_here(monkeypatch: pytest.MonkeyPatch, given: int) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    fork, left = os.fork, [None] * given
    begun: list[int] = []

    def refuses() -> int:
        if not left:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        left.pop()
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", refuses)
    answers = list(share(Adds, (100,), CHUNKS, 2))
    assert sorted(each for _, chunk in answers for each in chunk) == list(range(100, 110))
    assert {process for process, _ in answers} == {os.getpid()}
    assert len(begun) == given
    for process in begun:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_where_there_is_no_memory_for_locks_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some sandboxes and phones have no `/dev/shm`."""

    def refuses(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refuses)
    assert {process for process, _ in share(Adds, (1,), CHUNKS, 2)} == {os.getpid()}


def test_a_site_is_built_where_the_system_gives_no_process(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    for number in range(150):
        site.article(f"n{number}")

    def refuses() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuses)
    result = site.invoke("build", "--json", "--no-search", "--now", NOW, "--jobs", "2")
    assert (result.status, result.codes) == (0, [])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_ctrl_c_while_a_process_is_made_is_not_lost() -> None:
    """Python calls hooks around a fork, and drops what they raise; it has some of its own."""
    script = """
import os, signal
from bantin.system.workers import share
def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
os.register_at_fork(before=interrupt)
try:
    list(share(int, (), [1, 2], 2))
except KeyboardInterrupt:
    print("interrupted")
"""
    environment = {**os.environ, "BANTIN_START_METHOD": "fork"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
