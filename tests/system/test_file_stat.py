"""A stat differs whenever the file may have changed. Files are old here, as most are: fresh ones are never trusted."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from bantin.system import file_stat

if TYPE_CHECKING:
    from pathlib import Path

OLD_NS = 1_000_000_000 * 10**9 + 5
NOW_NS = OLD_NS + 10**13


class Stat:
    """The part of an `os.stat_result` that `condense` uses."""

    def __init__(self, **other: int) -> None:
        self.st_mtime_ns = OLD_NS
        self.st_ctime_ns = OLD_NS + 1
        self.st_size = 100
        self.st_ino = 7
        self.__dict__.update(other)


def condensed(now_ns: int = NOW_NS, **other: int) -> int:
    return file_stat.condense(Stat(**other), now_ns)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["st_mtime_ns", "st_ctime_ns", "st_size", "st_ino"])
def test_each_of_times_size_and_inode_makes_another_stat(field: str) -> None:
    assert condensed() == condensed() != 0
    assert condensed(**{field: getattr(Stat(), field) + 1}) not in (0, condensed())


@pytest.mark.parametrize(
    ("age_ns", "is_trusted"),
    [(0, False), (19_999_999, False), (20_000_001, True), (-1_000_000, False), (3 * 10**9, True)],
)
def test_a_fresh_file_is_not_trusted(age_ns: int, is_trusted: bool) -> None:  # noqa: FBT001
    for field in ("st_mtime_ns", "st_ctime_ns"):
        other = {"st_mtime_ns": 5, "st_ctime_ns": 5, field: NOW_NS - age_ns}
        assert bool(condensed(**other)) is is_trusted


@pytest.mark.parametrize(("age_s", "is_trusted"), [(1, False), (2, True), (3, True)])
def test_whole_seconds_may_be_ticks_of_two(age_s: int, is_trusted: bool) -> None:  # noqa: FBT001
    now_ns = 1_000_000_000 * 10**9
    at = now_ns - age_s * 10**9
    assert bool(condensed(now_ns, st_mtime_ns=at, st_ctime_ns=at)) is is_trusted
    assert condensed(now_ns, st_mtime_ns=at, st_ctime_ns=at + 1), "this clock ticks more often"


def test_links_and_folders(tmp_path: Path) -> None:
    place, link, folder = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    place.write_text("x")
    os.utime(place, (1_000_000_000, 1_000_000_000))
    link.symlink_to(place)
    folder.mkdir()
    now_ns = time.time_ns() + 10**10
    assert file_stat.stat(place, now_ns) == file_stat.stat(link, now_ns) == file_stat.lstat(str(place), now_ns) != 0
    names = [str(place), str(link), str(folder), str(tmp_path / "missing")]
    assert file_stat.lstats(names, now_ns) == [file_stat.lstat(str(place), now_ns), 0, 0, 0]
    assert file_stat.stat(tmp_path / "missing", now_ns) == 0


def test_other_bytes_of_the_same_size_and_time_of_change_are_seen(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_text("x")
    os.utime(place, ns=(OLD_NS, OLD_NS))
    before = file_stat.lstat(str(place), file_stat.EVER_NS)
    time.sleep(0.02)
    place.write_text("y")
    os.utime(place, ns=(OLD_NS, OLD_NS))
    assert file_stat.lstat(str(place), file_stat.EVER_NS) != before, "its inode has changed"
