"""A phone's browser: no jump while pictures arrive, and few bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SOAK
from tests.media import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.builder import Site

PAGES = 4 if SOAK < 100 else 8
"""Number of articles that are opened."""
LIMIT = 250_000
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts.push(one.value); }).observe({type: "layout-shift", buffered: true});
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser) -> Any:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    context.add_init_script(SHIFTS)
    yield context
    context.close()


def scroll(page: Page) -> None:
    """Look at the whole page, so that what is lazy loads."""
    page.evaluate("""async () => {
        for (let y = 0; y < document.body.scrollHeight; y += 300) { window.scrollTo(0, y); await new Promise((done) => setTimeout(done, 60)); }
        await Promise.all([...document.images].filter((one) => one.currentSrc && !one.complete).map((one) => new Promise((done) => { one.onload = one.onerror = done; })));
    }""")
    page.wait_for_timeout(200)


def broken(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.images].filter((one) => one.src && one.complete && one.naturalWidth === 0).map((one) => one.src)"
    )
    return found


def test_an_article_with_a_lead_is_light_and_stays_still(sample: Site, serve: Callable[..., str], phone: Any) -> None:
    address = serve(sample.public)
    checked = 0
    for place in sorted((sample.public / "tin-tuc").rglob("index.html")):
        text = place.read_text("utf-8")
        if 'class="lead-picture"' not in text:
            continue
        checked += 1
        page = phone.new_page()
        total: list[int] = []
        page.on("response", lambda response, total=total: total.append(len(response.body())))
        page.goto(address + place.parent.relative_to(sample.public).as_posix() + "/", wait_until="networkidle")
        assert sum(total) <= LIMIT, (place, sum(total))
        chosen = page.evaluate("document.querySelector('.lead-picture img').currentSrc")
        assert re.search(r"-800\.[0-9a-f]{10}\.webp$", chosen), "328 CSS pixels at twice the density"
        scroll(page)
        assert broken(page) == []
        assert page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)") == 0
        page.close()
        if checked == PAGES:
            break
    assert checked == PAGES


@pytest.mark.parametrize("width", [360, 1280])
def test_a_gallery_and_odd_pictures_stay_still(
    new_site: Callable[..., Site], serve: Callable[..., str], browser: Browser, width: int
) -> None:
    site = new_site({}, plain=False)
    files = {
        "cao.jpg": made.saved(made.quarters(700, 1300), "JPEG"),
        "rong.jpg": made.saved(made.quarters(2000, 500), "JPEG"),
        "nho.png": made.saved(made.quarters(90, 60), "PNG"),
        "dong.gif": made.animation("GIF"),
        "ve.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M0 0h400v300z"/></svg>',
    }
    for name, content in files.items():
        site.write(f"content/tin-tuc/{name}", content)
    body = (
        "Chữ.\n\n![a](cao.jpg)\n![b](rong.jpg)\n![c](ve.svg)\n\nChữ ![d](nho.png) chữ.\n\n![e](dong.gif)\n\nChữ.\n\n![f](ve.svg)\n\n"
        + "Chữ.\n\n" * 40
        + "![g](rong.jpg)"
    )
    site.article("a", body, image="rong.jpg", image_alt="Tả")
    assert site.make().problems == []
    context = browser.new_context(viewport={"width": width, "height": 740}, device_scale_factor=2)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    address = serve(site.public)
    page.goto(address + "tin-tuc/a/", wait_until="networkidle")
    scroll(page)
    assert broken(page) == []
    assert page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.click(".gallery figure:nth-child(2) a")
    shown = page.locator("dialog img")
    assert re.search(r"rong-1600\.[0-9a-f]{10}\.jpg$", shown.get_attribute("src") or "")
    context.close()
