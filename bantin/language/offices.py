"""Whether a name is that of an office or of a person. Pure."""

from __future__ import annotations

import re
import unicodedata

# Ban Mai, Đoàn Văn Nam and Hội An are people: only phrases and acronyms that no person is called by.
_ACRONYMS = r"HĐND|UBND|UB ?MTTQ|MTTQ|ĐBQH|TTXVN|VP|BBT"
_PHRASES = (
    r"văn phòng|hội đồng|[uủ]y ban|uỷ ban|thường trực|mặt trận|trung tâm|cổng thông tin|trang thông tin|công an|"
    r"thông tấn|đài phát thanh|đài truyền hình|thanh tra|tòa án|toà án|viện kiểm sát|bộ chỉ huy|"
    r"đoàn (?:đại biểu|thanh niên|công tác|giám sát)|tổ (?:đại biểu|công tác|biên tập)|(?:đảng|tỉnh|huyện|thành) ủy|"
    r"ban (?:biên tập|pháp chế|kinh tế|văn hóa|văn hoá|dân tộc|đô thị|thường vụ|thường trực|chỉ đạo|tổ chức|tuyên|"
    r"dân vận|nội chính|quản lý)|(?:phòng|sở|báo) (?:công tác|tổng hợp|hành chính|thông tin|dân nguyện|nội vụ|tư pháp|"
    r"văn hóa|văn hoá|tài chính|giáo dục|y tế)"
)
_OFFICE = re.compile(
    rf"(?:^|\W)(?:{_ACRONYMS})(?:$|\W)|(?i:^(?:{_PHRASES})\b)|(?i:\b(?:office|council|committee|department|board)\b)"
)


def is_office(name: str) -> bool:
    """Whether `name` is known for the name of an office, in Vietnamese or English."""
    return _OFFICE.search(unicodedata.normalize("NFC", name).strip()) is not None
