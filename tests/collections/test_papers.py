"""The register of official documents: whole small sites through the real command."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.builder import NOW, Site, differences, source

OLD = "content/van-ban/nq-05.md"
NEW = "content/van-ban/nq-12.md"


def paper(number: object = "12/2026/NQ-HĐND", **front: object) -> str:
    return source("", **{"number": number, "title": f"Về {number}", "signed": "2026-07-08", **front})


def two_papers(root: Path) -> Site:
    return Site(
        root,
        {
            OLD: paper("05/2021/NQ-HĐND", signed="2021-12-10", effective="2021-12-20", field="Đất đai"),
            NEW: paper(
                "12/2026/NQ-HĐND", effective="2026-12-01", replaces=["05/2021/NQ-HDND"], guides=["72/2025/QH15"]
            ),
        },
    )


def status_of(site: Site, name: str) -> str:
    found = re.search(r'class="state state-(\w+)"', site.read(f"van-ban/{name}/index.html"))
    assert found
    return found[1]


def told(tmp_path: Path, **papers: str) -> list[tuple[str, str, int]]:
    files: dict[str, str | bytes] = {f"content/van-ban/{name}.md": text for name, text in papers.items()}
    return Site(tmp_path, files).make().problems


def test_the_register_has_its_pages_and_a_site_without_papers_none(tmp_path: Path) -> None:
    site = two_papers(tmp_path)
    assert site.make().status == 0
    assert {path for path in site.pages() if path.startswith("van-ban")} == {
        "van-ban/index.html",
        "van-ban/2021/index.html",
        "van-ban/2026/index.html",
        "van-ban/nghi-quyet/index.html",
        "van-ban/nq-05/index.html",
        "van-ban/nq-12/index.html",
        "van-ban/van-ban.csv",
        "van-ban/van-ban.json",
        "van-ban/feed.xml",
    }
    assert "assets/collections" in site.read("van-ban/index.html")
    assert "/van-ban/nq-12/" in site.read("sitemap.xml")
    for path in (OLD, NEW):
        (site.root / path).unlink()
    assert site.make("--allow-removal").status == 0
    assert not {path for path in site.pages() if path.startswith(("van-ban", "assets/collections"))}
    assert "van-ban" not in site.read("sitemap.xml")


def test_a_status_turns_with_the_day_and_says_by_what(tmp_path: Path) -> None:
    site = two_papers(tmp_path)
    site.make()
    assert (status_of(site, "nq-05"), status_of(site, "nq-12")) == ("in_force", "coming")
    site.make(now="2026-11-30T23:59:59+07:00")
    assert (status_of(site, "nq-05"), status_of(site, "nq-12")) == ("in_force", "coming")
    site.make(now="2026-12-01T00:00:00+07:00")
    assert (status_of(site, "nq-05"), status_of(site, "nq-12")) == ("expired", "in_force")
    assert '– <a href="/van-ban/nq-12/">12/2026/NQ-HĐND</a>' in site.read("van-ban/nq-05/index.html")
    fresh = Site.copy_of(site, tmp_path / "fresh")
    fresh.make(now="2026-12-01T00:00:00+07:00")
    assert differences(site.tree(), fresh.tree()) == {}


@pytest.mark.parametrize(
    ("relation", "status"),
    [
        ("amends", "partly"),
        ("replaces", "expired"),
        ("repeals", "expired"),
        ("based_on", "in_force"),
        ("guides", "in_force"),
    ],
)
def test_relations_are_shown_both_ways(tmp_path: Path, relation: str, status: str) -> None:
    site = Site(tmp_path, {OLD: paper("05/2021/NQ-HĐND", signed="2021-12-10"), NEW: paper(**{relation: ["nq-05.md"]})})
    assert site.make().problems == []
    assert status_of(site, "nq-05") == status
    assert '<a href="/van-ban/nq-05/">05/2021/NQ-HĐND</a>' in site.read("van-ban/nq-12/index.html")
    assert '<a href="/van-ban/nq-12/">12/2026/NQ-HĐND</a>' in site.read("van-ban/nq-05/index.html")


def test_a_draft_takes_nothing_out_of_force_nor_does_what_waits_or_was_withdrawn(tmp_path: Path) -> None:
    site = Site(tmp_path, {OLD: paper("05/2021/NQ-HĐND", signed="2021-12-10")})
    for front in ({"draft": True}, {"publish": "2026-12-24"}, {"withdrawn": "Đăng nhầm."}):
        site.write(NEW, paper(replaces=["05/2021/NQ-HĐND"], **front))
        assert site.make().status == 0
        assert status_of(site, "nq-05") == "in_force"
        assert "12/2026" not in site.read("van-ban/van-ban.csv") + site.read("van-ban/feed.xml")
    assert "Đăng nhầm." in site.read("van-ban/nq-12/index.html")
    assert "noindex" in site.read("van-ban/nq-12/index.html")


def test_open_data_says_what_the_pages_say(tmp_path: Path) -> None:
    site = two_papers(tmp_path)
    site.write("content/van-ban/kh.md", paper("45/KH-HĐND", title='=1+1 "a", b', expires="2027-01-01", signer="Ông A"))
    site.make()
    rows = list(csv.DictReader(io.StringIO(site.read("van-ban/van-ban.csv").removeprefix("\ufeff"))))
    assert [row["number"] for row in rows] == ["45/KH-HĐND", "12/2026/NQ-HĐND", "05/2021/NQ-HĐND"]
    assert rows[0]["title"] == '\'=1+1 "a", b'  # no formula for a spreadsheet
    assert [rows[0][name] for name in ("kind", "expires", "signer", "status")] == [
        "Kế hoạch", "2027-01-01", "Ông A", "in_force"
    ]  # fmt: skip
    assert [row["status"] for row in rows[1:]] == ["coming", "in_force"]
    assert rows[2]["url"] == "https://thu.example.vn/van-ban/nq-05/"
    data = json.loads(site.read("van-ban/van-ban.json"))
    assert [one["name"] for one in data["fields"]] == [*list(rows[0])[:-1], "path"]
    assert [row[:-1] for row in data["rows"]][1:] == [list(row.values())[:-1] for row in rows][1:]


def test_structured_data_is_legislation(tmp_path: Path) -> None:
    site = two_papers(tmp_path)
    site.make()
    page = site.read("van-ban/nq-12/index.html")
    found = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    law = next(one for one in found if one["@type"] == "Legislation")
    assert law["url"] == "https://thu.example.vn/van-ban/nq-12/"
    assert law["legislationIdentifier"] == "12/2026/NQ-HĐND"
    assert law["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert law["legislationChanges"][0]["url"] == "https://thu.example.vn/van-ban/nq-05/"


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ({"number": "mười hai"}, "BT260", 2),
        ({"number": "12/2025/NQ-HĐND"}, "BT261", 2),
        ({"kind": "Nghị quiết"}, "BT262", 5),
        ({"kind": "Quyết định"}, "BT263", 5),
        ({"number": "12/2026/XX-HĐND"}, "BT264", 2),
        ({"effective": "2026-07-01"}, "BT265", 5),
        ({"expires": "2026-07-08"}, "BT266", 5),
        ({"replaces": ["khong-co.md"]}, "BT268", 5),
        ({"amends": ["Luật Đất đai"]}, "BT269", 5),
        ({"repeals": ["01/2020/NQ-HĐND"]}, "BT270", 5),
        ({"guides": ["12/2026/NQ-HĐND"]}, "BT271", 5),
        ({"files": [{"file": "khong-co.pdf"}]}, "BT216", 5),
        ({"publish": "mai"}, "BT252", 5),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, front: dict[str, object], code: str, line: int) -> None:
    assert told(tmp_path, a=paper(front.pop("number", "12/2026/NQ-HĐND"), **front)) == [
        (code, "content/van-ban/a.md", line)
    ]


def test_a_file_can_say_the_kind_that_its_number_does_not(tmp_path: Path) -> None:
    assert told(tmp_path, a=paper("12/2026/XX-HĐND", kind="quyết định")) == []


def test_two_papers_of_one_number(tmp_path: Path) -> None:
    assert told(tmp_path, a=paper("05/KH-HĐND"), b=paper("5/KH-HDND")) == [("BT267", "content/van-ban/b.md", 2)]


def test_a_number_comes_again_in_another_year(tmp_path: Path) -> None:
    assert told(tmp_path, a=paper("05/KH-HĐND"), b=paper("05/KH-HĐND", signed="2025-07-08")) == []


def test_a_key_by_another_name_is_named(tmp_path: Path) -> None:
    text = "---\nsố: 12/2026/NQ-HĐND\ntrích yếu: A\nngày ký: 2026-07-08\n---\n"
    assert told(tmp_path, a=text) == [("BT230", "content/van-ban/a.md", line) for line in (2, 3, 4)]


def test_the_home_page_shows_new_papers(tmp_path: Path) -> None:
    site = Site(tmp_path, {NEW: paper()}, plain=False)
    site.make()
    assert "Văn bản mới" in site.read("index.html")
    assert '<a href="/van-ban/nq-12/">Nghị quyết 12/2026/NQ-HĐND</a>' in site.read("index.html")


def test_the_last_paper_of_a_kind_and_year_takes_their_pages_with_it(tmp_path: Path) -> None:
    site = two_papers(tmp_path)
    site.write("content/van-ban/kh.md", paper("45/KH-HĐND", signed="2020-07-08"))
    site.make()
    (site.root / "content/van-ban/kh.md").unlink()
    assert site.make("--allow-removal").status == 0
    assert not {"van-ban/ke-hoach/index.html", "van-ban/2020/index.html"} & site.pages()


def test_a_kind_that_the_settings_no_longer_name_is_told_at_once(tmp_path: Path) -> None:
    site = two_papers(tmp_path)
    site.make()
    site.settings('[[papers.kinds]]\ncode = "KH"\nname = "Kế hoạch"\n')
    assert site.make().problems == [("BT264", OLD, 2), ("BT264", NEW, 2)]


def test_papers_that_take_each_other_out_of_force_are_told(tmp_path: Path) -> None:
    site = Site(
        tmp_path, {OLD: paper("05/2026/NQ-HĐND", replaces=["nq-12.md"]), NEW: paper(repeals=["05/2026/NQ-HĐND"])}
    )
    assert site.make().problems == [("BT278", OLD, 5), ("BT278", NEW, 5)]


@pytest.mark.parametrize(
    ("front", "code", "near"),
    [
        ({"number": "12/NQ-HĐND ngày 08/7/2026"}, "BT260", "12/NQ-HĐND"),
        ({"signed": "46211"}, "BT210", "2026-07-08"),
        ({"expires": "không xác định thời hạn"}, "BT252", ""),
    ],
)
def test_a_value_of_another_form_is_told_with_what_is_meant(
    tmp_path: Path, front: dict[str, object], code: str, near: str
) -> None:
    (told,) = Site(tmp_path, {NEW: paper(**front)}).make().json["problems"]
    assert told["code"] == code
    assert near in told["hint"]


def test_a_document_of_a_word_processor_is_offered_by_the_key_of_its_kind(tmp_path: Path) -> None:
    site = Site(tmp_path, {NEW: paper(), "content/van-ban/toan-van.docx": b"PK"})
    (told,) = site.make().json["problems"]
    assert (told["code"], "files: [{file: toan-van.docx}]" in told["hint"]) == ("BT319", True)


def test_new_starts_a_paper_that_is_sound_as_it_is(tmp_path: Path) -> None:
    site = Site(tmp_path)
    made = site.invoke("new", "van-ban", "Về việc giám sát", "--now", NOW)
    assert made.status == 0
    path = Path(made.stdout.strip())
    assert path == tmp_path / "content/van-ban/2026/ve-viec-giam-sat.md"
    text = path.read_text("utf-8")
    assert "\nnumber: …/2026/NQ-HĐND\n" in text  # no number that another paper may have
    assert site.make().problems == [("BT277", path.relative_to(tmp_path).as_posix(), 4)]
    assert not (site.public / "van-ban").exists()
    path.write_text(text.replace("draft: true\n", ""), "utf-8")
    assert site.make().problems == [("BT260", path.relative_to(tmp_path).as_posix(), 4)]
    path.write_text(text.replace("draft: true\n", "").replace("…", "13"), "utf-8")
    assert site.make().problems == []
    assert (site.public / "van-ban/2026/ve-viec-giam-sat/index.html").is_file()
    assert site.invoke("new", "van-ban", "Về việc giám sát").status == 1  # never over a file
    unknown = site.invoke("new", "van-bn", "A")
    assert unknown.status == 1
    assert "Ý bạn là “van-ban”?" in unknown.stderr


def test_a_paper_that_never_took_effect_takes_nothing_out_of_force(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {
            OLD: paper("03/2022/NQ-HĐND", signed="2022-12-10"),
            NEW: paper("04/2026/NQ-HĐND", effective="2027-01-01", replaces=["03/2022/NQ-HĐND"]),
            "content/van-ban/nq-13.md": paper("08/2026/NQ-HĐND", signed="2026-11-03", repeals=["04/2026/NQ-HĐND"]),
        },
    )
    assert site.make(now="2027-01-02T00:00:00+07:00").problems == []
    assert status_of(site, "nq-05") == "in_force"
    assert status_of(site, "nq-12") == "expired"


def test_a_circle_is_told_and_ends(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {
            OLD: paper("05/2021/NQ-HĐND", signed="2021-01-05", replaces=["12/2026/NQ-HĐND"]),
            NEW: paper(replaces=["05/2021/NQ-HĐND"]),
        },
    )
    assert site.make().problems == [("BT273", OLD, 5)]


def test_one_relation_is_shown_once_however_often_it_is_written(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {
            OLD: paper("05/2021/NQ-HĐND", signed="2021-12-10"),
            NEW: paper(amends=["05/2021/NQ-HĐND", "nq-05.md", "5/2021/NQ-HDND"]),
        },
    )
    assert site.make().problems == []
    body = site.read("van-ban/nq-12/index.html").partition("<main>")[2]
    assert body.count('href="/van-ban/nq-05/"') == 1


def test_a_withdrawn_paper_says_nothing_of_its_force(tmp_path: Path) -> None:
    site = Site(tmp_path, {NEW: paper(effective="2026-12-15", withdrawn="Đăng nhầm.", replaces=["01/2020/NQ-HĐND"])})
    site.make(now="2026-12-14T00:00:00+07:00")
    body = site.read("van-ban/nq-12/index.html")
    assert "Đăng nhầm." in body
    assert not re.search("Chưa có hiệu lực|Legislation|01/2020", body)
    site.make(now="2026-12-16T00:00:00+07:00")
    assert site.read("van-ban/nq-12/index.html") == body


@pytest.mark.parametrize("relation", ["based_on", "guides"])
def test_what_a_paper_is_based_on_may_be_words(tmp_path: Path, relation: str) -> None:
    assert told(tmp_path, a=paper(**{relation: ["Hiến pháp năm 2013", "66-NQ/TW", "Luật số 72/2025/QH15"]})) == []
    site = Site(tmp_path)
    site.make()
    assert "Hiến pháp năm 2013" in site.read("van-ban/a/index.html")


def test_two_provinces_had_papers_of_one_number(tmp_path: Path) -> None:
    one, other = (paper("05/2021/NQ-HĐND", signed="2021-12-10", issuer=f"HĐND tỉnh {name}") for name in "AB")
    assert told(tmp_path, a=one, b=other) == []


@pytest.mark.parametrize("number", ["12/2026/nq-hđnd", "12/2026/NQ-H\u00d0ND"])
def test_codes_are_known_however_they_are_typed(tmp_path: Path, number: str) -> None:
    site = Site(tmp_path, {NEW: paper(number)})
    assert site.make().problems == []
    [row] = csv.DictReader(io.StringIO(site.read("van-ban/van-ban.csv").removeprefix("\ufeff")))
    assert (row["kind"], row["issuer"]) == ("Nghị quyết", "Hội đồng nhân dân")


def test_a_paper_does_not_link_to_itself(tmp_path: Path) -> None:
    site = Site(tmp_path, {NEW: paper() + "Nghị quyết số 12/2026/NQ-HĐND này.\n"})
    site.make()
    assert "số 12/2026/NQ-HĐND này" in site.read("van-ban/nq-12/index.html")
