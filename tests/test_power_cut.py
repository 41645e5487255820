"""A power cut at each change of a site's folder: what readers get is whole, and the next build puts all right."""

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
    site.article("2026/moi", f"Mới. {'Dài. ' * 5_000}\n\n![Tả](moi.png)", aliases=["/cu/"])
    site.write("content/tin-tuc/2026/moi.png", png(2, 600, 300))


def rename(site: Site) -> None:
    """Change every page."""
    site.write("site_config.toml", SETTINGS.replace("Trang thử", "Trang mới"))


def publish_first(site: Site) -> None:
    """Begin from nothing."""
    edit(site)
    shutil.rmtree(site.public)
    shutil.rmtree(site.root / ".bantin")


def build(site: Site) -> None:
    result = site.invoke("build", "--json", "--now", NOW, "--jobs", "1")
    assert result.status == 0, result.stderr


@pytest.mark.parametrize("each", [10_000, 0])
@pytest.mark.parametrize("change", [edit, rename, publish_first])
def test_what_a_power_cut_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Site], None], each: int
) -> None:
    """Up to `each` files are flushed one by one, more together."""
    monkeypatch.setattr(publish, "_FSYNC_EACH", each)
    site = Site(tmp_path / "site")
    site.article("2019/bai", date="2019-05-01")
    for number in range(3):
        site.article(f"n{number}", f"Bài {number}.", date=f"2020-01-0{number + 1}")
    build(site)
    change(site)
    old = published(site)
    before = shutil.copytree(site.root, tmp_path / "before")
    with PowerCuts(site.root) as cuts:
        build(site)
    new = published(site)
    changes = [left for left in cuts.left if shown(left) != old]
    assert len(changes) >= 5
    if old:
        for left in cuts.left:
            here = shown(left)
            assert old.keys() & new.keys() <= here.keys()
            assert {path: one for path, one in here.items() if one not in (old.get(path), new.get(path))} == {}
    for left in (cuts.left[0], changes[0], changes[-1]):
        for state in (before, site.root):  # SQLite's own promise: the state is what it was, or will be
            again = Site(tmp_path / "again", left)
            for file in state.glob(".bantin/state.sqlite*"):
                again.write(f".bantin/{file.name}", file.read_bytes())
            build(again)
            assert not differences(new, published(again))
            shutil.rmtree(again.root)


def published(site: Site) -> Left:
    return shown({f"public/{path}": one for path, one in site.tree().items() if isinstance(one, bytes)})


def shown(left: Left) -> Left:
    """Return what a server would hand out."""
    return {path: one for path, one in left.items() if path.startswith("public/") and "/.bantin/" not in path}
