"""Voters' petitions (kiến nghị cử tri): what was asked, who has to answer, and whether there is an answer."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.collection import (
    DATA_LAYOUT,
    FEED_LAYOUT,
    Collection,
    CollectionPage,
    Count,
    Entry,
    Facet,
    FeedItem,
    FeedView,
    LargeDataView,
    View,
)
from bantin.collections.documents import Attachment
from bantin.collections.numbered import numbered_page, numbered_pages, own_page
from bantin.collections.petition import COLUMNS
from bantin.collections.petition_views import (
    STATES,
    Figures,
    Groups,
    PetitionEntry,
    PetitionGroupView,
    PetitionLine,
    PetitionsView,
    Place,
    State,
)
from bantin.collections.tables import Column, csv_text, json_text
from bantin.content.addresses import file_url
from bantin.language.dates import Moment
from bantin.language.vietnamese import slugify, sort_key
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bantin.collections.collection import Site
    from bantin.collections.petition import Petition, PetitionTable
    from bantin.problems import Problem

DIMENSIONS = {"field": "linh-vuc", "commune": "xa-phuong", "agency": "co-quan", "meeting": "dot"}
"""By what petitions are grouped, with the part of the address."""
HOME = "meeting"
"""The dimension whose pages show petitions in full; each petition is on one of them."""
_SHOWN = tuple(one for one in DIMENSIONS if one != HOME)
PAGE_SIZE = 50
"""Petitions on a numbered page."""
NEWEST = 20
"""Petitions on the first page, where no script runs."""
FEED_SIZE = 20
BEGINNING = 160
"""Characters of a petition in lists."""


_DATASET = {
    "vi": ("Kiến nghị cử tri", "{count} kiến nghị của cử tri, cơ quan giải quyết và kết quả trả lời."),
    "en": ("Voters' petitions", "{count} petitions of voters, who has to answer them, and the answers."),
}
"""What the open data is called, and what it is."""


class _Group(NamedTuple):
    """The petitions of a field, commune, agency or meeting."""

    name: str
    url: str
    at: list[int]
    """Their places among all, newest first."""


class Petitions(Collection[Entry]):
    """All petitions of all tables."""

    name = "petitions"
    queries = frozenset({"figures", "newest_answers"})

    def __init__(self, site: Site, entries: Sequence[Entry]) -> None:
        """Index the petitions of `site.tables`; see `Collection`."""
        super().__init__(site, entries)
        pairs = [(one, table) for table in site.tables.values() for one in table.rows]
        pairs.sort(key=lambda pair: -pair[0].received.toordinal() if pair[0].received else 0)
        self._tables = [table for _, table in pairs]
        self._all = [one for one, _ in pairs]
        self._states = [self._state(one) for one in self._all]
        self._groups = {one: self._grouped(one) for one in DIMENSIONS}
        self._place = functools.cache(self._make_place)
        self._urls = self._addresses()
        self._lines = [
            PetitionLine(
                one.code, _beginning(one.text), url, _joined(one.commune), _joined(one.agency), one.received, state
            )
            for one, url, state in zip(self._all, self._urls, self._states, strict=True)
        ]

    # --- queries ---

    def figures(self) -> Figures:
        """Return how many there are in each state."""
        return self._figures(range(len(self._all)))

    def newest_answers(self, count: int) -> tuple[PetitionLine, ...]:
        """Return the petitions that were answered last."""
        return tuple(self._lines[at] for at in self._answered[:count])

    def pages(self) -> Iterator[CollectionPage]:
        """Yield the first page, those of fields, communes, agencies and meetings, the open data and the feed."""
        yield CollectionPage(self.url, "petitions.html", "petitions")
        for dimension, groups in self._groups.items():
            for slug, group in groups.items():
                for number in range(numbered_pages(len(group.at), PAGE_SIZE) + 1):
                    url = self._numbered(group.url, number)
                    subject = f"{slug}/{number}"
                    yield CollectionPage(url, "petition-group.html", f"petitions-{dimension}", subject)
        yield CollectionPage(f"{self.url}feed.xml", FEED_LAYOUT, "petitions-feed")
        for name in ("csv", "json", "list"):
            yield CollectionPage(self._data(name), DATA_LAYOUT, "petitions-data", name)

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows; see `Collection.view`."""
        match kind:
            case "petitions":
                return self._first_page()
            case "petitions-feed":
                return FeedView(items=tuple(self._feed()))
            case "petitions-data":
                make = self._list if subject == "list" else functools.partial(self._open_data, subject)
                return LargeDataView(made_of=self._made_of, make=make)
            case _:
                slug, _, number = subject.partition("/")
                return self._group(kind.removeprefix("petitions-"), slug, int(number))

    def changes(self) -> Iterator[datetime]:
        """Yield the midnights at which a petition becomes overdue, or an answer is dated."""
        today = self.today
        days = {one.due + timedelta(days=1) for one in self._all if one.due and one.due >= today}
        days.update(one.answered for one in self._all if one.answered and one.answered > today)
        yield from (datetime.combine(day, time(), self.site.settings.zone) for day in days)

    def problems(self) -> Iterator[Problem]:
        """Yield petitions that are overdue, or were received in the future, and codes that two tables have."""
        seen: dict[str, tuple[PetitionTable, Petition]] = {}
        for table in self.site.tables.values():
            for one in table.rows:
                other, first = seen.setdefault(one.anchor, (table, one))
                if other is not table:
                    yield table.problem("BT335", one, "code", value=one.code, other=f"{other.path}:{first.line}")
        for one, table, state in zip(self._all, self._tables, self._states, strict=True):
            if one.received and one.received > self.today:
                yield table.problem("BT349", one, "received", day=f"{one.received:%d-%m-%Y}")
            if state == "overdue" and one.due:
                days = (self.today - one.due).days
                due, agency = f"{one.due:%d-%m-%Y}", ", ".join(one.agency) or "–"
                yield table.problem("BT342", one, "due", value=one.code, due=due, days=days, agency=agency)

    # --- parts ---

    def _state(self, one: Petition) -> State:
        today = self.today
        return "answered" if one.is_answered(today) else "overdue" if one.is_overdue(today) else "waiting"

    def _grouped(self, dimension: str) -> dict[str, _Group]:
        """Return the groups of a dimension by slug, in Vietnamese order; the commonest spelling is the name."""
        places: dict[str, list[int]] = defaultdict(list)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for at, one in enumerate(self._all):
            for name in getattr(one, dimension):
                slug = slugify(name)
                if slug and places[slug][-1:] != [at]:
                    places[slug].append(at)
                    spellings[slug][name] += 1
        names = {slug: min(found, key=lambda name: (-found[name], name)) for slug, found in spellings.items()}
        top = f"{self.url}{DIMENSIONS[dimension]}/"
        order = sorted(places, key=lambda slug: (sort_key(names[slug]), slug))
        return {slug: _Group(names[slug], f"{top}{slug}/", places[slug]) for slug in order}

    def _addresses(self) -> list[str]:
        """Return the address of each petition, on the page of its first meeting."""
        found = [""] * len(self._all)
        for group in self._groups[HOME].values():
            count = len(group.at)
            _, newest = own_page(count, PAGE_SIZE)
            for place, at in enumerate(group.at):
                number = 0 if place < newest else (count - 1 - place) // PAGE_SIZE + 1
                found[at] = found[at] or f"{self._numbered(group.url, number)}#{self._all[at].anchor}"
        return found

    def _numbered(self, url: str, number: int) -> str:
        return f"{url}{self.site.settings.paths.page}/{number}/" if number else url

    def _figures(self, places: Iterable[int], name: str = "") -> Figures:
        counts = Counter(self._states[at] for at in places)
        return Figures(name, *(counts[state] for state in STATES))

    def _years(self, places: Iterable[int]) -> tuple[Figures, ...]:
        """Return the figures of each year in which petitions were received, the newest first."""
        years: dict[int, list[int]] = defaultdict(list)
        for at in places:
            if received := self._all[at].received:
                years[received.year].append(at)
        return tuple(self._figures(some, str(year)) for year, some in sorted(years.items(), reverse=True))

    def _first_page(self) -> PetitionsView:
        groups = [
            Groups(dimension, tuple(Count(one.name, one.url, len(one.at)) for one in found.values()))
            for dimension, found in self._groups.items()
            if found
        ]
        values = {one.dimension: tuple(count.name for count in one.pages) for one in groups}
        years = self._years(range(len(self._all)))
        values["year"] = tuple(one.name for one in years)
        values["state"] = tuple(one for one in STATES if one in self._states)
        figures = self.figures()
        name, about = _DATASET[self.site.settings.site.language]
        open_data = tuple((suffix.upper(), self._data(suffix)) for suffix in ("csv", "json"))
        return PetitionsView(
            figures=figures,
            years=years,
            groups=tuple(groups),
            lines=tuple(self._lines[:NEWEST]),
            facets=tuple(Facet(name, some) for name, some in values.items() if len(some) > 1),
            data=self._data("list"),
            open_data=open_data,
            linked_data={
                "@type": "Dataset",
                "name": f"{name} – {self.site.settings.site.title}",
                "description": about.format(count=figures.total),
                "url": self.url,
                "creator": {"@type": "GovernmentOrganization", "name": self.site.settings.site.title},
                "distribution": [
                    {"@type": "DataDownload", "encodingFormat": name, "contentUrl": self._address(path)}
                    for name, path in open_data
                ],
            },
        )

    def _group(self, dimension: str, slug: str, number: int) -> PetitionGroupView:
        group = self._groups[dimension][slug]
        count = len(group.at)
        full = numbered_pages(count, PAGE_SIZE)
        if number > full:
            raise KeyError(number)
        start, stop = numbered_page(count, PAGE_SIZE, number) if number else own_page(count, PAGE_SIZE)
        some = group.at[start:stop]
        older = number - 1 if number else full - 1
        in_full = dimension == HOME
        return PetitionGroupView(
            names={"name": group.name},
            number=number,
            crumbs=((group.name, group.url),) if number else (),
            figures=None if number else self._figures(group.at),
            years=() if number else self._years(group.at),
            lines=() if in_full else tuple(self._lines[at] for at in some),
            entries=tuple(map(self._entry, some)) if in_full else (),
            own=group.url,
            older=self._numbered(group.url, older) if older > 0 else "",
        )

    def _entry(self, at: int) -> PetitionEntry:
        one = self._all[at]
        places = [self._place(dimension, name) for dimension in _SHOWN for name in getattr(one, dimension)]
        file = Attachment(one.file, one.file.rpartition("/")[2]) if one.file else None
        shown = self._states[at] == "answered"
        return PetitionEntry(
            one.code,
            one.anchor,
            one.text,
            self._states[at],
            tuple(filter(None, places)),
            one.received,
            one.due,
            one.answered if shown else None,
            one.answer if shown else "",
            file if shown else None,
            one.more,
        )

    @cached_property
    def _made_of(self) -> int:
        """The fingerprint of all that decides what the open data has, beside the settings."""
        tables = [(path, table.fingerprint) for path, table in self.site.tables.items()]
        return fingerprints.of([tables, "".join(state[0] for state in self._states)])

    def _make_place(self, dimension: str, name: str) -> Place | None:
        group = self._groups[dimension].get(slugify(name))
        return Place(dimension, group.name, group.url) if group else None

    @cached_property
    def _answered(self) -> list[int]:
        """The places of the petitions with the day of their answer, those that were answered last first."""
        found = [at for at, one in enumerate(self._all) if one.answered and self._states[at] == "answered"]
        return sorted(found, key=lambda at: (self._all[at].answered or date.min, -at), reverse=True)

    def _feed(self) -> Iterator[FeedItem]:
        for at in self._answered[:FEED_SIZE]:
            one, line = self._all[at], self._lines[at]
            moment = datetime.combine(one.answered or date.min, time(), self.site.settings.zone)
            yield FeedItem(f"{one.code}: {line.text}", line.url, Moment.of(moment), _beginning(one.answer))

    # --- data ---

    def _data(self, name: str) -> str:
        """Return the site path of the open data, or of the `list` that the first page filters."""
        stem = self.url.strip("/")
        return f"{self.url}{stem}-tra-cuu.json" if name == "list" else f"{self.url}{stem}.{name}"

    def _address(self, path: str) -> str:
        return f"{self.site.settings.site.base_url.rstrip('/')}{path}"

    def _list(self) -> str:
        """Return what the first page filters, with the names of its filters."""
        known = {one: {slug: group.name for slug, group in found.items()} for one, found in self._groups.items()}

        def named(at: int) -> Iterator[str]:
            for one in DIMENSIONS:
                yield _joined(known[one].get(slugify(name), name) for name in getattr(self._all[at], one))

        rows = [
            (line.code, line.text, *named(at), _iso(line.received), line.state, line.url)
            for at, line in enumerate(self._lines)
        ]
        names = ("code", "text", *DIMENSIONS, "received", "state", "path")
        return json_text("", "", [Column(name, "string", "") for name in names], rows)

    def _open_data(self, suffix: str) -> str:
        """Return all petitions as CSV or JSON."""
        more = {slugify(name): name for name in self.site.settings.petitions.columns if slugify(name) not in COLUMNS}
        columns = [*_COLUMNS, *(Column(slug, "string", name) for slug, name in more.items())]
        rows = [
            (
                one.code, one.text, _joined(one.field), _joined(one.commune), _joined(one.meeting), _iso(one.received),
                _joined(one.agency), _iso(one.due), state, *self._answer_cells(one, state), self._address(url),
                *_cells(one.more, more),
            )
            for one, state, url in zip(self._all, self._states, self._urls, strict=True)
        ]  # fmt: skip
        if suffix == "csv":
            return csv_text(columns, rows)
        return json_text(self.site.settings.site.title, self._address(self.url), columns, rows)

    def _answer_cells(self, one: Petition, state: State) -> tuple[str, str, str]:
        """Return the day of the answer, its words and the address of its file, as far as readers may see it."""
        if state != "answered":
            return "", "", ""
        return _iso(one.answered), one.answer, self._address(file_url(one.file)) if one.file else ""


