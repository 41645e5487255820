"""The tables of `site_config.toml`."""

# Annotations are no strings here: those would be compiled anew at each start.
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from bantin.config.abbreviations import Abbreviation
from bantin.config.base import Meaning, Table, Text
from bantin.config.checks import Checks
from bantin.config.collections import Papers, Petitions
from bantin.config.counter import Counter
from bantin.config.law import Law
from bantin.config.media import Media
from bantin.config.menu import MenuEntry, MenuItem, entries_of
from bantin.config.notices import Alert, Banner, Service
from bantin.config.office import Link, Office
from bantin.config.publish import Publish
from bantin.config.security import Security
from bantin.config.theme import Theme

Language = Literal["vi", "en"]
DateOrder = Literal["year-first", "day-first"]


class Site(Table, frozen=True):
    """`[site]`."""

    title: Annotated[
        Text,
        Meaning("Tên trang, hiện ở đầu mọi trang.", "The site's name, on top of each page.", "Hội đồng nhân dân tỉnh"),
    ]
    base_url: Annotated[
        Text,
        Meaning(
            "Địa chỉ thật của trang, có `https://` ở đầu.",
            "The site's real address, with `https://`; it may carry a path.",
            "https://hdnd.example.vn/",
        ),
    ]
    other_hosts: Annotated[
        tuple[Text, ...],
        Meaning(
            "Các tên khác của trang, như `www.hdnd.example.vn`: máy chủ đưa người đọc về `base_url`.",
            "Other names of the host: servers send their readers to `base_url`, and the counter counts them.",
            ("www.hdnd.example.vn",),
        ),
    ] = ()
    language: Annotated[
        Language,
        Meaning("Ngôn ngữ của giao diện và của lời báo lỗi.", "The language of the interface and of messages.", "en"),
    ] = "vi"
    timezone: Annotated[
        str, Meaning("Múi giờ của ngày, giờ ghi trong bài.", "The zone of the dates that articles name.")
    ] = "Asia/Ho_Chi_Minh"
    page_size: Annotated[
        int,
        Meta(ge=1, le=1000),
        Meaning("Số bài trong một trang danh sách đánh số.", "How many articles a numbered page of a list has."),
    ] = 20
    description: Annotated[
        str,
        Meaning(
            "Một câu giới thiệu trang, cho máy tìm kiếm và khi chia sẻ.",
            "A sentence about the site, for search engines and shared links.",
            "Tin tức, nghị quyết và lịch làm việc của Hội đồng nhân dân tỉnh.",
        ),
    ] = ""
    relative_urls: Annotated[
        bool,
        Meaning(
            "Liên kết tương đối, để mở trang từ USB hay từ một thư mục trên máy.",
            "Whether links between pages are relative: such a site can be read from a disk.",
        ),
    ] = False


class Articles(Table, frozen=True):
    """`[articles]`: which folder of `content/` holds articles."""

    folder: Annotated[
        Text,
        Meaning(
            "Thư mục trong `content/` chứa bài viết; tệp `.md` ở chỗ khác là trang.",
            "The folder of `content/` that holds articles; other `.md` files are pages.",
        ),
    ] = "tin-tuc"
    dates: Annotated[
        DateOrder,
        Meaning(
            "`day-first`: ngày viết kiểu `31/12/2020 8h30` cũng được.",
            "`day-first`: dates may also be written as `31/12/2020 8h30`.",
            "day-first",
        ),
    ] = "year-first"
    featured_days: Annotated[
        int,
        Meta(ge=1, le=10_000),
        Meaning(
            "Bài ghi `featured: true` nổi bật ở trang chủ bao nhiêu ngày, kể từ ngày đăng.",
            "How many days, from its date on, an article with `featured: true` is featured.",
        ),
    ] = 30


class Category(Table, frozen=True):
    """One `[[categories]]`."""

    slug: Annotated[
        Text,
        Meaning(
            "Tên trong địa chỉ, và là tên ghi ở `category` trong bài. Đừng đổi khi đã có bài.",
            "Its name in addresses and in articles (`category`). Do not change it once there are articles.",
            "giam-sat",
        ),
    ]
    name: Annotated[Text, Meaning("Tên hiện trên trang.", "Its name on pages.", "Giám sát")]
    description: Annotated[
        str,
        Meaning(
            "Một câu dưới tên chuyên mục.",
            "A sentence below its name.",
            "Hoạt động giám sát của Thường trực và các Ban.",
        ),
    ] = ""


