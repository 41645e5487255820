"""Rebuilding: what changed and nothing else, to the same bytes, without opening a picture twice."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from bantin.media import inspect, pixels
from tests.builder import PROJECT, Site, differences, png, stamps
from tests.conftest import SOAK
from tests.media import made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record which pictures are inspected (`inspect PATH`) and made (`make PATH`)."""
    found: list[str] = []
    inspect_real, make_real = inspect.inspect_picture, pixels.make_pixels

    def inspecting(path: str, data: bytes) -> Any:
        found.append(f"inspect {path}")
        return inspect_real(path, data)

    def making(picture: Any, *rest: Any) -> Any:
        found.append(f"make {picture.path}")
        return make_real(picture, *rest)

    monkeypatch.setattr(inspect, "inspect_picture", inspecting)
    monkeypatch.setattr(pixels, "make_pixels", making)
    return found


@pytest.fixture
def album(site: Site) -> Site:
    """Three articles: one with a lead, one with a picture in its text, one with both and an attachment; settled on the disk."""
    for index, name in enumerate(("mot", "hai", "ba")):
        site.write(f"content/tin-tuc/{name}.png", png(index, 900 + index, 600))
    site.write("content/tin-tuc/tep.pdf", made.pdf())
    site.article("a", image="mot.png", image_alt="Tả")
    site.article("b", "![Tả](hai.png)")
    site.article(
        "c", "![Tả](ba.png) [tệp](tep.pdf)", image="mot.png", image_alt="Tả", attachments=[{"file": "tep.pdf"}]
    )
    settle(site)
    return site


def settle(site: Site) -> None:
    """Make everything old enough for signatures to be trusted."""
    for path in (site.root / "content").rglob("*"):
        if path.is_file():
            os.utime(path, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789 + path.stat().st_size))
    time.sleep(0.05)


def from_nothing(site: Site, folder: Path) -> Site:
    other = Site(folder)
    shutil.copytree(site.root / "content", other.root / "content", dirs_exist_ok=True)
    shutil.copy(site.root / "site_config.toml", other.root / "site_config.toml")
    return other


def test_a_build_that_changes_no_picture_opens_none(album: Site, opened: list[str]) -> None:
    assert album.make().problems == []
    assert sorted(opened) == [
        *["inspect content/tin-tuc/ba.png", "inspect content/tin-tuc/hai.png", "inspect content/tin-tuc/mot.png"],
        *["make content/tin-tuc/ba.png", "make content/tin-tuc/hai.png", "make content/tin-tuc/mot.png"],
    ]
    opened.clear()
    before = stamps(album.public)
    assert album.make().json["written"] == 0
    album.article("b", "Chữ khác.\n\n![Tả](hai.png)")
    assert album.make().json["rendered"] >= 1
    album.article("d", "![Tả](ba.png)", image="hai.png", image_alt="Tả", date="2020-02-02")
    assert album.make().problems == []
    assert opened == ["make content/tin-tuc/hai.png"], "its share pictures, the first time that it leads"
    pictures = {path: stamp for path, stamp in before.items() if path.endswith((".webp", ".jpg"))}
    assert pictures.items() <= stamps(album.public).items()


def test_a_whole_build_makes_no_picture_again(album: Site, opened: list[str]) -> None:
    album.make()
    opened.clear()
    before = album.tree()
    shutil.rmtree(album.public)
    assert album.make("--full").problems == []
    assert not [one for one in opened if one.startswith("make")]
    assert differences(before, album.tree()) == {}


def test_the_same_photo_at_two_places_is_made_once(site: Site, opened: list[str]) -> None:
    for folder in ("mot", "hai"):
        site.write(f"content/tin-tuc/{folder}/anh.png", png(1, 900, 600))
        site.article(f"{folder}/index", "![Tả](anh.png)", image="anh.png", image_alt="Tả")
    assert site.make().problems == []
    assert len([one for one in opened if one.startswith("make")]) == 1
    assert len([path for path in site.pages() if path.endswith("800x420.webp") or "/anh-480." in path]) == 4


