from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bantin.config import parse_settings
from bantin.problems import BuildFailed
from tests.builder import SETTINGS, Site

if TYPE_CHECKING:
    from collections.abc import Callable

MORE = """
[office]
above = "Trang thông tin điện tử"
phone = "(0200) 000-0000"
email = "van.phong+tin@hdnd.example.vn"

[[links]]
group = "Một"
name = "A"
url = "https://a.example.vn/"

[[links]]
group = "Hai"
name = "B"
url = "/tin-tuc/"

[[links]]
group = "Một"
name = "C"
url = "http://c.example.vn/?a=1#b"
"""


def faults(more: str) -> list[tuple[str, int]]:
    with pytest.raises(BuildFailed) as failed:
        parse_settings((SETTINGS + more).encode())
    return [(one.code, one.line) for one in failed.value.problems]


def test_office_and_links_are_read() -> None:
    made = parse_settings((SETTINGS + MORE).encode())
    assert made.office.phone_link == "02000000000"
    assert [link.name for link in made.links] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "a.example.vn", "https://a b.vn/", "mailto:a@b.vn", "https://a\\u00a0.vn/"]
)
def test_links_lead_to_pages_only(url: str) -> None:
    assert faults(f'\n[[links]]\nname = "A"\nurl = "{url}"\n') == [("BT120", SETTINGS.count("\n") + 4)]


@pytest.mark.parametrize("email", ["a@b", "a b@c.vn", "a@b.vn?subject=x", "@b.vn"])
def test_an_address_that_is_none(email: str) -> None:
    assert [code for code, _ in faults(f'\n[office]\nemail = "{email}"\n')] == ["BT121"]


def test_the_new_paths_are_judged_as_the_others() -> None:
    assert [code for code, _ in faults('\n[paths]\nsitemap = "Sơ đồ"\nfeeds = "the"\n')] == ["BT108", "BT112"]


def test_a_link_to_a_page_that_is_not_there_is_a_problem(site: Site) -> None:
    site.settings('\n[[links]]\nname = "A"\nurl = "/khong-co/"\n')
    site.article("a")
    assert site.make().codes == ["BT122"]


def test_an_editors_page_at_one_of_the_new_addresses_is_a_problem(site: Site) -> None:
    site.article("a")
    paths = [site.page(name) for name in ("nguon-tin", "so-do-trang")]
    assert site.make().problems == [("BT309", path, 1) for path in paths]


def test_the_new_pages_show_the_settings(new_site: Callable[..., Site]) -> None:
    site = new_site({}, plain=False)
    site.settings(MORE, title='Hội đồng "nhân dân" </script> & tỉnh', base_url="https://thu.example.vn/hdnd/")
    site.article("a")
    assert site.make().problems == []
    manifest = json.loads(site.read("site.webmanifest"))
    assert (manifest["name"], manifest["start_url"]) == ('Hội đồng "nhân dân" </script> & tỉnh', "/hdnd/")
    for icon in manifest["icons"]:
        assert (site.public / icon["src"].removeprefix("/hdnd/")).is_file()
    shown = site.read("so-do-trang/index.html").partition("<main")[2]
    assert shown.index(">Một<") < shown.index(">A</a>") < shown.index(">C<") < shown.index(">Hai<") < shown.index(">B<")
    assert 'href="tel:02000000000"' in site.read("index.html")
    assert "https://thu.example.vn/hdnd/chuyen-muc/y-kien/feed.xml" in site.read("nguon-tin/index.html")


def test_a_new_article_touches_the_site_map_and_not_the_feeds_page(site: Site) -> None:
    site.article("a")
    assert site.make().status == 0
    before = site.tree()
    site.article("b", date="2021-01-01")
    assert site.make().status == 0
    after = site.tree()
    assert before["so-do-trang/index.html"] != after["so-do-trang/index.html"]
    assert before["nguon-tin/index.html"] == after["nguon-tin/index.html"]


def test_in_english_too(new_site: Callable[..., Site]) -> None:
    site = new_site({}, plain=False)
    site.settings(MORE, language="en")
    site.article("a")
    assert site.make().problems == []
    assert "Print or save as PDF" in site.read("tin-tuc/a/index.html")
    assert "Paste it into the app" in site.read("feeds/index.html")


def test_an_abbreviation_has_letters_on_both_sides() -> None:
    entry = '\n[[abbreviations]]\nshort = "{}"\nlong = "{}"\n'
    made = parse_settings((SETTINGS + entry.format("KCN", "khu công nghiệp")).encode())
    assert [(one.short, one.long) for one in made.abbreviations] == [("KCN", "khu công nghiệp")]
    assert faults(entry.format("-", "…")) == [("BT148", SETTINGS.count("\n") + line) for line in (3, 4)]
