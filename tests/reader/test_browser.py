"""Pages as readers meet them in a real browser: with a screen reader, a keyboard, a phone, in the dark, without JavaScript."""

from __future__ import annotations

import gzip
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from bantin.config import Theme
from bantin.theme.palette import derive
from tests.reader.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

    from tests.reader.conftest import Slow

pytestmark = pytest.mark.browser
LOOKS = [(360, "light", ""), (1280, "dark", ""), (1280, "light", "more")]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental"]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OLD_POLICY = {"content-type": "text/html", "content-security-policy": "script-src 'self' 'sha256-AAAA'"}
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; }).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a reader who was never there; messages on its console and requests that leave the site fail the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if "127.0.0.1" not in request.url else None)
    yield page
    context.close()
    assert said == []


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(page: Page, address: str, kind: str) -> None:
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page.goto(address + KINDS[kind])
    page.evaluate(axe)
    for width, theme, contrast in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(
            "([t, c]) => Object.assign(document.documentElement.dataset, {theme: t, contrast: c})", [theme, contrast]
        )
        found: list[Any] = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html + n.failureSummary)]))",
            TAGS,
        )
        assert found == [], (width, theme, contrast)


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 2560])
def test_no_page_scrolls_sideways_or_moves_while_it_loads(page: Page, address: str, width: int) -> None:
    # 320 CSS pixels are a screen of 1280 at 400 % (WCAG 1.4.10).
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    for kind, path in KINDS.items():
        page.goto(address + path)
        # A piece of a page that ends within a word moves what stands behind it in the line: that is nothing to see.
        assert page.evaluate("window.shifts") < 0.0005, kind
        assert page.evaluate(WIDER) <= 0, kind
        page.evaluate("document.documentElement.dataset.size = '3'")
        assert page.evaluate(WIDER) <= 0, (kind, "large text")


def aid(page: Page, name: str) -> Locator:
    """Return a button of the reading aids; on a phone the sheet that has them is opened."""
    if page.locator("#bantin-aids").is_hidden():
        page.get_by_role("button", name="Hỗ trợ đọc").click()
    return page.get_by_role("button", name=name)


def test_choices_are_kept_and_the_next_page_begins_with_them(page: Page, address: str) -> None:
    page.add_init_script(SHIFTS)
    page.goto(address)
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    aid(page, "Chữ to hơn").click()
    aid(page, "Nền tối").click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > size
    # The moment the parser reaches the stylesheet, the choice must have been made: nothing is painted before that has come.
    page.add_init_script(
        "new MutationObserver((_, one) => { if (document.querySelector('link[rel=stylesheet]')) { window.began = {...document.documentElement.dataset}; one.disconnect(); } }).observe(document, {childList: true, subtree: true});"
    )
    page.goto(address + KINDS["article"], wait_until="networkidle")
    began = page.evaluate("window.began")
    assert (began["size"], began["theme"]) == ("1", "dark")
    dark = derive(Theme()).dark["ground"]
    shown = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert "#" + "".join(f"{int(part):02x}" for part in shown) == dark
    assert aid(page, "Nền tối").get_attribute("aria-pressed") == "true"
    assert page.evaluate("window.shifts") == 0
    aid(page, "Nền tối").click()
    aid(page, "Cỡ chữ mặc định").click()
    assert page.evaluate("localStorage.getItem('hien-thi')") == '{"size":0,"theme":"","contrast":""}'


def test_nothing_but_the_stylesheet_stands_before_the_first_paint(page: Page, address: str) -> None:
    page.add_init_script(SHIFTS)
    page.goto(address + KINDS["article"], wait_until="networkidle")
    blocking = "performance.getEntriesByType('resource').filter(one => one.renderBlockingStatus === 'blocking').map(one => one.initiatorType)"
    assert page.evaluate(blocking) == ["link"]
    assert page.evaluate("window.shifts") == 0
    # The picture that the head asks for early is the one that the page shows, and is asked for once.
    shown = page.evaluate("new URL(document.querySelector('.lead-picture img').currentSrc).pathname")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)")
    assert [one for one in loaded if "hoi-truong" in one] == [shown]
    assert page.locator(".lead-picture source").get_attribute("srcset") == page.locator(
        "link[rel=preload]"
    ).get_attribute("imagesrcset")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("cut", ['data-aid="normal"', "</script>\n</div>", "</script>", "</nav>", 'href="/tim-kiem/"'])
