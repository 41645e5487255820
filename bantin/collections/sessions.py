"""Sessions of the council (kỳ họp): programme, papers, news, questions, and the calendar of each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bantin.collections.collection import DATA_LAYOUT, Collection, CollectionPage, View
from bantin.collections.ics import CalendarEvent, CalendarFile
from bantin.collections.paper import Paper
from bantin.collections.paper_numbers import parse_number
from bantin.collections.papers import Papers
from bantin.collections.session import Session, is_file, kind_of, written_name
from bantin.collections.session_views import (
    ArticleLine,
    PaperLink,
    PointLine,
    ProgrammeDay,
    ProgrammePart,
    QuestionLine,
    SessionLine,
    SessionsView,
    SessionView,
    Term,
)
from bantin.content.addresses import nearest_link, resolve
from bantin.language.dates import Moment
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bantin.collections.article import Article
    from bantin.collections.collection import Site
    from bantin.collections.documents import Attachment
    from bantin.collections.session import Point

_DAY = timedelta(1)
NEWS = 50
"""Articles on a session's page, the newest."""


class Sessions(Collection[Session]):
    """The sessions, newest first."""

    name = "sessions"
    record = Session
    has_feed = False
    queries = frozenset({"current", "named"})

    def __init__(self, site: Site, entries: Sequence[Session]) -> None:
        """Index `entries`; see `Collection`."""
        super().__init__(site, sorted(entries, key=lambda one: (one.day, one.path), reverse=True))
        self._by_path = {one.path: one for one in self.entries}
        papers = site.collections.get(Papers.name)
        self._papers = papers if isinstance(papers, Papers) else None

    # --- queries ---

    def current(self) -> tuple[SessionLine, ...]:
        """Return the session that is on; without one, the next that is coming, if any."""
        lines = [self._line(one) for one in reversed(self.entries)]
        return tuple(
            [line for line in lines if line.state == "on"] or [line for line in lines if line.state == "coming"]
        )[:1]

    def named(self, path: str) -> tuple[SessionLine, ...]:
        """Return the session of a source; nothing for one that readers cannot see."""
        return (self._line(self._by_path[path]),) if path in self._by_path else ()

    def pages(self) -> Iterator[CollectionPage]:
        """Yield the list of all, and the calendars."""
        yield CollectionPage(self.url, "sessions.html", "sessions")
        yield CollectionPage(self._calendar, DATA_LAYOUT, "sessions-calendar")
        for one in self.entries:
            yield CollectionPage(self._own_calendar(one), DATA_LAYOUT, "sessions-calendar", one.path)

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows; see `Collection.view`."""
        match kind:
            case "session":
                return self._session(self.site.shown[subject])
            case "sessions-calendar":
                chosen = [self._by_path[subject]] if subject else self.entries
                site = self.site.settings.site
                title = self._by_path[subject].title if subject else site.title
                return CalendarFile(
                    title=title,
                    language=site.language,
                    zone=site.timezone,
                    domain=urlsplit(site.base_url).hostname or "",
                    events=tuple(event for one in chosen for event in self.calendar_events(one)),
                )
            case _:
                by_term = groupby(sorted(self.entries, key=self._term_order), key=lambda one: slugify(one.term))
                groups = [(some[0].term, some) for some in (list(found) for _, found in by_term)]
                terms = tuple(Term(name, tuple(map(self._line, some))) for name, some in groups)
                return SessionsView(terms=terms, calendar=self._calendar)

    def changes(self) -> Iterator[datetime]:
        """Yield the moments at which a session begins and ends."""
        for one in self.entries:
            for day in (one.sittings[0], one.sittings[-1] + _DAY):
                yield datetime.combine(day, time(), self.site.settings.zone)

    def problems(self) -> Iterator[Problem]:
        """Yield sources of papers on agendas that are none."""
        for one in self.entries:
            for key, item in one.items():
                for written in item.papers:
                    line = one.lines.get(key, 1)
                    if written.endswith(".md"):
                        yield from self._judge_source(one, line, written)
                    elif not is_file(written) and parse_number(written) is None:
                        yield problem("BT269", one.path, line, value=written, key="papers")

    def calendar_events(self, one: Session) -> Iterator[CalendarEvent]:
        """Yield a session as a calendar has it: one event for the days that follow each other."""
        base = self.site.settings.site.base_url.rstrip("/")
        runs: list[list[date]] = []
        for day in one.sittings:
            if runs and day - runs[-1][-1] == _DAY:
                runs[-1].append(day)
            else:
                runs.append([day])
        for number, run in enumerate(runs, 1):
            points = [point for point in one.programme if point.day in run]
            note = "\n".join(
                f"{point.day:%d-%m} {point.hours.text if point.hours else ''}".rstrip() + f": {point.item.title}"
                for point in points
            )
            yield CalendarEvent(
                uid=one.url.strip("/").replace("/", ".") + (f".{number}" if number > 1 else ""),
                url=f"{base}{one.url}",
                title=one.title,
                day=run[0],
                last_day=run[-1],
                place=one.place,
                note=note,
                is_cancelled=bool(one.cancelled),
                changed=one.updated_at,
            )

    # --- parts ---

    @property
    def _calendar(self) -> str:
        return f"{self.url}{self.url.strip('/')}.ics"

    def _own_calendar(self, one: Session) -> str:
        return f"{one.url}{self.url.strip('/')}.ics"

    def _term_order(self, one: Session) -> tuple[int, str]:
        """Return the key that keeps sessions in their order, those of one term together."""
        return self._term_ranks[slugify(one.term)], slugify(one.term)

    @cached_property
    def _term_ranks(self) -> dict[str, int]:
        return {term: rank for rank, term in enumerate(dict.fromkeys(slugify(one.term) for one in self.entries))}

    @cached_property
    def _news(self) -> dict[str, list[Article]]:
        """The articles about each session, by its source, newest first."""
        found: dict[str, list[Article]] = defaultdict(list)
        for article in self.site.articles:
            if article.session:
                found[article.session].append(article)
        return found

    def _midnight(self, day: date) -> Moment:
        return Moment.of(datetime.combine(day, time(), self.site.settings.zone))

    def _line(self, one: Session) -> SessionLine:
        first, last = one.sittings[0], one.sittings[-1]
        state = "over" if last < self.today else "on" if first <= self.today else "coming"
        return SessionLine(
            one.title,
            one.url,
            one.number,
            one.term,
            kind_of(one.kind),
            one.place,
            "cancelled" if one.cancelled else state,
            tuple(map(self._midnight, one.sittings)),
            one.cancelled,
        )

    def _session(self, one: Any) -> SessionView:  # noqa: ANN401 - a Session, as the route says
        line = self._line(one)
        days = groupby(one.programme, key=lambda point: point.day)
        programme = tuple(ProgrammeDay(self._midnight(day), self._parts(one, list(points))) for day, points in days)
        return SessionView(
            session=line,
            programme=programme,
            questions=tuple(
                QuestionLine(item.question, item.by, item.to, item.answer, *self._named(one, item.papers))
                for item in one.questions
            ),
            papers=self._papers.of_session(one.path) if self._papers else (),
            articles=tuple(
                ArticleLine(article.title, article.url, article.published_at)
                for article in self._news.get(one.path, ())[:NEWS]
            ),
            calendar=self._own_calendar(one) if one.path in self._by_path else "",
            linked_data=self._linked_data(one),
        )

    def _parts(self, one: Session, points: list[Point]) -> tuple[ProgrammePart, ...]:
        """Return the points of a day by part of the day: one without a time is in that of the point before it."""
        parts: list[tuple[str, list[PointLine]]] = []
        for point in points:
            part = point.hours.part if point.hours else parts[-1][0] if parts else "day"
            if not parts or parts[-1][0] != part:
                parts.append((part, []))
            item = point.item
            shown = point.hours.text if point.hours else ""
            parts[-1][1].append(PointLine(shown, item.title, item.by, *self._named(one, item.papers)))
        return tuple(ProgrammePart(part, tuple(lines)) for part, lines in parts)

    def _named(self, one: Session, papers: tuple[str, ...]) -> tuple[tuple[PaperLink, ...], tuple[Attachment, ...]]:
        """Return the papers and the files that an item of a session's agenda names."""
        links: list[PaperLink] = []
        files: list[Attachment] = []
        by_name = {written_name(file.file): file for file in one.attachments}
        for written in papers:
            if is_file(written):
                files += [by_name[written_name(written)]] if written_name(written) in by_name else []
            elif written.endswith(".md"):
                found = self.site.shown.get(resolve(written, one.path) or "")
                if isinstance(found, Paper) and self._papers and not found.withdrawn:
                    links.append(PaperLink(found.number, found.url))
            else:
                number = parse_number(written)
                url = self._papers.numbered(written) if self._papers else ""
                links.append(PaperLink(number.text if number else written, url))
        return tuple(links), tuple(files)

    def _judge_source(self, one: Session, line: int, written: str) -> Iterator[Problem]:
        path = resolve(written, one.path) or written
        target = self.site.documents.get(path)
        if not isinstance(target, Paper):
            papers = [path for path, other in self.site.documents.items() if isinstance(other, Paper)]
            yield problem("BT268", one.path, line, target=written, near=nearest_link(path, one.path, papers))
        elif path not in self.site.shown or target.draft:
            yield problem("BT219", one.path, line, target=path)

    def _linked_data(self, one: Session) -> dict[str, Any]:
        """Return the session as schema.org's `Event`."""
        status = "EventCancelled" if one.cancelled else "EventScheduled"
        found: dict[str, Any] = {
            "@type": "Event",
            "name": one.title,
            "url": one.url,
            "startDate": one.sittings[0].isoformat(),
            "endDate": one.sittings[-1].isoformat(),
            "eventStatus": f"https://schema.org/{status}",
            "inLanguage": self.site.settings.site.language,
        }
        if one.place:
            found["location"] = {"@type": "Place", "name": one.place}
        return found
