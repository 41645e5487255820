"""Mishaps that are nobody else's test: what the web person reads, and that readers see what they saw.

`docs/su-co.md` is the table of all; see `tests/mishaps.py`.
"""

from __future__ import annotations

import ast
import errno
import http.client
import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bantin.counter import sqlite_file
from bantin.problems import catalogue
from tests.builder import NOW, PROJECT, Result, Site, Tree, tree
from tests.counter.running import SETTINGS, Client, FakeClock, RedisServer, Service, Threaded, command, in_thread
from tests.crashing import crash
from tests.failing import Failing
from tests.live_host import Host
from tests.mishaps import ROWS, row
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.mishaps import Mishap

pytestmark = pytest.mark.servers
DATABASE = "data/luot.sqlite"


def test_each_row_of_the_document_has_its_test() -> None:
    """One test a row, which asks for the fixture that compares it with the row; and each code that a row names is one."""
    played: Counter[str] = Counter()
    for path in (PROJECT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        if "mishap" not in text:
            continue
        module = ast.parse(text)
        names = {
            target.id: ast.literal_eval(one.value)
            for one in module.body
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for test in ast.walk(module):
            if isinstance(test, ast.FunctionDef) and (marked := _rows_of(test, names)):
                assert "mishap" in {argument.arg for argument in test.args.args}, f"{path}: {test.name}"
                played.update(set(marked))
    assert played.keys() == ROWS.keys()
    assert [row for row, count in played.items() if count > 1] == []
    codes = {word.strip(",;()") for row in ROWS.values() for word in row.told.split() if word.startswith("BT")}
    assert codes <= catalogue().keys()


def _rows_of(test: ast.FunctionDef, names: dict[str, str]) -> list[str]:
    """Return the rows that a test is marked with, alone or in its parameters."""
    calls = [one for decorator in test.decorator_list for one in ast.walk(decorator) if isinstance(one, ast.Call)]
    marks = [
        one.args[0]
        for one in calls
        if getattr(one.func, "attr", "") == "mishap" or getattr(one.func, "id", "") == "row"
    ]
    return [names[one.id] if isinstance(one, ast.Name) else ast.literal_eval(one) for one in marks]


# --- building and deploying ---


class Office:
    """A site, and the folder `www` beside it, from which its readers get `current`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = folder / "site/site_config.toml"
        self.site = Site(folder / "site", {"site_config.toml": settings.read_bytes()} if settings.exists() else None)

    def deploy(self, *more: str, to: str = "../www", now: str | None = NOW) -> Result:
        at = ["--now", now] if now else []
        return self.site.invoke("deploy", "--to", to, "--releases", "3", "--jobs", "1", *at, *more)

    @property
    def served(self) -> Tree:
        """What readers see."""
        return tree(self.folder / "www/current")

    def from_nothing(self) -> Tree:
        """Return what readers see of this site where nothing was built before."""
        other = Office(self.folder / "other")
        shutil.rmtree(other.site.root)
        other.site = Site.copy_of(self.site, other.site.root)
        assert other.deploy().status == 0
        return other.served


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A site with 22 articles, deployed. Copy it."""
    need_program("rsync")
    office = Office(tmp_path_factory.mktemp("mishaps") / "office")
    for number in range(22):
        office.site.article(f"bai-{number}", title=f"Bài {number}", summary="S.")
    assert office.deploy().status == 0
    return office


@pytest.fixture
def office(deployed: Office, tmp_path: Path) -> Office:
    shutil.copytree(deployed.folder, tmp_path / "office", symlinks=True)
    return Office(tmp_path / "office")


def dead_link(site: Site) -> None:
    site.article("moi", "[x](khong-co.md)", summary="S.")


def new_setting(site: Site) -> None:
    site.settings("\n[site_of_tomorrow]\nx = 1\n")


def broken_settings(site: Site) -> None:
    site.write("site_config.toml", "[site\n")


def no_settings(site: Site) -> None:
    (site.root / "site_config.toml").unlink()


def wrong_zone(site: Site) -> None:
    site.settings(timezone="Asia/Ho_Chi_Min")


def broken_layout(site: Site) -> None:
    site.write("layouts/article.html", "{% if %}")


def conflict_in_an_article(site: Site) -> None:
    site.article("moi", "Một\n\n<<<<<<< HEAD\nhai\n=======\nba\n>>>>>>> nhanh", summary="S.")


def conflict_in_a_layout(site: Site) -> None:
    layout = (site.root / "layouts/base.html").read_text("utf-8")
    site.write("layouts/base.html", layout.replace("<body", "<<<<<<< HEAD\n<body\n=======\n>>>>>>> nhanh\n<body", 1))


def legacy_text(site: Site) -> None:
    site.write("content/tin-tuc/cu.md", "---\ntitle: Kỳ họp\n---\n".encode("utf-16"))


def twins(site: Site) -> None:
    site.page("tin-tuc-cu", slug="a")
    site.page("a")


def no_news(site: Site) -> None:
    shutil.rmtree(site.root / "content/tin-tuc")


def other_branch(site: Site) -> None:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.vn", "-C", str(site.root)]
    for words in (["init", "-q"], ["add", "content"], ["commit", "-qm", "x"], ["switch", "-q", "--orphan", "trong"]):
        subprocess.run([*git, *words], check=True, capture_output=True)


def in_the_way(site: Site) -> None:
    site.article("moi", title="Mới", summary="S.")
    (site.public / "tin-tuc/moi").mkdir()
    (site.public / "tin-tuc/moi/index.html").write_text("của tôi")


def forgotten(site: Site) -> None:
    shutil.rmtree(site.root / ".bantin")
    shutil.rmtree(site.public / ".bantin")
    site.article("moi", title="Mới", summary="S.")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        row("Bài có lỗi, liên kết hỏng", dead_link, "content/tin-tuc/moi.md:8"),
        row("Cấu hình có khóa mà bản Bantin này không biết", new_setting, "Không có khóa “site_of_tomorrow”"),
        row("Cấu hình sai cú pháp", broken_settings, "site_config.toml:1"),
        row("Tệp cấu hình bị xóa", no_settings, "không có tệp hay thư mục này"),
        row("Múi giờ trong cấu hình viết sai", wrong_zone, "Ý bạn là “Asia/Ho_Chi_Minh”?"),
        row("Bố cục có lỗi", broken_layout, "layouts/article.html:1"),
        row("Hai người sửa một bài, Git để lại `<<<<<<<`", conflict_in_an_article, "content/tin-tuc/moi.md:10"),
        row("Git để lại `<<<<<<<` trong bố cục", conflict_in_a_layout, "layouts/base.html:"),
        row("Tệp không phải UTF-8, hay là tệp Word đổi tên", legacy_text, "content/tin-tuc/cu.md"),
        row("Hai bài chung một địa chỉ", twins, "Hai nguồn cho cùng một địa chỉ /a/"),
        row("Thư mục `content/tin-tuc/` biến mất", no_news, "Lần dựng này sẽ gỡ"),
        row("Mở nhầm nhánh Git", other_branch, "Lần dựng này sẽ gỡ"),
        row(
            "Có tệp lạ chắn trong `public/`",
            in_the_way,
            "Thư mục xuất đã có tệp không do Bantin tạo ra: tin-tuc/moi/index.html.",
        ),
        row(
            "Cả hai `.bantin/` bị xóa, còn các trang trong `public/`",
            forgotten,
            "Thư mục xuất đã có tệp không do Bantin tạo ra",
        ),
    ],
)
def test_readers_see_what_they_saw(office: Office, mishap: Mishap, harm: Callable[[Site], None], words: str) -> None:
    before = office.served
    harm(office.site)
    result = office.deploy()
    assert (result.status, result.stdout) == (1, "")
    mishap.told(result.stderr, words)
    mishap.seen(office.served, before)


