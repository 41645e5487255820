"""The editors' guide, followed step by step: each of its commands in its order, by a person whose HOME is empty."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tests.builder import PROJECT, SETTINGS, Site
from tests.test_readme import fences

GUIDE = "docs/huong-dan-bien-tap.md"
SHOWN = [
    "py build.py --version", "python3 build.py --version", 'py build.py new "Khai mạc kỳ họp giữa năm" --category ky-hop', "py build.py watch",
    "py build.py check", "py build.py publish", "py build.py watch --now 2026-12-02T08:00", "py build.py watch", "py build.py check", "py build.py fix",
]  # fmt: skip
"""What the guide says to type."""


class Desk:
    """A clone of a site with a remote repository, and an empty HOME."""

    def __init__(self, folder: Path) -> None:
        settings = f'{SETTINGS}[[categories]]\nslug = "ky-hop"\nname = "Kỳ họp"\n'
        self.site = Site(folder / "trang", {"site_config.toml": settings}, plain=False)
        self.site.article("cu", title="Bài cũ", summary="S.")
        shutil.copy(PROJECT / "build.py", self.site.root)
        for name in ("bantin", "layouts"):
            (self.site.root / name).symlink_to(PROJECT / name)
        self.site.write(".gitignore", "/public/\n/.bantin/\n/bantin\n")
        home, programs = folder / "home", folder / "bin"
        home.mkdir()
        programs.mkdir()
        for name in ("py", "python3"):
            (programs / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
            (programs / name).chmod(0o755)
        self.remote = folder / "kho.git"
        keep = {
            name: value for name, value in os.environ.items() if name in ("LC_ALL", "PYTHONUTF8", "NO_COLOR", "TMPDIR")
        }
        self.environment = {**keep, "HOME": str(home), "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin"}
        for words in (
            ["init", "--quiet", "--bare", "--initial-branch=main", str(self.remote)],
            ["init", "--quiet", "--initial-branch=main"],
            ["config", "user.name", "Lan"],
            ["config", "user.email", "lan@example.vn"],
            ["add", "-A"],
            ["commit", "--quiet", "-m", "Đầu"],
            ["remote", "add", "origin", str(self.remote)],
            ["push", "--quiet", "--set-upstream", "origin", "main"],
        ):
            self.git(*words)

    def git(self, *words: str) -> str:
        return self._run(["git", *words]).stdout

    def type(self, line: str) -> str:
        """Run a line as it stands in the guide; return what it says."""
        words = shlex.split(line)
        if words[2] == "watch":
            return self._look([*words, "--port", "0"])
        done = self._run(words)
        return done.stdout + done.stderr

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            words, cwd=self.site.root, env=self.environment, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL
        )  # fmt: skip
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done

    def _look(self, words: list[str]) -> str:
        """Start the preview, wait for its address, and end it by Ctrl and C."""
        with subprocess.Popen(
            words, cwd=self.site.root, env=self.environment, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
        ) as watch:
            assert watch.stderr is not None
            said = ""
            while "Ctrl" not in said:
                line = watch.stderr.readline()
                assert line, said
                said += line
            watch.send_signal(signal.SIGINT)
            said += watch.stderr.read()
        assert watch.returncode == 0, said
        return said


def test_each_command_of_the_guide_in_its_order(tmp_path: Path) -> None:
    lines = [
        line.strip()
        for _, block in fences(GUIDE)
        for line in block.splitlines()
        if re.match(r" *(?:py|python3) ", line)
    ]
    assert lines == SHOWN, "the guide has other commands: follow them here, too"
    desk = Desk(tmp_path)
    version, same, new, watch, check, publish, on_a_day, watch_again, check_again, fix = lines
    assert desk.type(version) == desk.type(same)
    article = Path(desk.type(new).splitlines()[0])
    assert article.is_file()
    said = desk.type(check)
    assert "0 lỗi" in said
    assert f"Bản nháp (bỏ dòng draft: true khi muốn đăng): {article.relative_to(desk.site.root)}" in said
    text = (
        article.read_text("utf-8")
        .replace("summary:", "summary: Sáng nay, kỳ họp khai mạc.")
        .replace("Viết bài ở đây.", "Nội dung.")
    )
    article.write_text(text, "utf-8")
    assert "http://127.0.0.1:" in desk.type(watch)
    article.write_text(text.replace("draft: true\n", ""), "utf-8")
    said = desk.type(publish)
    assert "Mới:\n  Khai mạc kỳ họp giữa năm\n" in said
    assert "Khai mạc kỳ họp giữa năm" in desk.git("--git-dir", str(desk.remote), "log", "-1", "--format=%s", "main")
    for line in (on_a_day, watch_again):
        assert "http://127.0.0.1:" in desk.type(line)
    assert "0 lỗi, 0 cảnh báo" in desk.type(check_again)
    assert "Không có gì để sửa." in desk.type(fix)
    assert list((tmp_path / "home").iterdir()) == []
