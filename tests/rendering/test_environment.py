from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.language.numbers import filesize_en, filesize_vi, number_en, number_vi
from bantin.rendering.environment import make_environment
from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT, Site, png

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENT = datetime(2020, 2, 5, 7, 30, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def shown(text: str, language: str = "vi", **names: object) -> str:
    return make_environment(load_layouts(PROJECT, language), {}).from_string(text).render(names)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("{{ m|date }}", "05-02-2020", "5 February 2020"),
        ("{{ m|weekday }} {{ m|clock }}", "thứ Tư 07:30", "Wednesday 07:30"),
        ("{{ 'hội đồng'|unbroken }}", "hội\u00a0đồng", "hội đồng"),
        ("{{ m|date_words }}", "ngày 05 tháng 02 năm 2020", "5 February 2020"),
        ("{{ m|iso }}", "2020-02-05T07:30:15+07:00", "2020-02-05T07:30:15+07:00"),
        ("{{ m|rfc822 }}", "Wed, 05 Feb 2020 07:30:15 +0700", "Wed, 05 Feb 2020 07:30:15 +0700"),
        ("{{ 108004|number }}", "108.004", "108,004"),
        ("{{ 1234567|filesize }}", "1,2 MB", "1.2 MB"),
    ],
)
def test_filters(text: str, vi: str, en: str) -> None:
    assert shown(text, "vi", m=MOMENT) == vi
    assert shown(text, "en", m=MOMENT) == en


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 KB"),
        (1_499, "1 KB"),
        (999_499, "999 KB"),
        (999_999, "1 MB"),
        (1_000_000, "1,0 MB"),
        (12_340_000, "12,3 MB"),
        (5_000_000_000, "5,0 GB"),
    ],
)
def test_sizes_of_files(size: int, text: str) -> None:
    assert filesize_vi(size).replace(",0 MB", " MB") == text.replace(",0 MB", " MB")
    assert filesize_en(size) == filesize_vi(size).replace(",", ".")


def test_numbers() -> None:
    assert (number_vi(0), number_vi(999), number_vi(1_000_000)) == ("0", "999", "1.000.000")
    assert number_en(108_004) == "108,004"


def test_what_editors_wrote_is_escaped() -> None:
    assert shown("{{ x }}", x="<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"


# --- what can be wrong with a layout -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "code", "line", "names"),
    [
        ("a\n{{ page.titel }}", "BT502", 2, ["titel", "content/a.md"]),
        ("a\n\n{{ nothing }}", "BT502", 3, ["nothing"]),
        ("{{ site.categries }}", "BT502", 1, ["categries"]),
        ("a\n{% if %}", "BT501", 2, []),
        ("a\n{% for x in y %}", "BT501", 2, []),
        ("a\n{{ 'x }}", "BT501", 2, []),
        ("{{ x|nofilter }}", "BT501", 1, ["nofilter"]),
        ('a\n{% include "nothing.html" %}', "BT503", 2, ["nothing.html", "content/a.md"]),
        ('{% extends "nothing.html" %}', "BT503", 1, ["nothing.html"]),
        ('a\n{% include "x.html" %}', "BT505", 2, ["content/a.md"]),
        ('a\n{% include "y.html" %}', "BT505", 2, []),
        ("{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}", "BT505", 2, []),
        ('a\n{{ t("no.such.word") }}', "BT506", 2, ["no.such.word", "vi.toml"]),
        ('a\n{{ asset("styel.css") }}', "BT508", 2, ["styel.css"]),
        ('a\n{{ inline_script("dua.js") }}', "BT508", 2, ["dua.js", "layouts/inline/"]),
        ("a\n{{ 1/0 }}", "BT504", 2, ["ZeroDivisionError"]),
        ("{{ page.title + 1 }}", "BT504", 1, ["TypeError"]),
        ("a\n{{ 'x'|date }}", "BT504", 2, []),
        ("{{ url(3) }}", "BT504", 1, []),
        ("{{ site.latest() }}", "BT504", 1, []),
        ("{{ site.latest('x') }}", "BT504", 1, []),
        ("{{ site.latest(5, categry='a') }}", "BT504", 1, []),
        ("{{ site.category('nothing').name }}", "BT504", 1, []),
        ("{{ query('latest') }}", "BT504", 1, ["latest"]),
        ("{{ query(3) }}", "BT504", 1, []),
        ("{{ picture(none) }}", "BT504", 1, []),
        ("{{ attachment('x') }}", "BT504", 1, []),
        ("{{ none|iso }}", "BT504", 1, []),
        ("{{ none|filesize }}", "BT504", 1, []),
        ("{{ ''.__class__.__mro__.x() }}", "BT502", 1, []),
    ],
)
def test_a_fault_of_a_layout_is_a_problem_that_names_it(
    site: Site, layout: str, code: str, line: int, names: list[str]
) -> None:
    site.write("layouts/x.html", layout)
    site.write("layouts/y.html", '{% include "x.html" %}')
    site.page("a", layout="x.html")
    result = site.make()
    assert result.status == 1
    [one] = result.json["problems"]
    # Where two layouts include each other, either may be named.
    place = (one["path"], one["line"]) if one["path"] == "layouts/x.html" else ("layouts/x.html", line)
    assert (one["code"], *place) == (code, "layouts/x.html", line)
    assert one["path"] == "layouts/x.html" or (code, one["path"], one["line"]) == ("BT505", "layouts/y.html", 1)
    for name in names:
        assert name in one["message"]
    assert "Traceback" not in result.stderr


