"""A site is looked at in another process with the same outcome, and what becomes of that process harms nobody."""

from __future__ import annotations

import os
import time
from array import array
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bantin.build import pipeline, readiness
from bantin.build.lookout import glance
from bantin.build.lookout.glance import Glance
from bantin.build.lookout.quick import options
from bantin.build.lookout.scout import Scout
from bantin.build.memory import store
from bantin.build.request import Request
from bantin.commands.progress import make_progress
from bantin.content.sources import walk
from bantin.system import signatures
from bantin.system.names import listed
from bantin.system.signatures import Signatures

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.content.sources import File, Tree
    from bantin.problems import Problem
    from tests.builder import Site

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system: then nothing is looked at elsewhere")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(20):
        path = tmp_path / f"{number}.html"
        path.write_text(f"{number}")
        os.utime(path, (1_000_000_000 + number, 1_000_000_000))
    return tmp_path


@pytest.fixture
def settled(site: Site) -> Site:
    """A site with a last build of which everything is old enough to be trusted."""
    for number in range(3):
        site.article(f"n{number}")
    time.sleep(0.03)
    for more in ((), ("--full",)):  # what the second writes is what stands there, old enough
        assert site.make(*more, now=NOW.isoformat()).status == 0
        time.sleep(0.03)
    return site


def look(site: Site, jobs: int) -> Glance:
    return Glance(site.root, site.public, options(None, search=False), jobs)


def request(site: Site, jobs: int) -> Request:
    return Request(site.root, site.public, NOW, jobs=jobs)


def contents(tree: Tree) -> tuple[list[File], list[Problem]]:
    return tree.files, tree.problems


def names(folder: Path) -> list[str]:
    return [*sorted(os.listdir(folder)), "missing.html", "missing/index.html"]


def expected(folder: Path) -> array[int]:
    return array("q", signatures.signatures([str(folder / name) for name in names(folder)], time.time_ns()))


@pytest.mark.parametrize("stride", [1, 7, 22, 1000])
def test_two_processes_that_begin_at_both_ends_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch, stride: int) -> None:
    monkeypatch.setattr(signatures, "_STRIDE", stride)
    time.sleep(0.03)
    for ways in (("forward", "backward"), ("backward", "forward"), ("forward",), ("backward",)):
        found = Signatures.begun(folder, names(folder))
        for way in ways:
            getattr(found, way)()
        assert found.found() == expected(folder)
    assert list(found.found()[-2:]) == [0, 0]


@forks
@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_many_signatures_whoever_looks(folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, method: str) -> None:
    monkeypatch.setattr(signatures, "_STRIDE", 2)
    monkeypatch.setattr(glance, "_MANY", 2)
    monkeypatch.setenv("BANTIN_START_METHOD", method)
    time.sleep(0.03)
    assert glance.signatures(folder, names(folder), jobs) == expected(folder)


@forks
def test_signatures_when_the_other_process_dies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "_STRIDE", 2)
    monkeypatch.setattr(glance, "_MANY", 2)
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    parent, forward = os.getpid(), Signatures.forward

    def dies(self: Signatures) -> None:
        if os.getpid() == parent:
            forward(self)
        else:
            self._cells[0] = 20  # taken, and never looked at
            os._exit(9)

    monkeypatch.setattr(Signatures, "forward", dies)
    time.sleep(0.03)
    assert glance.signatures(folder, names(folder), 2) == expected(folder)


@forks
@pytest.mark.parametrize(("jobs", "is_aside"), [(1, False), (2, True)])
def test_a_look_tells_what_stands_there(settled: Site, monkeypatch: pytest.MonkeyPatch, jobs: int, *, is_aside: bool) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    with look(settled, jobs) as found:
        assert found.is_aside == is_aside
        assert found.is_unchanged(NOW)
        assert found.spares(NOW)
        assert not found.is_aside, "nobody is looking any more"
        assert not found.is_unchanged(datetime(2026, 1, 1, tzinfo=UTC)), "an article may have been due later"
    settled.article("n1", "Khác.")
    (settled.public / "index.html").write_text("changed")
    for place in (settled.root / "content/tin-tuc/n1.md", settled.public / "index.html"):
        os.utime(place, (4_102_444_800, 4_102_444_800))  # never old enough to be trusted
    with look(settled, jobs) as found:
        assert not found.is_unchanged(NOW)
        seen = found.seen()
        assert contents(seen.tree) == contents(walk(settled.root))
        assert seen.inputs == 0
        assert found.published is not None
        places = dict(zip(listed(found.published.columns.urls), seen.outputs, strict=True))
        assert places["/"] == 0
        assert seen.outputs.count(0) == 1


