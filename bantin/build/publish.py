"""The only module that touches the output folder: stage, commit by rename, prune.

Everything is staged inside the output folder, so on its own file system. A commit first writes down every file that
the folder will hold (the manifest), then renames each staged file or whole new folder into place, then removes what
the last build made and this one does not. Killed at any moment, each published file is whole, old or new, and the
manifest knows every file of ours, so that the next build puts everything right.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, BinaryIO, Self

from bantin.problems import BuildFailed, Problem, problem
from bantin.system import atomic_file, fingerprints, safe_open
from bantin.system.paths import CONTENT, MANIFEST, OWN_FOLDER
from bantin.system.workers import ORPHAN_S

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

_LOCK_STEP_S = 0.1
LOCK_WAIT_S = 600.0
"""How long a build waits for another one that writes to the same folder."""
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_STAYS = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR, errno.EBUSY})
"""Why a folder stays and may: it is not empty, gone already, no folder, or a disk of its own."""
_LONGEST_PATH, _LONGEST_NAME = 3_000, 255
"""Of a file in the folder, and of a part of it, in bytes: no system takes more, with the folder before it."""
_SPECIAL_NAMES = frozenset((b"", b".", b".."))
_FSYNC_EACH = 200
"""Up to so many files are flushed one by one; above it, one flush of everything is quicker."""


class Output:
    """An output folder, locked for one build."""

    def __init__(self, folder: Path, *, on_wait: Callable[[], None] | None = None) -> None:
        """Lock `folder`; `on_wait` is called once when another build holds it.

        Raises `BuildFailed` when the folder cannot be written or the other build does not end.
        """
        self.folder = folder
        self._base = f"{folder}{os.sep}"
        self._own = folder / OWN_FOLDER
        self._is_new = not folder.exists()
        try:
            self._lock = self._locked(on_wait)
        except OSError as error:
            raise BuildFailed([write_problem(error, folder)]) from None
        if os.path.lexists(self._own) and (safe_open.is_linked(str(self._own)) or not self._own.is_dir()):
            os.close(self._lock)
            raise BuildFailed([problem("BT602", file=OWN_FOLDER)])
        self._remove_old_stages()
        self.stage = self._own / f"stage-{os.getpid()}-{time.monotonic_ns():x}"
        self._listed = read_manifest(folder)
        self.made = self._listed
        """Every file that Bantin made, from the folder; of a build that was killed also those it was about to make."""

    def _remove_old_stages(self) -> None:
        """Remove what killed builds have left, when their workers can write no more."""
        with contextlib.suppress(OSError):
            if old := [name for name in os.listdir(self._own) if name.startswith(("stage-", f".{MANIFEST}."))]:
                time.sleep(ORPHAN_S)
                for name in old:
                    path = self._own / name
                    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()

    def close(self) -> None:
        """Remove the stage, and give the folder free; one that was made for nothing goes again."""
        self.clear()
        with contextlib.suppress(OSError):
            self._own.rmdir()
            if self._is_new:
                self.folder.rmdir()
        os.close(self._lock)

    def clear(self) -> None:
        """Throw away what is staged: a commit would put it in place."""
        shutil.rmtree(self.stage, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def adopt(self, files: Iterable[str]) -> None:
        """Take `files`, which the store proves to be ours, for ours: the manifest may be lost."""
        self.made |= frozenset(files)

    def holds(self, file: str, digest: int) -> bool:
        """Whether the published file, one that Bantin made, has these bytes."""
        return file in self.made and self.has_bytes(file, digest)

    def has_bytes(self, file: str, digest: int) -> bool:
        """Whether there is a plain file with these bytes."""
        return fingerprints.holds(f"{self._base}{file}", digest)

    def foreign(self, files: Iterable[str]) -> list[str]:
        """Return what Bantin did not make and would have to remove to write `files`."""
        found: list[str] = []
        folders: set[str] = set()
        present = frozenset(os.listdir(self.folder))
        for file in files:
            if file.partition("/")[0] not in present:  # nothing there to be in the way
                continue
            place = f"{self._base}{file}"
            folders.update(_folders_of(file, folders))
            if file not in self.made:
                if os.path.lexists(place):
                    found.append(file)
            elif os.path.isdir(place) and not os.path.islink(place) and os.listdir(place):
                found.append(f"{file}/")
        for folder in folders - self.made:
            place = f"{self._base}{folder}"
            if os.path.islink(place) or (os.path.lexists(place) and not os.path.isdir(place)):
                found.append(folder)
        return sorted(found)

    def commit(self, files: Collection[str], staged: Collection[str]) -> int:
        """Put the `staged` files in place, and remove what Bantin has made and is not among `files`; return how many.

        Raises `BuildFailed` when the disk refuses; what was in place before then is whole.
        """
        gone = self.made.difference(files)
        try:
            if not self._listed.issuperset(files) or not self._listed.issuperset(self.made):
                self._write_manifest({*self.made, *files})
            self._flush(staged)
            if staged:
                _merge(str(self.stage), str(self.folder))
            removed = self._prune(gone)
            if gone:
                self._write_manifest(files)
        except OSError as error:
            raise BuildFailed([write_problem(error, self.folder)]) from None
        self.made = self._listed
        return removed

    def _flush(self, staged: Collection[str]) -> None:
        """Bring staged bytes to the disk before they are published, so that a power cut leaves each file old or new.

        A first build need not wait: readers had nothing before it, and the next one sees what is not as recorded.
        """
        if not self.made:
            return
        if len(staged) > _FSYNC_EACH and hasattr(os, "sync"):
            os.sync()
            return
        for file in staged:
            handle = os.open(os.path.join(self.stage, file), os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _prune(self, gone: Iterable[str]) -> int:
        removed = 0
        folders: set[str] = set()
        for file in gone:
            path = os.path.join(self.folder, file)
            if _leads_out(str(self.folder), file):
                continue
            with contextlib.suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
                os.unlink(path)
                removed += 1
            folders.add(os.path.dirname(file))
        for folder in sorted(folders, key=len, reverse=True):
            empty = folder
            while empty:
                try:
                    os.rmdir(os.path.join(self.folder, empty))
                except OSError as error:
                    if error.errno not in _STAYS:
                        raise  # the manifest still names what was in it, so that the next build tries again
                    break
                empty = os.path.dirname(empty)
        return removed

    def _write_manifest(self, files: Collection[str]) -> None:
        self._own.mkdir(exist_ok=True)
        atomic_file.write_whole(self._own / MANIFEST, "\n".join([*sorted(files), ""]).encode())
        self._listed = frozenset(files)

    def _locked(self, on_wait: Callable[[], None] | None) -> int:
        """Return a handle that holds the folder's lock. Raises `OSError`."""
        until = time.monotonic() + LOCK_WAIT_S
        told = False
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = _open_lock(self.folder)
            if _try_lock(handle):
                if _is_same(handle, self.folder):
                    return handle
                os.close(handle)  # the folder was removed and made again meanwhile
                continue
            os.close(handle)
            if not told and on_wait:
                on_wait()
            told = True
            if time.monotonic() > until:
                raise BuildFailed([problem("BT603")])
            time.sleep(_LOCK_STEP_S)


