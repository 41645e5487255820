"""Walk `content/`: which files there are, and their stats."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from bantin.system import file_stat
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

Row = tuple[str, str, int, int]
"""A file: its path from the root (NFC, forward slashes), the same as the operating system spells it, stat, size in bytes."""


Fault = tuple[str, str, dict[str, str]]
"""What could not be listed: the code, the place and the values of a `problems.Problem`."""


class Listing(NamedTuple):
    """Files, sorted by path, and what could not be listed."""

    rows: list[Row]
    faults: list[Fault]


def listing(root: Path) -> Listing:
    """List every file below `content/` of the site at `root`, hidden and temporary ones left out."""
    now_ns = time.time_ns()
    found = Listing([], [])
    base = os.path.join(root, CONTENT)
    if not os.path.isdir(base):
        found.faults.append(("BT311", CONTENT, {}))
        return found
    _walk(base, CONTENT, os.path.realpath(base), now_ns, found)
    found.rows.sort()
    return found


def listing_of(root: Path, places: Collection[str]) -> Listing:
    """List what stands at some `places` in `content/`, as the operating system spells them, and below them."""
    base = os.path.join(root, CONTENT)
    now_ns = time.time_ns()
    names: dict[str, set[str]] = {}
    for place in places:
        folder, name = os.path.split(place)
        names.setdefault(folder, set()).add(name)
    found = Listing([], [])
    for folder, wanted in names.items():
        parts = os.path.relpath(folder, base).split(os.sep)
        if parts[0] == os.pardir or any(part != os.curdir and is_passed_over(part) for part in parts):
            continue
        shown = unicodedata.normalize("NFC", "/".join([CONTENT, *(part for part in parts if part != os.curdir)]))
        try:
            with os.scandir(folder) as entries:
                listed = [entry for entry in entries if entry.name in wanted]
        except OSError:  # gone, or no folder any more
            continue
        for entry in listed:
            _enter(entry, shown, os.path.realpath(base), now_ns, found)
    return found


_TEMPORARY = re.compile(r"~$|^#.*#$|\.sw[a-p]$|\.tmp$|\.crdownload$|^Thumbs\.db$|^desktop\.ini$")


def _walk(folder: str, shown: str, inside: str, now_ns: int, found: Listing) -> None:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError as error:
        found.faults.append(("BT308", shown, {"reason": error.strerror or str(error)}))
        return
    for entry in listed:
        name = entry.name
        # Nearly every entry, and there are many: `_enter` would come to the same.
        if name[-3:] == ".md" and name[0] != "." and name.isascii() and entry.is_file(follow_symlinks=False):
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:
                pass
            else:
                found.rows.append((f"{shown}/{name}", entry.path, file_stat.condense(stat, now_ns), stat.st_size))
                continue
        _enter(entry, shown, inside, now_ns, found)


def is_passed_over(name: str) -> bool:
    """Whether a name is that of a hidden or temporary file or folder."""
    if name[-3:] == ".md":  # nearly every name: nothing that the pattern looks for ends so
        return name[0] == "."
    return name[:1] == "." or _TEMPORARY.search(name) is not None


def _enter(entry: os.DirEntry[str], shown: str, inside: str, now_ns: int, found: Listing) -> None:
    """Note one entry of the folder `shown`, with all below it."""
    name = entry.name
    if is_passed_over(name):
        return
    if not name.isascii():
        try:
            name = unicodedata.normalize("NFC", name.encode().decode())
        except UnicodeEncodeError:  # bytes that are no UTF-8
            found.faults.append(("BT305", shown, {"name": name.encode("utf-8", "replace").decode()}))
            return
    path = f"{shown}/{name}"
    try:
        _look_at(entry, path, inside, now_ns, found)
    except FileNotFoundError:  # deleted between the listing and the look
        return
    except OSError as error:
        found.faults.append(("BT308", path, {"reason": error.strerror or str(error)}))


def _look_at(entry: os.DirEntry[str], path: str, inside: str, now_ns: int, found: Listing) -> None:
    """Note one entry of a folder. A link may lead to a file of `content/`; a linked folder could hold its own parent."""
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if entry.is_dir() or not target.startswith(inside + os.sep) or not os.path.exists(target):
            found.faults.append(("BT307", path, {}))
            return
    if entry.is_dir(follow_symlinks=False):
        _walk(entry.path, path, inside, now_ns, found)
    elif entry.is_file():
        stat = entry.stat()
        found.rows.append((path, entry.path, file_stat.condense(stat, now_ns), stat.st_size))
