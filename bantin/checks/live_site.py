"""Compares a site on a web server, file by file, with what was built."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

from bantin.checks.injections import addresses, injected
from bantin.checks.web_client import BadCertificate, Unreachable, WebClient
from bantin.problems import Problem, problem
from bantin.system import safe_open
from bantin.system.paths import output_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from bantin.checks.web_client import Answer
    from bantin.site.moves import Move

CONNECTIONS = 8
ROBOT = {
    "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Referer": "https://www.google.com/",
}
"""What hacked pages look for, to show gambling links to search engines alone."""
_AS_ROBOT = 40
"""Pages that are asked for once more like this."""
_WARN_DAYS = 14
_NAMED = 5
_CERTIFICATES = {
    "expired": ("đã hết hạn", "it has expired"),
    "host": ("cấp cho tên máy chủ khác", "it is for another host"),
    "unknown": ("không do tổ chức nào mà trình duyệt tin cấp", "it was not issued by an authority that browsers trust"),
}
_NO_PAGE = "404.html"
_UNKNOWN = "khong-co-trang-nay-0123456789/"
_OK, _NOT_FOUND, _GONE = 200, 404, 410


class Expected(NamedTuple):
    """What was built."""

    public: Path
    files: Collection[str]
    """Of the manifest, from `public`."""
    headers: Mapping[str, str]
    """Security headers of every page."""
    moves: Collection[Move]


class Findings(NamedTuple):
    """The result of a comparison."""

    asked: int
    """Files that were compared."""
    problems: list[Problem]


def verify(url: str, expected: Expected, now: float, listed: Iterable[str] | None = None) -> Findings:
    """Compare the site at `url` with what was built.

    `now` is in seconds since 1970; `listed` are the files that lie in the server's folder, `None` if that is not known.
    """
    try:
        with WebClient(url) as client:
            end = client.certificate_end()
            found = [*_certificate(end, now, url), *_Site(client, url, expected).check(listed)]
            return Findings(len(expected.files), found)
    except BadCertificate as error:
        vi, en = _CERTIFICATES[str(error)]
        return Findings(0, [problem("BT672", url, reason_vi=vi, reason_en=en)])
    except Unreachable as error:
        return Findings(0, [problem("BT674", url, reason=error)])


def _certificate(end: float | None, now: float, url: str) -> Iterator[Problem]:
    days = int((end - now) // 86_400) if end is not None else _WARN_DAYS
    if days < _WARN_DAYS:
        yield problem("BT673", url, days=days)


class _Site:
    """One comparison."""

    def __init__(self, client: WebClient, url: str, expected: Expected) -> None:
        self._client = client
        self._url = url
        self._base = urlsplit(url).path.rstrip("/")
        self._expected = expected
        self._pages: list[str] = []
        """Files that are pages, and as they should be."""
        self._links: set[str] = set()
        """What altered files refer to on this site."""
        self._headers: dict[tuple[str, str], list[str]] = {}
        """Security headers that differ, each with the pages."""
        self._moved = {
            output_path(move.old.url): f"{self._base}{move.url}" for move in expected.moves if move.old.has_page
        }
        """Where pages of old addresses lead, by file."""

    def check(self, listed: Iterable[str] | None) -> list[Problem]:
        """Return all that is wrong. Raises `Unreachable` and `BadCertificate`."""
        files = sorted(one for one in self._expected.files if one != _NO_PAGE)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            different = [file for file, one in zip(files, pool.map(self._compare, files), strict=True) if one]
            # Once more: a build or a deploy may have come between.
            found = [one for one in pool.map(self._compare, different) if one]
            self._pages.sort()
            robot = [self._pages[at] for at in range(0, len(self._pages), max(1, len(self._pages) // _AS_ROBOT))]
            found += [one for one in pool.map(self._compare_as_robot, robot) if one]
            found += [one for one in pool.map(self._follow, self._expected.moves) if one]
            found += self._unknown()
            found += [one for one in pool.map(self._foreign, sorted(self._links)) if one]
        found += self._in_folder(listed)
        for (name, value), pages in self._headers.items():
            found.append(problem("BT648", min(pages), name=name, value=value or "–", count=len(pages)))
        return found

    def _compare(self, file: str) -> Problem | None:
        """Return what is wrong with one file."""
        built = safe_open.read_plain(self._expected.public / file, follow=False)
        path = self._path_of(file)
        answer = self._client.ask(path, len(built))
        if answer.status in (_NOT_FOUND, _GONE):
            return problem("BT641", path)
        if answer.status != _OK:
            location = answer.headers.get("Location")
            if location and self._path_at(location) == self._moved.get(file):
                return None  # the server leads on by itself
            return problem("BT644" if location else "BT645", path, status=answer.status, target=location or "")
        if answer.body != built:
            return self._altered(path, built, answer)
        if file.endswith(".html"):
            self._pages.append(file)
            for name, value in self._expected.headers.items():
                if (given := answer.headers.get(name, "")) != value:
                    self._headers.setdefault((name, given), []).append(path)
        return None

    def _altered(self, path: str, built: bytes, answer: Answer, code: str = "BT642") -> Problem:
        if not path.endswith(("/", ".html", ".xml")):
            return problem(code, path, size=len(answer.body), built=len(built), what="")
        for address in addresses(answer.body):
            whole = urlsplit(urljoin(urljoin(self._url, path), address))
            if whole.netloc == urlsplit(self._url).netloc:
                self._links.add(whole.path)
        new = injected(built, answer.body)
        if not new:
            return problem(code, path, size=len(answer.body), built=len(built), what="")
        more = f" … (+{len(new) - _NAMED})" if len(new) > _NAMED else ""
        return problem("BT643" if code == "BT642" else code, path, what=", ".join(new[:_NAMED]) + more)

    def _compare_as_robot(self, file: str) -> Problem | None:
        built = safe_open.read_plain(self._expected.public / file, follow=False)
        path = self._path_of(file)
        answer = self._client.ask(path, len(built), ROBOT)
        if location := answer.headers.get("Location"):
            return problem("BT647", path, what=location)
        if answer.status == _OK and answer.body != built:
            return self._altered(path, built, answer, "BT647")
        return None  # a server that refuses robots shows them nothing

    def _follow(self, move: Move) -> Problem | None:
        """Return a problem when an old address does not lead on."""
        path = quote(self._base + move.old.url) + (f"?{urlencode(move.old.query)}" if move.old.query else "")
        if move.old.has_page:
            return None  # compared as a file
        target = self._base + move.url
        led = self._path_at(self._client.ask(path).headers.get("Location", ""))
        return None if led == target else problem("BT671", path, target=target)

    def _unknown(self) -> Iterator[Problem]:
        """Check that an address without a page is answered with the status 404."""
        path = f"{self._base}/{_UNKNOWN}"
        if _NO_PAGE not in self._expected.files:
            return
        built = safe_open.read_plain(self._expected.public / _NO_PAGE, follow=False)
        answer = self._client.ask(path, len(built))
        if answer.status != _NOT_FOUND:
            yield problem("BT649", path, status=answer.status)
        elif answer.body != built:
            yield self._altered(f"{self._base}/{_NO_PAGE}", built, answer)

    def _foreign(self, path: str) -> Problem | None:
        """Return a problem when the server has something at `path` that Bantin did not make."""
        inside = unquote(path.removeprefix(self._base)).lstrip("/")
        names = {inside, f"{inside}index.html", f"{inside}/index.html"}
        if not path.startswith(f"{self._base}/") or not names.isdisjoint(self._expected.files):
            return None
        if any(os.path.lexists(self._expected.public / one) for one in names if one):
            return None  # a file that the office put there
        return problem("BT646", path) if self._client.ask(path).status == _OK else None

    def _in_folder(self, listed: Iterable[str] | None) -> Iterator[Problem]:
        """Yield a problem for each file in the server's folder that is not in this one."""
        known = self._expected.files
        for file in listed or ():
            if file not in known and not os.path.lexists(self._expected.public / file):
                yield problem("BT646", f"{self._base}/{quote(file)}")

    def _path_at(self, location: str) -> str:
        """Return the path of an address that the server sends its readers to; an empty text on another one."""
        there, here = urlsplit(urljoin(self._url, location)), urlsplit(self._url)
        return there.path if there.netloc == here.netloc else ""

    def _path_of(self, file: str) -> str:
        return quote(f"{self._base}/{file.removesuffix('index.html') if _is_index(file) else file}")


def _is_index(file: str) -> bool:
    return file == "index.html" or file.endswith("/index.html")
