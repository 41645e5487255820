"""The front matter as a JSON Schema, made from the typed records, so that it cannot drift from what a build takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from bantin.collections.article import Article
from bantin.collections.fields import fields_of, header_of
from bantin.collections.page import Page
from bantin.collections.registry import COLLECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bantin.config import Category

_FLAG = {"enum": [True, False, "có", "không", "đúng", "sai"]}


def front_matter_schema(categories: Sequence[Category] = ()) -> dict[str, Any]:
    """Return the schema of front matter (JSON Schema, draft 7): the first key that only one kind requires says which.

    With `categories`, `category` takes their slugs only.
    """
    article = _record(Article)
    if categories:
        category = article["properties"]["category"]
        article["properties"]["category"] = {
            "enum": [one.slug for one in categories],
            "enumDescriptions": [one.name for one in categories],
            "description": category["description"],
        }
    found = _record(Page)
    for record in (*(one.record for one in reversed(COLLECTIONS)), Article):
        required = [key for key, one in fields_of(record).items() if one.is_required and key != "title"]
        shape = article if record is Article else _record(record)
        found = {"if": {"required": required[:1]}, "then": shape, "else": found}
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Bantin: front matter", **found}


def _record(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the schema of the front matter that the record `kind` describes."""
    shape = inspect.type_info(header_of(kind))
    if not isinstance(shape, inspect.StructType):
        raise TypeError(kind)
    found = _of(shape)
    for key, one in fields_of(kind).items():
        if one.kind == "until":
            found["properties"][key] = {"anyOf": [dict(_FLAG), {"type": "string"}, {"type": "null"}]}
        found["properties"][key]["description"] = f"{one.about.vi} ({one.about.en})"
    return found


def _of(shape: inspect.Type) -> dict[str, Any]:
    if isinstance(shape, inspect.StructType):
        return {
            "type": "object",
            "properties": {field.encode_name: _field(field) for field in shape.fields},
            "required": [field.encode_name for field in shape.fields if field.required],
            "additionalProperties": False,
        }
    if isinstance(shape, inspect.VarTupleType):
        return {"type": "array", "items": _of(shape.item_type)}
    if isinstance(shape, inspect.BoolType):
        return dict(_FLAG)
    if isinstance(shape, inspect.StrType):
        # Values are read as text: what YAML takes for a number is one for the editor's program only.
        return {"type": ["string", "number"], **({"minLength": shape.min_length} if shape.min_length else {})}
    raise TypeError(shape)


def _field(field: inspect.Field) -> dict[str, Any]:
    """Return a key's schema; a key with nothing after it is one that is not filled in yet, unless it is needed."""
    found = _of(field.type)
    return found if field.required else {"anyOf": [found, {"type": "null"}]}
