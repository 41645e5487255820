"""How many problems of each kind, for the closing line of `check` and its `--json`. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bantin.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

# The longest beginning of a code that stands here decides.
_KINDS = {
    "BT1": "settings", "BT2": "front_matter", "BT3": "files", "BT4": "text", "BT5": "layouts", "BT6": "publishing",
    "BT7": "counter", "BT8": "media",
    "BT90": "text", "BT91": "letters", "BT92": "front_matter", "BT93": "site",
}  # fmt: skip
_WORDS = {
    "settings": ("cấu hình", "settings"),
    "front_matter": ("khai báo", "front matter"),
    "files": ("tệp", "files"),
    "text": ("nội dung", "text"),
    "letters": ("chữ", "letters"),
    "layouts": ("bố cục", "layouts"),
    "publishing": ("xuất bản", "publishing"),
    "counter": ("bộ đếm", "counter"),
    "media": ("hình và tệp đính kèm", "pictures and attachments"),
    "site": ("toàn trang", "whole site"),
}


def kind_of(code: str) -> str:
    """Return the kind of a problem's code, a word that stays as it is: `front_matter`."""
    return _KINDS.get(code[:4]) or _KINDS[code[:3]]


def counts(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the numbers of errors and warnings, and of problems of each kind and code."""
    wrong = sum(one.severity is Severity.ERROR for one in problems)
    return {
        "errors": wrong,
        "warnings": len(problems) - wrong,
        "kinds": dict(sorted(Counter(kind_of(one.code) for one in problems).items())),
        "codes": dict(sorted(Counter(one.code for one in problems).items())),
    }


def told(problems: Sequence[Problem], language: str) -> str:
    """Return the counts in words: `1 lỗi, 5 cảnh báo (khai báo 2, nội dung 4)`."""
    found = counts(problems)
    kinds = ", ".join(f"{_WORDS[kind][language != 'vi']} {count}" for kind, count in found["kinds"].items())
    wrong, warnings = found["errors"], found["warnings"]
    line = f"{wrong} lỗi, {warnings} cảnh báo" if language == "vi" else f"{wrong} error(s), {warnings} warning(s)"
    return f"{line} ({kinds})" if kinds else line
