"""What the server answers: the site as a static server would, its own pages, and nothing else."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bantin.config import load_settings
from bantin.config.content_policy import headers as security_headers
from bantin.preview.network import address_for, address_for_others, is_allowed_host
from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT, Site, png, stamps
from tests.preview.watcher import PATIENCE_S, Answer, Watch, processes_of, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PDF = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """A site under a path, with something of everything."""
    site = Site(tmp_path_factory.mktemp("served") / "site")
    site.settings(base_url="https://example.vn/hdnd/")
    site.article(
        "2020/mot", "[Tệp](phu-luc.pdf) [Vẽ](hinh.svg) ![Hình](hinh.svg)", aliases=["/bai-cu/12/"], title="Bài một"
    )
    site.write("content/tin-tuc/2020/phu-luc.pdf", PDF)
    site.write("content/tin-tuc/2020/hinh.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    site.write("content/tin-tuc/2020/.an.pdf", b"x")
    site.article("2020/nhap", draft=True, title="Bài nháp")
    site.article("2020/hen", date="2027-02-05 07:30", title="Bài hẹn")
    site.article("2020/rut", withdrawn="Đăng nhầm.", title="Bài rút")
    site.write(".git/config", "[core]\n")
    site.write("bi-mat.txt", "x")
    running = Watch(site)
    yield running
    running.stop()


def test_everything_is_as_a_build_publishes_it(served: Watch, tmp_path: Path) -> None:
    served.until_as_built(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/hdnd/", "text/html; charset=utf-8"),
        ("/hdnd/tin-tuc/2020/mot/index.html", "text/html; charset=utf-8"),
        ("/hdnd/feed.xml", "application/xml; charset=utf-8"),
        ("/hdnd/robots.txt", "text/plain; charset=utf-8"),
        ("/hdnd/tin-tuc/2020/phu-luc.pdf", "application/pdf"),
        ("/hdnd/tin-tuc/2020/hinh.svg", "image/svg+xml"),
        ("/_preview/live.js", "text/javascript; charset=utf-8"),
        ("/_preview/preview.css", "text/css; charset=utf-8"),
        ("/_preview/", "text/html; charset=utf-8"),
    ],
)
def test_types(served: Watch, path: str, kind: str) -> None:
    answer = served.get(path)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = served.get(path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]


def test_every_answer_has_the_headers_of_the_published_site(served: Watch) -> None:
    """Pages, files, redirects, what is not there, and the preview's own pages."""
    settings = load_settings(served.site.root)
    layouts = load_layouts(served.site.root, "vi")
    expected = {name.lower(): value for name, value in security_headers(settings, layouts.script_sources).items()}
    assert len(expected) == 4
    for path in (
        "/hdnd/", "/hdnd", "/hdnd/feed.xml", "/hdnd/khong-co/", "/hdnd/tin-tuc/2020/phu-luc.pdf",
        "/hdnd/tin-tuc/2020/hinh.svg", "/_preview/", "/_preview/live.js",
    ):  # fmt: skip
        for method in ("GET", "HEAD", "POST"):
            answer = served.get(path, method)
            assert {name: answer.headers.get(name) for name in expected} == expected, (path, method)
    refused = served.get("/hdnd/", Host="evil.example")
    assert {name: refused.headers.get(name) for name in expected} == expected


