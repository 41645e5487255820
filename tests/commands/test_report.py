"""Findings as people can use them."""

from __future__ import annotations

from bantin.commands.report import format_problems
from bantin.problems import Problem, problem


def broken(count: int) -> list[Problem]:
    return [problem("BT401", f"content/{number}.md", 3, target="x") for number in range(count)]


def test_errors_and_warnings_are_told_apart() -> None:
    found = [problem("BT401", "content/a.md", 3, target="x"), problem("BT405", "content/a.md", 4, target="y")]
    lines = format_problems(found, "vi").splitlines()
    assert lines[0] == "content/a.md:3: BT401 lỗi: Liên kết “x” không dẫn tới đâu."
    assert lines[2].startswith("content/a.md:4: BT405 cảnh báo: ")
    assert format_problems(found, "en").startswith("content/a.md:3: BT401 error: The link")


def test_twenty_of_a_kind_are_all_shown() -> None:
    assert format_problems(broken(20), "vi").count("BT401 lỗi") == 20
    assert "check --all" not in format_problems(broken(20), "vi")


def test_of_more_the_first_three_and_what_to_do_first() -> None:
    found = [*broken(25), problem("BT403", "content/z.md", 1, target="a.png")]
    lines = format_problems(found, "vi").splitlines()
    assert len(lines) == 3 * 2 + 1 + 2 + 1
    assert lines[6] == "    … còn 22 chỗ nữa như vậy; check --all kể hết"
    assert lines[-1] == "Sửa lỗi trước, vì lỗi chặn việc đăng: BT401 × 25, BT403 × 1."
    assert format_problems(found, "vi", everything=True).count("BT401 lỗi") == 25
    assert "22 more like this" in format_problems(found, "en")
