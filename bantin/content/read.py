"""Read and decode files of `content/`."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING, BinaryIO

from bantin.language import combining_marks, legacy_encodings
from bantin.problems import Problem, problem
from bantin.system import file_stat, safe_open
from bantin.system.conflicts import conflict_line

if TYPE_CHECKING:
    from bantin.content.scan import File

SIZE_LIMIT = 5_000_000
"""Longest source, in bytes: some 2,500 printed pages."""
TABLE_LIMIT = 50_000_000
"""Longest table, in bytes: some 100,000 petitions with their answers."""
HEADER_LIMIT = 65_536
"""Longest front matter, in characters."""
_BLOCK = 65_536
"""Bytes read at a time; nearly every source fits in one block."""


class SourceChanged(Exception):
    """A file has changed since `content/` was scanned. A build catches it and begins anew."""


class SourceFault(Exception):
    """A source cannot be used; carries why. Raised in this package, caught in `collections.parse`."""

    def __init__(self, fault: Problem, *more: Problem) -> None:
        super().__init__(fault.code)
        self.problem = fault
        """The first of `problems`."""
        self.problems = (fault, *more)


def read_source(path: str, real: str, limit: int = SIZE_LIMIT) -> bytes:
    """Return the bytes of a source, `limit` at most; `path` and `real` are those of its `File`.

    Raises `SourceFault` when it cannot be read, is no longer a plain file of `content/`, or is too large.
    """
    try:
        data, size = _read(*split_path(path, real), limit)
    except safe_open.NotInside:
        raise SourceFault(problem("BT307", path)) from None
    except safe_open.NotAFile:
        raise SourceFault(problem("BT313", path)) from None
    except OSError as error:
        raise SourceFault(problem("BT308", path, reason=error.strerror or error)) from None
    if len(data) > limit:
        raise SourceFault(problem("BT306", path, size=f"{size / 1_000_000:.1f}", limit=limit // 1_000_000))
    return data


def open_file(file: File) -> BinaryIO:
    """Return a file, open for reading.

    Raises `SourceChanged` when it is no longer a plain file of `content/`, and `OSError` when it cannot be opened.
    """
    try:
        return safe_open.stream_of(*split_path(file.path, file.real))
    except (FileNotFoundError, NotADirectoryError, safe_open.NotInside, safe_open.NotAFile):
        raise SourceChanged(file.path) from None


def check_unchanged(stream: BinaryIO, file: File) -> None:
    """Raise `SourceChanged` when the stat of the open `stream` of a file is not that of the scan."""
    if file.stat and file_stat.condense(os.fstat(stream.fileno()), file_stat.EVER_NS) != file.stat:
        raise SourceChanged(file.path)


def is_unchanged(file: File) -> bool:
    """Whether the stat of a file is that of the scan; if not, its bytes may be the same or not."""
    return file.stat != 0 and file_stat.stat(file.real, file_stat.EVER_NS) == file.stat


def split_path(path: str, real: str) -> tuple[str, list[str]]:
    """Split the path `real` of a file into the folder `content/` and the names below it."""
    base, *names = real.rsplit(os.sep, path.count("/"))
    return base, names


def _read(base: str, names: list[str], limit: int) -> tuple[bytes, int]:
    """Return the bytes of a file, at most one block more than `limit`, and its size. Raises `OSError`."""
    handle = safe_open.open_file(base, names)
    try:
        data = os.read(handle, _BLOCK)
        if len(data) < _BLOCK:
            return data, len(data)
        parts = [data]
        total = len(data)
        while total <= limit and (data := os.read(handle, _BLOCK)):
            parts.append(data)
            total += len(data)
        return b"".join(parts), os.fstat(handle).st_size
    finally:
        os.close(handle)


def decode(data: bytes, path: str) -> str:
    r"""Return the text of a source: UTF-8, without BOM, lines that end with `\n`, NFC.

    Raises `SourceFault` for any other encoding, an empty file, NUL characters, long runs of combining marks, and marks
    of a conflict in Git.
    """
    if data[:1] in _BOM_STARTS:
        data = data.removeprefix(b"\xef\xbb\xbf")
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                raise SourceFault(problem("BT302", path, 1, encoding=encoding))
    nul = data.find(b"\0")
    if nul >= 0:
        # UTF-16 without BOM: every other byte is 0.
        if data[1:64:2].count(0) > 8 or data[0:64:2].count(0) > 8:  # noqa: PLR2004
            raise SourceFault(problem("BT302", path, 1, encoding="UTF-16"))
        raise SourceFault(problem("BT303", path, data.count(b"\n", 0, nul) + 1))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        legacy = legacy_encodings.decode(data)
        raise SourceFault(problem("BT301", path, line, guess=f" ({legacy.encoding})" if legacy else "")) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        raise SourceFault(problem("BT304", path))
    if line := conflict_line(data):
        raise SourceFault(problem("BT245", path, line))
    return text if unicodedata.is_normalized("NFC", text) else _normalize(text, path)


def _normalize(text: str, path: str) -> str:
    """Return `text` in NFC. Raises `SourceFault` for a long run of combining marks."""
    run = combining_marks.long_run(text)
    if run >= 0:
        raise SourceFault(problem("BT314", path, text.count("\n", 0, run) + 1, limit=combining_marks.LIMIT))
    return unicodedata.normalize("NFC", text)


def decode_body(data: bytes, path: str, line: int) -> str:
    """Return the text of a source from `line` on; `decode` has accepted `data` before."""
    if b"\r" in data:
        return "\n".join(decode(data, path).split("\n")[line - 1 :]).strip()
    at = 0
    for _ in range(line - 1):
        at = data.find(b"\n", at) + 1
    return unicodedata.normalize("NFC", data[at:].decode()).strip()


_BOMS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_BOM_STARTS = (b"\xef", b"\xff", b"\xfe", b"\0")
