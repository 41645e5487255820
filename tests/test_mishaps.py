"""Mishaps that are nobody else's test: what the web person reads, and that readers see what they saw."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bantin.problems import catalogue
from tests.builder import NOW, PROJECT, Site, tree
from tests.counter.running import Service
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = [
    line
    for line in (PROJECT / "docs/su-co.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| Chuyện gì"))
]


def test_each_mishap_of_the_document_has_a_test() -> None:
    """Each code that the document names is one, and is expected by some test."""
    assert len(ROWS) >= 40
    tests = "".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("*.py"))
    codes = {code for row in ROWS for code in re.findall(r"BT\d{3}", row)}
    assert codes <= catalogue().keys()
    assert {code for code in codes if tests.count(code) == 0} == set()


def new_setting(site: Site) -> None:
    site.settings("\n[site_of_tomorrow]\nx = 1\n")


def broken_settings(site: Site) -> None:
    site.write("site_config.toml", "[site\n")


def broken_layout(site: Site) -> None:
    site.write("layouts/article.html", "{% if %}")


def legacy_text(site: Site) -> None:
    site.write("content/tin-tuc/cu.md", "---\ntitle: Kỳ họp\n---\n".encode("utf-16"))


def twins(site: Site) -> None:
    site.page("tin-tuc-cu", slug="a")
    site.page("a")


def other_branch(site: Site) -> None:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.vn", "-C", str(site.root)]
    for words in (["init", "-q"], ["add", "content"], ["commit", "-qm", "x"], ["switch", "-q", "--orphan", "trong"]):
        subprocess.run([*git, *words], check=True, capture_output=True)


def in_the_way(site: Site) -> None:
    site.article("moi", title="Mới", summary="S.")
    (site.public / "tin-tuc/moi").mkdir()
    (site.public / "tin-tuc/moi/index.html").write_text("của tôi")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with 22 articles, deployed to `www` beside it. Copy it."""
    need_program("rsync")
    site = Site(tmp_path_factory.mktemp("mishaps") / "site")
    for number in range(22):
        site.article(f"bai-{number}", title=f"Bài {number}", summary="S.")
    assert site.invoke("deploy", "--to", "../www", "--releases", "3", "--now", NOW, "--jobs", "1").status == 0
    return site


@pytest.mark.servers
@pytest.mark.parametrize(
    ("mishap", "told"),
    [
        (new_setting, "BT103 lỗi: Không có khóa “site_of_tomorrow”"),
        (broken_settings, "BT102 lỗi: "),
        (broken_layout, "layouts/article.html:1"),
        (legacy_text, "content/tin-tuc/cu.md"),
        (twins, "BT309 lỗi: "),
        (other_branch, "BT606 lỗi: Lần dựng này sẽ gỡ"),
        (in_the_way, "BT602 lỗi: Thư mục xuất đã có tệp không do Bantin tạo ra: tin-tuc/moi/index.html."),
    ],
)
def test_readers_see_what_they_saw(deployed: Site, tmp_path: Path, mishap: Callable[[Site], None], told: str) -> None:
    shutil.copytree(deployed.root.parent, tmp_path / "all", symlinks=True)
    site = Site(tmp_path / "all" / "site", {"site_config.toml": (deployed.root / "site_config.toml").read_bytes()})
    before = tree(tmp_path / "all" / "www" / "current")
    mishap(site)
    result = site.invoke("deploy", "--to", "../www", "--releases", "3", "--now", NOW, "--jobs", "1")
    assert result.status == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(tmp_path / "all" / "www" / "current") == before


def test_what_make_clean_removes_are_no_counts(tmp_path: Path) -> None:
    from tests.counter.running import SETTINGS

    root = tmp_path / "trang"
    root.mkdir()
    (root / "site_config.toml").write_text(SETTINGS)
    (root / ".bantin").mkdir()
    with Service(root) as service:
        assert service.client.post().figures[2] == 1
        assert service.stop() == 0
    shutil.rmtree(root / ".bantin")
    [line] = [one for one in (PROJECT / "Makefile").read_text().splitlines() if one.startswith("\trm -rf")]
    assert line.split()[2:] == [".bantin", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"]
    with Service(root) as service:
        assert service.client.read().figures[2] == 1
        assert service.stop() == 0
