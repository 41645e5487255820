"""Each check on a text with the fault, at the right line, and on good Vietnamese text."""

from __future__ import annotations

import pytest

from bantin.checks import registry
from bantin.checks.letters import false_letters, legacy_text, mixed_normal_forms
from bantin.checks.links import bare_addresses, inner_targets, malformed_links, plain_http, vague_links
from bantin.checks.structure import jumping_headings
from bantin.checks.tables import headless_tables, rows_without_table
from bantin.checks.text import make_text
from tests.builder import NOW, Site

HEAD = "---\ntitle: T\n---\n"


def lines(check, body: str) -> list[int]:  # type: ignore[no-untyped-def]
    """Return the lines of a check's problems, counted in the body."""
    return [one.line - 3 for one in check(make_text("content/tin-tuc/a.md", HEAD + body, 4))]


GOOD = """
Sáng nay, kỳ họp thứ mười **khai mạc**. Xem [lịch tiếp công dân](/lien-he/), [nghị quyết số 12](../2019/nq.md#dieu-2).

## Điều 1. Phạm vi

- Ý một
- Ý hai
    - Ý nhỏ

### Khoản 1

1. Bước một
2. Bước hai

| Việc | Cơ quan |
| --- | ---: |
| Thẩm tra | Ban của HĐND |

> [!NOTE]
> Ông Müller và bà Peña ở São Paulo dùng máy 5 kΩ, 3 μm; «trích dẫn», Москва, Hòa Bình, hoá đơn, toà án.

```
#### [tại đây](http://x.vn/)
| a |
| b |
```

Dòng `[tại đây](http://x.vn)` và <!-- [tại đây](http://x.vn) --> [Cổng](https://example.vn/a_(b)?c=1), <ban@hdnd.vn>.

Thẩm định
:   Cơ quan tư pháp xem xét.

© 2020 HĐND tỉnh. Nhiệt độ 35°C, diện tích 20 m², «khá».
"""


@pytest.mark.parametrize("check", registry.TEXT_CHECKS, ids=lambda check: check.__name__)
def test_good_text_is_left_alone(check) -> None:  # type: ignore[no-untyped-def]
    assert lines(check, GOOD) == []


@pytest.mark.parametrize(
    ("check", "body", "found"),
    [
        (jumping_headings, "## A\n\n#### B\n\n##### C\n\n## D\n\n### E", [3]),
        (jumping_headings, "### Đầu tiên", [1]),
        (jumping_headings, "# A\n\n### B", []),
        (jumping_headings, "A\n===\n\n### B\n\nx\n\n##### C", [8]),
        (vague_links, "Xem [tại đây](a.md).\n\n[**Xem thêm**](b.md)\n\n<a href='/x/'>click here</a>\n\n[ở đây][1]\n\n[1]: a.md", [1, 3, 5, 7]),
        (vague_links, "[tại đây có lịch họp](a.md) ![tại đây](a.png)", []),
        (bare_addresses, "<https://x.vn/a>\n\n[https://x.vn/a](https://x.vn/a) [hdnd.example.vn](https://hdnd.example.vn/)", [1, 3]),
        (plain_http, "[a](https://x.vn/)\n[b](http://x.vn/)\n\n[c]: http://y.vn/", [2, 4]),
        (malformed_links, "[a](http:/x.vn)\n[b](https://)\n[c](https://hdnd/)\n[d](https://x,vn/)\n[e](mailto:ban)\n[f](mailto:a@b.vn)", [1, 2, 3, 4, 5]),
        (malformed_links, "[a](https://10.0.0.1/) [b](https://hội-đồng.vn/a) [c](https://web.archive.org/web/2020/https://x.vn/)", []),
        (headless_tables, "x\n\n| | |\n|---|---|\n| a | b |\n\n<table><tr><td>1</td></tr></table>", [3, 7]),
        (rows_without_table, "| a | b |\n| c | d |", [1]),
        (rows_without_table, "Bảng:\n| a | b |\n|---|---|\n| c | d |", []),
        (mixed_normal_forms, "Đại biểu\n\nhô\u0323i", [3]),
        (mixed_normal_forms, "ho\u0323p", []),
        (false_letters, "Ðại biểu\n\nHÐND, QÐ-UBND\n\nvăn bаn\n\nSigurður", [1, 3, 3, 5]),
        (legacy_text, "x\n\nHéi ®ång nh©n d©n tØnh", [3]),
        (legacy_text, "Hoäi ñoàng nhaân daân tænh", [1]),
        (legacy_text, "Há»™i Ä‘á»“ng nhÃ¢n dÃ¢n", [1]),
    ],
)  # fmt: skip
def test_a_problem_has_its_line(check, body: str, found: list[int]) -> None:  # type: ignore[no-untyped-def]
    assert lines(check, body) == found


