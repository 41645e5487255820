"""A power cut at each change of the output folder: what readers get is whole, and the next build puts all right."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bantin.build import publish
from tests.builder import NOW, SETTINGS, Site, differences, png
from tests.power import PowerCuts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.power import Left


def edit(site: Site) -> None:
    """Edit, add, move and remove; a new folder comes, and one goes."""
    (site.root / "content/tin-tuc/2019/bai.md").unlink()
    site.article("n1", "Khác.", date="2020-01-02")
    site.article("2026/moi", f"Mới. {'Dài. ' * 5_000}\n\n![Tả](moi.png)", aliases=["/cu/"], image_alt="Tả")
    site.write("content/tin-tuc/2026/moi.png", png(2, 600, 300))


def rename(site: Site) -> None:
    """Change every page."""
    site.write("site_config.toml", SETTINGS.replace("Trang thử", "Trang mới"))


def build(site: Site) -> None:
    result = site.invoke("build", "--json", "--now", NOW, "--jobs", "1")
    assert result.status == 0, result.stderr


@pytest.mark.parametrize("change", [edit, rename])
@pytest.mark.parametrize("each", [10_000, 0])
def test_each_file_is_old_or_new_after_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Site], None], each: int
) -> None:
    """Up to `each` files are flushed one by one, more together."""
    monkeypatch.setattr(publish, "_FSYNC_EACH", each)
    site = Site(tmp_path / "site")
    site.article("2019/bai", date="2019-05-01")
    for number in range(3):
        site.article(f"n{number}", f"Bài {number}.", date=f"2020-01-0{number + 1}")
    build(site)
    old = published(site)
    before = Site(shutil.copytree(site.root, tmp_path / "before"), {})
    change(site)
    with PowerCuts(site.public) as cuts:
        build(site)
    new = published(site)
    changes = [left for left in cuts.left if shown(left) != old]
    assert len(changes) >= 5
    for left in cuts.left:
        for path, content in shown(left).items():
            assert content in (old.get(path), new.get(path)), path
        assert old.keys() & new.keys() <= left.keys()
    for left in (changes[0], changes[len(changes) // 2], changes[-1]):
        for state in (before, site):  # what the state's own file was, before and after
            again = Site.copy_of(site, tmp_path / "again")
            shutil.copytree(state.root / ".bantin", again.root / ".bantin")
            for path, content in left.items():
                again.write(f"public/{path}", content)
            build(again)
            assert not differences(new, published(again))
            shutil.rmtree(again.root)


def published(site: Site) -> Left:
    return shown({path: content for path, content in site.tree().items() if isinstance(content, bytes)})


def shown(left: Left) -> Left:
    """Return what a server would hand out."""
    return {path: content for path, content in left.items() if not path.startswith(".bantin/")}
