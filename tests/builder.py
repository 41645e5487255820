"""Small sites for tests: written, built as an editor builds them, and looked at."""

from __future__ import annotations

import gc
import itertools
import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from click.testing import CliRunner

from bantin.commands.main import main
from tests import compiled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROJECT = Path(__file__).resolve().parent.parent
TESTS = PROJECT / "tests"
SITES = TESTS / "sites"
PLAIN_LAYOUTS = TESTS / "layouts"
"""Layouts that say in a few lines what each page gets: quick to compile, and untouched by the project's design."""
NOW = "2026-11-24T00:00:00+07:00"

SETTINGS = """\
[site]
title = "Trang thử"
base_url = "https://thu.example.vn/"
page_size = 2

[[categories]]
slug = "tin"
name = "Tin"

[[categories]]
slug = "y-kien"
name = "Ý kiến"
"""

Tree = dict[str, bytes | str | None]
"""Everything below a folder by its path: bytes of a file, target of a link, `None` for a folder."""
Found = list[tuple[str, str, int]]
"""Problems as (code, path, line)."""


class Result(NamedTuple):
    """What the command said."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """The object on standard output."""
        found: dict[str, Any] = json.loads(self.stdout)
        return found

    @property
    def problems(self) -> Found:
        """Every problem as (code, path, line), in the order told."""
        return [(one["code"], one["path"], one["line"]) for one in self.json["problems"]]

    @property
    def codes(self) -> list[str]:
        """The problems' codes, in the order told."""
        return [one["code"] for one in self.json["problems"]]


class Site:
    """A site in a folder of its own."""

    def __init__(self, root: Path, files: Mapping[str, str | bytes] | None = None, *, plain: bool = True) -> None:
        """Write `files` below `root`, with settings when there are none; `plain` gives the tests' own layouts."""
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        if plain and not (root / "layouts").exists():
            shutil.copytree(PLAIN_LAYOUTS, root / "layouts")
        for path, content in {"site_config.toml": SETTINGS, **(files or {})}.items():
            self.write(path, content)
        (root / "content").mkdir(exist_ok=True)

    @classmethod
    def copy(cls, name: str, root: Path, *, plain: bool = True) -> Site:
        """Return a copy of the site `tests/sites/NAME`."""
        shutil.copytree(SITES / name, root, ignore=shutil.ignore_patterns(".bantin", "public"))
        settings = (root / "site_config.toml").read_bytes()
        return cls(root, {"site_config.toml": settings}, plain=plain)

    @classmethod
    def copy_of(cls, site: Site, root: Path) -> Site:
        """Return a copy of what people wrote of `site`: nothing built, nothing remembered."""
        shutil.copytree(site.root, root, symlinks=True, ignore=shutil.ignore_patterns(".bantin", "public"))
        return cls(root, {"site_config.toml": (root / "site_config.toml").read_bytes()})

    @property
    def public(self) -> Path:
        """Where the site is built."""
        return self.root / "public"

    # --- edit ---

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, text with LF line ends; return its place."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def article(self, name: str, body: str = "Xin chào.", **front: object) -> str:
        """Write the article `content/tin-tuc/NAME`, sound unless `front` says otherwise; return its path from the root."""
        path = f"content/tin-tuc/{name}" + ("" if name.lower().endswith(".md") else ".md")
        self.write(path, article(body, **front))
        return path

    def page(self, name: str, body: str = "Xin chào.", **front: object) -> str:
        """Write the page `content/NAME.md`; return its path from the root."""
        self.write(f"content/{name}.md", source(body, **{"title": f"Trang {name}", **front}))
        return f"content/{name}.md"

    def settings(self, more: str = "", **site: object) -> None:
        """Write `site_config.toml` anew: `site` changes `[site]`, `more` stands at the end."""
        values = {"title": "Trang thử", "base_url": "https://thu.example.vn/", "page_size": 2, **site}
        table = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
        self.write("site_config.toml", "[site]\n" + table + "\n" + SETTINGS.partition("\n\n")[2] + more)

    # --- build ---

    def build(
        self, *arguments: str, now: str = NOW, python: Sequence[str] = (sys.executable,), **environment: str
    ) -> Result:
        """Run the real command, as a user does. `python` runs it: an interpreter, and whatever stands before the script."""
        return self.run("build", "--json", "--now", now, *arguments, python=python, **environment)

    def run(self, *arguments: str, python: Sequence[str] = (sys.executable,), **environment: str) -> Result:
        """Run `build.py --root ROOT ...` in a process of its own."""
        command = [*python, str(PROJECT / "build.py"), "--root", str(self.root), *arguments]
        done = subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False, timeout=120)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def make(self, *arguments: str, now: str = NOW) -> Result:
        """Build in this process, on one core and without the search index: the same command, sooner."""
        return self.invoke("build", "--json", "--now", now, "--jobs", "1", "--no-search", *arguments)

    def invoke(self, *arguments: str) -> Result:
        """Run a command in this process; a traceback stays one."""
        try:
            done = CliRunner().invoke(main, ["--root", str(self.root), *arguments], catch_exceptions=False)
        finally:
            _take_up_garbage()
        return Result(done.exit_code, done.stdout, done.stderr)

    # --- look ---

    def read(self, path: str) -> str:
        """Return a published file as text."""
        return (self.public / path).read_text("utf-8")

    def tree(self) -> Tree:
        """Return everything below `public/`."""
        return tree(self.public)

    def pages(self) -> set[str]:
        """Return the paths of the published files, the record of them left out."""
        return {
            path for path, content in self.tree().items() if content is not None and not path.startswith(".bantin/")
        }


