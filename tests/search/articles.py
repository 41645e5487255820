"""Articles to search for, among many with the same words."""

from __future__ import annotations

import os
import random
from typing import NamedTuple

from tests.builder import article, source
from tests.media import made

FILLERS = int(os.environ.get("BANTIN_TEST_FILLERS", "250"))
"""Articles to search among; the figures of `docs/search.md` were taken with 2,000."""
_WHO = (
    "Hội đồng nhân dân tỉnh",
    "Thường trực HĐND",
    "Ban Pháp chế",
    "Tổ đại biểu số 3",
    "Ủy ban nhân dân huyện",
    "Đoàn giám sát",
    "Các đại biểu",
)
_DOES = (
    "thảo luận về",
    "cho ý kiến về",
    "giám sát",
    "thông qua",
    "khảo sát",
    "đề nghị làm rõ",
    "tổng kết",
    "tiếp thu kiến nghị về",
)
_WHAT = (
    "dự toán ngân sách năm sau", "đường giao thông nông thôn", "công tác cán bộ", "việc tiếp công dân", "nghị quyết chuyên đề", "đất ở cho người dân",
    "hai chương trình mục tiêu", "mức thu học phí", "chế độ cho đại biểu", "trường học và trạm y tế", "kế hoạch đầu tư công", "ý kiến của cử tri",
)  # fmt: skip
_HOW = (
    "bảo đảm đúng quy định",
    "được cử tri đồng tình",
    "trong quý hai",
    "với sự tham gia của các ngành",
    "theo nghị quyết đã ban hành",
    "từ đầu năm",
)


class Article(NamedTuple):
    """An article that a query must find."""

    name: str
    title: str
    body: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    attachment: str = ""
    year: int = 2023
    day: str = "06-15"

    @property
    def url(self) -> str:
        """The site path."""
        return f"/tin-tuc/{self.year}/{self.name}/"


WANTED = (
    Article("nq-12", "Nghị quyết số 12/NQ-HĐND về phân bổ dự toán", year=2020),
    Article("nq-112", "Nghị quyết số 112/NQ-HĐND về danh mục công trình"),
    Article("nq-21", "Nghị quyết số 21/NQ-HĐND về chính sách hỗ trợ học sinh", year=2024),
    Article("hai-duong", "Đoàn đại biểu tỉnh Hải Dương trao đổi kinh nghiệm giám sát", year=2024),
    Article("dap-dong-do", "Đập Đồng Đò đủ điều kiện đón lũ", "Đơn vị quản lý đã đóng điện trạm bơm đầu đập."),
    Article("dua-ghe-ngo", "Ngày hội đua ghe ngo trên sông Hậu", year=2025),
    Article(
        "hoa-giai", "Tập huấn kỹ năng hòa giải ở cơ sở", "Hòa giải viên được hướng dẫn cách ghi biên bản.", year=2019
    ),
    Article("thuy-loi", "Nạo vét kênh thuỷ lợi nội đồng trước vụ mới"),
    Article(
        "banh-tet",
        "Phiên chợ quê cuối năm",
        "Gian hàng đông khách nhất bán bánh tét lá cẩm và mứt gừng dẻo.",
        year=2025,
    ),
    Article("anh-nguyet", "Biểu dương cô giáo Nguyễn Thị Ánh Nguyệt"),
    Article(
        "duong-day-nong",
        "Công bố đường dây nóng tiếp nhận phản ánh",
        "Gọi số 1900 6868 trong giờ hành chính.",
        year=2025,
    ),
    Article("do-duc-don", "Ông Đỗ Đức Đôn kể chuyện làm đại biểu khóa đầu", year=2021),
    Article("phong-chay", "Diễn tập phòng cháy, chữa cháy ở chợ trung tâm", tags=("phòng cháy chữa cháy",)),
    Article("mau-don", "Cách gửi đơn qua bưu điện", attachment="Biểu mẫu đăng ký phát biểu", year=2022),
    Article("cau-kho-do", "Khánh thành cầu Kho Đỏ bắc qua rạch Ông Đội", year=2024),
    Article("le-loi", "Trường tiểu học Lê Lợi thêm tám phòng học", author="Đặng Thùy Dương"),
    Article("chuyen-doi-so", "Chuyển đổi số: bắt đầu từ phòng họp không giấy", tags=("chuyển đổi số",), year=2025),
    Article(
        "nuoc-sach", "Khi nào xã vùng cao có nước sạch?", "Nhà máy nước Suối Đá cấp nước cho ba xã vùng cao.", year=2022
    ),
    Article("duong-que", "Con đường quê nở hoa", "Phụ nữ xã trồng hoa mười giờ dọc con đường bê tông."),
    Article("uy-ban-trinh", "Ủy ban nhân dân tỉnh trình giá nước ngầm", year=2021),
    Article("song-lam", "HĐND xã Sông Lam bàn việc giữ đê", "Kho lúa nằm cạnh cây cầu cũ.", year=2022),
    Article("mat-tran", "Ủy ban Mặt trận Tổ quốc gặp mặt già làng"),
    Article("bao-hiem", "Thêm ba xã vùng bãi có BHYT", year=2020),
    Article("to-trinh", "Tờ trình về sắp xếp bến đò ngang"),
    Article("thu-tuc", "Bớt TTHC ở bộ phận một cửa", year=2022),
    Article("khu-cong-nghiep", "Đường vào KCN Suối Ngang"),
    Article("kinh-te", "Phát triển kinh tế - xã hội vùng bãi", year=2021),
    Article("bai-bo-phi", "Quyết định bãi bỏ phí qua phà"),
    Article("trong-rung", "Kế hoạch trồng rừng ngập mặn", year=2024),
    Article("phien-hop-10-12", "Phiên họp thẩm tra", year=2024, day="12-10"),
    Article("so-10-12", "Thông báo 10-12-2024/TB về lịch nghỉ", year=2024),
    Article("duong-mia", "Nhà máy đường mía vào vụ ép", "Giá mía cao hơn năm trước."),
)


