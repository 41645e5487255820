from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bantin.build import publish
from bantin.build.publish import Output, refuse_harmful
from bantin.problems import BuildFailed
from bantin.system.workers import ORPHAN_S
from tests.builder import PROJECT, Site, differences, png, stamps, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mishaps import Mishap


@pytest.fixture
def built(site: Site) -> Site:
    """A site built once."""
    for number in range(4):
        site.article(f"n{number}", f"Bài {number}.", date=f"2020-01-0{number + 1}", tags=["Thi đua"])
    assert site.make().status == 0
    return site


# --- what is written -----------------------------------------------------------------------------------------------


def test_bytes_that_did_not_change_are_not_written_again(built: Site) -> None:
    before = stamps(built.public)
    built.article("n3", "Nội dung khác.", date="2020-01-04", tags=["Thi đua"], summary="x")
    result = built.make()
    after = stamps(built.public)
    changed = {path for path in after if after[path] != before.get(path)}
    assert "tin-tuc/n3/index.html" in changed
    assert "tin-tuc/n0/index.html" not in changed
    assert "404.html" not in changed
    assert ".bantin/manifest" not in changed
    assert len(changed) == result.json["written"]
    assert built.make("--full").json["written"] == 0
    assert stamps(built.public) == after


def test_what_is_no_longer_made_is_removed_with_its_empty_folders(built: Site) -> None:
    (built.root / "content/tin-tuc/n3.md").unlink()
    assert built.make().json["removed"] > 0
    assert not (built.public / "tin-tuc/n3").exists()
    for number in range(3):
        (built.root / f"content/tin-tuc/n{number}.md").unlink()
    assert built.make().status == 0
    assert not (built.public / "the/thi-dua").exists()
    assert not (built.public / "luu-tru/2020").exists()


def test_files_of_others_are_never_touched(built: Site) -> None:
    mine = {
        "CNAME": "a.vn",
        "tin-tuc/n3/mine.txt": "x",
        "the/thi-dua/mine/deep.txt": "y",
        ".well-known/security.txt": "z",
        ".bantin/mine": "w",
    }
    for path, text in mine.items():
        place = built.public / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    before = {path: content for path, content in stamps(built.public).items() if path in mine}
    for number in range(4):
        (built.root / f"content/tin-tuc/n{number}.md").unlink()
    assert built.make().status == 0
    assert {path: content for path, content in stamps(built.public).items() if path in mine} == before
    assert not (built.public / "tin-tuc/n3/index.html").exists()


@pytest.mark.parametrize("path", ["index.html", "tin-tuc/a/index.html", "feed.xml"])
def test_a_file_of_others_where_the_site_would_write_is_refused(site: Site, path: str) -> None:
    site.article("a")
    place = site.write(f"public/{path}", "mine")
    before = site.tree()
    result = site.make()
    assert (result.status, result.codes) == (1, ["BT602"])
    assert path in result.json["problems"][0]["message"]
    assert place.read_text() == "mine"
    assert not differences(before, site.tree())


@pytest.mark.parametrize("path", ["tin-tuc", "the", "luu-tru/2020", "assets", "tin-tuc/a"])
def test_a_file_of_others_where_the_site_needs_a_folder_is_refused(site: Site, path: str) -> None:
    site.article("a")
    place = site.write(f"public/{path}", "mine")
    result = site.make()
    assert place.is_file()
    assert place.read_text() == "mine"
    assert (result.status, result.codes) == (1, ["BT602"])


@pytest.mark.parametrize("path", ["feed.xml", "404.html"])
def test_a_folder_of_others_where_the_site_needs_a_file_is_refused(site: Site, path: str) -> None:
    site.article("a")
    site.write(f"public/{path}/mine.txt", "mine")
    result = site.make()
    assert result.status == 1
    assert (site.public / path / "mine.txt").read_text() == "mine"


def test_a_folder_that_is_a_link_to_elsewhere_is_not_written_through(built: Site, tmp_path: Path) -> None:
    """Somebody has put a link in the place of a published folder: what it leads to is not ours."""
    import shutil

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("theirs")
    shutil.rmtree(built.public / "tin-tuc")
    (built.public / "tin-tuc").symlink_to(elsewhere)
    built.make()
    assert tree(elsewhere) == {"index.html": b"theirs"}


@pytest.mark.parametrize("folder", ["tin-tuc", "tin-tuc/n3"])
def test_nothing_is_removed_through_a_link(built: Site, tmp_path: Path, folder: str) -> None:
    """What is no longer made lies behind a link by now: the files there are not the ones that were made."""
    elsewhere = tmp_path / "elsewhere"
    (built.public / folder).rename(elsewhere)
    (built.public / folder).symlink_to(elsewhere)
    before = tree(elsewhere)
    with Output(built.public) as output:
        left = output.made - {path for path in output.made if path.startswith(f"{folder}/")}
        assert output.commit(left, ()) == 0
    assert tree(elsewhere) == before
    assert (built.public / folder).is_symlink()


