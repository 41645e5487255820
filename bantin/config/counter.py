"""`[counter]`: the visit figures that pages show, and the service that counts them."""

# Annotations are no strings here: those would be compiled anew at each start.
from typing import Annotated, Literal

from msgspec import Meta

from bantin.config.base import Meaning, Table, Text

DATABASE_SCHEMES = ("redis", "rediss", "valkey", "valkeys", "unix")
"""Schemes of a shared database; anything without `://` is a file."""
SAFE_INTEGER = 2**53 - 1
"""The greatest integer that a browser reads exactly: `Number.MAX_SAFE_INTEGER`."""

Provider = Literal["none", "device", "service", "umami", "goatcounter", "json"]
DATABASE = "data/luot.sqlite"
"""The default database file, from the site's root."""


class CounterService(Table, frozen=True):
    """`[counter.service]`: read by `bantin counter`, not by builds; described in `docs/counter.md`."""

    sites: Annotated[
        tuple[Text, ...],
        Meaning(
            "Tên các trang được đếm; để trống thì chỉ trang ghi ở `[counter] site`.",
            "Names of the sites that the service counts; if none, `[counter] site` alone.",
            ("hdnd",),
        ),
    ] = ()
    origins: Annotated[
        tuple[Text, ...],
        Meaning(
            "Trang ở những địa chỉ này được gửi lượt và đọc số; để trống thì chỉ địa chỉ của `base_url`.",
            "Origins whose pages may send hits and read figures; if none, that of `base_url` alone.",
            ("https://hdnd.example.vn",),
        ),
    ] = ()
    trusted_proxies: Annotated[
        tuple[Text, ...],
        Meaning(
            "Máy chủ trung gian (nginx…) được tin khi ghi `X-Forwarded-For`: địa chỉ hoặc dải CIDR.",
            "Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is trusted.",
            ("127.0.0.1/32",),
        ),
    ] = ()
    database: Annotated[
        Text,
        Meaning(
            "Nơi giữ số đếm: đường dẫn tệp tính từ thư mục của trang, hoặc địa chỉ Redis, Valkey.",
            "A file's path, from the site's root, or the address of a Redis or Valkey server.",
        ),
    ] = DATABASE
    idle_minutes: Annotated[
        int,
        Meta(ge=1, le=1440),
        Meaning(
            "Sau số phút không hoạt động này, lần xem kế tiếp là một lượt mới.",
            "Minutes without a hit after which a visitor's next view is a new visit.",
        ),
    ] = 30
    window_s: Annotated[
        int,
        Meta(ge=150, le=3600),
        Meaning(
            "Một người được coi là đang xem trong số giây này.",
            "Seconds for which a hit keeps a visitor online; an open page sends one every 120 s.",
        ),
    ] = 300
    visitor_per_minute: Annotated[
        int,
        Meta(ge=1, le=1_000_000),
        Meaning(
            "Nhiều nhất bao nhiêu lượt một phút từ một người đọc.",
            "Most hits of one visitor; readers of an office with the same browser are one visitor.",
        ),
    ] = 600
    address_per_minute: Annotated[
        int,
        Meta(ge=1, le=1_000_000),
        Meaning(
            "Nhiều nhất bao nhiêu lượt một phút từ một địa chỉ mạng, có thể là của cả cơ quan.",
            "Most hits from one address, which a whole office or carrier may share.",
        ),
    ] = 6_000
    max_visitors: Annotated[
        int,
        Meta(ge=1_000, le=10_000_000),
        Meaning(
            "Nhiều nhất bao nhiêu người đọc giữ trong bộ nhớ.",
            "Most visitors held in memory; beyond that the longest idle are dropped.",
        ),
    ] = 100_000
    max_held: Annotated[
        int,
        Meta(ge=1, le=10_000_000),
        Meaning(
            "Nhiều nhất bao nhiêu lượt giữ trong bộ nhớ khi chưa ghi được.",
            "Most hits held in memory while the database cannot be written.",
        ),
    ] = 100_000
    max_connections: Annotated[
        int,
        Meta(ge=10, le=1_000_000),
        Meaning("Nhiều nhất bao nhiêu kết nối cùng lúc.", "Most connections open at once."),
    ] = 1_000


