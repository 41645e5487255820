"""The words the benchmark's articles are made of: plausible official Vietnamese.

Nothing here names a real person or event. The bank is wide enough that whole sentences hardly
ever repeat, so no generator gains by remembering a text it has already met.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """A category or a tag: `slug` is its part of a URL, `name` is what readers see."""

    slug: str
    name: str


CATEGORIES: Final = (
    Term("hoat-dong-hdnd", "Hoạt động HĐND"),
    Term("giam-sat", "Giám sát"),
    Term("tiep-xuc-cu-tri", "Tiếp xúc cử tri"),
    Term("ky-hop", "Kỳ họp"),
    Term("thi-dua", "Thi đua - Khen thưởng"),
    Term("van-ban", "Văn bản"),
)

TAGS: Final = (
    Term("an-ninh-trat-tu", "an ninh trật tự"),
    Term("an-sinh-xa-hoi", "an sinh xã hội"),
    Term("an-toan-giao-thong", "an toàn giao thông"),
    Term("an-toan-thuc-pham", "an toàn thực phẩm"),
    Term("bao-hiem-y-te", "bảo hiểm y tế"),
    Term("bau-cu", "bầu cử"),
    Term("bien-doi-khi-hau", "biến đổi khí hậu"),
    Term("binh-dang-gioi", "bình đẳng giới"),
    Term("cai-cach-hanh-chinh", "cải cách hành chính"),
    Term("cap-nuoc-sach", "cấp nước sạch"),
    Term("chat-van", "chất vấn"),
    Term("chuyen-doi-so", "chuyển đổi số"),
    Term("cong-chuc", "công chức"),
    Term("cong-nghiep", "công nghiệp"),
    Term("cong-trinh-thuy-loi", "công trình thủy lợi"),
    Term("cu-tri", "cử tri"),
    Term("dai-bieu", "đại biểu"),
    Term("dan-toc", "dân tộc"),
    Term("dao-tao-nghe", "đào tạo nghề"),
    Term("dat-dai", "đất đai"),
    Term("dau-thau", "đấu thầu"),
    Term("dau-tu-cong", "đầu tư công"),
    Term("dich-vu-cong", "dịch vụ công"),
    Term("do-thi", "đô thị"),
    Term("doanh-nghiep", "doanh nghiệp"),
    Term("du-lich", "du lịch"),
    Term("giai-phong-mat-bang", "giải phóng mặt bằng"),
    Term("giam-ngheo", "giảm nghèo"),
    Term("giao-duc", "giáo dục"),
    Term("giao-thong-nong-thon", "giao thông nông thôn"),
    Term("hop-tac-xa", "hợp tác xã"),
    Term("khieu-nai-to-cao", "khiếu nại tố cáo"),
    Term("khoa-hoc-cong-nghe", "khoa học công nghệ"),
    Term("kinh-te-xa-hoi", "kinh tế - xã hội"),
    Term("lao-dong-viec-lam", "lao động việc làm"),
    Term("moi-truong", "môi trường"),
    Term("ngan-sach", "ngân sách"),
    Term("nghi-quyet", "nghị quyết"),
    Term("nguoi-cao-tuoi", "người cao tuổi"),
    Term("nha-o-xa-hoi", "nhà ở xã hội"),
    Term("nong-nghiep", "nông nghiệp"),
    Term("nong-thon-moi", "nông thôn mới"),
    Term("phap-che", "pháp chế"),
    Term("phong-chay-chua-chay", "phòng cháy chữa cháy"),
    Term("phong-chong-dich", "phòng chống dịch"),
    Term("phong-chong-thien-tai", "phòng chống thiên tai"),
    Term("quoc-phong", "quốc phòng"),
    Term("quy-hoach", "quy hoạch"),
    Term("rac-thai", "rác thải"),
    Term("tai-san-cong", "tài sản công"),
    Term("thanh-nien", "thanh niên"),
    Term("the-duc-the-thao", "thể dục thể thao"),
    Term("thu-ngan-sach", "thu ngân sách"),
    Term("thuong-mai", "thương mại"),
    Term("tiep-cong-dan", "tiếp công dân"),
    Term("to-chuc-bo-may", "tổ chức bộ máy"),
    Term("tre-em", "trẻ em"),
    Term("van-hoa", "văn hóa"),
    Term("xay-dung-co-ban", "xây dựng cơ bản"),
    Term("y-te", "y tế"),
)

AUTHORS: Final = (
    "Ban Biên tập",
    "Bằng Lăng",
    "Bình Minh",
    "Đông Hà",
    "Hạ Vàng",
    "Hải Đường",
    "Hoài Thu",
    "Lúa Mới",
    "Ngọc Lan",
    "Phù Sa",
    "Sông Hậu",
    "Văn phòng HĐND",
)

BODIES: Final = (
    "Thường trực Hội đồng nhân dân tỉnh",
    "Ban Kinh tế - Ngân sách",
    "Ban Văn hóa - Xã hội",
    "Ban Pháp chế",
    "Ban Dân tộc",
    "Đoàn giám sát của HĐND tỉnh",
    "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh",
    "Ủy ban nhân dân tỉnh",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
    "Sở Kế hoạch và Đầu tư",
    "Sở Tài chính",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Giáo dục và Đào tạo",
    "Sở Giao thông vận tải",
    "Sở Tài nguyên và Môi trường",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Nội vụ",
    "Sở Y tế",
    "Sở Xây dựng",
    "Sở Thông tin và Truyền thông",
    "Thường trực HĐND huyện",
    "Thường trực HĐND thành phố",
    "Ủy ban nhân dân các huyện, thị xã, thành phố",
    "Các Tổ đại biểu HĐND tỉnh",
    "Các vị đại biểu dự họp",
    "Đại biểu HĐND hai cấp",
    "Lãnh đạo các sở, ngành có liên quan",
    "Cử tri các xã vùng ven",
    "Tổ công tác liên ngành",
    "Hội đồng nhân dân các xã, phường, thị trấn",
)

ACTIONS: Final = (
    "đã xem xét, cho ý kiến về",
    "đề nghị làm rõ thêm",
    "thống nhất cao với",
    "ghi nhận nhiều kết quả trong",
    "kiến nghị tiếp tục thực hiện",
    "đánh giá cao nỗ lực trong",
    "giám sát chặt chẽ việc thực hiện",
    "thẩm tra kỹ lưỡng",
    "biểu quyết thông qua",
    "yêu cầu rà soát lại",
    "tập trung thảo luận về",
    "chủ trì hội nghị bàn về",
    "báo cáo tiến độ của",
    "phối hợp triển khai",
    "khảo sát thực tế để chuẩn bị cho",
    "chỉ ra một số hạn chế của",
    "ban hành kế hoạch cụ thể hóa",
    "lấy ý kiến rộng rãi đối với",
    "sơ kết một năm thực hiện",
    "tổng kết năm năm thực hiện",
    "trả lời chất vấn về",
    "phân công cán bộ theo dõi",
    "tháo gỡ từng vướng mắc của",
    "đôn đốc các đơn vị hoàn thành",
)

MATTERS: Final = (
    "nghị quyết về nhiệm vụ phát triển kinh tế - xã hội",
    "kế hoạch đầu tư công trung hạn",
    "chương trình mục tiêu quốc gia xây dựng nông thôn mới",
    "dự toán thu, chi ngân sách nhà nước",
    "chính sách hỗ trợ hộ nghèo và hộ cận nghèo",
    "quy hoạch sử dụng đất cấp huyện",
    "đề án sắp xếp các đơn vị sự nghiệp công lập",
    "công tác tiếp công dân và giải quyết đơn thư",
    "việc quản lý, sử dụng tài sản công",
    "kế hoạch phòng, chống hạn mặn và sạt lở bờ sông",
    "mức thu học phí đối với các cơ sở giáo dục công lập",
    "công tác khám, chữa bệnh bảo hiểm y tế tuyến cơ sở",
    "tiến độ các công trình giao thông trọng điểm",
    "đề án chuyển đổi số trong cơ quan nhà nước",
    "chỉ số cải cách hành chính của địa phương",
    "việc thu gom, xử lý rác thải sinh hoạt ở nông thôn",
    "mô hình hợp tác xã kiểu mới gắn với chuỗi giá trị",
    "chính sách thu hút bác sĩ và giáo viên về vùng xa",
    "kế hoạch cấp nước sạch cho các xã vùng sâu",
    "danh mục dự án có thu hồi đất trong năm",
    "công tác bảo đảm trật tự, an toàn giao thông",
    "việc giải quyết kiến nghị của cử tri sau kỳ họp",
    "phong trào thi đua do Thường trực HĐND tỉnh phát động",
    "bảng tiêu chí chấm điểm thi đua giữa các đơn vị",
    "chương trình giám sát chuyên đề năm sau",
    "kế hoạch tổ chức bầu cử đại biểu các cấp",
    "đề án phát triển du lịch sinh thái miệt vườn",
    "chế độ, định mức chi tiêu phục vụ hoạt động của HĐND",
    "việc phân bổ vốn cho các dự án thủy lợi nội đồng",
    "chính sách khuyến khích doanh nghiệp đầu tư vào nông nghiệp",
    "việc đặt tên đường và công trình công cộng",
    "kế hoạch biên chế công chức hành chính",
    "công tác phòng, chống dịch bệnh trên vật nuôi",
    "chương trình nhà ở cho người có thu nhập thấp",
    "đề án nâng cao chất lượng đào tạo nghề",
    "việc chấp hành pháp luật về bảo vệ môi trường",
)

TIMES: Final = (
    "Sáng ngày {day}",
    "Chiều ngày {day}",
    "Trong sáu tháng đầu năm",
    "Trong chín tháng qua",
    "Tại phiên họp thường kỳ",
    "Tại buổi làm việc",
    "Tại kỳ họp cuối năm",
    "Qua khảo sát thực tế tại {place}",
    "Thực hiện chương trình công tác năm",
    "Sau khi nghe báo cáo",
    "Trước yêu cầu nhiệm vụ mới",
    "Đến cuối quý vừa qua",
    "Theo kế hoạch đã ban hành",
    "Trên cơ sở kết quả thẩm tra",
    "Tiếp tục chương trình làm việc",
    "Phát biểu tại hội nghị",
)

AIMS: Final = (
    "nhằm bảo đảm công khai, minh bạch trong quá trình thực hiện",
    "góp phần nâng cao đời sống vật chất và tinh thần của nhân dân",
    "để nghị quyết sớm đi vào cuộc sống",
    "tạo chuyển biến rõ nét ngay từ cơ sở",
    "đáp ứng nguyện vọng chính đáng của cử tri",
    "phù hợp với điều kiện thực tế của từng địa phương",
    "tránh chồng chéo, hình thức và lãng phí",
    "nhất là ở các xã còn nhiều khó khăn",
    "gắn trách nhiệm của người đứng đầu với kết quả cụ thể",
    "qua đó kịp thời điều chỉnh những nội dung chưa phù hợp",
    "trên tinh thần dân chủ, khách quan và đúng luật",
    "làm cơ sở trình Hội đồng nhân dân tỉnh tại kỳ họp gần nhất",
    "từng bước thu hẹp khoảng cách giữa thành thị và nông thôn",
    "bảo đảm đúng thời gian và chất lượng theo quy định",
    "với sự tham gia tích cực của Mặt trận và các đoàn thể",
    "và báo cáo kết quả về Văn phòng trước ngày {day}",
)

PLACES: Final = (
    "xã Tân Bình",
    "xã Tân Phú",
    "xã Hòa An",
    "xã Hòa Mỹ",
    "xã Vĩnh Thuận",
    "xã Vĩnh Tường",
    "xã Long Thạnh",
    "xã Long Trị",
    "xã Phú Hữu",
    "xã Đông Phước",
    "xã Đông Thạnh",
    "xã Thạnh Xuân",
    "xã Trường Long",
    "xã Phương Bình",
    "xã Hiệp Lợi",
    "thị trấn Cây Dương",
    "thị trấn Một Ngàn",
    "phường Trà Lồng",
    "phường Thuận An",
    "phường Lái Hiếu",
)

FIGURES: Final = (
    "đạt {percent}% kế hoạch năm",
    "tăng {percent}% so với cùng kỳ năm trước",
    "giảm còn {percent}% vào cuối năm",
    "với tổng kinh phí {amount} tỷ đồng",
    "đã giải ngân được {amount} tỷ đồng",
    "giải quyết xong {count} kiến nghị",
    "tổ chức {count} cuộc tiếp xúc với hơn {amount} lượt cử tri",
    "có {count} trên tổng số {amount} hồ sơ được xử lý đúng hạn",
    "hoàn thành {count} công trình tại {place} và {place}",
    "công nhận thêm {count} ấp, khu vực đạt chuẩn văn hóa",
)

LINKERS: Final = (
    "Bên cạnh đó",
    "Tuy nhiên",
    "Ngoài ra",
    "Cụ thể",
    "Đáng chú ý",
    "Theo đó",
    "Đồng thời",
    "Mặt khác",
    "Nhìn chung",
    "Riêng tại {place}",
)

REMARKS: Final = (
    "một vài đơn vị còn chậm gửi báo cáo nên việc tổng hợp chưa kịp thời",
    "công tác phối hợp giữa các ngành có lúc chưa thật chặt chẽ",
    "nguồn lực bố trí cho cơ sở còn hạn chế so với nhu cầu",
    "nhiều mô hình hay đã được nhân rộng trong toàn tỉnh",
    "chất lượng các cuộc tiếp xúc cử tri được nâng lên rõ rệt",
    "việc theo dõi sau giám sát được thực hiện đến cùng",
    "ý kiến của nhân dân được tiếp thu và trả lời bằng văn bản",
    "tiến độ giải phóng mặt bằng ở một số đoạn tuyến còn chậm",
    "trình độ ứng dụng công nghệ của cán bộ cấp xã chưa đồng đều",
    "đời sống người dân ở các tuyến dân cư vượt lũ dần ổn định",
    "các chỉ tiêu chủ yếu đều đạt và vượt so với nghị quyết đề ra",
    "giá vật tư nông nghiệp tăng cao ảnh hưởng đến sản xuất",
)

HEADINGS: Final = (
    "Những kết quả nổi bật",
    "Hạn chế và nguyên nhân",
    "Nhiệm vụ trọng tâm thời gian tới",
    "Ý kiến của đại biểu",
    "Kiến nghị với các cấp",
    "Trách nhiệm của các sở, ngành",
    "Tiếng nói từ cơ sở",
    "Đẩy mạnh giám sát sau kỳ họp",
    "Công khai để nhân dân cùng theo dõi",
    "Phân công thực hiện",
    "Kinh phí và tiến độ",
    "Bài học kinh nghiệm",
)

DISTRICTS: Final = (
    "Huyện Châu Thành",
    "Huyện Châu Thành A",
    "Huyện Phụng Hiệp",
    "Huyện Vị Thủy",
    "Huyện Long Mỹ",
    "Thị xã Long Mỹ",
    "Thành phố Ngã Bảy",
    "Thành phố Vị Thanh",
)

HOSTS: Final = ("congbao.example.vn", "hdnd.example.vn", "baochi.example.vn", "dulieu.example.org", "vanban.example.vn")

_ONSETS: Final = " b c ch d đ g h k kh l m n ng nh ph qu r s t th tr v x"
_RHYMES: Final = """
    a{} a{}n a{}ng a{}m a{}i ă{}n ă{}ng ă{}m â{}n â{}m â{}u e{} e{}n e{}o ê{} ê{}n iê{}n iê{}m i{} i{}nh o{} o{}n o{}ng
    o{}i ô{} ô{}n ô{}ng ô{}i ơ{} ơ{}n ơ{}i u{} u{}ng uô{}n uô{}ng ư{} ư{}ng ươ{}ng ươ{}n oa{}n uy{}
"""
_TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_CHANCE: Final = random.Random(2020)
SYLLABLES: Final = _CHANCE.sample(
    sorted(
        unicodedata.normalize("NFC", onset + rhyme.format(tone))
        for onset in _ONSETS.split(" ")
        for rhyme in _RHYMES.split()
        for tone in _TONES
    ),
    4000,
)
"""What names of people, places and companies are made of; the rest of the bank has some 480 words."""
ABBREVIATIONS: Final = ["".join(_CHANCE.sample("ABCDĐGHKLMNPQSTUVX", 3)) for _ in range(500)]
