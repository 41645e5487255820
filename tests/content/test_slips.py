"""What editors write other than they mean: they are told, in words that fit, and what they are told to write is right."""

from __future__ import annotations

import re

import pytest
import yaml

from bantin.collections.article import Article
from bantin.collections.parse import parse
from bantin.config import parse_settings
from bantin.content import yaml_front_matter
from bantin.problems import Severity
from tests.builder import SETTINGS, no_excerpt
from tests.content import slip_table

ROWS = slip_table.rows()
WITHOUT_A_LINE = {
    "BT201": "---", "BT202": "---", "BT203": "tin (Tin)", "BT204": "title: ", "BT205": "title", "BT208": "", "BT209": "title: ",
    "BT210": ": 2020-12-31", "BT211": ": 2020-12-31", "BT220": "", "BT239": "withdrawn: ", "BT240": "---", "BT241": ": 2020-12-31", "BT245": "",
    "BT321": "", "BT853": "![",
}  # fmt: skip
"""What a hint says where it cannot say the line as it should be; nothing where something must be deleted."""


@pytest.mark.parametrize("row", ROWS, ids=[row.slip for row in ROWS])
def test_each_slip_is_told_as_the_table_says(row: slip_table.Row) -> None:
    """After a change that was meant: `make golden`, and look at the diff."""
    assert slip_table.told(row.slip) == row.told
    assert row.told


def test_yaml_s_parsers_in_c_and_in_python_lead_to_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_front_matter, "_LOADER", yaml.BaseLoader)
    assert [row.slip for row in ROWS if slip_table.told(row.slip) != row.told] == []


def test_the_table_is_large_and_has_each_slip_once() -> None:
    assert len(ROWS) >= 250
    assert len({row.slip for row in ROWS}) == len(ROWS)


