"""What a page reads decides when it is rendered again: each kind of reading, and that no more is rendered than must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bantin.rendering.traces import Tracer, answer_fingerprint
from tests.builder import Site, differences, png, source

if TYPE_CHECKING:
    from collections.abc import Callable


class Fixed:
    """`traces.Answers` over a dict."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def ask(self, key: tuple[Any, ...]) -> Any:
        return self.answers[key[0]]

    def fingerprint(self, key: tuple[Any, ...]) -> int:
        return answer_fingerprint(self.answers.get(key[0]))


def test_a_tracer_notes_each_query_once_and_forgets_with_the_page() -> None:
    tracer = Tracer(Fixed(a="x", b="y"))
    tracer.begin()
    assert [tracer.ask("a"), tracer.ask("b", 1), tracer.ask("a")] == ["x", "y", "x"]
    assert [asked.key for asked in tracer.trace()] == ['["a"]', '["b",1]']
    tracer.begin()
    assert tracer.trace() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", "b"), (1, 2), ((), ("a",)), (("a", "b"), ("b", "a")), (None, ()), (0, ""), ([1], [1, 2]), (True, False)],
)
def test_different_answers_have_different_fingerprints(one: Any, other: Any) -> None:
    assert answer_fingerprint(one) == answer_fingerprint(one)
    assert answer_fingerprint(one) != answer_fingerprint(other)


# --- as a site -----------------------------------------------------------------------------------------------------


@pytest.fixture
def built(new_site: Callable[..., Site]) -> Site:
    """A site with a bit of everything, built once; n0 is the oldest article."""
    site = new_site(
        {
            "content/hinh.png": png(1),
            "content/tep.csv": b"1",
            "content/gioi-thieu.md": source("Trang.", title="Giới thiệu"),
        }
    )
    for number in range(8):
        site.article(
            f"n{number}",
            f"Bài {number}.\n\n## Mục",
            date=f"2020-0{number + 1}-01",
            tags=[f"T{number}"],
            category="y-kien" if number % 2 else "tin",
        )
    site.article(
        "n4",
        "[n1](n1.md) [hình](/hinh.png) ![h](/hinh.png)",
        date="2020-05-01",
        attachments=[{"file": "/tep.csv"}],
        tags=["T4"],
    )
    assert site.make().status == 0
    return site


def rendered(site: Site) -> int:
    """Build, compare with a build from nothing, and return how many pages were rendered."""
    result = site.make()
    assert result.status == 0, result.stderr
    nothing = Site.copy_of(site, site.root.parent / f"nothing{len(list(site.root.parent.iterdir()))}")
    assert nothing.make().status == 0
    assert not differences(nothing.tree(), site.tree())
    rendered: int = result.json["rendered"]
    return rendered


def test_nothing_changed_nothing_rendered(built: Site) -> None:
    assert rendered(built) == 0


def test_the_text_of_an_old_article_touches_its_page_and_the_feeds(built: Site) -> None:
    built.article("n0", "Chữ khác.", summary="s", date="2020-01-01", tags=["T0"])
    built.make()
    built.article("n0", "Chữ khác nữa.", summary="s", date="2020-01-01", tags=["T0"])
    # Its page, the two feeds of the site and the one of its category.
    assert rendered(built) == 4


def test_a_text_beyond_the_feeds_touches_one_page(new_site: Callable[..., Site]) -> None:
    site = new_site()
    for number in range(25):
        site.article(f"n{number}", summary="s", date=f"2020-01-{number + 1:02}")
    site.make()
    site.article("n0", "Chữ khác.", summary="s", date="2020-01-01")
    assert rendered(site) == 1


def test_a_title_touches_the_pages_that_show_it(built: Site) -> None:
    before = built.tree()
    built.article("n1", "Bài 1.\n\n## Mục", title="Tên mới", date="2020-02-01", tags=["T1"], category="y-kien")
    count = rendered(built)
    changed = {path for path, content in built.tree().items() if before.get(path) != content and content is not None}
    assert "tin-tuc/n0/index.html" in changed
    assert "tin-tuc/n2/index.html" in changed
    assert "tin-tuc/n7/index.html" not in changed
    assert count <= len(changed) + 4


def test_a_new_article_touches_a_handful(new_site: Callable[..., Site]) -> None:
    site = new_site()
    for number in range(60):
        site.article(
            f"n{number:02}",
            date=f"2020-{1 + number // 28:02}-{1 + number % 28:02}",
            tags=["T", f"T{number % 5}"],
            author="A",
        )
    assert site.make().status == 0
    site.article("new", date="2021-01-01", tags=["T", "T1"], author="A")
    assert rendered(site) <= 40


