from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bantin.collections.article import Article
from bantin.collections.documents import Image
from bantin.collections.fields import fields_of
from bantin.collections.page import Page
from bantin.collections.parse import parse
from bantin.config import parse_settings
from bantin.language.dates import Moment
from tests.builder import SETTINGS, article, source

SITE = parse_settings(SETTINGS.encode())
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def first_line(_path: str, body: str) -> str:
    return body.partition("\n")[0]


def read(text: str, path: str = "content/tin-tuc/2020/bai.md") -> Article:
    made = parse(path, text.encode(), SITE, first_line)
    assert not made.problems
    assert isinstance(made.document, Article)
    return made.document


def faults(text: str, path: str = "content/tin-tuc/2020/bai.md") -> list[tuple[str, int]]:
    made = parse(path, text.encode(), SITE, first_line)
    assert made.document is None
    return sorted((one.code, one.line) for one in made.problems)


def told(text: str, key: str) -> list[str]:
    return [one.values[key] for one in parse("content/tin-tuc/2020/bai.md", text.encode(), SITE, first_line).problems]


# --- what is right -------------------------------------------------------------------------------------------------


def test_an_article_with_the_three_keys_it_needs() -> None:
    made = read("---\ntitle: Tên\ndate: 2020-12-31\ncategory: tin\n---\n\nĐoạn đầu.\n")
    assert made.url == "/tin-tuc/2020/bai/"
    assert made.date == datetime(2020, 12, 31, tzinfo=HERE)
    assert (made.author, made.tags, made.lead, made.image, made.attachments, made.related) == ("", (), "", None, (), ())
    assert made.summary == "Đoạn đầu."
    assert not (made.draft)
    assert not (made.featured)
    assert not (made.toc)
    assert not (made.withdrawn)


def test_an_article_with_every_key() -> None:
    made = read("""---
title: >
  Tên trên
  hai dòng
date: 2020-12-31 07:30
category: tin
author: Hải Đường
summary: "Tóm   tắt"
tags: [Một, Hai, Một]
image: hinh.png
image_alt: Tả
image_caption: Chú thích
image_credit: Ảnh
attachments:
  - file: a.pdf
    title: "Tệp A"
  - file: /thu-muc/b.csv
related: [../2019/x.md, /tin-tuc/y.md]
featured: true
draft: yes
updated: 2021-01-02
update_note: Sửa số
withdrawn: Sai
toc: đúng
slug: ten-khac
aliases: [/cu/, /cu/1.html]
layout: khac.html
---

Nội dung.
""")
    assert made.title == "Tên trên hai dòng"
    assert made.url == "/tin-tuc/2020/ten-khac/"
    assert (made.lead, made.summary) == ("Tóm tắt", "Tóm tắt")
    assert made.tags == ("Một", "Hai")
    assert made.image == Image("content/tin-tuc/2020/hinh.png", "Tả", "Chú thích", "Ảnh")
    assert [(one.file, one.title) for one in made.attachments] == [
        ("content/tin-tuc/2020/a.pdf", "Tệp A"),
        ("content/thu-muc/b.csv", "b.csv"),
    ]
    assert made.related == ("content/tin-tuc/2019/x.md", "content/tin-tuc/y.md")
    assert made.featured
    assert made.draft
    assert made.toc
    assert made.updated == datetime(2021, 1, 2, tzinfo=HERE)
    assert (made.update_note, made.withdrawn, made.aliases, made.layout) == (
        "Sửa số",
        "Sai",
        ("/cu/", "/cu/1.html"),
        "khac.html",
    )
    assert (made.lines["title"], made.lines["layout"], made.body_line) == (2, 27, 30)


def test_what_lies_outside_the_articles_folder_is_a_page() -> None:
    made = parse("content/gioi-thieu.md", source(title="Giới thiệu").encode(), SITE, first_line).document
    assert type(made) is Page
    assert made.url == "/gioi-thieu/"


