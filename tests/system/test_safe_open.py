"""Files are opened below their folder alone, by handles and, as on Windows, by paths."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

import pytest

from bantin.system import safe_open
from bantin.system.safe_open import NotAFile, NotInside

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("way")


@pytest.fixture(params=["by handle", "by path"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_open, "BY_HANDLE", request.param == "by handle")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a file, a hidden one, a pipe and a folder, and a secret next to it."""
    found = tmp_path / "folder"
    (found / "in").mkdir(parents=True)
    (found / "in/a.txt").write_bytes(b"a")
    (found / "in/.hidden").write_bytes(b"secret")
    (found / "in/.folder").mkdir()
    (found / "in/.folder/a.txt").write_bytes(b"secret")
    os.mkfifo(found / "in/pipe")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.txt").write_bytes(b"secret")
    return found


def test_a_plain_file(folder: Path) -> None:
    assert safe_open.read_file(str(folder), ["in", "a.txt"]) == b"a"


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    (folder / "b.txt").symlink_to("in/a.txt")
    assert safe_open.read_file(str(tmp_path / "link"), ["in", "a.txt"]) == b"a"
    assert safe_open.read_file(str(tmp_path / "link"), ["b.txt"]) == b"a"


@pytest.mark.parametrize("target", ["in/a.txt", "in/../in/a.txt", "second", "{folder}/in/a.txt"])
def test_a_link_to_a_file_of_the_folder(folder: Path, target: str) -> None:
    (folder / "second").symlink_to("in/a.txt")
    (folder / "link").symlink_to(target.format(folder=folder))
    assert safe_open.read_file(str(folder), ["link"]) == b"a"


@pytest.mark.parametrize(
    "target",
    [
        "../out/a.txt",
        "/etc/passwd",
        "/dev/zero",
        "in/.hidden",
        "in/.folder/a.txt",
        "link",
        "../folder2/a.txt",
        "..",
        ".",
    ],
)
def test_a_link_to_anything_else(folder: Path, target: str) -> None:
    (folder.parent / "folder2").mkdir()
    (folder.parent / "folder2/a.txt").write_bytes(b"secret")
    (folder / "link").symlink_to(target)
    with pytest.raises((NotInside, NotAFile)):
        safe_open.read_file(str(folder), ["link"])


@pytest.mark.parametrize("target", ["../out", "in"])
def test_a_folder_on_the_way_that_is_a_link(folder: Path, target: str) -> None:
    (folder / "link").symlink_to(target)
    with pytest.raises(NotInside):
        safe_open.read_file(str(folder), ["link", "a.txt"])


def test_what_is_no_plain_file_is_not_waited_for(folder: Path) -> None:
    (folder / "link").symlink_to("in/pipe")
    for names in (["in", "pipe"], ["link"]):
        with pytest.raises(NotAFile):
            safe_open.read_file(str(folder), names)
    with pytest.raises(NotAFile):
        safe_open.read_plain(folder / "in/pipe")
    with pytest.raises(NotAFile):
        safe_open.read_plain("/dev/zero")


def test_a_socket(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        with pytest.raises(NotAFile):
            safe_open.read_file(str(folder), ["socket"])


def test_what_is_gone_or_a_file_in_place_of_a_folder_is_an_error_of_the_system(folder: Path) -> None:
    with pytest.raises(FileNotFoundError) as gone:
        safe_open.read_file(str(folder), ["in", "b.txt"])
    assert gone.value.filename == str(folder / "in/b.txt")
    with pytest.raises(NotADirectoryError):
        safe_open.read_file(str(folder), ["in", "a.txt", "b.txt"])


def test_a_plain_path_follows_links_unless_forbidden(folder: Path) -> None:
    (folder / "link").symlink_to("../out/a.txt")
    assert safe_open.read_plain(folder / "link") == b"secret"
    with pytest.raises(NotInside):
        safe_open.read_plain(folder / "link", follow=False)


def test_a_file_that_a_server_has_a_lease_on_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def leased(path: str, flags: int, *arguments: Any, **options: Any) -> int:
        if path.endswith("a.txt") and flags & os.O_NONBLOCK:
            raise BlockingIOError
        return real(path, flags, *arguments, **options)

    if safe_open.BY_HANDLE:
        monkeypatch.setattr(os, "open", leased)
    assert safe_open.read_file(str(folder), ["in", "a.txt"]) == b"a"


def test_a_new_file_is_not_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    for name, target in (("link", "../out/a.txt"), ("pipe", "")):
        if target:
            (folder / name).symlink_to(target)
        else:
            os.mkfifo(folder / name)
        with safe_open.new_file(folder / name) as stream:
            stream.write(b"new")
        assert (folder / name).read_bytes() == b"new"
        assert not (folder / name).is_symlink()
    assert (tmp_path / "out/a.txt").read_bytes() == b"secret"


def test_no_handle_is_left_open(folder: Path) -> None:
    if not os.path.isdir("/dev/fd"):
        return
    (folder / "out").symlink_to("../out/a.txt")
    (folder / "folder").symlink_to("in")

    def tried() -> int:
        for names in (["in", "a.txt"], ["in", "pipe"], ["out"], ["folder", "a.txt"], ["gone", "a.txt"], ["in", "gone"]):
            try:
                safe_open.read_file(str(folder), names)
            except OSError:
                continue
        return len(os.listdir("/dev/fd"))

    tried()  # the folder that was used last stays open
    assert tried() == tried()


def test_a_folder_that_is_replaced_is_noticed(folder: Path) -> None:
    """The folder of the last file is kept open; it must not be used when another folder has its path."""
    assert safe_open.read_file(str(folder), ["in", "a.txt"]) == b"a"
    (folder / "in").rename(folder / "old")
    with pytest.raises(FileNotFoundError):
        safe_open.read_file(str(folder), ["in", "a.txt"])
    (folder / "in").mkdir()
    (folder / "in/a.txt").write_bytes(b"new")
    assert safe_open.read_file(str(folder), ["in", "a.txt"]) == b"new"
    (folder / "in").rename(folder / "second")
    (folder / "in").symlink_to("../out")
    with pytest.raises(NotInside):
        safe_open.read_file(str(folder), ["in", "a.txt"])
