"""Formats problems and the result of a build: as text, and as JSON. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bantin.problems import Problem, Severity, errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bantin.build.records import Summary


_MANY, _FIRST = 20, 3
"""Above so many problems with one code, so many are shown."""
_SEVERITIES = {"vi": ("lỗi", "cảnh báo"), "en": ("error", "warning")}
_NAMED = 5
"""Waiting articles, and drafts, that are named."""
# By prefix of the code; the longest one decides.
_KINDS = {
    "BT1": "settings", "BT2": "front_matter", "BT3": "files", "BT4": "text", "BT5": "layouts", "BT6": "publishing",
    "BT7": "counter", "BT8": "media",
    "BT90": "text", "BT91": "letters", "BT92": "front_matter", "BT93": "site", "BT94": "law",
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
    "law": ("quy định", "law"),
}


def format_problems(problems: Iterable[Problem], language: str, *, everything: bool = False) -> str:
    """Return lines with the place, code, severity, message and hint of each problem.

    Of more than `_MANY` with one code the first few are shown, and how many there are, unless `everything` is wanted.
    """
    vietnamese = language == "vi"
    found = list(problems)
    counts = Counter(one.code for one in found)
    left = {code: 0 if everything or count <= _MANY else count - _FIRST for code, count in counts.items()}
    lines: list[str] = []
    seen: Counter[str] = Counter()
    for one in found:
        seen[one.code] += 1
        if left[one.code] and seen[one.code] > _FIRST:
            continue
        severity = _SEVERITIES[language][one.severity is not Severity.ERROR]
        place = f"{one.place}: " if one.place else ""
        lines.append(f"{place}{one.code} {severity}: {one.message(language)}")
        if hint := one.hint(language):
            lines.append(f"    {hint}")
        if left[one.code] and seen[one.code] == _FIRST:
            more = (
                "còn {} chỗ nữa như vậy; check --all kể hết"
                if vietnamese
                else "{} more like this; check --all lists them"
            )
            lines.append(f"    … {more.format(left[one.code])}")
    if any(left.values()) and (wrong := Counter(one.code for one in errors(found))):
        first = (
            "Sửa lỗi trước, vì lỗi chặn việc đăng: {}."
            if vietnamese
            else "Mend the errors first, which stop publishing: {}."
        )
        lines.append(first.format(", ".join(f"{code} × {count}" for code, count in wrong.most_common())))
    return "".join(f"{line}\n" for line in lines)


def format_json(
    problems: Iterable[Problem], language: str, seconds: float, summary: Summary | None = None, **more: object
) -> str:
    """Return one JSON object: the numbers of a build (0 without a `summary`), its problems, and `more`."""
    import json

    done = {name: getattr(summary, name) if summary else 0 for name in ("pages", "rendered", "written", "removed")}
    listed = [
        {
            "code": one.code,
            "severity": one.severity.value,
            "path": one.path,
            "line": one.line,
            "column": one.column,
            "message": one.message(language),
            "hint": one.hint(language),
        }
        for one in problems
    ]
    return json.dumps({**done, "seconds": round(seconds, 3), "problems": listed, **more}, ensure_ascii=False)


def format_summary(problems: Sequence[Problem], language: str, seconds: float, summary: Summary | None) -> str:
    """Return the result of a build in one line; without a `summary` it failed."""
    vietnamese = language == "vi"
    if summary is None:
        count = len(errors(problems)) or len(problems)
        return (
            f"bantin: {count} lỗi; không đăng gì cả."
            if vietnamese
            else f"bantin: {count} problem(s); nothing was published."
        )
    pages, rendered, written, removed = summary.pages, summary.rendered, summary.written, summary.removed
    if vietnamese:
        line = f"bantin: {pages} trang, dựng {rendered}, ghi {written}, xóa {removed}, {seconds:.2f} giây."
        waiting, due = f" Đang chờ: {summary.drafts} bản nháp, {summary.future} bài hẹn giờ", "bài kế tiếp:"
    else:
        line = f"bantin: {pages} pages, {rendered} rendered, {written} written, {removed} removed, {seconds:.2f} s."
        waiting, due = f" Waiting: {summary.drafts} draft(s), {summary.future} timed", "next due"
    if not (summary.drafts or summary.future):
        return line
    moment = f" ({due} {datetime.fromisoformat(summary.next_due):%d-%m-%Y %H:%M})" if summary.next_due else ""
    return f"{line}{waiting}{moment}."


def format_waiting(due: Sequence[tuple[str, str]], drafts: Sequence[str], language: str) -> str:
    """Return a line for articles that wait for their date, with it, and one for drafts; nothing for none."""
    vietnamese = language == "vi"
    timed = [f"{datetime.fromisoformat(moment):%H:%M %d-%m-%Y} {path}" for moment, path in due]
    more = "và {} bài nữa" if vietnamese else "and {} more"
    lines = []
    for title, names in (
        ("Hẹn giờ" if vietnamese else "Waiting for their date", timed),
        ("Bản nháp (bỏ dòng draft: true khi muốn đăng)" if vietnamese else "Drafts", list(drafts)),
    ):
        if names:
            shown = [*names[:_NAMED], *([more.format(len(names) - _NAMED)] if len(names) > _NAMED else [])]
            lines.append(f"{title}: {'; '.join(shown)}.\n")
    return "".join(lines)


def problem_kind(code: str) -> str:
    """Return the kind of a problem's code, a stable identifier: `front_matter`."""
    return _KINDS.get(code[:4]) or _KINDS[code[:3]]


def count_problems(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the numbers of errors and warnings, and of problems of each kind and code."""
    wrong = sum(one.severity is Severity.ERROR for one in problems)
    return {
        "errors": wrong,
        "warnings": len(problems) - wrong,
        "kinds": dict(sorted(Counter(problem_kind(one.code) for one in problems).items())),
        "codes": dict(sorted(Counter(one.code for one in problems).items())),
    }


def format_counts(problems: Sequence[Problem], language: str) -> str:
    """Return the counts in words: `1 lỗi, 5 cảnh báo (khai báo 2, nội dung 4)`."""
    found = count_problems(problems)
    kinds = ", ".join(f"{_WORDS[kind][language != 'vi']} {count}" for kind, count in found["kinds"].items())
    wrong, warnings = found["errors"], found["warnings"]
    line = f"{wrong} lỗi, {warnings} cảnh báo" if language == "vi" else f"{wrong} error(s), {warnings} warning(s)"
    return f"{line} ({kinds})" if kinds else line
