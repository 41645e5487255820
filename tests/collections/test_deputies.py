"""Deputies: whole small sites through the real command."""

import json
import re
from pathlib import Path

import pytest

from tests.builder import Site, differences, source


def deputy(name: str = "Nguyễn Văn Ân", terms: object = ("2026-2031",), **front: object) -> str:
    return source("", title=name, terms=list(terms) if isinstance(terms, tuple) else terms, **front)


def council(root: Path) -> Site:
    return Site(
        root,
        {
            "content/dai-bieu/an.md": deputy(
                group="Tổ số 1",
                communes=["Xã Đ"],
                posts=[{"title": "Trưởng ban", "committee": "Ban Pháp chế", "since": "2026-07"}],
            ),
            "content/dai-bieu/binh.md": deputy("Trần Bình", ("2021-2026", "2026-2031"), group="Tổ số 2", born="1970"),
            "content/dai-bieu/cu.md": deputy("Lê Cũ", ("2021-2026",), group="Tổ số 9"),
        },
    )


def links(site: Site, path: str) -> list[str]:
    body = site.read(path).partition("<main>")[2].partition("register-lists")[0]
    return re.findall(r'<a href="(/dai-bieu/[^"/]+/)">', body)


def test_each_list_has_its_page(tmp_path: Path) -> None:
    site = council(tmp_path)
    assert site.make().problems == []
    assert {path for path in site.pages() if path.startswith("dai-bieu")} == {
        "dai-bieu/index.html",
        "dai-bieu/an/index.html",
        "dai-bieu/binh/index.html",
        "dai-bieu/cu/index.html",
        "dai-bieu/nhiem-ky/2021-2026/index.html",
        "dai-bieu/to/to-so-1/index.html",
        "dai-bieu/to/to-so-2/index.html",
        "dai-bieu/ban/ban-phap-che/index.html",
        "dai-bieu/xa/xa-d/index.html",
    }
    assert links(site, "dai-bieu/index.html") == ["/dai-bieu/an/", "/dai-bieu/binh/"]
    assert links(site, "dai-bieu/nhiem-ky/2021-2026/index.html") == ["/dai-bieu/binh/", "/dai-bieu/cu/"]
    assert links(site, "dai-bieu/ban/ban-phap-che/index.html") == ["/dai-bieu/an/"]
    assert "nhiệm kỳ đã kết thúc" in site.read("dai-bieu/cu/index.html")
    assert "nhiệm kỳ đã kết thúc" not in site.read("dai-bieu/binh/index.html")


def test_lists_whose_names_have_one_slug_have_each_a_page(tmp_path: Path) -> None:
    groups = ("Tổ Ba", "Tổ Bà", "Tổ ba 2")
    site = Site(tmp_path, {f"content/dai-bieu/{at}.md": deputy(f"Lê {at}", group=one) for at, one in enumerate(groups)})
    assert site.make().problems == []
    pages = ("to-ba", "to-ba-2", "to-ba-3")
    assert [links(site, f"dai-bieu/to/{one}/index.html") for one in pages] == [
        ["/dai-bieu/0/"], ["/dai-bieu/2/"], ["/dai-bieu/1/"]
    ]  # fmt: skip


def test_news_and_deputies_name_each_other(tmp_path: Path) -> None:
    site = council(tmp_path)
    site.article("a", title="Tiếp xúc cử tri", deputies=["nguyễn văn ân"])
    site.make()
    assert '<a href="/tin-tuc/a/">Tiếp xúc cử tri</a>' in site.read("dai-bieu/an/index.html")
    (site.root / "content/tin-tuc/a.md").unlink()
    site.make()
    assert "/tin-tuc/a/" not in site.read("dai-bieu/an/index.html")
    fresh = Site.copy_of(site, tmp_path / "fresh")
    fresh.make()
    assert differences(site.tree(), fresh.tree()) == {}


def test_an_article_links_to_the_deputies_it_names(tmp_path: Path) -> None:
    site = council(tmp_path)
    (tmp_path / "layouts/article.html").unlink()
    site.article("a", deputies=["Nguyễn Văn Ân", "Người Lạ"])
    assert [(code, line) for code, _, line in site.make().problems] == [("BT272", 5)]
    assert '<a href="/dai-bieu/an/">Nguyễn Văn Ân</a>, Người Lạ' in site.read("tin-tuc/a/index.html")


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ({"terms": ["2026"]}, "BT295"),
        ({"terms": ["2031-2026"]}, "BT295"),
        ({"born": "01/02/1970"}, "BT296"),
        ({"posts": [{"title": "A", "since": "tháng 7"}]}, "BT297"),
        ({"posts": [{"title": "A", "since": "2026-07", "until": "2025"}]}, "BT298"),
        ({"posts": [{"committee": "A"}]}, "BT206"),
        ({"posts": "Trưởng ban"}, "BT207"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, front: dict[str, object], code: str) -> None:
    terms = front.pop("terms", ("2026-2031",))
    site = Site(tmp_path, {"content/dai-bieu/a.md": deputy("A", terms, **front)})
    assert [(found, path) for found, path, _ in site.make().problems] == [(code, "content/dai-bieu/a.md")]