def test_no_message_has_a_word_of_a_library() -> None:
    said: set[str] = set()
    for row in ROWS:
        source = slip_table.source_of(row.slip)
        for loader in (yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            try:
                yaml.compose(source.split("---")[1] if source.startswith("---\n") else source, Loader=loader)
            except yaml.YAMLError as error:
                said.update(part for part in (getattr(error, "problem", ""), getattr(error, "context", "")) if part)
    assert len(said) > 15, "what the libraries say of these texts"
    for row in ROWS:
        for one in slip_table.problems_of(slip_table.source_of(row.slip)):
            for language in ("vi", "en"):
                told = f"{one.message(language)} {one.hint(language)}"
                assert slip_table.FOREIGN.search(told) is None, told
                assert not [words for words in said if words in told], told


def test_each_message_says_what_to_write() -> None:
    for row in ROWS:
        for one in slip_table.problems_of(slip_table.source_of(row.slip)):
            for language in ("vi", "en"):
                hint = one.hint(language)
                named = one.values.get("near") or one.values.get("right") or WITHOUT_A_LINE[one.code]
                assert named in hint, (row.slip, hint)
                assert "{" not in re.sub(r"\{file: |\{tệp|\{: alt|\{a: |\{Ảnh\}|\{x: ", "", hint), hint


def test_who_writes_what_is_said_is_told_no_more() -> None:
    """Each line that a message names is put in its place, until nothing is left to say."""
    mended = 0
    for row in ROWS:
        source = slip_table.source_of(row.slip)
        for _ in range(4):
            source = _as_told(source)
        left = {one.code for one in slip_table.problems_of(source) if one.severity is Severity.ERROR}
        assert left <= {*WITHOUT_A_LINE, "BT206"} or "\\n" in row.slip, (row.slip, source, left)
        mended += not left
    assert mended >= 190, mended


def _as_told(source: str) -> str:
    """Return a source in which each line is as the problems say."""
    lines = source.split("\n")
    for one in slip_table.problems_of(source):
        written = lines[one.line - 1]
        right = _line(one.values, written)
        if right and one.code != "BT206":
            is_nested = lines[one.line - 2].endswith(":") or "file:" in lines[one.line - 2] or right.startswith("-")
            lines[one.line - 1] = (written[: len(written) - len(written.lstrip())] if is_nested else "") + right.strip()
    return "\n".join(lines)


def _line(values: dict[str, str], written: str) -> str:
    if near := values.get("near"):
        return f"{written.partition(':')[0]}: {near}"
    return values.get("right", "")


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL", "no", "No", "false", "FALSE"])
def test_values_that_mean_nothing_are_nothing(nothing: str) -> None:
    keys = ("author", "summary", "image", "image_alt", "image_caption", "image_credit", "update_note", "withdrawn", "slug", "layout",
            "tags", "related", "aliases", "attachments", "updated")  # fmt: skip
    front = "\n".join(f"{key}: {nothing}" for key in keys)
    made = parse(slip_table.PATH, slip_table.source_of(front).encode(), slip_table.SITE, no_excerpt)
    plain = parse(slip_table.PATH, slip_table.source_of("draft: no").encode(), slip_table.SITE, no_excerpt)
    assert made.problems == ()
    assert made.document is not None
    assert plain.document is not None
    named = (
        "author",
        "lead",
        "image",
        "update_note",
        "withdrawn",
        "slug",
        "layout",
        "tags",
        "related",
        "aliases",
        "attachments",
        "updated_at",
        "url",
    )
    assert [getattr(made.document, name) for name in named] == [getattr(plain.document, name) for name in named]


@pytest.mark.parametrize("nothing", ["không", "Không có", "chưa", "0"])
def test_a_reason_that_says_no_withdraws_nothing(nothing: str) -> None:
    made = parse(slip_table.PATH, slip_table.source_of(f"withdrawn: {nothing}").encode(), slip_table.SITE, no_excerpt)
    assert isinstance(made.document, Article)
    assert made.document.withdrawn == ""


def test_what_stands_between_quotes_is_what_it_says() -> None:
    made = parse(
        slip_table.PATH,
        slip_table.source_of('title: "No"\nauthor: "null"\ntags: ["null", "~a"]').encode(),
        slip_table.SITE,
        no_excerpt,
    )
    assert isinstance(made.document, Article)
    assert (made.document.title, made.document.author, made.document.tags) == ("No", "null", ("null", "~a"))


@pytest.mark.parametrize(
    "front",
    [
        "date: 2026-07-08 # ngày đăng",
        "category: tin # hay y-kien",
        "draft: true # bỏ khi đăng",
        "tags: [Cử tri, Kiến nghị] # hai thẻ",
        'title: "Kỳ họp" # tên ngắn',
        "image: a.png # ảnh của Hải Đường",
        "aliases:\n  - /cu/ # trang cũ",
        "# cả dòng\nsummary: Một",
        "summary: | # giữ dòng\n  Một\n  hai",
        "title: C# và F#",
        "title: Màn hình 32”",
        "summary: Trời lạnh\n  -5 độ C\n  • có mưa",
        "title: “Dân vận khéo” ở Bình Minh",
        "title: “Dân vận khéo” và “Nông thôn mới”",
        'title: "“Dân vận khéo”"',
        "title: Nhà số 5' và 6'",
        'title: Màn hình 32"',
        "summary: >-\n  “Một”\n  author:hai\n  -ba",
        "summary: |\n  Một: hai\n  #ba",
        "summary: Một\n  - hai",
        'summary: "Một\n  hai: ba #bốn"',
        "tags: [\n  Cử tri,\n  Kiến nghị\n]",
        "summary: 'Ngày hội ''Đại đoàn kết'''",
        "title: Thi đua - Khen thưởng",
        "title: 10:30, giờ khai mạc",
        "title: https://hdnd.example.vn/",
        "title : Kỳ họp",
        "title:\tKỳ họp",
        "\ufefftitle: Kỳ họp",
        "title: 'Kỳ họp'\r",
        "title: Kỳ\u2028họp\nsummary: Một\u2029hai",
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(front: str) -> None:
    assert [one.code for one in slip_table.problems_of(slip_table.source_of(front)) if one.code != "BT853"] == []


def test_every_slip_of_a_file_is_told_at_once() -> None:
    text = "---\ntitle: “Kỳ họp: một”\ndate:5/7/2026\nCategory: tin\ntags: [a, b\nsummary: Câu #2\nauthor: “Hải Đường”\n---\n\nx\n"
    assert [(one.line, one.code) for one in slip_table.problems_of(text)] == [
        (2, "BT224"), (3, "BT225"), (5, "BT232"), (6, "BT229"), (7, "BT224"), (4, "BT230"), (3, "BT210"),
    ]  # fmt: skip


def test_dates_as_viet_nam_writes_them_are_accepted_where_the_settings_say_so() -> None:
    settings = parse_settings(f'{SETTINGS}\n[articles]\ndates = "day-first"\n'.encode())
    for written, meant in {
        "31/12/2020": "2020-12-31T00:00:00+07:00",
        "30-11-2026 08:00": "2026-11-30T08:00:00+07:00",
        "5/7/2026": "2026-07-05T00:00:00+07:00",
        "2026-11-30 8:30": "2026-11-30T08:30:00+07:00",
        "30/11/2026 8h30": "2026-11-30T08:30:00+07:00",
        "8h ngày 30 tháng 11 năm 2026": "2026-11-30T08:00:00+07:00",
        "2026-11-30": "2026-11-30T00:00:00+07:00",
        "2026-11-30 08:30+09:00": "2026-11-30T06:30:00+07:00",
    }.items():
        source = slip_table.source_of(
            f"date: {written}".replace(": 8h", ': "8h') + ('"' if written.startswith("8h") else "")
        )
        document = parse(slip_table.PATH, source.encode(), settings, no_excerpt).document
        assert isinstance(document, Article), written
        assert document.date.isoformat() == meant
    for written in ("31/13/2020", "30/2/2026", "hôm qua", "12/31/2020", "8/12/0206"):
        problems = parse(
            slip_table.PATH, slip_table.source_of(f"date: {written}").encode(), settings, no_excerpt
        ).problems
        assert problems[0].code in {"BT210", "BT211", "BT241"}, written
