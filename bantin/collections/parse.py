"""A source → a document of its kind, or a table; what a single source alone can be judged by."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from bantin.collections.documents import Attachment, Document, Image
from bantin.collections.fields import FALSE, NO_REASON, TRUE, fields_of, header_of, other_names, takes_of
from bantin.collections.petition import PetitionTable
from bantin.collections.registry import AnyDocument, is_table, record_of
from bantin.collections.videos import is_address
from bantin.content import mending, read
from bantin.content.addresses import resolve, source_url
from bantin.content.read import SourceFault
from bantin.language import dates
from bantin.language.dates import Moment, NoSuchDate, NotADate
from bantin.language.vietnamese import slugify
from bantin.problems import Problem, errors, problem, records
from bantin.system import fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bantin.collections.fields import Field
    from bantin.config import Settings
    from bantin.content.front_matter import Source


_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_ATTACHMENTS = tuple[Attachment, ...]
INDEX = "index.md"
"""The name of a source with the address of its folder."""


class Parsed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one source gave: a document or a table, or the problems that prevent one."""

    document: AnyDocument | None
    problems: tuple[Problem, ...] = ()
    table: PetitionTable | None = None


class SourceRecord(NamedTuple):
    """A source as it was parsed last."""

    stat: int
    """Of the file: see `file_stat`."""
    fingerprint: int
    """Of its bytes."""
    parsed: Parsed


def parse(path: str, data: bytes, settings: Settings, excerpt: Callable[[str, str], str]) -> Parsed:
    """Read the bytes of the source `path` as a document of the kind that its folder decides.

    `excerpt` gives the beginning of a text, from its path and its Markdown: it is asked where there is no summary.
    """
    if is_table(path, settings):
        from bantin.collections.petition_tables import parse_table  # most sites have none

        table, problems = parse_table(path, data, settings)
        return Parsed(None, problems, table)
    from bantin.content import front_matter  # YAML is not needed when nothing changed

    kind = record_of(path, settings)
    name = path.rpartition("/")[2]
    if name.lower() == INDEX and name != INDEX:
        return Parsed(None, (problem("BT317", path, name=name),))
    try:
        source = front_matter.split(read.decode(data, path), path, takes_of(kind))
    except SourceFault as fault:
        return Parsed(None, fault.problems)
    reader = _Reader(path, source, settings, excerpt)
    document = reader.document(kind, fingerprints.of_content(data))
    return Parsed(document, tuple(reader.problems))


