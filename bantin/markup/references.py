"""Resolve the links and pictures of a text: a target as written → a URL, or a problem."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import quote, unquote

from bantin.content.addresses import file_url, resolve
from bantin.language.urls import split_url
from bantin.markup.allowed import SAFE_SCHEMES
from bantin.markup.anchors import nearest_anchor
from bantin.markup.body import Fragment, Place
from bantin.media.attachments import PublishedFile
from bantin.media.pictures import Note, Picture
from bantin.problems import Problem, problem
from bantin.system.paths import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOST = re.compile(
    r"(?:www\.(?:[\w-]++\.)+|(?:[\w-]++\.)+(?=(?:vn|com|org|net|gov|edu)(?:/|$)))[a-z]{2,6}(?:/|$)", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]++@(?:[\w-]++\.)+[\w-]*", re.ASCII)
_HINTS = 200
"""Most links of one text for which a similar target is sought."""


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

    def paper(self, number: str) -> str:
        """Return the site path of the official document with a number; empty when there is none in the register."""

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

    def paper(self, _number: str) -> str:
        return ""

    def nearest(self, _target: str) -> str:
        return ""


class References:
    """Resolves the links of one text and collects their problems."""

    def __init__(self, path: str, body_line: int, lookup: Lookup, base_path: str) -> None:
        self.path = path
        self.fragments: list[Fragment] = []
        self.problems: list[Problem] = []
        self.body_line = body_line
        self._lookup = lookup
        self._base_path = base_path
        self._own: list[tuple[str, str, int]] = []
        self._hints = 0
        self.files: dict[str, PublishedFile] = {}
        """The files that links lead to, by `href`."""
        self.resolved: set[str] = set()
        """What `link` and `picture` have returned."""
        self.pictures: dict[str, tuple[Picture, str, int]] = {}
        """The pictures, their targets as written and their lines, by `src`."""
        self.places: list[Place] = []

    def link(self, target: str, line: int) -> str | None:
        """Return the `href` for a link to `target` on `line`; `None` when it must not be a link."""
        href = self._href(target, line)
        if href is not None:
            self.resolved.add(href)
        return href

    def _href(self, target: str, line: int) -> str | None:
        name, mark, anchor = target.partition("#")
        if not name:
            if anchor:
                self._own.append((anchor, target, line))
            return target
        scheme = _scheme(target)
        if scheme:
            if scheme in SAFE_SCHEMES:
                return target
            self._report_scheme(target, scheme, line)
            return None
        if name.startswith("//"):
            return target
        path_part, question, query = name.partition("?")
        found = self._internal(path_part, anchor, target, line)
        if found is None:
            return None
        url = found.url if isinstance(found, PublishedFile) else found
        href = f"{self._base_path}{quote(url)}{question}{query}{mark}{anchor}"
        if isinstance(found, PublishedFile):
            self.files[href] = found
            self.problems += [note.at(self.path, line, target) for note in found.notes]
        return href

    def picture(self, target: str, line: int) -> str | None:
        """Return the `src` for the picture `target` and add it to `pictures`; `None` when there is no file."""
        scheme = _scheme(target)
        if scheme in ("http", "https", "") and (scheme or target.startswith("//")):
            self._report("BT410", target, line)
            return None
        if scheme:
            self._report_scheme(target, scheme, line)
            return None
        path = resolve(target.partition("?")[0], self.path)
        facts = self._lookup.picture(path) if path else None
        if path is None or facts is None:
            self._report("BT404" if path is None else "BT403", target, line, near=self._near(path or target))
            return None
        src = self._base_path + quote(file_url(path))
        notes = facts.notes if isinstance(facts, Picture) else (facts,)
        self.problems += [note.at(self.path, line, target) for note in notes]
        if isinstance(facts, Picture):
            self.pictures[src] = (facts, target, line)
            self.places.append(Place(path, target, line))
        self.resolved.add(src)
        return src

    def check_own(self, anchors: frozenset[str]) -> None:
        """Report links to missing anchors of the text itself."""
        for anchor, target, line in self._own:
            if anchor not in anchors and unquote(anchor) not in anchors:
                self._hints += 1
                near = nearest_anchor(unquote(anchor), anchors) if self._hints <= _HINTS else ""
                self.problems.append(problem("BT402", self.path, line, target=target, anchor=anchor, near=near))

    def _internal(self, name: str, anchor: str, target: str, line: int) -> str | PublishedFile | None:
        """Return the site path or the file to which `name` leads, or `None` after reporting a problem."""
        if name.startswith("/"):
            for url in (name, name + "/"):
                if self._lookup.address(url):
                    return url
        path = resolve(name, self.path)
        if path is None:
            self._report("BT404", target, line)
            return None
        for candidate in sources_of(path):
            source = self._lookup.source(candidate)
            if source is None:
                continue
            if not source.url:
                self._report("BT405", target, line)
                return None
            if anchor:
                self.fragments.append(Fragment(candidate, unquote(anchor), target, line))
            return source.url
        file = self._lookup.file(path)
        if file is None:
            near = _as_address(target) or self._near(name if name.startswith("/") else path)
            self._report("BT401", target, line, near=near)
        return file

    def _report_scheme(self, target: str, scheme: str, line: int) -> None:
        """Report an address that begins with `scheme`, which pages cannot show or open."""
        if scheme == "data":
            found = problem("BT419", self.path, line)
        elif _is_local(target, scheme):
            name = re.split(r"[\\/]", target)[-1]
            found = problem("BT418", self.path, line, target=target, name=name)
        else:
            found = problem("BT412", self.path, line, target=target, scheme=scheme)
        self.problems.append(found)

    def _near(self, target: str) -> str:
        """Return the existing target most similar to `target`, of the same kind, or an empty text."""
        self._hints += 1
        near = self._lookup.nearest(target) if self._hints <= _HINTS else ""
        return near if near != self.path and _kind(near) == _kind(target) else ""

    def _report(self, code: str, target: str, line: int, near: str = "") -> None:
        shown = near
        if near.startswith(CONTENT + "/") and not target.startswith("/"):
            shown = posixpath.relpath(near, posixpath.dirname(self.path))
        self.problems.append(problem(code, self.path, line, target=target, near=shown))


def _kind(path: str) -> str:
    """Return the suffix of a file; an empty text for texts and pages."""
    suffix = posixpath.splitext(path)[1].lower()
    return "" if suffix in (".md", ".html") else suffix


def _as_address(target: str) -> str:
    """Return the address that is meant by one without a scheme (`www.quochoi.vn`, `a@b.vn`), or an empty text."""
    if _MAIL.fullmatch(target):
        return f"mailto:{target}"
    return f"https://{target}" if _HOST.match(target) else ""


def _is_local(target: str, scheme: str) -> bool:
    r"""Whether `target` is a path on the editor's computer: `C:\Users\…`, `file:///…`."""
    return scheme == "file" or (len(scheme) == 1 and target[2:3] in ("\\", "/"))


def sources_of(path: str) -> Iterator[str]:
    """Yield the sources to which a link to `path` may lead."""
    if path[-3:].lower() == ".md" or path[-4:].lower() == ".csv":
        yield path
    elif "." not in posixpath.basename(path):
        yield f"{path}.md"
        yield f"{path}/index.md"


def _scheme(target: str) -> str:
    """Return the scheme of an address, in small letters, as browsers read it; `invalid` for one that they do not."""
    if ":" not in target:
        return ""
    if target.startswith(("https://", "http://")) and "[" not in target:  # nearly all that have one
        return target[: target.index(":")]
    try:
        return split_url(target).scheme.lower()
    except ValueError:
        return "invalid"
