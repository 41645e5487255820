"""Fields of the front matter. A record describes its own; header, schema, messages and references follow from that."""

from __future__ import annotations

import functools
import typing
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import msgspec

from bantin.language.dates import Moment
from bantin.language.vietnamese import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bantin.content.mending import Takes

Word = Annotated[str, msgspec.Meta(min_length=1)]
TRUE = frozenset({"true", "yes", "on", "có", "đúng", "1"})
FALSE = frozenset({"false", "no", "off", "không", "sai", "0"})
"""How editors may write yes and no, in any case."""
NO_REASON = frozenset({"không", "không có", "chưa", "0", "off"})
"""What editors write, in any case, where a reason is asked for and there is none."""


Kind = Literal["text", "flag", "moment", "moments", "until", "list", "other"]


class About(NamedTuple):
    """What makes a field of a record one of the front matter: its meaning in both languages.

    The type of the field says what is written: `str` is text on one line, `bool` yes or no, `Moment` a date, both of
    them either, `tuple` a list, of texts, dates, or records that describe their own fields. A field without a default
    is required.
    """

    vi: str
    en: str
    example: str = ""
    """A value as editors write it."""
    expected: tuple[str, str] = ("", "")
    """What a message says must be written, in both languages, where the type does not say enough."""
    names: Literal["", "file", "term", "name", "reason"] = ""
    """What the text, or each text of the list, is beside words: a `file` is written as a path from the source and
    becomes one from the root; a `name` is one of the site's; of a `reason`, no and yes are none."""
    also: tuple[str, ...] = ()
    """Other names by which people call the key, of which messages name the right one."""
    start: str = ""
    """What a new file has, where the example could be taken for a fact; `{year}` and `{term}` are those of its day."""


class Field(NamedTuple):
    """A field of the front matter."""

    key: str
    """As editors write it."""
    attribute: str
    """Of the record."""
    type: Any
    """Of the record's attribute."""
    kind: Kind
    is_required: bool
    default: Any
    about: About

    @property
    def takes(self) -> Takes:
        """What words there are to lose in a value."""
        if self.kind in ("flag", "moment", "moments", "until") or self.about.names == "name":
            return ""
        if self.about.names == "file" or self.kind == "other" or (self.kind == "list" and self.about.names != "term"):
            return "file"
        return "list" if self.kind == "list" else "text"

    @property
    def record(self) -> type[msgspec.Struct] | None:
        """Of a list of records, their type."""
        item = typing.get_args(self.type)[0] if self.kind == "list" else None
        return item if isinstance(item, type) and issubclass(item, msgspec.Struct) else None

    @property
    def line(self) -> str:
        """A line as it should be, for example."""
        return f"{self.key}: {self.about.example}"

    @property
    def expected(self) -> tuple[str, str]:
        """What must be written, in both languages."""
        if self.about.expected[0]:
            return self.about.expected
        if self.kind == "flag":
            return "true hoặc false", "true or false"
        if self.kind == "until":
            return "true, hoặc ngày cuối cùng: 2026-12-31", "true, or the last day: 2026-12-31"
        if self.kind == "moments":
            return "một danh sách ngày: [2026-12-08, 2026-12-09]", "a list of dates: [2026-12-08, 2026-12-09]"
        if self.kind == "list":
            return "một danh sách: [một, hai]", "a list: [one, two]"
        return "một dòng chữ", "a line of text"


class FieldFault(NamedTuple):
    """What is wrong with a value of the front matter."""

    code: str
    key: str
    values: dict[str, object]
    """Of the message."""


@functools.cache
def fields_of(record: type[msgspec.Struct]) -> dict[str, Field]:
    """Return the fields of the front matter in `record`, by key, in their order there."""
    found: dict[str, Field] = {}
    for one in msgspec.structs.fields(record):
        about = next((part for part in getattr(one.type, "__metadata__", ()) if isinstance(part, About)), None)
        if about:
            bare = typing.get_args(one.type)[0]
            found[one.encode_name] = Field(
                one.encode_name, one.name, bare, _kind(bare), one.required, one.default, about
            )
    return found


@functools.cache
def takes_of(record: type[msgspec.Struct]) -> Mapping[str, Takes]:
    """Return what the keys of `record` take, by all their names."""
    fields = fields_of(record)
    return {name: fields[key].takes for name, key in other_names(record).items()}


@functools.cache
def other_names(record: type[msgspec.Struct]) -> Mapping[str, str]:
    """Return the keys of `record` by all names that people give them: in lower case, with marks and as slugs."""
    return {
        form: key
        for key, one in fields_of(record).items()
        for name in (*one.about.also, key)
        for form in (name, slugify(name))
    }


def _kind(bare: Any) -> Kind:  # noqa: ANN401 - types
    """Return what a field of the type `bare` takes."""
    if typing.get_origin(bare) is tuple:
        return "moments" if typing.get_args(bare)[0] is Moment else "list"
    return (
        "text"
        if bare is str
        else "flag"
        if bare is bool
        else "until"
        if {bool, Moment} <= {*typing.get_args(bare)}
        else "moment"
        if Moment in (bare, *typing.get_args(bare))
        else "other"
    )


@functools.cache
def header_of(record: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return the record of the front matter as it is written: the fields of `record`, by its attributes."""
    fields: list[tuple[str, Any, Any]] = []
    for one in fields_of(record).values():
        written = _written(one.type, is_required=one.is_required)
        default = msgspec.NODEFAULT if one.is_required else one.default
        fields.append((one.attribute, written, msgspec.field(name=one.key, default=default)))
    return msgspec.defstruct(f"{record.__name__}Header", fields, frozen=True, forbid_unknown_fields=True, kw_only=True)


def _written(kind: Any, *, is_required: bool) -> Any:  # noqa: ANN401 - types
    """Return the type of what editors write for an attribute of the type `kind`."""
    if kind is bool:
        return bool
    if typing.get_origin(kind) is tuple:
        item = _written(typing.get_args(kind)[0], is_required=True)
        return tuple.__class_getitem__((item, ...))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and fields_of(kind):
        return header_of(kind)
    return Word if is_required else str
