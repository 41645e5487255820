"""Files that somebody swaps while they are read: for links out of the site, for pipes, for folders of others. Nothing of theirs gets out."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import shutil
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from bantin.content.scan import Tree, scan_content
from bantin.preview import server
from bantin.preview.view import FileContent
from bantin.system import safe_open
from tests.builder import Site, article, differences, png
from tests.conftest import SOAK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

SECRET = b"BI MAT"
PATIENCE_S = 30
STEP = 4 if SOAK < 100 else 1
OPENINGS = ("open", "stat", "lstat", "scandir", "readlink")
NAMES = ("bai.md", "khac.md", "a.png", "b.svg", "c.csv", "d.pdf")
FOLDER = "content/tin-tuc"


def fill(folder: Path, *, secret: bool) -> None:
    """Write one file of each kind that a build reads."""
    word = SECRET.decode() if secret else "Xin chào"
    folder.mkdir(parents=True, exist_ok=True)
    body = f"{word}\n\n![Tả](a.png)\n\n![Vẽ](b.svg)\n\n[c](c.csv) [d](d.pdf)"
    (folder / "bai.md").write_text(article(body), "utf-8")
    (folder / "khac.md").write_text(article(word, title="Khác"), "utf-8")
    (folder / "a.png").write_bytes(png(200 if secret else 1, 400, 300))
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text x="1" y="5">{word}</text></svg>'
    (folder / "b.svg").write_text(drawing, "utf-8")
    (folder / "c.csv").write_text(f"a,{word}\n", "utf-8")
    (folder / "d.pdf").write_text(f"%PDF-1.4 {word}\n", "utf-8")


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """End a test that waits for a pipe."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("it waits for ever")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Swapping:
    """While it is entered, `swap` is done before look number `at` (from 1) at anything of `content/`; who opens a secret is caught."""

    def __init__(self, at: int, swap: Callable[[], None], secrets: Path) -> None:
        self._at = at
        self._swap = swap
        self._secrets = {(one.stat().st_dev, one.stat().st_ino) for one in (secrets, *secrets.iterdir())}
        self.calls = 0
        self.opened = False

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Watch every call that looks at or opens a file."""
        for name in OPENINGS:
            patch.setattr(os, name, self._watched(getattr(os, name)))
        patch.setattr(builtins, "open", self._watched(builtins.open))
        patch.setattr(io, "open", self._watched(io.open))

    def _watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def watched(path: Any, *arguments: Any, **options: Any) -> Any:
            if FOLDER in str(path) or isinstance(path, int) or options.get("dir_fd") is not None:
                self.calls += 1
                if self.calls == self._at:
                    self._swap()
            found = real(path, *arguments, **options)
            handle = found if isinstance(found, int) else found.fileno() if hasattr(found, "fileno") else None
            if handle is not None:
                stat = os.fstat(handle)
                self.opened |= (stat.st_dev, stat.st_ino) in self._secrets
            return found

        return watched


def as_links(site: Site, outside: Path) -> None:
    for name in NAMES:
        (site.root / FOLDER / name).unlink()
        (site.root / FOLDER / name).symlink_to(outside / name)


def as_folder(site: Site, outside: Path) -> None:
    (site.root / FOLDER).rename(site.root / "away")
    (site.root / FOLDER).symlink_to(outside)


def as_pipes(site: Site, _outside: Path) -> None:
    for name in NAMES:
        (site.root / FOLDER / name).unlink()
        os.mkfifo(site.root / FOLDER / name)


@pytest.mark.parametrize("age_s", [0, 1000])
@pytest.mark.parametrize("swap", [as_links, as_folder, as_pipes])
def test_a_swap_before_each_look_at_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Site, Path], None], age_s: int
) -> None:
    outside = tmp_path / "outside"
    fill(outside, secret=True)
    kept = Site(tmp_path / "kept")
    fill(kept.root / FOLDER, secret=False)
    at, calls = 1, 1
    while at <= calls:
        site = Site.copy_of(kept, tmp_path / f"site{at}")
        for one in (site.root / "content").rglob("*"):
            os.utime(one, (one.stat().st_mtime - age_s,) * 2)
        swapping = Swapping(at, lambda site=site: swap(site, outside), outside)  # type: ignore[misc]
        with monkeypatch.context() as patch, guarded():
            swapping.install(patch)
            result = site.make()
        calls = max(calls, swapping.calls)
        assert not swapping.opened, at
        published = [data for data in site.tree().values() if isinstance(data, bytes)] if site.public.exists() else []
        assert not [data for data in published if SECRET in data], at
        assert result.status == 0 or {"BT307", "BT308", "BT312", "BT313"}.intersection(result.codes), (
            at,
            result.problems,
        )
        shutil.rmtree(site.root)
        at += STEP
    assert calls > 40


@pytest.mark.parametrize("swap", [as_links, as_folder, as_pipes])
def test_a_swap_between_the_walk_and_the_first_read_is_told_and_mended(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Site, Path], None]
) -> None:
    fill(tmp_path / "outside", secret=True)
    fill(site.root / FOLDER, secret=False)

    def scan(root: Path) -> Tree:
        found = scan_content(root)
        swap(site, tmp_path / "outside")
        return found

    with monkeypatch.context() as patch, guarded():
        patch.setattr("bantin.build.pipeline.scan_content", scan)
        result = site.make()
    assert result.status == 1
    assert set(result.codes) <= {"BT307", "BT308", "BT313"}
    assert not site.public.exists()
    if (site.root / FOLDER).is_symlink():
        (site.root / FOLDER).unlink()
    else:
        shutil.rmtree(site.root / FOLDER)
    fill(site.root / FOLDER, secret=False)
    assert site.make().status == 0
    assert site.read("tin-tuc/c.csv") == "a,Xin chào\n"


def test_an_attachment_that_is_another_one_when_it_is_copied_begins_the_build_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was inspected is what is published: its size is shown with the link."""
    from bantin.build.media_files import MediaFiles

    site.page("a", "[b](b.csv)")
    place = site.write("content/b.csv", "1,2")
    os.utime(place, (1_600_000_000, 1_600_000_000))
    time.sleep(0.1)  # past the time within which a file may change without a new time stamp
    real = MediaFiles._opened
    swapped: list[int] = []

    def opened(files: MediaFiles, *arguments: Any) -> Any:
        if not swapped:
            swapped.append(1)
            site.write("moi.csv", "1,2,3,4,5").replace(place)
        return real(files, *arguments)

    monkeypatch.setattr(MediaFiles, "_opened", opened)
    assert site.make().status == 0
    assert swapped
    assert site.read("b.csv") == "1,2,3,4,5"
    assert "(CSV, 9 B)" in site.read("a/index.html")