def test_nothing_moves_however_slowly_a_page_comes(
    page: Page, slow_address: tuple[str, type[Slow]], cut: str, width: int
) -> None:
    address, handler = slow_address
    page.set_viewport_size({"width": width, "height": 740})
    # First all of the head and the masthead's band; then up to a place within what a script shows, or at its end.
    handler.cuts = ('<div class="wrap">', cut, "</header>")
    page.add_init_script(SHIFTS)
    page.goto(address, wait_until="networkidle")
    assert page.locator("[data-aid]").count() == 5
    assert page.evaluate("window.shifts") == 0


@pytest.mark.parametrize(
    ("kind", "cuts"),
    [
        ("register", ("</thead>", "</tr>", "</tr>", "</tbody>", '<footer class="footer">')),
        ("petitions", ("data-register-table>", "</thead>", "</tr>", "</tr>", "</tr>")),
        ("papers of a year", ("</thead>", "</tr>", "</tr>", "</tbody>")),
        ("calendar week", ("</thead>", "</tbody>", "</tbody>", "</tbody>", "</tbody>")),
        ("categories", ("</main>", "</nav>", '<footer class="footer">', "</ul>", "</ul>")),
    ],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_neither_tables_nor_the_footer_move_while_they_come(
    page: Page, slow_address: tuple[str, type[Slow]], kind: str, cuts: tuple[str, ...], width: int
) -> None:
    address, handler = slow_address
    page.set_viewport_size({"width": width, "height": 800})
    handler.cuts = ('<div class="wrap">', "</header>", *cuts)
    page.add_init_script(SHIFTS)
    page.goto(address + KINDS[kind], wait_until="networkidle")
    assert page.evaluate("window.shifts") < 0.0005


@pytest.mark.parametrize("kind", ["register", "papers of a year", "petitions", "calendar week"])
def test_tables_of_ours_are_read_without_scrolling_sideways(page: Page, address: str, kind: str) -> None:
    page.goto(address + KINDS[kind])
    for width in (320, 360, 640, 720, 768, 1000, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        cut = page.evaluate(
            "[...document.querySelectorAll('.register, .week')].map(one => one.scrollWidth - one.clientWidth)"
        )
        assert cut, width
        assert max(cut) <= 0, width


def test_a_server_with_the_policy_of_older_pages_takes_nothing_away_but_a_moment(
    browser: Browser, address: str
) -> None:
    """The hashes of inline scripts stand in the server's headers too, and nobody may have renewed them."""
    page = browser.new_page()  # its console is full of what the policy held back
    page.add_init_script("localStorage.setItem('hien-thi', '{\"theme\":\"dark\"}')")
    page.route("**/tong-ket-thi-dua-2020/", lambda route: route.fulfill(response=route.fetch(), headers=OLD_POLICY))
    page.goto(address + KINDS["article"])
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Chữ to hơn").click()
    assert page.evaluate("document.documentElement.dataset.size") == "1"
    page.close()


@pytest.mark.parametrize("kept", ["{", "null", "7", '{"size":"x","theme":"a b","contrast":1}'])
def test_damaged_choices_do_no_harm(page: Page, address: str, kept: str) -> None:
    page.add_init_script(f"localStorage.setItem('hien-thi', {kept!r})")
    page.goto(address)
    assert (
        page.evaluate(
            "[...Object.keys(document.documentElement.dataset)].filter(k => ['size', 'theme', 'contrast'].includes(k))"
        )
        == []
    )
    aid(page, "Chữ to hơn").click()
    assert page.evaluate("document.documentElement.dataset.size") == "1"


def test_the_keyboard_goes_to_the_text_and_through_the_menu(page: Page, address: str) -> None:
    page.goto(address + KINDS["article"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "bantin-main"
    page.goto(address + KINDS["article"])
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", (
            "whatever has the focus shows it"
        )
        if page.evaluate("document.activeElement.className") == "menu-button":
            break
    page.keyboard.press("Enter")
    assert page.locator("#bantin-menu").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#bantin-menu')")
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"
    page.keyboard.press("Escape")
    assert page.locator("#bantin-menu").is_hidden()
    assert page.evaluate("document.activeElement.className") == "menu-button"
    page.keyboard.press("Enter")
    page.evaluate("document.querySelector('#bantin-menu li:last-child a').focus()")
    for _ in range(20):
        page.keyboard.press("Tab")
        if not page.evaluate("!!document.activeElement.closest('#bantin-menu')"):
            break
    assert page.locator("#bantin-menu").is_hidden(), "what the keyboard goes on to is not covered"


@pytest.mark.parametrize("has_script", [True, False])
def test_what_is_below_an_entry_of_the_menu_opens_by_keyboard_and_touch(
    browser: Browser, address: str, *, has_script: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 740}, java_script_enabled=has_script, has_touch=True
    )
    page = context.new_page()
    page.goto(address)
    summary, below = page.locator(".menu summary").first, page.locator(".menu-group li a").nth(1)
    assert below.is_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    assert below.is_visible()
    height = page.locator(".masthead").bounding_box()
    assert height
    if has_script:
        page.keyboard.press("Escape")
        assert below.is_hidden()
        assert page.evaluate("document.activeElement.nodeName") == "SUMMARY"
        summary.tap()
        assert page.locator(".masthead").bounding_box() == height, "what is open lies above the page, and moves nothing"
        page.locator("h1").tap()
        assert below.is_hidden()
        summary.tap()
    below.tap()
    page.wait_for_url("**/co-cau-to-chuc/")
    assert page.locator(".menu summary").first.get_attribute("aria-current") == "true"
    assert page.locator(".side-nav [aria-current=page]").inner_text() == "Cơ cấu tổ chức"
    context.close()


def test_the_first_screen_of_a_phone_is_for_what_there_is_to_read(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate("document.querySelector('.masthead').getBoundingClientRect().height") <= 120
    contrast, dark = aid(page, "Tương phản"), aid(page, "Nền tối")
    contrast.click()
    assert dark.get_attribute("aria-pressed") == "true"
    dark.click()
    assert contrast.get_attribute("aria-pressed") == "false"
    assert page.evaluate("({...document.documentElement.dataset}).theme") is None
    page.keyboard.press("Escape")
    assert contrast.is_hidden()


def test_everything_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    for path in KINDS.values():
        page.goto(address + path)
        assert page.locator("h1").is_visible()
        assert not page.locator("[data-aid]").first.is_visible()
    page.goto(address + KINDS["article"])
    assert page.get_by_role("link", name="Facebook").is_visible()
    assert not page.get_by_role("button", name="In hoặc lưu PDF").is_visible()
    page.locator(".menu-button").click()
    page.locator("#bantin-menu summary").first.click()
    page.locator("#bantin-menu").get_by_role("link", name="Giới thiệu").click()
    assert page.url == f"{address}gioi-thieu/"
    context.close()


def test_an_article_is_light(page: Page, address: str) -> None:
    """All that a first visit loads, its picture too, with texts compressed as `server-config` has them sent."""
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda response: sizes.update(
            {
                response.url: len(response.body())
                if "image/webp" in response.headers.get("content-type", "")
                else len(gzip.compress(response.body(), 6))
            }
        ),
    )
    page.goto(address + KINDS["article"], wait_until="networkidle")
    assert len(sizes) >= 6
    assert sum(sizes.values()) <= 60 * 1024, sizes


def test_print_is_a_letterhead_the_text_and_the_address(page: Page, address: str) -> None:
    page.goto(address + KINDS["article"])
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    for hidden in (".aids", ".menu", ".breadcrumbs", ".share", ".side", ".footer", ".neighbours"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in (".brand-title", "h1", ".byline", ".print-end"):
        assert page.locator(shown).first.is_visible(), shown
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
