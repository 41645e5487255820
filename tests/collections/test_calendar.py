"""The working calendar: whole small sites through the real command."""

import itertools
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from tests.builder import Site, differences, source
from tests.language.test_recurrence import RULES

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RECEPTION = "content/lich/tiep-dan.md"


def event(**front: object) -> str:
    return source("", **{"title": "Tiếp công dân", "day": "2026-11-05", **front})


def monthly(**front: object) -> str:
    values = {
        "repeats": "thứ Năm tuần đầu tháng",
        "time": "07:30 - 11:30",
        "kind": "Tiếp công dân",
        "place": "Trụ sở",
        **front,
    }
    return event(**values)


def made(root: Path, **events: str) -> Site:
    site = Site(root, {f"content/lich/{name.replace('_', '-')}.md": text for name, text in events.items()})
    assert site.make().problems == []
    return site


def vevents(site: Site, path: str = "lich/lich.ics") -> list[Any]:
    return list(icalendar.Calendar.from_ical((site.public / path).read_bytes()).walk("VEVENT"))


def words(site: Site, path: str) -> str:
    page = site.read(f"{path}/index.html")
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<h1") :]).split())


def rows(site: Site, path: str) -> list[list[str]]:
    """Return the cells of each row of a week."""
    body = site.read(f"{path}/index.html").partition("</thead>")[2]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    ]


def test_the_calendar_has_its_pages_and_a_site_with_sessions_alone_has_none(tmp_path: Path) -> None:
    site = made(tmp_path, tiep_dan=monthly(until="2026-12-31"), hop=event(title="Họp", day="2026-11-24", kind="Họp"))
    assert {path for path in site.pages() if path.startswith("lich")} == {
        "lich/index.html", "lich/danh-sach/index.html", "lich/tiep-dan/index.html", "lich/hop/index.html",
        "lich/2026/tuan-45/index.html", "lich/2026/tuan-48/index.html", "lich/2026/tuan-49/index.html",
        "lich/2026/11/index.html", "lich/2026/12/index.html",
        "lich/lich.ics", "lich/hop.ics", "lich/tiep-cong-dan.ics",
    }  # fmt: skip
    assert "/lich/2026/tuan-45/" in site.read("sitemap.xml")
    other = Site(tmp_path / "other", {"content/ky-hop/a.md": source("", title="Kỳ họp", days=["2026-11-24"])})
    other.make()
    assert not [path for path in other.pages() if path.startswith("lich")]


def test_a_kind_that_is_called_as_the_calendar_has_a_file_of_its_own(tmp_path: Path) -> None:
    site = made(tmp_path, hop=event(title="Họp", day="2026-11-24", kind="Lịch"), le=event(title="Lễ", day="2026-11-24"))
    assert [len(vevents(site, f"lich/{name}.ics")) for name in ("lich", "lich-2")] == [2, 1]


def test_a_week_is_the_table_that_offices_know(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        toi=event(title="Gặp mặt", day="2026-11-24 19:00"),
        chieu=event(title="Giám sát", day="2026-11-24", time="chiều", who="Ban Pháp chế", place="Xã A"),
        sang=event(title="Họp", day="2026-11-24", time="8h - 9h30", place="Phòng 1"),
        ca_ngay=event(title="Tập huấn", day="2026-11-23", until="2026-11-24"),
        chu_nhat=event(title="Diễn tập", day="2026-11-29", time="7h"),
    )
    expected = [
        ["Thứ Hai 23-11-2026", "Cả ngày", "", "Tập huấn", "", ""],
        ["Thứ Ba 24-11-2026", "Cả ngày", "", "Tập huấn", "", ""],
        ["Sáng", "08:00 – 09:30", "Họp", "", "Phòng 1"],
        ["Chiều", "", "Giám sát", "Ban Pháp chế", "Xã A"],
        ["Tối", "19:00", "Gặp mặt", "", ""],
        ["Thứ Tư 25-11-2026", "Không có lịch"],
        ["Thứ Năm 26-11-2026", "Không có lịch"],
        ["Thứ Sáu 27-11-2026", "Không có lịch"],
        ["Chủ nhật 29-11-2026", "Sáng", "07:00", "Diễn tập", "", ""],
    ]
    assert rows(site, "lich/2026/tuan-48") == expected
    current = rows(site, "lich")
    assert current[1][0] == "Thứ Ba 24-11-2026 Hôm nay"
    assert current[2:] == expected[2:]


