"""Check a hand-written mapping against a typed record, and report every fault, not only the first."""

from __future__ import annotations

import re
import types
import typing
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Record = TypeVar("Record", bound=msgspec.Struct)
KeyPath = tuple[str | int, ...]


class Fault(msgspec.Struct, frozen=True):
    """One difference between a mapping and its record."""

    kind: str
    """`unknown`, `missing` or `type`."""
    where: KeyPath
    """Keys and indexes, from the outermost."""
    detail: str = ""
    """The value as written (`type`)."""
    near: str = ""
    """The nearest known key (`unknown`)."""
    expected: tuple[str, str] = ("", "")
    """What is expected instead, in both languages (`type`)."""


def check(
    raw: Mapping[str, Any],
    record: type[Record],
    *,
    decode: Callable[[type, Any], Any] | None = None,
    strict: bool = True,
) -> Record | list[Fault]:
    """Convert `raw` to `record`, or return every fault. `decode` and `strict` are msgspec's `dec_hook` and `strict`."""
    try:
        return msgspec.convert(raw, record, dec_hook=decode, strict=strict)
    except msgspec.ValidationError:
        faults = list(_Faults(decode, strict=strict).of_struct(raw, record, ()))
        if not faults:
            raise
        return faults


_LONGEST = 100
"""Longest word, in characters, for which a similar one is sought."""
HINTS = 50
"""Most unknown words of one file for which a similar one is sought."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most similar to `word`, or an empty text when none is similar."""
    import difflib  # only needed for faults

    if len(word) > _LONGEST:
        return ""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class _Faults:
    """Finds the faults of one mapping."""

    def __init__(self, decode: Callable[[type, Any], Any] | None, *, strict: bool) -> None:
        self._decode = decode
        self._strict = strict
        self._hints = iter(range(HINTS))

    def of_struct(self, raw: Mapping[str, Any], record: type[msgspec.Struct], where: KeyPath) -> Iterable[Fault]:
        fields = {field.encode_name: field for field in msgspec.structs.fields(record)}
        for key in raw:
            if key not in fields:
                near = nearest(key, fields) if next(self._hints, None) is not None else ""
                yield Fault("unknown", (*where, key), near=near)
        for name, field in fields.items():
            if name in raw:
                yield from self._of_value(raw[name], field.type, (*where, name))
            elif field.required:
                yield Fault("missing", (*where, name))

    def _of_value(self, value: Any, kind: Any, where: KeyPath) -> Iterable[Fault]:  # noqa: ANN401 - any value
        bare = typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind
        if typing.get_origin(bare) in (typing.Union, types.UnionType):
            bare = next(part for part in typing.get_args(bare) if part is not type(None))
        if isinstance(bare, type) and issubclass(bare, msgspec.Struct) and isinstance(value, dict):
            yield from self.of_struct(value, bare, where)
            return
        if typing.get_origin(bare) is tuple and isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._of_value(item, typing.get_args(bare)[0], (*where, index))
            return
        try:
            msgspec.convert(value, kind, dec_hook=self._decode, strict=self._strict)
        except msgspec.ValidationError as error:
            yield Fault("type", where, detail=_shown(value), expected=_in_words(str(error)))


_KINDS = {
    "int": ("một số nguyên", "a whole number"),
    "float": ("một số", "a number"),
    "bool": ("true hoặc false", "true or false"),
    "array": ('một danh sách: ["một", "hai"]', 'a list: ["one", "two"]'),
    "object": ('một bảng: {khóa = "giá trị"}', 'a table: {key = "value"}'),
    "date": ("một ngày, không có nháy: 2027-06-30", "a date without quotes: 2027-06-30"),
}
_EXPECTED = re.compile(r"Expected `(\w+)[^`]*`(?: (>=|<=) (-?\d+))?|Invalid RFC3339 encoded (date)")


def _in_words(message: str) -> tuple[str, str]:
    """Return what msgspec expects of a value, in both languages."""
    found = _EXPECTED.match(message)
    if found is None or (found[1] or found[4]) not in _KINDS:
        return "chữ trong nháy kép, không để trống", "words between quotes, not empty"
    vi, en = _KINDS[found[1] or found[4]]
    if found[2] is None:
        return vi, en
    return (
        f"{vi}, {'ít nhất' if found[2] == '>=' else 'nhiều nhất'} {found[3]}",
        f"{en}, at {'least' if found[2] == '>=' else 'most'} {found[3]}",
    )


def _shown(value: Any, depth: int = 0) -> str:  # noqa: ANN401 - anything that TOML or YAML can hold
    """Return a value as people write it, not as Python does."""
    if depth > 2:  # noqa: PLR2004 - enough to know it by
        return "…"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        text = f"[{', '.join(_shown(one, depth + 1) for one in value)}]"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{key} = {_shown(one, depth + 1)}" for key, one in value.items()) + "}"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"  # noqa: PLR2004 - a line of a terminal
