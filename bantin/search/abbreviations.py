"""What councils abbreviate: each short form with what it stands for. A site adds its own in `[[abbreviations]]`.

A short form that stands for several things is found by each of them; only what has one meaning is found the other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.language.vietnamese import fold
from bantin.search.words import forms

if TYPE_CHECKING:
    from collections.abc import Iterable

ABBREVIATIONS = (
    ("ANTT", "an ninh trật tự"),
    ("ATGT", "an toàn giao thông"),
    ("BC", "báo cáo"),
    ("BCH", "ban chấp hành"),
    ("BHXH", "bảo hiểm xã hội"),
    ("BHYT", "bảo hiểm y tế"),
    ("BTV", "ban thường vụ"),
    ("CBCC", "cán bộ công chức"),
    ("CBCCVC", "cán bộ công chức viên chức"),
    ("CCHC", "cải cách hành chính"),
    ("CĐS", "chuyển đổi số"),
    ("CP", "chính phủ"),
    ("CT", "chỉ thị"),
    ("CT", "chương trình"),
    ("CT", "chủ tịch"),
    ("CV", "công văn"),
    ("ĐBQH", "đại biểu quốc hội"),
    ("DTTS", "dân tộc thiểu số"),
    ("GD-ĐT", "giáo dục đào tạo"),
    ("GD-ĐT", "giáo dục và đào tạo"),
    ("GDĐT", "giáo dục đào tạo"),
    ("GDĐT", "giáo dục và đào tạo"),
    ("GPMB", "giải phóng mặt bằng"),
    ("HĐND", "hội đồng nhân dân"),
    ("HTX", "hợp tác xã"),
    ("KH", "kế hoạch"),
    ("KHCN", "khoa học công nghệ"),
    ("KHCN", "khoa học và công nghệ"),
    ("KT-NS", "kinh tế ngân sách"),
    ("KT-XH", "kinh tế xã hội"),
    ("KTXH", "kinh tế xã hội"),
    ("LĐTBXH", "lao động thương binh và xã hội"),
    ("MTTQ", "mặt trận tổ quốc"),
    ("NĐ", "nghị định"),
    ("NQ", "nghị quyết"),
    ("NTM", "nông thôn mới"),
    ("PCCC", "phòng cháy chữa cháy"),
    ("PCTN", "phòng chống tham nhũng"),
    ("PCTT", "phòng chống thiên tai"),
    ("QĐ", "quyết định"),
    ("QP-AN", "quốc phòng an ninh"),
    ("QPAN", "quốc phòng an ninh"),
    ("QPPL", "quy phạm pháp luật"),
    ("QSDĐ", "quyền sử dụng đất"),
    ("TB", "thông báo"),
    ("TB", "thương binh"),
    ("THCS", "trung học cơ sở"),
    ("THPT", "trung học phổ thông"),
    ("TNMT", "tài nguyên môi trường"),
    ("TNMT", "tài nguyên và môi trường"),
    ("TP", "thành phố"),
    ("TT", "thông tư"),
    ("TT", "thường trực"),
    ("TT", "thị trấn"),
    ("TT", "trung tâm"),
    ("TTg", "thủ tướng"),
    ("TTHC", "thủ tục hành chính"),
    ("TTr", "tờ trình"),
    ("TƯ", "trung ương"),
    ("TW", "trung ương"),
    ("TX", "thị xã"),
    ("TXCT", "tiếp xúc cử tri"),
    ("UBMTTQ", "ủy ban mặt trận tổ quốc"),
    ("UBND", "ủy ban nhân dân"),
    ("VBQPPL", "văn bản quy phạm pháp luật"),
    ("VH-XH", "văn hóa xã hội"),
)

Words = tuple[str, ...]
"""In their indexed form."""


def make_synonyms(abbreviations: Iterable[tuple[str, str]]) -> dict[str, list[tuple[Words, list[Words]]]]:
    """Return each short and each long form with its synonyms, grouped by the first word of the form, without marks."""
    longs: dict[Words, list[Words]] = {}
    for short, long in abbreviations:
        longs.setdefault(forms(short), []).append(forms(long))
    shorts: dict[Words, list[Words]] = {}
    for short_form, meanings in longs.items():
        if len(meanings) == 1:
            shorts.setdefault(meanings[0], []).append(short_form)
    grouped: dict[str, list[tuple[Words, list[Words]]]] = {}
    for words, synonyms in (*longs.items(), *shorts.items()):
        grouped.setdefault(fold(words[0]), []).append((words, synonyms))
    return grouped