# --- links and pipes that are there from the beginning -----------------------------------------------------------------


@pytest.mark.parametrize("target", [".bi-mat", ".git/config", "nhap.md", "b.png~", "/dev/zero", "ong.png"])
def test_a_picture_that_is_a_link_to_what_is_not_for_readers(site: Site, target: str) -> None:
    """Hidden files, backups and the source of a draft stand in `content/`, but no page may show them."""
    for path in (".bi-mat", ".git/config", "b.png~"):
        site.write(f"content/{path}", png())
    site.write("content/nhap.md", "---\ntitle: Nháp\ndraft: true\n---\n\nBí mật\n")
    os.mkfifo(site.root / "content/.ong.png")
    (site.root / "content/ong.png").symlink_to(".ong.png")
    (site.root / "content/a.png").symlink_to(target)
    site.page("a", "![Tả](a.png)")
    result = site.build("--no-search")
    assert result.status == 1
    assert ("BT307", "content/a.png", 0) in result.problems
    assert not site.public.exists()


def test_a_draft_is_not_published_as_an_attachment_by_another_name(site: Site) -> None:
    site.write("content/nhap.md", "---\ntitle: Nháp\ndraft: true\n---\n\nBí mật\n")
    (site.root / "content/a.csv").symlink_to("nhap.md")
    site.page("a", "[a](a.csv)")
    assert ("BT307", "content/a.csv", 0) in site.make().problems


def test_a_link_to_a_visible_file_of_the_same_kind_is_published(site: Site) -> None:
    site.write("content/tep/that.txt", "a,b\n")
    (site.root / "content/a.txt").symlink_to("tep/that.txt")
    site.page("a", "[a](a.txt)")
    assert site.make().status == 0
    assert site.read("a.txt") == "a,b\n"


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    "name", ["content/a.md", "content/a.png", "layouts/a.html", "layouts/assets/a.txt", "layouts/i18n/vi.toml"]
)
def test_a_pipe_is_told_and_not_waited_for(site: Site, name: str, command: str) -> None:
    site.article("x")
    (site.root / name).parent.mkdir(exist_ok=True)
    (site.root / name).unlink(missing_ok=True)
    os.mkfifo(site.root / name)
    result = site.run(command, "--json", "--now", "2026-11-24")
    assert "Traceback" not in result.stderr
    assert (result.status, ("BT313", name, 0) in result.problems) == (1, True)


