"""`site_config.toml` → `Settings`, with every fault of the file reported at once."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta

from bantin import records
from bantin.filetypes import ATTACHMENT_TYPES, may_be_allowed
from bantin.problems import BuildFailed, Problem, problem
from bantin.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SETTINGS_FILE = "site_config.toml"
DATABASE_SCHEMES = ("redis", "rediss", "valkey", "valkeys", "unix")
"""Schemes of a shared database; anything without `://` is a file."""
SAFE_INTEGER = 2**53 - 1
"""The greatest integer that a browser reads exactly: `Number.MAX_SAFE_INTEGER`."""

Language = Literal["vi", "en"]
Provider = Literal["none", "device", "service", "umami", "goatcounter", "json"]
Text = Annotated[str, Meta(min_length=1)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the settings file: an unknown key in it is a problem."""


class Site(Table, frozen=True):
    """`[site]`."""

    title: Text
    base_url: Text
    language: Language = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 20
    description: str = ""


class Articles(Table, frozen=True):
    """`[articles]`: which folder of `content/` holds articles."""

    folder: Text = "tin-tuc"


class Category(Table, frozen=True):
    """One `[[categories]]`."""

    slug: Text
    name: Text
    description: str = ""


class MenuItem(Table, frozen=True):
    """One `[[menu]]`: a site path or a whole address."""

    name: Text
    url: Text
    line: int = msgspec.field(default=0, name=" line")
    """Where it stands, for problems; under a name that nobody writes."""


class Paths(Table, frozen=True):
    """`[paths]`: the first part of the addresses of lists."""

    category: Text = "chuyen-muc"
    tag: Text = "the"
    author: Text = "tac-gia"
    archive: Text = "luu-tru"
    page: Text = "trang"
    search: Text = "tim-kiem"


class Markup(Table, frozen=True):
    """`[markup]`: what an editor's HTML may hold beyond the safe elements."""

    elements: tuple[Text, ...] = ()
    embed_hosts: tuple[Text, ...] = ()


class Media(Table, frozen=True):
    """`[media]`: pictures and attachments. `docs/media.md` says more."""

    quality: Annotated[int, Meta(ge=30, le=95)] = 78
    """Of WebP and JPEG, as libwebp and libjpeg count it."""
    sizes: Text = "(min-width: 48rem) 46rem, calc(100vw - 2rem)"
    """How wide the layout shows a picture of a text: the HTML attribute of that name."""
    gallery_sizes: Text = "(min-width: 48rem) 15rem, calc(50vw - 1.5rem)"
    """The same for a picture of a gallery."""
    attachment_types: tuple[Text, ...] = ATTACHMENT_TYPES
    """Types that may be published byte for byte, in lower case and without a dot."""
    attachment_warning_mb: Annotated[int, Meta(ge=1, le=10_000)] = 20
    """Size, in millions of bytes, above which an attachment is warned of."""


class CounterService(Table, frozen=True):
    """`[counter.service]`: read by `counter`, not by `build`. `docs/counter.md` says what each does."""

    sites: tuple[Text, ...] = ()
    """Names that the service counts for; none means `[counter] site` alone."""
    origins: tuple[Text, ...] = ()
    """Origins whose pages may count and read; none means that of `base_url` alone."""
    trusted_proxies: tuple[Text, ...] = ()
    """Addresses and CIDR ranges whose `X-Forwarded-For` is believed."""
    database: Text = ".bantin/luot.sqlite"
    """A file's path, from the site's root, or the address of a Redis or Valkey server."""
    idle_minutes: Annotated[int, Meta(ge=1, le=1440)] = 30
    """A visitor's view after so long without a sign of them is a new visit."""
    window_s: Annotated[int, Meta(ge=150, le=3600)] = 300
    """Seconds for which a sign of a visitor keeps them online; pages give one each 120 s."""
    visitor_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 600
    """Hits of one visitor; readers of an office with the same browser are one visitor."""
    address_per_minute: Annotated[int, Meta(ge=1, le=1_000_000)] = 6_000
    """Hits from one address, behind which a whole office or carrier may be."""
    max_visitors: Annotated[int, Meta(ge=1_000, le=10_000_000)] = 100_000
    """Visitors that are remembered at once; past that the longest idle are forgotten."""
    max_held: Annotated[int, Meta(ge=1, le=10_000_000)] = 100_000
    """Hits that are held in memory while the database cannot be written."""
    max_connections: Annotated[int, Meta(ge=10, le=1_000_000)] = 1_000
    """Connections open at once."""


