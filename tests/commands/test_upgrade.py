"""`upgrade` and `layout copy`: what a newer engine changes for a site, and the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import bantin
from bantin.commands import engine_folder
from bantin.commands.changes import new_changes
from bantin.system.paths import builtin_folder
from tests.builder import PROJECT, SETTINGS, Site, stamps, tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path) -> Site:
    """A site with Bantin's layouts, and an older Bantin in `engine/`."""
    old: dict[str, str | bytes] = {
        "engine/bantin/__init__.py": '__version__ = "0.0.1"\n',
        "engine/bantin/gone.py": "",
        "engine/CHANGELOG.md": (PROJECT / "CHANGELOG.md").read_bytes(),
        "engine/.venv/mark": "kept",
        ".vscode/site_config.schema.json": "{}",
    }
    return Site(tmp_path / "own", {"site_config.toml": SETTINGS, **old}, plain=False)


def test_a_copied_layout_is_shown_when_bantin_changes_it_until_that_is_seen_to(own: Site) -> None:
    copied = own.invoke("layout", "copy", "layouts/month.html")
    assert (copied.status, copied.stdout) == (0, f"{own.root}/layouts/month.html\n")
    assert (own.root / "layouts/month.html").read_text("utf-8") == (builtin_folder() / "month.html").read_text("utf-8")
    own.write("layouts/month.html", "mine\n")
    assert "0 điều" in own.invoke("upgrade", "--check").stderr, "Bantin's is what it was"

    now = (builtin_folder() / "month.html").read_text("utf-8")
    own.write("layouts/.originals/month.html", now.replace("<h1", "<h2"))
    said = own.invoke("upgrade", "--check")
    assert said.status == 0
    assert "layouts/month.html: BT521 " in said.stderr
    assert "layout copy month.html --keep" in said.stderr
    changes = [line for line in said.stdout.splitlines() if line[0] in "+-"]
    assert changes[:2] == ["--- a/month.html", "+++ b/month.html"]
    assert [line[:4] for line in changes[2:]] == ["-<h2", "+<h1"]
    assert own.invoke("upgrade", "--check", "--strict").status == 1

    refused = own.invoke("layout", "copy", "month.html")
    assert (refused.status, refused.stdout) == (1, "")
    assert "layouts/month.html: BT528 " in refused.stderr
    assert own.invoke("layout", "copy", "month.html", "--keep").status == 0
    assert (own.root / "layouts/month.html").read_text("utf-8") == "mine\n"
    assert "0 điều" in own.invoke("upgrade", "--check").stderr


def test_what_else_is_told_of_files_that_stand_in_for_bantins(own: Site) -> None:
    own.write("layouts/month.html", "by hand\n")
    own.write("layouts/year.html", (builtin_folder() / "year.html").read_bytes())
    own.write("layouts/old.html", "mine")
    own.write("layouts/.originals/old.html", "theirs")
    own.write("layouts/tap-san.html", "the site's own, of which Bantin knows nothing")
    own.write("layouts/assets/icon-192.png", b"\x89PNG\xff")
    said = own.invoke("upgrade", "--check")
    assert [line.split(" ")[:2] for line in said.stderr.splitlines() if line.startswith("layouts/")] == [
        ["layouts/assets/icon-192.png:", "BT524"],
        ["layouts/month.html:", "BT524"],
        ["layouts/old.html:", "BT522"],
        ["layouts/year.html:", "BT523"],
    ]
    assert "-by hand" in said.stdout.splitlines()


def test_of_words_only_those_count_that_the_site_replaces(own: Site) -> None:
    assert own.invoke("layout", "copy", "i18n/vi.toml").status == 0
    copied = (own.root / "layouts/i18n/vi.toml").read_text("utf-8")
    assert "\n[article]\n" in copied
    assert "\n#by = " in copied
    own.write("layouts/i18n/vi.toml", '[article]\nby = "Người viết:"\n[gone]\nword = "x"\n')
    first = own.invoke("upgrade", "--check")
    assert [line for line in first.stderr.splitlines() if "BT" in line] == [
        "layouts/i18n/vi.toml: BT525 cảnh báo: Bantin không dùng những câu chữ này nữa: gone.word."
    ]
    assert first.stdout == ""
    own.write("layouts/.originals/i18n/vi.toml", '[article]\nby = "Của:"\nother = "y"\n')
    changed = own.invoke("upgrade", "--check").stdout.splitlines()
    assert changed[-2:] == ["-article.by = Của:", "+article.by = Tác giả:"]