_COLUMNS = [
    Column("code", "string", "Mã kiến nghị"),
    Column("text", "string", "Nội dung"),
    Column("field", "string", "Lĩnh vực"),
    Column("commune", "string", "Xã, phường"),
    Column("meeting", "string", "Đợt tiếp xúc cử tri"),
    Column("received", "date", "Ngày tiếp nhận"),
    Column("agency", "string", "Cơ quan giải quyết"),
    Column("due", "date", "Hạn trả lời"),
    Column("state", "string", "Tình trạng: answered, waiting, overdue"),
    Column("answered", "date", "Ngày trả lời"),
    Column("answer", "string", "Nội dung trả lời"),
    Column("file", "string", "Văn bản trả lời"),
    Column("url", "string", "Địa chỉ"),
]


_joined = "; ".join


def _cells(cells: Iterable[tuple[str, str]], slugs: Iterable[str]) -> list[str]:
    """Return those of some columns, by their slugs, which the settings may write otherwise than the table."""
    found = {slugify(name): text for name, text in cells}
    return [found.get(slug, "") for slug in slugs]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _beginning(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = text.replace("\n", " ")
    if len(line) <= BEGINNING:
        return line
    return f"{line[:BEGINNING].rpartition(' ')[0].rstrip(' ,.;:')}…"
