"""Every way in which editors and tools write files, by their system calls: each shows up, and nothing else changes."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from watchdog.observers import Observer

from bantin.preview import watching
from bantin.preview.changes import PendingChanges
from bantin.preview.watching import SiteWatcher
from tests.builder import Site, article, png
from tests.preview.watcher import PATIENCE_S, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchdog.events import FileSystemEventHandler
    from watchdog.observers.api import ObservedWatch

NAME = "content/tin-tuc/2020/bai.md"
URL = "/tin-tuc/2020/bai/"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """One preview for all; each test leaves it sound."""
    site = Site(tmp_path_factory.mktemp("watched") / "site")
    for number in range(5):
        site.article(f"2020/so-{number}", title=f"Bài số {number}")
    site.article("2020/bai", "Bản đầu.")
    running = Watch(site)
    yield running
    running.stop()


def _descriptor(path: Path, flags: int, data: bytes) -> None:
    handle = os.open(path, flags, 0o644)
    os.write(handle, data)
    os.close(handle)


def nano(path: Path, data: bytes) -> None:
    """Also VS Code, Notepad and a shell's `>`: the file itself is emptied and written."""
    _descriptor(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, data)


def vim(path: Path, data: bytes) -> None:
    """Vim's own way where the file may be renamed: a probe, a backup by rename, a new file, the backup removed."""
    probe = path.with_name("4913")
    os.close(os.open(probe, os.O_CREAT | os.O_WRONLY | os.O_EXCL | os.O_NOFOLLOW, 0o644))
    os.unlink(probe)
    backup = path.with_name(path.name + "~")
    os.rename(path, backup)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(handle, data)
    os.fsync(handle)
    os.close(handle)
    os.chmod(path, 0o644)
    os.unlink(backup)


def vim_copy(path: Path, data: bytes) -> None:
    """Vim with `backupcopy=yes`, and a swap file that lies beside it all the while."""
    swap = path.with_name(f".{path.name}.swp")
    _descriptor(swap, os.O_RDWR | os.O_CREAT | os.O_EXCL, b"b0VIM")
    backup = path.with_name(path.name + "~")
    _descriptor(backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL, path.read_bytes())
    _descriptor(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, data)
    os.unlink(backup)
    os.unlink(swap)


def gedit(path: Path, data: bytes) -> None:
    """GLib, also KDE's QSaveFile and many atomic writers: a hidden file in the same folder takes the old one's place."""
    new = path.with_name(".goutputstream-AB12CD")
    _descriptor(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, data)
    os.rename(new, path)


def macos(path: Path, data: bytes) -> None:
    """A Mac's safe save: written in a folder of its own elsewhere, then swapped with the old file in one step."""
    aside = path.parents[3] / "(A Document Being Saved By TextEdit)"
    aside.mkdir()
    new = aside / path.name
    _descriptor(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, data)
    exchange = 2  # RENAME_EXCHANGE; a Mac's RENAME_SWAP does the same
    if ctypes.CDLL(None, use_errno=True).renameat2(-100, os.fsencode(new), -100, os.fsencode(path), exchange):
        os.rename(new, path)  # a file system without the exchange
    shutil.rmtree(aside)


def git_checkout(path: Path, data: bytes) -> None:
    """git, for each file of another branch."""
    os.unlink(path)
    _descriptor(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, data)


def moved_in(path: Path, data: bytes) -> None:
    """A file manager or a sync client: written elsewhere on the disk, then moved over the old one."""
    new = path.parents[4] / "moved-in.md"
    _descriptor(new, os.O_WRONLY | os.O_CREAT, data)
    os.replace(new, path)


