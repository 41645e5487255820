"""The tables of `site_config.toml`."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from bantin.config.base import Table, Text
from bantin.config.checks import Checks
from bantin.config.counter import Counter
from bantin.config.office import Link, Office
from bantin.config.security import Security
from bantin.system.filetypes import ATTACHMENT_TYPES

Language = Literal["vi", "en"]


class Site(Table, frozen=True):
    """`[site]`."""

    title: Text
    base_url: Text
    language: Language = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 20
    description: str = ""
    relative_urls: bool = False
    """Whether pages link to each other from where they are: a site that can be handed over on a disk."""


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


class Translation(Table, frozen=True):
    """One `[[languages]]`: a further language for pages. Those below `content/en/` are in English, and lie at `/en/…`."""

    code: Language
    """Of the language, and the name of its folder."""
    title: Text
    """The site's, in this language."""
    description: str = ""
    office: Office = Office()
    """What of `[office]` is written otherwise in this language."""
    menu: tuple[MenuItem, ...] = ()
    line: int = msgspec.field(default=0, name=" line")


class Paths(Table, frozen=True):
    """`[paths]`: the first part of the addresses of lists."""

    category: Text = "chuyen-muc"
    tag: Text = "the"
    author: Text = "tac-gia"
    archive: Text = "luu-tru"
    page: Text = "trang"
    search: Text = "tim-kiem"
    sitemap: Text = "so-do-trang"
    feeds: Text = "nguon-tin"


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


class Settings(Table, frozen=True):
    """The whole file, valid."""

    site: Site
    articles: Articles = Articles()
    categories: tuple[Category, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    languages: tuple[Translation, ...] = ()
    office: Office = Office()
    links: tuple[Link, ...] = ()
    paths: Paths = Paths()
    markup: Markup = Markup()
    media: Media = Media()
    counter: Counter = Counter()
    security: Security = Security()
    checks: Checks = Checks()

    @property
    def codes(self) -> tuple[str, ...]:
        """The further languages, as `languages` has them."""
        return tuple(one.code for one in self.languages)

    def in_language(self, code: str) -> Settings:
        """Return the settings as pages in one of `languages` show them. Raises `StopIteration` for any other."""
        other = next(one for one in self.languages if one.code == code)
        written = {key: value for key, value in msgspec.structs.asdict(other.office).items() if value}
        return msgspec.structs.replace(
            self,
            site=msgspec.structs.replace(
                self.site, title=other.title, description=other.description, language=other.code
            ),
            office=msgspec.structs.replace(self.office, **written),
            menu=other.menu,
        )

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