def test_sessions_are_in_the_calendar_by_themselves(tmp_path: Path) -> None:
    agenda = [{"time": "07:30", "title": "A"}, {"time": "14:00", "title": "B"}, {"time": "15:00", "title": "C"}]
    site = Site(
        tmp_path,
        {
            RECEPTION: monthly(),
            "content/ky-hop/a.md": source(
                "", title="Kỳ họp", days=["2026-12-08", "2026-12-09 08:00"], agenda=agenda, place="H"
            ),
        },
    )
    assert site.make().problems == []
    assert rows(site, "lich/2026/tuan-50")[1:4] == [
        ["Thứ Ba 08-12-2026", "Sáng", "07:30", "Kỳ họp", "", "H"],
        ["Chiều", "14:00", "Kỳ họp", "", "H"],
        ["Thứ Tư 09-12-2026", "Sáng", "08:00", "Kỳ họp", "", "H"],
    ]
    assert [one["SUMMARY"] for one in vevents(site, "lich/ky-hop.ics")] == ["Kỳ họp"]
    assert [one["SUMMARY"] for one in vevents(site)] == ["Tiếp công dân", "Kỳ họp"]
    site.write("content/ky-hop/a.md", source("", title="Kỳ họp", days=["2026-12-08"], cancelled="Bão."))
    site.make()
    assert "Kỳ họp Không tổ chức: Bão." in words(site, "lich/2026/tuan-50")


def test_what_does_not_take_place_is_told_on_pages_and_in_files(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        tiep_dan=monthly(**{"except": ["2026-12-03"]}),
        hop=event(title="Họp", day="2026-12-04", time="8h", cancelled="Chuyển sang tuần sau."),
    )
    week = words(site, "lich/2026/tuan-49")
    assert "Tiếp công dân Không tổ chức Trụ sở" in week
    assert "Họp Không tổ chức: Chuyển sang tuần sau." in week
    meeting, reception, off = sorted(vevents(site), key=lambda one: (one["UID"], "RECURRENCE-ID" in one))
    assert (meeting["STATUS"], meeting["SEQUENCE"], meeting["SUMMARY"]) == ("CANCELLED", 1, "HỦY: Họp")
    assert (reception["STATUS"], reception["SEQUENCE"], "EXDATE" in reception) == ("CONFIRMED", 0, False)
    assert (off["STATUS"], off["SEQUENCE"], off["UID"]) == ("CANCELLED", 1, reception["UID"])
    assert off["RECURRENCE-ID"].dt == datetime(2026, 12, 3, 7, 30, tzinfo=ZONE)
    assert reception["UID"] == "lich.tiep-dan@thu.example.vn"
    assert "Không tổ chức" not in words(site, "lich/2026/tuan-45")


@pytest.mark.parametrize(
    "rule", ["thứ Năm tuần đầu tháng", "thứ Ba hai tuần một lần", "ngày làm việc cuối cùng của tháng"]
)
@pytest.mark.parametrize("time", ["06:00 - 07:00", ""])
def test_files_have_the_days_of_the_pages(tmp_path: Path, rule: str, time: str) -> None:
    site = made(tmp_path, a=event(repeats=rule, time=time, day="2026-11-12", until="2027-04-30"))
    (one,) = vevents(site)
    start = one["DTSTART"].dt
    rrule = rrulestr(one["RRULE"].to_ical().decode(), dtstart=start)
    dates = [day.strftime("%d-%m-%Y") for day in rrule]
    assert (one["DTSTART"].dt.strftime("%d-%m-%Y"), isinstance(start, datetime)) == (dates[0], bool(time))
    listed = re.findall(r"\d\d-\d\d-2027|\d\d-\d\d-2026", words(site, "lich/danh-sach"))
    assert listed == [day for day in dates if datetime.strptime(day, "%d-%m-%Y").date() >= date(2026, 11, 24)]  # noqa: DTZ007


def test_a_file_of_every_rule_has_its_days_for_ten_years_in_the_form_of_rfc_5545(tmp_path: Path) -> None:
    begin, end = date(2026, 11, 10), date(2036, 11, 9)
    events = {
        f"r{at}{time[:2]}": event(title=f"“{words}”; a, \\b: " * 3, repeats=words, time=time, day=str(begin))
        for at, words in enumerate(RULES)
        for time in ("", "07:30 - 11:30")
    }
    site = made(tmp_path, **events)
    found = {str(one["UID"]).removeprefix("lich.").partition("@")[0]: one for one in vevents(site)}
    for at, rule in enumerate(RULES.values()):
        expected = list(rule.days(begin, end))
        for name in (f"r{at}", f"r{at}07"):
            start = found[name]["DTSTART"].dt
            every = rrulestr(found[name]["RRULE"].to_ical().decode(), dtstart=start)
            days = [one.date() for one in itertools.takewhile(lambda one: one.date() <= end, every)]
            assert (days, isinstance(start, datetime)) == (expected, name.endswith("07"))
    data = (site.public / "lich/lich.ics").read_bytes()
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)  # 3.1: lines end with CR LF, and have at most 75 bytes
    assert max(map(len, lines)) <= 75
    for one in found.values():
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(one)
        assert not one.errors