def test_targets_inside_the_site() -> None:
    text = make_text(
        "content/tin-tuc/a.md",
        HEAD + "[a](b.md#x) [b](/gioi-thieu/) [c](https://x.vn/) <a href='../lien-he.md'>l</a>",
        4,
    )
    assert set(inner_targets(text)) == {
        "content/tin-tuc/b.md",
        "/gioi-thieu/",
        "content/gioi-thieu",
        "content/lien-he.md",
    }


def check(site: Site, *more: str):  # type: ignore[no-untyped-def]
    return site.invoke("check", "--now", NOW, "--jobs", "1", "--json", *more)


def test_records_and_the_whole_site(site: Site) -> None:
    site.article(
        "a",
        title="KỲ HỌP THỨ MƯỜI HAI",
        date="2020-02-02",
        updated="2020-01-31",
        image_alt="x",
        author="Hải Đường",
        tags=["Kỳ họp"],
    )
    site.article("b", "[p](../q.md)", title="d" * 131, author="Hải Đường", tags=["Kỳ họp"], summary="S.")
    site.article("c", title="Trùng", author="Hải đường", tags=["kỳ họp"], summary="S.")
    site.article("d", title="trùng", summary="S.")
    site.page("p", "[q](q.md)")
    site.page("q", "[r](/r/)")
    site.page("r")
    site.page("s")  # to which the settings lead
    site.settings('[[links]]\nname = "S"\nurl = "/s/#x"\n')
    assert check(site).problems == [
        ("BT934", "content/p.md", 1),
        ("BT921", "content/tin-tuc/a.md", 2),
        ("BT925", "content/tin-tuc/a.md", 2),
        ("BT923", "content/tin-tuc/a.md", 5),
        ("BT924", "content/tin-tuc/a.md", 6),
        ("BT922", "content/tin-tuc/b.md", 2),
        ("BT932", "content/tin-tuc/c.md", 5),
        ("BT931", "content/tin-tuc/c.md", 6),
        ("BT933", "content/tin-tuc/d.md", 2),
    ]
    counts = check(site).json["counts"]
    assert (counts["errors"], counts["warnings"], counts["kinds"]) == (0, 9, {"front_matter": 5, "site": 4})
    assert (
        site.invoke("check", "--now", NOW, "--jobs", "1")
        .stderr.splitlines()[-1]
        .startswith("bantin: 0 lỗi, 9 cảnh báo (khai báo 5, toàn trang 4), ")
    )
    assert site.make().problems == []


def test_checks_off_hides_warnings_and_reports_unused_entries(site: Site) -> None:
    site.article("2005/a", title="Một")
    site.article("2020/b", title="Hai")
    site.settings(
        '\n[[checks.off]]\ncode = "BT921"\npaths = "content/tin-tuc/2005/*"\nreason = "bài cũ"\n\n[[checks.off]]\ncode = "BT901"\nreason = "thừa"\n'
    )
    assert check(site).problems == [("BT921", "content/tin-tuc/2020/b.md", 2), ("BT143", "site_config.toml", 19)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [('code = "BT999"\nreason = "x"', "BT141"), ('code = "BT401"\nreason = "x"', "BT142"), ('code = "BT901"', "BT104")],
)
def test_faults_of_what_is_switched_off(site: Site, entry: str, code: str) -> None:
    site.settings(f"\n[[checks.off]]\n{entry}\n")
    assert site.make().codes == [code]


def test_what_was_found_is_remembered_and_right_after_an_edit(site: Site) -> None:
    site.article("a", "[tại đây](b.md)", title="Một", summary="S.")
    site.article("b", title="Hai", summary="S.")
    before = site.root / ".bantin"
    assert check(site).codes == ["BT902"]
    assert not before.exists(), "a site that was never built is left as it was"
    assert site.make().status == 0
    for _ in range(2):
        assert check(site).problems == [("BT902", "content/tin-tuc/a.md", 8)]
    site.article("a", "## A\n\n#### B", title="Một", summary="S.")
    for _ in range(2):
        assert check(site).codes == ["BT901"]
    site.article("a", title="Hai", summary="S.")
    assert check(site).codes == ["BT933"]
