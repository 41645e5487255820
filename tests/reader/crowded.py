"""A site that has some of everything, with short and very long words: what a page's layout must have room for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.builder import png, source

if TYPE_CHECKING:
    from tests.builder import Site

ADDRESS = "https://hdnd.example.vn/" + "khong-co-cho-nghi" * 9
TITLES = (
    "Tin ngắn",
    f"Thông báo về địa chỉ {ADDRESS}",
    "Hội đồng nhân dân tỉnh giám sát việc giải quyết kiến nghị " * 3,
)
SUMMARIES = ("Ngắn.", "Thường trực Hội đồng nhân dân tỉnh nghe báo cáo và cho ý kiến về dự thảo nghị quyết. " * 5)
TABLE = "|" + " Cột dài |" * 12 + "\n|" + " --- |" * 12 + "\n|" + " Nội dung của ô |" * 12
GALLERY = '![Hai](hinh.png) ![Ba](hinh.png "Chú thích")'
LONG = "Quy định mức chi bảo đảm hoạt động của Hội đồng nhân dân các cấp trên địa bàn tỉnh giai đoạn 2026 - 2031"
SETTINGS = """
[markup]
embed_hosts = ["www.youtube-nocookie.com"]

[alert]
text = "Bão số 5: Văn phòng tạm dừng tiếp công dân từ ngày 24-11 đến hết ngày 26-11, trừ trường hợp khẩn cấp."
url = "/lien-he/"
until = 2026-12-31
"""
PATHS = {
    "articles": ("", "tin-tuc/", "tin-tuc/bai-4/", "luu-tru/", "luu-tru/2020/", "so-do-trang/", "chuyen-muc/", "the/"),
    "collections": (
        "",
        "tin-tuc/anh/",
        "tin-tuc/phim/",
        "tin-tuc/phim-noi-khac/",
        "van-ban/",
        "van-ban/2026/",
        "van-ban/vb-1/",
        "ky-hop/",
        "ky-hop/thu-nhat/",
        "lich/",
        "lich/2026/12/",
        "lich/danh-sach/",
        "lich/tiep-dan/",
        "dai-bieu/",
        "dai-bieu/db-1/",
        "dai-bieu/to/to-dai-bieu-so-1/",
        "lay-y-kien/",
        "lay-y-kien/yk-0/",
        "kien-nghi/",
        "kien-nghi/dot/truoc-ky-hop/",
        "so-do-trang/",
    ),
}
"""Pages to look at: those that the number of articles changes, and those of the rest."""


def write_articles(site: Site, count: int, categories: int) -> None:
    """Write `count` articles in `categories` categories, a site's settings, and a page."""
    more = "".join(
        f'\n[[categories]]\nslug = "c{at}"\nname = "Chuyên mục thứ {at} của trang"\n' for at in range(categories - 2)
    )
    more += "".join(
        f'\n[[services]]\nname = "{name}"\nurl = "/lien-he/"\nicon = "{icon}"\n'
        for name, icon in (
            ("Gửi kiến nghị", "mail"),
            ("Lịch tiếp công dân của Thường trực", "calendar"),
            ("Văn bản", "law"),
        )
    )
    more += "".join(
        f'\n[[links]]\ngroup = "Nhóm {at % 2}"\nname = "Cổng thông tin của cơ quan thứ {at}"\nurl = "https://a{at}.vn/"\n'
        for at in range(13)
    )
    site.settings(SETTINGS + more, title="Văn phòng Hội đồng nhân dân tỉnh", page_size=20)
    site.write("content/tin-tuc/hinh.png", png(width=900, height=1600))
    site.page("lien-he", title="Liên hệ")
    slugs = ["tin", "y-kien", *(f"c{at}" for at in range(categories - 2))]
    for at in range(count):
        site.article(
            f"bai-{at}",
            f"![Một](hinh.png)\n\nChữ.\n\n{GALLERY}\n\n{TABLE}\n\n```\n{'x' * 300}\n```" if at < 20 else "Chữ.",
            title=TITLES[at % 3],
            summary=SUMMARIES[at % 2],
            category=slugs[at % categories],
            date=str(date(2020, 1, 1) + timedelta(at * 12 % 2190)),  # whole years, each of all months
            tags=["Giám sát", "Một thẻ có tên khá dài để xuống dòng"],
            **({"image": "hinh.png", "image_alt": "Tả"} if at % 5 < 3 else {}),
        )