class Umami(Table, frozen=True):
    """`[counter.umami]`."""

    share: str = ""
    """The last part of the website's share address, `/share/...`."""
    website: str = ""
    """The website's id, for versions whose share does not tell it."""


class GoatCounter(Table, frozen=True):
    """`[counter.goatcounter]`."""

    code: str = ""
    """The site's code at goatcounter.com, in place of `[counter] url`."""


class Fields(Table, frozen=True):
    """`[counter.fields]`: where the answer of provider `json` holds each figure, as names with dots between."""

    online: str = ""
    today: str = ""
    total: str = ""


class Counter(Table, frozen=True):
    """`[counter]`: where the page's visit figures come from."""

    provider: Provider = "device"
    url: str = ""
    """Where the provider answers; of `json`, the very address of the figures."""
    site: str = ""
    """The name under which provider `service` counts this site."""
    baseline: Annotated[int, Meta(ge=0, le=SAFE_INTEGER)] = 0
    """Visits of the site's former life; only the page's script adds it."""
    timezone: str = ""
    """The zone whose midnight begins `today`; empty means the site's, which `parse_settings` then puts here."""
    privacy_signals: bool = True
    """Whether readers whose browser sends Global Privacy Control or Do Not Track are left uncounted."""
    umami: Umami = Umami()
    goatcounter: GoatCounter = GoatCounter()
    fields: Fields = Fields()
    service: CounterService = CounterService()

    @property
    def address(self) -> str:
        """Where the provider answers, without a slash at the end; empty where the provider needs none."""
        if self.provider == "goatcounter" and not self.url:
            return f"https://{self.goatcounter.code}.goatcounter.com"
        return self.url if self.provider == "json" else self.url.rstrip("/")

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that the provider can give, in the order of the page: of `online`, `today` and `total`."""
        if self.provider == "json":
            return tuple(name for name in ("online", "today", "total") if getattr(self.fields, name))
        return _FIGURES[self.provider]


_FIGURES: dict[str, tuple[str, ...]] = {
    "none": (),
    "device": ("today", "total"),
    "service": ("online", "today", "total"),
    "umami": ("online", "today", "total"),
    # Its total is four hours old and its day is UTC's.
    "goatcounter": ("total",),
}


class Settings(Table, frozen=True):
    """The whole file, valid."""

    site: Site
    articles: Articles = Articles()
    categories: tuple[Category, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    paths: Paths = Paths()
    markup: Markup = Markup()
    media: Media = Media()
    counter: Counter = Counter()

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)

    @property
    def origin(self) -> str:
        """Scheme and host of `base_url`, without a slash at the end."""
        parts = urlsplit(self.site.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path that `base_url` carries, without a slash at the end: `` or `/hdnd`."""
        return urlsplit(self.site.base_url).path.rstrip("/")


def load_settings(root: Path, *, base_url: str | None = None) -> Settings:
    """Read the settings of the site at `root`; `base_url` replaces the file's.

    Raises `BuildFailed` with every fault of the file.
    """
    try:
        data = (root / SETTINGS_FILE).read_bytes()
    except OSError as error:
        raise BuildFailed([problem("BT101", SETTINGS_FILE, reason=error.strerror or error)]) from None
    return parse_settings(data, base_url=base_url)


