"""Records of pages → the files that the site needs: attachments, and what is made of pictures. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.registry import SOURCE_KINDS
from bantin.content.addresses import file_url
from bantin.media.attachments import suffix_of
from bantin.media.pictures import VECTOR_NAME, Picture, Rendition, renditions, shares
from bantin.problems import Problem, problem
from bantin.site.routes import Route
from bantin.system.output_names import bad_part, folders_of, place_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from bantin.media.facts import MediaFacts
    from bantin.rendering.queries import Queries
    from bantin.rendering.traces import PageRecord
    from bantin.site.index import Index


class MediaFile(NamedTuple):
    """A file to publish."""

    route: Route
    """Of kind `file` (an attachment) or `picture` (shown in a page); its subject is the file in `content/`."""
    picture: Picture | None
    """What it is made of; `None` for a file that is copied."""
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
    owners = {place_of(url): url for url in pages}
    # Only an old address can be the folder of a file, or look like a picture's.
    folders = {each: url for url, one in pages.items() if one.kind == "redirect" for each in folders_of(place_of(url))}
    for use, path in shown:
        url = file_url(path)
        if name := bad_part(url):
            nameless = name.startswith((".", "/"))
            fault = problem("BT305", path, name=path.rpartition("/")[2]) if nameless else None
            found.problems.append(fault or problem("BT315", path, url=url, name=name))
        elif use == "file":
            place = place_of(url)
            other = folders.get(place) or owners.setdefault(place, path)
            if other != path:
                found.problems.append(_collision(path, url, other, pages))
            elif (file := attached(path, queries.facts)) is not None:
                found.files[url] = file
        elif isinstance(picture := queries.facts.picture(path), Picture):
            for one in made_of(picture, use, queries.settings.media.quality):
                place = place_of(one.url)
                # Two pictures meet at one address only when they are the same to the last byte: their hash is in it.
                if (taken := folders.get(place) or owners.get(place)) is not None:
                    found.problems.append(_collision(path, one.url, taken, pages))
                found.files.setdefault(one.url, MediaFile(Route(one.url, "", "picture", path), picture, one.name))
    return found


def _collision(path: str, url: str, other: str, pages: Mapping[str, Route]) -> Problem:
    """Return the problem for a file at whose `url` there is `other`, a page's URL or a file's path."""
    return problem("BT309", path, url=url, other=(pages[other].subject if other in pages else "") or other)


def attached(path: str, facts: MediaFacts) -> MediaFile | None:
    """Return the attachment `path` as it is published; `None` for a drawing that cannot be cleaned: it never is."""
    route = Route(file_url(path), "", "file", path)
    if suffix_of(path) != "svg":
        return MediaFile(route, None, "")
    picture = facts.picture(path)
    if not isinstance(picture, Picture):
        return None
    return MediaFile(route, picture, VECTOR_NAME)


def made_of(picture: Picture, use: str, quality: int) -> tuple[Rendition, ...]:
    """Return what is made of `picture` for `use`: `picture` for pages, `share` for other sites."""
    if use == "share":
        return shares(picture, quality)
    made = renditions(picture, quality)
    return (*made.modern, *made.plain)


def leads(routes: Iterable[Route], index: Index) -> list[str]:
    """Return the pictures in the front matter of the articles and pages among `routes`."""
    shown = (index.shown[route.subject] for route in routes if route.kind in SOURCE_KINDS)
    return [one.image.file for one in shown if one.files and one.image]  # most name no file: their details stay packed


def places_of(
    records: Iterable[PageRecord], index: Index, paths: Container[str]
) -> Iterable[tuple[str, str, int, str]]:
    """Yield where pictures among `paths` are shown: picture, source, line, and the name as it was written."""
    for record in records:
        if record.route.kind not in SOURCE_KINDS:
            continue
        document = index.shown.get(record.route.subject)
        if document is not None and document.image and document.image.file in paths:
            yield (
                document.image.file,
                document.path,
                document.lines.get("image", 1),
                document.image.file.rpartition("/")[2],
            )
        for place in record.report.places:
            if place.path in paths:
                yield place.path, record.route.subject, place.line, place.written
