from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.language.line_breaks import keep_words_whole

TEXTS = st.lists(st.sampled_from(["hội", "đồng", "Ủy", "ban", "hành", "“kỳ", "họp”,", "thứ", "10", "IX", "–", "", "x"]))


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Văn phòng Hội đồng nhân dân tỉnh", "Văn_phòng Hội_đồng nhân_dân tỉnh"),
        ("VĂN PHÒNG ỦY BAN HÀNH CHÍNH", "VĂN_PHÒNG ỦY_BAN HÀNH_CHÍNH"),
        ("Bế mạc “kỳ họp” thứ 10, khóa IX", "Bế_mạc “kỳ_họp” thứ_10, khóa_IX"),
        ("Nghị quyết số 12/2020 – điều 5", "Nghị_quyết số_12/2020_– điều_5"),
        ("Thi đua - Khen thưởng", "Thi_đua_- Khen_thưởng"),
        ("Cơm nước số vi", "Cơm nước số vi"),
        ("", ""),
    ],
)
def test_lines_break_between_words(title: str, whole: str) -> None:
    assert keep_words_whole(title).replace("\u00a0", "_") == whole


@given(TEXTS.map(" ".join) | st.text())
def test_nothing_but_spaces_changes(title: str) -> None:
    whole = keep_words_whole(title)
    assert [(a, b) for a, b in zip(title, whole, strict=True) if a != b] == [(" ", "\u00a0")] * (
        whole.count("\u00a0") - title.count("\u00a0")
    )
