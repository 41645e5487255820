from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from bantin.rendering.load_layouts import load_layouts
from bantin.system.paths import builtin_folder, layout_files
from tests.builder import PROJECT, Site

if TYPE_CHECKING:
    from pathlib import Path


def test_a_site_without_layouts_has_the_projects(tmp_path: Path) -> None:
    made = load_layouts(tmp_path, "vi")
    assert made.problems == ()
    assert builtin_folder() == PROJECT / "layouts"
    expected = {
        "home.html",
        "article.html",
        "page.html",
        "list.html",
        "month.html",
        "year.html",
        "archive.html",
        "index.html",
        "search.html",
        "404.html",
        "redirect.html",
    }
    expected |= {"site-map.html", "feeds.html", "site.webmanifest"}
    assert expected | {
        "feed.xml",
        "rss.xml",
        "sitemap.xml",
        "sitemap-index.xml",
        "news-sitemap.xml",
        "robots.txt",
    } <= set(made.templates)


def test_a_file_of_the_site_stands_for_the_projects_of_the_same_name(tmp_path: Path) -> None:
    site = Site(
        tmp_path, {"layouts/partials/footer.html": "CHÂN TRANG RIÊNG\n", "layouts/rieng.html": "x"}, plain=False
    )
    made = load_layouts(tmp_path, "vi")
    assert made.templates["partials/footer.html"] == "CHÂN TRANG RIÊNG\n"
    assert made.templates["rieng.html"] == "x"
    assert made.templates["base.html"] == (PROJECT / "layouts/base.html").read_text("utf-8")
    site.article("a")
    assert site.make().status == 0
    assert "CHÂN TRANG RIÊNG" in site.read("index.html")


def test_hidden_files_and_an_editors_leavings_are_no_layouts(tmp_path: Path) -> None:
    Site(tmp_path, {f"layouts/{name}": "{% broken" for name in (".git/x.html", ".x.html.swp", "x.html~")}, plain=False)
    assert not {name for name in layout_files(tmp_path) if "/x.html" in name or name.startswith((".", "x.html"))}


def test_both_languages_have_the_same_words() -> None:
    def keys(table: dict[str, object], above: str = "") -> set[str]:
        return {
            key
            for name, value in table.items()
            for key in (keys(value, f"{above}{name}.") if isinstance(value, dict) else {above + name})
        }

    def placeholders(language: str) -> dict[str, set[str]]:
        words = load_layouts(PROJECT, language).words
        return {key: set(re.findall(r"\{\w*\}", text)) for key, text in words.items()}

    tables = [
        tomllib.loads((PROJECT / f"layouts/i18n/{language}.toml").read_text("utf-8")) for language in ("vi", "en")
    ]
    assert keys(tables[0]) == keys(tables[1])
    assert placeholders("vi") == placeholders("en")


def test_every_word_that_a_layout_asks_for_is_there_and_none_is_left_over() -> None:
    made = load_layouts(PROJECT, "vi")
    asked = {
        key for text in made.templates.values() for key in re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""", text)
    }
    assert asked <= made.words.keys()


def test_a_site_may_replace_single_words(tmp_path: Path) -> None:
    Site(tmp_path, {"layouts/i18n/vi.toml": '[titles]\nhome = "Nhà"\n'}, plain=False)
    made = load_layouts(tmp_path, "vi")
    assert made.words["titles.home"] == "Nhà"
    assert made.words["titles.news"] == load_layouts(PROJECT, "vi").words["titles.news"]


@pytest.mark.parametrize(("data", "line"), [(b"home = \n", 1), (b'[a]\nb = "c\n', 2), (b"a = '\xff'", 0)])
def test_a_file_of_words_that_cannot_be_read(tmp_path: Path, data: bytes, line: int) -> None:
    Site(tmp_path, {"layouts/i18n/vi.toml": data}, plain=False)
    [one] = load_layouts(tmp_path, "vi").problems
    assert (one.code, one.path, one.line) == ("BT507", "layouts/i18n/vi.toml", line)


def test_a_layout_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    Site(tmp_path, {"layouts/home.html": b"<p>\n\xe9</p>"}, plain=False)
    assert [(one.code, one.path, one.line) for one in load_layouts(tmp_path, "vi").problems] == [
        ("BT509", "layouts/home.html", 2)
    ]


@pytest.mark.parametrize("folder", ["", "partials/", "assets/", "inline/"])
def test_names_that_are_not_utf_8_are_told(site: Site, folder: str) -> None:
    try:
        site.write(f"layouts/{folder}" + os.fsdecode(b"tr\xe3ng.html"), "x")
    except OSError:  # file systems of macOS and Windows take names of Unicode only
        return
    site.write("layouts/a\x01b.html", "x")
    for command in ("build", "check"):
        found = site.invoke(command, "--json").json["problems"]
        assert [(one["code"], one["path"]) for one in found if one["severity"] == "error"] == [
            ("BT322", "layouts"),
            ("BT320", "layouts/a\\u0001b.html"),
        ]
        assert f"{folder}tr?ng.html" in found[0]["message"]


# --- fingerprints of layouts ---------------------------------------------------------------------------------------

USES = [
    '{% include "x.html" %}',
    "{% include 'x.html' %}",
    '{%- include "x.html" -%}',
    '{%\n  include "x.html"\n%}',
    '{% include "x.html" ignore missing %}',
    '{% include ["none.html", "x.html"] %}',
    '{% include ("none.html", "x.html") ignore missing with context %}',
    '{% include "none.html" if false else "x.html" %}',
    '{% include "x" ~ ".html" %}',
    "{% include name %}",
    '{% import "x.html" as x %}',
    '{% from "x.html" import y %}',
    '{% extends "x.html" %}',
    '{% extends "none.html" if false else "x.html" %}',
    '{% set name = "x.html" %}{% include name %}',
    '{% include "deep.html" %}',
]


@pytest.mark.parametrize("use", USES)
def test_a_layout_changes_with_everything_it_may_use(tmp_path: Path, use: str) -> None:
    files = {
        "layouts/a.html": use,
        "layouts/x.html": "one",
        "layouts/none.html": "",
        "layouts/deep.html": '{% include "x.html" %}',
        "layouts/b.html": "b",
    }
    Site(tmp_path, files, plain=False)
    before = load_layouts(tmp_path, "vi").prints
    Site(tmp_path, {"layouts/x.html": "two"}, plain=False)
    after = load_layouts(tmp_path, "vi").prints
    assert before["a.html"] != after["a.html"]
    assert before["b.html"] == after["b.html"]


def test_a_layout_changes_when_one_it_does_without_appears(tmp_path: Path) -> None:
    Site(tmp_path, {"layouts/a.html": '{% include "x.html" ignore missing %}'}, plain=False)
    before = load_layouts(tmp_path, "vi").prints["a.html"]
    Site(tmp_path, {"layouts/x.html": ""}, plain=False)
    assert load_layouts(tmp_path, "vi").prints["a.html"] != before


def test_layouts_that_include_each_other_have_a_fingerprint(tmp_path: Path) -> None:
    Site(
        tmp_path, {"layouts/a.html": '{% include "b.html" %}', "layouts/b.html": '{% include "a.html" %}'}, plain=False
    )
    prints = load_layouts(tmp_path, "vi").prints
    assert prints["a.html"] != prints["b.html"]