def files() -> dict[str, str | bytes]:
    """Return every source, by its path from the root of a site with the project's own categories."""
    chance = random.Random(2020)
    found: dict[str, str | bytes] = {}
    for number in range(FILLERS):
        year, category = chance.randint(2018, 2025), chance.choice(("ky-hop", "giam-sat", "nghi-quyet"))
        front = {
            "title": _sentence(chance),
            "date": f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "category": category,
        }
        author = chance.choice(("", "Bình Minh", "Ban biên tập"))
        body = "\n\n".join(". ".join(_sentence(chance) for _ in range(4)) + "." for _ in range(4))
        found[f"content/tin-tuc/{year}/bai-{number}.md"] = article(body, author=author, **front)
    for one in WANTED:
        attachments = [{"file": "mau.csv", "title": one.attachment}] if one.attachment else None
        found[f"content/tin-tuc/{one.year}/{one.name}.md"] = article(
            f"{_sentence(chance)}.\n\n{one.body}\n\n{_sentence(chance)}.",
            title=one.title,
            date=f"{one.year}-{one.day}",
            category="thi-dua",
            author=one.author or None,
            tags=list(one.tags) or None,
            attachments=attachments,
        )
        if one.attachment:
            found[f"content/tin-tuc/{one.year}/mau.csv"] = b"a,b\n"
    files = [{"file": "phu-luc.pdf", "title": "Phụ lục 2: danh mục"}]
    found["content/tin-tuc/2022/phu-luc.pdf"] = made.written_pdf("Danh mục", "Trạm bơm Cồn Vạc và cống Vàm Rạch")
    found["content/tin-tuc/2022/tep.md"] = article(
        "Xem tệp.", title="Danh mục kèm theo", date="2022-08-01", category="ky-hop", attachments=files
    )
    found["content/en/procurement.md"] = source("The yearly list of notices.", title="Public procurement plan")
    found["content/en/library.md"] = source("The reading room opens on weekdays.", title="Concerts in the library")
    return found


def _sentence(chance: random.Random) -> str:
    who, does, what, how = (chance.choice(bank) for bank in (_WHO, _DOES, _WHAT, _HOW))
    return f"{who} {does} {what} {how}"