def test_one_deputy_has_one_file(tmp_path: Path) -> None:
    site = council(tmp_path)
    site.write("content/dai-bieu/zz.md", deputy("nguyễn văn ân"))
    assert [(code, path) for code, path, _ in site.make().problems] == [("BT299", "content/dai-bieu/zz.md")]


def test_structured_data_is_a_person(tmp_path: Path) -> None:
    site = council(tmp_path)
    site.make()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', site.read("dai-bieu/an/index.html"))
    person = next(one for one in map(json.loads, found) if one["@type"] == "Person")
    assert person["jobTitle"] == ["Trưởng ban Ban Pháp chế"]
    assert person["url"] == "https://thu.example.vn/dai-bieu/an/"


def test_what_is_older_than_a_day_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "layouts/article.html").unlink()
    site.settings('\n[[former]]\ntext = "Tin của tỉnh cũ."\nbefore = 2025-07-01\n')
    site.article("a", date="2025-06-30 23:59")
    site.article("b", date="2025-07-01")
    site.make()
    assert "Tin của tỉnh cũ." in site.read("tin-tuc/a/index.html")
    assert "Tin của tỉnh cũ." not in site.read("tin-tuc/b/index.html")


def test_marks_tell_people_apart(tmp_path: Path) -> None:
    site = Site(tmp_path, {f"content/dai-bieu/{n.lower()}.md": deputy(f"Nguyễn Văn {n}") for n in ("An", "Ân")})
    site.article("a", deputies=["Nguyễn Văn Ân", "Nguyễn Văn Ấn", "nguyễn văn ân"])
    (site.root / "content/dai-bieu/ân.md").rename(site.root / "content/dai-bieu/an-2.md")  # names of files are slugs
    assert [(code, path) for code, path, _ in site.make().problems] == [("BT272", "content/tin-tuc/a.md")]
    assert "/tin-tuc/a/" not in site.read("dai-bieu/an/index.html")
    assert site.read("dai-bieu/an-2/index.html").count('<a href="/tin-tuc/a/">') == 1


def test_communes_whose_names_differ_in_capitals_or_marks(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {
            "content/dai-bieu/a.md": deputy("A", communes=["Xã Tân An", "xã tân an", "***a"]),
            "content/dai-bieu/b.md": deputy("B", communes=["Xã Tân Ấn", "XÃ TÂN AN"]),
        },
    )
    assert site.make().problems == []
    assert links(site, "dai-bieu/xa/xa-tan-an/index.html") == ["/dai-bieu/a/", "/dai-bieu/b/"]
    assert links(site, "dai-bieu/xa/xa-tan-an-2/index.html") == ["/dai-bieu/b/"]


def test_a_post_is_held_to_the_end_of_what_is_written(tmp_path: Path) -> None:
    posts = [{"title": "Trưởng ban", "committee": "Ban A", "since": "2026-07", "until": "2026-12"}]
    site = Site(tmp_path, {"content/dai-bieu/a.md": deputy("A", ("2021-2026", "2026-2031"), posts=posts)})
    site.make()
    assert "Trưởng ban" in site.read("dai-bieu/index.html")
    assert "Trưởng ban" not in site.read("dai-bieu/nhiem-ky/2021-2026/index.html")
    site.make("--allow-removal", now="2026-12-31T23:59:59+07:00")
    assert "Trưởng ban" in site.read("dai-bieu/index.html")
    site.make("--allow-removal", now="2027-01-01T00:00:00+07:00")
    assert "Trưởng ban" not in site.read("dai-bieu/index.html")
    assert not (site.public / "dai-bieu/ban").exists()
    assert "Ban A" not in site.read("dai-bieu/index.html") + site.read("dai-bieu/nhiem-ky/2021-2026/index.html")


def test_a_required_list_without_items_is_missing(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/dai-bieu/a.md": deputy("A", [])})
    assert site.make().problems == [("BT206", "content/dai-bieu/a.md", 3)]


def test_fix_invents_no_post(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/dai-bieu/a.md": "---\ntitle: A\nterms: [2026-2031]\nposts: Phó Chủ tịch\n---\n"})
    site.invoke("fix", "--yes")
    assert "Trưởng ban" not in (site.root / "content/dai-bieu/a.md").read_text("utf-8")
    site.make()
    assert "Phó Chủ tịch" in site.read("dai-bieu/a/index.html")


@pytest.mark.parametrize(("year", "term"), [(2026, "2026-2031"), (2025, "2021-2026"), (2030, "2026-2031")])
def test_new_starts_a_deputy_of_the_term_that_runs(tmp_path: Path, year: int, term: str) -> None:
    site = Site(tmp_path)
    site.invoke("new", "dai-bieu", "Lê Văn B", "--now", f"{year}-11-24")
    assert f"\nterms: [{term}]\n" in (tmp_path / "content/dai-bieu/le-van-b.md").read_text("utf-8")
    assert site.make().problems == []
