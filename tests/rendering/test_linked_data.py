from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bantin.rendering.linked_data import elements

if TYPE_CHECKING:
    from tests.builder import Site


def items(site: Site, path: str) -> dict[str, Any]:
    """Return the linked data of a page by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', site.read(path))
    return {item["@type"]: item for item in map(json.loads, found)}


def test_json_in_a_script_cannot_end_it_nor_be_read_as_a_character_reference() -> None:
    item = {"a": "</script><!--", "b": "&lt;/script&gt; &amp; R&D", "c": "“Đ” ' \" \\ \u2028"}
    text = str(elements([item])).removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(text), "also where the script is read as XML"
    assert "“Đ”" in text
    assert json.loads(text) == {"@context": "https://schema.org", **item}


def test_the_home_page_says_whose_site_it_is(sample_under_path: Site) -> None:
    found = items(sample_under_path, "index.html")
    office, site = found["GovernmentOrganization"], found["WebSite"]
    assert office["name"] == site["name"] == "Văn phòng Hội đồng nhân dân tỉnh"
    assert office["url"] == site["url"] == "https://example.vn/hdnd/"
    assert office["telephone"] == "0200 000 0000"
    logo = office["logo"]["url"].removeprefix("https://example.vn/hdnd/")
    assert (sample_under_path.public / logo).is_file()


def test_an_author_that_is_an_office_is_no_person(site: Site) -> None:
    for name, author in (("a", "Hải Đường"), ("b", "Ban Pháp chế"), ("c", None)):
        site.article(name, author=author)
    (site.root / "layouts/article.html").write_text("{{ structured_data() }}", "utf-8")
    assert site.make().status == 0
    authors = [items(site, f"tin-tuc/{name}/index.html")["NewsArticle"]["author"] for name in "abc"]
    assert [one["@type"] for one in authors] == ["Person", "Organization", "GovernmentOrganization"]