def in_pieces(path: Path, data: bytes) -> None:
    """A slow writer: half of it, a pause, the rest."""
    handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.write(handle, data[: len(data) // 2])
    os.fsync(handle)
    os.write(handle, data[len(data) // 2 :])
    os.close(handle)


def linked(path: Path, data: bytes) -> None:
    """A hard link takes the place: no write at all is seen in the folder."""
    new = path.parents[4] / "linked.md"
    _descriptor(new, os.O_WRONLY | os.O_CREAT, data)
    os.unlink(path)
    os.link(new, path)
    os.unlink(new)


WRITERS = [nano, vim, vim_copy, gedit, macos, git_checkout, moved_in, in_pieces, linked]


@pytest.mark.parametrize("write", WRITERS)
def test_a_save_is_shown(watched: Watch, tmp_path: Path, write: Callable[[Path, bytes], None]) -> None:
    for turn in ("một", "hai"):
        write(
            watched.site.root / NAME,
            article(f"{write.__name__} lần {turn}.", title=f"Bài của {write.__name__}").encode(),
        )
        watched.until(URL, f"{write.__name__} lần {turn}.")
    watched.until("/", f"Bài của {write.__name__}")
    watched.until_as_built(tmp_path / "fresh")


def test_a_file_that_is_created_and_removed(watched: Watch, tmp_path: Path) -> None:
    path = watched.site.root / watched.site.article("2021/moi", "Bài mới.", title="Mới toanh", date="2021-01-01")
    watched.until("/tin-tuc/2021/moi/", "Bài mới.")
    watched.until("/luu-tru/2021/01/", "Mới toanh")
    path.unlink()
    watched.until("/tin-tuc/2021/moi/", status=404)
    watched.until("/luu-tru/2021/01/", status=404)
    path.parent.rmdir()
    watched.until_as_built(tmp_path / "fresh")


def test_a_folder_is_renamed_moved_out_and_moved_in(watched: Watch, tmp_path: Path) -> None:
    content = watched.site.root / "content" / "tin-tuc"
    for number in range(3):
        watched.site.article(f"2019/xua-{number}", date="2019-05-05")
    watched.until("/tin-tuc/2019/xua-2/")
    (content / "2019").rename(content / "cu")
    watched.until("/tin-tuc/cu/xua-2/")
    watched.until("/tin-tuc/2019/xua-2/", status=404)
    watched.site.article("cu/xua-3", "Viết sau khi đổi tên.", date="2019-05-05")  # the watches have moved along
    watched.until("/tin-tuc/cu/xua-3/", "Viết sau khi đổi tên.")
    (content / "cu").rename(tmp_path / "away")
    watched.until("/tin-tuc/cu/xua-3/", status=404)
    (tmp_path / "away").rename(content / "ve")
    watched.until("/tin-tuc/ve/xua-3/", "Viết sau khi đổi tên.")
    watched.site.article("ve/xua-4", "Viết sau khi về.", date="2019-05-05")
    watched.until("/tin-tuc/ve/xua-4/", "Viết sau khi về.")
    watched.until_as_built(tmp_path / "fresh")
    shutil.rmtree(content / "ve")
    watched.until("/tin-tuc/ve/xua-4/", status=404)
    watched.until_as_built(tmp_path / "fresh")


def test_a_tree_is_copied_in_and_pictures_with_it(watched: Watch, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    for number in range(40):
        other.article(
            f"{number % 4}/sau/rat-sau/bai-{number}", f"Bài {number}. ![Hình](hinh-{number}.png)", date="2018-01-01"
        )
        other.write(f"content/tin-tuc/{number % 4}/sau/rat-sau/hinh-{number}.png", png(number))
    shutil.copytree(other.root / "content" / "tin-tuc", watched.site.root / "content" / "tin-tuc" / "chep")
    watched.until("/tin-tuc/chep/3/sau/rat-sau/bai-39/", "Bài 39.")
    watched.until_as_built(tmp_path / "fresh")
    shutil.rmtree(watched.site.root / "content" / "tin-tuc" / "chep")
    watched.until("/tin-tuc/chep/3/sau/rat-sau/bai-39/", status=404)
    watched.until_as_built(tmp_path / "fresh")


def test_another_branch_is_checked_out(watched: Watch, tmp_path: Path) -> None:
    root = watched.site.root

    def git(*arguments: str) -> None:
        identity = (
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.vn",
            "-c",
            "init.defaultBranch=one",
            "-c",
            "gc.auto=0",
        )
        subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)

    (root / ".gitignore").write_text(".bantin\n", "utf-8")
    git("init")
    git("add", ".")
    git("commit", "--message", "one")
    git("checkout", "-b", "two")
    for number in range(5):
        watched.site.article(f"2020/so-{number}", "Nhánh hai.", title=f"Bài số {number} nhánh hai", date="2020-02-02")
    for number in range(60):
        watched.site.article(f"2017/nhanh-{number}", date="2017-01-01")
    git("add", ".")
    git("commit", "--message", "two")
    git("checkout", "one")
    watched.until("/tin-tuc/2017/nhanh-59/", status=404)
    watched.until_as_built(tmp_path / "fresh")
    git("checkout", "two")
    watched.until("/tin-tuc/2017/nhanh-59/")
    watched.until_as_built(tmp_path / "fresh")
    git("checkout", "one")
    watched.until("/tin-tuc/2017/nhanh-59/", status=404)
    watched.until_as_built(tmp_path / "fresh")
    shutil.rmtree(root / ".git")


def test_content_and_layouts_vanish_and_come_back(watched: Watch, tmp_path: Path) -> None:
    root = watched.site.root
    for folder, words in (("content", "BT311"), ("layouts", "")):
        (root / folder).rename(tmp_path / folder)
        if words:
            watched.until("/_preview/", words)
        else:
            watched.until("/", "Trang thử", "masthead")  # the project's own layouts
        (tmp_path / folder).rename(root / folder)
        watched.until_as_built(tmp_path / "fresh")
    watched.site.article("2020/bai", "Sau khi về chỗ cũ.")
    watched.until(URL, "Sau khi về chỗ cũ.")
    watched.site.write(
        "layouts/partials/line.html", (root / "layouts/partials/line.html").read_text("utf-8") + "<!-- khác -->"
    )
    watched.until("/", "<!-- khác -->")


def test_layouts_words_and_assets(watched: Watch, tmp_path: Path) -> None:
    root = watched.site.root
    layout = root / "layouts" / "article.html"
    before = layout.read_bytes()
    vim(layout, before.replace(b"{{ body }}", "<p>Bố cục mới</p>{{ body }}".encode()))
    watched.until(URL, "Bố cục mới")
    words = root / "layouts" / "i18n" / "vi.toml"
    text = words.read_text("utf-8")
    words.write_text(text.replace('archive = "Lưu trữ"', 'archive = "Kho"'), "utf-8")
    watched.until("/luu-tru/", "<h1>Kho</h1>")
    watched.site.write("layouts/assets/style.css", "body { color: teal }")
    watched.until_as_built(tmp_path / "fresh")
    gedit(layout, before)
    words.write_text(text, "utf-8")
    watched.until_as_built(tmp_path / "fresh")


def test_settings_take_effect_without_a_restart(watched: Watch, tmp_path: Path) -> None:
    watched.site.settings(title="Tên khác")
    watched.until("/", "Tên khác")
    watched.site.settings(
        title="Tên khác", page_size=3, more='\n[[categories]]\nslug = "moi"\nname = "Chuyên mục mới"\n'
    )
    watched.until("/chuyen-muc/moi/", "Chuyên mục mới")
    watched.site.article("2020/bai", category="moi")
    watched.until("/chuyen-muc/moi/", URL)
    watched.site.settings(title="Trang thử")  # the category is gone, its article stands without one
    watched.until("/_preview/", "BT203", NAME)
    watched.site.article("2020/bai", "Lại lành.")
    watched.until(URL, "Lại lành.")
    watched.until_as_built(tmp_path / "fresh")


def test_reading_is_no_change(site: Site) -> None:
    for number in range(5):
        site.article(f"2020/so-{number}")
    pending = PendingChanges()
    watcher = SiteWatcher(site.root, pending, poll=False, warn=lambda one: pytest.fail(str(one)))
    watcher.start()
    try:
        for path in site.root.rglob("*"):
            if path.is_file():
                path.read_bytes()
        (site.root / "content" / "tin-tuc" / "2020").iterdir()
        written = site.root / site.article(
            "2020/viet"
        )  # the kernel keeps the order: what was read before is not marked by now
        changes = pending.wait(PATIENCE_S)
    finally:
        watcher.stop()
    assert changes is not None
    assert changes.places == {str(written)}


def test_temporary_and_hidden_files_are_no_change(site: Site) -> None:
    pending = PendingChanges()
    watcher = SiteWatcher(site.root, pending, poll=False, warn=lambda one: pytest.fail(str(one)))
    watcher.start()
    try:
        for name in (".bai.md.swp", "bai.md~", "#bai.md#", ".git/index", "anh.jpg.crdownload"):
            site.write(f"content/{name}", "x")
        site.write("ghi-chu.txt", "x")
        site.write("public/index.html", "x")
        written = site.root / site.page("viet")
        changes = pending.wait(PATIENCE_S)
    finally:
        watcher.stop()
    assert changes is not None
    assert changes.places == {str(written)}


def test_a_folder_that_comes_while_the_others_are_looked_for_is_watched(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, article_ = site.root / "content", site.root / "content" / "tin-tuc" / "moi.md"
    shutil.rmtree(content, ignore_errors=True)

    class Late(Observer):  # type: ignore[misc, valid-type]
        """Is slow to begin, and the folder is there by then."""

        def start(self) -> None:
            content.mkdir(exist_ok=True)
            super().start()

    monkeypatch.setattr(watching, "Observer", Late)
    assert _seen(site, article_)


def test_a_folder_that_goes_while_the_others_are_looked_for_is_watched_when_it_is_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, article_ = site.root / "content", site.root / "content" / "tin-tuc" / "moi.md"
    content.mkdir(exist_ok=True)

    class Swift(Observer):  # type: ignore[misc, valid-type]
        """The folder that it should watch is gone once, just before."""

        def schedule(self, event_handler: FileSystemEventHandler, path: str, **options: Any) -> ObservedWatch:
            if path == str(content) and not gone:
                shutil.rmtree(content)
                gone.append(path)
            watch: ObservedWatch = super().schedule(event_handler, path, **options)
            return watch

    gone: list[str] = []
    monkeypatch.setattr(watching, "Observer", Swift)
    assert _seen(site, article_)
    assert gone


def _seen(site: Site, path: Path) -> bool:
    """Whether a file that is written again and again at `path` is marked sooner or later."""
    pending = PendingChanges()
    watcher = SiteWatcher(site.root, pending, poll=False, warn=lambda one: pytest.fail(str(one)))
    watcher.start()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for turn in range(20):
            path.write_text(str(turn), "utf-8")
            changes = pending.wait(0.5)
            if changes is not None and str(path) in changes.places:
                return True
            watcher.restart_if_stale()  # as the refresher does: a folder that came makes the watches anew
    finally:
        watcher.stop()
    return False