def read_manifest(folder: Path) -> frozenset[str]:
    """Return every file that Bantin made in an output folder; none when nothing says so."""
    try:
        text = safe_open.read_plain(folder / OWN_FOLDER / MANIFEST, follow=False).decode()
    except (OSError, UnicodeDecodeError):
        return frozenset()
    return frozenset(line for line in text.split("\n") if line and _is_inside(line))


def refuse_harmful(root: Path, output: Path) -> None:
    """Raise `BuildFailed` when writing the site to `output` could harm something else."""
    import pathlib

    root, output = root.resolve(), output.resolve()
    home = pathlib.Path.home().resolve()
    inside = [root / name for name in (CONTENT, "layouts", "bantin", ".git", OWN_FOLDER)]
    reason: tuple[str, str] | None = None
    if output == output.parent:
        reason = ("đó là gốc của ổ đĩa", "it is the root of the disk")
    elif output == home or output in home.parents:
        reason = ("đó là thư mục riêng của người dùng", "it is a home folder")
    elif output == root or output in root.parents:
        reason = ("đó là thư mục của trang", "it holds the site itself")
    elif any(output == one or one in output.parents for one in inside):
        reason = ("đó là thư mục chứa nguồn của trang", "it holds the site's sources")
    elif output.exists() and not output.is_dir():
        reason = ("đó không phải thư mục", "it is not a folder")
    if reason:
        raise BuildFailed([problem("BT601", folder=output, reason_vi=reason[0], reason_en=reason[1])])