def test_what_is_new_is_shown_once(own: Site) -> None:
    """Before the engine is replaced: what the site's own list of changes does not have."""
    assert "CHANGELOG" not in own.invoke("upgrade", "--check").stdout
    text = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    [first, *_, last] = [line for line in text.split("\n") if line.startswith("- ")]
    own.write("engine/CHANGELOG.md", text[: text.index(last)])
    shown = own.invoke("upgrade", "--check").stdout
    assert shown.startswith("Có gì mới so với bản của trang (CHANGELOG.md, bằng tiếng Anh):\n\n## ")
    assert last in shown
    assert shown.count("\n- ") == 1
    assert last in own.invoke("upgrade").stdout
    assert "CHANGELOG" not in own.invoke("upgrade", "--check").stdout
    (own.root / "engine/CHANGELOG.md").unlink()
    whole = own.invoke("upgrade", "--check").stdout
    assert first in whole
    assert last in whole
    (own.root / "engine/bantin/__init__.py").unlink()
    assert own.invoke("upgrade", "--check").stdout == ""


def test_new_changes() -> None:
    old = "# Changes\n\n## 1.9.0 – 2026-01-01\n\n- **A**: a\n  b.\n- C.\n\n## 1.8.0 – 2025-01-01\n\n- D.\n"
    now = "# Changes\n\n## 1.10.0 – unreleased\n\nGo.\n\n- E.\n\n" + old[old.index("## 1.9") :].replace("C.", "C, F.")
    now = now.replace("a\n  b", "a b").replace("D.", "D, again.")
    assert new_changes(now, old, "1.9.0") == (
        "## 1.10.0 – unreleased\n\nGo.\n- E.\n\n## 1.9.0 – 2026-01-01\n\n- C, F.\n"
    )
    assert new_changes(now, "", "1.10.0") == "## 1.10.0 – unreleased\n\nGo.\n- E.\n"
    assert new_changes(old, old, "1.9.0") == ""


@pytest.mark.parametrize(("name", "near"), [("artcle.html", "article.html"), ("../../etc/passwd", "")])
def test_only_layouts_of_bantin_are_copied(own: Site, name: str, near: str) -> None:
    before = stamps(own.root)
    refused = own.invoke("layout", "copy", name)
    assert (refused.status, refused.stdout) == (1, "")
    assert f"BT526 lỗi: Bantin không có tệp bố cục “{name}”." in refused.stderr
    assert (f"Ý bạn là “{near}”?" in refused.stderr) == bool(near)
    assert stamps(own.root) == before


def test_the_project_itself_has_no_copies(own: Site) -> None:
    assert "BT527" in own.invoke("--root", str(PROJECT), "layout", "copy", "404.html").stderr
    assert not (PROJECT / "layouts/.originals").exists()


def test_a_site_gets_this_bantin_whole_in_place_of_the_older_one(own: Site) -> None:
    done = own.invoke("upgrade")
    assert done.status == 0, done.stderr
    assert f"Bantin 0.0.1 → {bantin.__version__}: 0 điều cần xem." in done.stderr
    engine = own.root / "engine"
    assert (engine / "bantin/__init__.py").read_bytes() == (PROJECT / "bantin/__init__.py").read_bytes()
    assert (engine / "layouts/article.html").is_file()
    assert (engine / ".venv/mark").read_text("utf-8") == "kept"
    assert not (engine / "bantin/gone.py").exists()
    assert (own.root / ".vscode/site_config.schema.json").read_bytes() == (
        PROJECT / ".vscode/site_config.schema.json"
    ).read_bytes()
    assert sorted(path.name for path in own.root.iterdir() if path.name.startswith("engine")) == ["engine"]


def test_nothing_is_replaced_while_settings_do_not_fit_or_the_disk_is_full(
    own: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(own.root)
    own.write("site_config.toml", SETTINGS + '\n[banner]\ntext = "x"\n')
    refused = own.invoke("upgrade")
    assert refused.status == 1
    assert "site_config.toml:14: BT103 " in refused.stderr
    own.write("site_config.toml", SETTINGS)
    monkeypatch.setattr(engine_folder, "_BESIDE", ("build.py", "no such file"))
    failed = own.invoke("upgrade")
    assert failed.status == 1
    assert "engine: BT604 " in failed.stderr
    assert tree(own.root) == before
