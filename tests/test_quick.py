"""Published files are looked at in another process with the same outcome; a fresh one is read instead of trusted."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from bantin import fingerprints, quick

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builder import Site

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system: then nothing is looked at elsewhere")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(20):
        path = tmp_path / f"{number}.html"
        path.write_text(f"{number}")
        os.utime(path, (1_000_000_000 + number, 1_000_000_000))
    return tmp_path


def names(folder: Path) -> list[str]:
    return [*sorted(os.listdir(folder)), "missing.html", "missing/index.html"]


@forks
def test_another_process_sees_what_this_one_sees(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_MANY", 1)
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    look = quick.OutputsLook(folder, names(folder), jobs=2)
    assert look._child, "a process of its own"
    found = look.signatures()
    assert found[-2:] == [0, 0]
    assert found == fingerprints.signatures([str(folder / name) for name in names(folder)], look._now_ns)
    assert look.signatures() is found
    look.close()


@forks
@pytest.mark.parametrize("asked", [False, True])
def test_a_process_that_dies_costs_nothing_and_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, *, asked: bool) -> None:
    monkeypatch.setattr(quick, "_MANY", 1)
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")

    def dies(_look: quick.OutputsLook, writing: int) -> None:
        os.write(writing, b"half")
        os._exit(1)

    monkeypatch.setattr(quick.OutputsLook, "_send", dies)
    look = quick.OutputsLook(folder, names(folder), jobs=2)
    child = look._child
    if asked:
        assert look.signatures() == fingerprints.signatures([str(folder / name) for name in names(folder)], look._now_ns)
    look.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)


@pytest.mark.parametrize(("jobs", "method"), [(1, "fork"), (2, "spawn")])
def test_one_job_and_systems_without_fork_look_here(folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, method: str) -> None:
    monkeypatch.setattr(quick, "_MANY", 1)
    monkeypatch.setenv("BANTIN_START_METHOD", method)
    look = quick.OutputsLook(folder, names(folder), jobs=jobs)
    assert not look._child
    assert look.signatures() == fingerprints.signatures([str(folder / name) for name in names(folder)], look._now_ns)
    look.close()


def test_a_page_that_was_just_written_is_read_before_it_is_trusted(site: Site) -> None:
    for number in range(3):
        site.article(f"n{number}")
    assert site.make().status == 0
    time.sleep(0.03)  # sources must be older than a tick, or nothing is told at a glance
    site.page("a", title="Một")
    time.sleep(0.03)
    assert site.make().status == 0
    assert site.make().json["rendered"] == 0
    path = site.public / "a/index.html"
    before, stat = path.read_bytes(), path.stat()
    path.write_bytes(before.replace(b"M\xe1\xbb\x99t", b"Hai  "))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert site.make().status == 0
    assert path.read_bytes() == before
