"""Numbers of official documents in texts: which become links."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.markup.paper_links import link_numbers
from tests.builder import Site, differences, source

LINK = '<a href="/hdnd/van-ban/a/">12/2026/NQ-HĐND</a>'


def linked(text: str) -> str:
    return link_numbers(text, lambda number: "/van-ban/a/" if number == "12/2026/NQ-HĐND" else "", "/hdnd")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Nghị quyết số 12/2026/NQ-HĐND.</p>", f"<p>Nghị quyết số {LINK}.</p>"),
        ("<p>(12/2026/NQ-HĐND, <em>12/2026/NQ-HĐND</em>)</p>", f"<p>({LINK}, <em>{LINK}</em>)</p>"),
        ("<p>13/2026/NQ-HĐND</p>", "<p>13/2026/NQ-HĐND</p>"),
    ],
)
def test_a_number_of_the_register_is_a_link(text: str, found: str) -> None:
    assert linked(text) == found


@pytest.mark.parametrize(
    "text",
    [
        '<p><a href="/x/">xem <b>12/2026/NQ-HĐND</b></a></p>',
        '<p><img src="a.png" alt="> 12/2026/NQ-HĐND"></p>',
        "<pre><code>12/2026/NQ-HĐND</code></pre>",
        '<h2 id="a">12/2026/NQ-HĐND</h2>',
        "<p>x12/2026/NQ-HĐND 12/2026/NQ-HĐNDx</p>",
    ],
)
def test_links_code_headings_and_attributes_stay(text: str) -> None:
    assert linked(text) == text


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "12/2026/NQ-HĐND", " ", '<img alt="', '">', "a", "&amp;", "-"])).map(
        "".join
    )
)
def test_nothing_but_links_is_added(text: str) -> None:
    assert linked(text).replace('<a href="/hdnd/van-ban/a/">', "").replace("</a>", "") == text


def test_an_article_follows_the_register(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article("a", "Theo Nghị quyết số 12/2026/NQ-HĐND.")
    site.make()
    assert "NQ-HĐND</a>" not in site.read("tin-tuc/a/index.html")
    site.write("content/van-ban/nq.md", source(number="12/2026/NQ-HĐND", title="Về đất đai", signed="2026-07-08"))
    site.make()
    assert '<a href="/van-ban/nq/">12/2026/NQ-HĐND</a>.' in site.read("tin-tuc/a/index.html")
    assert "NQ-HĐND&lt;/a&gt;" in site.read("feed.xml")
    site.write("content/van-ban/nq.md", source(number="13/2026/NQ-HĐND", title="Về đất đai", signed="2026-07-08"))
    site.make()
    assert "NQ-HĐND</a>" not in site.read("tin-tuc/a/index.html")
    fresh = Site.copy_of(site, tmp_path / "fresh")
    fresh.make()
    assert differences(site.tree(), fresh.tree()) == {}


def test_numbers_of_the_national_assembly_are_links_too(tmp_path: Path) -> None:
    law = source(number="72/2025/QH15", title="Tổ chức chính quyền địa phương", signed="2025-06-16", kind="Nghị quyết")
    site = Site(tmp_path, {"content/van-ban/luat.md": law})
    site.article("a", "Theo Luật số 72/2025/QH15 và 73/2025/QH15.")
    assert site.make().problems == []
    assert 'số <a href="/van-ban/luat/">72/2025/QH15</a> và 73/2025/QH15.' in site.read("tin-tuc/a/index.html")
