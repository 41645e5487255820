"""The alert and the banners of the settings, as long as they last. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.documents import Image
from bantin.config.notices import end_of
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from datetime import datetime

    from bantin.config import Settings
    from bantin.site.index import Index


class Notice(NamedTuple):
    """An alert or a banner of today."""

    text: str
    url: str
    """Where it leads, or empty."""
    ends: datetime
    """When it is over; browsers hide it then."""
    image: Image | None = None
    line: int = 0
    """In the settings."""


def alert(index: Index, settings: Settings) -> Notice | None:
    """Return the alert of pages with `settings`, while it lasts."""
    given = settings.alert
    ends = end_of(given.until, settings.zone) if given.text and given.until else None
    return Notice(given.text, given.url, ends) if ends and ends > index.now else None


def banners(index: Index) -> tuple[Notice, ...]:
    """Return the banners that have not ended, in the settings' order."""
    zone = index.settings.zone
    found = (
        Notice(one.alt, one.url, end_of(one.until, zone), Image(image_path(one.image), one.alt, "", ""), one.line)
        for one in index.settings.banners
    )
    return tuple(one for one in found if one.ends > index.now)


def ends(index: Index) -> list[float]:
    """Return when what is shown now will be over, in seconds since 1970."""
    one = alert(index, index.settings)
    return [notice.ends.timestamp() for notice in (*banners(index), *([one] if one else []))]


def image_path(written: str) -> str:
    """Return the path from the root of a picture that the settings name."""
    return f"{CONTENT}/{written.lstrip('/')}"
