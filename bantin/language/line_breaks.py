"""Where a line may break in Vietnamese: between words, not between the syllables of one."""

from __future__ import annotations

import functools
from itertools import pairwise

_WORDS = """
    ban hành, báo cáo, bảo đảm, bảo vệ, bầu cử, bế mạc, bí thư, bổ sung, cải cách, cán bộ, chánh án, chất vấn, chỉ
    đạo, chỉ thị, chính phủ, chính quyền, chính sách, chủ nhiệm, chủ tịch, chủ trì, chuyên đề, chuyên trách, chương
    trình, cơ cấu, cơ quan, công an, công bố, công chức, công dân, công khai, công tác, công trình, cử tri, dân chủ,
    dân cư, dân tộc, doanh nghiệp, dự án, dự thảo, đại biểu, đại hội, đánh giá, đảng bộ, đảng viên, đầu tư, đề án, đề
    nghị, đề xuất, địa bàn, địa phương, điện tử, điều chỉnh, điều hành, đô thị, đoàn thể, đồng bào, đồng chí, đơn vị,
    giải pháp, giải quyết, giải trình, giám đốc, giám sát, giao thông, giáo dục, giới thiệu, hành chính, hiến pháp,
    hiệu lực, hiệu quả, hoàn thành, hoạt động, hội đồng, hội nghị, hội thảo, hội trường, huyện ủy, huyện uỷ, kế hoạch,
    khai mạc, khảo sát, khen thưởng, khiếu nại, kiểm sát, kiểm tra, kiến nghị, kinh tế, kỳ họp, kỷ niệm, lãnh đạo,
    liên hệ, mặt trận, miễn nhiệm, môi trường, mục tiêu, ngân sách, nghị định, nghị quyết, nghiên cứu, nhân dân, nhiệm
    kỳ, nhiệm vụ, nông nghiệp, nông thôn, phát biểu, phát huy, phát triển, phê chuẩn, phiên họp, phong trào, phòng
    chống, phụ nữ, phương án, quán triệt, quản lý, quốc gia, quốc hội, quốc phòng, quy chế, quy định, quy hoạch, quyết
    định, sáp nhập, sơ kết, sửa đổi, tài chính, tài liệu, tài nguyên, tăng cường, tập huấn, thành lập, thành phố,
    thành viên, thanh niên, thanh tra, thảo luận, thẩm tra, thi đua, thị trấn, thị xã, thiếu nhi, thông báo, thông
    qua, thông tin, thống nhất, thống kê, thủ tục, thủ tướng, thực hiện, thường trực, thường vụ, thường xuyên, tiếp
    thu, tiếp tục, tiếp xúc, tỉnh ủy, tỉnh uỷ, tố cáo, tổ chức, tổ quốc, tổng kết, tòa án, toà án, trách nhiệm, triển
    khai, trực tuyến, truyền thông, trưởng ban, tuyên truyền, ủy ban, uỷ ban, ủy viên, uỷ viên, ứng cử, ứng dụng, văn
    bản, văn hóa, văn hoá, văn phòng, việt nam, xây dựng, xã hội, xem xét, y tế, ý kiến, yêu cầu
"""
"""Words of councils' titles: who meets half of one at the end of a line reads it twice."""
_PAIRS = frozenset(tuple(word.split()) for word in _WORDS.split(","))
_NUMBERED = frozenset("năm tháng ngày khóa khoá kỳ thứ số điều khoản quý đợt".split())  # noqa: SIM905 - easier to read
_DASHES = frozenset("–—-")
_AROUND = "“”\"'‘’().,:;!?…"


@functools.lru_cache(maxsize=8192)
def keep_words_whole(text: str) -> str:
    """Return `text` with no-break spaces within words, before numbers that belong to a word, and before dashes."""
    parts = text.split(" ")
    plain = [part.lower().strip(_AROUND) for part in parts]
    made, within = [parts[0]], False
    for at, (before, after) in enumerate(pairwise(plain), 1):
        # A syllable belongs to one word: `ủy ban hành chính` is not `ban hành`.
        within = not within and (before, after) in _PAIRS
        numbered = before in _NUMBERED and (after[:1].isdecimal() or (parts[at].isupper() and not after.strip("ivx")))
        made.append(("\u00a0" if within or numbered or parts[at] in _DASHES else " ") + parts[at])
    return "".join(made)