def parse_settings(data: bytes, *, base_url: str | None = None) -> Settings:
    """Parse the bytes of a settings file; see `load_settings`."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BuildFailed([problem("BT111", SETTINGS_FILE, line)]) from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, column = _position(str(error), text)
        raise BuildFailed([problem("BT102", SETTINGS_FILE, line, column, reason=str(error).partition(" (at ")[0])]) from None
    lines = key_lines(text)
    if base_url is not None and isinstance(raw.get("site"), dict):
        raw["site"]["base_url"] = base_url
    checked = records.check(raw, Settings)
    if isinstance(checked, list):
        raise BuildFailed([_from_fault(fault, lines) for fault in checked])
    faults = list(_rules(checked, lines))
    if faults:
        raise BuildFailed(faults)
    site = msgspec.structs.replace(checked.site, base_url=checked.site.base_url.rstrip("/") + "/")
    counter = msgspec.structs.replace(checked.counter, timezone=checked.counter.timezone or site.timezone)
    menu = tuple(msgspec.structs.replace(item, line=_line_of(("menu", index, "url"), lines)) for index, item in enumerate(checked.menu))
    return msgspec.structs.replace(checked, site=site, counter=counter, menu=menu)


def key_lines(text: str) -> dict[records.KeyPath, int]:
    """Return the line of each table and key of a TOML text; `tomllib` does not tell them."""
    lines: dict[records.KeyPath, int] = {}
    counts: dict[records.KeyPath, int] = {}
    table: records.KeyPath = ()
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        head = _TABLE.match(line)
        if head:
            names = _names(head["array"] or head["table"])
            if head["array"]:
                counts[names] = counts.get(names, -1) + 1
                lines.setdefault(names, number)
                names = (*names, counts[names])
            table = names
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
            continue
        key = _KEY.match(line)
        if key:
            names = _names(key["key"])
            for end in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:end]), number)
            quote = next((q for q in ('"""', "'''") if line.count(q) == 1), "")
    return lines


_PART = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*(?:\[\[\s*(?P<array>{_DOTTED})\s*\]\]|\[\s*(?P<table>{_DOTTED})\s*\])\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*(?P<key>{_DOTTED})\s*=")
_NAME = re.compile(_PART)
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


def _names(dotted: str) -> records.KeyPath:
    return tuple(name.strip("\"'") for name in _NAME.findall(dotted))


def _position(message: str, text: str) -> tuple[int, int]:
    found = _POSITION.search(message)
    return (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 0)


def _line_of(where: records.KeyPath, lines: dict[records.KeyPath, int]) -> int:
    while where:
        if where in lines:
            return lines[where]
        where = where[:-1]
    return 0


def _dotted(where: records.KeyPath) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in where)


def _from_fault(fault: records.Fault, lines: dict[records.KeyPath, int]) -> Problem:
    line = _line_of(fault.where, lines)
    key = _dotted(fault.where)
    if fault.kind == "unknown":
        return problem("BT103", SETTINGS_FILE, line, key=key, near=fault.near)
    if fault.kind == "missing":
        return problem("BT104", SETTINGS_FILE, line, key=key)
    last = fault.where[-1]
    choices = {"language": get_args(Language), "provider": get_args(Provider)}.get(str(last))
    near = records.nearest(fault.detail, choices) if choices else ""
    return problem("BT105", SETTINGS_FILE, line, key=key, value=fault.detail, expected=", ".join(choices or (fault.near,)), near=near)


def _rules(settings: Settings, lines: dict[records.KeyPath, int]) -> Iterator[Problem]:
    """Yield what types alone cannot say."""

    def at(*where: str | int) -> int:
        return _line_of(where, lines)

    site = settings.site
    if not _is_base_url(site.base_url):
        yield problem("BT106", SETTINGS_FILE, at("site", "base_url"), value=site.base_url)
    zones = available_timezones()
    if site.timezone not in zones:
        yield problem("BT107", SETTINGS_FILE, at("site", "timezone"), value=site.timezone, near=records.nearest(site.timezone, zones))
    slugs: dict[str, int] = {}
    for index, category in enumerate(settings.categories):
        line = at("categories", index, "slug")
        yield from _slug_fault(category.slug, line)
        if category.slug in slugs:
            yield problem("BT109", SETTINGS_FILE, line, slug=category.slug, first=slugs[category.slug])
        slugs.setdefault(category.slug, line)
    yield from _slug_fault(settings.articles.folder, at("articles", "folder"))
    taken: dict[str, str] = {settings.articles.folder: "articles.folder"}
    paths: dict[str, Any] = msgspec.structs.asdict(settings.paths)
    for name, value in paths.items():
        line = at("paths", name)
        yield from _slug_fault(value, line)
        if name != "page" and value in taken:
            yield problem("BT112", SETTINGS_FILE, line, key=f"paths.{name}", value=value, other=taken[value])
        taken.setdefault(value, f"paths.{name}")
    for index, item in enumerate(settings.menu):
        if not item.url.startswith(("/", "https://", "http://", "mailto:")):
            yield problem("BT113", SETTINGS_FILE, at("menu", index, "url"), value=item.url)
    running = [value for value in settings.media.attachment_types if not may_be_allowed(value)]
    yield from (problem("BT860", SETTINGS_FILE, at("media", "attachment_types"), value=value) for value in running)
    yield from _counter_rules(settings, at)


