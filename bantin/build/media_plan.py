"""Records of pages → the files that the site needs: attachments as they are, and what is made of pictures. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.articles import file_url
from bantin.media.pictures import Picture, Rendition, renditions, shares
from bantin.problems import Problem, problem
from bantin.site.routes import Route
from bantin.system.paths import SOURCE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import PageRecord
    from bantin.site.index import Index


class MediaFile(NamedTuple):
    """A file to publish."""

    route: Route
    """Of kind `file` (as it is) or `picture` (made); its subject is the file in `content/`."""
    picture: Picture | None
    """What it is made of; `None` for an attachment."""
    name: str
    """Of the rendition in the cache."""


class MediaPlan(NamedTuple):
    """Every file to publish, by address, and what is wrong with the set of them."""

    files: dict[str, MediaFile]
    problems: list[Problem]


def plan_media(records: Iterable[PageRecord], pages: Mapping[str, Route], queries: Queries) -> MediaPlan:
    """Return the files that published pages show or lead to, checked against each other and the `pages`."""
    found = MediaPlan({}, [])
    shown = sorted({one for record in records for one in record.report.media})
    if not shown:
        return found
    owners = {url.casefold(): url for url in pages} if any(use == "file" for use, _ in shown) else {}
    for use, path in shown:
        url = file_url(path)
        if "//" in url or url.rpartition("/")[2].startswith("."):
            found.problems.append(problem("BT305", path, name=path.rpartition("/")[2]))
            continue
        if use == "file":
            other = owners.setdefault(url.casefold(), path)
            if other != path:
                owner = (pages[other].subject if other in pages else "") or other
                found.problems.append(problem("BT309", path, url=url, other=owner))
            else:
                found.files[url] = MediaFile(Route(url, "", "file", path), None, "")
            continue
        # Two pictures meet at one address only when they are the same to the last byte: their hash is in it.
        picture = queries.looks.picture(path)
        if isinstance(picture, Picture):
            for one in made_of(picture, use, queries.settings.media.quality):
                found.files.setdefault(one.url, MediaFile(Route(one.url, "", "picture", path), picture, one.name))
    return found


def made_of(picture: Picture, use: str, quality: int) -> tuple[Rendition, ...]:
    """Return what is made of `picture` for `use`: `picture` for pages, `share` for other sites."""
    if use == "share":
        return shares(picture, quality)
    made = renditions(picture, quality)
    return (*made.modern, *made.plain)


def leads(routes: Iterable[Route], index: Index) -> list[str]:
    """Return the pictures in the front matter of the articles and pages among `routes`."""
    shown = (index.shown[route.subject] for route in routes if route.kind in ("article", "page"))
    return [one.image.file for one in shown if one.files and one.image]  # most name no file: their details stay packed


def unreferenced(records: Iterable[PageRecord], queries: Queries) -> list[Problem]:
    """Return a warning for each file beside a published article or page that nothing refers to.

    `records` are those of all published pages. What lies beside a draft, or an article that is not due, is not judged yet:
    its text has not been read.
    """
    used = {path for record in records for _, path in record.report.media}
    left = [path for path in queries.files if path[-3:] not in SOURCE_SUFFIXES and path not in used]
    if not left:
        return []
    index = queries.index
    named = {file for one in index.referring for file in one.files}
    folders: dict[str, bool] = {}
    """Whether all sources of a folder are published; with a slash at the end, whether the article is whose folder it is."""
    for path in index.documents:
        folder, _, name = path.rpartition("/")
        published = path in index.shown and path not in index.unlisted
        folders[folder] = folders.get(folder, True) and published
        if name == "index.md":
            folders[f"{folder}/"] = published
    return [problem("BT859", path) for path in left if path not in named and _is_judged(path, folders)]


def _is_judged(path: str, folders: Mapping[str, bool]) -> bool:
    """Whether the sources beside `path`, or else the article in whose folder it lies deeper, are all published."""
    folder = path.rpartition("/")[0]
    if folder in folders:
        return folders[folder]
    while folder:
        if f"{folder}/" in folders:
            return folders[f"{folder}/"]
        folder = folder.rpartition("/")[0]
    return False


def places_of(records: Iterable[PageRecord], index: Index, paths: Container[str]) -> Iterable[tuple[str, str, int, str]]:
    """Yield where pictures among `paths` are shown: picture, source, line, and the name as it was written."""
    for record in records:
        if record.route.kind not in ("article", "page"):
            continue
        document = index.shown.get(record.route.subject)
        if document is not None and document.image and document.image.file in paths:
            yield document.image.file, document.path, document.lines.get("image", 1), document.image.file.rpartition("/")[2]
        for place in record.report.places:
            if place.path in paths:
                yield place.path, record.route.subject, place.line, place.written