@pytest.mark.parametrize("target", ["", "/dev/zero", "content"])
@pytest.mark.parametrize("command", [("build", "--json"), ("--json",), ("check", "--json")])
def test_settings_that_are_no_file(site: Site, target: str, command: tuple[str, ...]) -> None:
    place = site.root / "site_config.toml"
    place.unlink()
    if target:
        place.symlink_to(target)
    else:
        os.mkfifo(place)
    result = site.run(*command)
    assert "Traceback" not in result.stderr
    assert (result.status, result.problems) == (1, [("BT313", "site_config.toml", 0)])


def test_settings_may_be_a_link_to_elsewhere(site: Site, tmp_path: Path) -> None:
    site.article("x")
    (site.root / "site_config.toml").rename(tmp_path / "elsewhere.toml")
    (site.root / "site_config.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert site.make().status == 0


@pytest.mark.parametrize(
    ("name", "target", "code"),
    [
        ("layouts/assets/a.txt", "../../../bi-mat", "BT511"),
        ("layouts/assets/a.txt", "/etc/passwd", "BT511"),
        ("layouts/assets/a.txt", "/dev/zero", "BT511"),
        ("layouts/assets/a.txt", ".an", "BT511"),
        ("layouts/assets/thu-muc", "../../..", "BT511"),
        ("layouts/assets/thu-muc", "../../content", "BT511"),
        ("layouts/thu-muc", "assets", "BT313"),
        ("layouts/a.html", "../../bi-mat", "BT511"),
        ("layouts/i18n/vi.toml", "../../../bi-mat", "BT511"),
    ],
)
def test_a_layout_that_is_a_link_to_elsewhere(site: Site, tmp_path: Path, name: str, target: str, code: str) -> None:
    (tmp_path / "bi-mat").write_bytes(SECRET)
    site.write("layouts/assets/.an", SECRET)
    site.article("x")
    (site.root / name).parent.mkdir(exist_ok=True)
    (site.root / name).unlink(missing_ok=True)
    (site.root / name).symlink_to(target)
    result = site.build("--no-search")
    assert (result.status, result.problems) == (1, [(code, name, 0)])
    assert not site.public.exists()


def test_a_layout_may_be_a_link_to_another_one_and_the_folder_one_to_elsewhere(site: Site, tmp_path: Path) -> None:
    site.article("x")
    site.write("layouts/assets/a.txt", "a")
    (site.root / "layouts/assets/b.txt").symlink_to("a.txt")
    (site.root / "layouts").rename(tmp_path / "chung")
    (site.root / "layouts").symlink_to(tmp_path / "chung")
    assert site.make().status == 0
    assert len([path for path in site.pages() if path.startswith("assets/b.")]) == 1


def test_a_layout_that_is_swapped_after_it_was_listed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bantin.system import paths as files

    (tmp_path / "bi-mat").write_bytes(SECRET)
    site.article("x")
    place = site.write("layouts/assets/a.txt", "a")
    real = files.layout_files

    def listed(root: Path) -> dict[str, str]:
        found = real(root)
        place.unlink()
        place.symlink_to(tmp_path / "bi-mat")
        return found

    monkeypatch.setattr("bantin.rendering.load_layouts.layout_files", listed)
    assert site.make().problems == [("BT511", "layouts/assets/a.txt", 0)]


# --- the output folder and the store -----------------------------------------------------------------------------------


def test_a_record_of_what_is_published_that_is_a_link(site: Site, tmp_path: Path) -> None:
    """What it leads to is not Bantin's: neither written nor cleared."""
    site.article("x")
    (tmp_path / "theirs/stage-1").mkdir(parents=True)
    site.public.mkdir()
    (site.public / ".bantin").symlink_to(tmp_path / "theirs")
    result = site.make()
    assert (result.status, result.codes) == (1, ["BT602"])
    assert os.listdir(tmp_path / "theirs") == ["stage-1"]
    assert os.listdir(site.public) == [".bantin"]


@pytest.mark.parametrize("name", ["manifest", ".manifest.{process}"])
def test_a_manifest_that_is_a_link_or_a_pipe(site: Site, tmp_path: Path, name: str) -> None:
    """Also its new one, before it is renamed."""
    name = name.format(process=os.getpid())
    site.article("x")
    assert site.make().status == 0
    fresh = site.tree()
    (tmp_path / "theirs").write_bytes(b"x\n")
    for target in (tmp_path / "theirs", None):
        (site.public / ".bantin" / name).unlink(missing_ok=True)
        if target:
            (site.public / ".bantin" / name).symlink_to(target)
        else:
            os.mkfifo(site.public / ".bantin" / name)
        site.article("y")
        with guarded():
            assert site.make().status == 0
        (site.root / "content/tin-tuc/y.md").unlink()
        with guarded():
            assert site.make().status == 0
        assert (tmp_path / "theirs").read_bytes() == b"x\n"
    assert not differences(fresh, site.tree())


def test_a_published_file_that_became_a_pipe_or_a_link_is_put_right(site: Site, tmp_path: Path) -> None:
    site.article("x")
    assert site.make().status == 0
    fresh = site.tree()
    shutil.copy(site.public / "index.html", tmp_path / "index.html")
    (site.public / "index.html").unlink()
    (site.public / "index.html").symlink_to(tmp_path / "index.html")
    (site.public / "404.html").unlink()
    os.mkfifo(site.public / "404.html")
    with guarded():
        assert site.make().status == 0
    assert not differences(fresh, site.tree())


def test_a_kept_picture_that_is_a_link_is_made_anew(site: Site, tmp_path: Path) -> None:
    site.write("content/a.png", png(1, 400, 300))
    site.page("a", "![Tả](a.png)")
    assert site.make().status == 0
    fresh = site.tree()
    for made in (site.root / ".bantin/pictures").glob("*/*"):
        made.rename(tmp_path / made.name)
        made.symlink_to(tmp_path / made.name)
        (tmp_path / made.name).write_bytes(SECRET)
    shutil.rmtree(site.public)
    assert site.make().status == 0
    assert not differences(fresh, site.tree())


def test_kept_pictures_in_a_folder_that_is_a_link_are_made_anew(site: Site, tmp_path: Path) -> None:
    site.write("content/a.png", png(1, 400, 300))
    site.page("a", "![Tả](a.png)")
    assert site.make().status == 0
    fresh = site.tree()
    [folder] = (site.root / ".bantin/pictures").iterdir()
    folder.rename(tmp_path / "pictures")
    folder.symlink_to(tmp_path / "pictures")
    for made in (tmp_path / "pictures").iterdir():
        made.write_bytes(SECRET)
    shutil.rmtree(site.public)
    assert site.make().status == 0
    assert not differences(fresh, site.tree())


# --- the preview -------------------------------------------------------------------------------------------------------


def _sent(answer: FileContent, before: Callable[[], None]) -> tuple[int, bytes]:
    """Return the status and body with which the preview sends a file; `before` is done between opening and sending."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    async def send() -> tuple[int, bytes]:
        response = await server._file(answer)
        before()
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        async def take(message: Any) -> None:
            said.append(message)

        await response({"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}, receive, take)
        return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, send()).result()


def test_the_preview_sends_what_it_has_opened(tmp_path: Path) -> None:
    place, secret = tmp_path / "content/a.csv", tmp_path / "bi-mat"
    place.parent.mkdir()
    place.write_bytes(b"a,b")
    secret.write_bytes(SECRET)
    answer = FileContent(str(place.parent), str(place), "text/csv")

    def swap() -> None:
        place.unlink()
        place.symlink_to(secret)

    handles = len(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else 0
    assert _sent(answer, swap) == (200, b"a,b")
    assert _sent(answer, lambda: None)[0] == 404
    place.unlink()
    os.mkfifo(place)
    with guarded():
        assert _sent(answer, lambda: None)[0] == 404
    assert (len(os.listdir("/dev/fd")) if handles else 0) == handles


def test_the_lines_that_the_preview_shows_are_none_of_elsewhere(site: Site, tmp_path: Path) -> None:
    from bantin.preview.problem_details import describe_problems
    from bantin.problems import problem

    (tmp_path / "bi-mat").write_bytes(SECRET)
    place = site.root / site.article("a")
    files = scan_content(site.root).by_path
    found = problem("BT203", "content/tin-tuc/a.md", 1)
    assert [line.text for line in describe_problems([found], site.root, files, "vi")[0].lines][:1] == ["---"]
    place.unlink()
    place.symlink_to(tmp_path / "bi-mat")
    assert describe_problems([found], site.root, files, "vi")[0].lines == ()


def test_windows_way_of_walking_and_reading(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_open, "BY_HANDLE", False)
    fill(site.root / FOLDER, secret=False)
    assert site.make().status == 0
    assert site.read("tin-tuc/c.csv") == "a,Xin chào\n"
    (site.root / FOLDER / "c.csv").unlink()
    (tmp_path / "bi-mat").write_bytes(SECRET)
    (site.root / FOLDER / "c.csv").symlink_to(tmp_path / "bi-mat")
    assert ("BT307", f"{FOLDER}/c.csv", 0) in site.make().problems
