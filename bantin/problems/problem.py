"""Problems of a site: what is wrong, where, and what to do.

A fault of the content is a `Problem`, never a traceback. Its texts are in `messages.toml`, in Vietnamese and English.
"""

from __future__ import annotations

import errno
import functools
import os
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from bantin.language import characters

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """An error stops publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Entry(msgspec.Struct, frozen=True):
    """A code's texts in both languages, and its severity."""

    vi: str
    en: str
    hint_vi: str
    hint_en: str
    severity: Severity = Severity.ERROR
    guess_vi: str = "Ý bạn là “{near}”?"
    guess_en: str = "Did you mean “{near}”?"
    """What stands before the hint when a right value is near."""


@functools.cache
def catalogue() -> dict[str, Entry]:
    """Return the entry of every code, in the order of `messages.toml`."""
    # Slow to import, and most builds have no problems.
    import tomllib
    from importlib import resources

    text = resources.files("bantin.problems").joinpath("messages.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Entry])


class Problem(msgspec.Struct, frozen=True, gc=False):
    """A code of the catalogue, a place, and the values for the placeholders of its message.

    `path` is relative to the site's root, with forward slashes; `line` and `column` count from 1, 0 is the whole file.
    """

    code: str
    path: str = ""
    line: int = 0
    column: int = 0
    values: dict[str, str] = {}

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return catalogue()[self.code].severity

    def message(self, language: str) -> str:
        """Return what is wrong, in `language` (`vi` or `en`)."""
        entry = catalogue()[self.code]
        if language != "vi":
            return _fill(entry.en, self.values)
        reason = self.values.get("reason", "")
        return _fill(entry.vi, {**self.values, "reason": SYSTEM_WORDS.get(reason, reason)})

    def hint(self, language: str) -> str:
        """Return what to do, in `language` (`vi` or `en`)."""
        entry = catalogue()[self.code]
        text = _fill(entry.hint_vi if language == "vi" else entry.hint_en, self.values)
        if not self.values.get("near"):
            return text
        guess = _fill(entry.guess_vi if language == "vi" else entry.guess_en, self.values)
        return f"{guess} {text}".strip()

    @property
    def place(self) -> str:
        """The place as editors and terminals write it: `path:line:column`."""
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(part for part in parts if part)

    def sort_key(self) -> tuple[object, ...]:
        """Return the key for the order in which problems are shown: by path, then line."""
        return (self.path, self.line, self.column, self.code, sorted(self.values.items()))


def problem(code: str, path: str = "", line: int = 0, column: int = 0, **values: object) -> Problem:
    """Return a `Problem`; values are converted to text that terminals and pages can show."""
    shown = {name: characters.without_forbidden(str(value)) for name, value in values.items()}
    return Problem(code, characters.without_forbidden(path), line, column, shown)


class BuildFailed(Exception):
    """The site has errors, and nothing was published. Raised by each stage, caught by the commands and the preview."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = set_of(problems)
        super().__init__(f"{len(self.problems)} problem(s)")


def set_of(problems: Iterable[Problem]) -> list[Problem]:
    """Return `problems` in the order in which they are shown, without duplicates.

    A fault of a layout is found with each page that uses it: only the first page's is kept.
    """
    kept: dict[object, Problem] = {}
    for one in sorted(problems, key=Problem.sort_key):
        same = sorted((name, value) for name, value in one.values.items() if name != "page")
        kept.setdefault((one.code, one.path, one.line, one.column, *same), one)
    return list(kept.values())


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those of `problems` that stop publishing."""
    return [one for one in problems if one.severity is Severity.ERROR]


NO_HOST, NO_ANSWER, NO_SENSE = "no host has this name", "no answer came in time", "the answer is not HTTP"
"""What can be wrong with a server beyond what the system has words for."""
NO_PASSWORD = "the user's name or password is wrong"  # noqa: S105 - words
MALFORMED = "its content contradicts itself, or a part is missing"
"""What can be wrong with a database."""
SYSTEM_WORDS = {
    NO_PASSWORD: "sai tên hay mật khẩu",
    MALFORMED: "nội dung tệp mâu thuẫn hoặc bị cắt cụt",
    NO_HOST: "không có máy chủ nào tên này",
    NO_ANSWER: "máy chủ không trả lời kịp",
    NO_SENSE: "máy chủ trả lời không theo HTTP",
} | {
    os.strerror(number): words
    for number, words in (
        (errno.EACCES, "không có quyền"),
        (errno.EPERM, "không được phép"),
        (errno.ENOENT, "không có tệp hay thư mục này"),
        (errno.ENOTDIR, "trên đường dẫn có một tệp, không phải thư mục"),
        (errno.EISDIR, "đây là thư mục, không phải tệp"),
        (errno.EEXIST, "đã có tệp hay thư mục này"),
        (errno.ENOTEMPTY, "thư mục không trống"),
        (errno.ENAMETOOLONG, "tên quá dài"),
        (errno.ELOOP, "liên kết dẫn vòng tròn"),
        (errno.ENOSPC, "đĩa đã đầy"),
        (errno.EDQUOT, "đã dùng hết dung lượng được cấp"),
        (errno.EROFS, "ổ đĩa chỉ cho đọc"),
        (errno.EIO, "ổ đĩa bị lỗi khi đọc hay ghi"),
        (errno.EBUSY, "tệp đang được chương trình khác dùng"),
        (errno.EMFILE, "mở quá nhiều tệp cùng lúc"),
        (errno.EADDRINUSE, "cổng này đang có chương trình khác dùng"),
        (errno.EADDRNOTAVAIL, "máy này không có địa chỉ ấy"),
        (errno.ETIMEDOUT, "ổ mạng không trả lời"),
        (errno.ECONNREFUSED, "máy chủ từ chối kết nối"),
        (errno.ECONNRESET, "máy chủ ngắt kết nối"),
        (errno.EHOSTUNREACH, "không có đường tới máy chủ"),
        (errno.ENETUNREACH, "không có mạng"),
    )
}
"""What the system says of a file, in Vietnamese."""


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
