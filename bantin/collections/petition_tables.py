"""Tables of petitions: the bytes of a CSV file → its petitions, each cell checked, personal data left out."""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bantin.collections.petition import COLUMN_TITLES, COLUMNS, Petition, PetitionTable
from bantin.content.addresses import resolve
from bantin.content.read import SourceFault
from bantin.content.sheets import cell_name, clean, names_in, read_sheet
from bantin.language import dates, personal_data
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, errors, problem
from bantin.problems.records import nearest
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bantin.config import Settings
    from bantin.content.sheets import Row, Sheet

REQUIRED = {"code": "Mã", "text": "Nội dung"}
DATES = ("received", "due", "answered")
_IDLE = frozenset({"stt", "tt", "so-tt", "so-thu-tu", "no"})
"""Columns that say nothing: the number of the row."""
_LONG = ("text", "answer")
_TOTALS = frozenset({"tong", "tong-cong", "tong-so", "cong"})
"""What stands in the place of a code where a row is no petition."""
_BROKEN = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!)|Err:\d+|#{3,}")
"""What spreadsheets show in a cell that they cannot work out, or that is too narrow."""


class _Columns(NamedTuple):
    """Where a table has what."""

    places: dict[str, int]
    headers: dict[str, str]
    more: dict[int, str]
    """Columns that the settings name beside those that are known."""
    open: frozenset[str]
    """Attributes whose cells may show personal data, as the settings say."""


def parse_table(path: str, data: bytes, settings: Settings) -> tuple[PetitionTable | None, tuple[Problem, ...]]:
    """Return the petitions in the bytes of a CSV file, and what is wrong with them; `None` when there are errors."""
    try:
        sheet = read_sheet(path, data, lambda name: slugify(name) in COLUMNS)
    except SourceFault as fault:
        return None, fault.problems
    found: list[Problem] = []
    columns = _columns(path, sheet.header, settings, found)
    if errors(found):
        return None, tuple(found)
    rows = tuple(_Reader(path, columns, settings, found).rows(sheet))
    return (
        None
        if errors(found)
        else PetitionTable(path, fingerprints.of_content(data), rows, columns.places, columns.headers)
    ), tuple(found)