class Umami(Table, frozen=True):
    """`[counter.umami]`."""

    share: Annotated[
        str,
        Meaning(
            "Phần cuối của địa chỉ chia sẻ `…/share/…`.",
            "The last part of the share URL `…/share/…`.",
            "LGazGOecbDtaIwDr",
        ),
    ] = ""
    website: Annotated[
        str,
        Meaning(
            "Mã của trang, cho phiên bản Umami mà địa chỉ chia sẻ không cho biết mã.",
            "The website's id, for versions whose share URL does not return it.",
            "b59e9c65-ae32-47f1-8400-119fcf4861c4",
        ),
    ] = ""


class GoatCounter(Table, frozen=True):
    """`[counter.goatcounter]`."""

    code: Annotated[
        str,
        Meaning(
            "Tên của trang ở goatcounter.com, thay cho `[counter] url`.",
            "The site's code at goatcounter.com, in place of `[counter] url`.",
            "hdnd",
        ),
    ] = ""


class Fields(Table, frozen=True):
    """`[counter.fields]`: the key of each figure in the response of provider `json`; dots separate nested keys."""

    online: Annotated[str, Meaning("Số người đang xem.", "Readers online.", "now.readers")] = ""
    today: Annotated[str, Meaning("Số lượt hôm nay.", "Visits today.", "today")] = ""
    total: Annotated[str, Meaning("Tổng số lượt.", "Visits in all.", "all")] = ""


class Counter(Table, frozen=True):
    """`[counter]`: the source of the visit figures."""

    provider: Annotated[Provider, Meaning("Số đếm lấy từ đâu.", "Where the figures come from.", "service")] = "device"
    url: Annotated[
        str,
        Meaning(
            "Địa chỉ của dịch vụ đếm; với `json` là địa chỉ của chính các số.",
            "The provider's address; for `json` that of the figures themselves.",
            "https://luot.example.vn",
        ),
    ] = ""
    site: Annotated[
        str,
        Meaning(
            "Tên mà dịch vụ đếm (`service`) gọi trang này.",
            "The name under which provider `service` counts this site.",
            "hdnd",
        ),
    ] = ""
    baseline: Annotated[
        int,
        Meta(ge=0, le=SAFE_INTEGER),
        Meaning(
            "Số lượt đã đếm được ở trang cũ, cộng vào tổng; không cộng khi `provider` là `device`.",
            "Visits counted before this counter, which pages add to the total (not with `device`).",
            108_004,
        ),
    ] = 0
    timezone: Annotated[
        str,
        Meaning(
            "Múi giờ tính ngày hôm nay; để trống thì theo `[site]`. `device` theo giờ máy của người đọc.",
            'The zone whose midnight begins "today"; when empty, that of `[site]`. `device` takes the reader\'s clock.',
            "Asia/Ho_Chi_Minh",
        ),
    ] = ""
    privacy_signals: Annotated[
        bool,
        Meaning(
            "Không đếm người đọc đã yêu cầu không theo dõi (GPC, Do Not Track).",
            "Whether readers whose browser sends Global Privacy Control or Do Not Track are left uncounted.",
        ),
    ] = True
    umami: Annotated[Umami, Meaning("Khi `provider` là `umami`.", "For provider `umami`.")] = Umami()
    goatcounter: Annotated[GoatCounter, Meaning("Khi `provider` là `goatcounter`.", "For provider `goatcounter`.")] = (
        GoatCounter()
    )
    fields: Annotated[
        Fields,
        Meaning(
            "Khi `provider` là `json`: tên của từng số trong câu trả lời, cấp dưới nối bằng dấu chấm.",
            "For provider `json`: the key of each figure in the answer; dots separate nested keys.",
        ),
    ] = Fields()
    service: Annotated[
        CounterService,
        Meaning("Dịch vụ đếm của trang (lệnh `counter`).", "The site's own service (the command `counter`)."),
    ] = CounterService()

    @property
    def address(self) -> str:
        """The provider's address without a trailing slash; empty where the provider needs none."""
        if self.provider == "goatcounter" and not self.url:
            return f"https://{self.goatcounter.code}.goatcounter.com"
        return self.url if self.provider == "json" else self.url.rstrip("/")

    @property
    def figures(self) -> tuple[str, ...]:
        """Which of `online`, `today` and `total` the provider can give, in the page's order."""
        if self.provider == "json":
            return tuple(name for name in ("online", "today", "total") if getattr(self.fields, name))
        return _FIGURES[self.provider]


_FIGURES: dict[str, tuple[str, ...]] = {
    "none": (),
    "device": ("total", "today"),
    "service": ("online", "today", "total"),
    "umami": ("online", "today", "total"),
    # Its total is four hours old and its day is UTC's.
    "goatcounter": ("total",),
}
