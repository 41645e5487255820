from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from bantin.content import read
from bantin.content.scan import Tree, scan_content
from tests.builder import Site, differences, png, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def built(site: Site) -> Site:
    """A site built once."""
    for number in range(4):
        site.article(f"n{number}", tags=["Thi đua"])
    assert site.make().status == 0
    return site


def test_problems_of_every_stage_come_at_once_sorted_by_place(site: Site) -> None:
    site.settings(more='\n[[menu]]\nname = "M"\nurl = "/m/"\n')
    site.write("content/tin-tuc/a.md", b"\xff\xfe")
    site.article("b", "[x](khong-co.md) [y](a.md)", category="tim")
    site.article("c", "[x](khong-co.md)\n\n[y](d.md#khong-co)", image="khong-co.png")
    site.article("d", related=["khong-co.md"])
    site.write("content/tin-tuc/d/index.md", (site.root / "content/tin-tuc/d.md").read_bytes())
    site.write("layouts/page.html", "\n{{ nothing }}")
    site.page("p")
    result = site.make()
    assert result.status == 1
    assert result.problems == sorted(result.problems, key=lambda one: (one[1], one[2]))
    assert set(result.problems) == {
        ("BT302", "content/tin-tuc/a.md", 1),
        ("BT203", "content/tin-tuc/b.md", 4),
        ("BT216", "content/tin-tuc/c.md", 5),
        ("BT853", "content/tin-tuc/c.md", 5),
        ("BT401", "content/tin-tuc/c.md", 8),
        ("BT402", "content/tin-tuc/c.md", 10),
        ("BT215", "content/tin-tuc/d.md", 5),
        ("BT215", "content/tin-tuc/d/index.md", 5),
        ("BT309", "content/tin-tuc/d/index.md", 1),
        ("BT502", "layouts/page.html", 2),
        ("BT110", "site_config.toml", 16),
    }


def test_nobody_is_blamed_for_a_link_to_a_source_that_is_broken_itself(site: Site) -> None:
    site.article("a", category="tim")
    site.article("b", "[a](a.md) [a](/tin-tuc/a/)", related=["a.md"])
    assert site.make().problems == [("BT203", "content/tin-tuc/a.md", 4)]


def test_a_change_of_allowed_elements_changes_summaries(site: Site) -> None:
    site.article("a", "<video>Lời trong phim.</video>\n\nĐoạn.")
    assert site.make().status == 0
    assert "Lời trong phim." in site.read("feed.xml").partition("<content")[0]
    site.settings('\n[markup]\nelements = ["video"]\n')
    assert site.make().status == 0
    assert '<summary type="text">Đoạn.</summary>' in site.read("feed.xml")


