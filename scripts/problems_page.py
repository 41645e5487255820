"""Write docs/problems.md from the catalogue of messages, so that the two cannot differ; `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bantin.problems import Entry, Severity, catalogue  # noqa: E402 - the checkout, not an installed copy

PAGE = ROOT / "docs" / "problems.md"
GROUPS = {
    "1": "Settings · Cấu hình",
    "2": "Front matter · Phần khai báo",
    "3": "Files · Tệp",
    "4": "Text and links · Nội dung và liên kết",
    "5": "Layouts · Bố cục",
    "6": "Publishing · Xuất bản",
    "7": "Counter and checks · Bộ đếm và kiểm tra",
    "8": "Preview, pictures and attachments · Xem trước, hình và tài liệu",
    "9": "Checks, only shown by `check` · Kiểm tra kỹ, chỉ có ở lệnh `check`",
}
HEAD = """# Problems and what to do about them

Every problem has a code. In a terminal it looks like this: the place, the code, what is wrong, and on the next line
what to do.

    content/tin-tuc/2020/tong-ket.md:4: BT203 Không có chuyên mục “thidua”.
        Ý bạn là “thi-dua”? Các chuyên mục: thi-dua, ky-hop.

An *error* stops publishing: the site stays as it was. A *warning* does not (`--strict` makes it an error). Words in
`{braces}` stand for what the message names. This page is made from `bantin/problems/messages.toml` by `make docs`.
"""


def main() -> int:
    """Write the page, or return 1 when it is not what it should be."""
    text = page(catalogue())
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            return 0
        print("docs/problems.md is not up to date: run `make docs`", file=sys.stderr)
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


def page(entries: dict[str, Entry]) -> str:
    """Return the page for a catalogue."""
    parts = [HEAD]
    group = ""
    for code, entry in sorted(entries.items()):
        if code[2] != group:
            group = code[2]
            parts.append(f"\n## {GROUPS[group]}\n")
        kind = "warning · cảnh báo" if entry.severity is Severity.WARNING else "error · lỗi"
        parts.append(f"\n### {code}\n\n*{kind}*\n\n{entry.vi}\n{entry.hint_vi}\n\n{entry.en}\n{entry.hint_en}\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
