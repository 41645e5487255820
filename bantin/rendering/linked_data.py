"""What pages say of themselves to search engines, in the words of schema.org (JSON-LD). Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from bantin.language.offices import is_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bantin.collections.article import Article
    from bantin.config import Settings
    from bantin.rendering.page import Crumb, Page

Item = dict[str, Any]
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def publisher(settings: Settings, home: str, logo: str) -> Item:
    """Return the office whose site this is; `home` and `logo` are whole addresses."""
    return {
        "@type": "GovernmentOrganization",
        "name": settings.site.title,
        "url": home,
        "logo": {"@type": "ImageObject", "url": logo},
    }


def site_items(settings: Settings, office: Item) -> list[Item]:
    """Return what the home page says: the office, with where it is found, and the site."""
    found, given = dict(office), settings.office
    facts = {"address": given.address, "telephone": given.phone, "email": given.email}
    found |= {key: value for key, value in facts.items() if value}
    site = {"@type": "WebSite", "name": office["name"], "url": office["url"], "inLanguage": settings.site.language}
    if given.short_name:
        site["alternateName"] = given.short_name
    return [found, site]


def news_article(page: Page, article: Article, section: str, language: str, office: Item) -> Item:
    """Return an article of the category named `section`; `office` publishes it, and is the author if none is named."""
    kind = "Organization" if is_office(article.author) else "Person"
    found: Item = {
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.date.isoformat(),
        "dateModified": (article.updated or article.date).isoformat(),
        "mainEntityOfPage": page.canonical,
        "url": page.canonical,
        "inLanguage": language,
        "articleSection": section,
        "publisher": office,
        "author": {"@type": kind, "name": article.author} if article.author else office,
    }
    if article.summary:
        found["description"] = article.summary
    if article.tags:
        found["keywords"] = list(article.tags)
    if page.images:
        found["image"] = list(page.images)
    return found


def breadcrumb_list(crumbs: Iterable[Crumb], absolute: Callable[[str], str]) -> Item:
    """Return the way from the home page to a page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": index, "name": crumb.name, "item": absolute(crumb.url)}
            for index, crumb in enumerate(crumbs, 1)
        ],
    }


def elements(items: Iterable[Item]) -> Markup:
    """Return each item as a script element, which its text can neither end nor open a comment in."""
    return Markup("\n".join(f'<script type="application/ld+json">{_written(item)}</script>' for item in items))


def _written(item: Item) -> str:
    text = _ENCODER.encode({"@context": "https://schema.org", **item})
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