def test_a_file_that_no_page_leads_to_has_no_address(preview: Callable[..., Watch], site: Site, tmp_path: Path) -> None:
    """A build publishes none of it; what a draft leads to is served with the draft."""
    for name in ("bi-mat.pdf", "nhac-den.pdf", "công văn.pdf", "nhap.pdf", "kem.pdf"):
        site.write(f"content/tin-tuc/{name}", PDF)
    site.write("content/tin-tuc/hinh.png", png(1))
    site.write("content/tin-tuc/an.png", png(2))
    site.article("mot", "[Văn bản](c%C3%B4ng%20v%C4%83n.pdf), không phải nhac-den.pdf. ![Hình](hinh.png)")
    site.article("hai", attachments=[{"file": "kem.pdf"}])
    site.article("nhap", "[Nháp](nhap.pdf)", draft=True)
    running = preview()
    # Asked for before any page: the page that leads to them is found.
    for name, status in (
        ("bi-mat", 404), ("nhac-den", 404), ("cong-van", 200), ("nhap", 200), ("kem", 200),
    ):  # fmt: skip
        assert running.get(f"/tin-tuc/{name}.pdf").status == status, name
    for name in ("hinh.png", "an.png"):  # published in the sizes that pages show
        assert running.get(f"/tin-tuc/{name}").status == 404
    running.until_as_built(tmp_path / "fresh")
    shown = re.search(r"/tin-tuc/hinh[\w.-]+\.webp", running.get("/tin-tuc/mot/").text)
    assert shown is not None
    assert running.get(shown[0]).status == 200
    site.article("mot", "Không còn gì.")
    running.until("/tin-tuc/mot/", "Không còn gì.")
    assert running.get("/tin-tuc/cong-van.pdf").status == 404
    assert running.get(shown[0]).status == 404


def test_drawings_and_pages_of_the_content_do_not_run(served: Watch) -> None:
    served.site.article("2020/ba", "[Vẽ](ve.svg) [Trang](trang.html) [Hỏng](hong.svg)")
    served.site.write(
        "content/tin-tuc/2020/ve.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><metadata><script>x</script></metadata><g/></svg>",
    )
    served.site.write("content/tin-tuc/2020/trang.html", "<script>x</script>")
    served.site.write("content/tin-tuc/2020/hong.svg", "<script>x</script>")
    served.until("/hdnd/tin-tuc/2020/ve.svg", "<g>")
    assert "script" not in served.get("/hdnd/tin-tuc/2020/ve.svg").text
    for name in ("trang.html", "hong.svg"):
        answer = served.get(f"/hdnd/tin-tuc/2020/{name}")
        assert (answer.status, "<script>x" in answer.text) == (404, False)
    (served.site.root / "content/tin-tuc/2020/ba.md").unlink()


def test_stylesheets_have_the_address_of_the_page(served: Watch) -> None:
    page = served.get("/hdnd/").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert address.startswith("/hdnd/assets/style.")
    answer = served.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "/hdnd/"),
        ("/hdnd", "/hdnd/"),
        ("/hdnd/tin-tuc", "/hdnd/tin-tuc/"),
        ("/hdnd/tin-tuc/2020/mot?x=1", "/hdnd/tin-tuc/2020/mot/?x=1"),
        ("/hdnd/bai-cu/12/", "/hdnd/tin-tuc/2020/mot/"),
        ("/hdnd/bai-cu/12", "/hdnd/bai-cu/12/"),
    ],
)
def test_redirects_stay_here(served: Watch, path: str, to: str) -> None:
    answer = served.get(path)
    assert (answer.status, answer.headers["location"]) == (302, to)


@pytest.mark.parametrize(
    "path",
    [
        "/tin-tuc/",
        "/hdnd/khong-co/",
        "/hdnd/tin-tuc/2020/mot.md",
        "/hdnd/content/tin-tuc/2020/mot.md",
        "/hdnd/tin-tuc/2020/.an.pdf",
        "/hdnd/site_config.toml",
        "/hdnd/.git/config",
        "/.git/config",
        "/site_config.toml",
        "/bi-mat.txt",
        "/hdnd/../site_config.toml",
        "/hdnd/..%2fsite_config.toml",
        "/hdnd/%2e%2e/site_config.toml",
        "/hdnd/tin-tuc/2020/..%2f..%2f..%2fsite_config.toml",
        "/hdnd//etc/passwd",
        "/_preview/../site_config.toml",
        "/_preview/server.py",
        "/hdnd/layouts/base.html",
        "/hdnd/assets/style.css",
        "/hdnd/TIN-TUC/",
        "/hdnd/%00",
        "/hdnd/tin-tuc/%ff",
    ],
)
def test_nothing_else_is_served(served: Watch, path: str) -> None:
    answer = served.get(path)
    assert answer.status == 404
    assert answer.as_built == served.get("/hdnd/404.html").as_built


