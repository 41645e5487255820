from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.build.memory.sidecars import Sidecars
from tests.failing import Failing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sidecars(tmp_path: Path) -> Sidecars:
    return Sidecars(tmp_path / "values")


@pytest.mark.parametrize("data", [b"", b"x", os.urandom(300_000)], ids=len)
def test_what_is_written_can_be_read_under_its_name(sidecars: Sidecars, tmp_path: Path, data: bytes) -> None:
    name, other = sidecars.write(data), sidecars.write(memoryview(data))
    assert name != other
    assert sorted(os.listdir(tmp_path / "values")) == sorted([name, other])
    assert sidecars.read(name) == sidecars.read(other) == data


@given(st.integers(0, 103), st.integers(1, 255))
def test_what_was_touched_cannot(tmp_path_factory: pytest.TempPathFactory, at: int, bits: int) -> None:
    folder = tmp_path_factory.mktemp("touched")
    sidecars = Sidecars(folder)
    name = sidecars.write(bytes(range(100)))
    stored = bytearray((folder / name).read_bytes())
    stored[at] ^= bits
    (folder / name).write_bytes(stored)
    assert sidecars.read(name) is None


@pytest.mark.parametrize("left", [0, 3, 4, 9])
def test_what_was_cut_cannot(sidecars: Sidecars, tmp_path: Path, left: int) -> None:
    name = sidecars.write(b"content")
    os.truncate(tmp_path / "values" / name, left)
    assert sidecars.read(name) is None


@pytest.mark.parametrize("name", ["", ".", "..", "../secret", "/etc/passwd", "0123456789abcdef", "a\0b", "đ", "a" * 300])
def test_a_name_that_is_none_of_ours_is_not_looked_for(sidecars: Sidecars, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"\0\0\0\0")  # a sealed nothing
    sidecars.write(b"content")
    assert sidecars.read(name) is None


@pytest.mark.parametrize("at", [1, 2], ids=["no folder", "no file"])
def test_what_the_disk_refuses_is_not_there(sidecars: Sidecars, tmp_path: Path, at: int) -> None:
    with Failing(at, errno.ENOSPC), pytest.raises(OSError, match="No space"):
        sidecars.write(b"content")
    assert not list(tmp_path.rglob("values/*"))


def test_a_value_that_could_not_be_finished_goes_again(sidecars: Sidecars, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits of a process are POSIX")
    signal = pytest.importorskip("signal")
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        with pytest.raises(OSError, match="too large"):
            sidecars.write(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
    assert os.listdir(tmp_path / "values") == []


def test_all_others_are_deleted(sidecars: Sidecars, tmp_path: Path) -> None:
    names = [sidecars.write(b"%d" % number) for number in range(3)]
    (tmp_path / "values" / "left.tmp").write_bytes(b"")
    (tmp_path / "values" / "folder").mkdir()
    sidecars.keep({names[1], "0123"})
    assert sorted(os.listdir(tmp_path / "values")) == sorted([names[1], "folder"]), "what cannot be deleted stays"
    assert sidecars.read(names[1]) == b"1"
    sidecars.keep(())
    assert os.listdir(tmp_path / "values") == ["folder"]


def test_a_store_without_any(tmp_path: Path) -> None:
    sidecars = Sidecars(tmp_path / "values")
    sidecars.keep({"a"})
    assert sidecars.read("a") is None
    assert not (tmp_path / "values").exists(), "a look makes nothing"
    (tmp_path / "values").write_bytes(b"somebody's")
    with pytest.raises(OSError, match="exists"):
        sidecars.write(b"content")
    assert (tmp_path / "values").read_bytes() == b"somebody's"
