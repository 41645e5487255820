"""`verify`: whatever was done to a site on its server is found, and nothing else is."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import ssl
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from bantin.checks.injections import addresses, injected
from bantin.config import load_settings
from bantin.config.content_policy import headers
from bantin.rendering.load_layouts import load_layouts
from tests.builder import NOW, Site
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLAIN = Path(__file__).resolve().parent.parent / "layouts"


class Live(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as the office's server does, with whatever an intruder made of it."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, live: Host, **options: Any) -> None:
        self._live = live
        super().__init__(*arguments, directory=str(live.folder), **options)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        robot = "Googlebot" in self.headers["User-Agent"]
        target = self._live.moved.get(self.path) or self._live.moved.get(path)
        file = self._live.folder / path.lstrip("/")
        if path.endswith("/"):
            file /= "index.html"
        if path in self._live.broken:
            page = b""
            self.send_response(500)
        elif target or not file.is_file():
            page = b"" if target else (self._live.folder / "404.html").read_bytes()
            self.send_response(301 if target else self._live.unknown)
            if target:
                self.send_header("Location", target)
        else:
            page = file.read_bytes()
            if robot and path in self._live.cloaked:
                page = page.replace(b"</body>", b'<a href="https://ca-cuoc.example/">x</a></body>')
            self.send_response(200)
        for name, value in self._live.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Host:
    """A web server of the office, and its folder."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.moved = {"/cu.aspx?id=1": "/tin-tuc/a/", "/cu.aspx": "/tin-tuc/a/"}
        self.cloaked: set[str] = set()
        self.unknown = 404
        self.broken: set[str] = set()
        self.headers = headers(load_settings(site.root), load_layouts(site.root, "vi").script_sources)
        handler = functools.partial(Live, live=self)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.server.server_port}/"

    def verify(self, *more: str, now: str = NOW) -> tuple[int, list[tuple[str, str]]]:
        """Return the exit code, and the problems as code and place."""
        result = self.site.invoke("verify", self.url, "--json", "--jobs", "1", "--now", now, *more)
        told = json.loads(result.stdout)["problems"] if result.stdout else []
        return result.status, [(one["code"], one["path"]) for one in told]

    def change(self, path: str, edit: Callable[[bytes], bytes]) -> None:
        place = self.folder / path
        place.write_bytes(edit(place.read_bytes()))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("verify") / "site")
    for name in "abc":
        site.article(
            name,
            title=f"Bài {name}",
            summary="S.",
            aliases=["/cu.aspx?id=1", "/cu.aspx", "/cu/"] if name == "a" else [],
        )
    assert site.make().status == 0
    return site


@pytest.fixture
def live(built: Site, tmp_path: Path) -> Iterator[Host]:
    folder = tmp_path / "www"
    shutil.copytree(built.public, folder, ignore=shutil.ignore_patterns(".bantin"))
    host = Host(built, folder)
    yield host
    host.server.shutdown()
    host.server.server_close()


def test_a_site_as_it_was_built(live: Host) -> None:
    assert live.verify() == (0, [])
    live.moved["/cu/"] = "/tin-tuc/a/"  # by the server, in place of the page
    assert live.verify("--strict", "--folder", str(live.folder)) == (0, [])
    result = live.site.invoke("verify", live.url, "--jobs", "1")
    assert "0 lỗi, 0 cảnh báo" in result.stderr


LINK = b'<div style="display:none"><a href="https://ca-cuoc.example/">88</a></div></body>'


@pytest.mark.parametrize(
    ("path", "edit", "found"),
    [
        ("tin-tuc/a/index.html", lambda page: page.replace(b"</body>", LINK), [("BT643", "/tin-tuc/a/")]),
        ("index.html", lambda page: page + b"<script>eval(1)</script>", [("BT643", "/")]),
        ("index.html", lambda page: page.replace(b"Tin", b"Tim", 1), [("BT642", "/")]),
        ("robots.txt", lambda page: page + b"\n", [("BT642", "/robots.txt")]),
        ("tin-tuc/b/index.html", lambda _: b"", [("BT642", "/tin-tuc/b/")]),
        ("404.html", lambda page: page.replace(b"</body>", LINK), [("BT643", "/404.html")]),
        (
            "sitemap.xml",
            lambda page: page.replace(b"</urlset>", b"<url><loc>/slot/</loc></url></urlset>"),
            [("BT643", "/sitemap.xml"), ("BT646", "/slot/")],
        ),
    ],
)  # fmt: skip
def test_what_was_altered(live: Host, path: str, edit: Callable[[bytes], bytes], found: list[tuple[str, str]]) -> None:
    (live.folder / "slot").mkdir()
    (live.folder / "slot/index.html").write_text("<title>Slot</title>")
    live.change(path, edit)
    assert live.verify() == (1, found)