def test_only_reading(served: Watch) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert served.get("/hdnd/", method).status == 405


def test_a_part_of_a_file(served: Watch) -> None:
    path = "/hdnd/tin-tuc/2020/phu-luc.pdf"
    assert served.get(path).body == PDF
    assert served.get(path).headers["accept-ranges"] == "bytes"
    part = served.get(path, Range="bytes=100-199")
    assert (part.status, part.body, part.headers["content-range"]) == (206, PDF[100:200], f"bytes 100-199/{len(PDF)}")
    assert served.get(path, Range="bytes=-10").body == PDF[-10:]
    assert served.get(path, Range=f"bytes={len(PDF)}-").status == 416


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200), ("localhost", 200), ("LOCALHOST:1", 200), ("tin.localhost", 200), ("[::1]:8000", 200),
        ("evil.example", 403), ("127.0.0.1.evil.example", 403), ("localhost.evil.example", 403), ("192.168.1.5", 403), ("", 403), ("[", 403),
        ("evil.example@127.0.0.1", 200),  # the part before @ is no host; browsers never send it
    ],
)  # fmt: skip
def test_other_hosts_are_turned_away(served: Watch, host: str, status: int) -> None:
    for path in ("/hdnd/", "/_preview/", "/_preview/events?page=/", "/_preview/live.js"):
        if status == 200 and "events" in path:
            continue
        assert served.get(path, Host=host).status == status