compiled.keep()
_BUILDS = itertools.count(1)
_THRESHOLDS = gc.get_threshold()


def _take_up_garbage() -> None:
    """Let go of what builds have left: one that is a process of its own keeps everything to its end, half a megabyte at the least."""
    gc.unfreeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()
    if not next(_BUILDS) % 50:
        gc.collect()  # what was frozen is not counted, so this does not come by itself


def source(body: str = "Xin chào.", **front: object) -> str:
    """Return the text of a source; a key whose value is `None` is left out."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items() if value is not None]
    return "---\n" + "".join(lines) + "---\n\n" + body + "\n"


def no_excerpt(_path: str, _body: str) -> str:
    """Return no beginning of a text: for tests that parse sources and look at nothing of their texts."""
    return ""


def article(body: str = "Xin chào.", **front: object) -> str:
    """Return the text of an article, sound unless `front` says otherwise."""
    return source(body, **{"title": "Bài", "date": "2020-01-01", "category": "tin", **front})


def tree(folder: Path) -> Tree:
    """Return everything below `folder` by its path."""
    found: Tree = {}
    for parent, folders, names in os.walk(folder):
        for name in folders + names:
            path = Path(parent, name)
            shown = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[shown] = os.readlink(path)
            else:
                found[shown] = path.read_bytes() if path.is_file() else None
    return found


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return inode, size and time of change of every file below `folder`: what must not move while nothing is published."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_ino, path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def differences(one: Mapping[str, bytes | str | None], other: Mapping[str, bytes | str | None]) -> dict[str, str]:
    """Return how `other` differs from `one`: short enough to read when a test fails."""
    found: dict[str, str] = {}
    for path in sorted(one.keys() | other.keys()):
        if path not in other:
            found[path] = "missing"
        elif path not in one:
            found[path] = "too much"
        elif one[path] != other[path]:
            found[path] = _first_difference(one[path], other[path])
    return found


def _first_difference(one: bytes | str | None, other: bytes | str | None) -> str:
    if not (isinstance(one, bytes) and isinstance(other, bytes)):
        return f"{one!r:.60} / {other!r:.60}"
    at = next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, at - 40)
    return f"at byte {at}: {one[start : at + 60]!r} / {other[start : at + 60]!r}"


def png(seed: int = 0, width: int = 6, height: int = 4) -> bytes:
    """Return a small picture, another one for each `seed`."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + bytes([seed % 256, seed // 256 % 256, 99] * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )
