"""Consultations: whole small sites through the real command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.builder import Site, article, differences, source

if TYPE_CHECKING:
    from pathlib import Path

PATH = "content/lay-y-kien/hoc-phi.md"
PAGE = "lay-y-kien/hoc-phi/index.html"


def consultation(**front: object) -> str:
    return source(
        "Xin ý kiến về mức thu.",
        **{"title": "Dự thảo", "opens": "2026-11-01", "closes": "2026-11-30", "email": "gopy@hdnd.example.vn", **front},
    )


def state_of(site: Site) -> str:
    found = re.search(r'class="state state-(\w+)"', site.read(PAGE))
    assert found
    return found[1]


def test_its_state_and_the_days_left_go_by_the_clock(tmp_path: Path) -> None:
    site = Site(tmp_path, {PATH: consultation(outcome="Đã tiếp thu 12 ý kiến.")}, plain=False)
    days = [
        ("2026-10-31T23:59:59+07:00", "coming", "từ ngày 01-11-2026"),
        ("2026-11-01T00:00:00+07:00", "open", "Còn 29 ngày"),
        ("2026-11-29T12:00:00+07:00", "open", "Còn 1 ngày"),
        ("2026-11-30T23:59:59+07:00", "open", "Hôm nay là ngày cuối"),
        ("2026-12-01T00:00:00+07:00", "done", "Đã tiếp thu 12 ý kiến."),
    ]
    for now, state, words in days:
        assert site.make(now=now).problems == []
        assert (state_of(site), words in site.read(PAGE)) == (state, True), now
        takes = state in ("coming", "open")
        assert ("mailto:gopy@hdnd.example.vn?subject=G%C3%B3p%20%C3%BD" in site.read(PAGE)) is takes, now
        assert ("Hôm nay là ngày cuối" in site.read("index.html")) is (words == "Hôm nay là ngày cuối"), now
        assert words in site.read("lay-y-kien/index.html")
    before = site.tree()
    site.make("--full", now=days[-1][0])
    assert differences(before, site.tree()) == {}


def test_it_ends_at_the_hour_that_it_names(tmp_path: Path) -> None:
    site = Site(tmp_path, {PATH: consultation(closes="2026-11-24 17:00")})
    site.make(now="2026-11-24T16:59:59+07:00")
    assert "đến 17:00 ngày 24-11-2026" in site.read(PAGE)
    site.make(now="2026-11-24T17:00:00+07:00")
    assert state_of(site) == "closed"


def test_a_result_is_awaited_for_sixty_days(tmp_path: Path) -> None:
    site = Site(tmp_path, {PATH: consultation()})
    assert site.make(now="2027-01-29T23:59:59+07:00").problems == []
    assert site.make(now="2027-01-30T00:00:00+07:00").problems == [("BT293", PATH, 4)]
    site.write(PATH, consultation(result="../tin-tuc/ket-qua.md"))
    site.write("content/tin-tuc/ket-qua.md", article(title="Kết quả tiếp thu"))
    assert site.make(now="2027-01-30T00:00:00+07:00").problems == []
    assert '<a href="/tin-tuc/ket-qua/">Kết quả tiếp thu</a>' in site.read(PAGE)
    site.write("content/tin-tuc/ket-qua.md", article(title="Tiếp thu ý kiến"))
    site.make(now="2027-01-30T00:00:00+07:00")
    assert '<a href="/tin-tuc/ket-qua/">Tiếp thu ý kiến</a>' in site.read(PAGE)


def test_its_files_are_published_and_those_that_are_not_there_are_named(tmp_path: Path) -> None:
    front = {"files": [{"file": "a.csv", "title": "Dự thảo"}], "report": [{"file": "b.csv"}], "result": "c.csv"}
    site = Site(tmp_path, {PATH: consultation(closes="2026-11-10", **front)})
    assert site.make().problems == [("BT216", PATH, line) for line in (6, 7, 8)]
    for name in "abc":
        site.write(f"content/lay-y-kien/{name}.csv", f"{name}\n1\n")
    assert site.make().problems == []
    assert {f"lay-y-kien/{name}.csv" for name in "abc"} < site.pages()
    assert re.search(r'<a href="/lay-y-kien/c.csv" download="c.csv">', site.read(PAGE))
    site.write(PATH, consultation(closes="2026-11-10", withdrawn="Đăng nhầm.", **front))
    assert site.make("--allow-removal").problems == []
    assert not {f"lay-y-kien/{name}.csv" for name in "abc"} & site.pages()
    assert "gopy@hdnd" not in site.read(PAGE)


def test_a_site_without_consultations_has_nothing_of_them(tmp_path: Path) -> None:
    site = Site(tmp_path, {PATH: consultation()})
    site.make()
    assert {path for path in site.pages() if path.startswith("lay-y-kien")} == {
        "lay-y-kien/index.html",
        "lay-y-kien/2026/index.html",
        "lay-y-kien/feed.xml",
        PAGE,
    }
    (site.root / PATH).unlink()
    site.make("--allow-removal")
    assert not {path for path in site.pages() if path.startswith(("lay-y-kien", "assets/collections"))}


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ({"closes": "2026-10-31"}, "BT290", 4),
        ({"email": "gopy(a)hdnd"}, "BT291", 5),
        ({"email": None}, "BT292", 4),
        ({"result": "khong-co.md"}, "BT294", 6),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, front: dict[str, object], code: str, line: int) -> None:
    assert Site(tmp_path, {PATH: consultation(**front)}).make().problems == [(code, PATH, line)]


def test_a_result_that_waits_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path, {PATH: consultation(result="../tin-tuc/ket-qua.md")})
    site.article("ket-qua", draft=True)
    assert site.make().problems == [("BT219", PATH, 6)]
