"""A planned page → the names its layout gets (`docs/layouts.md`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from bantin.collections.registry import SOURCE_KINDS, WITH_FEED
from bantin.markup.body import Body
from bantin.markup.plain import TAG
from bantin.media.pictures import Picture
from bantin.rendering.file_contexts import FileContexts
from bantin.rendering.page import Crumb, Page, PageLanguage, Pager
from bantin.site.index import Month, Term, Year, span
from bantin.site.translations import HOME, NAMES, list_source, original_of
from bantin.system.paths import SETTINGS_FILE
from bantin.theme.emblem import SHARE, SHARE_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bantin.collections.article import Article
    from bantin.collections.collection import View
    from bantin.collections.documents import Document, Image, Publication
    from bantin.problems import Problem
    from bantin.rendering.functions import Functions, Site
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import Tracer
    from bantin.site.routes import Route

Context = dict[str, Any]
_SYLLABLES_A_MINUTE = 230
_OF_LISTS = 2
"""Slashes in the URL of a list, `/van-ban/`."""


class Contexts:
    """Makes the context of each kind of page."""

    def __init__(
        self, tracer: Tracer, site: Site, functions: Functions, text: Callable[[Document], Body], queries: Queries
    ) -> None:
        self._settings = queries.settings
        self._own_language = queries.index.settings.site.language
        self._counts_minutes = any("minutes" in source for source in queries.layouts.templates.values())
        self._ask = tracer.ask
        self._site = site
        self._functions = functions
        self._text = text
        self._site_feeds: tuple[Crumb, ...] = (Crumb(site.title, "/feed.xml"), Crumb(f"{site.title} (RSS)", "/rss.xml"))
        self.faults: list[Problem] = []
        """What is wrong with the pictures and attachments of the front matter of the page at hand."""
        self._kinds: dict[str, Callable[[Route], Context]] = {
            "home": self._home,
            "article": self._article,
            "page": self._page,
            "news": self._list,
            "category": self._list,
            "tag": self._list,
            "author": self._list,
            "month": self._month,
            "year": self._year,
            "archive": self._archive,
            "index": self._index,
            "search": self._search,
            "feeds": self._feeds_page,
            "not-found": self._not_found,
            "redirect": self._redirect,
            **FileContexts(tracer, site, functions, text, queries).kinds,
        }

    def of(self, route: Route) -> Context:
        """Return the context of `route`, the page itself as `page`."""
        self.faults = []
        make = self._collection if route.collection else self._kinds.get(route.kind, self._plain)
        context = make(route)
        self._functions.page = context["page"]
        self._functions.document = context.get("article")
        return context

    def _home(self, route: Route) -> Context:
        for banner in self._ask("banners"):
            self._judge_image(banner.image, SETTINGS_FILE, banner.line)
        feeds = self._site_feeds
        return {
            "page": self._made(
                route,
                self._site.title,
                description=self._site.description or self._word("home_about", site=self._site.title),
                feeds=feeds,
                crumbs=(),
            )
        }

    def _article(self, route: Route) -> Context:
        article = cast("Article", self._ask("document", route.subject))
        if article.is_hidden:
            article, body = article.without_content(), Body("")
        else:
            body = self._text(article)
        category = cast("Term", self._ask("term", "category", article.category))
        crumbs = (Crumb(category.name, category.url), Crumb(article.title, article.url))
        feeds = (*self._site_feeds, Crumb(category.name, f"{category.url}feed.xml"))
        page = self._made(
            route, article.title, document=article, feeds=feeds, crumbs=crumbs, noindex=bool(article.withdrawn)
        )
        return {
            "page": page,
            "article": article,
            "body": Markup(body.html),
            "toc": _contents(article, body),
            "minutes": reading_minutes(body.html) if self._counts_minutes else 0,
        }

    def _page(self, route: Route) -> Context:
        document = cast("Document", self._ask("document", route.subject))
        body = self._text(document)
        crumbs = () if route.url == self._site.home_url else None
        page = self._made(route, document.title, document=document, feeds=self._site_feeds, crumbs=crumbs)
        return {"page": page, "document": document, "body": Markup(body.html), "toc": _contents(document, body)}

    def _list(self, route: Route) -> Context:
        kind, slug, number = route.kind, route.subject, route.number
        articles = cast("tuple[Article, ...]", self._ask("list", kind, slug, number))
        subject = cast("Term", self._ask("term", kind, slug)) if kind != "news" else None
        name = subject.name if subject else self._word("news")
        own = subject.url if subject else self._site.news_url
        if number:
            older = number - 1
        else:
            full = cast("int", self._ask("full", kind, slug))
            older = full - 1 if full > 1 else 0
        title = self._word("numbered", name=name, number=number) if number else name
        crumbs = [Crumb(name, own)]
        if kind != "news" and subject:
            first = {
                "category": self._site.paths.category,
                "tag": self._site.paths.tag,
                "author": self._site.paths.author,
            }[kind]
            crumbs.insert(0, Crumb(self._word(f"index_{kind}"), f"/{first}/"))
        if number:
            crumbs.append(Crumb(self._word("page_number", number=number), route.url))
        feeds = self._site_feeds
        if kind == "category":
            feeds = (*feeds, Crumb(name, f"{own}feed.xml"))
        about = (subject.description if subject else "") or self._about_list(name)
        description = self._word("numbered", name=about, number=number) if number else about
        first_date, last_date = span(articles)
        pager = Pager(
            number or None, f"{own}{self._site.paths.page}/{older}/" if older else None, own, first_date, last_date
        )
        page = self._made(route, title, description=description, feeds=feeds, crumbs=tuple(crumbs))
        return {"page": page, "articles": articles, "pager": pager, "subject": subject}

    def _month(self, route: Route) -> Context:
        year, month = (int(part) for part in route.subject.split("-"))
        articles = cast("tuple[Article, ...]", self._ask("month", year, month))
        subject = Month(year, month, route.url, len(articles))
        crumbs = (
            self._archive_crumb(),
            Crumb(str(year), f"{self._site.archive_url}{year}/"),
            Crumb(self._month_name(subject), route.url),
        )
        name = self._month_name(subject)
        page = self._made(route, name, description=self._about_list(name), crumbs=crumbs, feeds=self._site_feeds)
        return {"page": page, "articles": articles, "subject": subject}

    def _year(self, route: Route) -> Context:
        subject = cast("Year", self._ask("year", int(route.subject)))
        title = self._word("year", year=subject.year)
        crumbs = (self._archive_crumb(), Crumb(title, route.url))
        page = self._made(route, title, description=self._about_list(title), crumbs=crumbs, feeds=self._site_feeds)
        return {"page": page, "subject": subject}

    def _archive(self, route: Route) -> Context:
        page = self._made(route, self._word("archive"), feeds=self._site_feeds)
        return {"page": page, "years": self._ask("years")}

    def _index(self, route: Route) -> Context:
        page = self._made(route, self._word(f"index_{route.subject}"), feeds=self._site_feeds)
        return {"page": page, "entries": list(self._ask("terms", route.subject))}

    def _search(self, route: Route) -> Context:
        return {
            "page": self._made(
                route, self._word("search"), description=self._functions.word("search.hint"), feeds=self._site_feeds
            )
        }

    def _plain(self, route: Route) -> Context:
        """Return the context of a page whose layout asks for all that it shows; its title is the word of its kind."""
        return {"page": self._made(route, self._word(route.kind.replace("-", "_")), feeds=self._site_feeds)}

    def _feeds_page(self, route: Route) -> Context:
        return {
            "page": self._made(
                route, self._word("feeds"), description=self._functions.word("feeds.lead"), feeds=self._site_feeds
            )
        }

    def _not_found(self, route: Route) -> Context:
        return {"page": self._made(route, self._word("not_found"), noindex=True, crumbs=())}

    def _redirect(self, route: Route) -> Context:
        document = cast("Document", self._ask("document", route.subject))
        target = self._functions.absolute(document.url)
        page = Page(kind=route.kind, url=route.url, title=document.title, canonical=target, noindex=True)
        return {"page": page, "target": target}

    def _collection(self, route: Route) -> Context:
        """Return the context of a page of a collection: what its `view` says, with the document if it shows one."""
        name = route.collection
        view = cast("View", self._ask(name, "view", route.kind, route.subject))
        top = f"/{getattr(self._site.paths, name)}/"
        above = [Crumb(self._word(name.replace("-", "_")), top), *(Crumb(*one) for one in view.crumbs)]
        own_feed = (Crumb(above[0].name, f"{top}feed.xml"),) if name in WITH_FEED else ()
        feeds = (*self._site_feeds, *own_feed)
        if route.kind not in SOURCE_KINDS:
            title = self._word(route.kind.replace("-", "_"), **view.names)
            if view.number:
                title = self._word("numbered", name=title, number=view.number)
            crumbs = above if route.url == top else [*above, Crumb(title, route.url)]
            page = self._made(route, title, crumbs=tuple(crumbs), feeds=feeds, linked_data=view.linked_data)
            return {"page": page, "view": view}
        document = cast("Publication", self._ask("document", route.subject))
        body = Body("") if document.is_hidden else self._text(document)
        document = document.without_content() if document.is_hidden else document
        page = self._made(
            route,
            document.title,
            document=document,
            crumbs=(*above, Crumb(document.title, route.url)),
            feeds=feeds,
            noindex=bool(document.withdrawn),
            linked_data=view.linked_data,
        )
        return {
            "page": page,
            "view": view,
            "document": document,
            "body": Markup(body.html),
            "toc": _contents(document, body),
        }

    def _made(
        self,
        route: Route,
        title: str,
        *,
        document: Document | None = None,
        description: str = "",
        noindex: bool = False,
        crumbs: tuple[Crumb, ...] | None = None,
        feeds: tuple[Crumb, ...] = (),
        linked_data: Mapping[str, Any] | None = None,
    ) -> Page:
        trail = (Crumb(title, route.url),) if crumbs is None else crumbs
        if document:
            self._judge(document)
        is_page = route.output.endswith(".html")
        said = (document.summary if document else description) or (
            is_page and self._word("about", name=title, site=self._site.title)
        )
        return Page(
            kind=route.kind,
            url=route.url,
            title=title,
            canonical=self._functions.absolute(route.url),
            description=said or "",
            noindex=noindex,
            breadcrumbs=(Crumb(self._word("home"), self._site.home_url), *trail) if trail else (),
            languages=self._languages(route, document) if self._settings.languages else (),
            feeds=feeds,
            **(self._pictures(document) if is_page else {}),
            linked_data=self._absolute_data(linked_data) if linked_data else {},
        )

    def _pictures(self, document: Document | None) -> dict[str, Any]:
        """Return what other sites show of a page: its own picture, or the one of all pages without any."""
        absolute = self._functions.absolute
        own = document.image if document else None
        card, others = self._functions.shares(own) if own else (None, ())
        images = tuple(absolute(one.url) for one in others)
        if card and own:
            return {
                "image": absolute(card.url),
                "image_width": card.width,
                "image_height": card.height,
                "image_alt": own.alt,
                "images": images,
            }
        width, height = SHARE_SIZE
        shared = absolute(self._functions.asset_path(SHARE))
        size = {"image_width": width, "image_height": height}
        return {"image": shared, **size, "image_alt": self._site.title, "images": images}

    def _absolute_data(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        """Return linked data in which the site paths of `url` and `@id` are whole addresses."""
        if isinstance(value, dict):
            return {
                key: self._functions.absolute(one) if key in ("url", "@id") else self._absolute_data(one)
                for key, one in value.items()
            }
        return [self._absolute_data(one) for one in value] if isinstance(value, list) else value

    def _languages(self, route: Route, document: Document | None) -> tuple[PageLanguage, ...]:
        """Return the languages that the page at hand can be read in, or at least the site."""
        original = (
            HOME
            if route.kind == "home"
            else original_of(document, self._settings)
            if document and route.kind != "article"
            else list_source(route.url)
            if document is None and route.url.count("/") == _OF_LISTS
            else ""
        )
        same = dict(self._ask("translations", original)) if original else {}
        same = same or {route.language: route.url}
        homes = dict(self._ask("translations", HOME))
        found: list[PageLanguage] = []
        for code in ("", *self._settings.codes):
            url = same.get(code) or homes.get(code)
            if url:
                language = code or self._own_language
                found.append(PageLanguage(language, NAMES[language], url, code in same, code == route.language))
        return tuple(found) if len(found) > 1 else ()

    def _judge(self, document: Document) -> None:
        """Note what is to be said of the pictures and attachments in the front matter of `document`."""
        image = document.image
        if image:
            self._judge_image(image, document.path, document.lines.get("image", 1))
        for attribute, path in document.files:
            file = self._ask("file", path) if attribute != "image" else None
            notes = file.notes if file else ()
            self.faults += [note.at(document.path, document.line_of(attribute), _name(path)) for note in notes]

    def _judge_image(self, image: Image, path: str, line: int) -> None:
        look = self._ask("share", image.file)
        notes = look.notes if isinstance(look, Picture) else (look,) if look else ()
        self.faults += [note.at(path, line, _name(image.file)) for note in notes]

    def _word(self, key: str, **values: object) -> str:
        return self._functions.word(f"titles.{key}", **values)

    def _about_list(self, name: str) -> str:
        return self._word("list_about", name=name, site=self._site.title)

    def _month_name(self, month: Month) -> str:
        return self._word("month", month=month.month, year=month.year)

    def _archive_crumb(self) -> Crumb:
        return Crumb(self._word("archive"), self._site.archive_url)


def reading_minutes(html: str) -> int:
    """Return how long a text takes to read, in whole minutes: 230 syllables a minute are a calm pace in Vietnamese."""
    # Blanks separate syllables, as do cells of an editor's table in one line. Tags have few blanks, but for those of
    # pictures with some forty in their list of sizes.
    text = TAG.sub("", html) if "<img" in html else html
    cells = html.count("</td><") + html.count("</th><") if "<table" in html else 0
    return max(1, round((text.count(" ") + text.count("\n") + cells) / _SYLLABLES_A_MINUTE))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _contents(document: Document, body: Body) -> list[Any]:
    """Return the table of contents, where the front matter asks for one."""
    deepest = 4  # h2 to h4
    return [heading for heading in body.headings if heading.level <= deepest] if document.toc else []
