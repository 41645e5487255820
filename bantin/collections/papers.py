"""Official documents (văn bản): the register of resolutions, decisions and other papers of the council."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

from bantin.collections.collection import (
    DATA_LAYOUT,
    FEED_LAYOUT,
    Collection,
    CollectionPage,
    Count,
    DataView,
    Facet,
    FeedItem,
    FeedView,
    View,
)
from bantin.collections.paper import CHANGES, ENDS, Paper
from bantin.collections.paper_numbers import number_key, parse_number
from bantin.collections.paper_relations import PaperRelations
from bantin.collections.paper_views import (
    STATES,
    Group,
    PaperLine,
    PaperView,
    RegisterView,
)
from bantin.collections.tables import Column, csv_text, json_text
from bantin.content.addresses import nearest_link, resolve
from bantin.language.vietnamese import slugify, sort_key
from bantin.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bantin.collections.collection import Site

NEWEST = 50
"""Papers on the register's own page and on that of a kind, where no script runs."""
FEED_SIZE = 20


class Papers(Collection[Paper]):
    """The register."""

    name = "papers"
    record = Paper
    by_year = True
    queries = frozenset({"newest", "numbered"})

    def __init__(self, site: Site, entries: Sequence[Paper]) -> None:
        """Index `entries`; see `Collection`."""
        newest = sorted(entries, key=lambda one: (-one.signed_at.seconds, _by_number(one), one.path))
        super().__init__(site, newest)
        settings = site.settings.papers
        self._kinds = {one.code.casefold(): one.name for one in settings.kinds}
        self._issuers = {one.code.casefold(): one.name for one in settings.issuers}
        self._relations = PaperRelations(newest, site.shown)

    # --- queries ---

    def newest(self, count: int) -> tuple[PaperLine, ...]:
        """Return the papers that were signed last."""
        return tuple(map(self._line, self.entries[:count]))

    def numbered(self, written: str) -> str:
        """Return the site path of the paper with a number; empty when there is none, or more than one."""
        found = self._relations.numbered(written)
        return found.url if found else ""

    def of_session(self, path: str) -> tuple[PaperLine, ...]:
        """Return the papers that a session passed, by its source."""
        return tuple(map(self._line, self._by_session.get(path, ())))

    def pages(self) -> Iterator[CollectionPage]:
        """Yield the register, its years and kinds, the open data and the feed."""
        yield CollectionPage(self.url, "papers.html", "papers")
        for year in self._by_year:
            yield CollectionPage(f"{self.url}{year}/", "papers.html", "papers-year", str(year))
        for slug in self._by_kind:
            yield CollectionPage(f"{self.url}{slug}/", "papers.html", "papers-kind", slug)
        yield CollectionPage(f"{self.url}feed.xml", FEED_LAYOUT, "papers-feed")
        for suffix in ("csv", "json"):
            yield CollectionPage(self._data(suffix), DATA_LAYOUT, "papers-data", suffix)

    def view(self, kind: str, subject: str) -> View:
        """Return what a page shows; see `Collection.view`."""
        match kind:
            case "paper":
                return self._paper(self.site.shown[subject])
            case "papers-feed":
                newest = self.entries[:FEED_SIZE]
                items = (FeedItem(f"{one.number}: {one.title}", one.url, one.signed_at, one.summary) for one in newest)
                return FeedView(items=tuple(items))
            case "papers-data":
                return DataView(text=self._table(subject))
            case "papers-year":
                papers = self._by_year.get(int(subject), [])
                return self._register(self._grouped(papers), len(papers), names={"year": subject})
            case "papers-kind":
                papers = self._by_kind[subject]
                name = self._kind(papers[0])
                lines = tuple(map(self._line, papers[:NEWEST]))
                counts = Counter(one.day.year for one in papers)
                view = self._register((Group("", "", lines),), len(papers), names={"kind": name})
                return msgspec.structs.replace(view, years=self._years_of(counts, f"#{subject}"))
            case _:
                return self._register((Group("", "", self.newest(NEWEST)),), len(self.entries))

    def changes(self) -> Iterator[datetime]:
        """Yield the moments at which a paper takes effect or ends."""
        for one in self.entries:
            yield one.in_force_from.local
            if one.expires_at:
                yield one.expires_at.local

    def problems(self) -> Iterator[Problem]:
        """Yield papers of one number, and relations that lead nowhere."""
        seen: dict[tuple[str, int, str], Paper] = {}
        for one in sorted(self.entries, key=lambda one: one.path):
            key = number_key(one.number), one.day.year, slugify(self._issuer(one))
            other = seen.setdefault(key, one)
            if other is not one:
                yield problem("BT267", one.path, one.line_of("written_number"), number=one.number, other=other.path)
            for relation, written in one.references():
                yield from self._judge_reference(one, relation, written)

    # --- parts ---

    def _judge_reference(self, one: Paper, relation: str, written: str) -> Iterator[Problem]:
        line = one.line_of(relation)
        found = self._relations.find(written, one)
        if written.endswith(".md") and found is None:
            path = resolve(written, one.path) or written
            if path in self.site.broken:
                return  # it has problems of its own
            if path not in self.site.documents:
                papers = [path for path, other in self.site.documents.items() if isinstance(other, Paper)]
                yield problem("BT268", one.path, line, target=written, near=nearest_link(path, one.path, papers))
            elif not isinstance(self.site.documents[path], Paper):
                yield problem("BT268", one.path, line, target=written, near="")
            else:
                yield problem("BT219", one.path, line, target=path)
        elif found is one:
            yield problem("BT271", one.path, line, value=written, key=relation)
        elif found is None and relation in CHANGES and parse_number(written) is None:
            yield problem("BT269", one.path, line, value=written, key=relation)
        elif found is None and relation in ENDS:
            yield problem("BT270", one.path, line, value=written)
        elif found is not None and relation in CHANGES and found.signed_at.seconds > one.signed_at.seconds:
            yield problem("BT273", one.path, line, value=found.number, other=f"{found.day:%d-%m-%Y}")
        elif found is not None and relation in CHANGES and found.day == one.day and self._changes(found, one):
            yield problem("BT278", one.path, line, value=found.number)

    def _changes(self, one: Paper, other: Paper) -> bool:
        """Whether a paper changes the force of another."""
        return any(relation in CHANGES and target is other for relation, target in self._relations.targets(one))

    @cached_property
    def _lines(self) -> dict[str, PaperLine]:
        return {one.path: self._make_line(one) for one in self.entries}

    def _line(self, one: Paper) -> PaperLine:
        """Return a paper as lists show it; that of a draft or a withdrawn one is on its own page alone."""
        return self._lines.get(one.path) or self._make_line(one)

    def _make_line(self, one: Paper) -> PaperLine:
        return PaperLine(
            one.number,
            one.title,
            one.url,
            self._kind(one),
            self._issuer(one),
            one.field,
            one.signed_at,
            self._relations.status(one, self.site.now.timestamp()),
        )

    def _kind(self, one: Paper) -> str:
        """Return the name of a paper's kind: as the settings write it, where they know it."""
        parts = parse_number(one.number)
        named = self._kinds.get(parts.kind.casefold(), "") if parts else ""
        return named or next((name for name in self._kinds.values() if slugify(name) == slugify(one.kind)), one.kind)

    def _issuer(self, one: Paper) -> str:
        parts = parse_number(one.number)
        return one.issuer or (self._issuers.get(parts.issuer.casefold(), parts.issuer) if parts else "")

    def _paper(self, one: Any) -> PaperView:  # noqa: ANN401 - a Paper, as the route says
        line = self._line(one)
        return PaperView(
            crumbs=((str(one.day.year), f"{self.url}{one.day.year}/"),) if not one.withdrawn else (),
            paper=line,
            relations=self._relations.relations(one),
            history=self._relations.history(one),
            linked_data={} if one.withdrawn else self._linked_data(one, line),
        )

    def _linked_data(self, one: Paper, line: PaperLine) -> dict[str, Any]:
        """Return the paper as schema.org's `Legislation`."""
        forces = {"coming": "NotInForce", "expired": "NotInForce", "partly": "PartiallyInForce", "in_force": "InForce"}
        found: dict[str, Any] = {
            "@type": "Legislation",
            "name": f"{line.kind} {one.number}",
            "description": one.title,
            "url": one.url,
            "legislationIdentifier": one.number,
            "legislationType": line.kind,
            "legislationDate": one.day.isoformat(),
            "legislationDateVersion": one.in_force_from.local.date().isoformat(),
            "legislationLegalForce": f"https://schema.org/{forces[line.status.name]}",
            "inLanguage": self.site.settings.site.language,
        }
        if line.issuer:
            found["legislationPassedBy"] = {"@type": "GovernmentOrganization", "name": line.issuer}
        names = {"amends": "legislationChanges", "replaces": "legislationChanges", "repeals": "legislationRepeals"}
        for relation, target in self._relations.targets(one):
            if relation in names:
                other = {"@type": "Legislation", "url": target.url, "legislationIdentifier": target.number}
                found.setdefault(names[relation], []).append(other)
        return found

    def _register(
        self,
        groups: tuple[Group, ...],
        count: int,
        names: dict[str, str] | None = None,
    ) -> RegisterView:
        return RegisterView(
            names=names or {},
            groups=groups,
            years=self._counts_of_years,
            kinds=self._counts_of_kinds,
            count=count,
            data="" if names else self._data("json"),
            facets=() if names else self._facets(),
        )

    def _years_of(self, counts: Mapping[int, int], anchor: str = "") -> tuple[Count, ...]:
        """Return the years of so many papers, in their order; `anchor` is of a kind on their pages."""
        return tuple(Count(str(year), f"{self.url}{year}/{anchor}", count) for year, count in counts.items())

    def _facets(self) -> tuple[Facet, ...]:
        lines = self._lines.values()
        named = {
            "kind": tuple(one.name for one in self._counts_of_kinds),
            "issuer": tuple(sorted({line.issuer for line in lines if line.issuer}, key=sort_key)),
            "field": tuple(sorted({line.field for line in lines if line.field}, key=sort_key)),
            "year": tuple(one.name for one in self._counts_of_years),
            "status": tuple(name for name in STATES if any(line.status.name == name for line in lines)),
        }
        return tuple(Facet(name, values) for name, values in named.items() if len(values) > 1)

    def _grouped(self, papers: list[Paper]) -> tuple[Group, ...]:
        by_kind = sorted(papers, key=lambda one: sort_key(self._kind(one)))
        return tuple(
            Group(name, slugify(name), tuple(map(self._line, some))) for name, some in groupby(by_kind, key=self._kind)
        )

    @cached_property
    def _by_year(self) -> dict[int, list[Paper]]:
        """The papers of each year, the newest first."""
        return {year: list(some) for year, some in groupby(self.entries, key=lambda one: one.day.year)}

    @cached_property
    def _by_kind(self) -> dict[str, list[Paper]]:
        """The papers of each kind, by its slug, in Vietnamese order of their names."""
        found: dict[str, list[Paper]] = defaultdict(list)
        for one in self.entries:
            found[self._kind(one)].append(one)
        return {slugify(name): found[name] for name in sorted(found, key=sort_key)}

    @cached_property
    def _by_session(self) -> dict[str, list[Paper]]:
        """The papers that each session passed, by its source."""
        found: dict[str, list[Paper]] = defaultdict(list)
        for one in self.entries:
            if one.session:
                found[one.session].append(one)
        return dict(found)

    @cached_property
    def _counts_of_years(self) -> tuple[Count, ...]:
        return self._years_of({year: len(some) for year, some in self._by_year.items()})

    @cached_property
    def _counts_of_kinds(self) -> tuple[Count, ...]:
        return tuple(
            Count(self._kind(some[0]), f"{self.url}{slug}/", len(some)) for slug, some in self._by_kind.items()
        )

    def _data(self, suffix: str) -> str:
        return f"{self.url}{self.url.strip('/')}.{suffix}"

    def _table(self, suffix: str) -> str:
        """Return all papers as CSV or JSON."""
        base = self.site.settings.site.base_url.rstrip("/")
        columns = _COLUMNS if suffix == "csv" else [*_COLUMNS[:-1], Column("path", "string", "Địa chỉ trên trang")]
        rows = [
            (
                line.number, line.title, line.kind, line.issuer, line.field,
                line.signed.local.date().isoformat(), one.in_force_from.local.date().isoformat(),
                one.expires_at.local.date().isoformat() if one.expires_at else "",
                line.status.name, line.status.by_number, one.signer,
                f"{base}{one.url}" if suffix == "csv" else one.url,
            )
            for one, line in zip(self.entries, map(self._line, self.entries), strict=True)
        ]  # fmt: skip
        title = self.site.settings.site.title
        return csv_text(columns, rows) if suffix == "csv" else json_text(title, base + self.url, columns, rows)


_COLUMNS = [
    Column("number", "string", "Số, ký hiệu"),
    Column("title", "string", "Trích yếu"),
    Column("kind", "string", "Loại văn bản"),
    Column("issuer", "string", "Cơ quan ban hành"),
    Column("field", "string", "Lĩnh vực"),
    Column("signed", "date", "Ngày ký"),
    Column("effective", "date", "Ngày có hiệu lực"),
    Column("expires", "date", "Ngày hết hiệu lực ghi trong văn bản"),
    Column("status", "string", "Tình trạng: coming, in_force, partly, expired"),
    Column("status_by", "string", "Số, ký hiệu của văn bản làm thay đổi tình trạng"),
    Column("signer", "string", "Người ký"),
    Column("url", "string", "Địa chỉ"),
]


def _by_number(one: Paper) -> tuple[int, str]:
    """Return the key that puts the higher of two numbers of one day first."""
    parts = parse_number(one.number)
    digits = "".join(filter(str.isdecimal, parts.serial)) if parts else ""
    return (-int(digits or 0), one.number)