class Translation(Table, frozen=True):
    """One `[[languages]]`: a further language for pages. Those in `content/en/` are English, published at `/en/…`."""

    code: Annotated[
        Language,
        Meaning("Ngôn ngữ, và tên thư mục của nó trong `content/`.", "The language, and the name of its folder.", "en"),
    ]
    title: Annotated[
        Text, Meaning("Tên trang bằng ngôn ngữ ấy.", "The site's title in it.", "The Provincial People's Council")
    ]
    description: Annotated[
        str,
        Meaning("Câu giới thiệu trang.", "A sentence about the site.", "News of the Provincial People's Council."),
    ] = ""
    office: Annotated[
        Office,
        Meaning("Thay cho từng khóa của `[office]`, khóa nào ghi thì thay.", "Replaces single keys of `[office]`."),
    ] = Office()
    menu: Annotated[tuple[MenuItem, ...], Meaning("Một mục thực đơn của ngôn ngữ ấy.", "An entry of its menu.")] = ()
    line: int = msgspec.field(default=0, name=" line")


class Former(Table, frozen=True):
    """One `[[former]]`: what articles of a former province, district or term say above their text."""

    text: Annotated[
        Text,
        Meaning(
            "Dòng báo ở đầu bài.",
            "The notice above the text.",
            "Tin của Hội đồng nhân dân tỉnh trước khi sắp xếp đơn vị hành chính.",
        ),
    ]
    before: Annotated[date, Meaning("Cho những bài trước ngày này.", "For articles before this day.", date(2025, 7, 1))]


class Paths(Table, frozen=True):
    """`[paths]`: the first part of the addresses of lists; see `ENGLISH_PATHS`."""

    category: Annotated[Text, Meaning("Chuyên mục.", "Categories.")] = "chuyen-muc"
    tag: Annotated[Text, Meaning("Thẻ (từ khóa).", "Tags.")] = "the"
    author: Annotated[Text, Meaning("Tác giả.", "Authors.")] = "tac-gia"
    archive: Annotated[Text, Meaning("Lưu trữ theo năm, tháng.", "The archive by year and month.")] = "luu-tru"
    page: Annotated[Text, Meaning("Trang đánh số của danh sách.", "Numbered pages of lists.")] = "trang"
    search: Annotated[Text, Meaning("Trang tìm kiếm.", "The search.")] = "tim-kiem"
    sitemap: Annotated[Text, Meaning("Sơ đồ trang.", "The site map for people.")] = "so-do-trang"
    feeds: Annotated[Text, Meaning("Trang giới thiệu nguồn tin RSS.", "The page about feeds.")] = "nguon-tin"
    deputies: Annotated[Text, Meaning("Đại biểu, cả thư mục.", "Deputies, the folder too.")] = "dai-bieu"
    papers: Annotated[Text, Meaning("Văn bản: thư mục và địa chỉ.", "Official documents: folder and address.")] = (
        "van-ban"
    )
    consultations: Annotated[
        Text, Meaning("Lấy ý kiến dự thảo: thư mục và địa chỉ.", "Consultations: folder and address.")
    ] = "lay-y-kien"
    petitions: Annotated[Text, Meaning("Kiến nghị cử tri: thư mục và địa chỉ.", "Petitions: folder and address.")] = (
        "kien-nghi"
    )
    sessions: Annotated[Text, Meaning("Kỳ họp: thư mục và địa chỉ.", "Sessions: folder and address.")] = "ky-hop"
    calendar: Annotated[Text, Meaning("Lịch công tác: thư mục và địa chỉ.", "Calendar: folder and address.")] = "lich"


ENGLISH_PATHS = {
    "category": "category",
    "tag": "tag",
    "author": "author",
    "archive": "archive",
    "page": "page",
    "search": "search",
    "sitemap": "site-map",
    "feeds": "feeds",
}
"""The defaults of a site whose language is English; what is a folder of `content/` too keeps its name."""


class Markup(Table, frozen=True):
    """`[markup]`: what an editor's HTML may contain beyond the safe elements."""

    elements: Annotated[
        tuple[Text, ...],
        Meaning(
            "Thẻ HTML được phép thêm, ngoài những thẻ an toàn.",
            "HTML elements that are allowed beyond the safe ones.",
            ("ruby", "rt"),
        ),
    ] = ()
    embed_hosts: Annotated[
        tuple[Text, ...],
        Meaning(
            "Máy chủ được nhúng vào bài bằng `<iframe>`: chỉ ghi tên, không có `https://`.",
            "Hosts whose frames articles may embed: names alone.",
            ("www.youtube-nocookie.com",),
        ),
    ] = ()
    indented_code: Annotated[
        bool,
        Meaning(
            "Dòng lùi vào bốn dấu cách thành khung mã lệnh, như CommonMark.",
            "Whether four spaces before a line make code of it, as in CommonMark.",
        ),
    ] = False