def test_the_public_folder_itself_may_be_a_link(site: Site, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    site.public.symlink_to(tmp_path / "disk")
    site.article("a")
    assert site.make().status == site.make().status == 0
    assert site.public.is_symlink()
    assert (tmp_path / "disk/index.html").is_file()


# --- where the site may not go -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "output",
    [
        ".",
        "..",
        "/",
        "content",
        "content/x",
        "layouts",
        "layouts/assets",
        ".git",
        ".git/x",
        ".bantin",
        "bantin",
        "~",
        "~/..",
        "public/../content",
        "./././",
        "file.txt",
    ],
)
def test_an_output_that_could_harm_is_refused(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home/user"))
    site.write("file.txt", "x")
    site.article("a")
    place = os.path.expanduser(output) if output.startswith("~") else os.path.join(site.root, output)
    before = tree(tmp_path)
    result = site.make("--output", place)
    assert (result.status, result.codes) == (1, ["BT601"])
    after = {path: content for path, content in tree(tmp_path).items() if "/.bantin" not in path}
    assert not differences({path: content for path, content in before.items() if "/.bantin" not in path}, after)


def test_a_link_does_not_hide_a_harmful_output(site: Site, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(site.root / "content")
    with pytest.raises(BuildFailed) as failed:
        refuse_harmful(site.root, tmp_path / "link")
    assert [one.code for one in failed.value.problems] == ["BT601"]


@pytest.mark.parametrize("output", ["public", "public/sub", "other", "contents", "../elsewhere"])
def test_other_outputs_are_fine(site: Site, output: str) -> None:
    site.article("a")
    assert site.make("--output", str(site.root / output)).status == 0


# --- two builds at once --------------------------------------------------------------------------------------------


def test_a_second_build_waits_for_the_first(built: Site) -> None:
    waited = threading.Event()
    entered = threading.Event()

    def second() -> None:
        with Output(built.public, on_wait=waited.set):
            entered.set()

    with Output(built.public):
        thread = threading.Thread(target=second)
        thread.start()
        assert waited.wait(20)
        assert not entered.is_set()
    assert entered.wait(20)
    thread.join()


@pytest.mark.mishap("Lần dựng kia không xong sau mười phút")
def test_a_second_build_that_waits_too_long_says_so(
    built: Site, monkeypatch: pytest.MonkeyPatch, mishap: Mishap
) -> None:
    monkeypatch.setattr(publish, "LOCK_WAIT_S", 0)
    before = built.tree()
    with Output(built.public):
        result = built.make("--full")
    assert result.status == 1
    mishap.told(result.stderr)
    mishap.seen(built.tree(), before)


@pytest.mark.mishap("Hai lần dựng cùng lúc")
def test_two_builds_at_once_both_end_well(site: Site, mishap: Mishap) -> None:
    for number in range(12):
        site.article(f"n{number}", f"Bài {number}.", tags=["Thi đua"])
    command = [
        sys.executable,
        str(PROJECT / "build.py"),
        "--root",
        str(site.root),
        "build",
        "--json",
        "--no-search",
        "--now",
        "2026-11-24",
    ]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    said = [build.communicate()[1] for build in builds]
    mishap.told(b"".join(said).decode())
    assert [build.returncode for build in builds] == [0] * 3
    nothing = Site.copy_of(site, site.root.parent / "nothing")
    assert nothing.make(now="2026-11-24").status == 0
    mishap.seen(differences(nothing.tree(), site.tree()), {})


# --- a disk that refuses -------------------------------------------------------------------------------------------


class Full:
    """Refuses the Nth call, and all after it, as a full disk does."""

    def __init__(self, patch: pytest.MonkeyPatch, name: str, after: int) -> None:
        self.left = after
        self.real = getattr(os, name)
        patch.setattr(os, name, self)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.real(*arguments, **options)


@pytest.mark.parametrize("after", [0, 1, 7, 20])
@pytest.mark.parametrize("name", ["write", "open"])
def test_a_full_disk_while_staging_changes_nothing(built: Site, name: str, after: int) -> None:
    before, placed = built.tree(), stamps(built.public)
    built.settings(title="Tên khác")
    with pytest.MonkeyPatch.context() as patch:
        if name == "open":  # of new files only: folders are opened to lock them, and to clear them away
            real, calls = os.open, iter(range(1000))

            def no_room(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
                if flags & os.O_CREAT and next(calls) >= after:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
                return real(path, flags, *arguments, **options)

            patch.setattr(os, "open", no_room)
        else:
            Full(patch, name, after)
        result = built.make()
    assert (result.status, result.codes) == (1, ["BT604"])
    assert not differences(before, built.tree())
    assert stamps(built.public) == placed
    assert built.make().status == 0
    assert not differences(_fresh(built), built.tree())


@pytest.mark.parametrize("after", [0, 1, 5, 15])
@pytest.mark.parametrize("name", ["replace", "rename", "unlink"])
def test_a_disk_that_refuses_while_publishing_leaves_each_file_whole(built: Site, name: str, after: int) -> None:
    old = built.tree()
    built.settings(title="Tên khác")
    (built.root / "content/tin-tuc/n0.md").unlink()
    built.article("n9", "Mới.")
    built.page("x")
    fresh = _fresh(built)
    with pytest.MonkeyPatch.context() as patch:
        Full(patch, name, after)
        result = built.make()
    if result.status:
        assert result.codes == ["BT604"]
        assert "Traceback" not in result.stderr
    for path, content in built.tree().items():
        if isinstance(content, bytes) and not path.startswith(".bantin/"):
            assert content in (old.get(path), fresh.get(path)), path
    assert built.make().status == 0
    assert not differences(fresh, built.tree())


def test_a_disk_without_room_for_real(built: Site) -> None:
    """The system's own refusal, in a process of its own: no file may grow beyond 3,000 bytes there."""
    before = built.tree()
    built.article("long", "Dài. " * 2_000)
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    result = built.build("--no-search", "--jobs", "1", python=(sys.executable, "-B", "-c", limit))
    assert (result.status, result.codes) == (1, ["BT604"]), result.stderr
    assert "Traceback" not in result.stderr
    assert not differences(before, built.tree())


def test_a_public_folder_that_cannot_be_made(site: Site) -> None:
    site.article("a")
    site.write("public", "a file")
    result = site.make()
    assert (result.status, result.codes) == (1, ["BT601"])
    result = site.make("--output", str(site.root / "public/inside"))
    assert (result.status, result.codes) == (1, ["BT604"])


def test_a_picture_that_cannot_be_read_is_told_by_its_own_name(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/hinh.png", png())
    site.page("a", "![h](hinh.png)")
    real = os.open

    def refusing(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith("hinh.png"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refusing)
    result = site.make()
    assert result.status == 1
    assert result.problems == [("BT308", "content/hinh.png", 0)]


# --- a record of what was made -------------------------------------------------------------------------------------


def test_the_manifest_names_every_file(built: Site) -> None:
    assert built.read(".bantin/manifest").splitlines() == sorted(built.pages())


@pytest.mark.parametrize(
    "line", ["../../outside.txt", "/etc/passwd", "a/../../outside.txt", "C:/x", "content/../../outside.txt"]
)
def test_a_manifest_that_somebody_wrote_cannot_reach_outside(built: Site, line: str) -> None:
    outside = built.root / "outside.txt"
    outside.write_text("theirs")
    manifest = built.public / ".bantin/manifest"
    manifest.write_text(manifest.read_text() + line + "\n")
    built.article("n9")
    assert built.make().status == 0
    assert outside.read_text() == "theirs"


def test_a_lost_manifest_is_made_again(built: Site) -> None:
    before = built.tree()
    (built.public / ".bantin/manifest").unlink()
    (built.root / "content/tin-tuc/n3.md").write_bytes((built.root / "content/tin-tuc/n3.md").read_bytes())
    assert built.make().status == 0
    assert not differences(before, built.tree())


def test_an_article_that_goes_together_with_the_manifest_is_removed_all_the_same(built: Site) -> None:
    """The store knows what was published as well."""
    (built.public / ".bantin/manifest").unlink()
    (built.root / "content/tin-tuc/n3.md").unlink()
    assert built.make().status == 0
    assert not differences(_fresh(built), built.tree())


def test_a_build_that_fails_the_first_time_leaves_no_folder(site: Site) -> None:
    site.page("a", "[x](khong-co.md)")
    assert site.make().status == 1
    assert not site.public.exists()


def _fresh(site: Site) -> dict[str, bytes | str | None]:
    nothing = Site.copy_of(site, site.root.parent / "nothing")
    assert nothing.make().status == 0
    return nothing.tree()


def test_the_stage_of_a_killed_build_is_removed_after_its_workers_have_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker may write until it notices that its parent is gone."""
    stage = tmp_path / ".bantin" / "stage-1-a"
    stage.mkdir(parents=True)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        (stage / "late.html").write_text("of a worker")

    monkeypatch.setattr("bantin.build.publish.time.sleep", sleep)
    with Output(tmp_path):
        assert not stage.exists()
    assert waited == [ORPHAN_S]
    with Output(tmp_path):
        assert waited == [ORPHAN_S]  # nothing is left, so nothing is waited for
