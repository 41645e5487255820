"""The paths of the search index: in the site, and in the output folder of the last build."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.config import Settings

FOLDER = "chi-muc"
"""The index's folder, below the search page."""
MANIFEST = "index.bin"
"""It names all other files, so it changes whenever one of them does."""
KIND = "search-index"
"""The `Route.kind` of the index's files."""


def index_url(settings: Settings) -> str:
    """Return the URL of the index's folder."""
    return f"/{settings.paths.search}/{FOLDER}/"


def index_made(output: Path, settings: Settings) -> datetime | None:
    """Return when the content of the index in an output folder last changed, in UTC; `None` without an index."""
    try:
        made = (output / index_url(settings).strip("/") / MANIFEST).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(made, UTC)
