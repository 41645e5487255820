"""`check --law`: what an agency's site must show, by rules with sources and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bantin.checks.law import built_in_rules
from tests.builder import Site, source

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = '\n[office]\naddress = "Số 1"\nphone = "0200"\nemail = "a@b.vn"\nresponsible = "Chánh Văn phòng"\n'


def missing(site: Site, code: str = "BT940", *, now: str = "2026-11-24T00:00:00+07:00") -> set[str]:
    """Return the rules of which the command says that nothing of them is shown."""
    found = site.invoke("check", "--law", "--json", "--now", now).json["problems"]
    return {one["hint"].partition('"')[2].partition('"')[0] for one in found if one["code"] == code}


def test_each_rule_has_a_source_and_dates_in_order() -> None:
    for name, rule in built_in_rules().items():
        assert rule.source
        assert rule.en
        assert rule.since is not None, name
        assert rule.read is not None or rule.unsure, name
        assert rule.until is None or rule.since < rule.until, name
        assert rule.words or rule.collections or rule.office or rule.news, name
        assert not rule.days or rule.news or rule.collections, name


def test_an_empty_site_lacks_everything_and_each_addition_is_seen(tmp_path: Path) -> None:
    site = Site(tmp_path)
    before = missing(site)
    assert before == {name for name in built_in_rules() if name != "tin-tuc"}  # whose decree is no longer in force
    site.settings(OFFICE)
    assert before - missing(site) == {"dia-chi", "dien-thoai", "thu-dien-tu", "chiu-trach-nhiem"}
    site.page("gioi-thieu", title="Giới thiệu và cơ cấu tổ chức")
    site.write("content/van-ban/a.md", source(number="1/NQ-HĐND", title="A", signed="2026-01-01"))
    site.article("a", date="2026-11-20")
    assert not missing(site) & {"chuc-nang", "co-cau-to-chuc", "van-ban", "tin-tuc-2026"}


def test_a_word_within_another_is_none(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.page("a", title="Tổ chứcc")
    assert "co-cau-to-chuc" in missing(site)


def test_what_is_old_is_late(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.article("a", date="2026-11-09")
    assert missing(site, "BT941") == set()
    assert missing(site, "BT941", now="2026-11-25T00:00:00+07:00") == {"tin-tuc-2026"}


@pytest.mark.parametrize(("now", "rule"), [("2026-06-30", "tin-tuc"), ("2026-07-01", "tin-tuc-2026")])
def test_a_rule_holds_on_its_days(tmp_path: Path, now: str, rule: str) -> None:
    assert missing(Site(tmp_path), now=now) & {"tin-tuc", "tin-tuc-2026"} == {rule}


def test_rules_are_switched_off_replaced_and_added(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.settings(
        '\n[law]\noff = ["danh-muc", "danh-mcu"]\n\n[[law.rules]]\nid = "dau-moi"\nvi = "X"\nsource = "Y"\nnews = true\n'
        '\n[[law.rules]]\nid = "rieng"\nvi = "Sổ tay"\nsource = "Quy chế"\nwords = ["sổ tay"]\nread = 2026-01-01\n'
    )
    site.article("a", date="2026-11-20")
    found = missing(site)
    assert "rieng" in found
    assert not found & {"danh-muc", "dau-moi"}
    said = site.invoke("check", "--law", "--now", "2026-11-24")
    assert "BT942" in said.stderr
    assert "danh-mcu" in said.stderr
    assert "Chưa thấy trên trang: Sổ tay." in said.stderr
    assert "Căn cứ: Quy chế (đọc ngày 01-01-2026)." in said.stderr
    assert "không phải tư vấn pháp lý" in said.stderr


def test_without_the_flag_nothing_is_said_of_the_law(tmp_path: Path) -> None:
    assert not {"BT940", "BT941", "BT942"} & set(Site(tmp_path).invoke("check", "--json", "--now", "2026-11-24").codes)
