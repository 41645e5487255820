"""Scan `content/`: which files there are, and their stats."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import time
import unicodedata
from operator import attrgetter
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from bantin.language import characters
from bantin.problems import Problem, problem
from bantin.system import file_stat, safe_open
from bantin.system.paths import CONTENT, SOURCE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path


class File(msgspec.Struct, frozen=True, gc=False):
    """One file of `content/`."""

    path: str
    """From the root, NFC, with forward slashes: `content/tin-tuc/2020/tong-ket.md`."""
    real: str
    """The whole path as the operating system spells it."""
    stat: int
    """See `file_stat`; 0 is never to be trusted."""
    size: int
    """In bytes."""

    @property
    def is_source(self) -> bool:
        """Whether it is Markdown."""
        return _is_source(self.path)


class Tree:
    """Every file of `content/`, and problems of what could not be scanned."""

    def __init__(self, files: list[File], problems: list[Problem]) -> None:
        self.files = sorted(files, key=attrgetter("path", "real"))
        self.problems = problems

    @functools.cached_property
    def by_path(self) -> dict[str, File]:
        """The files by path; of two with the same path (a name in NFC and in NFD) the last."""
        return {file.path: file for file in self.files}

    @functools.cached_property
    def attached(self) -> Collection[str]:
        """The paths of the files that are not sources, sorted."""
        return dict.fromkeys(file.path for file in self.files if not file.is_source).keys()


def scan_content(root: Path) -> Tree:
    """Return every file below `content/` of the site at `root`, without hidden and temporary ones."""
    scan = _Scan(root)
    if not os.path.isdir(scan.base):
        return Tree([], [problem("BT311", CONTENT)])
    try:
        with _open_folder(scan.base, [], CONTENT) as folder:
            scan.add_folder(folder)
    except OSError as error:
        scan.problems.append(problem("BT308", CONTENT, reason=error.strerror or error))
    return Tree(scan.files, scan.problems)


def rescan(root: Path, tree: Tree, changed: Collection[str]) -> Tree:
    """Return what `scan_content` does, looking only at `changed`; other files are taken from `tree`.

    `changed` are the paths in `content/`, as the operating system spells them, at which files or folders were created,
    changed or deleted.
    """
    # A problem does not say from which path it came.
    if tree.problems or os.path.join(root, CONTENT) in changed:
        return scan_content(root)
    scan = _scan_paths(root, changed)
    if scan.problems:
        return scan_content(root)
    found = {file.real: file for file in scan.files}  # of a file and its folder, both may be in `changed`
    exact = frozenset(changed)
    within = tuple(path + os.sep for path in exact.difference(found))  # what is no file now may have been a folder
    kept = [file for file in tree.files if file.real not in exact and not file.real.startswith(within)]
    return Tree([*kept, *found.values()], [])


def is_ignored(name: str) -> bool:
    """Whether a file or folder is hidden or temporary by its name."""
    if name[-3:] == ".md":  # nearly every name: the pattern matches none of them
        return name[0] == "."
    return name[:1] == "." or _TEMPORARY.search(name) is not None


_TEMPORARY = re.compile(r"~$|^~\$|^#.*#$|\.sw[a-p]$|\.tmp$|\.crdownload$|^Thumbs\.db$|^desktop\.ini$")


class _Folder(NamedTuple):
    """An open folder of `content/`."""

    handle: int | None
    """`None` where the system lists folders by path only."""
    real: str
    """The whole path as the operating system spells it."""
    path: str
    """From the root, NFC."""

    def entries(self) -> list[os.DirEntry[str]]:
        with os.scandir(self.real if self.handle is None else self.handle) as entries:
            return list(entries)


@contextlib.contextmanager
def _open_folder(base: str, names: Sequence[str], path: str, above: int | None = None) -> Iterator[_Folder]:
    """Open the folder `names` below `base`, whose handle is `above` if it is open. Raises `OSError`."""
    real = os.path.join(base, *names)
    if not safe_open.BY_HANDLE:
        safe_open.refuse_links(base, names)
        yield _Folder(None, real, path)
        return
    handle = safe_open.open_folder(base, names) if above is None else safe_open.open_child(above, names[0])
    try:
        yield _Folder(handle, real, path)
    finally:
        os.close(handle)


def _scan_paths(root: Path, paths: Collection[str]) -> _Scan:
    """Return the files at and below some `paths` in `content/`, as the operating system spells them."""
    scan = _Scan(root)
    names: dict[str, set[str]] = {}
    for path in paths:
        folder, name = os.path.split(path)
        names.setdefault(folder, set()).add(name)
    for folder, wanted in names.items():
        parts = [part for part in os.path.relpath(folder, scan.base).split(os.sep) if part != os.curdir]
        if any(map(is_ignored, parts)):  # also those outside `content/`, which begin with `..`
            continue
        shown = unicodedata.normalize("NFC", "/".join([CONTENT, *parts]))
        with contextlib.suppress(OSError), _open_folder(scan.base, parts, shown) as opened:  # deleted, or not a folder
            for entry in opened.entries():
                if entry.name in wanted:
                    scan.add_entry(entry, opened)
    return scan


class _Scan:
    """A scan of `content/` and what it has found so far."""

    def __init__(self, root: Path) -> None:
        self.base = os.path.join(root, CONTENT)
        self.files: list[File] = []
        self.problems: list[Problem] = []
        self._now_ns = time.time_ns()

    def add_folder(self, folder: _Folder) -> None:
        """Add all files in a folder and below it. Raises `OSError` when it cannot be listed."""
        for entry in folder.entries():
            name = entry.name
            # A shortcut for nearly every entry; `add_entry` would give the same.
            is_plain = name[-3:] == ".md" and name[0] != "." and name.isascii() and name.isprintable()
            if is_plain and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    stat = entry.stat(follow_symlinks=False)
                    self._add_file(f"{folder.path}/{name}", f"{folder.real}{os.sep}{name}", stat)
                    continue
            self.add_entry(entry, folder)

    def add_entry(self, entry: os.DirEntry[str], folder: _Folder) -> None:
        """Add an entry of `folder` and all below it."""
        name = entry.name
        if is_ignored(name):
            return
        if not name.isascii():
            try:
                name = unicodedata.normalize("NFC", name.encode().decode())
            except UnicodeEncodeError:  # not UTF-8
                shown = name.encode("utf-8", "replace").decode()
                self.problems.append(problem("BT322", folder.path, name=shown))
                return
        path = f"{folder.path}/{name}"
        at = characters.find_forbidden(name)
        if at >= 0:
            self.problems.append(problem("BT320", path, name=characters.name(name[at])))
            return
        try:
            self._add_existing(entry, folder, path)
        except FileNotFoundError:  # deleted since the folder was listed
            return
        except safe_open.NotInside:
            self.problems.append(problem("BT307", path))
        except OSError as error:
            self.problems.append(problem("BT308", path, reason=error.strerror or error))

    def _add_existing(self, entry: os.DirEntry[str], folder: _Folder, path: str) -> None:
        """Add an entry. Links to folders are refused, as such a folder could contain the link. Raises `OSError`."""
        real = f"{folder.real}{os.sep}{entry.name}"
        if entry.is_symlink():
            self._add_file(path, real, _stat_of_target(entry, self.base, real))
        elif entry.is_dir(follow_symlinks=False):
            with _open_folder(folder.real, [entry.name], path, folder.handle) as child:
                self.add_folder(child)
        else:
            self._add_file(path, real, entry.stat(follow_symlinks=False))

    def _add_file(self, path: str, real: str, stat: os.stat_result) -> None:
        if S_ISREG(stat.st_mode):
            self.files.append(File(path, real, file_stat.condense(stat, self._now_ns), stat.st_size))
        else:
            self.problems.append(problem("BT313", path))


def _stat_of_target(entry: os.DirEntry[str], base: str, real: str) -> os.stat_result:
    """Return the stat of the file to which a link leads.

    Raises `NotInside` when that may not be read, and when only one of link and file is named like a source, or a table
    lies elsewhere or is named otherwise: what is only read would be published as it is. Raises other `OSError`s.
    """
    if entry.is_dir():
        raise safe_open.NotInside(real)
    own = real[len(base) + 1 :].split(os.sep)
    names = safe_open.link_target(base, own)
    is_table = names[-1].lower().endswith(".csv") and (own[:-1], own[-1][-4:].lower()) != (names[:-1], ".csv")
    if any(map(is_ignored, names)) or _is_source(entry.name) != _is_source(names[-1]) or is_table:
        raise safe_open.NotInside(real)
    try:
        return os.lstat(os.path.join(os.path.realpath(base), *names))
    except FileNotFoundError:
        raise safe_open.NotInside(real) from None


def _is_source(name: str) -> bool:
    return name[-3:] in SOURCE_SUFFIXES
