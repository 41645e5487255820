"""Names of a site's files and folders, and the list of its layout files. Imports nothing slow."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path

from bantin.system import safe_open

SETTINGS_FILE = "site_config.toml"
CONTENT = "content"
LAYOUTS = "layouts"
SOURCE_SUFFIXES = frozenset({".md", ".MD", ".Md", ".mD"})
OWN_FOLDER = ".bantin"
"""In the output folder: the manifest and, during a build, the stage."""
MANIFEST = "manifest"
STATE_FOLDER = ".bantin"
"""In the root: caches, which may be deleted at any time."""
OUTPUT = "public"
"""In the root: the finished site."""


def builtin_folder() -> Path:
    """Return the folder of the project's own layouts: inside an installed package, next to it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "_layouts"
    return installed if installed.is_dir() else package.parent / LAYOUTS


def site_language(root: Path) -> str:
    """Return the language of messages, `vi` or `en`; the settings may be invalid."""
    try:
        text = safe_open.read_plain(root / SETTINGS_FILE).decode(errors="replace")
    except OSError:
        return "vi"
    found = re.search(r"^[ \t]*language\s*=\s*[\"'](vi|en)[\"']", text, re.MULTILINE)
    return found[1] if found else "vi"


def layout_files(root: Path) -> dict[str, str]:
    """Return every layout file by its path from `layouts/`; the site's override the project's."""
    found: dict[str, str] = {}
    for folder in layout_folders(root):
        found.update(below(folder))
    return dict(sorted(found.items()))


def layout_folders(root: Path) -> list[Path]:
    """Return the folders of the project's own layouts and of the site's; one folder if both are the same."""
    builtin, own = builtin_folder(), root / LAYOUTS
    return [builtin, own] if own != builtin and own.is_dir() else [builtin]


@functools.cache  # called several times for each page of a build
def output_path(url: str) -> str:
    """Return the path, in the output folder, of the file that a static server serves at the site path `url`."""
    return (url + "index.html" if url.endswith("/") else url).lstrip("/")


def below(folder: Path) -> dict[str, str]:
    """Return the files below `folder` by their paths from there, without hidden and temporary ones.

    Links to folders are not followed but included, so that reading them reports a problem. A byte of a name
    that is not UTF-8 stands as an escape.
    """
    base = len(str(folder)) + 1
    found: dict[str, str] = {}
    for parent, folders, names in os.walk(folder):
        linked = [name for name in folders if os.path.islink(f"{parent}{os.sep}{name}")]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in linked]
        for name in (*names, *linked):
            if not safe_open.is_hidden(name):
                path = f"{parent}{os.sep}{name}"
                shown = path[base:].replace(os.sep, "/").encode("utf-8", "backslashreplace").decode()
                found[shown] = path
    return found
