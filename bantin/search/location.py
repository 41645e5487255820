"""The paths of the search index: in the site, and in the output folder of the last build."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.config import Settings

FOLDER = "chi-muc"
"""The index's folder, below the search page."""
MANIFEST = "index.json"
KIND = "search-index"
"""The `Route.kind` of the index's files."""


class LastIndex(NamedTuple):
    """The index of the last build."""

    folder: Path
    made: datetime
    """When its content last changed, in UTC."""


def index_url(settings: Settings) -> str:
    """Return the URL of the index's folder."""
    return f"/{settings.paths.search}/{FOLDER}/"


def last_index(output: Path, settings: Settings) -> LastIndex | None:
    """Return the index in the output folder of the last build, or `None`."""
    folder = output / index_url(settings).strip("/")
    try:
        made = max((one.stat().st_mtime for one in (folder / MANIFEST, *folder.glob("*/facts.bin"))), default=0.0)
    except OSError:
        return None
    return LastIndex(folder, datetime.fromtimestamp(made, UTC)) if (folder / MANIFEST).is_file() else None
