"""Which files a site has beside its content, and where: names, and the listing of layouts. Imports nothing that takes time."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from bantin.system import safe_open

SETTINGS_FILE = "site_config.toml"
CONTENT = "content"
LAYOUTS = "layouts"
SOURCE_SUFFIXES = frozenset({".md", ".MD", ".Md", ".mD"})
OWN_FOLDER = ".bantin"
"""Inside the output folder: the manifest and, while a build runs, the stage."""
MANIFEST = "manifest"
STATE_FOLDER = ".bantin"
"""In the root: what may be deleted at any time."""
OUTPUT = "public"
"""In the root: where the finished site goes."""


def builtin_folder() -> Path:
    """Return the project's own layouts: in an installed package inside it, in a checkout beside it."""
    package = Path(__file__).parent.parent
    installed = package / "_layouts"
    return installed if installed.is_dir() else package.parent / LAYOUTS


def layout_files(root: Path) -> dict[str, Path]:
    """Return every layout file by its name from `layouts/`; the site's replace the project's."""
    found: dict[str, Path] = {}
    for folder in layout_folders(root):
        found.update(below(folder))
    return dict(sorted(found.items()))


def layout_folders(root: Path) -> list[Path]:
    """Return the project's own layouts and the site's, which may be the same."""
    builtin, own = builtin_folder(), root / LAYOUTS
    return [builtin, own] if own != builtin and own.is_dir() else [builtin]


@functools.cache  # each of many pages is asked for several times in a build
def output_path(url: str) -> str:
    """Return the file that a static server serves at the site path `url`, from the output folder."""
    return (url + "index.html" if url.endswith("/") else url).lstrip("/")


def below(folder: Path) -> dict[str, Path]:
    """Return the files of a folder, hidden and temporary ones left out, by their names from there.

    Links to folders, which are not followed, are among them, so that whoever reads them tells of it.
    """
    base = len(str(folder)) + 1
    found: dict[str, Path] = {}
    for parent, folders, names in os.walk(folder):
        linked = [name for name in folders if os.path.islink(f"{parent}{os.sep}{name}")]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in linked]
        for name in (*names, *linked):
            if not safe_open.is_hidden(name):
                path = f"{parent}{os.sep}{name}"
                found[path[base:].replace(os.sep, "/")] = Path(path)
    return found
