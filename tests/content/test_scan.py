from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from bantin.content.scan import rescan, scan_content
from tests.builder import Site, source


def test_files_come_sorted_by_path_and_hidden_or_temporary_ones_not_at_all(site: Site) -> None:
    kept = [
        "content/Ảnh.png",
        "content/a/b.md",
        "content/a.md",
        "content/ab.md",
        "content/đ.md",
        "content/z/.x/../y.txt",
    ]
    left = [
        ".DS_Store",
        ".git/x.md",
        "a.md~",
        "#a.md#",
        ".a.md.swp",
        "a.swp",
        "a.tmp",
        "Thumbs.db",
        "desktop.ini",
        "x.crdownload",
        ".hidden.md",
    ]
    for path in [*kept, *(f"content/{name}" for name in left)]:
        (site.root / path).parent.mkdir(parents=True, exist_ok=True)
        site.write(path, "x")
    tree = scan_content(site.root)
    assert not tree.problems
    assert [file.path for file in tree.files] == sorted(os.path.normpath(path) for path in kept)


def test_names_meet_in_nfc_and_keep_the_systems_spelling(site: Site) -> None:
    apart = unicodedata.normalize("NFD", "Đường phố.md")
    site.write(f"content/{apart}", "x")
    [file] = scan_content(site.root).files
    assert file.path == "content/Đường phố.md"
    assert os.path.basename(file.real) == apart


def test_a_suffix_in_upper_case_is_markdown_too(site: Site) -> None:
    site.write("content/BÀI.MD", "x")
    [file] = scan_content(site.root).files
    assert (file.path, file.is_source) == ("content/BÀI.MD", True)
    assert Path(file.real).read_text() == "x"


def test_a_link_to_a_file_inside_content_is_read(site: Site) -> None:
    site.write("content/a.md", "chung")
    os.symlink("a.md", site.root / "content/b.md")
    assert [file.path for file in scan_content(site.root).files] == ["content/a.md", "content/b.md"]
    assert not scan_content(site.root).problems


@pytest.mark.parametrize("target", ["../site_config.toml", "/etc/passwd", "nowhere.md", "folder", "..", ".", "x.md"])
def test_a_link_out_of_content_to_a_folder_to_nowhere_or_to_itself_is_not_followed(site: Site, target: str) -> None:
    site.write("content/folder/inside.md", source(title="x"))
    os.symlink(target, site.root / "content/x.md")
    tree = scan_content(site.root)
    # The system itself fails on a link to itself.
    assert [(one.code, one.path) for one in tree.problems] == [
        ("BT308" if target == "x.md" else "BT307", "content/x.md")
    ]
    assert [file.path for file in tree.files] == ["content/folder/inside.md"]


def test_two_names_that_differ_only_in_the_form_of_unicode_are_two_sources_for_one_address(site: Site) -> None:
    for form in ("NFC", "NFD"):
        site.write(f"content/{unicodedata.normalize(form, 'Phố')}.md", source(title=form))
    if len(list((site.root / "content").iterdir())) == 1:  # macOS keeps one
        return
    result = site.make()
    assert result.status == 1
    assert result.codes == ["BT309"]


def test_bytes_that_are_no_name_are_reported(site: Site) -> None:
    try:
        (site.root / "content").joinpath(os.fsdecode(b"t\xeang.md")).write_text("x")
    except OSError:  # file systems of macOS and Windows take names of Unicode only
        return
    assert [(one.code, one.path) for one in scan_content(site.root).problems] == [("BT322", "content")]


def test_no_content_at_all(tmp_path: Path) -> None:
    assert [(one.code, one.path) for one in scan_content(tmp_path).problems] == [("BT311", "content")]


def test_what_is_neither_file_nor_folder_is_reported(site: Site) -> None:
    os.mkfifo(site.root / "content/pipe.md")
    found = scan_content(site.root)
    assert (found.files, [(one.code, one.path) for one in found.problems]) == ([], [("BT313", "content/pipe.md")])


@pytest.mark.parametrize(
    "paths",
    [["a.md"], ["b"], ["b/c.md"], ["b/c.md", "b"], ["moi.md"], ["a.md", "moi/x/y.md"], ["moi"], ["khong-co.md"], [".an.md"], [".an/x.md"], ["../ngoai.md"], [""]],
)  # fmt: skip
@pytest.mark.parametrize("change", ["write", "delete"])
def test_a_scan_of_what_has_changed_finds_what_a_whole_scan_finds(site: Site, paths: list[str], change: str) -> None:
    for path in ("a.md", "aa.md", "b/c.md", "b/d/e.md", "bb/c.md", "z.md"):
        site.write(f"content/{path}", "x")
    before = scan_content(site.root)
    for path in paths:
        place = site.root / "content" / path
        if change == "delete" and path:
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
        else:
            site.write(f"content/{path}" if path.endswith(".md") else f"content/{path}/them.md", "khác hẳn")
    again = rescan(site.root, before, [os.path.normpath(site.root / "content" / path) for path in paths])
    whole = scan_content(site.root)
    # A file that was written just now has no stat to trust, the others are older by then: so compare what else there is.
    assert sorted((file.path, file.real, file.size) for file in again.files) == [
        (file.path, file.real, file.size) for file in whole.files
    ]
    assert again.problems == whole.problems == []