def test_a_picture_that_is_replaced_changes_the_pages_that_show_it(album: Site, tmp_path: Path) -> None:
    album.make()
    before = album.pages()
    album.write("content/tin-tuc/hai.png", png(77, 900, 600))
    result = album.make()
    assert result.problems == []
    gone, new = before - album.pages(), album.pages() - before
    assert {path[: len("tin-tuc/hai-")] for path in gone | new} == {"tin-tuc/hai-"}
    assert all(path.rpartition("/")[2] in album.read("tin-tuc/b/index.html") for path in new)
    fresh = from_nothing(album, tmp_path / "fresh")
    fresh.make()
    assert differences(album.tree(), fresh.tree()) == {}


def test_a_file_touched_but_not_changed_changes_nothing(album: Site, opened: list[str]) -> None:
    album.make()
    opened.clear()
    before = stamps(album.public)
    os.utime(album.root / "content/tin-tuc/hai.png", ns=(1_700_000_111_000_000_001, 1_700_000_111_000_000_001))
    time.sleep(0.05)
    assert album.make().json["written"] == 0
    assert opened == ["inspect content/tin-tuc/hai.png"]
    assert stamps(album.public) == before


def test_what_is_not_used_any_more_leaves_the_cache(album: Site) -> None:
    def cached() -> set[str]:
        folder = album.root / ".bantin/pictures"
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    album.make()
    all_of_them = cached()
    assert len({path.partition("/")[0] for path in all_of_them}) == 3
    album.article("b", "Không hình.")
    album.make()
    two = cached()
    assert len({path.partition("/")[0] for path in two}) == 2
    assert two < all_of_them
    album.article("a")
    album.article("c", "![Tả](mot.png)")
    album.make()
    assert {path.partition("/")[2] for path in cached()} == {
        "480.webp",
        "480.jpg",
        "800.webp",
        "800.jpg",
        "900.webp",
        "900.jpg",
    }


@pytest.mark.parametrize("harm", ["remove", "empty"])
def test_a_cache_that_is_lost_costs_time_only(album: Site, harm: str) -> None:
    album.make()
    before = album.tree()
    if harm == "remove":
        shutil.rmtree(album.root / ".bantin")
    else:
        shutil.rmtree(album.root / ".bantin/pictures")
    album.write("content/tin-tuc/hai.png", png(5, 901, 600))
    assert album.make().problems == []
    album.write("content/tin-tuc/hai.png", png(1, 901, 600))
    assert album.make().problems == []
    assert differences(before, album.tree()) == {}


def test_another_version_of_pillow_makes_them_again(
    album: Site, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from importlib import metadata

    from bantin.media import cache

    album.make()
    opened.clear()
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "99" if name == "pillow" else real(name))
    cache._code_fingerprint.cache_clear()
    try:
        before = album.tree()
        assert album.make("--full").problems == []
        assert len([one for one in opened if one.startswith("make")]) == 3
        assert differences(before, album.tree()) == {}
    finally:
        cache._code_fingerprint.cache_clear()


def test_one_core_and_two_give_the_same(album: Site, tmp_path: Path) -> None:
    for index in range(30):
        album.write(f"content/tin-tuc/nhieu/{index}.png", png(index + 50, 500, 300))
        album.article(f"nhieu/bai-{index}", f"![Tả]({index}.png)", image=f"{(index + 1) % 30}.png", image_alt="Tả")
    other = from_nothing(album, tmp_path / "other")
    assert album.make().problems == []
    result = other.build("--no-search", "--jobs", "2")
    assert result.problems == []
    assert differences(album.tree(), other.tree()) == {}
    assert other.build("--no-search", "--jobs", "2").json["written"] == 0


