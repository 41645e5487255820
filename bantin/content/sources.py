"""Files of `content/`: walk them in order, read and decode them."""

from __future__ import annotations

import functools
import os
import re
import unicodedata
from itertools import starmap
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO, Self

import msgspec

from bantin.content import walking
from bantin.language import combining_marks
from bantin.problems import Problem, problem
from bantin.system import file_stat, safe_open
from bantin.system.paths import CONTENT, SOURCE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from bantin.content.walking import Fault, Listing

SIZE_LIMIT = 5_000_000
"""Longest source, in bytes: some 2,500 printed pages."""
HEADER_LIMIT = 65_536
"""Longest front matter, in characters."""
_BLOCK = 65_536
"""Bytes read at a time; nearly every source fits in one."""


class File(msgspec.Struct, frozen=True, gc=False):
    """One file of `content/`."""

    path: str
    """From the root, NFC, with forward slashes: `content/tin-tuc/2020/tong-ket.md`."""
    real: str
    """The same as the operating system spells it."""
    stat: int
    """See `file_stat`; 0 is never to be trusted."""
    size: int
    """In bytes."""

    @property
    def is_source(self) -> bool:
        """Whether it is Markdown."""
        return self.path[-3:] in SOURCE_SUFFIXES


class Tree:
    """Every file of `content/`, and what could not be read."""

    def __init__(self, files: list[File], problems: list[Problem]) -> None:
        self.files = files
        """Sorted by path."""
        self.problems = problems

    @classmethod
    def of(cls, listing: Listing) -> Self:
        """Return what was listed."""
        return cls(list(starmap(File, listing.rows)), problems_of(listing.faults))

    @functools.cached_property
    def by_path(self) -> dict[str, File]:
        """The files by path; of two with one path (a name in NFC and NFD) the last."""
        return {file.path: file for file in self.files}

    @functools.cached_property
    def attached(self) -> Collection[str]:
        """The paths of the files that are no sources, sorted."""
        return dict.fromkeys(file.path for file in self.files if not file.is_source).keys()


def problems_of(faults: Iterable[Fault]) -> list[Problem]:
    """Return what could not be listed."""
    return [Problem(code, place, 0, 0, values) for code, place, values in faults]


class SourceChanged(Exception):
    """A source has other bytes than when it was read first. Raised in `rendering`, caught in `pipeline`, which begins anew."""


class SourceFault(Exception):
    """A source cannot be used; carries the problem. Raised here and in `headers`, caught in `articles`."""

    def __init__(self, fault: Problem) -> None:
        super().__init__(fault.code)
        self.problem = fault


def walk(root: Path) -> Tree:
    """Return every file below `content/` of the site at `root`, hidden and temporary ones left out."""
    return Tree.of(walking.listing(root))


def look_again(root: Path, tree: Tree, changed: Collection[str]) -> Tree:
    """Return `tree` with what stands at `changed` looked at anew; every other file keeps its record.

    `changed` are the places below `content/`, as the operating system spells them, where files or folders came, changed or
    went. The result is that of a new `walk`, as long as nothing else has changed.
    """
    if tree.problems or os.path.join(root, CONTENT) in changed:  # problems do not tell which places they came from
        return walk(root)
    found = Tree.of(walking.listing_of(root, changed))
    if found.problems:
        return walk(root)
    new = {file.real: file for file in found.files}
    exact = frozenset(changed)
    within = tuple(place + os.sep for place in exact.difference(new))  # folders, and what is gone
    if not within:
        files = [file for file in tree.files if file.real not in exact]
    else:
        files = [file for file in tree.files if file.real not in exact and not file.real.startswith(within)]
    files.extend(new.values())
    files.sort(key=attrgetter("path"))
    return Tree(files, [])


