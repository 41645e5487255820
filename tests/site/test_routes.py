from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bantin.collections.parse import parse
from bantin.config import parse_settings
from bantin.problems import set_of
from bantin.site import sitemaps
from bantin.site.index import Index
from bantin.site.routes import make_routes, next_change
from bantin.system.paths import output_path
from tests.builder import SETTINGS, Site, article, no_excerpt, source

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = parse_settings(SETTINGS.encode())
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LAYOUTS = frozenset({"article.html", "page.html", "khac.html"})


def index(files: dict[str, str], now: datetime = NOW, settings: str = SETTINGS) -> Index:
    site = parse_settings(settings.encode())
    made = [parse(f"content/{path}", text.encode(), site, no_excerpt) for path, text in files.items()]
    assert not any(one.problems for one in made)
    return Index([one.document for one in made if one.document], site, now)


def faults(files: dict[str, str], **options: Any) -> list[tuple[str, str, int]]:
    return [(one.code, one.path, one.line) for one in set_of(make_routes(index(files, **options), LAYOUTS).problems)]


# --- numbered pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plain", [True, False], ids=["plain layouts", "the project's layouts"])
def test_the_bytes_of_numbered_pages_stay_as_articles_are_added(new_site: Callable[..., Site], *, plain: bool) -> None:
    site = new_site({}, plain=plain)
    kept: dict[str, bytes] = {}
    for day in range(1, 8):
        site.article(f"n{day}", title=f"Bài {day}", date=f"2020-01-{day:02}", tags=["Thi đua"], author="Hải Đường")
        assert site.make().status == 0
        now = {
            path: content for path, content in site.tree().items() if "/trang/" in path and isinstance(content, bytes)
        }
        assert {path: now[path] for path in kept} == kept
        kept = now
    # Seven articles in a list of two: three full pages in each of the four lists.
    assert len(kept) == 3 * 4


# --- the plan ------------------------------------------------------------------------------------------------------


def test_every_page_of_the_contract_is_planned() -> None:
    made = make_routes(
        index({
            "tin-tuc/2020/a.md": article(tags=["Thi đua"], author="Hải Đường", aliases=["/cu", "/cu/1.html"]),
            "tin-tuc/b/index.md": article(date="2020-12-31"),
            "tin-tuc/w.md": article(withdrawn="Sai", tags=["Rút"]),
            "tin-tuc/d.md": article(draft=True, tags=["Nháp"], aliases=["/nhap/"]),
            "gioi-thieu.md": source(title="Giới thiệu"),
        }),
        LAYOUTS,
    )  # fmt: skip
    assert made.problems == ()
    assert set(made.pages) == {
        "/", "/tin-tuc/", "/tin-tuc/trang/1/", "/tin-tuc/2020/a/", "/tin-tuc/b/", "/tin-tuc/w/", "/gioi-thieu/", "/cu/", "/cu/1.html",
        "/chuyen-muc/", "/chuyen-muc/tin/", "/chuyen-muc/tin/trang/1/", "/chuyen-muc/tin/feed.xml", "/chuyen-muc/y-kien/", "/chuyen-muc/y-kien/feed.xml",
        "/the/", "/the/thi-dua/", "/tac-gia/", "/tac-gia/hai-duong/", "/luu-tru/", "/luu-tru/2020/", "/luu-tru/2020/01/", "/luu-tru/2020/12/",
        "/tim-kiem/", "/so-do-trang/", "/nguon-tin/", "/site.webmanifest", "/404.html", "/feed.xml", "/rss.xml", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt",
    }  # fmt: skip


def test_the_first_parts_of_addresses_come_from_the_settings() -> None:
    paths = '\n[articles]\nfolder = "news"\n[paths]\ncategory = "c"\ntag = "t"\nauthor = "a"\narchive = "x"\npage = "p"\nsearch = "s"\n'
    made = make_routes(
        index({"news/a.md": article(tags=["T"], author="A"), "news/b.md": article()}, settings=SETTINGS + paths),
        LAYOUTS,
    )
    assert {"/news/", "/news/p/1/", "/c/tin/", "/t/t/", "/a/a/", "/x/2020/01/", "/s/"} <= set(made.pages)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("/", "index.html"),
        ("/tin-tuc/", "tin-tuc/index.html"),
        ("/404.html", "404.html"),
        ("/chuyen-muc/a/feed.xml", "chuyen-muc/a/feed.xml"),
    ],
)
def test_a_static_server_finds_the_file(url: str, file: str) -> None:
    assert output_path(url) == file


