"""`server-config`: what it writes and leaves alone, and what real servers make of it."""

from __future__ import annotations

import gzip
import http.server
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from bantin.commands.server_config import configuration
from bantin.config import parse_settings
from bantin.config.content_policy import headers
from bantin.rendering.load_layouts import load_layouts
from tests.builder import NOW, Site
from tests.web_servers import PLACE, Answer, copy_tree, public_folder, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVERS = ("nginx", "apache", "caddy", "iis", "netlify", "cloudflare")
MORE = """
[security]
contact = ["mailto:a@b.vn"]
expires = 2027-06-30

[counter]
provider = "service"
url = "https://hdnd.example.vn/luot"
site = "hdnd"
"""
OLD = [
    "/tin.aspx?id=12",
    "/tin.aspx?ID=13&loai=%C4%91%E1%BA%A5t%20%C4%91ai",
    "/tin.aspx",
    "/?p=7",
    "/Portal/Detail.php?a[x]=1&b=2",
    "/bài cũ/".replace(" ", "%20"),
    "/cu.html",
    "/tai-lieu/nq-12.pdf",
    "/a/" + "dai-" * 40 + "/",
    "/'x'{1}$x;/",
]


class Answered(http.server.BaseHTTPRequestHandler):
    """Plays the counter: says what it was asked, with headers of its own."""

    def do_GET(self) -> None:
        body = f"{self.path} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Served(NamedTuple):
    site: Site
    releases: Path
    """With `current`, the site, and `previous`, a file of the release before."""
    base: str
    counter: str


