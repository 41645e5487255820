"""Consultations (lấy ý kiến): drafts that are open for comments, and what came of those that were."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from bantin.collections.collection import FEED_LAYOUT, Collection, CollectionPage, Count, FeedItem, FeedView, View
from bantin.collections.consultation import Consultation
from bantin.collections.documents import Attachment
from bantin.content.addresses import nearest_link
from bantin.language.dates import Moment
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bantin.collections.collection import Site

State = Literal["open", "coming", "closed", "done"]
STATES: tuple[State, ...] = ("open", "coming", "closed", "done")
"""In the order in which the list shows them; `closed` waits for its result."""
PATIENCE = timedelta(days=60)
"""How long after its end a consultation may be without a result."""
NEWEST = 20
"""Those with a result that the collection's own page shows."""
FEED_SIZE = 20


class ConsultationLine(msgspec.Struct, frozen=True, gc=False):
    """A consultation as lists show it."""

    title: str
    url: str
    summary: str
    state: State
    opens: Moment
    last_day: date
    last_time: str
    """`17:00` on that day; empty: all of it."""
    days_left: int
    """While it is open: 0 on the last day."""
    outcome: str


class Group(msgspec.Struct, frozen=True, gc=False):
    """Consultations in one state."""

    state: State
    entries: tuple[ConsultationLine, ...]


class ConsultationsView(View, frozen=True, kw_only=True):
    """A list of consultations."""

    groups: tuple[Group, ...]
    years: tuple[Count, ...]


class ConsultationView(View, frozen=True, kw_only=True):
    """A consultation's page."""

    line: ConsultationLine
    result_title: str = ""
    """Of the source that is the result, with `result_url`; empty where there is none, or it is a file."""
    result_url: str = ""
    result_file: Attachment | None = None


class Consultations(Collection[Consultation]):
    """All consultations."""

    name = "consultations"
    record = Consultation
    queries = frozenset({"open"})

    def __init__(self, site: Site, entries: Sequence[Consultation]) -> None:
        """Index `entries`; see `Collection`."""
        super().__init__(site, sorted(entries, key=lambda one: (-one.opens_at.seconds, one.path)))
        self._lines = [self._line(one) for one in self.entries]

    def open(self) -> tuple[ConsultationLine, ...]:
        """Return those that take comments, the one that ends first at the head."""
        return tuple(sorted((one for one in self._lines if one.state == "open"), key=lambda one: one.last_day))

    def pages(self) -> Iterator[CollectionPage]:
        """Yield the list, its years and the feed."""
        yield CollectionPage(self.url, "consultations.html", "consultations")
        for year in self._years():
            yield CollectionPage(year.url, "consultations.html", "consultations-year", year.name)
        yield CollectionPage(f"{self.url}feed.xml", FEED_LAYOUT, "consultations-feed")

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows; see `Collection.view`."""
        match kind:
            case "consultation":
                return self._consultation(subject)
            case "consultations-feed":
                items = (FeedItem(one.title, one.url, one.opens_at, one.summary) for one in self.entries[:FEED_SIZE])
                return FeedView(items=tuple(items))
            case "consultations-year":
                lines = [one for one in self._lines if str(one.opens.local.year) == subject]
                return self._list(lines, len(lines), names={"year": subject})
            case _:
                return self._list(self._lines, NEWEST)

    def changes(self) -> Iterator[datetime]:
        """Yield when one opens, closes or is late with its result; each midnight while days are counted."""
        withdrawn = (one for one in self.site.shown.values() if isinstance(one, Consultation) and one.withdrawn)
        for one in (*self.entries, *withdrawn):
            yield one.opens_at.local
            yield one.end
            yield one.end + PATIENCE
        if any(self._state(one) == "open" for one in self.site.shown.values() if isinstance(one, Consultation)):
            yield datetime.combine(self.today + timedelta(days=1), time(), self.site.settings.zone)

    def problems(self) -> Iterator[Problem]:
        """Yield those that are late with their result, and results that lead nowhere."""
        for one in self.entries:
            if not one.has_result and one.end + PATIENCE <= self.site.now:
                days = (self.site.now - one.end).days
                yield problem("BT293", one.path, one.line_of("closes_at"), day=f"{one.last_day:%d-%m-%Y}", days=days)
            if one.result_is_source and one.result not in self.site.documents and one.result not in self.site.broken:
                near = nearest_link(one.result, one.path, self.site.documents)
                yield problem("BT294", one.path, one.line_of("result"), target=one.result, near=near)
            elif one.result_is_source and one.result in self.site.documents and one.result not in self.site.shown:
                yield problem("BT219", one.path, one.line_of("result"), target=one.result)

    # --- parts ---

    def _line(self, one: Consultation) -> ConsultationLine:
        state = self._state(one)
        left = (one.last_day - self.today).days if state == "open" else 0
        time_given = "" if one.end.time() == time() else f"{one.end:%H:%M}"
        return ConsultationLine(
            one.title, one.url, one.summary, state, one.opens_at, one.last_day, time_given, left, one.outcome
        )

    def _state(self, one: Consultation) -> State:
        if self.site.now < one.opens_at.local:
            return "coming"
        if self.site.now < one.end:
            return "open"
        return "done" if one.has_result else "closed"

    def _consultation(self, path: str) -> ConsultationView:
        one = self.site.shown[path]
        if not isinstance(one, Consultation):
            raise KeyError(path)
        line, name = self._line(one), one.result.rpartition("/")[2]
        if one.result_is_source:
            result = self.site.shown.get(one.result)
            return (
                ConsultationView(line=line, result_title=result.title, result_url=result.url)
                if result
                else ConsultationView(line=line)
            )
        return ConsultationView(line=line, result_file=Attachment(one.result, name) if name else None)

    def _list(
        self, lines: Sequence[ConsultationLine], most: int, names: dict[str, str] | None = None
    ) -> ConsultationsView:
        """Return a list with at most so many that have a result."""
        groups: list[Group] = []
        for state in STATES:
            found = [one for one in lines if one.state == state]
            if state in ("open", "coming"):
                found.sort(key=lambda one: (one.last_day, one.title))
            if found:
                groups.append(Group(state, tuple(found[:most] if state == "done" else found)))
        return ConsultationsView(names=names or {}, groups=tuple(groups), years=self._years())

    def _years(self) -> tuple[Count, ...]:
        """Return how many opened in each year, newest first."""
        counts = Counter(one.day.year for one in self.entries)
        return tuple(Count(str(year), f"{self.url}{year}/", counts[year]) for year in sorted(counts, reverse=True))
