from __future__ import annotations

import gzip
import os
import re
from typing import TYPE_CHECKING

import pytest

from bantin.rendering.assets import SCRIPTS, make_assets, read_colors
from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT, Site

if TYPE_CHECKING:
    from pathlib import Path

BYTES = {
    "style.css": 7_600,
    "home.css": 1_900,
    "lists.css": 1_000,
    "search.css": 850,
    "figures.js": 2_200,
    "page.js": 1_450,
    "search.js": 4_700,
    "search-find.js": 3_000,
    "search-index.js": 2_600,
    "search-query.js": 3_000,
    "pictures.js": 1_100,
    "collections/calendar.css": 1_200,
    "collections/pages.css": 1_950,
    "collections/register.js": 1_700,
}
"""How many bytes of each asset of ours readers may have to load, compressed."""


def test_an_asset_has_its_contents_hash_in_its_name(tmp_path: Path) -> None:
    Site(
        tmp_path,
        {"layouts/assets/a.css": "a", "layouts/assets/js/b.min.js": "b", "layouts/assets/LICENSE": "c"},
        plain=False,
    )
    assets = load_layouts(tmp_path, "vi").assets
    assert re.fullmatch(r"/assets/a\.[0-9a-f]{10}\.css", assets["a.css"].url)
    assert re.fullmatch(r"/assets/js/b\.min\.[0-9a-f]{10}\.js", assets["js/b.min.js"].url)
    assert re.fullmatch(r"/assets/LICENSE\.[0-9a-f]{10}", assets["LICENSE"].url)
    before = assets["a.css"].url
    Site(tmp_path, {"layouts/assets/a.css": "b"}, plain=False)
    assert load_layouts(tmp_path, "vi").assets["a.css"].url != before


def test_a_stylesheet_names_its_pictures_with_their_hashes(tmp_path: Path) -> None:
    css = """
@import url(other.css);
a { background: url("../img/x.svg"); b: url( '../img/x.svg#part' ); c: url(font.woff2?v=1) }
d { background: url(data:image/png,x); e: url(https://x.vn/a.png); f: url(//x.vn/a.png); g: url(#id); h: url(/assets/x.png); i: url(missing.png) }
"""
    files = {
        "css/a.css": css,
        "css/other.css": 'z { y: url("../img/x.svg") }',
        "img/x.svg": "<svg/>",
        "css/font.woff2": "font",
    }
    Site(tmp_path, {f"layouts/assets/{name}": text for name, text in files.items()}, plain=False)
    assets = load_layouts(tmp_path, "vi").assets
    made = assets["css/a.css"].data.decode()

    def relative(name: str) -> str:
        return os.path.relpath(assets[name].url, "/assets/css")

    assert f'url("{relative("css/other.css")}")' in made
    assert f'url("{relative("img/x.svg")}")' in made
    assert f'url("{relative("img/x.svg")}#part")' in made
    assert f'url("{relative("css/font.woff2")}?v=1")' in made
    for kept in (
        "url(data:image/png,x)",
        "url(https://x.vn/a.png)",
        "url(//x.vn/a.png)",
        "url(#id)",
        "url(/assets/x.png)",
        "url(missing.png)",
    ):
        assert kept in made
    before = assets["css/a.css"].url
    Site(tmp_path, {"layouts/assets/img/x.svg": "<svg></svg>"}, plain=False)
    assert load_layouts(tmp_path, "vi").assets["css/a.css"].url != before, "a picture two files away counts too"


def test_stylesheets_that_name_each_other_do_not_loop(tmp_path: Path) -> None:
    Site(
        tmp_path,
        {"layouts/assets/a.css": "@import url(b.css);", "layouts/assets/b.css": "@import url(a.css);"},
        plain=False,
    )
    assert set(load_layouts(tmp_path, "vi").assets) >= {"a.css", "b.css"}


def stylesheet(text: str, **sections: str) -> str:
    """Return a stylesheet of `text` and sections as it is published."""
    files = {f"_{name}.css": section.encode() for name, section in sections.items()}
    return make_assets({"a.css": text.encode(), **files}, ())[0]["a.css"].data.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a { color: red; }\n", "a{color:red}"),
        ("/* one\ntwo */ a,\n  b > c { d: e }  \n", "a,b>c{d:e}"),
        ("a :hover, b:not(:focus) { x: calc(1px + 2px) }", "a :hover,b:not(:focus){x:calc(1px + 2px)}"),
        ('a::before { content: "; }  /* : */ "; }', 'a::before{content:"; }  /* : */ "}'),
        ("a /* x */ b { c: d/**/e }", "a b{c:d e}"),
        ("@media (min-width: 48em) and (a) { b { c: d } }", "@media (min-width:48em) and (a){b{c:d}}"),
        ("/*! licence */ a { b: c }", "/*! licence */a{b:c}"),
        ("\ufeffa { b: c }", "a{b:c}"),
        ("a { b: url( 'x  y.png' ), url(z.png) }", "a{b:url('x%20%20y.png'),url(z.png)}"),
        ("a { b: url('data:image/svg+xml,<svg a=\"0 0\"/>') }", "a{b:url('data:image/svg+xml,<svg a=\"0 0\"/>')}"),
    ],
)
def test_a_stylesheet_is_minified(text: str, expected: str) -> None:
    assert stylesheet(text) == expected


