"""Publishing by one command: with a real Git and a remote repository in a folder, or by copying."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.builder import tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builder import Result, Site

NOW = "2020-06-01T08:00:00+07:00"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def _own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gitconfig").write_text("[user]\nname = Lan\nemail = lan@example.vn\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture
def remote(site: Site, tmp_path: Path) -> Path:
    """Put the site into a repository whose remote has two articles."""
    site.article("cu", title="Bài cũ", date="2020-01-01", summary="S.")
    site.article("bo", title="Bài sẽ gỡ", date="2020-01-02", summary="S.")
    folder = tmp_path / "kho.git"
    git(tmp_path, "init", "--quiet", "--bare", str(folder))
    git(site.root, "init", "--quiet")
    (site.root / ".gitignore").write_text(".bantin/\npublic/\n")
    git(site.root, "add", "-A")
    git(site.root, "commit", "--quiet", "-m", "Đầu")
    git(site.root, "remote", "add", "origin", str(folder))
    git(site.root, "push", "--quiet", "-u", "origin", "main")
    return folder


def publish(site: Site, *more: str) -> Result:
    return site.invoke("publish", "--now", NOW, *more)


def edit(site: Site) -> None:
    site.article("cu", "Sửa.", title="Bài cũ", date="2020-01-01", summary="S.")
    (site.root / "content/tin-tuc/bo.md").unlink()
    site.article("moi", title="Kỳ họp thứ mười hai khai mạc", date="2020-05-31", summary="S.")
    site.article("cho", title="Ngày mai", date="2020-06-02 09:00", summary="S.")
    site.article("nhap", title="Đang viết", date="2020-05-31", draft="true", summary="S.")


SHOWN = """\
Mới:
  Kỳ họp thứ mười hai khai mạc
Sửa:
  Bài cũ
Gỡ khỏi trang:
  Bài sẽ gỡ
Hẹn giờ:
  Ngày mai (09:00 02-06-2020)
Bản nháp, chưa đăng:
  Đang viết
"""


def test_what_readers_will_see_is_shown_by_titles_committed_and_pushed(site: Site, remote: Path) -> None:
    edit(site)
    (site.root / "ghi-chu.txt").write_text("của riêng tôi")
    result = publish(site)
    assert (result.status, result.stdout) == (0, f"{SHOWN}Đã gửi lên origin/main.\n")
    assert git(remote, "log", "-1", "--format=%s", "main") == "Kỳ họp thứ mười hai khai mạc (+2)"
    files = git(remote, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert "content/tin-tuc/moi.md" in files
    assert "content/tin-tuc/bo.md" not in files
    assert "ghi-chu.txt" not in files
    assert publish(site).stdout == "Không có gì mới để đăng.\n"


def test_a_dry_run_does_nothing(site: Site, remote: Path) -> None:
    edit(site)
    before = git(remote, "rev-parse", "main")
    assert publish(site, "--dry-run").stdout == SHOWN
    assert git(remote, "rev-parse", "main") == before == git(site.root, "rev-parse", "HEAD")


def test_what_was_committed_by_hand_is_sent_too(site: Site, remote: Path) -> None:
    edit(site)
    git(site.root, "add", "-A")
    git(site.root, "commit", "--quiet", "-m", "Tự lưu")
    assert publish(site).stdout == f"{SHOWN}Đã gửi lên origin/main.\n"
    assert git(remote, "log", "-1", "--format=%s", "main") == "Tự lưu"


def test_errors_stop_it(site: Site, remote: Path) -> None:
    site.article("moi", "[a](khong-co.md)", date="2020-05-31", summary="S.")
    result = publish(site)
    assert result.status == 1
    assert "BT401" in result.stderr
    assert git(remote, "log", "--format=%s", "main") == "Đầu"


def test_somebody_elses_newer_work_is_never_overwritten(site: Site, remote: Path, tmp_path: Path) -> None:
    other = tmp_path / "khac"
    git(tmp_path, "clone", "--quiet", str(remote), str(other))
    (other / "content/tin-tuc/khac.md").write_text("---\ntitle: K\ndate: 2020-01-03\ncategory: tin\n---\nx\n")
    git(other, "add", "-A")
    git(other, "commit", "--quiet", "-m", "Của người khác")
    git(other, "push", "--quiet")
    edit(site)
    result = publish(site)
    assert result.status == 1
    assert "BT623 lỗi: Trên origin/main có 1 thay đổi mới của người khác; chưa gửi gì cả." in result.stderr
    assert git(remote, "log", "-1", "--format=%s", "main") == "Của người khác"
    assert git(site.root, "status", "--porcelain")


def test_a_merge_that_is_not_finished(site: Site, remote: Path) -> None:
    edit(site)
    (site.root / ".git" / "MERGE_HEAD").write_text(git(site.root, "rev-parse", "HEAD"))
    assert "BT621" in publish(site).stderr
    assert git(remote, "log", "--format=%s", "main") == "Đầu"


def test_no_remote_no_network_no_name(site: Site, remote: Path, tmp_path: Path) -> None:
    edit(site)
    git(site.root, "remote", "set-url", "origin", "https://127.0.0.1:1/kho.git")
    assert "BT626 lỗi: Không nối được với kho Git" in publish(site).stderr
    git(site.root, "remote", "set-url", "origin", str(remote))
    (tmp_path / "gitconfig").write_text("[user]\nuseConfigOnly = true\n")
    assert "BT629 lỗi: Git chưa biết tên bạn" in publish(site).stderr
    git(site.root, "branch", "--unset-upstream")
    assert "BT622 lỗi: Nhánh “main” chưa nối với kho nào" in publish(site).stderr


def test_a_push_that_a_hook_refuses(site: Site, remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    edit(site)
    assert "BT627" in publish(site).stderr
    assert git(remote, "log", "--format=%s", "main") == "Đầu"


def test_without_git_it_copies_to_the_target(site: Site, tmp_path: Path) -> None:
    site.article("a", date="2020-01-01", summary="S.")
    assert "BT620" in publish(site).stderr
    site.settings(f'\n[publish]\ntarget = "{tmp_path / "www"}"\n')
    assert publish(site, "--dry-run").status == 0
    assert not (tmp_path / "www").exists()
    result = publish(site)
    assert (result.status, result.stdout) == (0, f"Đã chép vào {tmp_path / 'www'}.\n")
    assert (tmp_path / "www" / "tin-tuc" / "a" / "index.html").is_file()
    before = tree(tmp_path / "www")
    site.settings(f'\n[publish]\ntarget = "{tmp_path / "www"}"\n', base_url="https://khac.example.vn/")
    refused = publish(site)
    assert (refused.status, "BT676 lỗi: " in refused.stderr) == (1, True)
    assert tree(tmp_path / "www") == before


def test_a_renamed_article_is_told_with_the_line_that_keeps_its_address(site: Site, remote: Path) -> None:  # noqa: ARG001 - pushes there
    (site.root / "content/tin-tuc/cu.md").rename(site.root / "content/tin-tuc/ten-moi.md")
    told = publish(site, "--dry-run").stderr
    assert "content/tin-tuc/ten-moi.md:1: BT316 cảnh báo: " in told
    assert "aliases: [/tin-tuc/cu/]" in told
    site.article("ten-moi", title="Bài cũ", date="2020-01-01", summary="S.", aliases=["/tin-tuc/cu/"])
    assert "BT316" not in publish(site, "--dry-run").stderr
    site.article("ten-moi", title="Bài cũ", date="2020-01-01", summary="S.", slug="khac", aliases=["/tin-tuc/cu"])
    assert "BT316" not in publish(site, "--dry-run").stderr
