"""Layouts compiled to quicker code render the same bytes, or fail the same, as Jinja's own way."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bantin.collections.documents import Document
from bantin.rendering.environment import make_environment
from bantin.rendering.layouts import Asset, Layouts
from tests.conftest import SOAK

if TYPE_CHECKING:
    from tests.builder import Site

WORDS = {"a": "Chữ & <dấu>", "b.c": "Có {x}"}
ASSETS = {"style.css": Asset("style.css", "/assets/style.0.css", b"")}
BASE = "/hdnd"


def word(key: str, **values: object) -> str:
    text = WORDS[key]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


NAMES = {
    "t": word,
    "asset": lambda name: BASE + ASSETS[name].url,
    "url": lambda target: BASE + str(target),
    "absolute": lambda target: f"https://a.vn{BASE}{target}",
    "site": SimpleNamespace(
        title="Trang & <tin>",
        latest=lambda count, category=None: [f"bài {number} {category}" for number in range(count)],
    ),
}


def story(name: str) -> Document:
    return Document(path=f"content/{name}.md", url=f"/{name}/", title=f"<{name}>", fingerprint=0, list_fingerprint=0)


CONTEXT = {
    "x": "<x>",
    "n": 3,
    "safe": Markup("<b>b</b>"),
    "items": ["một", "<hai>", "ba"],
    "none": None,
    "page": SimpleNamespace(title="T", url="/t/", kind="tag"),
    "stories": [story("a"), story("b"), story("a")],
}
OTHER = {
    **CONTEXT,
    "x": "<y>",
    "n": 1,
    "none": 7,
    "page": SimpleNamespace(title="<U>", url="/u/", kind="news"),
    "v": "w",
}
"""A second page, for which something is kept from the first."""


class Reading:
    """Stands for a reader: what a kept fragment has read is noted again."""

    def __init__(self) -> None:
        self.reads: dict[object, int] = {}

    def url(self, target: object) -> str:
        self.reads["url", str(target)] = 1
        return BASE + str(target)


def shown(templates: dict[str, str], *, quick: bool) -> str:
    layouts = Layouts(templates, ASSETS, WORDS, "vi", {}, 0)
    reading = Reading()
    names = {**NAMES, "url": reading.url}
    environment = make_environment(layouts, names, quick_base=BASE if quick else None)
    found: list[str] = []
    for context in (CONTEXT, OTHER):
        reading.reads = {}
        try:
            text = re.sub(r"0x[0-9a-f]+", "0x", environment.get_template("a.html").render(context))
            found.append(f"{text}\n{sorted(reading.reads)}")  # type: ignore[type-var]
        except Exception:  # noqa: BLE001 - which it is does not matter: what is told is the plain way's
            found.append("fails")
    return "\n".join(found)


def same(templates: dict[str, str]) -> str:
    plain = shown(templates, quick=False)
    assert shown(templates, quick=True) == plain, templates
    return plain


PARTIALS = [
    "{{ x }}", "{{ item }}", "{{ loop.index }}", "{{ loop.first }}{{ item }}", "{{ v }}", "{% set v = 9 %}{{ v }}", "{% set x = 'anders' %}{{ x }}", "{{ v is defined }}{{ item is defined }}",
    "{% for item in items %}{{ item }}{% endfor %}", "{% for i in items %}{{ loop.index0 }}{% endfor %}", "{% if v is defined %}{{ v }}{% endif %}", "{{ t('a') }}{{ asset('style.css') }}",
    "{% with v = 5 %}{{ v }}{% endwith %}{{ v is defined }}", "{{ w }}", "{{ page.title }}{{ site.title }}", "{{ caller is defined }}", "{{ varargs is defined }}", "{% set ns = namespace(k=1) %}{% set ns.k = 2 %}{{ ns.k }}",
    "{{ self is defined }}", "{% include 'q.html' %}", "{{ nothing }}", "{{ url(page.url) }}", "{{ none }}{{ n }}{{ safe }}", "{% autoescape false %}{{ x }}{% endautoescape %}{{ x }}",
    "{% filter upper %}{{ x }}{% endfilter %}", "{{ loop is defined }}", "{% do_not %}", "{{ x",
]  # fmt: skip
BODIES = [
    "{P}", "{% for item in items %}{P}{% endfor %}", "{% for item in items %}{{ loop.index }}{P}{% endfor %}", "{% for item in items %}{P}{{ loop.last }}{% endfor %}", "{% set v = 1 %}{P}{{ v }}",
    "{P}{% set v = 1 %}{{ v }}", "{% if n > 2 %}{% set v = 1 %}{% endif %}{P}", "{% if n > 9 %}{% set v = 1 %}{% endif %}{P}", "{% for item in items %}{% set v = item %}{P}{% endfor %}{{ v is defined }}",
    "{% with v = 2 %}{P}{% endwith %}{P}", "{% macro m(w, v=4) %}{P}{% endmacro %}{{ m('w') }}{{ m('w', v='<v>') }}", "{% macro m(w) %}{P}{% endmacro %}{{ m('w', 1, z=2) }}", "{% block k %}{P}{% endblock %}", "{% set v = 1 %}{% block k %}{P}{% endblock %}",
    "{% for item in items %}{% block k scoped %}{P}{% endblock %}{% endfor %}", "{% set x %}{P}{% endset %}{{ x }}", "{% filter upper %}{P}{% endfilter %}", "{% autoescape false %}{P}{{ x }}{% endautoescape %}",
    "{% for item in items recursive %}{P}{% endfor %}", "{% for item in items if item != 'ba' %}{P}{% else %}x{% endfor %}", "{% for v, w in [(1, 2), (3, 4)] %}{P}{% endfor %}", "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{P}{% endcall %}",
    "{% set ns = namespace(k=0) %}{% for item in items %}{% set ns.k = ns.k + 1 %}{P}{% endfor %}{{ ns.k }}", "{% for item in items %}{% for v in items %}{P}{% endfor %}{{ loop.index }}{% endfor %}", "{P}{P}",
    "{{ site.latest(2, category='a') }}{{ site.latest(1)[0] }}{P}", "{% extends 'base.html' %}{% block k %}{P}{{ super() }}{% endblock %}", "{% extends 'base.html' %}{% set v = 1 %}{% block k %}{P}{% endblock %}",
]  # fmt: skip
STORY = "{{ url(item.url) }}{{ item.title|e }}{{ t('a') }}"
BODIES += [
    "{% for item in stories %}" + STORY + "{P}{% endfor %}", "{% for v in items %}{% for item in stories %}" + STORY + "{P}{% endfor %}{% endfor %}",
    "{% for item in stories %}{% set v = item.url %}" + STORY + "{P}{{ v }}{% endfor %}", "{% for item in stories %}" + STORY + "{% if n > 2 %}{% set v = item.url %}{% endif %}{P}{{ v }}{% endfor %}",
    "{% for item in stories %}{% with v = page.kind != 'tag' %}" + STORY + "{P}{% endwith %}{% endfor %}", "{% set x = 1 %}{% for item in stories %}" + STORY + "{{ x }}{P}{% set x = 2 %}{% endfor %}{{ x }}",
    "{% for item in stories %}" + STORY + "{{ page.title }}{{ n }}{{ none }}{P}{% else %}{P}{% endfor %}", "{% for item in stories if item.path != n %}" + STORY + "{{ v is defined }}{P}{% endfor %}",
    "{% set w %}{% for item in stories %}" + STORY + "{P}{% endfor %}{% endset %}{{ w }}", "{% filter upper %}{% for item in stories %}" + STORY + "{P}{% endfor %}{% endfilter %}",
    "{% for item in stories %}" + STORY + "{% for v in items %}" + STORY + "{{ v }}{% endfor %}{P}{% endfor %}{% for item in stories %}" + STORY + "{P}{% endfor %}", "{% autoescape false %}{% for item in stories %}" + STORY + "{{ item.title }}{P}{% endfor %}{% endautoescape %}",
    "{% macro m(v) %}{% for item in stories %}" + STORY + "{{ v }}{P}{% endfor %}{% endmacro %}{{ m(1) }}{{ m('<') }}", "{% for item in stories %}" + STORY + "{{ item.title }}{P}{% endfor %}", "{% set ns = namespace(k=1) %}{% for item in stories %}" + STORY + "{% set ns.k = ns.k + 1 %}{{ ns.k }}{P}{% endfor %}",
    "{% for item in stories %}" + STORY + "{{ missing.x }}{P}{% endfor %}", "{% for item in stories %}" + STORY + "{% if n > 9 %}{{ missing }}{{ page.missing }}{% endif %}{P}{% endfor %}", "{% for item in stories %}" + STORY + "{{ safe }}{{ items[0] }}{P}{% endfor %}",
]  # fmt: skip
BASE_HTML = "<{% block k %}{{ x }}{% endblock %}>{% include 'q.html' %}"


@pytest.mark.parametrize("body", BODIES)
def test_a_partial_put_in_means_what_an_included_one_means(body: str) -> None:
    for partial in PARTIALS:
        use = "{% include 'p.html' %}"
        same(
            {
                "a.html": body.replace("{P}", use),
                "p.html": partial,
                "q.html": "{{ item is defined }}{{ v is defined }}{{ x }}",
                "base.html": BASE_HTML,
            }
        )


@pytest.mark.parametrize("use", ["{% include 'p.html' ignore missing %}", "{% include 'p.html' without context %}"])
def test_other_ways_to_include_are_left_alone(use: str) -> None:
    for body in BODIES:
        same({"a.html": body.replace("{P}", use), "p.html": "{{ x }}{{ v is defined }}{{ item is defined }}"})


@hypothesis.settings(max_examples=60 if SOAK < 100 else 5_000)
@given(
    st.lists(st.sampled_from(BODIES + PARTIALS), min_size=1, max_size=4).map("".join),
    st.lists(st.sampled_from(BODIES + PARTIALS), min_size=1, max_size=3).map("".join),
    st.lists(st.sampled_from(PARTIALS), max_size=2).map("".join),
)
def test_mixed_layouts_render_the_same(body: str, partial: str, deep: str) -> None:
    use, deeper = "{% include 'p.html' %}", "{% include 'q.html' %}"
    same(
        {
            "a.html": body.replace("{P}", use),
            "p.html": partial.replace("{P}", deeper),
            "q.html": deep.replace("{P}", ""),
            "base.html": BASE_HTML,
        }
    )


@pytest.mark.parametrize(
    "text",
    [
        "{{ t('a') }}", "{{ t('a')|safe }}", "{{ t('a')|upper }}", "{{ t('a') ~ x }}", "{{ t('b.c') }}", "{{ t('b.c', x='<y>') }}", "{{ t('none') }}", "{{ t(none) }}", "{{ t('a' if n else 'b.c') }}",
        "{{ asset('style.css') }}", "{{ asset('none.css') }}", "{{ asset('style' ~ '.css') }}", "{% set s = 'style.css' %}{{ asset(s) }}", "{% set t = 3 %}{{ t }}", "{% macro t(k) %}<{{ k }}>{% endmacro %}{{ t('a') }}",
        "{% for t in items %}{{ t }}{% endfor %}{{ t('a') }}", "{{ url('/x/')|upper }}", "{{ url(*['/x/']) }}", "{{ url(target='/x/') }}", "{{ url(**{'target': '/x/'}) }}", "{{ x|e }}{{ safe|e }}{{ x|safe }}",
        "{{ [x, safe] }}", "{{ {'k': x} }}", "{{ (x,) }}", "{{ 1.5 }}{{ true }}", "{{ x ~ safe }}", "{{ safe ~ x }}", "{{ '<' ~ x }}", "{% set y = t('a') %}{{ y }}", "{{ x if n == 3 else t('none') }}",
        "{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{{ m()|upper }}", "{{ '%s'|format(x) }}", "{{ items|join(', ') }}", "{{ items|join(safe) }}", "{{ page.url|urlize }}", "{{ cycler('a', 'b').next() }}", "{{ lipsum is defined }}",
        "{% include 'a.html' %}", "{% set site = page %}{{ site.title }}", "{% set url = page %}{{ url.title }}", "{{ url }}", "{{ asset('style.css'|lower) }}", "{{ t('a',) }}", "{{ t(('a')) }}", "{{ t('b' '.c') }}",
    ],
)  # fmt: skip
def test_constants_and_calls(text: str) -> None:
    same({"a.html": text})


NAMES_OF_ASSETS = ["style.css", "ảnh nền.svg", "a b.css", "it's.css", "x&y.js", "100%.svg", "a#b.svg"]


@pytest.mark.parametrize("call", ["asset('NAME')", 'asset("NAME")', "asset( 'NAME' )", "asset('NAME',)", "asset(('NAME'))", "asset('NA' 'ME')", "asset(['NAME'][0])", "asset('NAME'|string)", "(asset)('NAME')"])  # fmt: skip
def test_the_address_of_an_asset_is_right_however_it_is_asked_for_and_follows_its_content(
    site: Site, call: str
) -> None:
    for number, name in enumerate(NAMES_OF_ASSETS):
        written = name.replace("'", "\\'") if "'NA" in call else name
        asked = call.replace("NAME", written).replace("NA' 'ME", written[:2] + "' '" + written[2:])
        site.write(f"layouts/n{number}.html", "{{ " + asked + " }}\n")
        site.page(f"a{number}", layout=f"n{number}.html")
    for content in ("one", "two"):
        for name in NAMES_OF_ASSETS:
            site.write(f"layouts/assets/{name}", content)
        result = site.make()
        assert result.status == 0, result.stderr
        for number, name in enumerate(NAMES_OF_ASSETS):
            address = unquote(unescape(site.read(f"a{number}/index.html").strip()))
            assert address.startswith("/assets/" + name.rpartition(".")[0])
            assert site.read(address.lstrip("/")) == content, f"{name}: the page leads to what the asset was"


def test_compiled_layouts_that_are_kept_follow_every_change(site: Site) -> None:
    """Kept in `.bantin/`: what is compiled in must not outlive what it was made of."""
    site.write("layouts/page.html", "{{ t('titles.home') }} {{ asset('style.css') }} {% include 'partials/p.html' %}\n")
    site.write("layouts/partials/p.html", "eins\n")
    site.page("a")

    def page() -> str:
        assert site.make().status == 0
        return site.read("a/index.html")

    seen = [page()]
    for path, content in [
        ("layouts/partials/p.html", "zwei\n"),
        ("layouts/assets/style.css", "p {}"),
        ("layouts/i18n/vi.toml", '[titles]\nhome = "Nhà"\n'),
        ("layouts/partials/p.html", "{% include 'partials/q.html' ignore missing %}drei\n"),
        ("layouts/partials/q.html", "vier\n"),
    ]:
        site.write(path, content)
        seen.append(page())
        assert seen[-1] != seen[-2], path
    site.settings(base_url="https://example.vn/hdnd/")
    seen.append(page())
    assert "/hdnd/assets/" in seen[-1]
    site.settings(language="en")
    assert page().startswith("Home ")


def test_damaged_compiled_layouts_are_made_again(site: Site) -> None:
    site.page("a")
    assert site.make().status == 0
    before = site.read("a/index.html")
    kept = [path for path in (site.root / ".bantin/layouts").rglob("*") if path.is_file()]
    assert kept, "nothing is kept: then this test has no use"
    for harm in (b"", b"garbage" * 50, None):
        for path in kept:
            path.write_bytes(path.read_bytes()[:-7] if harm is None else harm)
        assert site.make("--full").status == 0
        assert site.read("a/index.html") == before