def test_the_attached_file_a_page_shows(built: Site) -> None:
    built.write("content/tep.csv", b"1234567")
    assert rendered(built) >= 1
    assert "CSV, 7 B" in built.read("tin-tuc/n4/index.html")


def test_a_file_with_other_bytes_is_copied_and_no_page_rendered(built: Site) -> None:
    built.write("content/tep.csv", b"2")
    assert rendered(built) == 0
    assert built.read("tep.csv") == "2"


def test_a_picture_with_other_bytes_touches_the_pages_that_show_it(built: Site) -> None:
    built.write("content/hinh.png", png(2))
    assert 1 <= rendered(built) <= 6


def test_a_link_follows_its_target(built: Site) -> None:
    (built.root / "content/tin-tuc/n1.md").unlink()
    built.article("n1", "Bài 1.", date="2020-02-01", slug="khac")
    assert rendered(built) > 0
    assert '<a href="/tin-tuc/khac/">n1</a>' in built.read("tin-tuc/n4/index.html")
    built.article("n1", "Bài 1.", date="2020-02-01", draft=True)
    assert rendered(built) > 0
    assert "n1" in built.read("tin-tuc/n4/index.html")
    assert "/tin-tuc/khac/" not in built.read("tin-tuc/n4/index.html")


def test_an_anchor_that_goes_is_told_though_its_page_is_not_rendered(built: Site) -> None:
    built.article("n4", "[n1](n1.md#muc)", date="2020-05-01")
    assert built.make().status == 0
    built.article("n1", "Bài 1.\n\n## Mục khác", date="2020-02-01", tags=["T1"], category="y-kien")
    result = built.make()
    assert [one for one in result.problems if one[0] != "BT859"] == [("BT402", "content/tin-tuc/n4.md", 7)]


def test_warnings_stay_as_long_as_their_cause(built: Site) -> None:
    built.article("n4", "<blink>x</blink>", date="2020-05-01")
    first = built.make()
    assert set(first.codes) == {"BT406", "BT859"}
    assert built.make().json["problems"] == first.json["problems"], "also when nothing is looked at"
    built.article("n0", "Khác.")
    assert built.make().json["problems"] == first.json["problems"], "also when the page is not rendered"


def test_the_clock_alone(built: Site) -> None:
    built.article("later", date="2026-11-24 12:00")
    assert rendered(built) == 0
    result = built.make(now="2026-11-24T12:00:00+07:00")
    assert result.json["rendered"] > 0
    assert "later" in built.read("news-sitemap.xml")
    assert built.make(now="2026-11-26T12:00:00+07:00").json["rendered"] == 0
    aged = built.make(now="2026-11-26T12:00:01+07:00")
    assert (aged.json["rendered"], aged.json["written"]) == (2, 2)  # robots.txt names no news site map without news
    assert "later" not in built.read("news-sitemap.xml")
    back = built.make(now="2026-11-24T11:59:59+07:00")
    assert back.json["removed"] > 0
    assert "later" not in built.read("sitemap.xml")


@pytest.mark.parametrize(
    ("path", "content", "least", "most"),
    [
        ("layouts/robots.txt", "User-agent: *\n", 1, 1),
        ("layouts/month.html", "{{ page.title }}\n", 8, 8),
        ("layouts/assets/unused.js", "1", 0, 0),
        ("layouts/unused.html", "x", 0, 0),
        ("layouts/page.html", "{{ document.title }}\n", 1, 1),
    ],
)
def test_a_layout_touches_its_own_pages_only(built: Site, path: str, content: str, least: int, most: int) -> None:
    built.write(path, content)
    assert least <= rendered(built) <= most


def test_a_page_whose_bytes_come_out_the_same_is_not_written(built: Site) -> None:
    built.write("layouts/home.html", (built.root / "layouts/home.html").read_text() + "{# nothing to see #}")
    result = built.make().json
    assert (result["rendered"], result["written"]) == (1, 0)


def test_the_settings_touch_everything(built: Site) -> None:
    built.settings(description="Khác")
    result = built.make().json
    assert result["rendered"] == result["pages"]


def test_what_somebody_did_to_the_published_files_is_put_right(built: Site) -> None:
    before = built.tree()
    (built.public / "index.html").write_text("tampered")
    (built.public / "tin-tuc/n1/index.html").unlink()
    (built.public / "tep.csv").write_bytes(b"owt")
    result = built.make().json
    assert result["rendered"] == 2
    assert result["written"] == 3
    assert not differences(before, built.tree())
