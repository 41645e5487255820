"""Walk `content/`: which files there are, and their stats."""

from __future__ import annotations

import contextlib
import os
import re
import time
import unicodedata
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

from bantin.system import file_stat, safe_open
from bantin.system.paths import CONTENT, SOURCE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

Row = tuple[str, str, int, int]
"""A file: its path from the root (NFC, forward slashes), the same as the operating system spells it, stat, size in bytes."""


Fault = tuple[str, str, dict[str, str]]
"""What could not be listed: the code, the place and the values of a `problems.Problem`."""


class Listing(NamedTuple):
    """Files, sorted by path, and what could not be listed."""

    rows: list[Row]
    faults: list[Fault]


class _Folder(NamedTuple):
    """A folder of `content/` that is open."""

    handle: int | None
    """`None` where the system lists folders by their paths only."""
    base: str
    """The folder `content/`."""
    place: str
    """As the operating system spells it, with `base`."""
    shown: str
    """From the root, NFC."""


def listing(root: Path) -> Listing:
    """List every file below `content/` of the site at `root`, hidden and temporary ones left out."""
    now_ns = time.time_ns()
    found = Listing([], [])
    base = os.path.join(root, CONTENT)
    if not os.path.isdir(base):
        found.faults.append(("BT311", CONTENT, {}))
        return found
    try:
        with _opened(base, [], CONTENT) as folder:
            _walk(folder, now_ns, found)
    except OSError as error:
        found.faults.append(("BT308", CONTENT, {"reason": error.strerror or str(error)}))
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
        parts = [part for part in parts if part != os.curdir]
        shown = unicodedata.normalize("NFC", "/".join([CONTENT, *parts]))
        with contextlib.suppress(OSError), _opened(base, parts, shown) as opened:  # gone, or no folder any more
            for entry in _entries(opened):
                if entry.name in wanted:
                    _enter(entry, opened, now_ns, found)
    return found


@contextlib.contextmanager
def _opened(base: str, names: Sequence[str], shown: str) -> Iterator[_Folder]:
    """Open a folder below `base`. Raises `OSError`."""
    place = os.path.join(base, *names)
    if not safe_open.BY_HANDLE:
        safe_open.refuse_links(base, names)
        yield _Folder(None, base, place, shown)
        return
    handle = safe_open.open_folder(base, names)
    try:
        yield _Folder(handle, base, place, shown)
    finally:
        os.close(handle)


def _entries(folder: _Folder) -> list[os.DirEntry[str]]:
    with os.scandir(folder.place if folder.handle is None else folder.handle) as entries:
        return list(entries)


_TEMPORARY = re.compile(r"~$|^#.*#$|\.sw[a-p]$|\.tmp$|\.crdownload$|^Thumbs\.db$|^desktop\.ini$")


def _walk(folder: _Folder, now_ns: int, found: Listing) -> None:
    """Note all that is in a folder and below it. Raises `OSError` when it cannot be listed."""
    place, shown = folder.place, folder.shown
    for entry in _entries(folder):
        name = entry.name
        # Nearly every entry, and there are many: `_enter` would come to the same.
        if name[-3:] == ".md" and name[0] != "." and name.isascii() and entry.is_file(follow_symlinks=False):
            try:
                stat = entry.stat(follow_symlinks=False)
            except OSError:
                pass
            else:
                found.rows.append(
                    (f"{shown}/{name}", f"{place}{os.sep}{name}", file_stat.condense(stat, now_ns), stat.st_size)
                )
                continue
        _enter(entry, folder, now_ns, found)


def is_passed_over(name: str) -> bool:
    """Whether a name is that of a hidden or temporary file or folder."""
    if name[-3:] == ".md":  # nearly every name: nothing that the pattern looks for ends so
        return name[0] == "."
    return name[:1] == "." or _TEMPORARY.search(name) is not None


def _enter(entry: os.DirEntry[str], folder: _Folder, now_ns: int, found: Listing) -> None:
    """Note one entry of a folder, with all below it."""
    name = entry.name
    if is_passed_over(name):
        return
    if not name.isascii():
        try:
            name = unicodedata.normalize("NFC", name.encode().decode())
        except UnicodeEncodeError:  # bytes that are no UTF-8
            found.faults.append(("BT305", folder.shown, {"name": name.encode("utf-8", "replace").decode()}))
            return
    path = f"{folder.shown}/{name}"
    try:
        _look_at(entry, folder, path, now_ns, found)
    except FileNotFoundError:  # deleted between the listing and the look
        return
    except safe_open.NotInside:
        found.faults.append(("BT307", path, {}))
    except OSError as error:
        found.faults.append(("BT308", path, {"reason": error.strerror or str(error)}))


def _look_at(entry: os.DirEntry[str], folder: _Folder, path: str, now_ns: int, found: Listing) -> None:
    """Note one entry of a folder. A linked folder could hold its own parent, so it is refused. Raises `OSError`."""
    place = f"{folder.place}{os.sep}{entry.name}"
    if entry.is_symlink():
        stat = _linked(entry, folder.base, place)
    elif entry.is_dir(follow_symlinks=False):
        with _opened_child(folder, entry.name, path) as child:
            _walk(child, now_ns, found)
        return
    else:
        stat = entry.stat(follow_symlinks=False)
    if S_ISREG(stat.st_mode):
        found.rows.append((path, place, file_stat.condense(stat, now_ns), stat.st_size))
    else:
        found.faults.append(("BT313", path, {}))


@contextlib.contextmanager
def _opened_child(folder: _Folder, name: str, shown: str) -> Iterator[_Folder]:
    """Open a folder in another one. Raises `OSError`."""
    place = f"{folder.place}{os.sep}{name}"
    if folder.handle is None:
        safe_open.refuse_links(folder.place, [name])
        yield _Folder(None, folder.base, place, shown)
        return
    handle = safe_open.open_child(folder.handle, name)
    try:
        yield _Folder(handle, folder.base, place, shown)
    finally:
        os.close(handle)


def _linked(entry: os.DirEntry[str], base: str, place: str) -> os.stat_result:
    """Return what the system says of the file that a link leads to.

    Raises `NotInside` when that is nothing that may be read, and also for one to a source under a name that is no source's: what is
    published as it is could be a draft. Raises other `OSError`s.
    """
    if entry.is_dir():
        raise safe_open.NotInside(place)
    names = safe_open.link_target(base, place[len(base) + 1 :].split(os.sep))
    if any(map(is_passed_over, names)) or _is_source(entry.name) != _is_source(names[-1]):
        raise safe_open.NotInside(place)
    try:
        return os.lstat(os.path.join(os.path.realpath(base), *names))
    except FileNotFoundError:
        raise safe_open.NotInside(place) from None


def _is_source(name: str) -> bool:
    return name[-3:] in SOURCE_SUFFIXES