def test_a_near_name_of_an_asset_is_offered(site: Site) -> None:
    site.write("layouts/x.html", '{{ asset("styel.css") }}')
    site.page("a", layout="x.html")
    assert "“style.css”" in site.make().json["problems"][0]["hint"]


def test_a_fault_that_many_pages_share_is_told_once(site: Site) -> None:
    site.write("layouts/article.html", "{{ article.titel }}")
    for number in range(5):
        site.article(f"n{number}")
    assert site.make().problems == [("BT502", "layouts/article.html", 1)]


def test_a_word_that_the_engine_itself_needs_is_asked_of_the_words_file(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but a broken installation can bring this about: the project's own words are always there."""

    empty = site.write("empty/i18n/vi.toml", "").parent.parent
    monkeypatch.setattr("bantin.rendering.load_layouts.builtin_folder", lambda: empty)
    site.write("layouts/i18n/vi.toml", "")
    site.page("a")
    result = site.make()
    assert result.status == 1
    assert {(code, path) for code, path, _ in result.problems} >= {("BT506", "layouts/i18n/vi.toml")}


def test_a_fault_of_the_engine_keeps_its_traceback(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from bantin.site.index import Index

    def broken(*_arguments: object) -> None:
        raise AssertionError("a fault of the engine")

    monkeypatch.setattr(Index, "top_tags", broken)
    site.write("layouts/x.html", "{{ site.top_tags(1) }}")
    site.page("a", layout="x.html")
    with pytest.raises(AssertionError, match="a fault of the engine"):
        site.make()


def test_every_name_of_the_docs_exists(new_site: Callable[..., Site]) -> None:
    """`docs/layouts.md` promises these; a layout that uses them all must render."""
    site = new_site({"content/tep.csv": b"x", "content/hinh.png": png()})
    site.write(
        "layouts/article.html",
        """\
{{ site.title }} {{ site.description }} {{ site.language }} {{ site.base_url }} {{ site.menu }} {{ site.categories[0].slug }} {{ site.categories[0].name }}
{{ site.categories[0].description }} {{ site.categories[0].url }} {{ site.paths.category }}{{ site.paths.tag }}{{ site.paths.author }}{{ site.paths.archive }}
{{ site.paths.page }}{{ site.paths.search }} {{ site.news_url }} {{ site.search_url }} {{ site.archive_url }} {{ site.counter.provider }}
{{ site.latest(5, category="tin", tag="mot", author="ai")|length }} {{ site.featured(1)|length }} {{ site.newer(article) }} {{ site.older(article) }}
{{ site.related(article, count=3)|length }} {{ site.category("tin").name }} {{ site.tag("Một").url }} {{ site.author("Ai").count }}
{{ site.tags()[0].count }} {{ site.authors()[0].slug }} {{ site.category_counts()[0].count }} {{ site.top_tags(1)[0].name }}
{{ site.years()[0].year }} {{ site.years()[0].url }} {{ site.years()[0].count }} {{ site.years()[0].months[0].month }} {{ site.years()[0].months[0].year }}
{{ site.years()[0].months[0].url }} {{ site.years()[0].months[0].count }}
{{ page.kind }} {{ page.url }} {{ page.title }} {{ page.description }} {{ page.canonical }} {{ page.noindex }} {{ page.breadcrumbs[-1].name }} {{ page.feeds[0].url }} {{ page.image }}
{{ article.title }} {{ article.url }} {{ article.date }} {{ article.category }} {{ article.author }} {{ article.lead }} {{ article.summary }} {{ article.tags }}
{{ article.image.file }} {{ article.image.alt }} {{ article.image.caption }} {{ article.image.credit }} {{ article.attachments[0].file }} {{ article.attachments[0].title }}
{{ article.featured }} {{ article.updated }} {{ article.update_note }} {{ article.withdrawn }} {{ article.toc }} {{ article.path }}
{{ body }} {{ toc[0].level }} {{ toc[0].id }} {{ toc[0].text }}
{{ url("/x/") }} {{ url(article) }} {{ url(site.tag("Một")) }} {{ absolute(article) }} {{ absolute("/x/") }} {{ asset("style.css") }}
{{ picture(article.image, sizes="100vw", lead=True, cls="x") }} {{ t("titles.home") }} {{ structured_data() }}
{{ query("years")[0].year }}
{% with a = attachment(article.attachments[0]) %}{{ a.url }} {{ a.title }} {{ a.type }} {{ a.size }}{% endwith %}
""",
    )
    site.write(
        "layouts/page.html",
        "{{ document.title }} {{ document.url }} {{ document.lead }} {{ document.summary }} {{ document.image }} {{ document.attachments }} {{ document.updated }} {{ document.toc }} {{ document.path }} {{ body }} {{ toc }}",
    )
    site.write(
        "layouts/list.html",
        "{{ pager.number }} {{ pager.older }} {{ pager.newest }} {{ pager.first }} {{ pager.last }} {{ subject }} {{ articles|length }}",
    )
    site.article(
        "a",
        "## Mục",
        tags=["Một"],
        author="Ai",
        image="/hinh.png",
        image_alt="Tả",
        attachments=[{"file": "/tep.csv"}],
        toc=True,
        updated="2021-01-01",
    )
    site.page("p")
    result = site.make()
    assert result.status == 0, result.stderr
    assert "/assets/style." in site.read("tin-tuc/a/index.html")
    assert "/tep.csv tep.csv CSV 1" in site.read("tin-tuc/a/index.html")


FILTERS = make_environment(load_layouts(PROJECT, "vi"), {}).filters
ZONES = st.sampled_from(
    [
        UTC,
        ZoneInfo("Asia/Ho_Chi_Minh"),
        timezone(timedelta(hours=-3, minutes=-30)),
        timezone(timedelta(seconds=25_230)),
        None,
    ]
)


@given(st.datetimes(timezones=ZONES))
def test_moments_are_written_as_the_standard_library_writes_them(moment: datetime) -> None:
    assert FILTERS["rfc822"](moment) == format_datetime(moment)
    assert FILTERS["iso"](moment) == moment.isoformat(timespec="seconds")