def test_no_page_is_rendered_from_a_source_of_yesterday(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source changes after it was read and before it is rendered: the build begins anew."""
    real, changes = read.read_source, iter(["Lúc này."])

    def slow(file_path: str, place: str, limit: int = read.SIZE_LIMIT) -> bytes:
        data = real(file_path, place, limit)
        text = next(changes, None) if "n1" in file_path else None
        if text:
            built.article("n1", text, tags=["Thi đua"])
        return data

    monkeypatch.setattr(read, "read_source", slow)
    built.article("n1", "Lúc nãy.", tags=["Thi đua"])
    assert built.make().status == 0
    assert "Lúc này." in built.read("tin-tuc/n1/index.html")
    nothing = Site.copy_of(built, built.root.parent / "nothing")
    assert nothing.make().status == 0
    assert not differences(nothing.tree(), built.tree())


def test_what_was_staged_before_a_build_began_anew_is_not_published(
    built: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {name: built.root / f"content/tin-tuc/{name}.md" for name in ("n1", "n2")}
    first = paths["n1"].read_text("utf-8")
    for path in paths.values():
        path.write_text(path.read_text("utf-8") + "\nThêm.\n", "utf-8")
    real, calls = read.read_source, []

    def write_late(file_path: str, place: str, limit: int = read.SIZE_LIMIT) -> bytes:
        calls.append(file_path)
        if calls.count(file_path) == 2 and file_path.endswith(
            "n2.md"
        ):  # rendered after n1, whose page is staged by now
            paths["n1"].write_text(first, "utf-8")
            paths["n2"].write_text(paths["n2"].read_text("utf-8") + "\nThêm nữa.\n", "utf-8")
        return real(file_path, place, limit)

    monkeypatch.setattr(read, "read_source", write_late)
    assert built.make().status == 0
    monkeypatch.undo()
    assert "Thêm" not in built.read("tin-tuc/n1/index.html")
    nothing = Site.copy_of(built, built.root.parent / "nothing")
    assert nothing.make().status == 0
    assert not differences(nothing.tree(), built.tree())


def test_a_source_that_never_rests_is_told(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = built.tree()
    real = read.read_source

    def written_meanwhile(path: str, place: str, limit: int = read.SIZE_LIMIT) -> bytes:
        with open(place, "ab") as stream:
            stream.write(b"x")
        return real(path, place, limit)

    monkeypatch.setattr(read, "read_source", written_meanwhile)
    built.article("n1", "Mới.", tags=["Thi đua"])
    result = built.make()
    assert (result.status, result.codes) == (1, ["BT312"])
    assert not differences(before, built.tree())


def test_a_source_that_goes_while_it_is_read(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def scan(root: Path) -> Tree:
        found = scan_content(root)
        (built.root / "content/tin-tuc/n1.md").unlink(missing_ok=True)
        return found

    monkeypatch.setattr("bantin.build.pipeline.scan_content", scan)
    built.article("n1", "Mới.")
    result = built.make()
    assert result.codes in ([], ["BT308"])
    monkeypatch.undo()
    assert built.make().status == 0
    assert not (built.public / "tin-tuc/n1").exists()


def test_a_picture_that_changes_while_it_is_copied_is_right_after_the_next_build(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bantin.build import publish

    site.write("content/tep.csv", b"one")
    site.page("a", "[h](tep.csv)")
    real = publish.stage_copy

    def changing(stage: str, file: str, source: Any) -> int:
        digest = real(stage, file, source)
        site.write("content/tep.csv", b"two")
        return digest

    monkeypatch.setattr(publish, "stage_copy", changing)
    site.make()
    monkeypatch.undo()
    assert site.make().status == 0
    assert site.read("tep.csv") == "two"


@pytest.mark.parametrize("back", [True, False])
def test_other_bytes_of_the_same_size_and_time_are_seen(built: Site, *, back: bool) -> None:
    place = built.root / "content/tin-tuc/n1.md"
    stat = place.stat()
    place.write_bytes(place.read_bytes().replace("Xin chào".encode(), "Xin chàu".encode()))
    os.utime(place, ns=(stat.st_atime_ns, stat.st_mtime_ns if back else stat.st_mtime_ns - 10**12))
    assert built.make().status == 0
    assert "Xin chàu" in built.read("tin-tuc/n1/index.html")


@pytest.mark.parametrize("stamp", [0, 1_000_000_000, 4_000_000_000])
def test_files_with_odd_times_are_read_right(built: Site, stamp: int) -> None:
    """Of a copied disk, or of a clock that is wrong."""
    for text in ("một", "hai"):
        place = built.root / built.article("n1", text)
        os.utime(place, (stamp, stamp))
        assert built.make().status == 0
        assert text in built.read("tin-tuc/n1/index.html")


def test_what_was_written_in_the_same_tick_is_seen(built: Site) -> None:
    for number in range(5):
        built.article("n1", f"Lần {number}.")
        assert built.make().status == 0
        assert f"Lần {number}." in built.read("tin-tuc/n1/index.html")


def test_full_renders_everything_and_writes_only_what_differs(built: Site) -> None:
    told = built.make("--full").json
    assert told["rendered"] == told["pages"]
    assert told["written"] == told["removed"] == 0


def test_a_draft_leaves_with_its_pictures(site: Site) -> None:
    site.write("content/tin-tuc/a/hinh.png", png())
    site.write("content/tin-tuc/a/tep.txt", b"secret")
    site.article("a/index", "![h](hinh.png) [t](tep.txt)", title="Bí mật", tags=["Riêng"])
    assert site.make().status == 0
    assert (site.public / "tin-tuc/a/tep.txt").is_file()
    site.article("a/index", "![h](hinh.png) [t](tep.txt)", title="Bí mật", tags=["Riêng"], draft=True)
    assert site.make().status == 0
    published = tree(site.public)
    assert not [path for path in published if path.startswith(("tin-tuc/a", "the/rieng"))]
    assert not [
        path
        for path, content in published.items()
        if isinstance(content, bytes) and ("Bí mật".encode() in content or b"secret" in content)
    ]


def test_a_picture_that_two_pages_show_is_published_once_and_goes_with_the_last(site: Site) -> None:
    site.write("content/hinh.csv", b"x")
    site.page("a", "[h](hinh.csv)")
    site.page("b", "[h](hinh.csv)")
    assert site.make().status == 0
    site.page("a")
    assert site.make().status == 0
    assert (site.public / "hinh.csv").is_file()
    site.page("b")
    assert site.make().json["removed"] == 1
    assert not (site.public / "hinh.csv").exists()


def test_two_files_for_one_address(site: Site) -> None:
    for name in ("Ảnh.csv", "anh.csv", "ANH.csv"):
        site.write(f"content/{name}", name)
    site.page("a", "[a](Ảnh.csv) [b](anh.csv) [c](ANH.csv)")
    result = site.make()
    assert result.status == 1
    assert set(result.codes) == {"BT309"}


def test_a_file_at_the_address_of_a_page(site: Site) -> None:
    site.write("content/404.html", "mine")
    site.page("a", "[f](404.html)")
    result = site.make()
    assert (result.status, set(result.codes)) == (1, {"BT309", "BT856"})


def test_an_empty_site_is_a_site(new_site: Callable[..., Site]) -> None:
    for plain in (True, False):
        site = new_site({}, folder=f"plain-{plain}", plain=plain)
        result = site.make()
        assert (result.status, result.problems) == (0, []), result.stderr
        site.page("a")
        assert site.make().status == 0
        site.article("a")
        assert site.make().status == 0
        (site.root / "content/tin-tuc/a.md").unlink()
        assert site.make().status == 0
        assert not (site.public / "tin-tuc/a").exists()
