"""Deploying: into a folder, over a real SSH, and what readers see when it goes wrong."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.builder import NOW, PROJECT, Result, Site, Tree, tree
from tests.mishaps import row
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.mishaps import Mishap

pytestmark = pytest.mark.servers
PATIENCE_S = 30.0


def deploy(site: Site, *more: str) -> Result:
    return site.invoke("deploy", "--now", NOW, "--jobs", "1", *more)


def built(site: Site) -> Tree:
    """Return what a build has made, without Bantin's own list."""
    return {path: data for path, data in tree(site.public).items() if path.partition("/")[0] != ".bantin"}


@pytest.fixture
def www(site: Site, tmp_path: Path) -> Path:
    """Return the target of a site that has been deployed once."""
    need_program("rsync")
    target = tmp_path / "www"
    site.settings(f'\n[publish]\ntarget = "{target}"\nreleases = 3\n')
    site.article("a", summary="S.")
    result = deploy(site)
    assert (result.status, result.stdout) == (0, f"Đã đưa lên {target}: bản 1.\n"), result.stderr
    return target


def served(www: Path) -> Tree:
    """Return what readers see."""
    return tree(www / "current")


@pytest.mark.mishap("Bản mới hỏng, cần quay lại")
def test_readers_see_whole_releases_and_the_one_before_on_demand(site: Site, www: Path, mishap: Mishap) -> None:
    first = built(site)
    assert served(www) == first
    site.article("b", summary="S.")
    assert deploy(site).status == 0
    second = built(site)
    assert served(www) == second != first
    assert tree(www / "previous") == first
    style = next(path for path in second if path.startswith("assets/style."))
    assert (www / "releases/1" / style).stat().st_ino == (www / "releases/2" / style).stat().st_ino

    result = deploy(site, "--rollback")
    mishap.told(result.stdout + result.stderr, f"{www}: người đọc thấy lại bản 1.\n")
    mishap.seen(served(www), first)
    result = deploy(site, "--rollback")
    assert (result.status, "BT667" in result.stderr) == (1, True)
    assert served(www) == first

    for _ in range(4):
        assert deploy(site).status == 0
    assert served(www) == second
    assert sorted(path.name for path in (www / "releases").iterdir()) == ["4", "5", "6"]


def test_a_site_with_errors_or_a_wrong_clock_or_an_empty_folder_is_not_deployed(site: Site, www: Path) -> None:
    for number in range(25):
        site.article(f"bai-{number}", title=f"Bài {number}", summary="S.")
    assert deploy(site).status == 0
    before = served(www)
    site.article("c", "[x](khong-co.md)", summary="S.")
    assert "BT401" in deploy(site).stderr
    (site.root / "content/tin-tuc/c.md").unlink()
    result = site.invoke("deploy", "--jobs", "1", "--now", "2019-01-01T00:00:00+07:00")
    assert "BT606" in result.stderr
    shutil.rmtree(site.root / "content/tin-tuc")
    assert "BT606" in deploy(site).stderr
    assert served(www) == before


IN_CI = "Như trên, nhưng ở CI, chưa có bản dựng nào trước"


@pytest.mark.parametrize(
    ("releases", "bucket"),
    [
        row(IN_CI, "3", ""),
        row(IN_CI, "0", ""),
        row("Như trên, và nơi đăng là kho rclone", "0", "rclone:"),
    ],
)
def test_a_fresh_checkout_cannot_empty_the_site_either(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mishap: Mishap, releases: str, bucket: str
) -> None:
    """In CI neither what was built before nor the state is there; what readers see is."""
    need_program("rclone" if bucket else "rsync")
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    target = ["--to", f"{bucket}{tmp_path / 'www'}", "--releases", releases]
    for number in range(25):
        site.article(f"bai-{number}", title=f"Bài {number}", summary="S.")
    assert deploy(site, *target).status == 0
    before = tree(tmp_path / "www")
    for folder in (".bantin", "public", "content/tin-tuc"):
        shutil.rmtree(site.root / folder)
    result = deploy(site, *target)
    assert result.status == 1
    mishap.told(result.stderr, "sẽ gỡ", "chưa đăng gì cả")
    mishap.seen(tree(tmp_path / "www"), before)
    assert deploy(site, *target, "--allow-removal").status == 0
    assert tree(tmp_path / "www") != before


def test_a_file_that_somebody_altered_is_put_right_by_the_next_deploy(site: Site, www: Path) -> None:
    page = www / "current/index.html"
    page.write_bytes(page.read_bytes().replace(b"</body>", b"<a href=//x.vn>x</a></body>"))
    (www / "current/shell.php").write_text("<?php")
    assert served(www) != built(site)
    assert deploy(site).status == 0
    assert served(www) == built(site)


