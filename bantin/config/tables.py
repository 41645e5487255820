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
DateOrder = Literal["year-first", "day-first"]


class Site(Table, frozen=True):
    """`[site]`."""

    title: Text
    base_url: Text
    language: Language = "vi"
    timezone: str = "Asia/Ho_Chi_Minh"
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 20
    description: str = ""
    relative_urls: bool = False
    """Whether links between pages are relative: such a site can be read from a disk."""


class Articles(Table, frozen=True):
    """`[articles]`: which folder of `content/` holds articles."""

    folder: Text = "tin-tuc"
    dates: DateOrder = "year-first"
    """Whether dates may also be written as `31/12/2020`."""


class Category(Table, frozen=True):
    """One `[[categories]]`."""

    slug: Text
    name: Text
    description: str = ""


class MenuItem(Table, frozen=True):
    """One `[[menu]]`: `url` is a site path or an absolute URL."""

    name: Text
    url: Text
    line: int = msgspec.field(default=0, name=" line")
    """Its line in the file, for problems. The encoded name is one that no file has as a key."""


class Translation(Table, frozen=True):
    """One `[[languages]]`: a further language for pages. Those in `content/en/` are English, published at `/en/…`."""

    code: Language
    """The language, and the name of its folder."""
    title: Text
    """The site's title in this language."""
    description: str = ""
    office: Office = Office()
    """Values that replace those of `[office]`, where not empty."""
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
    """`[markup]`: what an editor's HTML may contain beyond the safe elements."""

    elements: tuple[Text, ...] = ()
    embed_hosts: tuple[Text, ...] = ()
    indented_code: bool = False
    """Whether four spaces before a line make code of it, as in CommonMark."""


class Media(Table, frozen=True):
    """`[media]`: pictures and attachments; described in `docs/media.md`."""

    quality: Annotated[int, Meta(ge=30, le=95)] = 78
    """The quality of WebP and JPEG, on the scale of libwebp and libjpeg."""
    sizes: Text = "(min-width: 48rem) 46rem, calc(100vw - 2rem)"
    """The HTML attribute `sizes` of pictures in texts: how wide the layout shows them."""
    gallery_sizes: Text = "(min-width: 48rem) 15rem, calc(50vw - 1.5rem)"
    """The same for pictures in galleries."""
    attachment_types: tuple[Text, ...] = ATTACHMENT_TYPES
    """File types that may be published as they are: suffixes in lower case without a dot."""
    attachment_warning_mb: Annotated[int, Meta(ge=1, le=10_000)] = 20
    """Size of an attachment, in millions of bytes, above which builds warn."""


class Publish(Table, frozen=True):
    """`[publish]`: where the command `publish` brings a site that is not in Git."""

    target: Text = ""
    """A folder, from the site's, or a place for rsync: `user@host:/var/www/hdnd`."""


class Settings(Table, frozen=True):
    """The whole file, validated."""

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
    publish: Publish = Publish()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the further languages, in the settings' order."""
        return tuple(one.code for one in self.languages)

    def in_language(self, code: str) -> Settings:
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