def test_a_page_has_no_date_nor_category() -> None:
    assert faults("---\ntitle: a\ndate: 2020-01-01\ncategory: tin\n---\n", "content/a.md") == [
        ("BT205", 3),
        ("BT205", 4),
    ]


def test_a_key_that_is_not_filled_in_yet_counts_as_left_out() -> None:
    made = read(
        "---\ntitle: a\ndate: 2020-01-01\ncategory: tin\nauthor:\ntags:\nimage: \nupdated:\ndraft:\nattachments:\n---\n\nx\n"
    )
    assert (made.author, made.tags, made.image, made.updated, made.draft, made.attachments) == (
        "",
        (),
        None,
        None,
        False,
        (),
    )
    assert faults("---\ntitle:\ndate: 2020-01-01\ncategory: tin\n---\n") == [("BT206", 2)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("true", True),
        ("TRUE", True),
        ("yes", True),
        ("có", True),
        ("1", True),
        ("false", False),
        ("No", False),
        ("không", False),
        ("off", False),
        ("0", False),
    ],
)
def test_flags_as_people_write_them(*, written: str, kept: bool) -> None:
    assert read(f"---\ntitle: a\ndate: 2020-01-01\ncategory: tin\nfeatured: {written}\n---\nx\n").featured is kept


def test_featured_takes_a_last_day_too() -> None:
    text = "---\ntitle: a\ndate: 2020-01-01\ncategory: tin\nfeatured: {}\n---\nx\n"
    featured = read(text.format("2026-12-31")).featured
    assert isinstance(featured, Moment)
    assert featured.local.isoformat() == "2026-12-31T00:00:00+07:00"
    for written, code in (
        ("31/12/2026", "BT210"),
        ("2026-02-30", "BT211"),
        ("2206-01-01", "BT241"),
        ("tru", "BT207"),
        ("sau", "BT207"),
    ):
        assert faults(text.format(written)) == [(code, 5)], written


# --- what is wrong -------------------------------------------------------------------------------------------------


def test_every_fault_comes_at_once() -> None:
    text = """---
titel: Tên
date: 2026-02-30
category: tinn
tags: một, hai
featured: maybe
slug: Có Dấu
aliases: [cu, /a/../b/, "/x#y", /ok/]
updated: hôm qua
image: ../../../../etc/passwd
author: "!!!"
attachments:
  - tep.pdf
  - {fil: a, title: b}
---
"""
    assert faults(text) == sorted([
        ("BT205", 2), ("BT206", 1), ("BT211", 3), ("BT203", 4), ("BT207", 5), ("BT207", 6), ("BT212", 7), ("BT213", 8), ("BT213", 8), ("BT213", 8),
        ("BT252", 9), ("BT220", 11), ("BT207", 12), ("BT205", 14), ("BT206", 14),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("date: 31/12/2020", "BT210"),
        ("date: 2020-02-30", "BT211"),
        ("date: [2020-01-01]", "BT207"),
        ("category: Tin", "BT203"),
        ("category: [tin]", "BT207"),
        ("title: [a, b]", "BT207"),
        ("title: {a: b}", "BT218"),
        ("tags: {a: b}", "BT218"),
        ("tags: [a, [b]]", "BT207"),
        ("tags: ['']", "BT207"),
        ('tags: ["!!!"]', "BT220"),
        ("draft: có lẽ", "BT207"),
        ("attachments: tep.pdf", "BT207"),
        ("attachments: [{file: ''}]", "BT207"),
        ("attachments: [{title: a}]", "BT206"),
        ("image: ../../../x.png", "BT404"),
        ("related: [../../../../x.md]", "BT404"),
        ("slug: a/b", "BT212"),
        ("slug: Đ", "BT212"),
        ("slug: '-a-'", "BT212"),
        (f"slug: {'a' * 100}", "BT212"),
        ("aliases: /cu/", "BT207"),
        ("aliases: [https://a.vn/cu/]", "BT213"),
        ("aliases: ['/a#b']", "BT213"),
        ("aliases: [//a.vn/]", "BT213"),
        ("aliases: [/.bantin/manifest/]", "BT213"),
        ("aliases: [/.bantin/]", "BT213"),
        (f"aliases: [/{'a' * 300}/]", "BT213"),
        ("updated: 2020", "BT210"),
        ("content: x", "BT205"),
        ("Title: x", "BT205"),
    ],
)
def test_one_fault(line: str, code: str) -> None:
    key = line.partition(":")[0]
    rows = [row for row in ("title: a", "date: 2020-01-01", "category: tin") if not row.startswith(f"{key}:")]
    text = "---\n" + "\n".join([*rows, line]) + "\n---\nx\n"
    assert faults(text) == [(code, len(rows) + 2)]


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("catagory: tin", "category"),
        ("titel: a", "title"),
        ("tagz: [a]", "tags"),
        ("category: y kien", "y-kien"),
        ("category: Ý kiến", "y-kien"),
        ("slug: Đại biểu", "dai-bieu"),
    ],
)
def test_a_near_word_is_offered(line: str, near: str) -> None:
    made = parse("content/tin-tuc/x.md", f"---\n{line}\n---\n".encode(), SITE, first_line)
    assert near in {one.values.get("near") for one in made.problems}


