"""`verify`: whatever was done to a site on its server is found, and nothing else is."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from bantin.checks.injections import addresses, injected
from tests.builder import NOW, Site
from tests.live_host import Host
from tests.mishaps import row
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.mishaps import Mishap


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
    host.close()


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
    live.close()
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
    ("name", "end", "words"),
    [
        row("Chứng chỉ hết hạn", "localhost", "20200102000000Z", "đã hết hạn"),
        row("Chứng chỉ của tên khác", "khac.example", "20990101000000Z", "tên máy chủ khác"),
        row("Chứng chỉ sắp hết hạn", "localhost", "20990101000000Z", "còn 7 ngày"),
    ],
)  # fmt: skip
def test_the_certificate(
    live: Host, certificates: Callable[[Host, str, str, str], None], mishap: Mishap, name: str, end: str, words: str
) -> None:
    certificates(live, name, "20200101000000Z", end)
    is_valid = words.startswith("còn")
    if is_valid:
        assert live.verify() == (0, [])
    result = live.say(now="2098-12-25T00:00:00Z" if is_valid else NOW)
    assert result.status == int(not is_valid)
    mishap.told(result.stderr, words)
    trusted = ssl.create_default_context()  # as a browser
    try:
        with urllib.request.urlopen(live.url, context=trusted) as answer:
            shown = answer.status
    except urllib.error.URLError:
        shown = 0
    mishap.seen(shown, 200 if is_valid else 0)


def test_what_a_page_refers_to() -> None:
    page = '<a href=" /x ">1</a><script src=y></script><meta http-equiv=REFRESH content="0;url=/z"><p onclick=a()>'
    assert addresses(page.encode()) == ["/x", "y", "/z"]
    assert injected(b"<a href=/x>", page.encode()) == ["y", "/z", "<p onclick>"]
    assert injected(b"", b"<script>\n a  = 1 </script><style>p{}</style>") == ["<script> a = 1", "<style> p{}"]
    assert injected(b"", b"\xff<a href='\xff'") == []
