"""Numbers of official documents: their parts, and spellings of one number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.collections.paper_numbers import WITHIN_TEXT, PaperNumber, number_key, parse_number


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("12/2026/NQ-HĐND", ("12", 2026, "NQ", "HĐND")),
        ("05/2021/QĐ-UBND", ("05", 2021, "QĐ", "UBND")),
        ("45/KH-HĐND", ("45", 0, "KH", "HĐND")),
        ("128/TTr-UBND", ("128", 0, "TTr", "UBND")),
        ("72/2025/QH15", ("72", 2025, "QH15", "")),
        ("76/2025/UBTVQH15", ("76", 2025, "UBTVQH15", "")),
        ("30/2020/NĐ-CP", ("30", 2020, "NĐ", "CP")),
        ("15/BC-TT.HĐND", ("15", 0, "BC", "TT.HĐND")),
        ("72/2025/NQLT-UBTVQH15-CP", ("72", 2025, "NQLT", "UBTVQH15-CP")),
        # Slips.
        ("Số: 12/2026/NQ-HĐND", ("12", 2026, "NQ", "HĐND")),
        ("Số: .... /2026/NQ-HĐND", ("…", 2026, "NQ", "HĐND")),
        ("12 / 2026 / NQ – HĐND", ("12", 2026, "NQ", "HĐND")),
        ("12/2026/NQ-HDND", ("12", 2026, "NQ", "HĐND")),
        ("05/2021/QD-UBND", ("05", 2021, "QĐ", "UBND")),
        ("15/BC-TT.HDND", ("15", 0, "BC", "TT.HĐND")),
    ],
)
def test_the_parts_of_a_number(written: str, parts: tuple[str, int, str, str]) -> None:
    assert parse_number(written) == PaperNumber(*parts)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12",
        "12/2026",
        "NQ-HĐND",
        "12/26/NQ-HĐND",
        "12/2026/NQ HĐND",
        "1/2/3/4-5",
        "../to-trinh.pdf",
        "/bao-cao.pdf",
    ],
)
def test_what_is_no_number(written: str) -> None:
    assert parse_number(written) is None


def test_spellings_of_one_number_have_one_key() -> None:
    assert number_key("05/2021/NQ-HĐND") == number_key("5/2021/nq-hđnd".upper()) == number_key(" 5/2021/NQ - HDND")
    assert number_key("05/2021/NQ-HĐND") != number_key("50/2021/NQ-HĐND")
    assert number_key("Luật  Đất đai") == "luật đất đai"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("theo Nghị quyết số 12/2026/NQ-HĐND, ngày 8/7/2026", ["12/2026/NQ-HĐND"]),
        ("(45/KH-HĐND) và 30/2020/NĐ-CP.", ["45/KH-HĐND", "30/2020/NĐ-CP"]),
        ("Luật số 72/2025/QH15, Nghị quyết 76/2025/UBTVQH15", ["72/2025/QH15", "76/2025/UBTVQH15"]),
        ("theo 12/2026/NQ–HĐND; 72/2025/QH15-X, QH15", ["12/2026/NQ–HĐND"]),
        ("ngày 8/7/2026, tỷ lệ 1/2, 24/7", []),
        ("a12/2026/NQ-HĐND", []),
        ("/van-ban/12/2026/NQ-HĐND", []),
    ],
)
def test_numbers_within_a_sentence(text: str, found: list[str]) -> None:
    assert re.findall(WITHIN_TEXT, text) == found


@given(st.from_regex(r"[0-9]{1,5}/(?:20[0-9]{2}/)?(?:NQ|QĐ|KH|TTr)-(?:HĐND|UBND|TT\.HĐND)", fullmatch=True))
def test_a_number_is_its_own_text(written: str) -> None:
    parts = parse_number(written)
    assert parts is not None
    assert parts.text == written
    assert re.findall(WITHIN_TEXT, f"số {written}.") == [written]
