"""Hard cases of watching: unwatchable drives, dropped kernel events, saves without a pause."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from tests.builder import Site, article
from tests.preview.watcher import Watch, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


BROKEN = "không có phần khai báo"


def _edit_everything(running: Watch, fresh: Path) -> None:
    """Make each kind of change, and see that it is shown."""
    site = running.site
    site.article("2020/mot", "Bản hai.")
    running.until("/tin-tuc/2020/mot/", "Bản hai.")
    new = site.root / "content" / "tin-tuc" / "2020" / ".moi"
    new.write_text(article("Lưu bằng cách đổi tên."), "utf-8")
    new.rename(new.with_name("mot.md"))
    running.until("/tin-tuc/2020/mot/", "Lưu bằng cách đổi tên.")
    site.article("2021/sau/nua/hai", "Trong thư mục mới.")
    running.until("/tin-tuc/2021/sau/nua/hai/", "Trong thư mục mới.")
    site.settings(title="Tên khác")
    running.until("/", "Tên khác")
    site.write("layouts/assets/style.css", "body { color: teal }")
    shutil.rmtree(site.root / "content" / "tin-tuc" / "2021")
    running.until("/tin-tuc/2021/sau/nua/hai/", status=404)
    running.until_as_built(fresh)


def test_polling(preview: Callable[..., Watch], site: Site, tmp_path: Path) -> None:
    site.article("2020/mot", "Bản đầu.")
    running = preview("--poll")
    assert "BT802" not in running.said
    _edit_everything(running, tmp_path / "fresh")


@pytest.mark.parametrize("limit", ["max_inotify_watches", "max_inotify_instances"])
def test_a_system_without_watches_to_spare_is_polled(
    preview: Callable[..., Watch], site: Site, tmp_path: Path, limit: str
) -> None:
    # A user namespace has limits of its own, so that nothing else on this machine is touched.
    few = f"echo {3 if limit.endswith('watches') else 0} > /proc/sys/user/{limit}"
    space = ("unshare", "--user", "--map-root-user", "sh", "-c", f'{few} && exec "$@"', "sh")
    if shutil.which("unshare") is None or subprocess.run([*space, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system gives no user namespaces")
    for number in range(6):
        site.article(f"20{10 + number}/so-{number}")
    site.article("2020/mot", "Bản đầu.")
    running = preview(command=space)
    wait_for(lambda: "BT802 cảnh báo:" in running.said, lambda: running.said)
    _edit_everything(running, tmp_path / "fresh")
    assert running.said.count("BT802") == 1


def test_ten_thousand_events_at_once(preview: Callable[..., Watch], site: Site, tmp_path: Path) -> None:
    names = [f"{number % 10}/bai-{number}" for number in range(250)]
    for name in names:
        site.article(name)
    running = preview()

    def write(part: list[str]) -> None:
        for turn in range(10):
            for name in part:
                path = site.root / "content" / "tin-tuc" / f"{name}.md"
                handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
                for piece in article(f"Lần {turn}.", title=f"Bài {name}").encode().partition(b"\n\n"):
                    os.write(handle, piece)  # two more events beside those of opening, emptying and closing
                os.close(handle)

    threads = [threading.Thread(target=write, args=(names[start::2],)) for start in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running.until("/tin-tuc/9/bai-249/", "Lần 9.")
    running.until_as_built(tmp_path / "fresh")


def test_the_kernel_drops_events(preview: Callable[..., Watch], site: Site, tmp_path: Path) -> None:
    site.article("2020/mot", "Bản đầu.")
    running = preview()
    os.kill(running.process.pid, 19)  # SIGSTOP: nobody empties the kernel's queue
    try:
        limit = int((tmp_path.__class__("/proc/sys/fs/inotify/max_queued_events")).read_text("utf-8"))
        one, other = site.root / "content" / "a.txt", site.root / "content" / "b.txt"
        one.write_text("x", "utf-8")
        for _ in range(limit // 4 + 100):  # each turn is four events
            os.rename(one, other)
            os.rename(other, one)
        site.article("2020/mot", "Sau khi hàng đợi đã đầy.")
        site.article("2021/moi/hai", "Thư mục mà không ai báo.")
    finally:
        os.kill(running.process.pid, 18)  # SIGCONT
    running.until("/tin-tuc/2020/mot/", "Sau khi hàng đợi đã đầy.")
    running.until("/tin-tuc/2021/moi/hai/", "Thư mục mà không ai báo.")
    site.article("2021/moi/hai", "Thư mục ấy nay đã được theo dõi.")
    running.until("/tin-tuc/2021/moi/hai/", "Thư mục ấy nay đã được theo dõi.")
    running.until_as_built(tmp_path / "fresh")
    assert "overflow" not in running.said, "watchdog's own words are for engineers"


def _scribble(site: Site, draw: random.Random, names: list[str], turn: int) -> None:
    """Save, remove, break or replace one file."""
    name = draw.choice(names)
    path = site.root / "content" / "tin-tuc" / f"{name}.md"
    kind = draw.randrange(6)
    if kind == 0:
        path.unlink(missing_ok=True)
    elif kind == 1:
        site.write(f"content/tin-tuc/{name}.md", BROKEN)
    elif kind == 2:
        new = site.write(f"content/tin-tuc/{name}.md".replace("bai", ".bai"), article(f"Lần {turn}."))
        os.replace(new, path)
    elif kind == 3:
        site.write(
            "layouts/partials/line.html", f'<p><a href="{{{{ url(story) }}}}">{{{{ story.title }}}}</a> {turn}</p>\n'
        )
    else:
        site.article(
            name,
            f"Lần {turn}.",
            title=f"Bài {turn}",
            date=f"20{draw.randrange(10, 26)}-01-01",
            draft=draw.random() < 0.1,
        )


@pytest.mark.parametrize("seed", range(3))
def test_saves_without_a_pause_are_never_lost(
    preview: Callable[..., Watch], site: Site, tmp_path: Path, seed: int
) -> None:
    """After saves while earlier ones are read, the preview serves what a build gives."""
    draw = random.Random(seed)
    names = [f"{2015 + number % 5}/bai-{number}" for number in range(30)]
    for name in names:
        site.article(name)
    running = preview()
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            running.get(draw.choice(["/", "/feed.xml", f"/tin-tuc/{draw.choice(names)}/", "/_preview/"]))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for turn in range(250):
            _scribble(site, draw, names, turn)
            stop.wait(draw.choice([0, 0, 0, 0.001, 0.01, 0.03]))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    for path in (site.root / "content").rglob("*.md"):
        if path.read_text("utf-8") == BROKEN:
            path.unlink()
    running.until_as_built(tmp_path / "fresh")
    assert "Traceback" not in running.said