def test_a_fault_found_while_making_publishes_nothing_and_keeps_the_rest(album: Site, opened: list[str]) -> None:
    photo = made.saved(made.quarters(700, 500), "JPEG")
    album.write("content/tin-tuc/hong.jpg", photo[: len(photo) // 2])
    album.article("d", "![Tả](hong.jpg)")
    assert album.make().codes == ["BT850"]
    assert not album.public.exists()
    album.write("content/tin-tuc/hong.jpg", photo)
    opened.clear()
    assert album.make().problems == []
    assert [one for one in opened if one.startswith("make")] == ["make content/tin-tuc/hong.jpg"], (
        "the sound ones were made already"
    )


def test_a_picture_that_changes_under_the_builds_hands_is_built_as_it_is_at_last(
    album: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bantin.media import make_renditions

    real = make_renditions.make_all
    changed: list[Path] = []

    def late(*arguments: Any) -> Any:
        if not changed:
            changed.append(album.write("content/tin-tuc/hai.png", png(9, 900, 600)))
        return real(*arguments)

    monkeypatch.setattr(make_renditions, "make_all", late)
    assert album.make().problems == []
    fresh = from_nothing(album, tmp_path / "fresh")
    fresh.make()
    assert differences(album.tree(), fresh.tree()) == {}


def test_two_output_folders_share_what_is_made(album: Site, opened: list[str], tmp_path: Path) -> None:
    album.make()
    opened.clear()
    assert album.make("--output", str(tmp_path / "other")).problems == []
    assert len(opened) == len(set(opened)), "each was inspected once, for its size, and none was made again"


def test_pillow_is_not_even_loaded_when_nothing_has_changed(album: Site) -> None:
    album.make()
    script = "import sys; from bantin.commands.main import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\nprint('PIL' in sys.modules, 'pypdf' in sys.modules)"
    arguments = ["--root", str(album.root), "build", "--now", "2026-11-24T00:00:00+07:00", "--no-search"]

    def loaded() -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, cwd=PROJECT, check=True, text=True
        )
        return done.stdout.strip()

    assert loaded() == "False False"
    album.article("b", "Chữ khác.\n\n![Tả](hai.png)")
    assert loaded() == "False False"


def edits(site: Site, chance: random.Random) -> None:
    """Change something about pictures and attachments."""
    name = chance.choice(["mot", "hai", "ba"])
    kind = chance.randrange(7)
    if kind == 0:
        site.write(f"content/tin-tuc/{name}.png", png(chance.randrange(4), chance.choice([40, 900]), 30))
    elif kind == 1:
        site.article(
            chance.choice("abc"),
            f"![Tả]({name}.png)" if chance.random() < 0.7 else f"[tệp]({name}.png)",
            date=f"2020-01-0{chance.randint(1, 9)}",
        )
    elif kind == 2:
        site.article(chance.choice("abc"), image=f"{name}.png", image_alt="Tả", draft=chance.random() < 0.2)
    elif kind == 3:
        site.article(chance.choice("abc"), attachments=[{"file": f"{name}.png"}, {"file": "tep.pdf"}])
    elif kind == 4:
        site.write("content/tin-tuc/tep.pdf", made.pdf(chance.randint(1, 3)))
    elif kind == 5:
        site.settings(f"\n[media]\nquality = {chance.choice([60, 78])}\n")
    else:
        shutil.rmtree(site.root / ".bantin" / chance.choice(["pictures", ""]), ignore_errors=True)


@pytest.mark.parametrize("seed", range(max(2, SOAK // 12)))
def test_after_any_edits_the_site_is_that_of_a_build_from_nothing(album: Site, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(6):
        for _ in range(chance.randint(1, 3)):
            edits(album, chance)
        if chance.random() < 0.5:
            settle(album)
        assert album.make().status == 0
        fresh = from_nothing(album, tmp_path / f"fresh-{step}")
        assert fresh.make().status == 0
        assert differences(album.tree(), fresh.tree()) == {}, (seed, step)
