"""What stands where on the project's own home page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.builder import Site

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_story_comes_first_under_newest_whatever_is_featured(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    site.article("hom-nay", title="Hôm nay", date="2026-11-23")
    site.article("hom-qua", title="Hôm qua", date="2026-11-22", featured="yes")
    site.article("moi-day", title="Mới đây", date="2026-11-10")
    site.article("truoc", title="Trước", date="2026-11-09")
    site.article("cu", title="Cũ", date="2020-01-01", featured="yes")
    site.article("con-hien", title="Còn hiện", date="2020-01-02", featured="2026-11-30")
    assert site.make().codes == []
    assert _titles(site, "bantin-featured") == ["Hôm qua", "Còn hiện", "Mới đây"]
    assert _titles(site, "bantin-newest") == ["Hôm nay", "Trước", "Cũ"]
    assert site.make(now="2026-12-01").status == 0
    assert "Còn hiện" not in _titles(site, "bantin-featured")


def test_no_story_is_on_the_page_twice(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", plain=False)
    for count in range(1, 19):
        site.article(f"bai-{count}", title=f"Bài {count}", date=f"2026-10-{count:02}", featured=str(count == 9).lower())
        if count in (1, 3, 4, 18):
            assert site.make().codes == []
            titles = [re.sub("<[^>]+>", "", one) for one in re.findall(r"<h3[^>]*>(.*?)</h3>", site.read("index.html"))]
            assert len(titles) == len(set(titles)) >= min(count, 12)


def _titles(site: Site, label: str) -> list[str]:
    section = site.read("index.html").partition(f'aria-labelledby="{label}"')[2].partition("</section>")[0]
    return [re.sub("<[^>]+>", "", found) for found in re.findall(r"<h3[^>]*>(.*?)</h3>", section, re.DOTALL)]