@pytest.mark.mishap("Đồng hồ máy lùi về trước")
def test_a_clock_that_went_back(office: Office, mishap: Mishap) -> None:
    assert office.deploy(now="2099-01-01T00:00:00+07:00").status == 0
    before = office.served
    result = office.deploy(now=None)
    assert result.status == 1
    mishap.told(result.stderr, "Đồng hồ máy chỉ", "01-01-2099", "chưa đăng gì cả")
    mishap.seen(office.served, before)


@pytest.mark.mishap("Đồng hồ nhảy tới nhiều năm sau")
def test_a_clock_that_jumped(office: Office, mishap: Mishap) -> None:
    """All articles of the site wait when it is built in 2015; to the clock of today they are due."""
    assert office.deploy("--allow-removal", now="2015-01-01T00:00:00+07:00").status == 0
    before = office.served
    assert not any(path.startswith("tin-tuc/bai-") for path in before)
    result = office.deploy(now=None)
    assert result.status == 1
    mishap.told(result.stderr, "Đồng hồ máy chỉ", "01-01-2015")
    mishap.seen(office.served, before)


@pytest.mark.mishap("Múi giờ của máy sai")
def test_a_machine_in_another_zone(office: Office, mishap: Mishap) -> None:
    office.site.article("moi", title="Mới", date="2026-11-23 23:30", summary="S.")
    office.site.article("mai", title="Mai", date="2026-11-24 00:30", summary="S.")
    where = ("--to", "../www", "--releases", "3", "--now", "2026-11-24T00:00", "--jobs", "1")
    result = office.site.run("deploy", *where, TZ="America/New_York")
    assert result.status == 0
    mishap.told(result.stderr)
    assert "tin-tuc/moi/index.html" in office.served
    assert "tin-tuc/mai/index.html" not in office.served
    mishap.seen(office.served, office.from_nothing())


