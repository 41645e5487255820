"""`fix`: what has one right answer is mended, what has not is left alone."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.checks.fix import Fixer
from bantin.collections.fix import MENDABLE, mend_front_matter
from bantin.config import parse_settings
from bantin.content import front_matter
from bantin.content.read import SourceFault
from bantin.problems import errors
from bantin.system import atomic_file
from tests.builder import SETTINGS
from tests.conftest import SOAK
from tests.content import slip_table
from tests.content.test_right_front_matter import ENTRIES, KEYS

if TYPE_CHECKING:
    from tests.builder import Site

FIXER = Fixer(slip_table.SITE, [slip_table.PATH])
SLIPS = [row.slip for row in slip_table.rows()]
# One line each, of a key that may stand beside any other.
BESIDE = [slip for slip in SLIPS if "\\n" not in slip and re.match(r"\W{0,3}(?:title|summary|author|tags|date|category|image\w*|related)\b", slip)]  # fmt: skip


SITE = parse_settings(f'{SETTINGS}[[categories]]\nslug = "ky-hop"\nname = "Kỳ họp"\n'.encode())
FITS = {"date": "2026", "category": "ky-hop", "image": ".png", "related": "\0"}
"""What is in values that fit some keys."""


def fixed(source: str, path: str = slip_table.PATH) -> str | None:
    found = FIXER.fix(path, source.encode())
    return found.after if found else None


def test_slips_that_are_mended_build_afterwards_and_a_second_run_changes_nothing() -> None:
    built = 0
    for slip in SLIPS:
        source = slip_table.source_of(slip)
        after = fixed(source)
        before = {one.code for one in errors(slip_table.problems_of(source))}
        if after is None:
            assert before - MENDABLE or before & {"BT203", "BT207", "BT210", "BT223", "BT243"}, (slip, before)
            continue
        assert before & MENDABLE, slip
        assert fixed(after) is None, slip
        left = {one.code for one in errors(slip_table.problems_of(after))}
        assert left <= {"BT206"}, (slip, after, left)
        built += not left
    assert built >= 165, built


@pytest.mark.parametrize(
    "slip",
    [
        "title: Kỳ họp # chờ duyệt", "date: 2026-02-30", "date: 31/12/20", "date: 0206-12-08", "category: thidua", "titel: Kỳ họp",
        "title: Kỳ họp\\ntitle: Kỳ họp hai", "withdrawn: true", "draft: có lẽ", 'image: "C:\\mau\\anh.png"', "---\\ntitle: Kỳ họp\\n\\nChữ.",
    ],
)  # fmt: skip
def test_what_may_mean_several_things_is_left_alone(slip: str) -> None:
    assert fixed(slip_table.source_of(slip)) is None


@hypothesis.settings(max_examples=80 if SOAK < 100 else 10_000)
@given(ENTRIES, st.lists(st.sampled_from(BESIDE), max_size=2))
def test_right_front_matter_keeps_its_meaning_beside_any_slip(
    entries: tuple[tuple[str, tuple[str, Any], str], ...], slips: list[str]
) -> None:
    right = [(key, text, value, between) for key, (text, value), between in entries if FITS.get(key, "") in value]
    meant = {key: value for key, _, value, _ in right}
    beside = [slip for slip in slips if not any(re.match(rf"\W{{0,3}}(?:{key})\b", slip) for key in meant)]
    lines = [
        *(f"{between}{key}:{text}" for key, text, _, between in right),
        *(slip_table.source_of(slip).split("\n")[1] for slip in beside),
    ]
    rows = ["---", *"\n".join(lines).split("\n"), "---", "", "x"]
    mended = mend_front_matter("content/tin-tuc/x.md", rows, SITE)
    assert beside or mended == rows
    try:
        source = front_matter.split("\n".join(mended), "content/tin-tuc/x.md", KEYS)
    except SourceFault:
        assert mended == rows
        return
    if mended != rows:
        assert {key: source.values[key] for key in meant} == meant, ("\n".join(rows), "\n".join(mended))


def test_files_of_other_encodings_become_utf_8(site: Site) -> None:
    said = (
        "---\ntitle: Thường trực Hội đồng nhân dân\ndate: 2026-01-02\ncategory: tin\n---\n\nNội dung đã được duyệt.\n"
    )
    tcvn3 = "---\ntitle: Th­êng trùc Héi ®ång nh©n d©n\ndate: 2026-01-02\ncategory: tin\n---\n\nNéi dung ®· ®­îc duyÖt.\n"
    site.write("content/tin-tuc/a.md", tcvn3.encode("latin-1"))
    site.write("content/tin-tuc/b.md", said.replace("\n", "\r\n").encode("utf-16"))
    result = site.invoke("fix", "--yes")
    assert result.status == 0
    assert "chuyển từ TCVN3 sang UTF-8" in result.stdout
    assert "chuyển từ UTF-16 sang UTF-8" in result.stdout
    assert (site.root / "content/tin-tuc/a.md").read_bytes().decode() == said
    assert (site.root / "content/tin-tuc/b.md").read_bytes().decode() == said.replace("\n", "\r\n")
    assert site.make().codes == []


def test_links_name_files_as_they_are_on_disk(site: Site) -> None:
    site.write("content/tin-tuc/2020/anh-hop.png", b"\x89PNG")
    site.write("content/tin-tuc/2020/Mẫu đơn (1).pdf", b"%PDF")
    site.article("2020/Bài cũ")
    apart = unicodedata.normalize("NFD", "Mẫu")
    path = site.article(
        "2020/a",
        "Xem [bài cũ](../2020/bài%20CŨ.md#muc), [Mẫu](MẪU%20ĐƠN%20%281%29.PDF) và `![x](Anh-Hop.PNG)`.\n\n"
        f"![Hội trường](ANH-HOP.png 'Chú thích')\n\n[q]: /TIN-TUC/2020/anh-hop.PNG\n\n[xem][q] [chưa có](khong-co.pdf) [m]({apart}%20đơn%20%281%29.pdf)\n\n"
        "```\n[Mẫu](MẪU.PDF)\n• mã\n```\n",
        image="Anh-hop.png",
        image_alt="x",
    )
    assert site.invoke("fix", "--yes").status == 0
    text = (site.root / path).read_text("utf-8")
    assert "image: anh-hop.png" in text.replace('"', "")
    for link in ("](Bài%20cũ.md#muc)", "](Mẫu%20đơn%20%281%29.pdf)", "](anh-hop.png 'Chú thích')", "[q]: /tin-tuc/2020/anh-hop.png",
                 "](khong-co.pdf)", "`![x](Anh-Hop.PNG)`", "```\n[Mẫu](MẪU.PDF)\n• mã\n```"):  # fmt: skip
        assert link in text, (link, text)
    assert text.count("](Mẫu%20đơn%20%281%29.pdf)") == 2
    assert site.invoke("fix").stdout == "Không có gì để sửa.\n"


def test_bullets_of_word_become_markdown_s_where_the_text_stays_the_same(site: Site) -> None:
    path = site.article("a", "Gồm:\n\n• Một\n•Hai\n  • Hai rưỡi\n\nHết.")
    code = site.article("b", "```\n• mã\n```")
    before = (site.root / code).read_bytes()
    assert site.invoke("fix", "--yes").status == 0
    assert "Gồm:\n\n- Một\n- Hai\n  - Hai rưỡi\n\nHết." in (site.root / path).read_text("utf-8")
    assert (site.root / code).read_bytes() == before


def test_only_what_is_named_is_mended_and_only_after_a_yes(site: Site) -> None:
    first, second = (site.article(f"{name}/a", date="31/12/2020") for name in ("mot", "hai"))
    before = {path: (site.root / path).read_bytes() for path in (first, second)}
    asked = site.invoke("fix")
    assert asked.status == 1
    assert "-        date" not in asked.stdout
    assert re.search(r"\d - date: .?31/12/2020.?\n +\+ date: .?2020-12-31", asked.stdout)
    assert {path: (site.root / path).read_bytes() for path in before} == before
    assert site.invoke("fix", "--yes", str(site.root / "content/tin-tuc/mot")).status == 0
    assert (site.root / first).read_bytes() != before[first]
    assert (site.root / second).read_bytes() == before[second]
    assert site.invoke("fix", "--yes", str(site.root / "site_config.toml")).status == 2
    assert site.invoke("fix", "--yes", str(site.root / "content" / "khong-co.md")).status == 2


def test_line_ends_and_rights_stay_and_links_are_not_replaced(site: Site) -> None:
    text = "\ufeff---\r\ntitle: “Kỳ họp: một”\r\ndate: 2026-01-02\r\ncategory: Tin\r\n---\r\n\r\nx\r\n"
    place = site.write("content/tin-tuc/a.md", text)
    place.chmod(0o640)
    link = site.root / "content/tin-tuc/b.md"
    link.symlink_to("a.md")
    assert site.invoke("fix", "--yes", str(place)).status == 0
    right = text.replace("“Kỳ họp: một”", '"Kỳ họp: một"').replace(": Tin", ": tin")
    assert place.read_bytes().decode() == right
    assert place.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert site.invoke("fix", "--yes", "--line-ends", str(place)).status == 0
    assert place.read_bytes().decode() == right.removeprefix("\ufeff").replace("\r\n", "\n")


def test_a_file_is_replaced_whole_or_not_at_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = site.root / site.article("a", date="31/12/2020")
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        result = site.invoke("fix", "--yes")
        assert (result.status, "BT604" in result.stderr) == (1, True)
    assert path.read_bytes() == before
    assert not atomic_file.replace_file(path, b"of before", b"x"), "somebody else has saved it"
    assert os.listdir(path.parent) == ["a.md"]
    assert path.read_bytes() == before
