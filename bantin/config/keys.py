"""The keys of the settings, as their records say: for references, the JSON Schema and the settings of a new site."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from bantin.config.base import Meaning, Table
from bantin.config.tables import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


class Key(NamedTuple):
    """A key of a table."""

    name: str
    type: Any
    """As the record has it; msgspec's functions take it."""
    meaning: Meaning
    is_required: bool
    default: Any
    record: type[Table] | None
    """Of the table that the key holds, or of each table of its list."""
    is_list: bool
    """Whether it holds a list."""

    @property
    def example(self) -> Any:  # noqa: ANN401 - any value of TOML
        """A value as in the file: for yes and no the other one than the default."""
        if self.meaning.example is not None:
            return self.meaning.example
        return not self.default if isinstance(self.default, bool) else self.default

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values to choose from, if these are few."""
        bare = typing.get_args(self.type)[0]
        return typing.get_args(bare) if typing.get_origin(bare) is typing.Literal else ()


def keys_of(record: type[Table]) -> list[Key]:
    """Return the keys of a table, in the record's order. Raises `StopIteration` for one without a `Meaning`."""
    found = []
    for one in msgspec.structs.fields(record):
        if one.encode_name.startswith(" "):  # no key: a line number
            continue
        bare, *marks = typing.get_args(one.type)
        meaning = next(mark for mark in marks if isinstance(mark, Meaning))
        is_list = typing.get_origin(bare) is tuple
        item = typing.get_args(bare)[0] if is_list else bare
        held = item if isinstance(item, type) and issubclass(item, Table) else None
        found.append(Key(one.encode_name, one.type, meaning, one.required, one.default, held, is_list))
    return found


def tables(record: type[Table] = Settings, above: str = "") -> Iterator[tuple[str, Key, type[Table]]]:
    """Yield dotted name, key and record of each table below `record`, those in a table after it."""
    for key in keys_of(record):
        if key.record:
            name = f"{above}{key.name}"
            yield name, key, key.record
            yield from tables(key.record, f"{name}.")


def toml_value(value: Any) -> str:  # noqa: ANN401 - any value of TOML
    """Return `value` as TOML has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    # What JSON says of texts, numbers, yes and no is TOML too; a date stands without quotes.
    return msgspec.json.encode(value).decode() if isinstance(value, str | int) else str(value)


def settings_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of `site_config.toml`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Bantin: site_config.toml",
        **_table_schema(Settings),
    }


def _table_schema(record: type[Table]) -> dict[str, Any]:
    keys = keys_of(record)
    return {
        "type": "object",
        "properties": {key.name: _key_schema(key) for key in keys},
        "required": [key.name for key in keys if key.is_required],
        "additionalProperties": False,
    }


def _key_schema(key: Key) -> dict[str, Any]:
    about: dict[str, Any] = {"description": f"{key.meaning.vi} ({key.meaning.en})"}
    if key.record:
        table = _table_schema(key.record)
        return about | ({"type": "array", "items": table} if key.is_list else table)
    if not (key.is_required or key.default is None):
        about["default"] = key.default
    if key.meaning.example is not None:
        about["examples"] = [key.meaning.example]
    return {**shape_of(key), **msgspec.to_builtins(about)}


def shape_of(key: Key) -> dict[str, Any]:
    """Return what the type of a key that holds no table says of its value, as a JSON Schema."""
    shape: dict[str, Any] = msgspec.json.schema(key.type)
    return shape
