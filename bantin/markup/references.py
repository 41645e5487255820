"""Resolve the links and pictures of a text: a target as written → a URL, or a problem."""

from __future__ import annotations

import html
import posixpath
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote, unquote

from bantin.content.addresses import file_url, resolve
from bantin.language.urls import split_url
from bantin.markup.body import Fragment, Place
from bantin.media.attachments import PublishedFile
from bantin.media.pictures import Note, Picture
from bantin.problems import Problem, problem
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEARCHED = 1_000_000_000
"""Most characters searched for line numbers in one text: about a thousand times a long report's."""
_HINTS = 200
"""Most links of one text for which a similar target is sought."""
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class Target(NamedTuple):
    """The page of a source to which a link leads."""

    url: str
    """Site path; empty when it is not published."""


class Lookup(Protocol):
    """Queries of a text about the rest of the site."""

    def source(self, path: str) -> Target | None:
        """Return the page made from the source `path`, or `None` when there is no such source."""

    def file(self, path: str) -> PublishedFile | None:
        """Return the facts of the file `path`, or `None` when there is no such file."""

    def picture(self, path: str) -> Picture | Note | None:
        """Return the facts of the picture `path`, or what is wrong with it; `None` when there is no such file."""

    def address(self, url: str) -> bool:
        """Whether the site has a page at the site path `url`."""

    def nearest(self, target: str) -> str:
        """Return the source or URL most similar to `target`, or an empty text."""


class AnyTarget:
    """A `Lookup` for extracting plain text, which does not depend on where links lead."""

    def source(self, _path: str) -> Target:
        return Target("/")

    def file(self, _path: str) -> None:
        """Return `None`: the facts of a file are not part of the text."""

    def picture(self, _path: str) -> None:
        """Return `None`, as above."""

    def address(self, _url: str) -> bool:
        return True

    def nearest(self, _target: str) -> str:
        return ""


class References:
    """Resolves the links of one text and collects their problems."""

    def __init__(self, path: str, body: str, body_line: int, lookup: Lookup, base_path: str) -> None:
        self.path = path
        self.fragments: list[Fragment] = []
        self.problems: list[Problem] = []
        self._body = body
        self._body_line = body_line
        self._lookup = lookup
        self._base_path = base_path
        self._own: list[tuple[str, str, int]] = []
        self._lines: dict[str, int] = {}
        self._searched = 0
        self._hints = 0
        self.files: dict[str, PublishedFile] = {}
        """The files that links lead to, by `href`."""
        self.pictures: dict[str, tuple[Picture, str]] = {}
        """The pictures and their targets as written, by `src`."""
        self.places: list[Place] = []

    def link(self, target: str) -> str | None:
        """Return the `href` for a link to `target`; `None` when it must not be a link."""
        name, mark, anchor = target.partition("#")
        if not name:
            if anchor:
                self._own.append((anchor, target, self.line(target)))
            return target
        scheme = _scheme(target)
        if scheme:
            return target if scheme in SAFE_SCHEMES else None
        if name.startswith("//"):
            return target
        path_part, question, query = name.partition("?")
        found = self._internal(path_part, anchor, target)
        if found is None:
            return None
        url = found.url if isinstance(found, PublishedFile) else found
        href = f"{self._base_path}{quote(url)}{question}{query}{mark}{anchor}"
        if isinstance(found, PublishedFile):
            self.files[href] = found
            self.problems += [note.at(self.path, self.line(target), target) for note in found.notes]
        return href

    def picture(self, target: str) -> str | None:
        """Return the `src` for the picture `target` and add it to `pictures`; `None` when there is no file."""
        if _scheme(target) or target.startswith("//"):
            self._report("BT410", target)
            return None
        path = resolve(target.partition("?")[0], self.path)
        facts = self._lookup.picture(path) if path else None
        if path is None or facts is None:
            self._report("BT404" if path is None else "BT403", target, near=self._near(path or target))
            return None
        src, line = self._base_path + quote(file_url(path)), self.line(target)
        notes = facts.notes if isinstance(facts, Picture) else (facts,)
        self.problems += [note.at(self.path, line, target) for note in notes]
        if isinstance(facts, Picture):
            self.pictures[src] = (facts, target)
            self.places.append(Place(path, target, line))
        return src

    def check_own(self, anchors: frozenset[str]) -> None:
        """Report links to missing anchors of the text itself."""
        for anchor, target, line in self._own:
            if anchor not in anchors and unquote(anchor) not in anchors:
                self.problems.append(problem("BT402", self.path, line, target=target, anchor=anchor))

    def line(self, written: str) -> int:
        """Return the line of the source that contains `written`, or the text's first."""
        if written not in self._lines:
            self._lines[written] = self._body_line + self._line_breaks_before(written)
        return self._lines[written]

    def _line_breaks_before(self, written: str) -> int:
        """Return the number of line breaks before `written`; 0 when not found, or after `_SEARCHED` characters."""
        if self._searched > _SEARCHED:
            return 0
        at = self._body.find(written)
        if at < 0:
            at = self._body.find(html.escape(written))
        self._searched += at if at >= 0 else 2 * len(self._body)
        return self._body.count("\n", 0, at) if at > 0 else 0

    def _internal(self, name: str, anchor: str, target: str) -> str | PublishedFile | None:
        """Return the site path or the file to which `name` leads, or `None` after reporting a problem."""
        if name.startswith("/"):
            for url in (name, name + "/"):
                if self._lookup.address(url):
                    return url
        path = resolve(name, self.path)
        if path is None:
            self._report("BT404", target)
            return None
        for candidate in _sources(path):
            source = self._lookup.source(candidate)
            if source is None:
                continue
            if not source.url:
                self._report("BT405", target)
                return None
            if anchor:
                self.fragments.append(Fragment(candidate, unquote(anchor), target, self.line(target)))
            return source.url
        file = self._lookup.file(path)
        if file is None:
            self._report("BT401", target, near=self._near(name if name.startswith("/") else path))
        return file

    def _near(self, target: str) -> str:
        """Return the existing target most similar to `target`, or an empty text."""
        self._hints += 1
        return self._lookup.nearest(target) if self._hints <= _HINTS else ""

    def _report(self, code: str, target: str, near: str = "") -> None:
        shown = near
        if near.startswith(CONTENT + "/") and not target.startswith("/"):
            shown = posixpath.relpath(near, posixpath.dirname(self.path))
        self.problems.append(problem(code, self.path, self.line(target), target=target, near=shown))


def _sources(path: str) -> Iterator[str]:
    """Yield the sources to which a link to `path` may lead."""
    if path[-3:].lower() == ".md":
        yield path
    elif "." not in posixpath.basename(path):
        yield f"{path}.md"
        yield f"{path}/index.md"


def _scheme(target: str) -> str:
    try:
        return split_url(target).scheme.lower()
    except ValueError:
        return "invalid"