@pytest.mark.mishap("Bài hẹn giờ có lỗi, chưa tới ngày")
def test_a_fault_in_an_article_that_waits(office: Office, mishap: Mishap) -> None:
    office.site.article("hen", "[x](khong-co.md)", title="Hẹn", date="2026-12-24", summary="S.")
    office.site.article("moi", title="Mới", summary="S.")
    result = office.deploy()
    assert result.status == 0
    mishap.told(result.stderr, "content/tin-tuc/hen.md:8", "24-12-2026")
    assert "tin-tuc/moi/index.html" in office.served
    (office.site.root / "content/tin-tuc/hen.md").unlink()
    mishap.seen(office.served, office.from_nothing())


@pytest.mark.parametrize(
    ("at", "number", "words"),
    [
        row("Đĩa đầy lúc dựng", 1, errno.ENOSPC, "đĩa đã đầy"),
        row("Đĩa đầy lúc dựng", 30, errno.ENOSPC, "đĩa đã đầy"),
        row("Đĩa đầy lúc dựng", 90, errno.ENOSPC, "đĩa đã đầy"),
        row("Đĩa chỉ cho đọc", 1, errno.EROFS, "ổ đĩa chỉ cho đọc"),
    ],
)
def test_a_disk_that_refuses(office: Office, mishap: Mishap, at: int, number: int, words: str) -> None:
    before = office.served
    office.site.article("moi", title="Mới", summary="S.")
    with Failing(at, number, ever=True):
        result = office.deploy()
    assert result.status == 1
    mishap.told(result.stderr, words, "trang đang đăng vẫn nguyên vẹn")
    mishap.seen(office.served, before)
    assert office.deploy().status == 0
    assert office.served == office.from_nothing()


@pytest.mark.mishap("Mất điện, hay bị `kill` lúc dựng")
def test_a_build_that_is_killed(office: Office, mishap: Mishap) -> None:
    before, built = office.served, tree(office.site.public)
    office.site.article("moi", title="Mới", summary="S.")
    new = office.from_nothing()
    for at in (3, 40, 80, 110, 140):
        assert crash(at, office.deploy)
        mishap.seen(office.served, before)
        for path, data in tree(office.site.public).items():
            if isinstance(data, bytes) and not path.startswith(".bantin"):
                assert data in (built.get(path), new.get(path)), path
    result = office.deploy()
    assert result.status == 0
    mishap.told(result.stderr)
    assert office.served == new


@pytest.mark.mishap("Xuất nhầm vào thư mục nguồn")
def test_a_build_into_the_sources(office: Office, mishap: Mishap) -> None:
    before, sources = office.served, tree(office.site.root / "content")
    result = office.site.invoke("build", "--output", str(office.site.root / "content"), "--now", NOW, "--jobs", "1")
    assert result.status == 1
    mishap.told(result.stderr, "đó là thư mục chứa nguồn của trang")
    mishap.seen(office.served, before)
    assert tree(office.site.root / "content") == sources


