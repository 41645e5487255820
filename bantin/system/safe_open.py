"""Open plain files below a folder, never what a link or a swap puts in their place. Imports nothing slow.

A name may stand for something else between the check and the opening (a race known as TOCTOU). So each folder on the
way is opened relative to the handle of its parent, without following links; the type is asked of the open handle; and a
pipe is opened without waiting.

Windows has no calls relative to a handle. There each part of the path is checked first, and links, junctions and other
reparse points are refused. Then the file is opened by its path, and the path is checked again: it must still be without
links, and name the very file that is open (volume and number). A swap in and out again between these checks is noticed
only when another file was opened.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BY_HANDLE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd and hasattr(os, "O_NOFOLLOW")
"""Whether the system opens files from the handle of their folder."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
# To pass through a folder needs less than to list it.
_PASS = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
_IS_LINK = frozenset({errno.ELOOP, errno.EMLINK})
"""What systems say of a link that must not be followed."""
_REPARSE_POINT = 0x400
"""`FILE_ATTRIBUTE_REPARSE_POINT`: https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants"""


class NotInside(OSError):
    """The name stands for a link that leads out of the folder, to something hidden or to a folder."""


class NotAFile(OSError):
    """The name stands for a pipe, a device, a socket or a folder."""


def open_file(base: str, names: Sequence[str]) -> int:
    """Return a handle to read the plain file at `names` below the folder `base`.

    `base` may be a link. The file may be one too, if it leads to a visible plain file below `base`. Raises
    `NotInside`, `NotAFile` and other `OSError`s.
    """
    try:
        return _opened(base, names)
    except NotInside:
        if _is_through_link(base, names[:-1]):
            raise
    return _opened(os.path.realpath(base), link_target(base, names))


def open_plain(path: str | Path, *, follow: bool = True) -> int:
    """Return a handle to read the plain file at `path`; a link only if `follow`. Raises as `open_file` does."""
    place = str(path)
    if not follow and not BY_HANDLE and is_linked(place):
        raise _not_inside(place)
    return _open(place, _READ if follow else _READ | _NO_FOLLOW, place)


def open_folder(base: str, names: Sequence[str]) -> int:
    """Return a handle to list the folder at `names` below `base`. Raises `NotInside` and other `OSError`s."""
    if not names:
        return os.open(base, _FOLDER)
    above = _through(base, names[:-1])
    try:
        return open_child(above, names[-1])
    finally:
        os.close(above)


def open_child(folder: int, name: str, flags: int = _FOLDER) -> int:
    """Return a handle to the folder `name` in the folder with the handle `folder`. Raises as `open_folder` does."""
    try:
        return os.open(name, flags | _NO_FOLLOW, dir_fd=folder)
    except OSError as error:
        # Of a link that must be a folder systems say either.
        if error.errno in _IS_LINK or (error.errno == errno.ENOTDIR and _is_link(folder, name)):
            raise _not_inside(name) from None
        raise


def link_target(base: str, names: Sequence[str]) -> list[str]:
    """Return where the link at `names` below `base` leads, from there and without links. Raises `NotInside`."""
    path = os.path.join(base, *names)
    within, target = os.path.realpath(base) + os.sep, os.path.realpath(path)
    found = target[len(within) :].split(os.sep)
    if not target.startswith(within) or any(is_hidden(name) for name in found):
        raise _not_inside(path)
    return found


def is_hidden(name: str) -> bool:
    """Whether a file or folder is hidden or an editor's backup by its name."""
    return name.startswith(".") or name.endswith("~")


def is_linked(path: str) -> bool:
    """Whether a path is a link, or on Windows a junction or another reparse point. Raises `OSError`."""
    found = os.lstat(path)
    return stat.S_ISLNK(found.st_mode) or bool(getattr(found, "st_file_attributes", 0) & _REPARSE_POINT)


def refuse_links(base: str, names: Sequence[str]) -> None:
    """Raise `NotInside` if a part of the path `names` below `base` is a link now, `OSError` if one is gone."""
    place = base
    for name in names:
        place = os.path.join(place, name)
        if is_linked(place):
            raise _not_inside(place)


def stream_of(base: str, names: Sequence[str]) -> BinaryIO:
    """Return the plain file at `names` below `base`, open for reading. Raises as `open_file` does."""
    return os.fdopen(open_file(base, names), "rb")