def test_what_is_injected_is_named(live: Host) -> None:
    live.change("index.html", lambda page: page.replace(b"</body>", LINK))
    result = live.site.invoke("verify", live.url, "--jobs", "1", "--now", NOW)
    assert "/: BT643 lỗi: Trang trên máy chủ bị chèn thêm: https://ca-cuoc.example/." in result.stderr


def test_what_is_missing_leads_elsewhere_or_is_foreign(live: Host) -> None:
    (live.folder / "tin-tuc/b/index.html").unlink()
    live.moved["/tin-tuc/c/"] = "https://ca-cuoc.example/"
    (live.folder / "cmd.php").write_text("<?php")
    live.broken = {"/rss.xml"}
    found = [("BT645", "/rss.xml"), ("BT641", "/tin-tuc/b/"), ("BT644", "/tin-tuc/c/")]
    assert live.verify() == (1, found)
    assert live.verify("--folder", str(live.folder)) == (1, [("BT646", "/cmd.php"), *found])
    (live.site.public / "cmd.php").write_text("của văn phòng")
    assert live.verify("--folder", str(live.folder)) == (1, found)
    (live.site.public / "cmd.php").unlink()


def test_what_only_search_engines_see(live: Host) -> None:
    live.cloaked = {"/", "/tin-tuc/a/"}
    assert live.verify() == (1, [("BT647", "/"), ("BT647", "/tin-tuc/a/")])


def test_headers_unknown_addresses_and_old_ones_are_warnings(live: Host) -> None:
    live.headers.pop("X-Content-Type-Options")
    live.headers["Referrer-Policy"] = "unsafe-url"
    live.unknown = 200
    live.moved.clear()
    status, found = live.verify()
    assert (status, {code for code, _ in found}) == (0, {"BT648", "BT649", "BT671"})
    assert [code for code, _ in found].count("BT648") == 2
    assert [path for code, path in found if code == "BT671"] == ["/cu.aspx", "/cu.aspx?id=1"]
    assert live.verify("--strict")[0] == 1


def test_a_site_that_cannot_be_reached_or_was_not_built(live: Host, site: Site) -> None:
    live.server.shutdown()
    live.server.server_close()
    assert live.verify() == (1, [("BT674", live.url)])
    result = live.site.invoke("verify", "http://khong-co.invalid/", "--jobs", "1", "--now", NOW)
    assert "BT674 lỗi: Không nối được với trang: không có máy chủ nào tên này." in result.stderr
    site.article("a")
    assert "BT675" in site.invoke("verify", live.url).stderr
    assert live.site.invoke("verify", "ftp://x/").status == 2


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Host, str, str, str], None]:
    """Give a host a certificate for a name and a time, by an authority that this program trusts."""
    openssl = need_program("openssl")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=tmp_path, check=True, capture_output=True)

    run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650", "-subj", "/CN=CA", "-keyout", "ca.key", "-out", "ca.pem")  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    def give(live: Host, name: str, start: str, end: str) -> None:
        (tmp_path / "index.txt").write_text("")
        (tmp_path / "ca.conf").write_text(
            "[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n"
            f"rand_serial=yes\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:{name}\n"
        )
        run("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}", "-keyout", "host.key", "-out", "host.csr")  # fmt: skip
        run("ca", "-batch", "-config", "ca.conf", "-keyfile", "ca.key", "-cert", "ca.pem", "-startdate", start, "-enddate", end, "-in", "host.csr", "-out", "host.pem")  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "host.pem", tmp_path / "host.key")
        live.server.socket = context.wrap_socket(live.server.socket, server_side=True)
        live.scheme = "https"

    return give


@pytest.mark.servers
@pytest.mark.parametrize(
    ("name", "end", "code"),
    [
        ("localhost", "20990101000000Z", None),
        ("localhost", "20200102000000Z", "BT672"),
        ("khac.example", "20990101000000Z", "BT672"),
    ],
)
def test_the_certificate(
    live: Host, certificates: Callable[[Host, str, str, str], None], name: str, end: str, code: str | None
) -> None:
    certificates(live, name, "20200101000000Z", end)
    assert live.verify() == ((1, [(code, live.url)]) if code else (0, []))
    if code is None:
        assert live.verify(now="2098-12-25T00:00:00Z") == (0, [("BT673", live.url)])


def test_what_a_page_refers_to() -> None:
    page = '<a href=" /x ">1</a><script src=y></script><meta http-equiv=REFRESH content="0;url=/z"><p onclick=a()>'
    assert addresses(page.encode()) == ["/x", "y", "/z"]
    assert injected(b"<a href=/x>", page.encode()) == ["y", "/z", "<p onclick>"]
    assert injected(b"", b"<script>\n a  = 1 </script><style>p{}</style>") == ["<script> a = 1", "<style> p{}"]
    assert injected(b"", b"\xff<a href='\xff'") == []