def test_what_lasts_days_is_one_event_without_a_time_and_comes_daily_with_one(tmp_path: Path) -> None:
    site = made(
        tmp_path,
        a=event(day="2026-11-25", until="2026-11-27"),
        b=event(day="2026-11-25", until="2026-11-27", time="14:00 - 16:00"),
    )
    whole, timed = vevents(site)
    assert (whole["DTSTART"].dt, whole["DTEND"].dt, "RRULE" in whole) == (date(2026, 11, 25), date(2026, 11, 28), False)
    assert timed["DTEND"].dt - timed["DTSTART"].dt == timedelta(hours=2)
    assert len(list(rrulestr(timed["RRULE"].to_ical().decode(), dtstart=timed["DTSTART"].dt))) == 3


def test_past_weeks_stay_and_rules_go_half_a_year_ahead(tmp_path: Path) -> None:
    site = made(tmp_path, a=event(repeats="thứ Hai hằng tuần", day="2025-12-01"))

    def weeks() -> list[str]:
        return sorted(path[5:17] for path in site.pages() if re.match(r"lich/\d{4}/tuan", path))

    before = weeks()
    assert (before[0], before[-1], len(before)) == ("2025/tuan-49", "2027/tuan-21", 52 + 26)
    site.make(now="2026-12-08T12:00:00+07:00")
    after = weeks()
    assert (after[: len(before)], after[-1]) == (before, "2027/tuan-23")
    assert "Tuần sau (07-12 – 13-12-2026)" in words(site, "lich/2026/tuan-49")
    fresh = Site.copy_of(site, tmp_path / "fresh")
    fresh.make(now="2026-12-08T12:00:00+07:00")
    assert differences(site.tree(), fresh.tree()) == {}


def test_the_day_turns_at_midnight_and_what_is_over_leaves_the_lists(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/lich/a.md": event(title="Họp", day="2026-11-24", time="8h")}, plain=False)
    site.make(now="2026-11-24T23:59:59+07:00")
    assert "Họp" in words(site, "lich/danh-sach")
    assert 'id="bantin-calendar"' in site.read("index.html")
    site.make(now="2026-11-25T00:00:00+07:00")
    assert words(site, "lich/danh-sach").startswith("Lịch sắp tới Hiện chưa có lịch nào sắp tới.")
    assert 'id="bantin-calendar"' not in site.read("index.html")
    assert "Họp" in words(site, "lich/2026/tuan-48")
    assert "Đã kết thúc" in words(site, "lich/a")


def test_a_revision_has_a_higher_number_and_the_same_name(tmp_path: Path) -> None:
    site = made(tmp_path, a=event(updated="2026-11-01"))
    (one,) = vevents(site)
    site.write("content/lich/a.md", event(updated="2026-11-01 00:01", place="B"))
    site.make()
    (two,) = vevents(site)
    assert one["UID"] == two["UID"]
    assert two["SEQUENCE"] == one["SEQUENCE"] + 1
    assert two["DTSTAMP"].dt > one["DTSTAMP"].dt


def test_drafts_and_the_withdrawn_are_in_no_week_and_no_file(tmp_path: Path) -> None:
    site = made(tmp_path, b=event(title="Họp khác"))
    for front in ({"draft": True}, {"publish": "2026-12-24"}, {"withdrawn": "Nhầm."}):
        site.write("content/lich/a.md", event(title="Họp giấu", kind="Loại giấu", **front))
        assert site.make().status == 0
        telling = {path for path in site.pages() if "giấu" in (site.public / path).read_text("utf-8", "replace")}
        assert telling <= {"lich/a/index.html"}
        assert (len(telling) == 1) == ("withdrawn" in front)


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ({"day": "5/11/2026"}, "BT210", 3),
        ({"time": "sớm"}, "BT286", 4),
        ({"time": "11:30 - 07:30"}, "BT286", 4),
        ({"day": "2026-11-05 08:00", "time": "08:00"}, "BT274", 4),
        ({"repeats": "đầu tháng"}, "BT287", 4),
        ({"until": "2026-11-04"}, "BT288", 4),
        ({"until": "2028-11-04"}, "BT288", 4),
        ({"except": ["2026-11-06"]}, "BT289", 4),
        ({"except": ["mai"]}, "BT252", 4),
        ({"day": "1999-12-31"}, "BT275", 3),
        ({"kind": "!!!"}, "BT220", 4),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, front: dict[str, object], code: str, line: int) -> None:
    assert Site(tmp_path, {RECEPTION: event(**front)}).make().problems == [(code, RECEPTION, line)]


def test_a_rule_without_a_day_and_a_day_off_that_is_none(tmp_path: Path) -> None:
    site = Site(tmp_path, {RECEPTION: event(repeats="thứ Hai hằng tuần", until="2026-11-06")})
    assert site.make().codes == ["BT276"]
    site.write(RECEPTION, event(repeats="thứ Hai hằng tuần", **{"except": ["2026-11-17"]}))
    (fault,) = site.make().json["problems"]
    assert (fault["code"], "2026-11-16" in fault["hint"]) == ("BT289", True)