class _Reader:
    """Turns one source's front matter into a document, collecting every problem on the way."""

    def __init__(self, path: str, source: Source, settings: Settings, excerpt: Callable[[str, str], str]) -> None:
        self.path = path
        self.source = source
        self.settings = settings
        self.excerpt = excerpt
        self.problems: list[Problem] = list(source.problems)
        self._written: dict[str, str] = {}
        """Keys by other names, by those that are meant."""
        self._filled: list[Field] = []
        """The fields that have a value."""

    def report(self, code: str, at: str, **values: object) -> None:
        """Note a problem at the line of the key `at`."""
        self.problems.append(problem(code, self.path, self._line(at), 0, **values))

    def _line(self, key: str) -> int:
        return self.source.lines.get(self._written.get(key, key), 1)

    def document(self, kind: type[AnyDocument], fingerprint: int) -> AnyDocument | None:
        """Return the document, or `None` when there are errors among the `problems`."""
        self.kind = kind
        header = self._header(kind)
        if header is None:
            return None
        values = msgspec.structs.asdict(header)
        self._judge(kind, values)
        url = source_url(self.path, slugify(values["slug"]))
        if "//" in url:
            self.problems.append(problem("BT305", self.path, name=self.path.rpartition("/")[2]))
        self._resolve(values)
        if errors(self.problems):
            return None
        excerpt = "" if values["lead"] else self.excerpt(self.path, self.source.body)
        return kind(
            **values,
            path=self.path,
            url=url,
            excerpt=excerpt,
            lines=self.source.lines,
            body_line=self.source.body_line,
            fingerprint=fingerprint,
            list_fingerprint=fingerprints.of([self.path, url, header, excerpt]),
        )

    def _header(self, kind: type[Document]) -> msgspec.Struct | None:
        """Return the front matter as it is written, or `None` where its types are wrong; the rest is judged then."""
        fields = fields_of(kind)
        values: dict[str, Any] = {}
        for written, value in self.source.values.items():
            key = written if written in fields else self._key(kind, written)
            field = fields.get(key)
            if field is None:
                values[key] = value
            # A key without any value is one that is not filled in yet.
            elif value not in ("", []) and not self._is_nothing(field, written, value):
                self._filled.append(field)
                values[key] = _flag(value) if field.kind == "flag" else value
        header = header_of(kind)
        checked = records.check(values, header)
        if not isinstance(checked, list):
            return checked
        for fault in checked:
            self._report_fault(fault, fields)
        # Judge the rest too, so that the editor sees everything at once: leave out what is wrong.
        wrong = {str(fault.where[0]) for fault in checked}
        sound = {key: value for key, value in values.items() if key not in wrong}
        missing = {one.key: "?" for one in fields.values() if one.is_required and one.key not in sound}
        partial = records.check({**missing, **sound}, header)
        if not isinstance(partial, list):
            found = msgspec.structs.asdict(partial)
            self._judge(
                kind, {one.attribute: found[one.attribute] for one in fields.values() if one.key not in missing}
            )
        return None

    def _key(self, kind: type[Document], written: str) -> str:
        """Return the key that is meant by another name, or by its own in capitals, and report that."""
        names = other_names(kind)
        bare, colon, _ = mending.plain(written).strip("“”‘’*:").partition(":")
        meant = names.get(bare.casefold()) or names.get(slugify(bare) if bare.isascii() else "", "")
        if not meant or meant in self.source.values:
            return written
        self._written[meant] = written
        right = mending.with_key(self._row(meant), meant)
        value = mending.value_of(right)
        right = mending.with_value(right, mending.colon(value) or value)
        # With a colon within: `title:Kỳ họp: khai mạc`.
        code = "BT225" if colon else "BT226" if mending.is_odd(written) else "BT230"
        self.report(code, meant, key=written, right=right)
        return meant

    def _is_nothing(self, field: Field, written: str, value: object) -> bool:
        """Whether a value says that there is none."""
        if written in self.source.nothing and field.kind != "flag":
            return True
        return field.about.names == "reason" and str(value).casefold() in NO_REASON

    def _row(self, key: str) -> str:
        """Return the line of the front matter on which a key stands."""
        rows = self.source.written.split("\n")
        at = self._line(key) - self.source.first_line
        return rows[at] if 0 <= at < len(rows) else key

    def _report_fault(self, fault: records.Fault, fields: Mapping[str, Field]) -> None:
        key = str(fault.where[0])
        shown = ".".join(str(part) for part in fault.where if not isinstance(part, int))
        field = fields.get(key)
        within = fields_of(field.record) if field and field.record and fault.where[2:] else {}
        item = mending.item_key(key, fault.where[1]) if within and isinstance(fault.where[1], int) else key
        if fault.kind == "unknown" and within and (right := mending.in_maps(self._row(item), commas=True)):
            self.report("BT253", item, right=right.strip())
            return
        if fault.kind == "unknown":
            known = ", ".join(within or fields)
            self.report("BT205", item, key=shown, near=fault.near, known="" if fault.near else f" ({known})")
            return
        field = fields[key]
        if fault.kind == "missing":
            self.report("BT206", item, key=shown, right=field.line)
            return
        first = self._line(key)
        end = min((line for line in self.source.lines.values() if line > first), default=self.source.body_line)
        if any(first <= one.line < end for one in self.source.problems):
            return  # what is said of its lines already is why
        written, value = mending.value_of(self._row(key)), self.source.values[self._written.get(key, key)]
        if within:
            field = within[str(fault.where[2])]
            vi, en = field.expected
            self.report("BT207", item, key=shown, value=fault.detail, expected_vi=vi, expected_en=en, right=field.line)
            return
        vi, en = field.expected
        items = [str(one) for one in value if isinstance(one, str)] if isinstance(value, list) else [str(value)]
        right = f"{key}: {_likely(field, items, written)}"
        shown = written or ", ".join(items) or "…"
        self.report("BT207", key, key=key, value=shown, expected_vi=vi, expected_en=en, right=right)

    def _judge(self, kind: type[Document], values: dict[str, Any]) -> None:
        """Report what needs more than a type, and make moments of dates."""
        for one, value in self._given(values):
            if one.kind == "moment":
                values[one.attribute] = self._moment(one.key, value)
            elif one.kind == "until":
                values[one.attribute] = self._until(one, value)
            elif one.kind == "moments":
                values[one.attribute] = tuple(day for text in value if (day := self._moment(one.key, text)))
            elif one.about.names == "term":
                for name in (value,) if isinstance(value, str) else value:
                    if not slugify(name):
                        self.report("BT220", one.key, value=name, key=one.key)
        for fault in kind.judge(values, self.settings):
            self.report(fault.code, fault.key, **fault.values)

    def _given(self, values: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
        """Yield the fields that the editor has filled in, with their values."""
        for one in self._filled:
            if value := values.get(one.attribute):
                yield one, value

    def _until(self, field: Field, text: str) -> Moment | bool:
        """Return yes, no, or the last day that is meant."""
        flag = _flag(text)
        if isinstance(flag, bool):
            return flag
        if not any(map(str.isdigit, text)):
            vi, en = field.expected
            right = f"{field.key}: {_likely(field, [text], text)}"
            self.report("BT207", field.key, key=field.key, value=text, expected_vi=vi, expected_en=en, right=right)
            return False
        return self._moment(field.key, text) or False

    def _moment(self, key: str, text: str) -> Moment | None:
        try:
            found = dates.parse_moment(text, self.settings.zone, day_first=self.settings.articles.dates == "day-first")
        except NotADate:
            is_said = any(map(str.isdigit, text)) or fields_of(self.kind)[key].is_required
            code = "BT210" if is_said else "BT252"
            self.report(code, key, key=key, value=text, near=dates.guess(text, self.path))
            return None
        except NoSuchDate:
            self.report("BT211", key, key=key, value=text, near=dates.guess(text, self.path))
            return None
        if found.year not in dates.YEARS:
            near = dates.in_year(found, dates.guess_year(found.year, self.path))
            self.report("BT241", key, key=key, value=text, year=f"{found.year:04}", near=near)
            return None
        return Moment.of(found)

    def _resolve(self, values: dict[str, Any]) -> None:
        """Put each text on one line, and find the files that are named."""
        values["image"] = self._image(values)
        for one, value in self._given(values):
            if one.type == _ATTACHMENTS:
                values[one.attribute] = tuple(self._attachments(one.key, value))
            elif one.record:
                values[one.attribute] = tuple(_record(one.record, entry) for entry in value)
            elif one.about.names == "file" and not is_address(str(value)):
                files = self._files(one.key, (value,) if one.kind == "text" else value)
                values[one.attribute] = next(files, "") if one.kind == "text" else tuple(files)
            elif one.kind == "text":
                values[one.attribute] = _line(value)
            elif one.about.names == "term":
                values[one.attribute] = tuple(dict.fromkeys(_line(name) for name in value))

    def _image(self, values: dict[str, Any]) -> Image | None:
        written = values["image"]
        for file in self._files("image", (written,) if written else ()):
            if not values["image_alt"] and not values["draft"] and "image_alt" not in self.source.blank:
                self.report("BT853", "image", target=written)
            return Image(file, *(_line(values[key]) for key in ("image_alt", "image_caption", "image_credit")))
        return None

    def _attachments(self, key: str, entries: tuple[Any, ...]) -> Iterator[Attachment]:
        for entry in entries:
            for file in self._files(key, (entry.file,)):
                yield Attachment(file, _line(entry.title) or posixpath.basename(file))

    def _files(self, key: str, targets: tuple[str, ...]) -> Iterator[str]:
        for target in targets:
            file = resolve(target, self.path)
            if file is None:
                self.report("BT404", key, target=target)
            else:
                yield file


def _likely(field: Field, items: list[str], written: str) -> str:
    """Return the value of a field that is meant by one of another type, of which `items` are the texts."""
    if field.kind in ("flag", "until"):
        near = records.nearest(items[0].casefold() if items else "", (*TRUE, *FALSE))
        return str(near in TRUE).lower() if near else field.about.example
    if field.kind == "moments":
        days = [near for one in _DAY.findall(" ".join(items)) if (near := dates.guess(one, ""))]
        return f"[{', '.join(days)}]" if days else field.about.example
    if not items:
        return field.about.example
    if field.record:
        keys = fields_of(field.record)
        first = next((key for key in ("file", "title") if key in keys), next(iter(keys)))
        return f"[{', '.join(f'{{{first}: {mending.colon(one) or one}}}' for one in items)}]"
    if field.kind == "list":
        return mending.as_list(", ".join(items))
    is_list = field.kind == "moment" or field.about.names != "" or not written
    return mending.as_text(", ".join(items) if is_list else written, is_list=is_list)


def _record(kind: type[msgspec.Struct], entry: msgspec.Struct) -> msgspec.Struct:
    """Return an item of a list of records, each of its texts on one line."""
    values = msgspec.structs.asdict(entry)
    return kind(**{name: _line(value) if isinstance(value, str) else value for name, value in values.items()})


def _flag(value: object) -> object:
    """Return yes and no as booleans, anything else as it is."""
    written = str(value).casefold()
    return True if written in TRUE else False if written in FALSE else value


def _line(text: str) -> str:
    """Return `text` on one line: YAML's block values carry line ends."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())
