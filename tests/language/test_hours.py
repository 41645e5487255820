import pytest

from bantin.language.hours import Hours, parse_hours


@pytest.mark.parametrize(
    ("written", "hours", "shown"),
    [
        ("07:30 – 11:30", Hours("morning", 450, 690), "07:30 – 11:30"),
        ("7h30-11h30", Hours("morning", 450, 690), "07:30 – 11:30"),
        ("từ 7 giờ 30 đến 11 giờ 30 phút", Hours("morning", 450, 690), "07:30 – 11:30"),
        ("14h", Hours("afternoon", 840), "14:00"),
        ("2 giờ chiều", Hours("afternoon", 840), "14:00"),
        ("19:00", Hours("evening", 1140), "19:00"),
        ("Buổi sáng", Hours("morning"), ""),
        ("chiều", Hours("afternoon"), ""),
        ("cả ngày", Hours("day"), ""),
    ],
)
def test_a_time_of_day(written: str, hours: Hours, shown: str) -> None:
    assert parse_hours(written) == hours
    assert hours.text == shown


@pytest.mark.parametrize(
    "written", ["", "8", "24:00", "7:60", "11:30 - 7:30", "7:30 -", "7:30 - 8:00 - 9:00", "sớm", "7" * 99]
)
def test_what_is_none(written: str) -> None:
    assert parse_hours(written) is None