@pytest.mark.parametrize("text", ["a { b: c", "}}}", "a { b: 'c", "/* c", "@media", "a { b: url(", "@import", "\0", ""])
def test_a_stylesheet_with_a_fault_is_published_with_it(text: str) -> None:
    assert stylesheet(text) or not text.strip()
    assert make_assets({"a.css": b"\xff"}, ())[0]["a.css"].data == b"\xff"


def test_sections_become_part_of_the_stylesheet_that_imports_them() -> None:
    files = {
        "style.css": b'@import "parts/_one.css"; @import "_two.css";\n@import "other.css";\n',
        "parts/_one.css": b'@import "_three.css"; a { b: url(x.png) }',
        "parts/_three.css": b'@import "_one.css"; c { d: url("../y.png") }',
        "_two.css": b"e { f: g }",
        "other.css": b"h { i: j }",
        "parts/x.png": b"x",
        "y.png": b"y",
    }
    assets, problems = make_assets(files, ())
    links = [assets[name].url.removeprefix("/assets/") for name in ("y.png", "parts/x.png")]
    joined = f'c{{d:url("{links[0]}")}}a{{b:url("{links[1]}")}}e{{f:g}}@import "other.css";'
    assert assets["style.css"].data.decode() == joined
    assert problems == []
    assert set(assets) == {"style.css", "other.css", "parts/x.png", "y.png"}, "a section is not published by itself"
    assert stylesheet('@import "_b.css"; c { d: e }', b="@layer a, b;") == "@layer a,b;c{d:e}"
    before = assets["style.css"].url
    assert make_assets({**files, "parts/_three.css": b""}, ())[0]["style.css"].url != before


def test_a_section_that_is_not_there_is_a_problem() -> None:
    _assets, problems = make_assets(
        {"css/a.css": b'/* x */\n@import "_b.css";', "_d.css": b"", "_c.css": b"a\n\xff"}, ()
    )
    assert [(one.code, one.path, one.line) for one in problems] == [("BT512", "layouts/assets/css/a.css", 2)]
    _assets, problems = make_assets({"a.css": b'@import "_c.css";', "_c.css": b"a\n\xff"}, ())
    assert [(one.code, one.path, one.line) for one in problems] == [("BT509", "layouts/assets/_c.css", 2)]


def test_a_site_replaces_single_colors(tmp_path: Path) -> None:
    """The rest is derived, also what layouts ask of them."""
    site = Site(tmp_path, plain=False)
    site.write("layouts/assets/style/_colors.css", ":root { --brand: #123456 }")
    site.write("layouts/page.html", "{{ colors.brand }} {{ colors['brand-dark'] }}")
    site.page("a")
    assert site.make().status == 0
    assert site.read("a/index.html") == "#123456 #5b1311"
    [sheet] = site.public.glob("assets/style.*.css")
    assert sheet.read_text("utf-8").rindex("--brand:#123456") > sheet.read_text("utf-8").rindex("--brand:#8f1d1d")


def test_colors_are_those_of_the_first_rule() -> None:
    text = (
        b"/* a: b */ :root { color-scheme: light; --a: #fff; --b-c: rgb(1 2 3) } @media print { :root { --a: #000 } }"
    )
    assert read_colors(text) == {"a": "#fff", "b-c": "rgb(1 2 3)"}
    assert read_colors(b"") == read_colors(b"\xff") == read_colors(b"a { b") == {}


def test_scripts_of_a_site_are_published_as_they_are_written(tmp_path: Path) -> None:
    script = "const a = `${ b ? `c // d` : '' }`; // e\n"
    Site(tmp_path, {"layouts/assets/page.js": script, "layouts/assets/other.js": script}, plain=False)
    assets = load_layouts(tmp_path, "vi").assets
    assert assets["page.js"].data.decode() == assets["other.js"].data.decode() == script
    assert b"// " not in assets["search.js"].data


def test_an_unchanged_copy_of_the_layouts_gives_the_same_assets(tmp_path: Path) -> None:
    copies = {
        f"layouts/{path.relative_to(PROJECT / 'layouts')}": path.read_bytes()
        for path in (PROJECT / "layouts").rglob("*")
        if path.is_file()
    }
    Site(tmp_path, copies, plain=False)
    assert load_layouts(tmp_path, "vi").assets == load_layouts(PROJECT, "vi").assets


def test_a_script_imports_others_by_their_addresses(tmp_path: Path) -> None:
    script = 'import { a } from "./b.js"; import { c } from "./not-there.js";\n'
    Site(tmp_path, {"layouts/assets/a.js": script, "layouts/assets/b.js": "export const a = 1;\n"}, plain=False)
    assets = load_layouts(tmp_path, "vi").assets
    name = assets["b.js"].url.rpartition("/")[2]
    assert assets["a.js"].data.decode() == script.replace("./b.js", f"./{name}")
    assert assets["search-query.js"].url.rpartition("/")[2].encode() in assets["search.js"].data


@pytest.mark.parametrize("name", BYTES)
def test_readers_load_little(name: str) -> None:
    assets = load_layouts(PROJECT, "vi").assets
    assert len(gzip.compress(assets[name].data, 9)) <= BYTES[name]
    assert {one for one in assets if one.endswith((".css", ".js"))} == set(BYTES)
    assert {one for one in assets if one.endswith(".js")} == SCRIPTS


def test_columns_that_an_editor_aligns_have_a_rule() -> None:
    css = (PROJECT / "layouts/assets/style/_prose.css").read_text("utf-8")
    for side in ("right", "center"):
        assert f".prose .align-{side} {{\n  text-align: {side};" in css
