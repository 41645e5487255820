"""Drafts and articles that wait for their date are checked as they will be on their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.builder import Site

NOW = "2020-06-01T08:00:00+07:00"
LATER, LATEST = "2020-06-10 08:00", "2020-06-20 08:00"


def checked(site: Site) -> list[tuple[str, str, int]]:
    return [
        (code, path.rpartition("/")[2], line)
        for code, path, line in site.invoke("check", "--now", NOW, "--json").problems
    ]


@pytest.fixture(autouse=True)
def _published(site: Site) -> None:
    site.article("cu", "## Mục\n\nĐã đăng.", date="2020-01-01", summary="S.")


def test_check_tells_the_faults_of_an_article_that_waits(site: Site) -> None:
    site.article("mai", "[a](khong-co.md) ![b](mat.png)\n\n[c](cu.md#khong)", date=LATER, summary="S.")
    found = checked(site)
    assert [one[:2] for one in found] == [("BT401", "mai.md"), ("BT403", "mai.md"), ("BT402", "mai.md")]
    assert site.invoke("check", "--now", NOW).status == 1


def test_a_link_is_judged_on_the_day_of_the_text_that_has_it(site: Site) -> None:
    site.article("mai", "[a](mot.md) [b](/tin-tuc/mot/) [c](cu.md#muc)", date=LATEST, summary="S.")
    site.article("mot", "[a](mai.md)", date=LATER, summary="S.")
    assert checked(site) == [("BT405", "mot.md", 8)]


def test_the_faults_of_a_draft_are_warnings(site: Site) -> None:
    site.article("nhap", "[a](khong-co.md)", date="2020-01-02", draft="true", summary="S.")
    site.page("trang-nhap", "![a](mat.png)", draft="true")
    assert [one[:2] for one in checked(site)] == [("BT430", "nhap.md"), ("BT430", "trang-nhap.md")]
    result = site.invoke("check", "--now", NOW)
    assert result.status == 0
    assert "Bản nháp này chưa đăng được: Liên kết “khong-co.md” không dẫn tới đâu." in result.stderr


def test_check_ends_with_what_waits(site: Site) -> None:
    for number in range(7):
        site.article(f"n{number}", date="2020-01-02", draft="true", summary="S.")
    site.article("mai", date=LATEST, summary="S.")
    site.article("mot", date=LATER, summary="S.")
    for _ in range(2):  # the second time from what is remembered
        lines = site.invoke("check", "--now", NOW).stderr.splitlines()[-2:]
        assert lines[0] == (
            "Hẹn giờ: 08:00 10-06-2020 content/tin-tuc/mot.md; 08:00 20-06-2020 content/tin-tuc/mai.md."
        )
        assert lines[1].startswith("Bản nháp (bỏ dòng draft: true khi muốn đăng): content/tin-tuc/n0.md; ")
        assert lines[1].endswith("; và 2 bài nữa.")


def test_build_warns_of_the_day_on_which_it_would_stop(site: Site) -> None:
    site.article("mai", "x\n\n[a](khong-co.md)", date=LATER, summary="S.")
    site.article("nhap", "[a](khong-co.md)", date="2020-01-02", draft="true", summary="S.")
    result = site.invoke("build", "--now", NOW, "--no-search")
    assert result.status == 0
    assert "BT431 cảnh báo: Đến 08:00 10-06-2020, bài hẹn giờ này sẽ làm cả trang không dựng được" in result.stderr
    assert "nhap.md" not in result.stderr
    on_its_day = site.invoke("build", "--now", "2020-06-10T08:00:00+07:00", "--no-search")
    assert on_its_day.status == 1


def test_nothing_of_it_is_published(site: Site) -> None:
    site.article("mai", "mật", date=LATER, summary="S.")
    assert site.invoke("build", "--now", NOW, "--no-search").status == 0
    assert not (site.root / "public" / "tin-tuc" / "mai").exists()
