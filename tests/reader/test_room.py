"""Pages fill their room: no holes beside neighbours, nothing wider than the screen, on every width and with every kind of text."""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builder import Site, png
from tests.conftest import _Static

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
HOLES = Path(__file__).with_name("holes.js").read_text("utf-8")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST = 96  # px
WIDTHS = (320, 360, 768, 1000, 1280, 1920)
ADDRESS = "https://hdnd.example.vn/" + "khong-co-cho-nghi" * 9
TITLES = (
    "Tin ngắn",
    f"Thông báo về địa chỉ {ADDRESS}",
    "Hội đồng nhân dân tỉnh giám sát việc giải quyết kiến nghị " * 3,
)
SUMMARIES = ("Ngắn.", "Thường trực Hội đồng nhân dân tỉnh nghe báo cáo và cho ý kiến về dự thảo nghị quyết. " * 5)
TABLE = "|" + " Cột dài |" * 12 + "\n|" + " --- |" * 12 + "\n|" + " Nội dung của ô |" * 12


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of 4 categories with short and long texts, with and without pictures."""
    site = Site(tmp_path_factory.mktemp("crowded") / "site", plain=False)
    more = "".join(f'\n[[categories]]\nslug = "c{at}"\nname = "Chuyên mục thứ {at} của trang"\n' for at in range(3))
    site.settings(more, title="Văn phòng Hội đồng nhân dân tỉnh")
    site.write("content/tin-tuc/hinh.png", png(width=900, height=1600))
    gallery = '![Hai](hinh.png) ![Ba](hinh.png "Chú thích")'
    for at in range(20):
        site.article(
            f"bai-{at}",
            f"![Một](hinh.png)\n\nChữ.\n\n{gallery}\n\n{TABLE}\n\n```\n{'x' * 300}\n```",
            title=TITLES[at % 3],
            summary=SUMMARIES[at % 2],
            category=f"c{at % 4}" if at % 4 < 3 else "tin",
            date=f"2020-01-{at + 1:02}",
            tags=["Giám sát", "Một thẻ có tên khá dài để xuống dòng"],
            **({"image": "hinh.png", "image_alt": "Tả"} if at % 5 < 3 else {}),
        )
    assert site.make().codes == []
    return site


@pytest.fixture
def address(crowded: Site) -> Iterator[str]:
    handler = functools.partial(_Static, directory=str(crowded.public), base_path="")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["", "tin-tuc/", "tin-tuc/bai-4/", "luu-tru/", "so-do-trang/"])
def test_no_holes_and_nothing_wider_than_the_screen(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(address + path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(f"({HOLES})({MOST})") == [], width
        assert page.evaluate(WIDER) <= 0, width
        assert page.evaluate(f"document.documentElement.dataset.size = '3', {WIDER}") <= 0, (width, "large text")
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
