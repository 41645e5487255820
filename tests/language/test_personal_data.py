import pytest

from bantin.language.personal_data import hide, is_personal


@pytest.mark.parametrize(
    ("text", "hidden", "kinds"),
    [
        ("Ông Nguyễn Văn A (ấp 3)", "Ông […] (ấp 3)", ["name"]),
        ("ông/bà Trần Thị B; CCCD 079 203 001 234", "ông/bà […]; CCCD […]", ["identity", "name"]),
        ("Cử tri Lê Thị Hoa ở số nhà 12/5", "Cử tri […] ở số nhà […]", ["address", "name"]),
        ("số 15A, đường Hùng Vương", "số […], đường Hùng Vương", ["address"]),
        ("gọi 0912 345 678 hoặc (+84) 912-345-678", "gọi […] hoặc […]", ["phone"]),
        ("02933.878.999, a.b@example.vn", "[…], […]", ["phone", "email"]),
        ("CMND số 301234567", "CMND số […]", ["identity"]),
        ("ÔNG NGUYỄN VĂN A", "ÔNG […]", ["name"]),
    ],
)
def test_personal_data_is_hidden(text: str, hidden: str, kinds: list[str]) -> None:
    assert hide(text) == (hidden, tuple(kinds))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Cử tri xã Tân Phú, phường Lê Bình kiến nghị",
        "đường Bà Huyện Thanh Quan, trường Lê Quý Đôn, cầu Bà Đắc",
        "tuyến số 5 đường tỉnh 925, dài 3,5 km, từ năm 2024 đến 2026",
        "kinh phí 84.000.000.000 đồng, 350000000 đồng",
        "Nghị quyết số 12/2026/NQ-HĐND ngày 08/07/2026",
        "đề nghị ông Chủ tịch xem xét",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert hide(text) == (text, ())


@pytest.mark.parametrize(
    "name", ["Họ và tên", "SĐT", "Số điện thoại liên hệ", "Địa chỉ", "CCCD", "Cử tri", "Ngày sinh"]
)
def test_columns_of_personal_data_are_known_by_their_names(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize("name", ["Ghi chú", "Nhóm", "Mức độ", "Tên dự án"])
def test_other_columns_are_not(name: str) -> None:
    assert not is_personal(name)