def _columns(path: str, header: Row, settings: Settings, found: list[Problem]) -> _Columns:
    """Return where the table has what, adding to `found` what is wrong with its header."""
    named = {slugify(name) for name in settings.petitions.columns}
    places: dict[str, int] = {}
    headers: dict[str, str] = {}
    more: dict[int, str] = {}
    for at, cell in enumerate(header.cells):
        name = " ".join(clean(cell).split())
        slug = slugify(name)
        attribute = COLUMNS.get(slug)
        place = {"column": at + 1, "cell": cell_name(at, header.number), "header": name}
        if attribute in places:
            other = headers[attribute]
            found.append(problem("BT345", path, header.line, **place, other=other))  # type: ignore[arg-type]
        elif attribute:
            places[attribute], headers[attribute] = at, name
        elif slug in named:
            more[at] = name
        elif name and slug not in _IDLE:
            code = "BT340" if personal_data.is_personal(name) else "BT339"
            near = nearest(name, COLUMN_TITLES)
            found.append(problem(code, path, header.line, **place, near=near))  # type: ignore[arg-type]
    for attribute, name in REQUIRED.items():
        if attribute not in places:
            found.append(problem("BT332", path, header.line, header=name))
    return _Columns(
        places, headers, more, frozenset(one for one, header in headers.items() if slugify(header) in named)
    )


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, path: str, columns: _Columns, settings: Settings, found: list[Problem]) -> None:
        self._path = path
        self._name = path.rpartition("/")[2][:-4]
        self._columns = columns
        self._zone = settings.zone
        self._found = found
        self._hide = functools.lru_cache(maxsize=1_000)(personal_data.hide)

    def rows(self, sheet: Sheet) -> Iterator[Petition]:
        """Yield the petitions of a table; rows with faults are left out."""
        width = len(sheet.header.cells)
        seen: dict[str, int] = {}
        columns = self._columns
        for row in sheet.rows:
            cells = row.cells
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            elif any(map(str.strip, cells[width:])):
                self._report("BT333", row, width, count=len(cells), width=width)
                continue
            values = {one: clean(cells[at]) for one, at in columns.places.items()}
            slug = slugify(values["code"])
            before = len(self._found)
            self._check_cells(row, values)
            if (first := seen.setdefault(slug, row.line)) != row.line and slug:
                self._report("BT335", row, columns.places["code"], value=values["code"], other=f"{self._path}:{first}")
            moments = {one: self._date(row, one, values.get(one, "")) for one in DATES}
            self._check_order(row, moments)
            file = self._file(row, values)
            if moments["answered"] and not (file or values.get("answer")):
                self._report("BT338", row, columns.places["answered"], header=columns.headers["answered"])
            shown = {one: self._shown(row, one, value) for one, value in values.items() if one not in (*DATES, "file")}
            if len(self._found) > before and errors(self._found[before:]):
                continue
            received = moments["received"]
            meeting = names_in(shown.get("meeting", "")) or (str(received.year) if received else self._name,)
            yield Petition(
                shown["code"], f"kn-{slug}", shown["text"], names_in(shown.get("field", "")),
                names_in(shown.get("commune", "")), meeting, names_in(shown.get("agency", "")), received,
                moments["due"], moments["answered"], shown.get("answer", ""), file,
                tuple((name, text) for at, name in columns.more.items() if (text := clean(cells[at]))),
                row.line, row.number,
            )  # fmt: skip

    def _check_cells(self, row: Row, values: dict[str, str]) -> None:
        """Report cells that are empty, or show that the row is no petition or something went wrong with it."""
        places, headers, slug = self._columns.places, self._columns.headers, slugify(values["code"])
        for one in REQUIRED:
            if not values[one] or not (slug or one != "code"):
                self._report("BT334", row, places[one], header=headers[one])
        if slug in _TOTALS:
            self._report("BT347", row, places["code"], value=values["code"])
        for one, value in values.items():
            if _BROKEN.fullmatch(value):
                self._report("BT348", row, places[one], value=value, header=headers[one])

    def _report(self, code: str, row: Row, at: int, **values: object) -> None:
        self._found.append(
            problem(code, self._path, row.line, at + 1, cell=cell_name(at, row.number), row=row.number, **values)
        )

    def _shown(self, row: Row, attribute: str, text: str) -> str:
        """Return a cell without the personal data in it, which is reported."""
        if not text or attribute in self._columns.open:
            return text
        # Names of places and agencies come again and again; texts do not.
        shown, kinds = personal_data.hide(text) if attribute in _LONG else self._hide(text)
        if kinds:
            names = [personal_data.KINDS[kind] for kind in kinds]
            header = self._columns.headers[attribute]
            vi, en = (", ".join(name[language] for name in names) for language in (0, 1))
            self._report("BT341", row, self._columns.places[attribute], vi=vi, en=en, header=header)
        return shown

    def _file(self, row: Row, values: dict[str, str]) -> str:
        written = values.get("file", "")
        file = resolve(written, self._path) if written else ""
        if file is None:
            self._report("BT343", row, self._columns.places["file"], target=written, near="")
        return file or ""

    def _date(self, row: Row, attribute: str, written: str) -> date | None:
        if not written:
            return None
        found = read_date(written)
        if found is None and not _BROKEN.fullmatch(written):
            at, header = self._columns.places[attribute], self._columns.headers[attribute]
            self._report("BT336", row, at, value=written, header=header, near=_guess(written))
        return found

    def _check_order(self, row: Row, moments: dict[str, date | None]) -> None:
        received = moments["received"]
        for one in ("due", "answered"):
            later = moments[one]
            if received and later and later < received:
                columns = self._columns
                at, header, first = columns.places[one], columns.headers[one], columns.headers["received"]
                self._report("BT337", row, at, header=header, day=_day(later), other=first, first=_day(received))


@functools.lru_cache(maxsize=20_000)
def read_date(written: str) -> date | None:
    """Return the day that a cell names, in any form that spreadsheets of Viet Nam give it; `None` if it is none."""
    form = written if _ISO.match(written) else dates.in_order(written)
    try:
        found = date.fromisoformat(form[:10])
    except ValueError:
        return None
    return found if found.year in dates.YEARS else None


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]|$)")


def _guess(written: str) -> str:
    """Return the day that is most likely meant."""
    near = dates.guess(written, "")
    return _day(date.fromisoformat(near[:10])) if near else ""


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
