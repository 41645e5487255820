"""A real browser before a real preview of real files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.builder import NOW, Site
from tests.preview.watcher import PATIENCE_S, Watch, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
LONG = "\n\n".join(f"Đoạn số {number}." for number in range(200))
MS = PATIENCE_S * 1000
OVERLAY = "bantin-preview .overlay"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """One preview for all, with the project's own layouts."""
    site = Site(tmp_path_factory.mktemp("browser") / "site", plain=False)
    _begin(site)
    watch = Watch(site)
    yield watch
    watch.stop()


@pytest.fixture
def running(shared: Watch) -> Watch:
    """The shared preview, its site as at the beginning."""
    _begin(shared.site)
    shared.until("/", "Bài hai")
    shared.until("/tin-tuc/2020/hai/", "Bài hai đây.")
    wait_for(lambda: shared.state("/")["problems"] == [])
    return shared


def _begin(site: Site) -> None:
    """Write the site that each test begins with."""
    for folder in ("content", "layouts"):
        shutil.rmtree(site.root / folder, ignore_errors=True)
    site.settings()
    site.article("2020/mot", LONG, title="Bài một")
    site.article("2020/hai", "Bài hai đây.", title="Bài hai")
    site.article("2020/nhap", "Chưa xong.", title="Bài nháp", draft=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; an error of a script fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.set_default_timeout(MS)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert not faults


def _text(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()


def _mark(page: Page) -> None:
    """Leave a mark in the page that is gone once it is loaded again."""
    page.evaluate("window.unloaded = true")


def _is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.unloaded === true"))


def test_an_edit_is_shown_where_the_reader_was(running: Watch, page: Page) -> None:
    page.goto(f"{running.origin}/tin-tuc/2020/mot/")
    page.evaluate("scrollTo(0, 1500)")
    _mark(page)
    running.site.article("2020/mot", "Đoạn mới tinh.\n\n" + LONG, title="Bài một")
    _text(page, "Đoạn mới tinh.")
    assert not _is_marked(page)
    page.wait_for_function("() => scrollY === 1500")
    running.site.article("2020/mot", LONG, title="Bài một")
    page.get_by_text("Đoạn mới tinh.").wait_for(state="detached")
    page.wait_for_function("() => scrollY === 1500")


def test_a_page_that_stays_the_same_is_not_loaded_again(running: Watch, page: Page) -> None:
    other = page.context.new_page()
    page.goto(f"{running.origin}/tin-tuc/2020/hai/")
    other.goto(f"{running.origin}/tin-tuc/2020/mot/")
    _mark(page)
    running.site.article("2020/mot", "Chỉ thân bài này đổi.", title="Bài một")
    _text(other, "Chỉ thân bài này đổi.")
    running.site.article("2020/nhap", category="khong-co")
    page.locator(OVERLAY).wait_for()
    assert _is_marked(page), "it has heard of all that, and stays"


def test_a_stylesheet_is_swapped_without_loading_the_page_again(running: Watch, page: Page) -> None:
    site = running.site
    page.goto(f"{running.origin}/tin-tuc/2020/hai/")
    _mark(page)
    site.write("layouts/assets/style.css", "h1 { color: rgb(1, 2, 3) }")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
    site.write("layouts/assets/style.css", "h1 { color: rgb(4, 5, 6) }")
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'")
    assert _is_marked(page)
    page.wait_for_function("() => document.querySelectorAll('link[rel=stylesheet]').length === 1")
    (site.root / "layouts" / "assets" / "style.css").unlink()
    page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).color !== 'rgb(4, 5, 6)'")


def test_a_fault_is_shown_and_goes_when_it_is_put_right(running: Watch, page: Page) -> None:
    page.goto(f"{running.origin}/tin-tuc/2020/hai/")
    running.site.article("2020/hai", "Bài hai đây.", title="Bài hai", category="tinn")
    overlay = page.locator(OVERLAY)
    overlay.wait_for()
    assert "1 lỗi cần sửa" in overlay.inner_text()
    assert overlay.locator(".place").inner_text() == "content/tin-tuc/2020/hai.md:4"
    assert "Không có chuyên mục “tinn”." in overlay.locator(".message").inner_text()
    assert "Ý bạn là “tin”?" in overlay.locator(".hint").inner_text()
    assert overlay.locator(".hit").inner_text().split() == ["4", "category:", '"tinn"']
    assert overlay.locator(".number").all_inner_texts() == ["2", "3", "4", "5", "6"]
    assert page.get_by_text("Bài hai đây.").is_visible(), "the last good page is behind"
    running.site.article("2020/hai", "Bài hai lành.", title="Bài hai")
    overlay.wait_for(state="detached")
    _text(page, "Bài hai lành.")


def test_a_fault_of_a_layout_and_of_the_settings(running: Watch, page: Page) -> None:
    site = running.site
    page.goto(f"{running.origin}/tin-tuc/2020/hai/")
    overlay = page.locator(OVERLAY)
    site.write("layouts/article.html", "{% block main %}\n{{ articl.title }}\n{% endblock %}")
    overlay.get_by_text("layouts/article.html:2").wait_for()
    assert "{{ articl.title }}" in overlay.locator(".hit").inner_text()
    (site.root / "layouts" / "article.html").unlink()
    overlay.wait_for(state="detached")
    before = (site.root / "site_config.toml").read_text("utf-8")
    site.write("site_config.toml", before.replace('title = "', "title = ", 1))
    overlay.get_by_text("site_config.toml:2").wait_for()
    site.write("site_config.toml", before)
    overlay.wait_for(state="detached")


def test_a_page_opened_while_it_is_broken_appears_when_it_is_put_right(running: Watch, page: Page) -> None:
    running.site.write("content/tin-tuc/2020/hai.md", "---\ntitle: Hở\n")
    running.until("/tin-tuc/2020/hai/", status=500)
    page.goto(f"{running.origin}/tin-tuc/2020/hai/")
    page.locator(OVERLAY).get_by_text("content/tin-tuc/2020/hai.md:1").wait_for()
    running.site.article("2020/hai", "Bài hai đây.", title="Bài hai")
    _text(page, "Bài hai đây.")
    page.locator(OVERLAY).wait_for(state="detached")


def test_the_overlay_can_be_put_aside(running: Watch, page: Page) -> None:
    page.goto(f"{running.origin}/tin-tuc/2020/mot/")
    running.site.article("2020/hai", category="khong-co")
    page.locator(OVERLAY).wait_for()
    page.keyboard.press("Escape")
    badge = page.locator("bantin-preview .badge")
    badge.wait_for()
    assert badge.inner_text() == "1 lỗi cần sửa"
    page.reload()
    badge.wait_for()
    assert page.locator(OVERLAY).count() == 0
    badge.locator("button").click()
    page.locator(OVERLAY).wait_for()
    page.locator(OVERLAY).locator("button").click()
    running.site.article("2020/hai", category="cung-khong-co")  # another fault is told again
    page.locator(OVERLAY).get_by_text("cung-khong-co").first.wait_for()
    running.site.article("2020/hai", "Bài hai đây.", title="Bài hai")
    page.locator("bantin-preview").wait_for(state="detached")


def test_a_new_article_comes_to_the_home_page_and_to_its_own(running: Watch, page: Page) -> None:
    own = page.context.new_page()
    page.goto(f"{running.origin}/")
    own.goto(f"{running.origin}/tin-tuc/2021/moi/")
    _text(own, "Không tìm thấy trang")
    path = running.site.article("2021/moi", "Vừa viết.", title="Bài vừa viết", date="2021-01-01")
    _text(page, "Bài vừa viết")
    _text(own, "Vừa viết.")
    (running.site.root / path).unlink()
    _text(own, "Không tìm thấy trang")


def test_a_draft_has_a_banner(running: Watch, page: Page) -> None:
    page.goto(f"{running.origin}/tin-tuc/2020/nhap/")
    banner = page.locator(".bantin-preview-banner")
    assert banner.is_visible()
    assert "Bản nháp" in banner.inner_text()
    box = banner.bounding_box()
    assert box is not None
    assert box["y"] == 0
    assert box["width"] == page.evaluate("document.documentElement.clientWidth")
    running.site.article("2020/nhap", "Chưa xong.", title="Bài nháp")
    banner.wait_for(state="detached")
    running.site.article("2020/nhap", "Chưa xong.", title="Bài nháp", draft=True)
    banner.wait_for()


def test_the_start_page_follows_too(running: Watch, page: Page) -> None:
    page.goto(f"{running.origin}/_preview/")
    _text(page, "Bài nháp")
    path = running.site.article("2020/nhap-hai", title="Nháp thứ hai", draft=True)
    _text(page, "Nháp thứ hai")
    (running.site.root / path).unlink()
    page.get_by_text("Nháp thứ hai").first.wait_for(state="detached")


def test_it_is_found_again_after_a_restart(browser: Browser, site: Site, preview: Callable[..., Watch]) -> None:
    site.article("2020/mot", "Bản đầu.", title="Bài một")
    first = preview()
    context = browser.new_context()
    context.set_default_timeout(MS)
    page = context.new_page()
    page.goto(f"{first.origin}/tin-tuc/2020/mot/")
    _mark(page)
    first.stop()
    page.locator("bantin-preview .lost").wait_for()
    again = preview(port=first.port, now=NOW)
    assert again.port == first.port
    page.locator("bantin-preview .lost").wait_for(state="detached")
    assert _is_marked(page), "nothing has changed meanwhile"
    again.stop()
    site.article("2020/mot", "Bản hai, viết khi không ai xem.", title="Bài một")
    preview(port=first.port)
    _text(page, "Bản hai, viết khi không ai xem.")
    context.close()


def test_many_pages_at_once_do_not_starve_each_other(running: Watch, browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(MS)
    pages = [context.new_page() for _ in range(7)]  # a browser holds six connections to a server
    for one in pages:
        one.add_init_script(
            "Object.defineProperty(document, 'hidden', {get: () => window.behind === true, configurable: true})"
        )
    for one in pages:
        one.goto(f"{running.origin}/tin-tuc/2020/hai/")
        one.evaluate("window.behind = true, document.dispatchEvent(new Event('visibilitychange'))")
    running.site.article("2020/hai", "Bài hai đổi sau lưng.", title="Bài hai")
    for one in pages:
        one.evaluate("window.behind = false, document.dispatchEvent(new Event('visibilitychange'))")
        _text(one, "Bài hai đổi sau lưng.")
        one.evaluate("window.behind = true, document.dispatchEvent(new Event('visibilitychange'))")
    context.close()


def test_a_large_copy_is_one_reload(running: Watch, page: Page) -> None:
    site = running.site
    page.goto(f"{running.origin}/tin-tuc/")
    page.evaluate("sessionStorage.loads = 0")
    page.add_init_script("sessionStorage.loads = Number(sessionStorage.loads || 0) + 1")
    other = Site(site.root.parent / "other")
    for number in range(300):
        other.article(f"2022/chep-{number}", title=f"Chép {number}", date="2022-01-01")
    (other.root / "content" / "tin-tuc" / "2022").rename(site.root / "content" / "tin-tuc" / "2022")
    _text(page, "Chép 0")
    assert page.evaluate("Number(sessionStorage.loads)") == 1
    (site.root / "content" / "tin-tuc" / "2022").rename(site.root.parent / "2022-xong")
    page.get_by_text("Chép 0").first.wait_for(state="detached")
    assert page.evaluate("Number(sessionStorage.loads)") == 2