def removed_state(site: Site) -> None:
    shutil.rmtree(site.root / ".bantin")


def damaged_state(site: Site) -> None:
    for path in (site.root / ".bantin").rglob("*.sqlite"):
        path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)


def other_state(site: Site) -> None:
    for path in (site.root / ".bantin").rglob("*.sqlite"):
        with closing(sqlite3.connect(path)) as database:
            database.executescript("PRAGMA user_version = 7; DROP TABLE source; CREATE TABLE source(path TEXT)")


def removed_public(site: Site) -> None:
    shutil.rmtree(site.public)


@pytest.mark.parametrize(
    "harm",
    [
        row("`.bantin/` bị xóa", removed_state),
        row("`.bantin/` hỏng", damaged_state),
        row("`.bantin/` của bản Bantin khác", other_state),
        row("`public/` bị xóa", removed_public),
    ],
)
def test_what_can_be_made_again(office: Office, mishap: Mishap, harm: Callable[[Site], None]) -> None:
    office.site.article("moi", title="Mới", summary="S.")
    harm(office.site)
    result = office.deploy()
    assert result.status == 0
    mishap.told(result.stderr)
    mishap.seen(office.served, office.from_nothing())


@pytest.mark.mishap("Chưa ghi nơi đăng")
def test_no_target(office: Office, mishap: Mishap) -> None:
    before = office.served
    result = office.site.invoke("deploy", "--now", NOW)
    assert result.status == 1
    mishap.told(result.stderr, "Chưa ghi nơi đăng trang.")
    mishap.seen(office.served, before)


@pytest.mark.mishap("`current` là thư mục chứ không phải liên kết")
def test_a_folder_in_place_of_the_link(office: Office, mishap: Mishap) -> None:
    current = office.folder / "www/current"
    copied = office.served
    current.unlink()
    shutil.copytree(office.folder / "www/releases/1", current)
    office.site.article("moi", title="Mới", summary="S.")
    result = office.deploy()
    assert result.status == 1
    mishap.told(result.stderr, "“current” là một thư mục", "chưa đổi gì cả")
    mishap.seen(office.served, copied)
    current.rename(office.folder / "www/cu")
    assert office.deploy().status == 0
    assert office.served == office.from_nothing()


@pytest.mark.mishap("Thiếu rsync, ssh hay rclone")
def test_no_rsync(office: Office, mishap: Mishap, monkeypatch: pytest.MonkeyPatch) -> None:
    before = office.served
    office.site.article("moi", title="Mới", summary="S.")
    programs = office.folder / "programs"
    programs.mkdir()
    for name in ("sh", "mkdir", "flock", "cat", "find", "rm", "readlink", "ls"):
        (programs / name).symlink_to(shutil.which(name) or "")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(programs))
        result = office.deploy()
    assert result.status == 1
    mishap.told(result.stderr, "Cài rsync và SSH")
    mishap.seen(office.served, before)


@pytest.mark.mishap("Quay lại khi không còn bản nào")
def test_nothing_to_go_back_to(office: Office, mishap: Mishap) -> None:
    before = office.served
    result = office.deploy("--rollback")
    assert result.status == 1
    mishap.told(result.stderr, "không có bản nào trước bản đang đăng")
    mishap.seen(office.served, before)


@pytest.mark.mishap("Trang đang mở lúc đổi bản")
def test_a_page_that_is_open_while_releases_are_switched(office: Office, mishap: Mishap) -> None:
    """The page asks for a stylesheet that the new release does not have any more: `previous` has it."""
    before = office.served
    office.site.write("layouts/assets/style.css", "p { color: red }")
    result = office.deploy()
    assert result.status == 0
    mishap.told(result.stderr)
    assert {path for path in before if path.startswith("assets/style.")} - office.served.keys()
    mishap.seen(tree(office.folder / "www/previous"), before)


def removed_release(www: Path) -> None:
    shutil.rmtree(www / "releases/1")


def removed_link(www: Path) -> None:
    (www / "current").unlink()


