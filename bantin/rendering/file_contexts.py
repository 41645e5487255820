"""A planned file for programs (feeds, site maps, manifest …) → the names its layout gets (`docs/layouts.md`)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from bantin.media.tags import without_choice
from bantin.rendering.page import FeedEntry, Page, SitemapEntry
from bantin.site.sitemaps import FEED_SIZE, sitemap_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from bantin.collections.article import Article
    from bantin.collections.documents import Document
    from bantin.language.dates import Moment
    from bantin.markup.body import Body
    from bantin.rendering.functions import Functions, Site
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import Tracer
    from bantin.site.index import Term
    from bantin.site.routes import Route

Context = dict[str, Any]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LINK = re.compile(r'(\s(?:href|src)=")(/(?!/)|#)')


class FileContexts:
    """Makes the context of each kind of file that programs read."""

    def __init__(
        self, tracer: Tracer, site: Site, functions: Functions, text: Callable[[Document], Body], queries: Queries
    ) -> None:
        self._settings = queries.settings
        self._ask = tracer.ask
        self._site = site
        self._functions = functions
        self._text = text
        self.kinds: dict[str, Callable[[Route], Context]] = {
            "manifest": self._manifest,
            "feed": self._feed,
            "sitemap": self._sitemap,
            "sitemap-index": self._sitemap_index,
            "news-sitemap": self._news_sitemap,
            "robots": self._robots,
            "security": self._security,
        }
        """What makes the context of each kind of route."""

    def _manifest(self, route: Route) -> Context:
        return {"page": self._page(route, self._site.title)}

    def _feed(self, route: Route) -> Context:
        category = route.subject or None
        articles = cast("tuple[Article, ...]", self._ask("latest", FEED_SIZE, category, None, None))
        name = cast("Term", self._ask("term", "category", category)).name if category else ""
        entries = [self._feed_entry(article) for article in articles]
        # A feed must say when it changed (RFC 4287, 4.2.15), also while it is empty.
        changed = max((article.updated or article.date for article in articles), default=_NEVER)
        title = f"{name} – {self._site.title}" if name else self._site.title
        page_url = route.url.removesuffix("feed.xml") if category else "/"
        return {
            "page": self._page(route, title),
            "entries": entries,
            "feed_title": title,
            "feed_page": self._functions.absolute(page_url),
            "updated": changed,
        }

    def _feed_entry(self, article: Article) -> FeedEntry:
        address = self._functions.absolute(article.url)
        origin = self._functions.absolute("/x")[: -len(self._functions.url("/x"))]
        image = self._functions.feed_picture(article.image) if article.image else None
        text = (image.element if image else "") + without_choice(self._text(article).html)
        content = _LINK.sub(lambda m: m[1] + (origin + m[2] if m[2] == "/" else address + m[2]), text)
        category = cast("Term", self._ask("term", "category", article.category)).name
        # RFC 4287, 4.2.6: an entry's id never changes, whatever its title or date; the address is that stable.
        return FeedEntry(article, address, address, Markup(content), category, image)

    def _sitemap(self, route: Route) -> Context:
        found = cast("list[tuple[str, Moment | None]]", self._ask("sitemap", route.number))
        addresses = self._functions.all_absolute([url for url, _ in found])
        entries = [
            SitemapEntry(address, moment.local if moment else None)
            for address, (_, moment) in zip(addresses, found, strict=True)
        ]
        return {"page": self._page(route, self._functions.word("titles.sitemap")), "entries": entries}

    def _sitemap_index(self, route: Route) -> Context:
        changes = cast("list[Moment | None]", self._ask("sitemaps"))
        absolute = self._functions.absolute
        entries = [
            SitemapEntry(absolute(sitemap_url(at)), one.local if one else None) for at, one in enumerate(changes, 1)
        ]
        return {"page": self._page(route, self._functions.word("titles.sitemap")), "entries": entries}

    def _news_sitemap(self, route: Route) -> Context:
        articles = cast("tuple[Article, ...]", self._ask("news"))
        entries = [SitemapEntry(self._functions.absolute(one.url), None, one.title, one.date) for one in articles]
        return {"page": self._page(route, self._functions.word("titles.sitemap")), "entries": entries}

    def _robots(self, route: Route) -> Context:
        names = ("/sitemap.xml", "/news-sitemap.xml") if self._ask("news") else ("/sitemap.xml",)
        sitemaps = [self._functions.absolute(name) for name in names]
        return {"page": self._page(route, "robots"), "sitemaps": sitemaps}

    def _security(self, route: Route) -> Context:
        security, zone = self._settings.security, self._settings.zone
        # The words of a report may be in the site's language, or in English.
        languages = tuple(dict.fromkeys((self._settings.site.language, "en")))
        page = self._page(route, "security.txt")
        return {
            "page": page,
            "contacts": security.contact,
            "expires": security.expires_at(zone),
            "languages": languages,
        }

    def _page(self, route: Route, title: str) -> Page:
        return Page(kind=route.kind, url=route.url, title=title, canonical=self._functions.absolute(route.url))