POINTS = "- time: 07:30\n  title: Khai mạc: chào cờ\n- by: Ông A: Chủ tịch\n  title: Bế mạc"


@pytest.mark.parametrize(
    ("path", "front", "right"),
    [
        ("van-ban/a.md", "number: 1/2026/NQ-HĐND\nsigned: 2026-07-08\ntrích yếu: Nghị quyết: về đất đai", {
            4: ['trích yếu: "Nghị quyết: về đất đai"', 'title: "Nghị quyết: về đất đai"'],
        }),
        ("van-ban/a.md", "number: 1/2026/NQ-HĐND\nsigned: 2026-07-08\ntitle:Nghị quyết: về đất đai", {
            4: ['title: "Nghị quyết: về đất đai"'],
        }),
        ("ky-hop/a.md", f"title: Kỳ họp: thứ mười\ndays: [2026-12-08]\nagenda:\n{POINTS}", {
            2: ['title: "Kỳ họp: thứ mười"'],
            6: ['title: "Khai mạc: chào cờ"'],
            7: ['- by: "Ông A: Chủ tịch"'],
        }),
        ("ky-hop/a.md", "title: A\ndays: [2026-12-08]\nagenda: [{time: 07:30, title: Khai mạc: a, b}, {title: B}]", {
            4: ['agenda: [{time: 07:30, title: "Khai mạc: a, b"}, {title: B}]'],
        }),
        ("lay-y-kien/a.md", "title: A\nopens: 2026-11-20\ncloses: 2026-12-20\nsend_to: Văn phòng: số 1", {
            5: ['send_to: "Văn phòng: số 1"'],
        }),
    ],
)  # fmt: skip
def test_a_colon_in_any_value_is_told_with_the_quotes_around_it(
    path: str, front: str, right: dict[int, list[str]]
) -> None:
    made = parse(f"content/{path}", f"---\n{front}\n---\n".encode(), SITE, first_line)
    told: dict[int, list[str]] = {}
    for one in sorted(made.problems, key=lambda one: (one.line, one.code)):
        told.setdefault(one.line, []).append(one.values["right"])
    assert told == right


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("days: 2026-12-08", ("BT207", "days: [2026-12-08]")),
        ("days: từ 2026-12-08 đến 10/12/2026", ("BT207", "days: [2026-12-08, 2026-12-10]")),
        ("days: [2026-12-08]\nagenda:\n- 07:30 Khai mạc", ("BT207", "agenda: [{title: 07:30 Khai mạc}]")),
        ("days: [2026-12-08]\nagenda: [{time: 08:00, title: Thảo luận, biểu quyết}]",
            ("BT253", 'agenda: [{time: 08:00, title: "Thảo luận, biểu quyết"}]')),
        ("days: [2026-12-08]\nkind: bất thường", ("BT281", "đột xuất")),
        ("days: [2026-12-08]\ncancelled: true", ("BT239", "cancelled")),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_in_a_session_is_told_as_it_should_be(front: str, told: tuple[str, str]) -> None:
    made = parse("content/ky-hop/a.md", f"---\ntitle: Kỳ họp\n{front}\n---\n".encode(), SITE, first_line)
    (one,) = made.problems
    assert (one.code, one.values.get("right") or one.values.get("near") or one.values["key"]) == told