def write_collections(site: Site) -> None:
    """Write entries of every collection, an article of pictures, and videos."""
    site.write("content/tin-tuc/phim.mp4", b"\0\0\0\x18ftypmp42")
    site.write("content/tin-tuc/phim.vtt", "WEBVTT\n")
    site.article("anh", f"![Một](hinh.png)\n\n{GALLERY}", title="Ảnh: " + TITLES[2], kind="photos", date="2026-03-01")
    site.article("phim", title="Phim", video="phim.mp4", captions="phim.vtt", date="2026-03-02")
    site.article("phim-noi-khac", title="Phim ở nơi khác", video="https://youtu.be/abc-DEF_123", date="2026-03-03")

    def write(name: str, body: str = "Nội dung.", **front: object) -> None:
        site.write(f"content/{name}.md", source(body, **front))

    for at in range(9):
        write(
            f"van-ban/vb-{at}",
            number=f"{at + 1}/2026/NQ-HĐND" if at % 3 else f"{at + 1}/KH-HĐND",
            title=f"{LONG} (lần {at})" if at % 2 else "Quy chế làm việc",
            signed=f"2026-0{at % 6 + 1}-08",
            field="Tài chính - Ngân sách",
            replaces=["2/2026/NQ-HĐND"] if at == 4 else None,
            session="../ky-hop/thu-nhat.md" if at == 4 else None,
        )
        write(
            f"dai-bieu/db-{at}",
            title=("Nguyễn Thị Minh Khai Phương Thảo", "Lê A")[at % 2] + f" {at}",
            terms=["2021-2026", "2026-2031"],
            group=f"Tổ đại biểu số {at % 3}",
            constituency=f"Đơn vị bầu cử số {at}",
            communes=["Phường Trung Tâm", f"Xã {at}"],
            posts=[{"title": "Phó Trưởng ban chuyên trách", "committee": "Ban Kinh tế - Ngân sách"}] if at % 2 else [],
            **({"image": "mau.png", "image_alt": "Chân dung."} if at % 4 else {}),
        )
    site.write("content/dai-bieu/mau.png", png(2, 300, 400))
    agenda = [
        {"time": f"{7 + at:02}:30", "title": (LONG, "Khai mạc")[at % 2], "by": "Chủ tọa", "papers": ["5/2026/NQ-HĐND"]}
        for at in range(6)
    ]
    question = {"by": "Tổ số 1", "to": "Giám đốc Sở Xây dựng", "question": SUMMARIES[1], "answer": SUMMARIES[1]}
    for name, days in (("thu-nhat", ["2026-07-08"]), ("thu-hai", ["2026-12-08", "2026-12-09"])):
        write(
            f"ky-hop/{name}", title=f"Kỳ họp {name}", days=days, agenda=agenda, questions=[question], place="Hội trường"
        )
    write("lich/hop", title=LONG, day="2026-11-25", time="07:30 - 11:30", who=SUMMARIES[0], place="Phòng họp số 1")
    write(
        "lich/tiep-dan",
        title="Tiếp công dân",
        day="2026-01-01",
        time="sáng",
        repeats="thứ Năm hằng tuần",
        until="2026-12-31",
    )
    write(
        "lich/hoan",
        title="Hội nghị",
        day="2026-12-11",
        time="14:00",
        place="Hội trường",
        cancelled="Chuyển sang quý I.",
    )
    for at, closes in enumerate(("2026-12-31", "2026-11-28", "2026-03-31")):
        write(
            f"lay-y-kien/yk-{at}",
            title=LONG,
            summary=SUMMARIES[at % 2],
            opens="2026-02-15",
            closes=closes,
            send_to="Văn phòng",
            email="gopy@hdnd.example.vn",
        )
    rows = "".join(
        f"{at};KN-{at:02};{(SUMMARIES[1], 'Đề nghị sửa đường.')[at % 2]};{('Giao thông', 'Tài nguyên và Môi trường')[at % 2]};"
        f"Xã {at % 7};Trước kỳ họp;15/05/2026;{'Ủy ban nhân dân xã' if at % 3 else 'Sở Xây dựng'};30/07/2026;"
        f"{('20/07/2026;Đã sửa xong.' if at % 4 else ';')}\n"
        for at in range(30)
    )
    site.write(
        "content/kien-nghi/kien-nghi.csv",
        "STT;Mã;Nội dung;Lĩnh vực;Xã, phường;Đợt tiếp xúc;Ngày nhận;Cơ quan;Hạn trả lời;Ngày trả lời;Trả lời\n" + rows,
    )
