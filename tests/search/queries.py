"""Queries, each with the result that must be among the first three; and words of two syllables."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from bantin.language.vietnamese import fold


class Query(NamedTuple):
    text: str
    expected: str
    """The end of an address, or several with `|` between, of which one must come."""


# Each is typed with its marks, without, in capitals and in NFD.
WRITTEN = (
    Query("12/NQ-HĐND", "nq-12"),
    Query("nghị quyết số 112/NQ-HĐND", "nq-112"),
    Query("21/NQ-HĐND", "nq-21"),
    Query("đập Đồng Đò", "dap-dong-do"),
    Query("đón lũ", "dap-dong-do"),
    Query("đua ghe ngo", "dua-ghe-ngo"),
    Query("hòa giải ở cơ sở", "hoa-giai"),
    Query("hoà giải viên", "hoa-giai"),
    Query("thủy lợi nội đồng", "thuy-loi"),
    Query("bánh tét lá cẩm", "banh-tet"),
    Query("mứt gừng dẻo", "banh-tet"),
    Query("Nguyễn Thị Ánh Nguyệt", "anh-nguyet"),
    Query("ánh nguyệt", "anh-nguyet"),
    Query("đường dây nóng", "duong-day-nong"),
    Query("1900 6868", "duong-day-nong"),
    Query("Đỗ Đức Đôn", "do-duc-don"),
    Query("phòng cháy chữa cháy", "phong-chay"),
    Query("biểu mẫu đăng ký phát biểu", "mau-don"),
    Query("cầu Kho Đỏ", "cau-kho-do"),
    Query("rạch Ông Đội", "cau-kho-do"),
    Query("trường Lê Lợi", "le-loi"),
    Query("Đặng Thùy Dương", "le-loi"),
    Query("phòng họp không giấy", "chuyen-doi-so"),
    Query("nước sạch vùng cao", "nuoc-sach"),
    Query("giới thiệu", "/gioi-thieu"),
    Query("liên hệ", "/lien-he"),
    Query("cơ cấu tổ chức", "/co-cau-to-chuc"),
    Query("phiên chất vấn", "phien-chat-van"),
    Query("lá phiếu của cử tri", "la-phieu-cua-cu-tri"),
    Query("kỳ họp là gì", "ky-hop-hdnd-la-gi"),
)
OTHERS = (
    Query("hải dương", "/hai-duong"),
    Query(
        "hải đường", "tong-ket-thi-dua-2020|viet-tin-bai|tiep-xuc-cu-tri|kien-nghi-cu-tri-di-ve-dau|la-phieu-cua-cu-tri"
    ),
    Query("hai duong", "/hai-duong|tong-ket-thi-dua-2020|viet-tin-bai|tiep-xuc-cu-tri|kien-nghi-cu-tri-di-ve-dau"),
    Query("đường mía", "duong-mia"),
    Query("con đường quê", "duong-que"),
    # Some marks only.
    Query("đap dong do", "dap-dong-do"),
    Query("nguyen thị anh nguyệt", "anh-nguyet"),
    Query("dua ghe ngọ", "dua-ghe-ngo"),
    Query("truong tieu hoc Lê Lợi", "le-loi"),
    Query("đô duc don", "do-duc-don"),
    # D for Đ, Ð (eth) for Đ.
    Query("Ðồng Ðò", "dap-dong-do"),
    Query("HDND 12 NQ", "nq-12"),
    Query("nq 12 hđnd", "nq-12"),
    # Phrases.
    Query('"bánh tét lá cẩm"', "banh-tet"),
    Query("“đóng điện trạm bơm”", "dap-dong-do"),
    Query('"phong hop khong giay"', "chuyen-doi-so"),
    # A tone that is wrong or left out, a letter in another key.
    Query("đập đống đò", "dap-dong-do"),
    Query("kỳ hợp là gì", "ky-hop-hdnd-la-gi"),
    Query("phiên chất vẫn", "phien-chat-van"),
    Query("bành tét lá cẫm", "banh-tet"),
    Query("hòa giãi ở cơ sỡ", "hoa-giai"),
    Query("chuyễn đỗi số phòng họp", "chuyen-doi-so"),
    # More words than any article has.
    Query("đua ghe ngo xyzzy", "dua-ghe-ngo"),
)
ABBREVIATED = (
    Query("UBND trình giá nước ngầm", "uy-ban-trinh"),
    Query("hội đồng nhân dân Sông Lam", "song-lam"),
    Query("HĐND xã Sông Lam", "song-lam"),
    Query("MTTQ gặp mặt già làng", "mat-tran"),
    Query("UBMTTQ già làng", "mat-tran"),
    Query("bảo hiểm y tế ba xã", "bao-hiem"),
    Query("bao hiem y te vung bai", "bao-hiem"),
    Query("BHYT vùng bãi", "bao-hiem"),
    Query("PCCC chợ trung tâm", "phong-chay"),
    Query("TTr bến đò ngang", "to-trinh"),
    Query("TTHC một cửa", "thu-tuc"),
    Query("thủ tục hành chính một cửa", "thu-tuc"),
    Query("NQ 112", "nq-112"),
    Query("nghị quyết số 12", "nq-12"),
    Query("NQ 21 hỗ trợ học sinh", "nq-21"),
    Query("khu công nghiệp Suối Ngang", "khu-cong-nghiep"),
    Query("KCN Suối Ngang", "khu-cong-nghiep"),
    Query("CĐS phòng họp", "chuyen-doi-so"),
    Query("TXCT nói sao cho được việc", "tiep-xuc-cu-tri"),
    Query("KT-XH vùng bãi", "kinh-te"),
    Query("kinh tế - xã hội vùng bãi", "kinh-te"),
    Query("kinh te xa hoi vung bai", "kinh-te"),
    Query("QĐ bãi bỏ phí qua phà", "bai-bo-phi"),
    Query("quyết định bãi bỏ phí qua phà", "bai-bo-phi"),
    Query("kế hoạch trồng rừng ngập mặn", "trong-rung"),
    Query("KH trồng rừng ngập mặn", "trong-rung"),
)
DAYS = tuple(
    Query(text, expected)
    for expected, *texts in (
        ("phien-hop-10-12", "10/12/2024", "10-12-2024", "10.12.2024", "2024-12-10", "ngày 10 tháng 12 năm 2024"),
        ("nq-12", "15/6/2020", "15/06/2020", "15-06-2020", "15 thang 6 nam 2020"),
        ("phien-chat-van", "6/12/2022", "06-12-2022", "ngày 06 tháng 12 năm 2022"),
        ("ky-hop-chuyen-de", "24/9/2024", "2024-09-24", "kỳ họp 24/9/2024", "ky hop 24-09-2024"),
        ("la-phieu-cua-cu-tri", "15/03/2021", "lá phiếu 15/3/2021"),
        ("tong-ket-thi-dua-2020", "31-12-2020", "thi đua 31/12/2020"),
    )
    for text in texts
)
NUMBERS = (
    Query("1900-6868", "duong-day-nong"),
    Query("số 112/NQ-HĐND", "nq-112"),
    Query("112", "nq-112"),
    Query("thông báo 10-12", "so-10-12"),
    Query("tổng kết thi đua 2020", "tong-ket-thi-dua-2020"),
)
IN_FILES = (Query("trạm bơm Cồn Vạc", "/tep"), Query("cong vam rach", "/tep"), Query("phụ lục Cồn Vạc", "/tep"))
MISSPELT = (
    Query("phiên chấp vấn", "phien-chat-van"),
    Query("chấp vấn", "phien-chat-van|ky-hop-hdnd-la-gi|ky-hop-chuyen-de|giam-sat-la-gi"),
    Query("đậpp Đồng Đò", "dap-dong-do"),
    Query("đua gge ngo", "dua-ghe-ngo"),
    Query("đua ghe nggo", "dua-ghe-ngo"),
    Query("hoà dải", "hoa-giai"),
    Query("hòa giải viênn", "hoa-giai"),
    Query("nạo vét kên", "thuy-loi"),
    Query("bánh tétt", "banh-tet"),
    Query("mứt gừn", "banh-tet"),
    Query("gừng dẽo", "banh-tet"),
    Query("ánh nguyêt", "anh-nguyet"),
    Query("đường giây nóng", "duong-day-nong"),
    Query("phòng trống cháy", "phong-chay"),
    Query("mẫu đăn ký", "mau-don"),
    Query("kho đõ", "cau-kho-do"),
    Query("lê lợj", "le-loi"),
    Query("nước sạh", "nuoc-sach"),
    Query("vùng kao", "nuoc-sach"),
    Query("procurment", "en/procurement"),
    Query("proccurement", "en/procurement"),
    Query("procuremnet plan", "en/procurement"),
    Query("concerts in the libary", "en/library"),
    Query("ghe ngoo", "dua-ghe-ngo"),
    Query("dap dogn do", "dap-dong-do"),
    Query("la phieu cua cu tru", "la-phieu-cua-cu-tri"),
    Query("ki hop la gi", "ky-hop-hdnd-la-gi"),
    Query("giới thịêu", "/gioi-thieu"),
    Query("lien hej", "/lien-he"),
    Query("rừng ngặp mặn", "trong-rung"),
)
ENGLISH = (
    Query("procurement", "en/procurement"),
    Query("public procurement plan", "en/procurement"),
    Query("Procurement Notices", "en/procurement"),
    Query("library", "en/library"),
    Query("reading room", "en/library"),
    Query('"reading room"', "en/library"),
    Query("about this site", "en/about"),
    Query("contact", "en/contact"),
)
WORDS = (
    "hội đồng", "nhân dân", "thường trực", "pháp chế", "đại biểu", "ủy ban", "giám sát", "thảo luận", "ý kiến",
    "thông qua", "khảo sát", "đề nghị", "tổng kết", "tiếp thu", "kiến nghị", "dự toán", "ngân sách", "giao thông",
    "nông thôn", "công tác", "cán bộ", "công dân", "nghị quyết", "chuyên đề", "chương trình", "mục tiêu",
    "học phí", "chế độ", "trường học", "y tế", "kế hoạch", "đầu tư", "cử tri", "bảo đảm", "quy định", "đồng tình",
    "tham gia", "ban hành", "kỳ họp", "chất vấn", "bầu cử", "hòa giải", "thi đua", "khen thưởng", "biên tập",
    "thủy lợi", "nội đồng", "phòng cháy", "chữa cháy", "đường dây", "bưu điện", "học sinh", "hỗ trợ", "chính sách",
    "người dân", "quê hương", "phản ánh", "tiếp nhận", "tập huấn", "kỹ năng", "giáo dục", "biên bản",
)  # fmt: skip


def variants() -> list[Query]:
    found = [*WRITTEN, *OTHERS, *ABBREVIATED, *DAYS, *NUMBERS, *IN_FILES, *MISSPELT, *ENGLISH]
    found += [Query(fold(text), expected) for text, expected in ABBREVIATED]
    for text, expected in WRITTEN:
        found += [
            Query(text.upper(), expected),
            Query(fold(text), expected),
            Query(unicodedata.normalize("NFD", text), expected),
        ]
    return found