def write_problem(error: OSError, folder: Path) -> Problem:
    """Return the problem for a disk that refuses."""
    return problem("BT604", str(error.filename or folder), reason=error.strerror or error)


def stage_bytes(stage: str, file: str, data: bytes) -> None:
    """Write one file of the stage. Raises `OSError`."""
    folder, _, name = file.rpartition("/")
    if name == "index.html":  # nearly always a new folder
        try:
            os.mkdir(f"{stage}/{folder}")
        except FileNotFoundError:
            os.makedirs(f"{stage}/{folder}", exist_ok=True)
        except FileExistsError:
            pass
    try:
        handle = os.open(f"{stage}/{file}", _WRITE, 0o644)
    except FileNotFoundError:
        os.makedirs(f"{stage}/{folder}", exist_ok=True)
        handle = os.open(f"{stage}/{file}", _WRITE, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
    finally:
        os.close(handle)


def digest_of(stream: BinaryIO) -> int:
    """Return the fingerprint of an open file's bytes, read in pieces. Raises `OSError`."""
    digest = fingerprints.Content()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.value()


def stage_copy(stage: str, file: str, source: BinaryIO) -> int:
    """Copy an open file into the stage, byte for byte; return the fingerprint of its bytes. Raises `OSError`."""
    path = os.path.join(stage, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    digest = fingerprints.Content()
    with open(path, "wb") as writer:
        while block := source.read(1 << 20):
            digest.update(block)
            writer.write(block)
    return digest.value()


def _merge(source: str, target: str) -> None:
    """Move a staged tree into place: a folder that is new there in one step, other files one by one."""
    with os.scandir(source) as entries:
        listed = list(entries)
    for entry in listed:
        place = os.path.join(target, entry.name)
        if entry.is_dir(follow_symlinks=False):
            if os.path.islink(place) or (os.path.lexists(place) and not os.path.isdir(place)):
                os.unlink(place)
            if os.path.isdir(place):
                _merge(entry.path, place)
            else:
                os.rename(entry.path, place)
        else:
            if os.path.isdir(place) and not os.path.islink(place):
                os.rmdir(place)  # ours before, empty by now; else an error that is told
            os.replace(entry.path, place)


def _folders_of(file: str, known: set[str]) -> list[str]:
    """Return the folders above `file`, up to one that is known already."""
    found: list[str] = []
    folder = os.path.dirname(file)
    while folder and folder not in known:
        found.append(folder)
        folder = os.path.dirname(folder)
    return found


def _is_inside(file: str) -> bool:
    """Whether a line of the manifest can be a file in the folder: any other was not written by a build."""
    names = file.encode().split(b"/")
    return (
        not file.startswith("\\")
        and _SPECIAL_NAMES.isdisjoint(names)
        and b":" not in names[0]
        and "\0" not in file
        and len(file) <= _LONGEST_PATH
        and max(map(len, names)) <= _LONGEST_NAME
    )


def _leads_out(folder: str, file: str) -> bool:
    """Whether a folder on the way to `file` is a symbolic link, which no build makes."""
    parent = os.path.dirname(file)
    while parent:
        if os.path.islink(os.path.join(folder, parent)):
            return True
        parent = os.path.dirname(parent)
    return False


if sys.platform == "win32":
    import msvcrt

    def _open_lock(folder: Path) -> int:
        (folder / OWN_FOLDER).mkdir(exist_ok=True)
        return os.open(folder / OWN_FOLDER / "lock", os.O_RDWR | os.O_CREAT)

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _is_same(_handle: int, _folder: Path) -> bool:
        return True
else:
    import fcntl

    def _open_lock(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _is_same(handle: int, folder: Path) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), os.stat(folder))
        except OSError:
            return False
