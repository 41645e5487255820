"""Pages in a further language: their words, menu and addresses, and the way from each page to the same one."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bantin.config import parse_settings
from bantin.site.translations import language_of, original_of
from tests.builder import SETTINGS, Site, differences, source

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = """
[[languages]]
code = "en"
title = "Office of the Council"
description = "In English"

[languages.office]
above = "Portal"

[[languages.menu]]
name = "About us"
url = "/en/about/"
"""
NOTE = "> [!NOTE]\n> Ghi chú[^1].\n\n[^1]: Chú thích."


def written(root: Path, *, plain: bool = False) -> Site:
    site = Site(root, plain=plain)
    site.settings(ENGLISH)
    site.page("gioi-thieu", NOTE)
    site.page("lien-he")
    site.page("chi-co-o-day")
    site.article("a")
    site.page("en/index", title="Welcome")
    site.page("en/about", NOTE, title="About", translates="../gioi-thieu.md")
    site.page("en/lien-he", title="Contact")
    site.page("en/deep/only", title="Only here")
    return site


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = written(tmp_path_factory.mktemp("english"))
    result = site.make()
    assert result.status == 0, result.stderr
    assert result.codes == []
    return site


def alternates(site: Site, page: str) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', site.read(page))
    return {code: urlsplit(url).path for code, url in found}


def switch(site: Site, page: str) -> list[tuple[str, str, bool]]:
    text = site.read(page)
    nav = re.search(r'<nav class="languages".*?</nav>', text, re.DOTALL)
    assert nav, page
    links = re.findall(r'<a href="([^"]+)" lang="([^"]+)" hreflang="\2"( rel="alternate")?>', nav[0])
    return [(code, url, bool(same)) for url, code, same in links]


def test_a_page_in_english_is_in_english_throughout(english: Site) -> None:
    page = english.read("en/about/index.html")
    assert '<html lang="en">' in page
    assert "<title>About – Office of the Council</title>" in page
    assert "About us" in page
    assert "Portal" in page
    assert ">Home</a>" in page
    assert ">Note<" in page, "words inside texts"
    assert "Trang thử" not in page
    original = english.read("gioi-thieu/index.html")
    assert '<html lang="vi">' in original
    assert "About us" not in original


@pytest.mark.parametrize(
    ("page", "same"),
    [
        ("index.html", {"vi": "/", "en": "/en/"}),
        ("en/index.html", {"vi": "/", "en": "/en/"}),
        ("gioi-thieu/index.html", {"vi": "/gioi-thieu/", "en": "/en/about/"}),
        ("en/about/index.html", {"vi": "/gioi-thieu/", "en": "/en/about/"}),
        ("lien-he/index.html", {"vi": "/lien-he/", "en": "/en/lien-he/"}),
        ("en/lien-he/index.html", {"vi": "/lien-he/", "en": "/en/lien-he/"}),
        ("en/deep/only/index.html", {}),
        ("chi-co-o-day/index.html", {}),
        ("tin-tuc/a/index.html", {}),
        ("404.html", {}),
    ],
)
def test_search_engines_learn_of_the_same_page_both_ways(english: Site, page: str, same: dict[str, str]) -> None:
    assert alternates(english, page) == ({**same, "x-default": same["vi"]} if same else {})


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("index.html", [("en", "/en/", True)]),
        ("en/index.html", [("vi", "/", True)]),
        ("gioi-thieu/index.html", [("en", "/en/about/", True)]),
        ("en/about/index.html", [("vi", "/gioi-thieu/", True)]),
        ("en/deep/only/index.html", [("vi", "/", False)]),
        ("chi-co-o-day/index.html", [("en", "/en/", False)]),
        ("tin-tuc/a/index.html", [("en", "/en/", False)]),
    ],
)
def test_readers_change_to_the_same_page_or_else_to_the_home(
    english: Site, page: str, links: list[tuple[str, str, bool]]
) -> None:
    assert switch(english, page) == links


def test_a_site_of_one_language_offers_none(site: Site) -> None:
    site.page("en/about")
    assert site.make().status == 0
    other = Site(site.root.parent / "real", plain=False)
    other.page("en/about")
    assert other.make().status == 0
    page = other.read("en/about/index.html")
    assert "hreflang" not in page
    assert '<html lang="vi">' in page


FAULTS = [
    ('[[languages]]\ncode = "vi"\ntitle = "A"\n', ["BT123"]),
    ('[[languages]]\ncode = "en"\ntitle = "A"\n[[languages]]\ncode = "en"\ntitle = "B"\n', ["BT123"]),
    ('[[languages]]\ncode = "fr"\ntitle = "A"\n', ["BT105"]),
    ('[[languages]]\ncode = "en"\n', ["BT104"]),
    ('[[languages]]\ncode = "en"\ntitle = "A"\n[paths]\ntag = "en"\n', ["BT112"]),
    ('[[languages]]\ncode = "en"\ntitle = "A"\n[[languages.menu]]\nname = "B"\nurl = "javascript:x"\n', ["BT113"]),
    ('[[languages]]\ncode = "en"\ntitle = "A"\n[languages.office]\nemail = "x"\n', ["BT121"]),
    ('[[languages]]\ncode = "en"\ntitle = "A"\n[[languages.menu]]\nname = "B"\nurl = "/en/x/"\n', ["BT110", "BT124"]),
    ('[[languages]]\ncode = "en"\ntitle = "A"\n', ["BT124"]),
]


@pytest.mark.parametrize(("settings", "codes"), FAULTS)
def test_faults_of_the_settings_are_told_with_their_line(site: Site, settings: str, codes: list[str]) -> None:
    site.settings("\n" + settings)
    found = site.make()
    assert sorted(found.codes) == codes
    lines = site.root.joinpath("site_config.toml").read_text("utf-8").splitlines()
    for code, path, line in found.problems:
        assert path == "site_config.toml", code
        assert lines[line - 1].startswith(("code", "[[languages", "tag", "url", "email")), code


@pytest.mark.parametrize(
    ("name", "translates", "code"),
    [
        ("gioi-thieu", "lien-he.md", "BT221"),
        ("en/x", "../khong-co.md", "BT222"),
        ("en/x", "about.md", "BT222"),
        ("en/x", "../tin-tuc/a.md", "BT222"),
        ("en/x", "../../ngoai.md", "BT404"),
    ],
)
def test_a_translation_of_nothing(tmp_path: Path, name: str, translates: str, code: str) -> None:
    site = written(tmp_path / "site", plain=True)
    path = site.page(name, translates=translates)
    [(found, place, line)] = site.make().problems
    assert (found, place) == (code, path)
    assert site.root.joinpath(place).read_text("utf-8").splitlines()[line - 1].startswith("translates")


def test_an_article_translates_nothing(site: Site) -> None:
    site.article("a", translates="../x.md")
    assert site.make().codes == ["BT205"]


def test_each_change_shows_as_in_a_build_from_nothing(tmp_path: Path) -> None:
    site = written(tmp_path / "site")
    assert site.make().status == 0

    def changed() -> None:
        assert site.make().status == 0
        shutil.copytree(site.root, tmp_path / "fresh", ignore=shutil.ignore_patterns(".bantin", "public"))
        fresh = Site(
            tmp_path / "fresh", {"site_config.toml": (site.root / "site_config.toml").read_bytes()}, plain=False
        )
        assert fresh.make().status == 0
        assert not differences(fresh.tree(), site.tree())
        shutil.rmtree(fresh.root)

    site.page("en/chi-co-o-day", title="Not only there")
    changed()
    assert alternates(site, "chi-co-o-day/index.html")["en"] == "/en/chi-co-o-day/"
    site.page("en/about", title="About", translates="../lien-he.md")
    changed()
    site.page("en/lien-he", title="Contact", draft=True)
    changed()
    assert alternates(site, "lien-he/index.html")["en"] == "/en/about/"
    site.write("layouts/i18n/en.toml", '[nav]\nhome = "Start"\n')
    changed()
    assert ">Start</a>" in site.read("en/about/index.html")
    site.root.joinpath("content/en/index.md").unlink()
    changed()
    assert "languages" not in re.findall(r'<nav class="(\w+)"', site.read("tin-tuc/a/index.html"))
    site.settings(ENGLISH.replace("Office of", "Staff of"))
    changed()
    site.settings()
    assert site.make().codes == ["BT221"], "no language, no translation"
    site.page("en/about", title="About")
    changed()


@pytest.mark.parametrize("path", ["en/van-ban", "en/van-ban/index", "en/documents"])
def test_a_list_has_a_page_of_another_language_too(tmp_path: Path, path: str) -> None:
    site = written(tmp_path)
    site.write("content/van-ban/a.md", source(number="12/2026/NQ-HĐND", title="A", signed="2026-07-08"))
    site.make()
    assert alternates(site, "van-ban/index.html") == {}
    site.page(path, title="Documents", **({"translates": "../van-ban/"} if path == "en/documents" else {}))
    assert site.make().problems == []
    url = f"/{path.removesuffix('/index')}/"
    both = {"vi": "/van-ban/", "en": url, "x-default": "/van-ban/"}
    assert alternates(site, "van-ban/index.html") == alternates(site, f"{url[1:]}index.html") == both
    assert alternates(site, "van-ban/2026/index.html") == {}
    before = site.tree()
    site.make("--full")
    assert differences(before, site.tree()) == {}
    site.root.joinpath("content/van-ban/a.md").unlink()
    assert site.make("--allow-removal").codes == (["BT222"] if path == "en/documents" else [])


def test_originals() -> None:
    settings = parse_settings((SETTINGS + ENGLISH).encode())
    assert language_of("content/en/a.md", settings) == "en"
    assert language_of("content/england.md", settings) == ""
    assert language_of("content/tin-tuc/en/a.md", settings) == ""

    class Page:
        path, translates = "content/en/a/b.md", ""

    assert original_of(Page(), settings) == "content/a/b.md"  # type: ignore[arg-type]
    Page.path = "content/en/a/index.md"
    assert original_of(Page(), settings) == "content/a.md"  # type: ignore[arg-type]
    Page.translates = "content/c.md"
    assert original_of(Page(), settings) == "content/c.md"  # type: ignore[arg-type]