def read(file_path: str, real: str) -> bytes:
    """Return the bytes of a source.

    Raises `SourceFault` when it cannot be read, is no plain file of `content/` any more, or no source by its size.
    """
    try:
        data, size = _read(*place_in_content(file_path, real))
    except safe_open.NotInside:
        raise SourceFault(problem("BT307", file_path)) from None
    except safe_open.NotAFile:
        raise SourceFault(problem("BT313", file_path)) from None
    except OSError as error:
        raise SourceFault(problem("BT308", file_path, reason=error.strerror or error)) from None
    if len(data) > SIZE_LIMIT:
        raise SourceFault(problem("BT306", file_path, size=f"{size / 1_000_000:.1f}", limit=SIZE_LIMIT // 1_000_000))
    return data


def opened(file: File) -> BinaryIO:
    """Return a file, open for reading.

    Raises `SourceChanged` when it is no plain file of `content/` any more, and `OSError` when the system does not hand it out.
    """
    try:
        return safe_open.stream_of(*place_in_content(file.path, file.real))
    except (FileNotFoundError, NotADirectoryError, safe_open.NotInside, safe_open.NotAFile):
        raise SourceChanged(file.path) from None


def check_as_seen(stream: BinaryIO, file: File) -> None:
    """Raise `SourceChanged` when the open `stream` of a file surely has other bytes than what was there when the tree was walked."""
    if file.stat and file_stat.condense(os.fstat(stream.fileno()), file_stat.EVER_NS) != file.stat:
        raise SourceChanged(file.path)


def is_as_seen(file: File) -> bool:
    """Whether a file is surely what it was when the tree was walked; when not, its bytes must tell."""
    return file.stat != 0 and file_stat.stat(file.real, file_stat.EVER_NS) == file.stat


def place_in_content(path: str, real: str) -> tuple[str, list[str]]:
    """Return the folder `content/` of a file, and the parts of the path from there, as the operating system spells them."""
    base, *names = real.rsplit(os.sep, path.count("/"))
    return base, names


def _read(base: str, names: list[str]) -> tuple[bytes, int]:
    """Return the bytes of a file, at most one block more than `SIZE_LIMIT`, and its size in bytes. Raises `OSError`."""
    handle = safe_open.open_file(base, names)
    try:
        data = os.read(handle, _BLOCK)
        if len(data) < _BLOCK:
            return data, len(data)
        parts = [data]
        total = len(data)
        while total <= SIZE_LIMIT and (data := os.read(handle, _BLOCK)):
            parts.append(data)
            total += len(data)
        return b"".join(parts), os.fstat(handle).st_size
    finally:
        os.close(handle)


def decode(data: bytes, path: str) -> str:
    r"""Return the text of a source: UTF-8, a BOM dropped, line feeds at line ends, NFC.

    Raises `SourceFault` for any other encoding, an empty file, NUL characters and long runs of combining marks.
    """
    if data[:1] in _MARK_STARTS:
        data = data.removeprefix(b"\xef\xbb\xbf")
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                raise SourceFault(problem("BT302", path, 1, encoding=encoding))
    nul = data.find(b"\0")
    if nul >= 0:
        if data[1:64:2].count(0) > 8 or data[0:64:2].count(0) > 8:  # noqa: PLR2004 - every other byte: UTF-16 without BOM
            raise SourceFault(problem("BT302", path, 1, encoding="UTF-16"))
        raise SourceFault(problem("BT303", path, data.count(b"\n", 0, nul) + 1))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceFault(problem("BT301", path, line, guess=_guess(data))) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        raise SourceFault(problem("BT304", path))
    return text if unicodedata.is_normalized("NFC", text) else _composed(text, path)


def _composed(text: str, path: str) -> str:
    """Return `text` in NFC. Raises `SourceFault` for a run of combining marks that is too long for it."""
    run = combining_marks.long_run(text)
    if run >= 0:
        raise SourceFault(problem("BT314", path, text.count("\n", 0, run) + 1, limit=combining_marks.LIMIT))
    return unicodedata.normalize("NFC", text)


def body(data: bytes, path: str, line: int) -> tuple[str, bytes]:
    """Return the text of a source from its line `line` on, and the same as bytes.

    `data` has been through `decode` before: what is wrong with it has been told.
    """
    if b"\r" in data:
        text = _from_line(decode(data, path), line).strip()
        return text, text.encode()
    at = 0
    for _ in range(line - 1):
        at = data.find(b"\n", at) + 1
    part = data[at:]
    text = part.decode()
    if unicodedata.is_normalized("NFC", text):
        return text.strip(), part
    text = unicodedata.normalize("NFC", text).strip()
    return text, text.encode()


def _from_line(text: str, line: int) -> str:
    """Return `text` from its line `line`, counted from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return text[at:]


_MARKS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_MARK_STARTS = (b"\xef", b"\xff", b"\xfe", b"\0")
# Tone marks of Windows-1258, which stand after their vowel as bytes of their own.
_CP1258_TONES = re.compile(rb"[AaEeIiOoUuYy\xc2\xe2\xca\xea\xd4\xf4\xd5\xf5\xdd\xfd\xc3\xe3][\xcc\xec\xd2\xde\xf2]")


def _guess(data: bytes) -> str:
    """Return which legacy encoding a text seems to have; nothing for a single bad byte in UTF-8."""
    sample = data[:65536]
    if sample.decode("utf-8", "replace").count("\ufffd") * 50 < len(sample):
        return ""
    return " (CP1258?)" if len(_CP1258_TONES.findall(sample)) * 100 > len(sample) else " (TCVN3/VNI?)"
