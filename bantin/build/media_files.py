"""What pages show and lead to, ready for publishing: pictures made where they are missing, attachments copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol

from bantin.build import publish
from bantin.build.media_plan import MediaFile, places_of
from bantin.content import read
from bantin.content.read import SourceChanged
from bantin.media.cache import opened
from bantin.problems import BuildFailed, problem
from bantin.rendering.traces import PageRecord
from bantin.system import safe_open

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterator, Mapping

    from bantin.build.publish import Output
    from bantin.build.records import Page
    from bantin.content.scan import File
    from bantin.media import make_renditions
    from bantin.media.cache import Cache
    from bantin.media.pictures import Note
    from bantin.problems import Problem
    from bantin.rendering.queries import Queries
    from bantin.site.routes import Route


class Progress(Protocol):
    """Shows how far the work is."""

    def begin(self, total: int, *, slow: bool = False) -> None:
        """`total` pictures will be made."""

    def advance(self, count: int) -> None:
        """`count` more are made."""


class MediaFiles:
    """The media of one build."""

    def __init__(
        self,
        files: Mapping[str, MediaFile],
        records: Collection[PageRecord],
        queries: Queries,
        cache: Cache,
        known: Mapping[str, Page],
        intact: Container[str],
    ) -> None:
        """`files` are what `plan_media` returns, `known` what the last build published, `intact` what is unchanged."""
        self._files = files
        self._records = records
        self._queries = queries
        self._cache = cache
        self._current = _current(files, queries.files, known, intact)
        """What is up to date: neither opened nor copied again."""
        # What was made for an output folder without a state is not known.
        self._has_left = not known or any(
            one.record.route.kind == "picture" and url not in files for url, one in known.items()
        )

    def make(self, jobs: int, progress: Progress) -> list[Problem]:
        """Make what is missing; return what is wrong with pictures, at each place that shows one.

        Raises `SourceChanged` and `OSError`.
        """
        wanted = self._missing()
        if not wanted:
            return []
        from bantin.media import make_renditions  # most builds make no picture

        progress.begin(len(wanted), slow=True)
        return self._faults(make_renditions.make_all(wanted, jobs), progress.advance)

    def check(self, jobs: int) -> list[Problem]:
        """Return what `make` would, but write nothing. Raises `SourceChanged`."""
        wanted = self._missing()
        if not wanted:
            return []
        from bantin.media import make_renditions

        return self._faults(make_renditions.check_all(wanted, jobs), lambda _count: None)

    def _missing(self) -> list[make_renditions.Order]:
        new = [
            (one.picture, one.name)
            for url, one in self._files.items()
            if one.picture is not None and url not in self._current
        ]
        if not new:
            return []
        from bantin.media import make_renditions

        return make_renditions.orders(new, self._queries.files, self._cache)

    def _faults(self, notes: Iterator[tuple[str, Note | None]], advance: Callable[[int], None]) -> list[Problem]:
        """Return a problem for each place that shows one of the pictures with `notes`."""
        faults: dict[str, Note] = {}
        for path, note in notes:
            advance(1)
            if note is not None:
                faults[path] = note
        places = list(places_of(self._records, self._queries.index, faults)) if faults else []
        # What is only linked to has no place where it is shown.
        places += [(path, path, 0, path.rpartition("/")[2]) for path in faults.keys() - {place[0] for place in places}]
        return [faults[path].at(source, line, written) for path, source, line, written in places]

    def stage(self, output: Output) -> Iterator[tuple[PageRecord, bool]]:
        """Stage what differs from what is published; yield the record of each file and whether it was staged.

        Raises `OSError` for the disk, `BuildFailed` for a file that cannot be read, and `SourceChanged` for one that is
        gone, also from the cache, which another build may have cleared.
        """
        for url, one in self._files.items():
            if url in self._current:
                yield self._current[url], False
                continue
            file = self._queries.files[one.route.subject]
            with self._opened(one, file) as source:
                fingerprint, written = _copied(source, one.route, output)
                if one.picture is None:
                    read.check_unchanged(source, file)
            yield PageRecord(one.route, fingerprint, 0 if one.route.kind == "picture" else file.stat), written

    def _opened(self, one: MediaFile, file: File) -> BinaryIO:
        """Return what is published, open for reading. Raises `SourceChanged` and `BuildFailed`."""
        try:
            return read.open_file(file) if one.picture is None else opened(self._cache.place(one.picture, one.name))
        except (FileNotFoundError, safe_open.NotInside, safe_open.NotAFile):
            raise SourceChanged(one.route.subject) from None
        except OSError as error:
            raise BuildFailed([problem("BT308", one.route.subject, reason=error.strerror or error)]) from None

    def prune(self) -> None:
        """Remove from the cache what no page shows any more."""
        if self._has_left:
            self._cache.prune((one.picture, one.name) for one in self._files.values() if one.picture is not None)


def _current(
    files: Mapping[str, MediaFile], sources: Mapping[str, File], known: Mapping[str, Page], intact: Container[str]
) -> dict[str, PageRecord]:
    found: dict[str, PageRecord] = {}
    for url, one in files.items():
        before = known.get(url)
        if before is None or before.record.route != one.route or url not in intact:
            continue
        file = sources[one.route.subject]
        # The address of a picture that a page shows holds the hash of its source.
        if one.route.kind == "picture" or (file.stat and before.record.made_of == file.stat):
            found[url] = before.record
    return found


def _copied(source: BinaryIO, route: Route, output: Output) -> tuple[int, bool]:
    """Stage a copy of `source` unless it is published already; return its fingerprint and whether it was staged.

    Raises `OSError`.
    """
    digest = publish.digest_of(source)
    if output.holds(route.output, digest):
        return digest, False
    source.seek(0)
    return publish.stage_copy(str(output.stage), route.output, source), True
