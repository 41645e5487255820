"""The search page in a browser: what readers see, hear and press."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bantin.rendering.load_layouts import load_layouts
from bantin.search import words
from tests.builder import PROJECT
from tests.search.conftest import indexed

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Response, Route

    from tests.builder import Site
    from tests.search.reader import Reader

pytestmark = pytest.mark.browser


def asked(reader: Reader) -> dict[str, list[str]]:
    return parse_qs(urlsplit(reader.page.url).query)


def test_an_address_with_a_query_shows_its_results(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/?{urlencode({'q': 'đập đồng đò'})}")
    reader.await_results()
    assert reader.see("input").input_value() == "đập đồng đò"
    assert reader.status.endswith(" kết quả cho “đập đồng đò”.")
    assert reader.page.title().startswith("đập đồng đò – ")
    first = reader.page.locator(".search-result").first
    assert first.locator("h2").inner_text() == "Đập Đồng Đò đủ điều kiện đón lũ"
    assert first.locator("h2 mark").all_inner_texts() == ["Đập", "Đồng", "Đò"]
    assert first.locator("time").get_attribute("datetime") == "2023-06-15T00:00:00+07:00"
    assert first.locator("time").inner_text() == "15-06-2023"
    assert "Đơn vị quản lý đã đóng điện trạm bơm đầu đập." in first.locator(".search-excerpt").inner_text()
    assert "\u0335" not in reader.page.content()


def test_what_was_asked_leads_on_to_petitions(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/?{urlencode({'q': 'sạt lở'})}")
    lead = reader.page.locator(".search-register a")
    lead.wait_for()
    assert lead.inner_text() == "Tìm “sạt lở” trong kiến nghị cử tri"
    lead.click()
    reader.page.locator("[data-register-status]:not(:empty)").wait_for()
    assert asked(reader) == {"q": ["sạt lở"]}
    assert reader.page.locator("[data-register] input").input_value() == "sạt lở"


def test_the_masthead_of_every_page_searches(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}lien-he/")
    reader.page.set_viewport_size({"width": 1200, "height": 800})
    box = reader.page.get_by_role("search").locator("input")
    box.fill("ghe ngo")
    box.press("Enter")
    reader.await_results()
    assert asked(reader) == {"q": ["ghe ngo"]}
    assert reader.links == ["/tin-tuc/2025/dua-ghe-ngo/"]
    reader.page.locator(".search-result a").click()
    assert reader.page.locator("h1").inner_text() == "Ngày hội đua ghe ngo trên sông Hậu"


def test_it_works_below_a_base_path(
    new_site: Callable[..., Site], serve: Callable[..., str], open_page: Callable[..., Reader]
) -> None:
    site = new_site({}, plain=False)
    site.article("đò", title="Đò ngang")
    indexed(site, "--base-url", "https://example.vn/hdnd/")
    reader = open_page(serve(site.public, "/hdnd/") + "tim-kiem/?q=do+ngang")
    reader.await_results()
    assert reader.links == ["/hdnd/tin-tuc/do/"]
    reader.page.locator(".search-result a").click()
    assert reader.page.locator("h1").inner_text() == "Đò ngang"
    plain = site.tree()
    indexed(site)
    assert {path: data for path, data in site.tree().items() if "chi-muc" in path} == {
        path: data for path, data in plain.items() if "chi-muc" in path
    }


def test_results_are_narrowed_and_the_address_says_how(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    reader.find("nghị quyết")
    total = int(reader.status.split()[1])
    reader.unfold()
    category = reader.see("filters").get_by_label("Chuyên mục")
    labels = category.locator("option").all_inner_texts()
    assert labels[0] == "Tất cả"
    counts = {label.rpartition(" (")[0]: int(label.rpartition(" (")[2][:-1]) for label in labels[1:]}
    assert 0 < counts["Kỳ họp"] < total
    category.focus()
    category.select_option("Kỳ họp")
    reader.await_status(f"Có {counts['Kỳ họp']} ")
    assert asked(reader) == {"q": ["nghị quyết"], "category": ["Kỳ họp"]}
    assert set(reader.page.locator(".search-result .card-section").all_inner_texts()) == {"Kỳ họp"}
    assert (
        reader.page.evaluate("document.activeElement.id") == "bantin-search-category"
    )  # the reader is left where they were
    years = reader.see("filters").get_by_label("Năm").locator("option").all_inner_texts()[1:]
    assert sum(int(year.partition("(")[2][:-1]) for year in years) == counts["Kỳ họp"]
    assert reader.status.endswith("Đang thu hẹp theo Chuyên mục: Kỳ họp.")
    assert [year[:4] for year in years] == sorted((year[:4] for year in years), reverse=True)


def test_newest_first_and_pages_last(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/?{urlencode({'q': 'hội đồng', 'sort': 'date'})}")
    reader.await_results()
    dates = reader.page.locator(".search-result time").evaluate_all("times => times.map((time) => time.dateTime)")
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 10


def test_back_and_forward_go_through_searches_and_filters(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    reader.find("ghe ngo")
    reader.find("nghị quyết")
    every = reader.status
    reader.unfold()
    reader.see("filters").get_by_label("Năm").select_option("2020")
    narrowed = reader.await_status(every, other=True)
    reader.page.go_back()
    reader.await_status(every)
    assert reader.page.evaluate("document.querySelector('#bantin-search-year').value") == ""
    assert reader.see("input").input_value() == "nghị quyết"
    reader.page.go_back()
    reader.page.wait_for_function(
        "() => document.querySelector('[data-search-status]').textContent.includes('ghe ngo')"
    )
    assert reader.links == ["/tin-tuc/2025/dua-ghe-ngo/"]
    reader.page.go_back()
    reader.page.wait_for_function("() => !document.querySelector('.search-result')")
    assert reader.see("filters").is_hidden()
    assert reader.page.locator("main > .browse").is_visible()
    for _ in range(3):
        reader.page.go_forward()
    reader.await_status(narrowed)
    assert reader.page.evaluate("document.querySelector('#bantin-search-year').value") == "2020"


def test_more_results_come_with_the_keyboard_and_the_focus_goes_on(
    address: str, open_page: Callable[..., Reader]
) -> None:
    reader = open_page(f"{address}tim-kiem/")
    reader.find("nghị quyết")
    assert len(reader.links) == 10
    more = reader.page.get_by_role("button", name="Xem thêm kết quả")
    more.focus()
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("() => document.querySelectorAll('.search-result').length === 20")
    assert len(set(reader.links)) == 20
    assert reader.page.evaluate("document.activeElement.getAttribute('href')") == reader.links[10]
    reader.find("ghe ngo")
    assert reader.page.locator(".search-results button").is_hidden()


def test_back_from_a_result_returns_to_where_it_was_among_more(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/?{urlencode({'q': 'nghị quyết'})}")
    more = reader.page.get_by_role("button", name="Xem thêm kết quả")
    more.click()
    reader.page.wait_for_function("() => document.querySelectorAll('.search-result').length === 20")
    link = reader.page.locator(".search-result a").nth(16)
    link.scroll_into_view_if_needed()
    place = reader.page.evaluate("scrollY")
    assert place > 1000
    link.click()
    reader.page.locator("h1").wait_for()
    reader.page.go_back()
    reader.page.wait_for_function("([place]) => Math.abs(scrollY - place) < 2", arg=[place])
    assert len(reader.links) == 20
    reader.find("ghe ngo")
    assert reader.page.evaluate("history.state") is None  # a new search begins at its top


_WATCH_MOVES = """new PerformanceObserver((list) => {
  for (const move of list.getEntries()) {
    const moved = move.sources.map(({ node }) => node && node.closest && node.closest("main, footer") && node.outerHTML);
    window.moves = [...(window.moves || []), ...moved.filter(Boolean)];
  }
}).observe({ type: "layout-shift", buffered: true })"""


def test_on_a_phone_the_first_result_is_on_the_first_screen_and_nothing_moves(
    address: str, open_page: Callable[..., Reader]
) -> None:
    reader = open_page(f"{address}lien-he/", viewport={"width": 360, "height": 740})
    reader.page.add_init_script(_WATCH_MOVES)

    def wait(route: Route) -> None:
        """Let results come late, as over a slow line."""
        time.sleep(0.6)
        route.continue_()

    reader.page.route("**/chi-muc/index.bin", wait)
    for query in ("nghị quyết", "xyzzy", "chấp vấn"):
        reader.page.goto(f"{address}tim-kiem/?{urlencode({'q': query})}")
        assert not reader.page.locator(".browse").is_visible()
        reader.await_status("Đang", other=True)
        reader.page.locator(".browse").wait_for()
        assert reader.page.evaluate("new Promise(requestAnimationFrame).then(() => window.moves || [])") == []
        if query != "xyzzy":
            box = reader.page.locator(".search-result").first.bounding_box()
            assert box is not None
            assert box["y"] < 500


def test_what_has_the_words_apart_or_with_other_marks_comes_below_a_line(
    address: str, open_page: Callable[..., Reader]
) -> None:
    reader = open_page(f"{address}tim-kiem/")
    line = reader.page.locator(".search-wider")
    assert reader.find("đua ghe", 10)[0] == "/tin-tuc/2025/dua-ghe-ngo/"
    assert line.is_hidden()
    for sort in ("", "&sort=date"):
        reader.page.goto(f"{address}tim-kiem/?q=cầu+kho{sort}")
        reader.await_results()
        above = reader.page.locator(".search-wider").evaluate(
            "line => line.previousElementSibling.querySelectorAll('.search-result').length"
        )
        assert (above, reader.links[0]) == (1, "/tin-tuc/2024/cau-kho-do/")
        assert reader.status == "Có 1 kết quả cho “cầu kho”."
        assert "/tin-tuc/2022/song-lam/" in reader.links[1:]
        assert line.inner_text().startswith(f"Rộng hơn: {len(reader.links) - 1} bài ")
    reader.find("kho cầu")
    assert reader.status.startswith("Không bài nào viết đúng “kho cầu”. ")
    assert {"/tin-tuc/2024/cau-kho-do/", "/tin-tuc/2022/song-lam/"} < {*reader.links}


def test_a_word_that_nobody_wrote_suggests_the_likest(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    reader.find("procurment")
    assert reader.status == "Không bài nào viết “procurment”. Có 1 kết quả cho “procurement”."
    assert reader.page.locator(".search-result").first.get_attribute("lang") == "en"
    assert reader.page.locator(".search-result mark").all_inner_texts() == ["procurement"]
    reader.find("gừng dẽo")
    assert "“gừng dẻo”" in reader.status
    assert reader.page.locator(".search-result").first.get_attribute("lang") is None
    reader.find('"gừng dẽo"')
    assert reader.status.startswith("Không")
    assert "dẻo" not in reader.status  # who quotes means it


def test_what_a_file_says_is_found_in_its_article(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    assert reader.find("cống Vàm Rạch", 10) == ["/tin-tuc/2022/tep/", "/tin-tuc/2022/phu-luc.pdf"]
    result = reader.page.locator(".search-result")
    assert result.locator(".search-file").inner_text() == "Trong tệp Phụ lục 2: danh mục"
    assert result.locator("h2").inner_text() == "Danh mục kèm theo"
    assert "trạm bơm Cồn Vạc và cống Vàm Rạch" in result.locator(".search-excerpt").inner_text().replace("Trạm", "trạm")
    assert reader.status == "Có 1 kết quả cho “cống Vàm Rạch”."
    reader.find("danh mục")  # the article says it too, and is shown once
    assert len(reader.links) == len({*reader.links})
    assert "/tin-tuc/2022/phu-luc.pdf" not in reader.links


def test_no_results_name_what_they_were_narrowed_by(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/?{urlencode({'q': 'ghe ngo', 'year': '2019', 'category': 'Kỳ họp'})}")
    reader.await_status("Không có kết quả nào cho “ghe ngo”. Đang thu hẹp theo Chuyên mục: Kỳ họp, Năm: 2019.")
    reader.page.get_by_role("link", name="Bỏ thu hẹp").click()
    reader.await_status("Có 1 kết quả")
    assert asked(reader) == {"q": ["ghe ngo"]}


def test_an_empty_search_says_what_to_do(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    assert "UBND" in reader.page.locator("#bantin-search-hint").inner_text()
    reader.page.get_by_role("button", name="Tìm", exact=True).click()
    assert reader.await_status("Mời bạn gõ") == "Mời bạn gõ từ cần tìm vào ô trên."
    assert reader.page.evaluate("document.activeElement.id") == "bantin-search"
    assert reader.page.locator(".browse").is_visible()


def test_the_count_is_announced(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/")
    assert reader.see("status").get_attribute("role") == "status"
    reader.find("xyzzy")
    assert reader.status == "Không có kết quả nào cho “xyzzy”."
    assert reader.links == []
    reader.find("đua ghe ngo xyzzy")
    assert reader.status == "Không có bài nào đủ mọi từ của “đua ghe ngo xyzzy”; 1 bài dưới đây có nhiều từ nhất."
    reader.find('"ngo ghe"')
    assert reader.status == 'Không có kết quả nào cho “"ngo ghe"”.'
    reader.find("$& <b>")
    assert "<b>" in reader.status
    assert reader.errors == []


def test_without_javascript_the_archive_is_offered(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}tim-kiem/?q=x", java_script_enabled=False)
    assert reader.page.locator("noscript .notice").is_visible()
    assert reader.see("form").is_hidden()
    reader.page.get_by_role("link", name="Lưu trữ").first.click()
    assert reader.page.locator("h1").inner_text() == "Lưu trữ"


@pytest.mark.parametrize(
    "broken",
    [f"**/chi-muc/{name}" for name in ("index.bin", "facts/*", "terms/*", "texts/*", "dictionary-*")],
)
def test_an_index_that_cannot_be_loaded_is_no_dead_box(
    address: str, open_page: Callable[..., Reader], broken: str
) -> None:
    reader = open_page(f"{address}tim-kiem/")
    reader.page.route(broken, lambda route: route.fulfill(status=200, body="<html>", content_type="text/html"))
    reader.find("nghị quyết")
    assert reader.see("failed").is_visible()
    assert "thử lại sau" in reader.see("failed").inner_text()
    assert reader.page.get_by_role("link", name="Lưu trữ").first.is_visible()
    reader.page.unroute(broken)
    assert reader.find("ghe ngo") == ["/tin-tuc/2025/dua-ghe-ngo/"]  # the reader tries again
    assert reader.see("failed").is_hidden()


def test_a_browser_without_decompression_gets_a_message(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}lien-he/")
    reader.page.add_init_script("delete window.DecompressionStream")
    reader.page.goto(f"{address}tim-kiem/?q=ghe+ngo")
    reader.see("failed").wait_for()
    assert reader.page.get_by_role("link", name="Lưu trữ").first.is_visible()


def test_a_browser_that_cannot_read_the_script_says_so_too(address: str, open_page: Callable[..., Reader]) -> None:
    reader = open_page(f"{address}lien-he/")
    reader.page.route(
        "**/search.*.js", lambda route: route.fulfill(body="const a = /(/u;", content_type="text/javascript")
    )
    reader.page.goto(f"{address}tim-kiem/?q=ghe+ngo")
    reader.see("failed").wait_for()
    assert [error for error in reader.errors if "regular expression" not in error] == []
    reader.errors.clear()


def test_nothing_needs_a_looser_content_security_policy(address: str, open_page: Callable[..., Reader]) -> None:
    def strict(route: Route) -> None:
        response = route.fetch()
        policy = f"default-src 'self'; script-src 'self' {' '.join(load_layouts(PROJECT, 'vi').script_sources)}"
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    reader = open_page(f"{address}lien-he/")
    reader.page.on("console", lambda message: reader.errors.append(message.text))
    reader.page.route("**/*", strict)
    reader.page.goto(f"{address}tim-kiem/?q=ghe+ngo")
    reader.await_results()
    assert reader.errors == []


def test_only_parts_are_loaded_where_the_server_knows_ranges(
    searched: Site, serve_ranges: Callable[[Site], str], address: str, open_page: Callable[..., Reader]
) -> None:
    def search(place: str) -> tuple[list[str], set[tuple[str, int, int]]]:
        reader = open_page(f"{place}tim-kiem/")
        loaded: set[tuple[str, int, int]] = set()

        def note(response: Response) -> None:
            name = response.url.rpartition("/chi-muc/")[2]
            if name.startswith(("terms/", "texts/")):
                loaded.add((name, response.status, int(response.headers["content-length"])))

        reader.page.on("response", note)
        found = reader.find("nghị quyết", 10) + reader.find("ghe ngo", 10)
        reader.page.wait_for_load_state("networkidle")
        return found, loaded

    found, parts = search(serve_ranges(searched))
    same, wholes = search(address)
    assert found == same
    assert {status for _, status, _ in parts} == {206}
    files = {(name, size) for name, status, size in wholes if status == 200}  # parts of them come from the cache
    assert {name for name, _ in files} == {name for name, _, _ in wholes}
    assert sum(size for _, _, size in parts) * 3 < sum(size for _, size in files)


def test_where_parts_are_cut_wrongly_the_whole_is_loaded(address: str, open_page: Callable[..., Reader]) -> None:
    def cut(route: Route) -> None:
        if "range" in route.request.headers:
            route.fulfill(status=206, body=b"x")
        else:
            route.continue_()

    reader = open_page(f"{address}tim-kiem/")
    reader.page.route("**/chi-muc/*/*.bin", cut)
    assert reader.find("ghe ngo") == ["/tin-tuc/2025/dua-ghe-ngo/"]


def test_the_index_begins_to_load_without_the_scripts_and_is_loaded_once(
    address: str, open_page: Callable[..., Reader]
) -> None:
    reader = open_page(f"{address}lien-he/")
    asked = f"{address}tim-kiem/?q=ghe+ngo"
    loads: list[str] = []
    reader.page.on("request", lambda request: loads.append(request.url.rpartition("/")[2]))
    reader.page.goto(asked)
    reader.await_results()
    assert loads.count("index.bin") == 1
    reader.page.route("**/search.*.js", lambda route: route.abort())
    for place, times in ((asked, 2), (f"{address}tim-kiem/", 2)):
        reader.page.goto(place)
        reader.page.wait_for_load_state("networkidle")
        assert loads.count("index.bin") == times


def test_what_was_found_stays_said_however_late_the_last_results_come(
    searched: Site, serve_ranges: Callable[[Site], str], open_page: Callable[..., Reader]
) -> None:
    address = serve_ranges(searched)
    reader = open_page(f"{address}lien-he/")
    texts: list[str] = []

    def wait(route: Route) -> None:
        """Let all but the first results come late."""
        texts.append(route.request.url)
        if len(texts) > 4:
            time.sleep(0.15)
        route.continue_()

    reader.page.route("**/chi-muc/texts/*", wait)
    reader.page.goto(f"{address}tim-kiem/?{urlencode({'q': 'nghị quyết'})}")
    reader.page.wait_for_function("() => document.querySelectorAll('.search-result').length === 10")
    assert "“nghị quyết”" in reader.status


def test_an_index_that_is_published_anew_under_a_reader_is_opened_once_more(
    new_site: Callable[..., Site], serve_ranges: Callable[[Site], str], open_page: Callable[..., Reader]
) -> None:
    site = new_site({}, plain=False)
    for number in range(30):
        site.article(f"bai-{number}", f"Con đò số {number}.", title=f"Đò ngang {number}")
    indexed(site)
    reader = open_page(serve_ranges(site) + "tim-kiem/")
    reader.find("đò ngang")
    for number in range(30):
        site.article(f"bai-{number}", f"Con thuyền số {number}, con đò cũ.", title=f"Đò ngang {number}")
    site.article("moi", "Con đò mới.", title="Đò ngang mới", date="2021-01-01")
    time.sleep(0.05)
    indexed(site)
    loads: list[str] = []
    reader.page.on("request", lambda request: loads.append(request.url.rpartition("/")[2]))
    assert reader.find("con đò mới", 1) == ["/tin-tuc/moi/"]  # in a bucket that had not been loaded
    assert loads.count("index.bin") == 1
    assert len(reader.find("con thuyền", 30)) == 10
    assert reader.see("failed").is_hidden()


def test_more_results_whose_texts_have_been_published_anew(
    new_site: Callable[..., Site], serve_ranges: Callable[[Site], str], open_page: Callable[..., Reader]
) -> None:
    site = new_site({}, plain=False)
    for number in range(300):
        site.article(f"bai-{number}", f"Con đò số {number}.", title="Đò ngang", date=f"2020-01-{number % 28 + 1:02}")
    indexed(site)
    reader = open_page(serve_ranges(site) + "tim-kiem/")
    assert len(reader.find("đò ngang", 30)) == 10
    for number in range(300):
        site.article(f"bai-{number}", f"Con đò cũ {number}.", title="Đò ngang", date=f"2020-01-{number % 28 + 1:02}")
    time.sleep(0.05)
    indexed(site)
    reader.page.evaluate("document.querySelector('.search-result').dataset.old = 'yes'")
    more = reader.page.get_by_role("button", name="Xem thêm kết quả")
    more.click()
    reader.page.wait_for_function("() => !document.querySelector('[data-old]')")
    reader.await_status("Có 300 ")
    more.wait_for()
    assert len(reader.links) == 10  # from the beginning, of the index as it is now
    assert "Con đò cũ" in reader.page.locator(".search-excerpt").first.inner_text()
    assert reader.see("failed").is_hidden()


def test_the_script_makes_the_same_terms_as_the_engine(
    address: str, searched: Site, open_page: Callable[..., Reader]
) -> None:
    reader = open_page(f"{address}lien-he/")
    script = next((searched.public / "assets").glob("search.*.js")).name
    texts = [
        "Đường ở Hải Phòng, số 12/NQ-HĐND: 24,6% – “Hoà” và hòa.",
        "THUỶ LỢI; quý II… Ǻ ﬁ Ð 北京",
        "ng\u00adhị quy\u200bết",
        "kỳ họp?",
        "",
        "a_b",
        "x" * 300,
        "…",
    ]
    found = reader.page.evaluate(
        "async ([script, texts]) => { const our = await import(script);"
        " return texts.map((text) => our.parse(text, new Map()).slots.map(({ typed: term }) => [term, our.folded(term), our.crc32(our.folded(term))])); }",
        [f"{address}assets/{script}", texts],
    )
    vocabulary = words.Vocabulary()
    for text, theirs in zip(texts, found, strict=True):
        ours = {*filter(words.is_term, words.terms_of(vocabulary.words(text)))}
        sums = {vocabulary.folded_sum(term) for term in ours}
        assert {term for term, _, _ in theirs} <= {vocabulary.name(term).decode() for term in ours}
        assert {number for _, _, number in theirs} == sums
        assert all(number == zlib.crc32(folded.encode()) for _, folded, number in theirs)
