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
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def test_readers_see_whole_releases_and_the_one_before_on_demand(site: Site, www: Path) -> None:
    first = built(site)
    assert served(www) == first
    site.article("b", summary="S.")
    assert deploy(site).status == 0
    second = built(site)
    assert served(www) == second != first
    assert tree(www / "previous") == first
    style = next(path for path in second if path.startswith("assets/style."))
    assert (www / "releases/1" / style).stat().st_ino == (www / "releases/2" / style).stat().st_ino

    assert deploy(site, "--rollback").stdout == f"{www}: người đọc thấy lại bản 1.\n"
    assert served(www) == first
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


@pytest.mark.parametrize("releases", ["3", "0"])
def test_a_fresh_checkout_cannot_empty_the_site_either(site: Site, tmp_path: Path, releases: str) -> None:
    """In CI neither what was built before nor the state is there; what readers see is."""
    need_program("rsync")
    target = ["--to", str(tmp_path / "www"), "--releases", releases]
    for number in range(25):
        site.article(f"bai-{number}", title=f"Bài {number}", summary="S.")
    assert deploy(site, *target).status == 0
    before = tree(tmp_path / "www")
    for folder in (".bantin", "public", "content/tin-tuc"):
        shutil.rmtree(site.root / folder)
    result = deploy(site, *target)
    assert (result.status, "BT606" in result.stderr) == (1, True)
    assert tree(tmp_path / "www") == before
    assert deploy(site, *target, "--allow-removal").status == 0
    assert tree(tmp_path / "www") != before


def test_a_file_that_somebody_altered_is_put_right_by_the_next_deploy(site: Site, www: Path) -> None:
    page = www / "current/index.html"
    page.write_bytes(page.read_bytes().replace(b"</body>", b"<a href=//x.vn>x</a></body>"))
    (www / "current/shell.php").write_text("<?php")
    assert served(www) != built(site)
    assert deploy(site).status == 0
    assert served(www) == built(site)


def test_a_second_deploy_at_the_same_time_does_nothing(site: Site, www: Path) -> None:
    with subprocess.Popen(
        ["flock", str(www / ".lock"), "sh", "-c", "echo held; cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        before = served(www)
        site.article("b", summary="S.")
        assert "BT661 lỗi: Một lần đăng khác lên" in deploy(site).stderr
        assert served(www) == before
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
    ("program", "script", "code"),
    [
        ("rsync", 'echo "rsync: write failed: No space left on device (28)" >&2; exit 11', "BT665"),
        ("rsync", '"$real" --exclude=feed.xml "$@"; echo "rsync error: something (code 23)" >&2; exit 23', "BT668"),
        ("mv", 'echo "mv: cannot move: Permission denied" >&2; exit 1', "BT670"),
        ("ln", 'echo "ln: failed: Operation not permitted" >&2; exit 1', "BT670"),
        ("readlink", "exit 0", None),
    ],
)
def test_a_program_that_fails_leaves_readers_the_old_site(
    site: Site, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, script: str, code: str | None
) -> None:
    before = served(www)
    site.article("b", summary="S.")
    with monkeypatch.context() as patch:
        shim(tmp_path / "shims", program, script)
        patch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}{os.environ['PATH']}")
        result = deploy(site)
    assert (result.status, (code or "") in result.stderr) == (int(code is not None), True)
    if code:
        assert served(www) == before
    assert deploy(site).status == 0
    assert served(www) == built(site)
    assert not list((www / "releases").glob("new-*"))


@pytest.mark.parametrize("at", range(1, 6))
def test_a_switch_that_is_killed_leaves_readers_a_whole_site(
    site: Site, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
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
    assert (result.status, "BT668" in result.stderr) == (1, True)
    assert served(www) in (before, built(site))
    assert len(count.read_text().split()) == at
    assert deploy(site).status == 0
    assert served(www) == built(site)


def test_a_deploy_that_is_killed_while_it_copies_frees_the_folder(site: Site, www: Path, tmp_path: Path) -> None:
    before = served(www)
    site.article("b", summary="S.")
    shim(tmp_path / "shims", "rsync", f'"$real" --exclude=tin-tuc "$@"; touch {tmp_path}/copied; exec sleep 60')
    path = f"{tmp_path / 'shims'}{os.pathsep}{os.environ['PATH']}"
    command = [
        sys.executable,
        str(PROJECT / "build.py"),
        "--root",
        str(site.root),
        "deploy",
        "--now",
        NOW,
        "--jobs",
        "1",
    ]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + PATIENCE_S
    while not (tmp_path / "copied").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert served(www) == before
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


def test_without_releases_the_folder_itself_becomes_the_site(site: Site) -> None:
    need_program("rsync")
    site.article("a", summary="S.")
    for _ in range(2):
        result = deploy(site, "--to", "noi-dang")
        assert (result.status, result.stdout) == (0, "Đã đưa lên noi-dang.\n")
    found = tree(site.root / "noi-dang")
    assert found.pop(".lock") == b""
    assert found == built(site)


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


def test_over_ssh(site: Site, ssh: Callable[..., str], tmp_path: Path) -> None:
    site.article("a", summary="S.")
    assert deploy(site, "--to", ssh(), "--releases", "2").status == 0
    first = built(site)
    assert served(tmp_path / "www") == first
    site.article("b", summary="S.")
    wrong: dict[str, dict[str, Any]] = {
        "BT664 lỗi: Máy chủ của": {"key": "stranger"},
        "BT663 lỗi: Máy chủ của": {"known": "none"},
        "BT662 lỗi: Không nối được": {"port": 1},
    }
    for code, options in wrong.items():
        result = deploy(site, "--to", ssh(**options), "--releases", "2")
        assert (result.status, code in result.stderr) == (1, True), result.stderr
        assert served(tmp_path / "www") == first
    there = ssh()
    assert deploy(site, "--to", there, "--releases", "2").status == 0
    assert served(tmp_path / "www") == built(site)
    assert deploy(site, "--to", there, "--rollback").status == 0
    assert served(tmp_path / "www") == first
