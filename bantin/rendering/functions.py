"""`site` and the functions that layouts call (`docs/layouts.md`). Whatever they ask goes through a `Tracer`."""

from __future__ import annotations

import re
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote

from markupsafe import Markup

from bantin.collections.article import Article
from bantin.collections.documents import Attachment, Document, Image
from bantin.collections.videos import FILE_TYPES, frame_of, is_address
from bantin.config import grouped
from bantin.content.addresses import file_url
from bantin.language.vietnamese import slugify
from bantin.media.pictures import Picture, renditions, shares
from bantin.media.tags import picture_tag, preload_tag, without_choice
from bantin.rendering import linked_data
from bantin.rendering.environment import BadCall, MissingAsset, MissingWord
from bantin.rendering.page import AttachmentView, FeedPicture
from bantin.rendering.queries import OF_LAYOUTS
from bantin.site.sitemaps import news_url
from bantin.site.translations import home_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.config import Counter, Former, LinkGroup, MenuItem, Office, Paths
    from bantin.config.notices import Service
    from bantin.media.attachments import PublishedFile
    from bantin.media.pictures import Note, Rendition
    from bantin.rendering.page import Page
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import Tracer
    from bantin.site.index import Term, Year


_TYPES = {"png": "image/png", "gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml"}
"""Media types of pictures that are no JPEG, by suffix."""
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
"""Paths in which nothing need be quoted: nearly all."""
_KEPT_LINKS = 50_000
"""Links that are kept to be written again."""
_KEPT_PICTURES = 5_000
"""The same for pictures, each 1-2 kB."""


class VideoView(NamedTuple):
    """An article's video, as layouts show it."""

    url: str
    """Of the file, or of the page at another host."""
    type: str
    """`video/mp4`; empty for a page."""
    frame: str
    """What plays the video of a page, or empty."""
    captions: str
    """Address of the captions, or empty."""
    size: int
    """Of the file in bytes, else 0."""
    poster: str
    """Address of the article's picture, or empty."""


class Site:
    """`site` of the layouts."""

    def __init__(self, tracer: Tracer, queries: Queries) -> None:
        self._ask = tracer.ask
        settings = queries.settings
        self.title = settings.site.title
        self.description = settings.site.description
        self.language = settings.site.language
        self.is_translation = settings.site.language != queries.index.settings.site.language
        self.home_url = home_of(settings.site.language if self.is_translation else "")
        self.base_url = settings.site.base_url
        self.menu: tuple[MenuItem, ...] = settings.menu
        self.categories: tuple[Term, ...] = tuple(queries.index.categories.values())
        self._slugs = frozenset(queries.index.categories)
        own = queries.index.settings
        self._menus: dict[str, tuple[MenuItem, ...]] = {
            own.site.language: own.menu,
            **{one.code: one.menu for one in own.languages},
        }
        self.paths: Paths = settings.paths
        self.counter: Counter = settings.counter
        self.news_url = news_url(queries.index)
        self.search_url = f"/{settings.paths.search}/"
        self.archive_url = f"/{settings.paths.archive}/"
        self.sitemap_url = f"/{settings.paths.sitemap}/"
        self.feeds_url = f"/{settings.paths.feeds}/"
        self.office: Office = settings.office
        self.former: tuple[Former, ...] = settings.former
        self.services: tuple[Service, ...] = settings.services
        self.links: tuple[LinkGroup, ...] = grouped(settings.links)

    @property
    def content_security_policy(self) -> str:
        """What browsers may load and run."""
        return cast("str", self._ask("policy"))

    @property
    def search_available(self) -> bool:
        """Whether there is an index to search in."""
        return bool(self._ask("search"))

    def menu_in(self, code: str) -> tuple[MenuItem, ...]:
        """Return the menu of pages in the language `code`."""
        return self._menus.get(code, ())

    def latest(
        self, count: int, category: str | None = None, tag: str | None = None, author: str | None = None
    ) -> tuple[Article, ...]:
        """Return the newest articles, with every one of the given slugs."""
        _need(int, count)
        _need((str, NoneType), category, tag, author)
        return cast("tuple[Article, ...]", self._ask("latest", count, category, tag, author))

    def featured(self, count: int) -> tuple[Article, ...]:
        """Return the newest articles that are featured at the moment."""
        _need(int, count)
        return cast("tuple[Article, ...]", self._ask("featured", count))

    def library(self, count: int) -> tuple[Article, ...]:
        """Return the newest articles of pictures and with videos."""
        _need(int, count)
        return cast("tuple[Article, ...]", self._ask("library", count))

    def newer(self, article: Document) -> Article | None:
        """Return the next article in time."""
        _need(Document, article)
        return cast("Article | None", self._ask("newer", article.path))

    def older(self, article: Document) -> Article | None:
        """Return the article before it in time."""
        _need(Document, article)
        return cast("Article | None", self._ask("older", article.path))

    def related(self, article: Document, count: int = 3) -> tuple[Article, ...]:
        """Return related articles."""
        _need(Document, article)
        _need(int, count)
        return cast("tuple[Article, ...]", self._ask("related", article.path, count))

    def category(self, slug: str) -> Term:
        """Return a category of the settings."""
        if slug not in self._slugs:
            raise BadCall(f"there is no category {slug!r}")
        return cast("Term", self._ask("term", "category", slug))

    def tag(self, name: str) -> Term:
        """Return a tag by its name."""
        _need(str, name)
        return cast("Term", self._ask("term", "tag", slugify(name)))

    def author(self, name: str) -> Term:
        """Return an author by name."""
        _need(str, name)
        return cast("Term", self._ask("term", "author", slugify(name)))

    def tags(self) -> tuple[Term, ...]:
        """Return every tag with its count, in Vietnamese order."""
        return cast("tuple[Term, ...]", self._ask("terms", "tag"))

    def authors(self) -> tuple[Term, ...]:
        """Return every author with their count, in Vietnamese order."""
        return cast("tuple[Term, ...]", self._ask("terms", "author"))

    def category_counts(self) -> tuple[Term, ...]:
        """Return every category with its count, in the settings' order."""
        return cast("tuple[Term, ...]", self._ask("terms", "category"))

    def top_tags(self, count: int) -> tuple[Term, ...]:
        """Return the most used tags."""
        _need(int, count)
        return cast("tuple[Term, ...]", self._ask("top_tags", count))

    def years(self) -> tuple[Year, ...]:
        """Return the years with articles, newest first."""
        return cast("tuple[Year, ...]", self._ask("years"))