@pytest.mark.parametrize(
    "harm",
    [
        row("Xóa nhầm bản đang đăng trong `releases/`", removed_release),
        row("Xóa nhầm liên kết `current`", removed_link),
    ],
)
def test_what_is_removed_by_hand_comes_back(office: Office, mishap: Mishap, harm: Callable[[Path], None]) -> None:
    harm(office.folder / "www")
    office.site.article("moi", title="Mới", summary="S.")
    result = office.deploy()
    assert result.status == 0
    mishap.told(result.stderr)
    mishap.seen(office.served, office.from_nothing())


# --- on the server ---


@pytest.fixture
def host(office: Office) -> Iterator[Host]:
    """A server that hands out what was deployed, with an old address that leads to an article."""
    office.site.article("bai-1", title="Bài 1", summary="S.", aliases=["/cu.aspx"])
    assert office.deploy().status == 0
    live = Host(office.site, office.folder / "www/current")
    live.moved = {"/cu.aspx": "/tin-tuc/bai-1/"}
    assert live.verify() == (0, [])
    yield live
    live.close()


def get(host: Host, path: str) -> tuple[int, bytes]:
    """Return status and body of an answer, as a reader's browser gets them."""
    connection = http.client.HTTPConnection("localhost", host.server.server_port, timeout=30)
    with closing(connection):
        connection.request("GET", path, headers={"User-Agent": "Mozilla/5.0"})
        answer = connection.getresponse()
        return answer.status, answer.read()


LINK = b'<a href="https://ca-cuoc.example/">88</a>'
SCRIPT = b'<script src="https://ma-doc.example/x.js"></script>'


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        row("Bị chèn liên kết cờ bạc", lambda page: page.replace(b"</body>", LINK + b"</body>"), "https://ca-cuoc.example/"),
        row("Bị chèn mã độc", lambda page: page.replace(b"</body>", SCRIPT + b"</body>"), "https://ma-doc.example/x.js"),
        row("Trang bị sửa chữ, cắt cụt", lambda page: page[: len(page) // 2], "/tin-tuc/bai-3/: BT642"),
        row("Tệp bị xóa", None, "/tin-tuc/bai-3/: BT641"),
    ],
)  # fmt: skip
def test_what_was_altered_is_found_and_put_right(
    office: Office, host: Host, mishap: Mishap, edit: Callable[[bytes], bytes] | None, words: str
) -> None:
    page, before = host.folder / "tin-tuc/bai-3/index.html", get(host, "/tin-tuc/bai-3/")
    if edit:
        host.change("tin-tuc/bai-3/index.html", edit)
    else:
        page.unlink()
    result = host.say()
    assert result.status == 1
    mishap.told(result.stderr, words)
    altered = (200, edit(before[1])) if edit else (404, (host.folder / "404.html").read_bytes())
    mishap.seen(get(host, "/tin-tuc/bai-3/"), altered)
    assert office.deploy().status == 0
    assert get(host, "/tin-tuc/bai-3/") == before
    assert host.verify() == (0, [])


def led_elsewhere(host: Host) -> None:
    host.moved["/tin-tuc/bai-3/"] = "https://ca-cuoc.example/"


def cloaked(host: Host) -> None:
    host.cloaked = {"/tin-tuc/bai-3/"}


def foreign_file(host: Host) -> None:
    (host.folder / "cmd.php").write_text("<?php")


def no_header(host: Host) -> None:
    host.headers.pop("X-Content-Type-Options")


def no_old_address(host: Host) -> None:
    host.moved.clear()


def failing_server(host: Host) -> None:
    host.broken = {"/tin-tuc/bai-3/"}


@pytest.mark.parametrize(
    ("harm", "status", "words", "seen"),
    [
        row("Bị chuyển hướng sang trang khác", led_elsewhere, 1, "https://ca-cuoc.example/", 301),
        row("Chỉ máy tìm kiếm thấy nội dung lạ", cloaked, 1, "/tin-tuc/bai-3/", 200),
        row("Có tệp lạ trên máy chủ", foreign_file, 1, "/cmd.php", 200),
        row("Máy chủ thiếu header bảo vệ", no_header, 0, "X-Content-Type-Options", 200),
        row("Địa chỉ cũ không dẫn tới bài", no_old_address, 0, "/cu.aspx", 404),
        row("Máy chủ lỗi", failing_server, 1, "/tin-tuc/bai-3/", 500),
    ],
)
def test_what_the_server_does(
    host: Host, mishap: Mishap, harm: Callable[[Host], None], status: int, words: str, seen: int
) -> None:
    harm(host)
    result = host.say("--folder", str(host.folder))
    assert result.status == status
    mishap.told(result.stderr, words)
    path = "/cu.aspx" if seen == 404 else "/tin-tuc/bai-3/"
    mishap.seen(get(host, path)[0], seen)


