from __future__ import annotations

import pytest

from bantin.language.offices import is_office

OFFICES = [
    "Văn phòng HĐND tỉnh",
    "HĐND huyện Châu Thành",
    "Ban Pháp chế",
    "Thường trực Hội đồng nhân dân",
    "Đoàn đại biểu Quốc hội tỉnh",
    "Ủy ban nhân dân xã Bình Minh",
    "UBND tỉnh",
    "Theo TTXVN",
    "Tổ biên tập",
    "Office of the People's Council",
]
PEOPLE = ["Hải Đường", "Ban Mai", "Đoàn Văn Nam", "Hội An", "Trang Nguyễn", "Bộ Hành", "Báo Hiếu", "Tổ Quốc", "VPT", ""]


@pytest.mark.parametrize("name", OFFICES)
def test_names_of_offices(name: str) -> None:
    assert is_office(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_names_of_people(name: str) -> None:
    assert not is_office(name)