def test_a_name_without_letters_has_no_address() -> None:
    for path in ("content/tin-tuc/😀.md", "content/tin-tuc/…/a.md", "content/😀/index.md"):
        made = parse(path, (article() if "tin-tuc" in path else source(title="a")).encode(), SITE, first_line)
        assert [one.code for one in made.problems] == ["BT305"]


EVERY_FIELD = [(kind, key) for kind in (Article, Page) for key in fields_of(kind)]


@pytest.mark.parametrize(("kind", "key"), EVERY_FIELD, ids=[f"{kind.__name__} {key}" for kind, key in EVERY_FIELD])
@pytest.mark.parametrize("letter", ["\\v", "\\0", "\\e", "\\x7f", "\\x85", "\\ufffe", "\v", "\x01", "\x9f", "\ufdd0"])
def test_no_field_lets_a_control_character_in(kind: type, key: str, letter: str) -> None:
    example = fields_of(kind)[key].about.example
    words = f'"a{letter}b"'
    value = f"[{{file: {words}}}]" if "[{" in example else f"[{words}]" if example.startswith("[") else words
    rows = [f"{one}: x" for one in ("title", "date", "category") if one != key and one in fields_of(kind)]
    path = "content/tin-tuc/2020/bai.md" if kind is Article else "content/bai.md"
    text = "\n".join(["---", *rows, f"{key}: {value}", "---", "x"])
    assert ("BT321", len(rows) + 2) in faults(text, path)


# --- the beginning of a text ---------------------------------------------------------------------------------------


def test_the_beginning_of_a_text_stands_in_for_a_summary_that_is_not_given() -> None:
    def asked(path: str, body: str) -> str:
        return f"{path}: {body}"

    def made(**front: object) -> tuple[str, str, str]:
        document = parse("content/tin-tuc/a.md", article("Đoạn.", **front).encode(), SITE, asked).document
        assert document is not None
        return document.lead, document.excerpt, document.summary

    assert made() == ("", "content/tin-tuc/a.md: Đoạn.", "content/tin-tuc/a.md: Đoạn.")
    assert made(summary=" ") == made()
    assert made(summary="Tóm tắt <!-- x -->") == ("Tóm tắt <!-- x -->", "", "Tóm tắt <!-- x -->")


# --- fingerprints --------------------------------------------------------------------------------------------------


def test_the_list_fingerprint_changes_with_what_lists_show_and_with_nothing_else() -> None:
    base = read(article("Đoạn.\n\nHai.", summary="s"))
    assert read(article("Đoạn.\n\nBa.", summary="s")).list_fingerprint == base.list_fingerprint
    assert read(article("Đoạn.\n\nBa.", summary="s")).fingerprint != base.fingerprint
    assert read(article("Đoạn.\n\nHai.", summary="t")).list_fingerprint != base.list_fingerprint
    assert (
        read(article("Đoạn.\n\nHai.")).list_fingerprint
        == read(article("Đoạn.\n\nBa.")).list_fingerprint
        != read(article("Đoạn khác.\n\nHai.")).list_fingerprint
    )
    assert read(article("Đoạn.\n\nHai.", summary="s", title="Khác")).list_fingerprint != base.list_fingerprint
    assert read("---\n# lời\n" + article("Đoạn.\n\nHai.", summary="s")[4:]).list_fingerprint == base.list_fingerprint
