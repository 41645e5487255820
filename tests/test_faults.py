"""A disk that refuses, at each of its calls in turn: each file stays whole, nothing of others is lost, the next build puts all right."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from bantin.content.scan import scan_content
from tests.builder import NOW, Result, Site, differences, png
from tests.conftest import SOAK
from tests.crashing import crash
from tests.failing import Failing

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.content.scan import Tree as ContentTree
    from tests.builder import Tree

FAULTS = {"ENOSPC": errno.ENOSPC, "EACCES": errno.EACCES, "EIO": errno.EIO}
MINE = {"CNAME": b"a.vn", "tin-tuc/mine.txt": b"x", ".bantin/mine": b"z"}
STEP = 3 if SOAK < 100 else 1
"""Each kind of fault takes another third of the calls, so that all of them have their turn; a soak takes all with all."""
RICH_STEP = 30 if SOAK < 100 else 1


class Stage:
    """A published site that has been edited: the build at hand is what is disturbed."""

    def __init__(self, root: Path, *, rich: bool) -> None:
        """Publish; `rich` also has pictures, attachments and the search index, which bring some hundreds of calls."""
        self.rich = rich
        self.kept = root / "kept"
        site = Site(self.kept)
        for number in range(3):
            site.article(f"n{number}", f"Bài {number}.", date=f"2020-01-0{number + 1}")
        if rich:
            site.write("content/tin-tuc/a.png", png(1, 500, 300))
            site.article("co-hinh", '![Tả](a.png "Chú thích")\n\n[Biểu mẫu](mau.csv)', image="a.png", image_alt="Tả")
            site.write("content/tin-tuc/mau.csv", "a,b\n")
        assert self.build(site).status == 0
        for path, data in MINE.items():
            (site.public / path).write_bytes(data)
        self.old = site.tree()
        (site.root / "content/tin-tuc/n0.md").unlink()
        site.article("n1", "Khác.", date="2020-01-02")
        site.article("n9", "Mới.", aliases=["/cu/"])
        if rich:
            site.write("content/tin-tuc/a.png", png(2, 600, 300))
            site.write("content/tin-tuc/mau.csv", "a,b\n1,2\n")
        fresh = Site.copy_of(site, root / "fresh")
        assert self.build(fresh).status == 0
        self.new: Tree = {**fresh.tree(), **MINE}
        self.site = Site(root / "site")

    def build(self, site: Site) -> Result:
        """Build `site`, with the search index where this stage has one."""
        return site.invoke("build", "--json", "--now", NOW, "--jobs", "1", *([] if self.rich else ["--no-search"]))

    def again(self) -> Site:
        """Return the site as it was before the build."""
        shutil.rmtree(self.site.root)
        shutil.copytree(self.kept, self.site.root, symlinks=True)
        return self.site

    def judge(self, told: object) -> None:
        """Look at what is published, and let an undisturbed build follow."""
        for path, content in self.site.tree().items():
            if isinstance(content, bytes) and not path.startswith(".bantin/"):
                assert content in (self.old.get(path), self.new.get(path)), (told, path)
        for path, data in MINE.items():
            assert (self.site.public / path).read_bytes() == data, (told, path)
        result = self.build(self.site)
        assert result.status == 0, (told, result.stderr)
        assert not differences(self.new, self.site.tree()), told


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("faults"), rich=False)


@pytest.fixture(scope="module")
def rich_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("rich"), rich=True)


def sweep(stage: Stage, name: str, step: int) -> None:
    """Refuse every `step`th call of the build, one after another, beginning with another one for each name."""
    site = stage.again()
    with Failing(0, 0) as failing:
        assert stage.build(site).status == 0
    calls = failing.calls
    assert calls > 60
    tried = 0
    for at in range(1 + list(FAULTS).index(name) * step // len(FAULTS), calls + 1, step):
        site = stage.again()
        with Failing(at, FAULTS[name]) as failing:
            result = stage.build(site)
        tried += bool(failing.failed)
        told = (name, at, failing.failed)
        assert result.status in (0, 1), told
        if result.status:
            assert result.codes, told
            assert set(result.codes) <= {"BT604"}, (told, result.codes)
        stage.judge(told)
    assert tried >= calls // step - 2


@pytest.mark.parametrize("name", FAULTS)
def test_a_refusal_at_each_call(stage: Stage, name: str) -> None:
    sweep(stage, name, STEP)


@pytest.mark.parametrize("name", FAULTS)
def test_a_refusal_where_pictures_attachments_and_the_index_are_made(rich_stage: Stage, name: str) -> None:
    sweep(rich_stage, name, RICH_STEP)


@pytest.mark.parametrize("at", [1, 9, 17, 25, 33, 41, 49, 57, 65, 73, 81])
def test_a_disk_that_refuses_from_some_call_on(stage: Stage, at: int) -> None:
    site = stage.again()
    with Failing(at, errno.ENOSPC, ever=True) as failing:
        result = stage.build(site)
    assert (result.status, set(result.codes)) in ((1, {"BT604"}), (0, set())), (failing.failed[:1], result.codes)
    stage.judge(failing.failed[:1])


def test_a_kill_at_each_call(stage: Stage) -> None:
    """With `tests/test_incremental_killed.py`, which lays its kills over a larger site; here none is left out by a soak."""
    died = True
    at = 0
    while died:
        at += 1 if SOAK >= 100 else 7
        site = stage.again()
        died = crash(at, site.make)
        stage.judge(at)
    assert at > 60


def test_a_folder_that_goes_while_it_is_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from bantin.build.publish import Output

    site = stage.again()
    real = Output.commit

    def commit(output: Output, *arguments: object) -> int:
        shutil.rmtree(site.public)
        return real(output, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Output, "commit", commit)
        result = site.make()
    assert (result.status, result.codes) == (1, ["BT604"])
    assert site.make().status == 0
    assert not differences({path: data for path, data in stage.new.items() if path not in MINE}, site.tree())


def test_a_published_file_that_vanished_or_was_changed_comes_back(stage: Stage) -> None:
    site = stage.again()
    (site.public / "tin-tuc/n2/index.html").unlink()
    (site.public / "404.html").write_text("x")
    shutil.rmtree(site.public / "assets")
    assert site.make().status == 0
    stage.judge("vanished")


@pytest.mark.parametrize("moment", [0, 4_102_444_800])
def test_a_clock_that_was_wrong(stage: Stage, moment: int) -> None:
    """Files that bear a time long past, or of the year 2100, as a machine with a flat battery writes them."""
    site = stage.again()
    for path in [*site.root.rglob("*")]:
        os.utime(path, (moment, moment), follow_symlinks=False)
    stage.judge(moment)


def test_a_source_that_vanishes_while_it_is_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    site = stage.again()

    def scan(root: Path) -> ContentTree:
        found = scan_content(root)
        (site.root / "content/tin-tuc/n9.md").unlink(missing_ok=True)
        return found

    with monkeypatch.context() as patch:
        patch.setattr("bantin.build.pipeline.scan_content", scan)
        result = site.make()
    assert result.status in (0, 1)
    assert set(result.codes) <= {"BT308", "BT312"}
    site.article("n9", "Mới.", aliases=["/cu/"])
    stage.judge("vanished source")