def test_hosts_that_are_believed() -> None:
    assert is_allowed_host("192.168.1.5:8000", "0.0.0.0")
    assert is_allowed_host("[fe80::1]:8000", "::")
    assert not is_allowed_host("evil.example", "0.0.0.0")
    assert is_allowed_host("may-cua-toi.example:8000", "may-cua-toi.example")
    assert not is_allowed_host("192.168.1.5", "127.0.0.1")
    assert address_for("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert address_for("::1", 8000) == "http://[::1]:8000"
    for host in ("127.0.0.1", "127.1.2.3", "localhost", "::1", "::ffff:127.0.0.1"):
        assert address_for_others(host, 8000) is None


def test_banners(served: Watch) -> None:
    assert "Bản nháp" in served.get("/hdnd/tin-tuc/2020/nhap/").text
    assert "07:30 ngày 05 tháng 02 năm 2027" in served.get("/hdnd/tin-tuc/2020/hen/").text
    assert "thu hồi" in served.get("/hdnd/tin-tuc/2020/rut/").text
    assert "bantin-preview-banner" not in served.get("/hdnd/tin-tuc/2020/mot/").text
    assert "Bài nháp" not in served.get("/hdnd/").text


def test_the_start_page(served: Watch) -> None:
    page = served.get("/_preview/").text
    for section, words in (
        ("drafts", ["Bài nháp", "/hdnd/tin-tuc/2020/nhap/", "content/tin-tuc/2020/nhap.md"]),
        ("timed", ["Bài hẹn", "07:30 ngày 05 tháng 02 năm 2027"]),
        ("withdrawn", ["Bài rút", "Đăng nhầm."]),
        ("edited", ["Bài một", "content/tin-tuc/2020/mot.md"]),
    ):
        part = page.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
        assert all(word in part for word in words), part


def test_sample_figures_are_asked_for(served: Watch) -> None:
    assert served.get("/hdnd/").text.startswith('<!DOCTYPE html>\n<html data-luot-sample lang="vi">')


def test_nothing_is_written_but_the_store(preview: Callable[..., Watch], site: Site, tmp_path: Path) -> None:
    site.article("2020/mot")
    site.article("2020/nhap", draft=True)
    assert site.build().status == 0
    before = stamps(site.root / "public")
    running = preview()
    running.get("/tin-tuc/2020/nhap/")
    site.article("2020/nhap", "Bản hai.", draft=True)
    running.until("/tin-tuc/2020/nhap/", "Bản hai.")
    running.until_as_built(tmp_path / "fresh")
    assert running.stop() == 0
    assert stamps(site.root / "public") == before
    assert sorted(path.name for path in site.root.iterdir()) == [
        ".bantin",
        "content",
        "layouts",
        "public",
        "site_config.toml",
    ]
    assert not any(b"_preview" in path.read_bytes() for path in site.public.rglob("*") if path.is_file())


def test_the_last_build_can_be_searched(preview: Callable[..., Watch], site: Site) -> None:
    site.article("2020/mot", "Một bài.")
    running = preview()
    assert running.get("/tim-kiem/chi-muc/index.bin").status == 404
    assert "Chưa có chỉ mục tìm kiếm" in running.get("/tim-kiem/").text
    assert site.build().status == 0
    made = datetime(2026, 11, 24, 0, 30, tzinfo=UTC).timestamp()
    for file in (site.public / "tim-kiem/chi-muc").rglob("*"):
        os.utime(file, (made, made))
    assert "chỉ mục làm lúc 07:30 ngày 24 tháng 11 năm 2026" in running.get("/tim-kiem/").text
    answer = running.get("/tim-kiem/chi-muc/index.bin")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/octet-stream")
    assert answer.body == (site.public / "tim-kiem/chi-muc/index.bin").read_bytes()
    facts = next(site.public.glob("tim-kiem/chi-muc/facts/*.bin"))
    assert running.get(f"/{facts.relative_to(site.public)}").body == facts.read_bytes()
    for path in (
        "/tim-kiem/chi-muc/",
        "/tim-kiem/chi-muc/../../index.html",
        "/tim-kiem/chi-muc/..%2f..%2findex.html",
        "/tim-kiem/chi-muc/khong.bin",
    ):
        assert running.get(path).status == 404, path


def test_what_was_read_is_known_at_the_next_start(preview: Callable[..., Watch], site: Site) -> None:
    site.article("2020/mot", "Bản đầu.")
    first = preview()
    wait_for((site.root / ".bantin" / "state.sqlite").exists)
    site.article("2020/mot", "Bản hai.")
    first.until("/tin-tuc/2020/mot/", "Bản hai.")
    first.stop()
    site.article("2020/mot", "Bản ba.")  # while nobody looks
    preview().until("/tin-tuc/2020/mot/", "Bản ba.")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_leaves_no_process(preview: Callable[..., Watch], site: Site, how: signal.Signals) -> None:
    site.article("2020/mot")
    running = preview()
    with (
        socket.create_connection(("127.0.0.1", running.port)) as idle,
        socket.create_connection(("127.0.0.1", running.port)) as stream,
    ):
        stream.sendall(b"GET /_preview/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"data:" in _read_until(stream, b"data:")
        status = running.stop(how)
        assert idle.recv(1) == b""
    assert status == (0 if how is signal.SIGINT else -signal.SIGTERM)
    assert processes_of(running.process.pid) == []
    assert "Traceback" not in running.said
    if how is signal.SIGINT:
        assert running.said.endswith("đã dừng xem trước.\n")


def test_ctrl_c_while_it_reads_for_the_first_time(site: Site) -> None:
    for number in range(600):
        site.article(f"2020/so-{number}", f"Bài {number}.\n" * 50)
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), "watch", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stderr is not None
    with process.stderr as terminal:
        assert "đang đọc" in terminal.readline().decode()
        os.killpg(process.pid, signal.SIGINT)  # a terminal tells every process of its foreground
        said = terminal.read().decode()
    assert process.wait(PATIENCE_S) == 0
    assert "Traceback" not in said
    assert said.endswith("đã dừng xem trước.\n")
    assert processes_of(process.pid) == []


SWALLOWED = """
import os, signal, sys
from bantin.commands import watch
from bantin.commands.main import main

class Interrupted:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        pass

def first_snapshot(*arguments, read=watch.first_snapshot, **options):
    Interrupted()
    return read(*arguments, **options)

watch.first_snapshot = first_snapshot
main(["--root", sys.argv[1], "watch", "--port", "0"])
"""


def test_a_ctrl_c_that_python_swallows_ends_it_all_the_same(site: Site) -> None:
    site.article("a")
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED, site.root],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "Exception ignored" in done.stderr
    assert done.stderr.endswith("đã dừng xem trước.\n")
    assert done.returncode == 0


