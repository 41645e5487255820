"""The register of official documents in a real browser: filters, order, addresses that can be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def register(browser: Browser, address: str) -> Iterator[Page]:
    """The register; messages on its console fail the test."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}van-ban/")
    yield page
    page.close()
    assert said == []


def numbers(page: Page) -> list[str]:
    return page.locator("[data-register-table] tbody th").all_inner_texts()


ALL = ["45/KH-HĐND", "12/2026/NQ-HĐND", "07/BC-TT.HĐND", "05/2021/NQ-HĐND"]


def test_filters_hold_together_and_stand_in_the_address(register: Page) -> None:
    assert numbers(register) == ALL
    as_built = register.locator("tbody").inner_html()
    register.get_by_label("Loại văn bản").select_option("Nghị quyết")
    register.get_by_text("2 văn bản", exact=True).wait_for()
    assert numbers(register) == ["12/2026/NQ-HĐND", "05/2021/NQ-HĐND"]
    register.get_by_label("Tình trạng").select_option("Hết hiệu lực")
    register.get_by_text("1 văn bản", exact=True).wait_for()
    assert numbers(register) == ["05/2021/NQ-HĐND"]
    shared = register.url
    register.get_by_label("Năm", exact=True).select_option("2026")
    register.get_by_text("Không có văn bản nào như vậy").wait_for()
    register.goto(shared)
    register.get_by_text("1 văn bản", exact=True).wait_for()
    assert numbers(register) == ["05/2021/NQ-HĐND"]
    for name in ("Loại văn bản", "Tình trạng"):
        register.get_by_label(name).select_option("")
    register.get_by_text("4 văn bản", exact=True).last.wait_for()
    # What the script makes is what the build made.
    made = register.locator("tbody").inner_html()
    assert made.replace("\n", "") == as_built.replace("\n", "").replace("T00:00:00+07:00", "")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tiep cong dan", ["12/2026/NQ-HĐND", "07/BC-TT.HĐND", "05/2021/NQ-HĐND"]),
        ("Giám sát", ["45/KH-HĐND"]),
        ("12/2026", ["12/2026/NQ-HĐND"]),
        ("nq-hdnd hỗ trợ", ["12/2026/NQ-HĐND", "05/2021/NQ-HĐND"]),
    ],
)
def test_words_are_found_with_and_without_marks(register: Page, words: str, found: list[str]) -> None:
    register.get_by_label("Tìm theo số").fill(words)
    register.locator("[data-register-status]").get_by_text("văn bản").wait_for()
    assert numbers(register) == found


def test_heads_sort_both_ways_and_say_so(register: Page) -> None:
    head = register.get_by_role("columnheader", name="Ngày ký")
    for order, found in (("ascending", ALL[::-1]), ("descending", ALL)):
        head.get_by_role("button").click()
        register.locator(f"th[aria-sort={order}]").wait_for()
        register.locator("[data-register-status]").get_by_text("văn bản").wait_for()
        assert numbers(register) == found


def test_a_list_that_does_not_come_is_said(register: Page) -> None:
    register.route("**/van-ban.json", lambda route: route.fulfill(status=200, body="{"))
    register.get_by_label("Tìm theo số").fill("a")
    register.get_by_text("Chưa tải được danh sách").wait_for()
    assert numbers(register) == ALL
    register.unroute("**/van-ban.json")
    register.get_by_label("Tìm theo số").fill("")
    register.get_by_text("4 văn bản", exact=True).last.wait_for()


def test_petitions_are_filtered_by_each_of_several_agencies(register: Page, address: str) -> None:
    register.goto(f"{address}kien-nghi/")
    as_built = numbers(register)
    register.get_by_label("Cơ quan giải quyết", exact=True).select_option("Ủy ban nhân dân xã Mẫu Hòa")
    register.get_by_text("1 kiến nghị", exact=True).wait_for()
    assert numbers(register) == ["MẪU-05"]
    register.get_by_label("Cơ quan giải quyết", exact=True).select_option("")
    register.get_by_label("Tìm theo mã").fill("kien nghi cap giay")
    register.get_by_text("1 kiến nghị", exact=True).wait_for()
    register.get_by_label("Tìm theo mã").fill("")
    register.get_by_text("6 kiến nghị", exact=True).wait_for()
    assert numbers(register) == as_built
    register.get_by_role("link", name="MẪU-04").click()
    assert register.locator(":target h3").inner_text().startswith("MẪU-04")