def test_two_sources_for_one_address_are_a_problem_that_names_both() -> None:
    made = make_routes(index({"tin-tuc/a.md": article(), "tin-tuc/a/index.md": article()}), LAYOUTS)
    [one] = set_of(made.problems)
    assert (one.code, one.path, one.line) == ("BT309", "content/tin-tuc/a/index.md", 1)
    assert one.values == {"url": "/tin-tuc/a/", "other": "content/tin-tuc/a.md"}


@pytest.mark.parametrize(
    "files",
    [
        {"tin-tuc/Bài.md": article(), "tin-tuc/bài.md": article()},
        {"tin-tuc/a.md": article(), "tin-tuc/b.md": article(summary="x", slug="a")},
        {"tin-tuc/a.md": article(draft=True), "tin-tuc/á.md": article(date="2099-01-01")},
        {"tin-tuc.md": source(title="x")},
        {"tin-tuc/index.md": article()},
        {"index.md": source(title="x")},
        {"the.md": source(title="x")},
        {"luu-tru/2020.md": source(title="x"), "tin-tuc/a.md": article()},
        {"tim-kiem/index.md": source(title="x")},
        {"tin-tuc/trang/1.md": article(), "tin-tuc/b.md": article(), "tin-tuc/c.md": article()},
    ],
    ids="+".join,
)
def test_other_collisions(files: dict[str, str]) -> None:
    assert [code for code, _, _ in faults(files)] == ["BT309"]


def test_an_alias_over_a_page_or_another_alias() -> None:
    files = {
        "a.md": source(title="a", aliases=["/cu/", "/A/", "/tin-tuc/"]),
        "b.md": source(title="b", summary="x", aliases=["/CU", "/b/", "/feed.xml", "/tin-tuc/d/"]),
        "tin-tuc/d.md": article(draft=True),
    }
    assert faults(files) == [("BT214", "content/a.md", 3)] * 2 + [("BT214", "content/b.md", 4)] * 4


def test_an_alias_that_names_a_pages_file_is_the_page() -> None:
    files = {
        "a.md": source(title="a", aliases=["/cu/index.html"]),
        "b.md": source(title="b", aliases=["/a/index.html", "/cu/"]),
    }
    assert "/cu/" in make_routes(index(files), LAYOUTS).pages
    assert faults(files) == [("BT214", "content/b.md", 3)] * 2


@pytest.mark.parametrize(
    "alias",
    [
        "/INDEX.HTML", "/%69ndex.html", "/TIN-TUC/Index.html", "/Feed.xml", "/FEED.XML/cu/", "/a/INDEX.HTML",
        "/tim-kiem/chi-muc/index.json", "/Tim-Kiem/chi-muc/",
    ],
)  # fmt: skip
def test_an_alias_that_is_a_pages_file_on_some_file_system(alias: str) -> None:
    files = {"a.md": source(title="a"), "b.md": source(title="b", aliases=[alias]), "tin-tuc/c.md": article()}
    assert faults(files) == [("BT214", "content/b.md", 3)]


def test_aliases_that_are_one_file_on_some_file_system() -> None:
    files = {
        "a.md": source(title="a", aliases=["/bài/", "/Cu.html"]),
        "b.md": source(title="b", summary="x", aliases=["/ba\u0300i/", "/B%C3%80I", "/cu.HTML", "/cu.html/x/"]),
    }
    assert faults(files) == [("BT214", "content/b.md", 4)] * 4