def _counter_rules(settings: Settings, at: Callable[..., int]) -> Iterator[Problem]:
    """Check what types alone cannot say of `[counter]`; `at` gives the line of a key."""
    counter, service = settings.counter, settings.counter.service
    needs: dict[str, dict[tuple[str, ...], object]] = {
        "service": {("url",): counter.url, ("site",): counter.site},
        "umami": {("url",): counter.url, ("umami", "share"): counter.umami.share},
        "goatcounter": {("url",): counter.url or counter.goatcounter.code},
        "json": {("url",): counter.url, ("fields",): counter.fields != Fields()},
    }
    for where in (where for where, value in needs.get(counter.provider, {}).items() if not value):
        key = ".".join(("counter", *where))
        yield problem("BT701", SETTINGS_FILE, at("counter", *where), key=key, provider=counter.provider)
    if counter.url and not _is_base_url(counter.url.partition("?")[0]):
        yield problem("BT702", SETTINGS_FILE, at("counter", "url"), value=counter.url)
    elif counter.url.startswith("http://") and settings.origin.startswith("https://") and not _is_own_machine(counter.url):
        yield problem("BT703", SETTINGS_FILE, at("counter", "url"), value=counter.url)
    if counter.provider == "service" and service.sites and counter.site not in service.sites:
        near = records.nearest(counter.site, service.sites)
        yield problem("BT705", SETTINGS_FILE, at("counter", "site"), value=counter.site, near=near)
    wrong: dict[tuple[str, ...], list[str]] = {
        ("BT107", "timezone"): [counter.timezone] if counter.timezone and counter.timezone not in available_timezones() else [],
        ("BT702", "goatcounter", "code"): [code] if not re.fullmatch(r"[a-z0-9-]*", code := counter.goatcounter.code) else [],
        ("BT704", "site"): [counter.site] if counter.site and not _SITE_NAME.fullmatch(counter.site) else [],
        ("BT704", "service", "sites"): [name for name in service.sites if not _SITE_NAME.fullmatch(name)],
        ("BT706", "service", "origins"): [origin for origin in service.origins if not _is_origin(origin)],
        ("BT707", "service", "trusted_proxies"): [network for network in service.trusted_proxies if not _is_network(network)],
        ("BT708", "service", "database"): [service.database] if not _is_database(service.database) else [],
    }
    for place, values in wrong.items():
        line = at("counter", *place[1:])
        yield from (problem(place[0], SETTINGS_FILE, line, value=value, near="") for value in values)


def _slug_fault(slug: str, line: int) -> Iterator[Problem]:
    if slugify(slug) != slug:
        yield problem("BT108", SETTINGS_FILE, line, value=slug, near=slugify(slug))


_SITE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def _is_origin(text: str) -> bool:
    return _is_base_url(text) and not urlsplit(text).path and text == text.lower()


def _is_network(text: str) -> bool:
    import ipaddress  # for the few sites that have proxies

    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _is_database(text: str) -> bool:
    scheme, mark, _rest = text.partition("://")
    return not mark or scheme in DATABASE_SCHEMES


def _is_own_machine(url: str) -> bool:
    """Whether browsers let a page of an https site ask `url` although it is plain http."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def _is_base_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    # Some schemes and characters would not survive in a link: these are the ones that do.
    clean = re.fullmatch(r"[A-Za-z0-9._~/-]*", parts.path) is not None and ".." not in parts.path and "//" not in parts.path
    # Names of hosts may be international (IDN), but hold nothing that could leave an attribute.
    host = re.fullmatch(r"[\w.-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?", parts.netloc) is not None and url.isprintable()
    return parts.scheme in ("http", "https") and host and not (parts.query or parts.fragment) and clean
