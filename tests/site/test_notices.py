"""The alert, the banners and the services of the settings: shown as long as they last, by the build and by the browser."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.builder import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.builder import Site

NOTICES = """
[alert]
text = "Bão số 5 & mưa lớn."
url = "/a/"
until = 2026-11-30
[[banners]]
image = "hinh/bau-cu.png"
alt = "Ngày hội bầu cử"
until = 2026-11-27
[[services]]
name = "Gửi kiến nghị"
url = "/a/"
icon = "mail"
"""
ALERT, BANNER = "Bão số 5 &amp; mưa lớn.", 'alt="Ngày hội bầu cử"'


@pytest.fixture
def noticed(new_site: Callable[..., Site]) -> Site:
    site = new_site({"content/hinh/bau-cu.png": png(1, 900, 100)}, plain=False)
    site.page("a")
    site.settings(NOTICES)
    return site


def test_what_is_over_goes_by_itself(noticed: Site) -> None:
    """Each build that comes after a last day renders what showed it, though no file has changed."""
    for day, alert, banner in (
        ("26", True, True),
        ("27T23:59:59", True, True),
        ("28", True, False),
        ("30", True, False),
    ):
        assert noticed.make(now=f"2026-11-{day}").status == 0
        home, page = noticed.read("index.html"), noticed.read("a/index.html")
        assert (ALERT in home, ALERT in page, BANNER in home) == (alert, alert, banner), day
        assert "Gửi" in home
        assert 'class="services"' not in page
    assert noticed.make(now="2026-12-01").status == 0
    assert "Bão" not in noticed.read("a/index.html")
    assert not list(noticed.public.glob("hinh/*")), "nor is its picture published any more"


def test_a_browser_hides_what_is_over_on_a_page_of_yesterday(noticed: Site, browser: Browser) -> None:
    noticed.make(now="2026-11-26")
    context = browser.new_context()
    page = context.new_page()
    page.clock.set_fixed_time(dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC))
    page.route("**/*", lambda route: route.abort())
    page.route(
        "https://thu.example.vn/",
        lambda route: route.fulfill(body=noticed.read("index.html"), content_type="text/html"),
    )
    page.goto("https://thu.example.vn/")
    assert page.locator(".alert").is_visible()
    assert page.locator(".banners p").is_hidden()
    page.clock.set_fixed_time(dt.datetime(2026, 11, 30, 17, 1, tzinfo=dt.UTC))  # the first minute of 1-12 there
    page.reload()
    assert page.locator(".alert").is_hidden()
    context.close()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("until = 2026-11-30\n", "", "BT134"),
        ('url = "/a/"\nuntil', 'url = "/b/"\nuntil', "BT122"),
        ('url = "/a/"\nuntil', 'url = "javascript:a"\nuntil', "BT120"),
        ("bau-cu.png", "bau_cu.png", "BT135"),
        ('"mail"', '"mial"', "BT133"),
        ('url = "/a/"\nicon', 'url = "a b"\nicon', "BT120"),
        ('url = "/a/"\nicon', 'url = "/b/"\nicon', "BT122"),
    ],
)
def test_what_is_wrong_is_told(noticed: Site, before: str, after: str, told: str) -> None:
    noticed.settings(NOTICES.replace(before, after))
    [(code, path, line)] = noticed.make().problems
    assert (code, path) == (told, "site_config.toml")
    assert line > 10


def test_a_damaged_picture_of_a_banner_is_told_in_its_line(noticed: Site) -> None:
    noticed.write("content/hinh/bau-cu.png", b"\x89PNG nothing")
    assert [code for code, path, _ in noticed.make().problems if path == "site_config.toml"] == ["BT850"]
