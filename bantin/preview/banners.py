"""The banner above a page that is a draft, timed or withdrawn, and above the search page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bantin.collections.documents import Publication
from bantin.language.vietnamese import date_words

if TYPE_CHECKING:
    from datetime import datetime

    from bantin.collections.documents import Document
    from bantin.config import Settings
    from bantin.preview.words import Words


def banner(document: Document, settings: Settings, words: Words, now: datetime) -> str:
    """Return the banner's text for the page of `document`; empty for a published page."""
    date = document.due.local if document.due else None
    waits = date is not None and date > now
    if document.draft:
        text = words("draft")
        return f"{text} {words('draft_due', moment=moment_words(date, settings, words))}" if date and waits else text
    if date and waits:
        return words("due", moment=moment_words(date, settings, words))
    if isinstance(document, Publication) and document.withdrawn:
        return words("withdrawn")
    return ""


def search_banner(made: datetime | None, settings: Settings, words: Words) -> str:
    """Return the banner's text for the search page, which uses the index of the last build, made at `made`."""
    return words("searched", moment=moment_words(made, settings, words)) if made else words("unsearched")


def moment_words(moment: datetime, settings: Settings, words: Words) -> str:
    """Return a time in the site's zone and language: `07:30 ngày 05 tháng 02 năm 2027`."""
    local = moment.astimezone(settings.zone)
    day = date_words(local) if settings.site.language == "vi" else f"{local.day} {local:%B} {local.year}"
    return words("moment", time=f"{local:%H:%M}", day=day)