def test_an_old_address_that_only_a_server_can_answer_has_no_page_and_still_one_owner() -> None:
    old = ["/tin.aspx?id=1", "/TIN.aspx?id=2", "/tin.aspx", "/?p=1", "/a.pdf"]
    files = {
        "a.md": source(title="a", aliases=old),
        "b.md": source(title="b", summary="x", aliases=["/Tin.aspx?id=1", "/A.pdf", "/feed.xml", "/feed.xml?x=1"]),
    }
    routes = make_routes(index(files), LAYOUTS)
    assert [(one.code, one.path) for one in routes.problems] == [("BT214", "content/b.md")] * 3
    assert [(one.old.url, one.old.query, one.url) for one in routes.moves] == [
        ("/tin.aspx", (("id", "1"),), "/a/"),
        ("/TIN.aspx", (("id", "2"),), "/a/"),
        ("/tin.aspx", (), "/a/"),
        ("/", (("p", "1"),), "/a/"),
        ("/a.pdf", (), "/a/"),
        ("/feed.xml", (("x", "1"),), "/b/"),
    ]
    assert not [one for one in routes.pages.values() if one.kind == "redirect"]


def test_a_name_that_windows_reserves_is_told_where_it_is_given() -> None:
    files = {
        "con.md": source(title="a"),
        "nhom/x.md": source(title="b", slug="aux"),
        "tin-tuc/a.md": article(tags=["Tin", "Côn"], date="2020-01-01"),
        "tin-tuc/b.md": article(tags=["Con"], date="2020-02-01"),
        "tin-tuc/nul/c.md": article(author="PRN"),
        "Con người.md": source(title="c"),
    }
    assert faults(files) == [
        ("BT315", "content/con.md", 1),
        ("BT315", "content/nhom/x.md", 3),
        ("BT315", "content/tin-tuc/b.md", 5),
        ("BT315", "content/tin-tuc/nul/c.md", 1),
        ("BT315", "content/tin-tuc/nul/c.md", 5),
    ]


def test_an_alias_of_a_draft_is_no_page_yet() -> None:
    assert faults({"a.md": source(title="a", draft=True, aliases=["/b/"]), "b.md": source(title="b")}) == []


def test_an_unknown_layout_is_told_with_a_near_one() -> None:
    made = make_routes(
        index({"a.md": source(title="a", layout="kha.html"), "b.md": source(title="b", layout="khac.html")}), LAYOUTS
    )
    [one] = made.problems
    assert (one.code, one.path, one.line, one.values["near"]) == ("BT217", "content/a.md", 3, "khac.html")
    assert made.pages["/b/"].layout == "khac.html"


def test_a_menu_that_leads_nowhere() -> None:
    menu = "".join(
        f'[[menu]]\nname = "M"\nurl = "{url}"\n'
        for url in ("/a/", "/b/", "/a/#x", "/a/?x", "https://x.vn/", "/tin-tuc/", "/nhap/")
    )
    found = faults({"a.md": source(title="a"), "nhap.md": source(title="n", draft=True)}, settings=SETTINGS + menu)
    assert [(code, path) for code, path, _ in found] == [("BT110", "site_config.toml")] * 2


def test_an_entry_below_another_leads_nowhere_in_its_own_line() -> None:
    menu = '[[menu]]\nname = "M"\n[[menu.items]]\nname = "N"\nurl = "/khong-co/"\n'
    [fault] = faults({}, settings=SETTINGS + menu)
    assert fault == ("BT110", "site_config.toml", (SETTINGS + menu).count("\n"))


def test_nobody_is_blamed_for_a_menu_entry_to_a_page_that_is_broken_itself() -> None:
    menu = '[[menu]]\nname = "M"\nurl = "/a/"\n'
    assert make_routes(index({}, settings=SETTINGS + menu), LAYOUTS, frozenset({"/a/"})).problems == ()


# --- machines ------------------------------------------------------------------------------------------------------