@forks
def test_other_inputs_have_another_print_in_either_process(settled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    settled.article("n1", "Khác.")
    time.sleep(0.03)
    prints = set()
    for jobs in (1, 2):
        with look(settled, jobs) as found:
            assert not found.is_unchanged(NOW)
            prints.add(found.seen().inputs)
            assert found.last is not None
            assert found.last.inputs not in prints
    assert len(prints) == 1
    assert 0 not in prints


@forks
@pytest.mark.parametrize("asked", [False, True])
def test_a_look_whose_process_dies_costs_nothing_and_leaves_nothing(settled: Site, monkeypatch: pytest.MonkeyPatch, *, asked: bool) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")

    def dies(*_: object) -> bytes:
        os._exit(1)

    monkeypatch.setattr(Scout, "_look", dies)
    with look(settled, 2) as found:
        assert found._ahead is not None
        child = found._ahead.process
        if asked:
            assert found.is_unchanged(NOW)
            assert contents(found.seen().tree) == contents(walk(settled.root))
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)


@forks
def test_a_look_that_nobody_asks_ends_at_once(settled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    monkeypatch.setattr(Scout, "_look", lambda *_: time.sleep(600))
    with look(settled, 2) as found:
        assert found._ahead is not None
        child = found._ahead.process
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)


@pytest.mark.parametrize(("jobs", "method"), [(1, "fork"), (2, "spawn")])
def test_one_job_and_systems_without_fork_look_here(settled: Site, monkeypatch: pytest.MonkeyPatch, jobs: int, method: str) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", method)
    with look(settled, jobs) as found:
        assert not found.is_aside
        assert found.is_unchanged(NOW)


@forks
@pytest.mark.parametrize("full", [False, True])
def test_a_build_takes_a_look_that_fits_and_drops_another(settled: Site, monkeypatch: pytest.MonkeyPatch, *, full: bool) -> None:
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    silent = make_progress(enabled=False)
    fits, other = look(settled, 2), Glance(settled.root, settled.public, options(None, search=True), 2)
    try:
        summary = pipeline.build(request(settled, 2)._replace(full=full), silent, fits)
        assert summary.rendered == (summary.pages if full else 0)
        assert not fits.is_aside
        assert pipeline.build(request(settled, 2), silent, other).rendered == 0
        assert not other.is_aside
    finally:
        fits.close()
        other.close()


@forks
def test_what_another_build_wrote_meanwhile_is_recalled_again(settled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between getting ready and having the output folder, another build may have published something else."""
    monkeypatch.setenv("BANTIN_START_METHOD", "fork")
    settled.article("n1", "Khác.")
    real = readiness.ready_unless_spared

    def slow(request: Request, look: Glance) -> readiness.Ready | None:
        ready = real(request, look)
        assert settled.make(now=NOW.isoformat()).json["rendered"] > 0
        assert ready is not None
        assert not ready.memory.is_as_held()
        return ready

    monkeypatch.setattr(pipeline, "ready_unless_spared", slow)
    assert pipeline.build(request(settled, 2), make_progress(enabled=False)).rendered == 0


def test_a_store_that_nobody_wrote_is_as_it_was_held(settled: Site) -> None:
    memory, other = store.Store(settled.root), store.Store(settled.root)
    memory.hold()
    assert memory.is_as_held()
    memory.hold()
    other.save_findings(1, {}, {}, None)
    assert not memory.is_as_held()
    memory.hold()
    other.close()
    place = settled.root / ".bantin" / "bantin.sqlite"
    copy = place.with_name("copy")
    copy.write_bytes(place.read_bytes())
    os.replace(copy, place)
    assert not memory.is_as_held(), "another file in its place"
    memory.close()
    assert not memory.is_as_held()