def _read_until(stream: socket.socket, mark: bytes) -> bytes:
    found = b""
    while mark not in found:
        part = stream.recv(4096)
        assert part
        found += part
    return found


def test_a_busy_port_is_left_for_the_next_free_one(preview: Callable[..., Watch]) -> None:
    first = preview()
    second = preview(port=first.port)
    assert second.port > first.port
    assert f"cổng {first.port} đang bận, dùng cổng {second.port}." in second.said
    assert second.get("/").status == 200


def test_no_port_at_all_is_a_problem(site: Site) -> None:
    result = site.run("watch", "--host", "203.0.113.7")
    assert (result.status, "BT803" in result.stderr) == (1, True)
    assert "Traceback" not in result.stderr
    assert site.run("watch", "--host", "khong.co.may.nay.invalid").status == 1
    assert site.run("watch", "--port", "70000").status == 2
    assert site.run("watch", "--now", "hôm qua").status == 2


def test_another_device_needs_the_address_of_the_terminal(preview: Callable[..., Watch], site: Site) -> None:
    """Over the network's address of this machine, from which another device would come."""
    others = address_for_others("0.0.0.0", 0)
    if others is None:
        pytest.skip("this machine has no network")
    site.article("nhap", "Chưa đăng.", draft=True)
    running = preview("--host", "0.0.0.0")
    invited = re.findall(r"\S+\?token=[\w-]+", running.said)
    assert len(invited) == 1
    name = urlsplit(invited[0]).hostname or ""

    def ask(path: str, cookie: str = "") -> Answer:
        return running.get(path, of=name, Cookie=cookie)

    for path in ("/", "/tin-tuc/nhap/", "/_preview/", "/_preview/live.js", "/?token=", "/?token=x", "/khong-co"):
        refused = ask(path, f"bantin-preview-{running.port}=x")
        assert (refused.status, "cửa sổ lệnh" in refused.text) == (403, True)
        assert "default-src" in refused.headers["content-security-policy"]
    target = urlsplit(invited[0])
    let_in = ask(f"/tin-tuc/nhap/?a=1&{target.query}")
    assert (let_in.status, let_in.headers["location"]) == (303, "/tin-tuc/nhap/?a=1")
    cookie, *attributes = let_in.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=lax"} <= set(attributes)
    assert "Chưa đăng." in ask("/tin-tuc/nhap/", f"other=1; {cookie}").text
    assert ask("/tin-tuc/nhap/").status == 403
    # The address is used up, and the terminal shows the next.
    assert ask(f"/?{target.query}").status == 403
    wait_for(lambda: len(re.findall(r"\?token=[\w-]+", running.said)) == 2)
    following = re.findall(r"\?(token=[\w-]+)", running.said)[1]
    assert ask(f"//evil.example/?{following}").headers["location"] == "/evil.example/"
    # This machine needs none.
    assert running.get("/tin-tuc/nhap/").status == 200
    assert running.get("/", Host=f"192.168.1.5:{running.port}").status == 200
    assert running.get("/", Host="evil.example").status == 403


