"""What `publish` asks of Git, by its command. Nothing here forces anything or rewrites what is committed."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class GitFailed(Exception):
    """Git ended with an error; its words, which are English, as text."""


class Repository:
    """The work tree that a site is in."""

    def __init__(self, root: Path) -> None:
        """`root` is the site's folder, which may be below the work tree's."""
        self._root = root

    @classmethod
    def find(cls, root: Path) -> Repository | None:
        """Return the repository of `root`, or `None` where there is none, or no Git."""
        if shutil.which("git") is None:
            return None
        found = cls(root)
        try:
            return found if found._run("rev-parse", "--is-inside-work-tree").strip() == "true" else None
        except GitFailed:
            return None

    def is_in_conflict(self) -> bool:
        """Whether a merge, rebase or the like has not been finished."""
        folder = self._root / self._run("rev-parse", "--git-dir").strip()
        unfinished = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
        return bool(self._run("ls-files", "--unmerged")) or any((folder / name).exists() for name in unfinished)

    def branch(self) -> str:
        """Return the name of the branch that is checked out; an empty text when there is none."""
        return self._answer("symbolic-ref", "--short", "-q", "HEAD")

    def upstream(self) -> str:
        """Return the branch to which this one is pushed, `origin/main`; an empty text when there is none."""
        return self._answer("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")

    def fetch(self) -> None:
        """Ask the remote for what is new. Raises `GitFailed`."""
        self._run("fetch", "--quiet")

    def count_behind(self) -> int:
        """Return how many commits the upstream branch has that this one has not."""
        return int(self._run("rev-list", "--count", "HEAD..@{upstream}"))

    def changed(self, places: Sequence[str]) -> list[str]:
        """Return the files below `places` that differ from the upstream branch, from `root`, also new and gone ones."""
        existing = [place for place in places if (self._root / place).exists() or self._answer("ls-files", place)]
        if not existing:
            return []
        known = self._run("diff", "--name-only", "--no-renames", "--relative", "-z", "@{upstream}", "--", *existing)
        new = self._run("ls-files", "--others", "--exclude-standard", "-z", "--", *existing)
        return sorted({*known.split("\0"), *new.split("\0")} - {""})

    def published(self, path: str) -> bytes | None:
        """Return a file as the upstream branch has it, or `None` when it has not."""
        done = self._call("show", f"@{{upstream}}:./{path}")
        return done.stdout if done.returncode == 0 else None

    def commit(self, places: Sequence[str], message: str) -> bool:
        """Commit all changes below `places`, and only those; whether there were any. Raises `GitFailed`."""
        existing = [place for place in places if (self._root / place).exists() or self._answer("ls-files", place)]
        self._run("add", "--all", "--", *existing)
        if self._call("diff", "--cached", "--quiet", "--", *existing).returncode == 0:
            return False
        self._run("commit", "--quiet", "--message", message, "--", *existing)
        return True

    def push(self) -> None:
        """Push to the upstream branch. Raises `GitFailed`, also when another push came first."""
        self._run("push", "--quiet")

    def _answer(self, *arguments: str) -> str:
        done = self._call(*arguments)
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""

    def _run(self, *arguments: str) -> str:
        done = self._call(*arguments)
        if done.returncode:
            words = done.stderr.decode(errors="replace").strip().splitlines()
            told = [line for line in words if line.startswith(("fatal:", "error:", "ssh:", " !"))] or words
            raise GitFailed(told[0] if told else arguments[0])
        return done.stdout.decode(errors="surrogateescape")

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            ["git", "-c", "core.quotePath=false", *arguments],  # noqa: S607 - the one that the editor uses
            cwd=self._root,
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