@pytest.mark.mishap("Máy chủ không trả lời")
def test_a_server_that_is_off(host: Host, mishap: Mishap) -> None:
    host.close()
    result = host.say()
    assert result.status == 1
    mishap.told(result.stderr, "Không nối được với trang: máy chủ từ chối kết nối.")
    with pytest.raises(ConnectionRefusedError) as refused:
        get(host, "/")
    mishap.seen(refused.value.errno, errno.ECONNREFUSED)


@pytest.mark.mishap("Chạy `verify` khi chưa dựng")
def test_verify_before_a_build(office: Office, host: Host, mishap: Mishap) -> None:
    before = get(host, "/")
    removed_public(office.site)
    result = host.say()
    assert result.status == 1
    mishap.told(result.stderr, "Trong public/ chưa có bản dựng trọn vẹn để so.")
    mishap.seen(get(host, "/"), before)


# --- the counter ---


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a site that counts."""
    (tmp_path / "site_config.toml").write_text(SETTINGS, "utf-8")
    return tmp_path


def counted(root: Path) -> int:
    """Return what the database has."""
    return sum(day.visits for day in sqlite_file.read_days(root / DATABASE))


@pytest.mark.mishap("Xóa `.bantin/`, chạy `make clean`")
def test_what_make_clean_removes_are_no_counts(root: Path, mishap: Mishap) -> None:
    (root / ".bantin").mkdir()
    with Service(root) as service:
        assert service.client.post(address="198.51.100.1").figures[2] == 1
        assert service.stop() == 0
    shutil.rmtree(root / ".bantin")
    [line] = [one for one in (PROJECT / "Makefile").read_text().splitlines() if one.startswith("\trm -rf")]
    assert line.split()[2:] == [".bantin", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"]
    with Service(root) as service:
        mishap.seen(service.client.read().figures[2], 1)
        assert service.stop() == 0
    mishap.told("".join(service.told))


@pytest.mark.mishap("Không chuyển được (đĩa đầy, hết quyền)")
def test_a_database_that_cannot_be_moved(root: Path, mishap: Mishap) -> None:
    (root / ".bantin").mkdir()
    sqlite_file.create_file(root / ".bantin/luot.sqlite")
    with closing(sqlite3.connect(root / ".bantin/luot.sqlite")) as database, database:
        database.execute("INSERT INTO days VALUES ('hdnd', '2026-11-24', 130)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", _no_room)
        result = in_thread(Site(root, {"site_config.toml": SETTINGS}).invoke, "counter", "--port", "0")
    assert result.status == 1
    mishap.told(result.stderr, "đĩa đã đầy", "Nó vẫn nguyên ở chỗ cũ")
    assert not (root / DATABASE).exists()
    with Service(root) as service:
        mishap.seen(service.client.read().figures[2], 130)
        assert service.stop() == 0


def _no_room(*_paths: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.mishap("Tệp số đếm của bản Bantin mới hơn")
def test_a_database_of_a_newer_bantin(root: Path, mishap: Mishap) -> None:
    (root / "data").mkdir()
    sqlite_file.create_file(root / DATABASE)
    with closing(sqlite3.connect(root / DATABASE)) as database:
        database.execute("PRAGMA user_version = 99")
    before = (root / DATABASE).read_bytes()
    result = command(root, "--port", "0")
    assert (result.returncode, result.stdout) == (1, "")
    mishap.told(result.stderr, "Cập nhật Bantin trên máy này")
    mishap.seen((root / DATABASE).read_bytes(), before)


@pytest.mark.mishap("Redis tắt lúc chạy bộ đếm")
def test_a_redis_that_is_off(root: Path, mishap: Mishap) -> None:
    result = command(root, "--port", "0", "--database", "redis://luot:mat-khau@127.0.0.1:1/0")
    assert (result.returncode, result.stdout) == (1, "")
    mishap.told(result.stderr, "Không dùng được Redis: máy chủ từ chối kết nối.")
    assert "mat-khau" not in result.stderr
    mishap.seen(list(root.iterdir()), [root / "site_config.toml"])


@pytest.mark.mishap("Redis tự xóa dữ liệu khi đầy")
def test_a_redis_that_throws_data_away(root: Path, mishap: Mishap) -> None:
    server = RedisServer(root)
    server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    server.command("CONFIG", "SET", "requirepass", "x")
    try:
        address = f"redis://:x@127.0.0.1:{server.port}/0"
        wrong = command(root, "--port", "0", "--database", address.replace(":x@", ":y@"))
        assert "BT726 lỗi: Không dùng được Redis: sai tên hay mật khẩu." in wrong.stderr
        result = command(root, "--port", "0", "--database", address)
        assert (result.returncode, result.stdout) == (1, "")
        mishap.told(result.stderr, "allkeys-lru", "noeviction")
        mishap.seen(server.command("AUTH", "x"), "+OK\r\n")  # it runs on, and nothing was counted
    finally:
        server.stop()


@pytest.mark.mishap("Đồng hồ lùi lúc đang đếm")
def test_a_clock_that_goes_back_while_it_counts(
    tmp_path: Path, mishap: Mishap, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FakeClock("2026-11-24T10:00:00")
    with Threaded(tmp_path / "luot.sqlite", clock) as service:
        for number in range(5):
            service.client.post(address=f"198.51.100.{number}")
        clock.set_to("2026-11-23T10:00:00")
        figures = [service.client.post(address=f"198.51.100.{number}").figures for number in range(4, 8)]
        clock.set_to("2026-11-24T10:01:00")
        service.client.post(address="198.51.100.1")
        mishap.seen(service.client.read().figures[2], max(total for _, _, total in figures))
        service.flush()
    assert [total for _, _, total in figures] == sorted(total for _, _, total in figures)
    mishap.told(caplog.text)
    days = {day.day.isoformat(): day.visits for day in sqlite_file.read_days(tmp_path / "luot.sqlite")}
    assert sum(days.values()) >= 8


def passed_on(client: Client, readers: int, form: str | None) -> tuple[int, int, int]:
    """Send hits of so many readers as a proxy does that writes their addresses like `form`; return the figures."""
    for number in range(readers):
        client.post(address=form.format(number + 1) if form else None)
    return client.read().figures


@pytest.mark.parametrize(
    ("setting", "form", "seen", "words"),
    [
        row("Proxy không ghi địa chỉ người đọc", '["127.0.0.1/32"]', None, 1, "proxy_set_header X-Forwarded-For"),
        row("Quên ghi `trusted_proxies`", "[]", "198.51.100.{}", 1, 'trusted_proxies = ["127.0.0.1"]'),
        row("Proxy ghi kèm cổng vào địa chỉ", '["127.0.0.1/32"]', "198.51.100.{}:4711", 9, ""),
    ],
)
def test_what_a_proxy_writes(root: Path, mishap: Mishap, setting: str, form: str | None, seen: int, words: str) -> None:
    (root / "site_config.toml").write_text(SETTINGS.replace('["127.0.0.1/32"]', setting), "utf-8")
    with Service(root) as service:
        mishap.seen(passed_on(service.client, 9, form)[2], seen)
        assert service.stop() == 0
    mishap.told("".join(service.told), words)
    assert "".join(service.told).count(" cảnh báo: ") == bool(words), "once, not with each hit"
    assert counted(root) == seen


@pytest.mark.mishap("Người đọc vào bằng `www.`")
def test_readers_who_come_by_another_name(root: Path, mishap: Mishap) -> None:
    text = SETTINGS.replace("\n[counter]\n", 'other_hosts = ["www.hdnd.example.vn"]\n\n[counter]\n', 1)
    (root / "site_config.toml").write_text(text, "utf-8")
    with Service(root) as service:
        for number, name in enumerate(("hdnd.example.vn", "www.hdnd.example.vn")):
            service.client.post(address=f"198.51.100.{number}", origin=f"https://{name}")
        mishap.seen(service.client.read().figures, (2, 2, 2))
        assert service.client.post(origin="https://khac.example.vn").status == 403
        assert service.stop() == 0
    mishap.told("".join(service.told))