def test_the_clock_changes_the_site_when_an_article_is_due_or_leaves_the_news() -> None:
    files = {"tin-tuc/a.md": article(date="2026-11-23T00:00:00Z"), "tin-tuc/b.md": article(date="2026-11-24T12:00:00Z")}
    now = NOW
    seen = []
    for _ in range(3):
        moment = next_change(index(files, now))
        seen.append(datetime.fromtimestamp(moment, UTC))
        now = seen[-1] + timedelta(seconds=1)
    assert seen == [NOW + timedelta(hours=12), NOW + timedelta(days=1), NOW + timedelta(days=2, hours=12)]
    assert next_change(index(files, now)) == float("inf")


def test_the_clock_changes_the_site_when_an_article_is_featured_no_more() -> None:
    old = {"date": "2020-01-01"}
    for featured, end in (
        ("2026-11-26", "2026-11-27T00:00:00+07:00"),
        ("2026-11-26 17:30", "2026-11-26T17:30:00+07:00"),
    ):
        files = {"tin-tuc/a.md": article(**old, featured=featured), "tin-tuc/b.md": article(**old, featured="yes")}
        assert next_change(index(files, NOW)) == datetime.fromisoformat(end).timestamp()
        assert next_change(index(files, datetime.fromisoformat(end))) == float("inf")
    files = {"tin-tuc/a.md": article(date="2026-11-10", featured="yes")}
    longer = "[articles]\nfeatured_days = 20\n"
    end = "2026-11-30T00:00:00+07:00"
    assert next_change(index(files, NOW, settings=SETTINGS + longer)) == datetime.fromisoformat(end).timestamp()


def test_a_large_site_map_is_split(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    for number in range(6):
        site.article(f"n{number}", date=f"2020-01-0{number + 1}")
    assert site.make().status == 0
    whole = site.read("sitemap.xml")
    assert whole.count("<url>") > 6
    monkeypatch.setattr(sitemaps, "SITEMAP_SIZE", 4)
    assert site.make("--full").status == 0
    index = site.read("sitemap.xml")
    addresses: list[str] = []
    for number in range(1, index.count("<sitemap>") + 1):
        assert f"<loc>https://thu.example.vn/sitemap-{number}.xml</loc>" in index
        part = site.read(f"sitemap-{number}.xml")
        assert part.count("<url>") <= 4
        addresses += [piece.partition("</loc>")[0] for piece in part.split("<loc>")[1:]]
    assert sorted(addresses) == sorted(piece.partition("</loc>")[0] for piece in whole.split("<loc>")[1:])
    last, changed = site.read(f"sitemap-{index.count('<sitemap>')}.xml"), index.split("<lastmod>")
    assert "n5/" in last, "the newest articles are in the last part"
    assert "n0/" not in last
    assert changed[-1].startswith("2020-01-06T"), "as old as the newest of them"
    assert changed[-2].startswith("2020-01-04T")


@pytest.mark.parametrize(
    ("edit", "others"),
    [
        ({"name": "new", "date": "2020-01-20"}, {"sitemap.xml", "sitemap-1.xml", "sitemap-6.xml"}),
        ({"name": "n8", "updated": "2020-02-01"}, {"sitemap.xml", "sitemap-5.xml"}),
        ({"name": "n2", "updated": "2020-01-03"}, {"sitemap-4.xml"}),
        ({"name": "n2", "title": "Khác"}, set()),
    ],
    ids=["a new article", "a change of a new one", "a change of an old one", "a title"],
)
def test_an_edit_changes_few_parts_of_a_large_site_map(
    monkeypatch: pytest.MonkeyPatch, site: Site, edit: dict[str, str], others: set[str]
) -> None:
    monkeypatch.setattr(sitemaps, "SITEMAP_SIZE", 4)
    dates = {f"n{number}": f"2020-01-0{number}" for number in range(1, 9)}
    for name, date in dates.items():
        site.article(name, date=date)
    assert site.make().status == 0
    before = site.tree()
    site.article(
        edit["name"],
        **{"date": dates.get(edit["name"], ""), **{key: value for key, value in edit.items() if key != "name"}},
    )
    assert site.make().status == 0
    after = {path: content for path, content in site.tree().items() if path.startswith("sitemap")}
    assert {path for path, content in after.items() if before.get(path) != content} == others