def read_file(base: str, names: Sequence[str]) -> bytes:
    """Return the bytes of the plain file at `names` below `base`. Raises as `open_file` does."""
    with stream_of(base, names) as stream:
        return stream.read()


def read_plain(path: str | Path, *, follow: bool = True) -> bytes:
    """Return the bytes of the plain file at `path`. Raises as `open_plain` does."""
    with os.fdopen(open_plain(path, follow=follow), "rb") as stream:
        return stream.read()


def new_file(path: str | Path, mode: int = 0o666) -> BinaryIO:
    """Replace what stands at `path`, a link too, by a new file, and return it open for writing. Raises `OSError`."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode))


def _opened(base: str, names: Sequence[str]) -> int:
    """Return a handle of a file, no part of whose path is a link."""
    path = os.sep.join((base, *names))
    if not BY_HANDLE:
        return _opened_by_path(base, names, path)
    folder = _folder_of(base, names)
    return _open(names[-1], _READ | _NO_FOLLOW, path, folder.handle)


class _Passed:
    """A folder that was passed through, open as long as it is referenced. Never changes."""

    def __init__(self, base: str, names: Sequence[str]) -> None:
        self.path = os.sep.join((base, *names))
        self.handle = _through(base, names)
        self.identity = os.fstat(self.handle)

    def __del__(self) -> None:
        if hasattr(self, "handle"):
            os.close(self.handle)


_last: _Passed | None = None
"""Files are read in the order of their paths, so nearly always the next one is in the same folder."""


def _folder_of(base: str, names: Sequence[str]) -> _Passed:
    """Return the folder of a file: the last one, as long as its path still leads to it."""
    global _last  # noqa: PLW0603 - threads and forks may each replace it at any time: each user of a folder keeps a reference
    last, above = _last, names[:-1]
    if last is not None and last.path == os.sep.join((base, *above)):
        try:
            now = os.stat(last.path)
        except OSError:
            pass
        else:
            if os.path.samestat(now, last.identity):
                return last
    _last = found = _Passed(base, above)
    return found


def _through(base: str, names: Sequence[str]) -> int:
    """Return a handle of the folder at `names` below `base`, to open what lies in it, not to list it."""
    handle = os.open(base, _PASS)
    for name in names:
        above = handle
        try:
            handle = open_child(above, name, _PASS)
        finally:
            os.close(above)
    return handle


def _open(path: str, flags: int, shown: str, folder: int | None = None) -> int:
    """Return a handle of a plain file; errors name it as `shown`."""
    try:
        handle = _open_at_once(path, flags, folder)
    except OSError as error:
        if error.errno in _IS_LINK and flags & _NO_FOLLOW:
            raise _not_inside(shown) from None
        if error.errno == errno.ENXIO:  # a socket
            raise _not_a_file(shown) from None
        raise OSError(error.errno, error.strerror, shown) from None
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise _not_a_file(shown)


def _open_at_once(path: str, flags: int, folder: int | None) -> int:
    """Open without waiting for the other end of a pipe."""
    try:
        return os.open(path, flags | _NO_WAIT, dir_fd=folder)
    except (
        BlockingIOError
    ):  # a file server has a lease on the file, and gives it back to those who wait; no pipe says this to readers
        return os.open(path, flags, dir_fd=folder)


def _opened_by_path(base: str, names: Sequence[str], path: str) -> int:
    """Return what `_opened` does, where the system knows paths only."""
    refuse_links(base, names)
    handle = _open(path, _READ, path)
    try:
        refuse_links(base, names)
        if not os.path.samestat(os.fstat(handle), os.lstat(path)):
            raise _not_inside(path)
    except OSError:
        os.close(handle)
        raise
    return handle


def _is_through_link(base: str, names: Sequence[str]) -> bool:
    """Whether one of the folders `names` on the way is a link, or gone."""
    try:
        refuse_links(base, names)
    except OSError:
        return True
    return False


def _is_link(folder: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _not_inside(path: str) -> NotInside:
    return NotInside(errno.ELOOP, os.strerror(errno.ELOOP), path)


def _not_a_file(path: str) -> NotAFile:
    return NotAFile(errno.EINVAL, os.strerror(errno.EINVAL), path)