class Settings(Table, frozen=True):
    """The whole file, validated."""

    site: Annotated[Site, Meaning("Trang tin.", "The site.")]
    theme: Annotated[
        Theme,
        Meaning(
            "Màu và biểu trưng: từ đây mà có nền sáng, nền tối, tương phản cao, biểu tượng, hình chia sẻ.",
            "Colours and logo, of which all others are derived: light, dark, high contrast, icons, share picture.",
        ),
    ] = Theme()
    articles: Annotated[Articles, Meaning("Bài viết.", "Articles.")] = Articles()
    categories: Annotated[
        tuple[Category, ...], Meaning("Một chuyên mục.", "A category. They are shown in this order.")
    ] = ()
    menu: Annotated[tuple[MenuItem, ...], Meaning("Một mục của thực đơn ở đầu trang.", "An entry of the menu.")] = ()
    alert: Annotated[
        Alert, Meaning("Báo khẩn trên mọi trang, có ngày hết hạn.", "An urgent notice on every page, with a last day.")
    ] = Alert()
    services: Annotated[
        tuple[Service, ...],
        Meaning("Một ô dịch vụ ở đầu trang chủ.", "A link in the row of services at the top of the home page."),
    ] = ()
    banners: Annotated[
        tuple[Banner, ...],
        Meaning("Một hình tuyên truyền trên trang chủ, có ngày cuối.", "A campaign's picture on the home page."),
    ] = ()
    languages: Annotated[
        tuple[Translation, ...],
        Meaning(
            "Ngôn ngữ thứ hai, cho các trang trong `content/en/`.",
            "A further language, for the pages of `content/en/`.",
        ),
    ] = ()
    office: Annotated[
        Office,
        Meaning(
            "Cơ quan: dòng trên tên ở đầu trang, và những gì ghi ở chân trang. Để trống thì không hiện.",
            "The office: texts of the masthead and the footer. What is empty is not shown.",
        ),
    ] = Office()
    links: Annotated[
        tuple[Link, ...],
        Meaning(
            "Một liên kết đến cơ quan, kho văn bản khác: hiện ở cột bên và ở sơ đồ trang.",
            "A link to a related agency: in the side column and in the site map.",
        ),
    ] = ()
    abbreviations: Annotated[
        tuple[Abbreviation, ...],
        Meaning(
            "Một chữ viết tắt: tìm chữ này thì thấy cả chữ kia. Các chữ thông dụng (HĐND, UBND, NQ…) đã có sẵn.",
            "An abbreviation: a search for one form finds the other. Common ones (HĐND, UBND, NQ …) are known already.",
        ),
    ] = ()
    paths: Annotated[
        Paths,
        Meaning(
            "Phần đầu địa chỉ của các danh sách. Đừng đổi khi trang đã đăng.",
            "The first part of the addresses of lists; a site in English has `category`, `tag`, `author`, `archive`, "
            "`page`, `search`, `site-map` and `feeds`. Leave them once the site is published.",
        ),
    ] = Paths()
    markup: Annotated[Markup, Meaning("Cách đọc nội dung bài.", "How texts are read.")] = Markup()
    media: Annotated[Media, Meaning("Hình và tệp đính kèm.", "Pictures and attachments.")] = Media()
    counter: Annotated[Counter, Meaning("Bộ đếm lượt truy cập.", "The visit counter.")] = Counter()
    security: Annotated[
        Security,
        Meaning(
            "Nơi nhận tin báo về lỗ hổng bảo mật, thành tệp `/.well-known/security.txt`.",
            "Where to report a weakness: makes `/.well-known/security.txt` (RFC 9116).",
        ),
    ] = Security()
    checks: Annotated[Checks, Meaning("Lệnh `check`.", "The command `check`.")] = Checks()
    publish: Annotated[Publish, Meaning("Đưa trang lên máy chủ.", "Bringing the site to its server.")] = Publish()
    former: Annotated[tuple[Former, ...], Meaning("Dòng báo ở bài cũ.", "A notice on articles from before a day.")] = ()
    law: Annotated[Law, Meaning("Rà soát theo quy định.", "What `check --law` looks for.")] = Law()
    papers: Annotated[Papers, Meaning("Văn bản.", "The register of official documents.")] = Papers()
    petitions: Annotated[Petitions, Meaning("Kiến nghị cử tri.", "Voters' petitions.")] = Petitions()

    @property
    def menu_entries(self) -> list[MenuEntry]:
        """Everything to which the menus lead, in every language."""
        return entries_of((self.menu, *(one.menu for one in self.languages)))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the further languages, in the settings' order."""
        return tuple(one.code for one in self.languages)

    def in_language(self, code: str) -> "Settings":
        """Return the settings for pages in one of `languages`. Raises `StopIteration` for any other code."""
        other = next(one for one in self.languages if one.code == code)
        written = {key: value for key, value in msgspec.structs.asdict(other.office).items() if value}
        return msgspec.structs.replace(
            self,
            site=msgspec.structs.replace(
                self.site, title=other.title, description=other.description, language=other.code
            ),
            office=msgspec.structs.replace(self.office, **written),
            menu=other.menu,
            alert=Alert(),  # it is in the site's own language
        )

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)

    @property
    def origin(self) -> str:
        """Scheme and host of `base_url`, without a trailing slash."""
        parts = urlsplit(self.site.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path of `base_url` without a trailing slash: `` or `/hdnd`."""
        return urlsplit(self.site.base_url).path.rstrip("/")