@pytest.mark.mishap("Hai lần đưa lên cùng lúc")
def test_a_second_deploy_at_the_same_time_does_nothing(site: Site, www: Path, mishap: Mishap) -> None:
    with subprocess.Popen(
        ["flock", str(www / ".lock"), "sh", "-c", "echo held; cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        before = served(www)
        site.article("b", summary="S.")
        result = deploy(site)
        assert result.status == 1
        mishap.told(result.stderr, "BT661 lỗi: Một lần đăng khác lên")
        mishap.seen(served(www), before)
        holder.stdin.close()
    assert deploy(site).status == 0
    assert served(www) == built(site)


def shim(folder: Path, name: str, script: str) -> None:
    """Put a program of this name in front of the real one."""
    folder.mkdir(exist_ok=True)
    real = shutil.which(name)
    (folder / name).write_text(f"#!/bin/sh\nreal={real}\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("program", "script", "words"),
    [
        row(
            "Đĩa máy chủ đầy",
            "rsync",
            'echo "rsync: write failed: No space left on device (28)" >&2; exit 11',
            "BT665 lỗi: Đĩa",
        ),
        row(
            "Đứt mạng lúc đang chép",
            "rsync",
            '"$real" --exclude=feed.xml "$@"; echo "rsync error: something (code 23)" >&2; exit 23',
            "người đọc vẫn thấy trang cũ",
        ),
        row(
            "Không có quyền ghi",
            "mv",
            'echo "mv: cannot move: Permission denied" >&2; exit 1',
            "người đọc vẫn thấy trang cũ",
        ),
        row("Không có quyền ghi", "ln", 'echo "ln: failed: Operation not permitted" >&2; exit 1', "Không có quyền ghi"),
    ],
)
def test_a_program_that_fails_leaves_readers_the_old_site(
    site: Site,
    www: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mishap: Mishap,
    program: str,
    script: str,
    words: str,
) -> None:
    before = served(www)
    site.article("b", summary="S.")
    with monkeypatch.context() as patch:
        shim(tmp_path / "shims", program, script)
        patch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{os.environ['PATH']}")
        result = deploy(site)
    assert result.status == 1
    mishap.told(result.stderr, words)
    mishap.seen(served(www), before)
    assert deploy(site).status == 0
    assert served(www) == built(site)
    assert not list((www / "releases").glob("new-*"))


def test_a_host_without_readlink_gets_a_whole_release(
    site: Site, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("b", summary="S.")
    shim(tmp_path / "shims", "readlink", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{os.environ['PATH']}")
    assert deploy(site).status == 0
    assert served(www) == built(site)


@pytest.mark.mishap("Bị `kill` đúng lúc đổi bản")
@pytest.mark.parametrize("at", range(1, 6))
def test_a_switch_that_is_killed_leaves_readers_a_whole_site(
    site: Site, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mishap: Mishap, at: int
) -> None:
    """The host's shell is killed before the `at`th change after the copy: by `mv` and `ln`, of which there are five."""
    before = served(www)
    site.article("b", summary="S.")
    count = tmp_path / "count"
    with monkeypatch.context() as patch:
        for name in ("mv", "ln"):
            killing = f'echo x >>{count}; [ "$(wc -l <{count})" -ge {at} ] && kill -9 $PPID; exec "$real" "$@"'
            shim(tmp_path / "shims", name, killing)
        patch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{os.environ['PATH']}")
        result = deploy(site)
    assert result.status == 1
    mishap.told(result.stderr)
    mishap.seen(served(www), before, built(site))
    assert len(count.read_text().split()) == at
    assert deploy(site).status == 0
    assert served(www) == built(site)


def killed_while_it_copies(site: Site, folder: Path, *more: str) -> str:
    """Deploy, kill that when all but the news is copied, and return what it has said."""
    shim(folder / "shims", "rsync", f'"$real" --exclude=tin-tuc "$@"; touch {folder}/copied; exec sleep 60')
    path = f"{folder / 'shims'}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), "deploy", "--now", NOW, *more]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [*command, "--jobs", "1"],
            env={**os.environ, "PATH": path},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE_S
    while not (folder / "copied").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return (folder / "said").read_text("utf-8")


@pytest.mark.mishap("Bị `kill` lúc đang chép")
def test_a_deploy_that_is_killed_while_it_copies_frees_the_folder(
    site: Site, www: Path, tmp_path: Path, mishap: Mishap
) -> None:
    before = served(www)
    site.article("b", summary="S.")
    mishap.told(killed_while_it_copies(site, tmp_path))
    mishap.seen(served(www), before)
    assert list((www / "releases").glob("new-*"))
    assert deploy(site).status == 0
    assert served(www) == built(site)
    assert not list((www / "releases").glob("new-*"))


def test_what_stands_in_the_way_is_told(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_program("rsync")
    site.article("a", summary="S.")
    assert "BT660" in deploy(site).stderr
    www = tmp_path / "www"
    (www / "current").mkdir(parents=True)
    (www / "current/index.html").write_text("của người khác")
    result = deploy(site, "--to", str(www), "--releases", "3")
    assert "BT666" in result.stderr
    assert (www / "current/index.html").read_text() == "của người khác"
    (tmp_path / "tep").write_text("")
    assert "BT668" in deploy(site, "--to", str(tmp_path / "tep"), "--releases", "3").stderr
    os.symlink(shutil.which("sh") or "", tmp_path / "sh")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "BT669" in deploy(site, "--to", str(tmp_path / "khac")).stderr


def readers_files(folder: Path) -> Tree:
    """Return what readers can get of a folder that is served itself."""
    return {path: data for path, data in tree(folder).items() if not path.startswith((".lock", ".bantin"))}


def test_without_releases_the_folder_itself_becomes_the_site(site: Site) -> None:
    need_program("rsync")
    site.article("a", summary="S.")
    for _ in range(2):
        result = deploy(site, "--to", "noi-dang")
        assert (result.status, result.stdout) == (0, "Đã đưa lên noi-dang.\n")
        assert readers_files(site.root / "noi-dang") == built(site)
    (site.root / "content/tin-tuc/a.md").unlink()
    site.article("b", summary="S.")
    assert deploy(site, "--to", "noi-dang").status == 0
    assert readers_files(site.root / "noi-dang") == built(site)
    assert "tin-tuc/b/index.html" in built(site)


@pytest.mark.mishap("Người khác để tệp của mình ở nơi đăng")
def test_files_of_others_stay(site: Site, tmp_path: Path, mishap: Mishap) -> None:
    need_program("rsync")
    www = tmp_path / "www"
    theirs = {".htaccess": b"x", "google123.txt": b"y", "tin-tuc/mine/a.pdf": b"z"}
    for path, data in theirs.items():
        (www / path).parent.mkdir(parents=True, exist_ok=True)
        (www / path).write_bytes(data)
    for name in ("a", "b"):
        site.article(name, summary="S.")
        result = deploy(site, "--to", str(www))
        assert result.status == 0
        (site.root / f"content/tin-tuc/{name}.md").unlink()
    mishap.told(result.stderr)
    mishap.seen(readers_files(www), {**built(site), **theirs, "tin-tuc/mine": None})


@pytest.mark.mishap("Nơi đăng đã có trang không do Bantin đưa lên")
def test_a_folder_of_pages_of_others_is_refused(site: Site, tmp_path: Path, mishap: Mishap) -> None:
    need_program("rsync")
    www = tmp_path / "www"
    (www / "tin").mkdir(parents=True)
    (www / "tin/index.html").write_text("của người khác")
    before = readers_files(www)
    site.article("a", summary="S.")
    result = deploy(site, "--to", str(www))
    assert result.status == 1
    mishap.told(result.stderr, "1 tệp không do trang này đưa lên, chẳng hạn tin/index.html")
    mishap.seen(readers_files(www), before)
    assert deploy(site, "--to", str(www), "--allow-removal").status == 0
    assert readers_files(www) == built(site)
    site.article("b", summary="S.")
    (www / "tin-tuc/b").mkdir()
    (www / "tin-tuc/b/index.html").write_text("của người khác")
    assert "BT677 lỗi: " in deploy(site, "--to", str(www)).stderr
    assert (www / "tin-tuc/b/index.html").read_text() == "của người khác"


@pytest.mark.mishap("Nơi đăng là của trang khác")
@pytest.mark.parametrize("releases", ["3", "0"])
def test_the_folder_of_another_site_is_refused(site: Site, tmp_path: Path, mishap: Mishap, releases: str) -> None:
    need_program("rsync")
    target = ["--to", str(tmp_path / "www"), "--releases", releases]
    other = Site(tmp_path / "other")
    other.settings(base_url="https://khac.example.vn/")
    assert deploy(other, *target).status == 0
    before = tree(tmp_path / "www")
    site.article("a", summary="S.")
    result = deploy(site, *target)
    assert result.status == 1
    mishap.told(result.stderr, "https://khac.example.vn/", "https://thu.example.vn/", "Chưa đăng gì cả")
    mishap.seen(tree(tmp_path / "www"), before)
    assert deploy(site, *target, "--allow-removal").status == 0
    assert deploy(site, *target).status == 0


@pytest.mark.mishap("Bị `kill` lúc chép thẳng vào nơi đăng (`releases = 0`)")
def test_a_copy_in_place_that_is_killed_is_put_right(site: Site, tmp_path: Path, mishap: Mishap) -> None:
    need_program("rsync")
    target = ["--to", str(tmp_path / "www"), "--releases", "0"]
    site.article("a", summary="S.")
    assert deploy(site, *target).status == 0
    old = readers_files(tmp_path / "www")
    (site.root / "content/tin-tuc/a.md").unlink()
    site.article("b", summary="S.")
    mishap.told(killed_while_it_copies(site, tmp_path, *target))
    new = built(site)
    found = readers_files(tmp_path / "www")
    mishap.seen({path for path, data in found.items() if data not in (old.get(path), new.get(path))}, set())
    assert old.items() - found.items() <= {(path, data) for path, data in old.items() if path in new}
    assert deploy(site, *target).status == 0
    assert readers_files(tmp_path / "www") == new


def test_a_bucket_gets_pages_after_what_they_show(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_program("rclone")
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    site.article("a", summary="S.")
    bucket = tmp_path / "bucket"
    (bucket / "cu").mkdir(parents=True)
    (bucket / "cu/index.html").write_text("cũ")
    assert deploy(site, "--to", f"rclone:{bucket}").status == 0
    assert {path: data for path, data in tree(bucket).items() if data is not None} == {
        path: data for path, data in built(site).items() if data is not None
    }


# --- over SSH ---


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Run an SSH server; return a function that says how to reach it, with or without its key and ours."""
    program = need_program("sshd")
    need_program("rsync")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name in ("host", "user", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shutil.copy(tmp_path / "user.pub", tmp_path / "authorized")
    (tmp_path / "known").write_text(f"[127.0.0.1]:{port} {(tmp_path / 'host.pub').read_text()}")
    (tmp_path / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {tmp_path}/host\nAuthorizedKeysFile {tmp_path}/authorized\n"
        f"PidFile {tmp_path}/pid\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\n"
    )
    server = subprocess.Popen([program, "-D", "-f", str(tmp_path / "sshd_config")], stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)

    def reach(key: str = "user", known: str = "known", port: int = port) -> str:
        monkeypatch.setenv(
            "RSYNC_RSH",
            f"ssh -F none -i {tmp_path / key} -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes "
            f"-o UserKnownHostsFile={tmp_path / known} -o GlobalKnownHostsFile=/dev/null",
        )
        return f"ssh://{getpass.getuser()}@127.0.0.1:{port}{tmp_path}/www"

    yield reach
    server.terminate()
    server.wait()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        row("Khóa SSH của mình không được nhận", {"key": "stranger"}, "BT664 lỗi: Máy chủ của"),
        row("Khóa của máy chủ lạ", {"known": "none"}, "BT663 lỗi: Máy chủ của"),
        row("Máy chủ tắt, sai tên, sai cổng", {"port": 1}, "BT662 lỗi: Không nối được"),
    ],
)  # fmt: skip
def test_a_host_that_is_not_reached(
    site: Site, ssh: Callable[..., str], tmp_path: Path, mishap: Mishap, options: dict[str, Any], words: str
) -> None:
    site.article("a", summary="S.")
    assert deploy(site, "--to", str(tmp_path / "www"), "--releases", "2").status == 0
    first = built(site)
    site.article("b", summary="S.")
    result = deploy(site, "--to", ssh(**options), "--releases", "2")
    assert result.status == 1
    mishap.told(result.stderr, words)
    mishap.seen(served(tmp_path / "www"), first)


def test_over_ssh(site: Site, ssh: Callable[..., str], tmp_path: Path) -> None:
    site.article("a", summary="S.")
    there = ssh()
    assert deploy(site, "--to", there, "--releases", "2").status == 0
    first = built(site)
    assert served(tmp_path / "www") == first
    site.article("b", summary="S.")
    assert deploy(site, "--to", there, "--releases", "2").status == 0
    assert served(tmp_path / "www") == built(site)
    assert deploy(site, "--to", there, "--rollback").status == 0
    assert served(tmp_path / "www") == first


def test_a_host_that_falls_silent_is_not_waited_for(
    site: Site, ssh: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and never says a word; what the office has set for its host counts."""
    site.article("a", summary="S.")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = ssh(port=silent.getsockname()[1])
        monkeypatch.setenv("RSYNC_RSH", f"{os.environ['RSYNC_RSH']} -o ConnectTimeout=1")
        result = deploy(site, "--to", there, "--releases", "2")
    assert (result.status, "BT662 lỗi: Không nối được" in result.stderr) == (1, True), result.stderr
    assert not (tmp_path / "www").exists()


def test_in_place_over_ssh(site: Site, ssh: Callable[..., str], tmp_path: Path) -> None:
    for name in ("a", "b"):
        site.article(name, summary="S.")
        assert deploy(site, "--to", ssh(), "--releases", "0").status == 0
        (site.root / f"content/tin-tuc/{name}.md").unlink()
    assert readers_files(tmp_path / "www") == built(site)