class Functions:
    """The functions of the layouts."""

    def __init__(self, tracer: Tracer, queries: Queries) -> None:
        self._ask = tracer.ask
        self._layouts = queries.layouts
        self._base_path = queries.settings.base_path
        self._origin = queries.settings.origin
        self._settings = queries.settings
        self._language = queries.settings.site.language
        self._quality = queries.settings.media.quality
        self._links: dict[str, str] = {}
        self._pictures: dict[tuple[Image, str, bool, str, bool], Markup] = {}
        self.page: Page | None = None
        self.document: Document | None = None

    def names(self) -> dict[str, Any]:
        """Return the functions by the names that layouts use."""
        return {
            "url": self.url,
            "absolute": self.absolute,
            "asset": self.asset,
            "inline_script": self.inline_script,
            "picture": self.picture,
            "preload": self.preload,
            "attachment": self.attachment,
            "video": self.video,
            "t": self.word,
            "query": self.query,
            "collection": self.collection,
            "structured_data": self.structured_data,
        }

    def url(self, target: Any) -> str:  # noqa: ANN401 - a site path or anything that has an address
        """Return the link to `target` with the base path."""
        path: str = target if isinstance(target, str) else getattr(target, "url", "")
        if not isinstance(path, str) or not path:
            raise BadCall(f"{type(target).__name__} has no address")
        link = self._links.get(path)
        if link is None:
            if not path.startswith("/"):
                link = path
            else:
                link = self._base_path + (path if _PLAIN_PATH.fullmatch(path) else quote(path, safe="/#?=&%:@+,;~"))
            if len(self._links) < _KEPT_LINKS:
                self._links[path] = link
        return link

    def absolute(self, target: Any) -> str:  # noqa: ANN401
        """Return the whole address of `target`."""
        link = self.url(target)
        return self._origin + link if link.startswith("/") else link

    def all_absolute(self, paths: Sequence[str]) -> list[str]:
        """Return the whole address of each site path: as `absolute` does, for many."""
        if _PLAIN_PATH.fullmatch("".join(paths)):
            base = self._origin + self._base_path
            return [base + path for path in paths]
        return [self.absolute(path) for path in paths]

    def asset(self, name: str) -> str:
        """Return the link to a file of `layouts/assets/`."""
        return self.url(self.asset_path(name))

    def asset_path(self, name: str) -> str:
        """Return the site path of a file of `layouts/assets/`."""
        if name not in self._layouts.assets:
            from bantin.problems.records import nearest

            raise MissingAsset(name, nearest(name, self._layouts.assets), "assets")
        return cast("str", self._ask("asset", name))

    def inline_script(self, name: str) -> Markup:
        """Return the script element with a file of `layouts/inline/`."""
        if name not in self._layouts.scripts:
            from bantin.problems.records import nearest

            raise MissingAsset(name, nearest(name, self._layouts.scripts), "inline")
        return Markup(self._ask("inline", name))

    def word(self, key: str, **values: object) -> str:
        """Return a word of the interface."""
        text = self._layouts.words.get(key)
        if text is None:
            raise MissingWord(key, self._layouts.language)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def picture(  # a layout's call
        self,
        image: Image,
        sizes: str = "100vw",
        lead: bool = False,  # noqa: FBT001, FBT002
        cls: str = "",
        link: bool = False,  # noqa: FBT001, FBT002
    ) -> Markup:
        """Return the element for `image`, in every size that a browser may choose from.

        With `link` it links to its largest size.
        """
        _need(Image, image)
        look: Picture | Note | None = self._ask("picture", image.file)
        key = (image, sizes, lead, cls, link)
        element = self._pictures.get(key)
        if element is None:
            if isinstance(look, Picture):
                made = renditions(look, self._quality)
                element = Markup(picture_tag(made, self._base_path, image.alt, sizes=sizes, lead=lead, cls=cls))
                if link and len(made.plain) > 1:
                    label = Markup("") if image.alt else Markup(' aria-label="{}"').format(self.word("text.enlarge"))
                    element = Markup('<a href="{}"{}>{}</a>').format(self.url(made.plain[-1].url), label, element)
            else:
                # The preview shows an article also while its picture is missing or damaged; no build comes so far.
                element = Markup('<img src="{}" alt="{}">').format(self.url(file_url(image.file)), image.alt)
            if len(self._pictures) < _KEPT_PICTURES:
                self._pictures[key] = element
        return element

    def query(self, name: str) -> Any:  # noqa: ANN401 - each query has its kind of answer
        """Return the answer to a query without arguments."""
        _need(str, name)
        if name not in OF_LAYOUTS:
            raise BadCall(f"{name} is no query without arguments")
        return self._ask(name)

    def collection(self, name: str, query: str, *arguments: str | int) -> Any:  # noqa: ANN401 - as above
        """Return the answer of a collection to a query; an empty list on a site that does not have it."""
        _need(str, name, query)
        _need((str, int), *arguments)
        if name not in self._ask("collections"):
            return ()
        try:
            return self._ask(name, query, *arguments)
        except KeyError:
            raise BadCall(f"{name} has no query {query}") from None

    def preload(self, image: Image, sizes: str = "100vw") -> Markup:
        """Return the element for the head that loads `image` early; `sizes` must be that of its `picture`."""
        _need(Image, image)
        look: Picture | Note | None = self._ask("picture", image.file)
        made = renditions(look, self._quality) if isinstance(look, Picture) else None
        return Markup(preload_tag(made, self._base_path, sizes=sizes)) if made else Markup()

    def shares(self, image: Image) -> tuple[Rendition | None, tuple[Rendition, ...]]:
        """Return Open Graph's picture of `image`, which no drawing in vectors can be, and those of structured data."""
        look: Picture | Note | None = self._ask("share", image.file)
        if not isinstance(look, Picture):
            return None, ()
        made = shares(look, self._quality)
        return (None, made) if look.form == "vector" else (made[0], made[1:])

    def feed_picture(self, image: Image) -> FeedPicture | None:
        """Return the lead picture as feeds carry it; `None` for one that cannot be read."""
        look: Picture | Note | None = self._ask("picture", image.file)
        if not isinstance(look, Picture):
            return None
        made = renditions(look, self._quality)
        element = without_choice(picture_tag(made, self._base_path, image.alt, sizes="100vw"))
        one = made.middle
        kind = _TYPES.get(one.url.rpartition(".")[2], "image/jpeg")
        return FeedPicture(self.absolute(one.url), kind, one.width, one.height, f"<p>{element}</p>\n")

    def attachment(self, attachment: Attachment) -> AttachmentView:
        """Return what to show of an attachment."""
        _need(Attachment, attachment)
        file: PublishedFile | None = self._ask("file", attachment.file)
        if file is None:  # only in the preview, as above
            return AttachmentView(self.url(file_url(attachment.file)), attachment.title, "", 0, 0, "")
        return AttachmentView(self.url(file.url), attachment.title, file.type, file.size, file.pages, file.name)

    def video(self, article: Article) -> VideoView:
        """Return what to show of an article's video."""
        _need(Article, article)
        look: Picture | Note | None = self._ask("picture", article.image.file) if article.image else None
        poster = self.url(renditions(look, self._quality).middle.url) if isinstance(look, Picture) else ""
        if is_address(article.video):
            return VideoView(article.video, "", frame_of(article.video), "", 0, poster)
        file: PublishedFile | None = self._ask("file", article.video)
        captions: PublishedFile | None = self._ask("file", article.captions) if article.captions else None
        kind = FILE_TYPES.get(article.video.rpartition(".")[2].lower(), "")
        address = self.url(file.url if file else file_url(article.video))
        texts = self.url(captions.url) if captions else ""
        return VideoView(address, kind, "", texts, file.size if file else 0, poster)

    def structured_data(self) -> Markup:
        """Return the JSON-LD elements of the page at hand."""
        page = self.page
        if page is None:
            return Markup()
        office = linked_data.publisher(
            self._settings, self.absolute("/"), self.absolute(self.asset_path("icon-512.png"))
        )
        items = linked_data.site_items(self._settings, office) if page.kind == "home" else []
        if isinstance(self.document, Article) and page.kind == "article":
            section = self._ask("term", "category", self.document.category).name
            items.append(linked_data.news_article(page, self.document, section, self._language, office))
        if page.linked_data:
            items.append(page.linked_data)
        if len(page.breadcrumbs) > 1:
            items.append(linked_data.breadcrumb_list(page.breadcrumbs, self.absolute))
        return linked_data.elements(items)


def _need(kind: type | tuple[type, ...], *values: object) -> None:
    """Raise `BadCall` when a layout's value is not of `kind`."""
    for value in values:
        if not isinstance(value, kind):
            raise BadCall(f"{type(value).__name__} is not what this takes")
