"""`relative_urls`: a site that works from a disk."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from bantin.commands.main import main
from bantin.rendering.relative_urls import relative_page
from tests.builder import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("url", "base", "html", "expected"),
    [
        ("/tin-tuc/2020/a/", "", '<a href="/tin-tuc/2020/b/">', '<a href="../b/index.html">'),
        ("/tin-tuc/2020/a/", "", "<a href='/'>", "<a href='../../../index.html'>"),
        ("/", "", '<a href="/the/#x">', '<a href="the/index.html#x">'),
        ("/", "", '<a href="/tim-kiem/?q=a/b">', '<a href="tim-kiem/index.html?q=a/b">'),
        ("/a/", "/hdnd", '<a href="/hdnd/assets/s.css">', '<a href="../assets/s.css">'),
        ("/a/", "/hdnd", '<a href="/other/">', '<a href="/other/">'),
        (
            "/a/",
            "",
            '<img srcset="/a/x-1.webp 1w, /x-2.webp 2w" src="/a/x.jpg">',
            '<img srcset="x-1.webp 1w, ../x-2.webp 2w" src="x.jpg">',
        ),
        (
            "/a/",
            "",
            '<a href="//example.vn/"><a href="https://b.vn/"><a href="#c">',
            '<a href="//example.vn/"><a href="https://b.vn/"><a href="#c">',
        ),
        ("/a/", "", '<p title="x > y"><code>href="/b/"</code>', '<p title="x > y"><code>href="/b/"</code>'),
        (
            "/a/",
            "",
            '<script>a<b&&"<a href=\'/x/\'>"</script><a href="/b/">',
            '<script>a<b&&"<a href=\'/x/\'>"</script><a href="../b/index.html">',
        ),
        (
            "/a/",
            "",
            '<script type="text/html"><form action="/b/"></form></script>',
            '<script type="text/html"><form action="../b/index.html"></form></script>',
        ),
        (
            "/a/",
            "",
            '<link imagesrcset="/a/x-1.webp 1w, /x-2.webp 2w">',
            '<link imagesrcset="x-1.webp 1w, ../x-2.webp 2w">',
        ),
        ("/a/", "", '<meta content="0; url=/b/"><p data-site="/">', '<meta content="0; url=/b/"><p data-site="/">'),
    ],
)
def test_links(url: str, base: str, html: str, expected: str) -> None:
    assert relative_page(html, url, base) == expected


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built with `relative_urls` below a base path."""
    root = tmp_path_factory.mktemp("disk") / "trang tin"
    root.mkdir()
    shutil.copytree(PROJECT / "content", root / "content")
    settings = (PROJECT / "site_config.toml").read_text("utf-8")
    changed = re.sub(
        r'base_url = "[^"]*"', 'base_url = "https://example.vn/hdnd/"\nrelative_urls = true', settings, count=1
    )
    (root / "site_config.toml").write_text(changed, "utf-8")
    result = CliRunner().invoke(main, ["--root", str(root), "build", "--quiet", "--now", "2026-11-24T08:00:00+07:00"])
    assert result.exit_code == 0, result.stderr
    return root / "public"


def test_every_link_leads_to_a_file(disk: Path) -> None:
    """Also from the deepest page; only who misses a page may be anywhere."""
    links = 0
    for page in disk.rglob("*.html"):
        if page.name == "404.html":
            continue
        for _, target in re.findall(r"<[a-z][^<>]*\s(href|src)=\"([^\"]*)\"", page.read_text("utf-8")):
            parts = urlsplit(target)
            if parts.scheme or not parts.path:
                continue
            assert not target.startswith("/"), (page, target)
            assert (page.parent / unquote(parts.path)).is_file(), (page, target)
            links += 1
    assert links > 1000


def test_a_reader_goes_through_it_without_a_server(disk: Path, browser: Browser) -> None:
    page = browser.new_page()
    missed: list[str] = []
    page.on("requestfailed", lambda request: missed.append(request.url))
    page.goto((disk / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--measure')")
    assert page.locator(".quick-search, .search-link").evaluate_all("all => all.every(one => !one.checkVisibility())")
    page.locator("main a[href*='tin-tuc/']").first.click()
    page.wait_for_url("**/tin-tuc/**/index.html")
    assert page.locator("h1").is_visible()
    assert not page.locator("[data-luot]").is_visible()
    assert missed == []
    page.goto((disk / "tim-kiem/index.html").as_uri())  # where a module may not be loaded from a disk
    assert page.get_by_role("heading", level=1).is_visible()
    assert not page.locator("[data-search-form]").is_visible()
    page.close()
