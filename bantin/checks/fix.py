"""Mend a source where there is one right answer: its encoding, front matter, names of files and bullets. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from bantin.collections.fix import correct_files, mend_front_matter
from bantin.content import read
from bantin.content.addresses import resolve
from bantin.content.front_matter import split
from bantin.content.read import SourceFault
from bantin.language import legacy_encodings
from bantin.markup.body import NO_WORDS
from bantin.markup.plain import TAG
from bantin.markup.references import Target
from bantin.markup.rendering import Markup
from bantin.media.attachments import PublishedFile
from bantin.media.pictures import Note
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bantin.config import Settings
    from bantin.content.front_matter import Source
    from bantin.markup.body import Body

_UNICODE = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DEAD = frozenset({"BT401", "BT403"})
"""Links and pictures that lead to nothing."""
_BULLET = re.compile(r"^([ \t]*+)•[ \t\xa0]*+(?=\S)")
_TARGET = re.compile(r"""(?:\]\(|\]:|(?:src|href)=)[\s<"']*([^\s)>#?"'][^)>#?"']*)""")
"""The name of a file in what looks like a link."""
_IN_ADDRESS = re.compile(r"[\s()<>%#?]")
"""What is encoded in the address of a link."""
_CODE = re.compile(r"<(?:pre|code)[ >].*?</(?:pre|code)>", re.DOTALL)


class Fixed(NamedTuple):
    """A source as it should be."""

    before: str
    """Its text as it was, in Unicode."""
    after: str
    encoding: str
    """In which it was, if that was not UTF-8."""


class Fixer:
    """Mends sources of a site."""

    def __init__(self, settings: Settings, files: Iterable[str], *, line_ends: bool = False) -> None:
        """Make one for a site with `files`, from the root; `line_ends` also mends CRLF and takes the BOM away."""
        self._settings = settings
        self._files = frozenset(files)
        self._line_ends = line_ends
        spellings: dict[str, list[str]] = {}
        for path in self._files:
            spellings.setdefault(_folded(path), []).append(path)
        self._by_folded = {folded: paths[0] for folded, paths in spellings.items() if len(paths) == 1}
        self._markup = Markup(settings, NO_WORDS)

    def fix(self, path: str, data: bytes) -> Fixed | None:
        """Return the source `path` as it should be; `None` when there is nothing to mend, or no sure way to."""
        encoding, written = _decode(data)
        text = written
        if self._line_ends:
            text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if not text or "\r" in text.replace("\r\n", "") or not _is_readable(path, text):
            return None
        rows = unicodedata.normalize("NFC", text).split("\n")
        rows = mend_front_matter(path, rows, self._settings)
        rows = correct_files(path, rows, self._settings, self._meant)
        rows = self._correct_links(path, rows)
        rows = self._make_bullets(path, rows)
        after = "\n".join(rows)
        return Fixed(written, after, encoding) if after != written or encoding else None

    def _meant(self, path: str) -> str:
        """Return the file that is meant by a path in other capitals or marks; empty for none, or if it is there."""
        meant = self._by_folded.get(_folded(path), "")
        return meant if meant != path and path not in self._files else ""

    def _correct_links(self, path: str, rows: list[str]) -> list[str]:
        """Return lines in which links and pictures name files as they are on disk."""
        # Rendering is dear, and nearly no text has such a link.
        written = (found[1] for row in rows for found in _TARGET.finditer(row))
        if not any(self._meant(resolve(name, path) or "") for each in written for name in (each, each.split()[0])):
            return rows
        dead = self._dead(path, rows)
        now = list(rows)
        for (line, target, near), count in dead.items():
            if now[line - 1].count(target) == count:  # else it also stands where it is no link
                now[line - 1] = now[line - 1].replace(target, _in_place_of(target, near))
        return now if now == rows or self._dead(path, now).total() < dead.total() else rows

    def _dead(self, path: str, rows: Sequence[str]) -> Counter[tuple[int, str, str]]:
        """Return how often a link leads to nothing: its line, its target, and the file that is meant."""
        body = self._render(path, rows)
        found = [one for one in body.problems if one.code in _DEAD and one.values["near"]] if body else []
        return Counter((one.line, one.values["target"], one.values["near"]) for one in found)

    def _make_bullets(self, path: str, rows: list[str]) -> list[str]:
        """Return lines whose bullets are Markdown's, if the text says the same with them."""
        source = _source(path, rows)
        if source is None:
            return rows
        first = source.body_line - 1
        now = [*rows[:first], *(_BULLET.sub(r"\1- ", row) for row in rows[first:])]
        if now == rows:
            return rows
        before, after = self._render(path, rows), self._render(path, now)
        is_same = before is not None and after is not None and _words(before) == _words(after)
        return now if is_same else rows

    def _render(self, path: str, rows: Sequence[str]) -> Body | None:
        source = _source(path, rows)
        return self._markup.render(path, source.body, source.body_line, self) if source else None

    # --- as a `Lookup` -------------------------------------------------------------------------------------------

    def source(self, path: str) -> Target | None:
        """Return a page if there is the source `path`."""
        return Target("/") if path in self._files else None

    def file(self, path: str) -> PublishedFile | None:
        """Return a file if it is there."""
        return PublishedFile(path, "/", 0, "", 0, ()) if path in self._files else None

    def picture(self, path: str) -> Note | None:
        """Return an empty note if the picture is there: only that it is there counts."""
        return Note("") if path in self._files else None

    def address(self, url: str) -> bool:
        """Whether `url` may be a page: it does not look like a file."""
        return "." not in url.rstrip("/").rpartition("/")[2]

    def paper(self, _number: str) -> str:
        """Return nothing: which numbers are links does not matter here."""
        return ""

    def nearest(self, target: str) -> str:
        """Return the file that is meant by another spelling, or an empty text."""
        return self._meant(f"{CONTENT}{target}" if target.startswith("/") else target)


def _decode(data: bytes) -> tuple[str, str]:
    """Return the encoding of a file, empty for UTF-8, and its text, empty when it cannot be told."""
    encoding = next((name for mark, name in _UNICODE.items() if data.startswith(mark)), "")
    try:
        return encoding.upper(), data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return legacy_encodings.decode(data) or ("", "")


def _source(path: str, rows: Sequence[str]) -> Source | None:
    """Return a source in its parts; `None` when it cannot be read."""
    try:
        return split(read.decode("\n".join(rows).encode(), path), path)
    except SourceFault:
        return None


def _is_readable(path: str, text: str) -> bool:
    try:
        read.decode(text.encode(), path)
    except SourceFault:
        return False
    return True


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unquote(path)).casefold()


def _in_place_of(target: str, near: str) -> str:
    """Return the target of a link with the name `near`, and what it had after its name."""
    name = target.partition("#")[0].partition("?")[0]
    shown = near.removeprefix(CONTENT) if name.startswith("/") else near
    return _IN_ADDRESS.sub(lambda found: quote(found[0]), shown) + target[len(name) :]


def _words(body: Body) -> tuple[str, list[str]]:
    """Return what a text says, without bullets, and its code as it is."""
    return "".join(TAG.sub("", body.html).replace("•", "").split()), _CODE.findall(body.html)