@contextmanager
def counter() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answered)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["", "/hdnd"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A built site in a folder of releases, and a counter."""
    base: str = request.param
    site = Site(tmp_path_factory.mktemp("web") / "site")
    site.settings(
        MORE.replace('/luot"', f'{base}/luot"'),
        base_url=f"https://hdnd.example.vn{base}/",
        other_hosts=["www.hdnd.example.vn"],
    )
    site.article("a", "Dài. " * 300, aliases=OLD, tags=["Thẻ"])
    assert site.invoke("build", "--now", NOW, "--jobs", "1").status == 0
    with public_folder() as folder, counter() as address:
        copy_tree(site.public, folder / "releases" / "2")
        old = folder / "releases" / "1" / "assets" / "style.0123456789.css"
        old.parent.mkdir(parents=True)
        old.write_text("p{}")
        for name, number in (("current", "2"), ("previous", "1")):
            (folder / name).symlink_to(f"releases/{number}")
        yield Served(site, folder, base, address)


@pytest.mark.servers
@pytest.mark.parametrize("server", SERVERS[:3])
def test_a_server_hands_the_site_out(served: Served, server: str) -> None:
    base, site = served.base, served.site
    with public_folder() as folder:
        result = site.invoke(
            "server-config", server, "--folder", str(served.releases / "current"), "--output", str(folder / PLACE),
            "--counter", served.counter, "--now", NOW, "--jobs", "1",
        )  # fmt: skip
        assert result.status == 0, result.stderr
        with run(server, folder) as running:

            def ask(path: str, **more: str) -> Answer:
                return running.ask(path, **{"Host": "hdnd.example.vn", **more})

            style = next((site.public / "assets").glob("style.*.css")).name
            pack = next((site.public / "tim-kiem/chi-muc/terms").glob("*.bin")).name
            for path, status, kept in (
                ("/", 200, "max-age=300"),
                ("/tin-tuc/a/", 200, "max-age=300"),
                (f"/assets/{style}", 200, "immutable"),
                (f"/tim-kiem/chi-muc/terms/{pack}", 200, "immutable"),
                ("/tim-kiem/chi-muc/index.bin", 200, "max-age=300"),
                ("/assets/style.0123456789.css", 200, "immutable"),  # of the release before
                ("/khong-co/", 404, "max-age=300"),
                ("/assets/", 404, "max-age=300"),
                ("/assets/x.0123456789.css", 404, "max-age=300"),
                ("/.bantin/manifest", 404, "max-age=300"),
                ("/%2ebantin/manifest", 404, "max-age=300"),
                ("/.well-known/security.txt", 200, "max-age=300"),
                ("/feed.xml", 200, "max-age=300"),
            ):
                answer = ask(base + path)
                assert answer.status == status, path
                assert kept in answer.one("Cache-Control"), path
                assert answer.one("Content-Security-Policy").startswith("default-src 'self'"), path
                assert answer.one("X-Content-Type-Options") == "nosniff", path
                if status == 404:
                    assert answer.body == (site.public / "404.html").read_bytes(), path
            assert ask("/.well-known/security.txt").status == 200
            assert ask(f"{base}/tin-tuc/a/").one("Content-Type").lower() == "text/html; charset=utf-8"
            zipped = ask(f"{base}/feed.xml", Accept_Encoding="gzip")
            assert zipped.one("Content-Encoding") == "gzip"
            assert gzip.decompress(zipped.body) == (site.public / "feed.xml").read_bytes()

            to = f"{base}/tin-tuc/a/"
            for path in (
                "/tin.aspx?id=12",
                "/tin.aspx?utm_source=x&id=12&fbclid=y",
                "/tin.aspx?loai=%C4%91%E1%BA%A5t%20%C4%91ai&id=13",
                "/tin.aspx?loai=%c4%91%e1%ba%a5t+%c4%91ai&id=13" if server != "caddy" else "/tin.aspx?id=12",
                "/tin.aspx",
                "/tin.aspx?fbclid=y",
                "/TIN.aspx?id=12" if server != "caddy" else "/tin.aspx?id=12",
                "/?p=7",
                "/Portal/Detail.php?a%5Bx%5D=1&b=2",
                "/b%C3%A0i%20c%C5%A9/",
                "/b%c3%a0i%20c%c5%a9",
                "/b%C3%A0i%20c%C5%A9/index.html",
                "/cu.html?x=1",
                "/tai-lieu/nq-12.pdf",
                "/a/" + "dai-" * 40 + "/",
                "/'x'%7B1%7D$x;/",
            ):
                answer = ask(base + path)
                assert answer.status == 301, path
                assert answer.one("Location").removeprefix("http://hdnd.example.vn") == to, path
                assert answer.one("Content-Security-Policy"), path
            for path in ("/tin.aspx/x", "/tin-tuc/a/?id=12", "/?p=8", "/?q=tin.aspx"):
                assert ask(base + path).status in (200, 404), path

            answer = ask(f"{base}/luot/v1/luot?site=hdnd", X_Forwarded_For="6.6.6.6")
            assert answer.body.decode().startswith("/v1/luot?site=hdnd ")
            assert answer.body.decode().endswith("127.0.0.1")
            assert answer.one("Cache-Control") == "no-store"
            assert answer.one("X-Content-Type-Options") == "nosniff"
            answer = running.ask(f"{base}/tin-tuc/a/?x=1", Host="www.hdnd.example.vn")
            assert (answer.status, answer.one("Location")) == (301, f"https://hdnd.example.vn{base}/tin-tuc/a/?x=1")


@pytest.mark.parametrize("server", SERVERS)
def test_a_configuration_has_all_that_the_settings_say(served: Served, server: str, tmp_path: Path) -> None:
    site, base = served.site, served.base
    result = site.invoke("server-config", server, "--folder", "/var/www/hdnd/", "--output", str(tmp_path), "--now", NOW)
    assert result.status == 0
    files = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    text = "".join(files.values())
    settings = parse_settings((site.root / "site_config.toml").read_bytes())
    scripts = load_layouts(site.root, "vi").script_sources
    assert scripts
    for name, value in headers(settings, scripts).items():
        assert name in text
        assert value in text
    assert f"{base}/tin-tuc/a/" in text
    if server == "iis":
        ET.fromstring(files["web.config"].partition("\n")[2])
        assert ".bantin" in text
    elif server in ("netlify", "cloudflare"):
        code = "301!" if server == "netlify" else "301"
        assert f"{base}/cu.html {base}/tin-tuc/a/ {code}\n" in text
        assert (f"{base}/tin.aspx id=12 {base}/tin-tuc/a/ 301!\n" in text) is (server == "netlify")
        assert ("BT640" in result.stderr) is (server == "cloudflare")
    else:
        assert '"/var/www/hdnd' in text
        assert "Strict-Transport-Security" in text


def test_what_is_the_offices_is_written_once_and_the_rest_is_renewed(site: Site) -> None:
    site.article("a")
    assert site.invoke("server-config", "nginx").status == 0
    folder = site.root / "bantin-nginx"
    own = folder / "site.conf"
    assert "include bantin-nginx/server.conf;" in own.read_text()
    own.write_text("của tôi")
    site.article("a", aliases=["/cu.aspx"])
    result = site.invoke("server-config", "nginx")
    assert f"{own}: giữ nguyên, là tệp của bạn" in result.stdout
    assert own.read_text() == "của tôi"
    assert '"/cu.aspx" "/tin-tuc/a/";' in (folder / "http.conf").read_text()
    assert sorted(path.name for path in folder.iterdir()) == ["http.conf", "server.conf", "site.conf"]


def test_what_is_wrong_gives_no_configuration(site: Site) -> None:
    site.article("a", aliases=["/cu.aspx"], category="tim")
    result = site.invoke("server-config", "nginx")
    assert (result.status, "BT203" in result.stderr) == (1, True)
    site.write("site_config.toml", "[site]\n")
    result = site.invoke("server-config", "nginx")
    assert (result.status, "BT104" in result.stderr) == (1, True)
    assert not (site.root / "bantin-nginx").exists()
    assert site.invoke("server-config", "lighttpd").status == 2


def test_an_old_address_that_a_file_has_is_told(site: Site) -> None:
    site.write("content/tin-tuc/a/nq.pdf", b"%PDF-1.4\n")
    site.article("a/index", "[x](nq.pdf)")
    site.article("b", aliases=["/tin-tuc/a/nq.pdf"])
    assert "BT309" in site.make().codes


def test_drafts_and_waiting_articles_are_in_no_configuration(site: Site) -> None:
    from bantin.build.current import current_model
    from bantin.commands.context import moment

    site.article("a", draft=True, aliases=["/nhap.aspx"])
    site.article("b", date="2030-01-01", aliases=["/mai.aspx"])
    model = current_model(site.root, site.public, moment(NOW, site.root), 1)
    for server in SERVERS:
        text = "".join(configuration(server, model, "/x", "bantin")[0].values())
        assert "nhap" not in text
        assert "mai" not in text
