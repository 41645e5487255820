from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bantin.system.atomic_file import read_checked, write_checked, write_private, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_whole_and_no_temporary_one_is_left(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    for data in (b"one", b"two"):
        write_private(path, data)
        assert path.read_bytes() == data
    assert os.listdir(path.parent) == ["file"]


def test_a_link_in_the_temporary_name_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"kept")
    os.symlink(tmp_path / "other", tmp_path / f".file.{os.getpid()}")
    write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "other").read_bytes() == b"kept"
    assert (tmp_path / "file").read_bytes() == b"new"


@pytest.mark.parametrize("data", [b"", b"x" * 1000])
def test_a_checked_file_comes_back_or_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    assert read_checked(path) is None
    write_checked(path, data)
    assert read_checked(path) == data
    written = path.read_bytes()
    for damaged in (written[:-1], b"", bytes([written[0] ^ 1]) + written[1:], written + b"x"):
        path.write_bytes(damaged)
        assert read_checked(path) is None