def test_an_address_of_the_network_alone_is_shown_with_its_token(preview: Callable[..., Watch]) -> None:
    others = address_for_others("0.0.0.0", 0)
    if others is None:
        pytest.skip("this machine has no network")
    host = urlsplit(others).hostname or ""
    running = preview("--host", host)
    assert re.search(rf"http://{re.escape(host)}:{running.port}/\?token=", running.said)
    assert running.get("/", of=host).status == 403


def test_the_browser_is_opened(preview: Callable[..., Watch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "browser"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(tmp_path / 'opened')!r}, 'w').write(sys.argv[1])\n", "utf-8"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("BROWSER", str(script))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    running = preview("--open")
    opened = tmp_path / "opened"
    wait_for(lambda: opened.exists() and opened.read_text("utf-8") != "")
    assert opened.read_text("utf-8") == f"{running.origin}/"


def test_settings_that_are_broken_at_the_start_are_waited_for(preview: Callable[..., Watch], site: Site) -> None:
    site.article("2020/mot")
    site.write("site_config.toml", '[site]\ntitle = "Thử"\nbase_url = "thu"\nlanguage = "en"\n')
    running = preview()
    page = running.get("/")
    assert page.status == 500
    assert "site_config.toml:3" in page.text
    assert "is not valid" in page.text, "in the language of the settings, as well as it can be told"
    assert running.state("/")["digest"] == ""
    assert "site_config.toml:3: BT106" in running.said
    site.settings()
    running.until("/", "Trang thử")
    assert running.state("/")["problems"] == []


def test_problems_are_printed_and_that_they_are_fixed(preview: Callable[..., Watch], site: Site) -> None:
    site.article("2020/mot")
    running = preview()
    path = site.article("2020/mot", category="khong-co")
    wait_for(lambda: f"{path}:4: BT203" in running.said, lambda: running.said)
    site.article("2020/mot")
    wait_for(lambda: "đã hết lỗi." in running.said, lambda: running.said)


def test_problems_of_rendering_are_printed_once(preview: Callable[..., Watch], site: Site) -> None:
    path = site.article("2020/mot", "[Hỏng](khong-co.md)")
    site.article("2020/hai")
    running = preview()
    assert "BT401" not in running.said
    for _ in range(2):
        running.get("/tin-tuc/2020/mot/")
        running.get("/feed.xml")
    wait_for(lambda: f"{path}:7: BT401" in running.said, lambda: running.said)
    site.write("layouts/article.html", "{{ khong_co }}")
    running.until("/tin-tuc/2020/mot/", "BT502", status=500)
    running.until("/tin-tuc/2020/hai/", "BT502", status=500)
    wait_for(lambda: "layouts/article.html:1: BT502" in running.said, lambda: running.said)
    running.stop()
    assert [running.said.count(code) for code in ("BT401", "BT502")] == [1, 1]


def test_the_page_of_a_broken_source_shows_its_problems(preview: Callable[..., Watch], site: Site) -> None:
    site.article("2020/mot")
    running = preview()
    site.write("content/tin-tuc/2020/mot.md", "---\ntitle: [\n---\n")
    page = running.until("/tin-tuc/2020/mot/", "BT218", "content/tin-tuc/2020/mot.md:2", status=500)
    assert "<noscript>" in page.text
    assert running.get("/tin-tuc/2020/mot").headers["location"] == "/tin-tuc/2020/mot/"
    site.write("layouts/article.html", "{{ khong_co }}")
    site.article("2020/mot")
    running.until("/tin-tuc/2020/mot/", "BT502", "layouts/article.html:1", "content/tin-tuc/2020/mot.md", status=500)


def test_a_timed_article_appears_when_due(preview: Callable[..., Watch], site: Site) -> None:
    from datetime import UTC, datetime, timedelta

    soon = datetime.now(UTC) + timedelta(seconds=4)
    site.article("2020/hen", title="Đến giờ", date=soon.isoformat(timespec="seconds"))
    running = preview(now=None)
    running.until("/", "Đến giờ")
    assert "bantin-preview-banner" not in running.get("/tin-tuc/2020/hen/").text
