"""Pages fill their room: no holes beside neighbours, nothing wider than the screen, on every width and with every kind of text."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builder import Site
from tests.reader.crowded import PATHS, write_articles, write_collections

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
HOLES = Path(__file__).with_name("holes.js").read_text("utf-8")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST = 96  # px
WIDTHS = (320, 360, 640, 768, 1000, 1280, 1920, 2560)
SITES = {0: 4, 1: 2, 17: 4, 60: 30}
"""Articles of a site, and its categories."""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Return what is published of a site with so many articles; the largest has entries of every collection."""

    @functools.cache
    def make(count: int) -> Path:
        site = Site(tmp_path_factory.mktemp("crowded") / "site", plain=False)
        write_articles(site, count, SITES[count])
        if count == max(SITES):
            write_collections(site)
        result = site.make()
        assert [one for one in result.json["problems"] if one["severity"] == "error"] == []
        return site.public

    return make


@pytest.fixture
def address(crowded: Callable[[int], Path], serve: Callable[..., str]) -> str:
    """The address of the one with 17 articles."""
    return serve(crowded(17))


@pytest.mark.parametrize("count", SITES)
def test_no_holes_and_nothing_wider_than_the_screen(
    browser: Browser, crowded: Callable[[int], Path], serve: Callable[..., str], count: int
) -> None:
    public = crowded(count)
    address = serve(public)
    page = browser.new_page(reduced_motion="reduce")
    paths = PATHS["articles"] + PATHS["collections"] * (count == max(SITES))
    for path in filter(lambda path: (public / path / "index.html").is_file(), paths):
        page.goto(address + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(f"({HOLES})({MOST})") == [], (path, width)
            assert page.evaluate(WIDER) <= 0, (path, width)
            assert page.evaluate(f"document.documentElement.dataset.size = '3', {WIDER}") <= 0, (path, width, "large")
            page.evaluate("delete document.documentElement.dataset.size")
    page.close()


def test_pictures_open_large_one_after_the_other(browser: Browser, address: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}tin-tuc/bai-5/")
    links = page.locator(".article figure a")
    assert links.count() == 4
    links.nth(3).click()
    viewer = page.get_by_role("dialog", name="Xem hình")
    assert viewer.locator("p").inner_text() == "Chú thích"
    assert viewer.locator("img").get_attribute("src") == page.evaluate("one => one.href", links.nth(3).element_handle())
    page.keyboard.press("ArrowRight")
    assert viewer.locator("span").inner_text() == "1 / 4"
    viewer.get_by_role("button", name="Hình trước").click()
    page.keyboard.press("ArrowLeft")
    assert viewer.locator("img").get_attribute("alt") == "Hai"
    page.keyboard.press("Escape")
    assert viewer.is_hidden()
    page.wait_for_function("document.querySelectorAll('.article figure a')[2] === document.activeElement")
    assert page.evaluate(
        "document.querySelector('.lead-picture img').getBoundingClientRect().height <= innerHeight * 0.75"
    )
    page.close()
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}tin-tuc/bai-5/")
    page.locator(".article figure a").first.click()
    assert page.url.endswith(".jpg")
    page.close()


def test_a_table_of_many_columns_prints_whole(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 980, "height": 700})  # a sheet across
    page.goto(f"{address}tin-tuc/bai-4/")
    page.emulate_media(media="print")
    box = "document.querySelector('.table-wide').getBoundingClientRect()"
    cells = "[...document.querySelectorAll('.table-wide th')].pop().getBoundingClientRect()"
    assert page.evaluate(f"{cells}.right <= {box}.right + 1")
    assert page.locator(".print-end").is_visible()
    page.close()
