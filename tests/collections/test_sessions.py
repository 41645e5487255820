"""Sessions of the council: whole small sites through the real command."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.builder import Site, article, differences, source

FIRST = "content/ky-hop/ky-hop-9.md"
SECOND = "content/ky-hop/ky-hop-10.md"
AGENDA = [
    {"time": "07:30", "title": "Khai mạc", "by": "Chủ tọa"},
    {"title": "Báo cáo", "papers": ["12/2026/NQ-HDND", "to-trinh.csv"]},
    {"time": "14:00 - 16:30", "title": "Thảo luận"},
    {"time": "2026-12-09 07:30", "title": "Chất vấn"},
    {"time": "10h", "title": "Bế mạc", "papers": ["../van-ban/nq-12.md", "99/2026/NQ-HĐND"]},
]


def session(**front: object) -> str:
    return source("", **{"title": "Kỳ họp thứ mười", "days": ["2026-12-08", "2026-12-09"], **front})


def full_site(root: Path) -> Site:
    return Site(
        root,
        {
            FIRST: session(title="Kỳ họp thứ chín", days=["2026-07-08"], term="Khóa X"),
            SECOND: session(
                number=10, kind="Kỳ họp thường lệ", term="Khóa XI", place="Hội trường", agenda=AGENDA,
                files=[{"file": "to-trinh.csv", "title": "Tờ trình 45"}],
                questions=[{"question": "Bao giờ xong?", "by": "Bà A", "to": "Ông B", "answer": "Quý I."}],
            ),
            "content/ky-hop/to-trinh.csv": b"a;b",
            "content/van-ban/nq-12.md": source(
                "", number="12/2026/NQ-HĐND", title="Về đất đai", signed="2026-12-09", session="../ky-hop/ky-hop-10.md",
                publish="2026-11-20",
            ),
            "content/tin-tuc/khai-mac.md": article(title="Tin khai mạc", session="/ky-hop/ky-hop-10.md"),
        },
    )  # fmt: skip


def state_of(site: Site, name: str) -> str:
    found = re.search(r'class="state state-(\w+)"', site.read(f"ky-hop/{name}/index.html"))
    assert found
    return found[1]


def events(site: Site, path: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical((site.public / path).read_bytes()).walk("VEVENT"))


def told(tmp_path: Path, **front: object) -> list[tuple[str, str, int]]:
    return Site(tmp_path, {SECOND: session(**front)}).make().problems


def test_sessions_have_their_pages_and_a_site_without_them_none(tmp_path: Path) -> None:
    site = full_site(tmp_path)
    assert site.make().problems == []
    own = {path for path in site.pages() if path.startswith("ky-hop")}
    assert own == {
        "ky-hop/index.html", "ky-hop/ky-hop.ics", "ky-hop/ky-hop-9/index.html", "ky-hop/ky-hop-9/ky-hop.ics",
        "ky-hop/ky-hop-10/index.html", "ky-hop/ky-hop-10/ky-hop.ics", "ky-hop/to-trinh.csv",
    }  # fmt: skip
    listed = site.read("ky-hop/index.html")
    assert listed.index("Khóa XI") < listed.index("Kỳ họp thứ mười") < listed.index("Kỳ họp thứ chín")
    bare = Site(tmp_path / "bare", {"content/tin-tuc/a.md": article()}, plain=False)
    bare.make()
    assert not [path for path in bare.pages() if "ky-hop" in path or "calendar" in path]
    assert "ky-hop" not in bare.read("index.html") + bare.read("sitemap.xml")


def test_the_page_gathers_programme_papers_news_and_questions(tmp_path: Path) -> None:
    site = full_site(tmp_path)
    site.make(now="2026-12-09T00:00:00+07:00")
    site.make(now="2026-12-10T00:00:00+07:00")
    fresh = Site.copy_of(site, tmp_path / "fresh")
    fresh.make(now="2026-12-10T00:00:00+07:00")
    assert differences(site.tree(), fresh.tree()) == {}
    page = site.read("ky-hop/ky-hop-10/index.html")
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    programme = shown[shown.index("Chương trình kỳ họp") :]
    parts = [
        "Thứ Ba, ngày 08-12-2026", "Sáng", "07:30", "Khai mạc", "Chủ tọa", "Báo cáo", "12/2026/NQ-HĐND", "Tờ trình 45", "Chiều",
        "14:00 – 16:30", "Thảo luận", "Thứ Tư, ngày 09-12-2026", "Sáng", "07:30", "Chất vấn", "10:00", "Bế mạc",
        "99/2026/NQ-HĐND", "Chất vấn và trả lời", "Bao giờ xong?", "Bà A", "Ông B", "Quý I.", "Văn bản của kỳ họp",
        "Về đất đai", "Tin về kỳ họp", "Tin khai mạc",
    ]  # fmt: skip
    at = 0
    for part in parts:
        at = programme.index(part, at) + len(part)
    assert page.count('href="/van-ban/nq-12/"') == 3  # twice on the agenda, once among the papers
    assert 'href="/ky-hop/to-trinh.csv"' in page
    assert "99/2026/NQ-HĐND</a>" not in page
    assert '"eventStatus":"https://schema.org/EventScheduled"' in page


def test_an_article_leads_to_its_session(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {SECOND: session(), "content/tin-tuc/a.md": article(session="/ky-hop/ky-hop-10.md")},
        plain=False,
    )
    site.make()
    assert 'Chương trình, tài liệu: <a href="/ky-hop/ky-hop-10/">Kỳ họp thứ mười</a>' in site.read(
        "tin-tuc/a/index.html"
    )
    site.write(SECOND, session(title="Kỳ họp khác"))
    site.make()
    assert "Kỳ họp khác" in site.read("tin-tuc/a/index.html")
    site.write(SECOND, session(withdrawn="Nhầm."))
    site.make("--allow-removal")
    assert "/ky-hop/ky-hop-10/" not in site.read("tin-tuc/a/index.html")


def test_the_state_turns_with_the_day_and_the_home_page_with_it(tmp_path: Path) -> None:
    site = Site(tmp_path, {SECOND: session(), "content/tin-tuc/a.md": article()}, plain=False)
    moments = {
        "2026-12-07T23:59:59": "coming", "2026-12-08T00:00:00": "on", "2026-12-09T23:59:59": "on", "2026-12-10T00:00:00": "over",
    }  # fmt: skip
    for moment, state in moments.items():
        site.make(now=f"{moment}+07:00")
        assert state_of(site, "ky-hop-10") == state
        home = site.read("index.html")
        assert ('class="session-banner"' in home, "Kỳ họp sắp tới" in home) == (state == "on", state == "coming")


def test_a_cancelled_session_says_why(tmp_path: Path) -> None:
    site = Site(tmp_path, {SECOND: session(cancelled="Bão.")})
    site.make()
    assert state_of(site, "ky-hop-10") == "cancelled"
    assert "Bão." in site.read("ky-hop/ky-hop-10/index.html")
    assert "EventCancelled" in site.read("ky-hop/ky-hop-10/index.html")
    (event,) = events(site, "ky-hop/ky-hop.ics")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["SUMMARY"] == "HỦY: Kỳ họp thứ mười"


def test_the_calendar_has_each_run_of_days_under_a_name_that_stays(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {
            SECOND: session(
                days=["2026-12-11", "2026-12-08", "2026-12-09"], place="Hội trường; tầng 2", agenda=AGENDA[2:4]
            )
        },
    )
    assert site.make().problems == []
    for path in ("ky-hop/ky-hop.ics", "ky-hop/ky-hop-10/ky-hop.ics"):
        one, two = events(site, path)
        assert (one["DTSTART"].dt, one["DTEND"].dt, two["DTSTART"].dt) == (
            date(2026, 12, 8),
            date(2026, 12, 10),
            date(2026, 12, 11),
        )
        assert (one["UID"], two["UID"]) == ("ky-hop.ky-hop-10@thu.example.vn", "ky-hop.ky-hop-10.2@thu.example.vn")
        assert one["LOCATION"] == "Hội trường; tầng 2"
        assert one["DESCRIPTION"] == "08-12 14:00 – 16:30: Thảo luận\n09-12 07:30: Chất vấn"
        assert one["URL"] == "https://thu.example.vn/ky-hop/ky-hop-10/"
    raw = (site.public / "ky-hop/ky-hop.ics").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert one["SEQUENCE"] == 0
    site.write(SECOND, session(updated="2026-11-20"))
    site.make()
    (later,) = events(site, "ky-hop/ky-hop.ics")
    assert later["UID"] == one["UID"]
    assert later["SEQUENCE"] > one["SEQUENCE"]


def test_drafts_and_what_waits_are_nowhere(tmp_path: Path) -> None:
    site = Site(tmp_path, {FIRST: session(title="Kỳ họp thứ chín")})
    for front in ({"draft": True}, {"publish": "2026-12-24"}):
        site.write(SECOND, session(title="Kỳ họp giấu", **front))
        assert site.make().status == 0
        assert not [
            path for path, data in site.tree().items() if isinstance(data, bytes) and "Kỳ họp giấu".encode() in data
        ]


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ({"number": "mười"}, "BT280", 4),
        ({"kind": "thường kỳ"}, "BT281", 4),
        ({"days": ["8/12/2026"]}, "BT210", 3),
        ({"days": []}, "BT206", 3),
        ({"agenda": [{"title": "A", "time": "sớm"}]}, "BT282", 4),
        ({"agenda": [{"title": "A", "time": "14:00"}, {"title": "B", "time": "07:30"}]}, "BT283", 4),
        ({"agenda": [{"title": "A", "time": "2026-12-10 07:30"}]}, "BT283", 4),
        ({"agenda": [{"time": "07:30"}]}, "BT206", 4),
        ({"agenda": [{"title": "A", "presenter": "B"}]}, "BT205", 4),
        ({"agenda": [{"title": "A", "papers": "12/2026/NQ-HĐND"}]}, "BT207", 4),
        ({"agenda": ["A"]}, "BT207", 4),
        ({"agenda": [{"title": "A", "papers": ["to-trinh.csv"]}]}, "BT284", 4),
        ({"agenda": [{"title": "A", "papers": ["../van-ban/khong-co.md"]}]}, "BT268", 4),
        ({"questions": [{"question": "A", "papers": ["Công văn trả lời"]}]}, "BT269", 4),
        ({"files": [{"file": "khong-co.pdf"}]}, "BT216", 4),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, front: dict[str, object], code: str, line: int) -> None:
    assert told(tmp_path, **front) == [(code, SECOND, line)]


def test_a_point_of_the_agenda_is_told_on_its_own_line(tmp_path: Path) -> None:
    text = "---\ntitle: A\ndays: [2026-12-08]\nagenda:\n  - title: A\n    time: 07:30\n  - title: B\n    time: 7 sáng\n  - titel: C\n---\n"
    site = Site(tmp_path, {SECOND: text})
    assert sorted(site.make().problems) == [("BT205", SECOND, 9), ("BT206", SECOND, 9)]
    site.write(SECOND, text.replace("titel", "title"))
    assert site.make().problems == [("BT282", SECOND, 7)]


@pytest.mark.parametrize("kind", ["tin-tuc", "van-ban"])
def test_a_session_that_is_none_is_told(tmp_path: Path, kind: str) -> None:
    front = (
        {"number": "12/2026/NQ-HĐND", "signed": "2026-07-08"}
        if kind == "van-ban"
        else {"date": "2026-07-08", "category": "tin"}
    )
    path = f"content/{kind}/a.md"
    site = Site(tmp_path, {SECOND: session(), path: source("", title="A", **front, session="/ky-hop/ky-hop-11.md")})
    assert site.make().problems == [("BT285", path, 5)]
    (site.root / SECOND).unlink()
    assert site.make().codes == ["BT285"]
