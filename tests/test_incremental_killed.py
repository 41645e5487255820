"""Builds that are killed: every published file stays whole, old or new, and the next build puts everything right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.builder import NOW, PROJECT, Site, differences
from tests.conftest import SOAK
from tests.crashing import crash

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.builder import Tree

KILLS = 12 if SOAK < 100 else 80
# In small pieces, so that a small site is work for several processes.
SMALL_PIECES = """
import sys
sys.path.insert(0, {project!r})
from bantin.build import read_sources, render_pages
read_sources._CHUNK = render_pages._CHUNK = 4
from bantin.commands.main import main
main(["--root", {root!r}, "build", "--json", "--no-search", "--now", {now!r}, *{arguments!r}])
"""


def fill(site: Site, count: int, words: str) -> None:
    for number in range(count):
        site.article(
            f"n{number}",
            f"Đoạn {words}.\n\n## Mục {words}",
            title=f"Bài {number} {words}",
            date=f"2020-01-{1 + number % 28:02}",
            tags=["Thi đua"],
        )


def from_nothing(folder: Path, count: int, words: str) -> Tree:
    site = Site(folder)
    fill(site, count, words)
    assert site.make().status == 0
    return site.tree()


def start(root: Path, *arguments: str, method: str) -> subprocess.Popen[bytes]:
    """Start a build in a process of its own, in small pieces."""
    script = SMALL_PIECES.format(project=str(PROJECT), root=str(root), now=NOW, arguments=arguments)
    # A file, as processes that are spawned import it again.
    place = root.parent / "build_in_pieces.py"
    place.write_text(script.replace("\nmain(", '\nif __name__ == "__main__":\n    main('))
    return subprocess.Popen(
        [sys.executable, str(place)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "BANTIN_START_METHOD": method},
    )


@pytest.mark.parametrize("part", range(KILLS))
def test_killed_at_a_change_of_the_file_system(new_site: Callable[..., Site], tmp_path: Path, part: int) -> None:
    site = new_site()
    fill(site, 5, "cũ")
    assert site.make().status == 0
    old = site.tree()
    fill(site, 5, "mới")
    (site.root / "content/tin-tuc/n2.md").unlink()
    site.write("layouts/assets/style.css", "p { color: red }")
    nothing = Site.copy_of(site, tmp_path / "nothing")
    assert nothing.make().status == 0
    new = nothing.tree()

    died = crash(3 + part * 260 // KILLS, site.make)

    for path, content in site.tree().items():
        if isinstance(content, bytes) and not path.startswith(".bantin/"):
            assert content in (old.get(path), new.get(path)), f"{path} is neither old nor new"
    assert site.make().status == 0
    assert not differences(new, site.tree()), f"died: {died}"


def test_killed_on_the_first_build_ever(new_site: Callable[..., Site], tmp_path: Path) -> None:
    expected = from_nothing(tmp_path / "again", 4, "mới")
    for part in range(6):
        site = new_site(folder=f"site{part}")
        fill(site, 4, "mới")
        assert crash(10 + part * 40, site.make) or part > 3
        assert site.make().status == 0
        assert not differences(expected, site.tree())


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_killed_at_any_time_with_processes_at_work(new_site: Callable[..., Site], tmp_path: Path, method: str) -> None:
    """The moment is left to chance: whatever it is, what follows must hold."""
    site = new_site()
    fill(site, 30, "cũ")
    assert site.make().status == 0
    fill(site, 30, "mới")
    expected = from_nothing(tmp_path / "again", 30, "mới")
    chance = random.Random(1)
    for _ in range(2 if SOAK < 100 else 20):
        process = start(site.root, "--jobs", "2", "--full", method=method)
        try:
            process.wait(chance.uniform(0.3, 1.2 if method == "fork" else 2.5))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert site.make().status == 0
    assert not differences(expected, site.tree())


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_bytes_are_the_same_for_every_number_of_processes(new_site: Callable[..., Site], method: str) -> None:
    trees = []
    for jobs in ("1", "3"):
        site = new_site(folder=f"jobs{jobs}")
        fill(site, 20, "một")
        assert start(site.root, "--jobs", jobs, method=method).wait() == 0
        trees.append(site.tree())
    assert not differences(trees[0], trees[1])
    assert len(trees[0]) > 60
