from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bantin.config import parse_settings
from bantin.config.keys import keys_of, settings_schema, tables, toml_value
from bantin.config.tables import Settings
from tests.builder import PROJECT

if TYPE_CHECKING:
    from bantin.config.keys import Key

KEYS = [
    pytest.param(key, id=f"{name}.{key.name}")
    for name, _table, record in tables()
    for key in keys_of(record)
    if not key.record
]


@pytest.mark.parametrize("key", KEYS)
def test_each_key_of_the_settings_is_explained_by_a_value_that_it_takes(key: Key) -> None:
    assert key.meaning.vi.endswith(".")
    assert key.meaning.en.endswith(".")
    assert key.meaning.vi != key.meaning.en
    [written] = tomllib.loads(f"{key.name} = {toml_value(key.example)}").values()
    assert msgspec.convert(written, key.type) == key.example
    assert key.example not in ("", (), None), "an example that says nothing"


def test_the_examples_of_the_reference_are_a_settings_file_together() -> None:
    lines: list[str] = []
    for name, table, record in tables():
        lines.append(f"[[{name}]]" if table.is_list else f"[{name}]")
        lines += [f"{key.name} = {toml_value(key.example)}" for key in keys_of(record) if not key.record]
    settings = parse_settings("\n".join(lines).replace('language = "en"', 'language = "vi"').encode())
    assert settings.site.title == "Hội đồng nhân dân tỉnh"
    assert settings.menu[0].url == "/gioi-thieu/"


def test_the_schema_allows_what_the_records_take_and_nothing_else() -> None:
    def compare(schema: dict[str, Any], record: type[msgspec.Struct]) -> None:
        fields = {one.encode_name: one for one in msgspec.structs.fields(record) if not one.encode_name.startswith(" ")}
        assert schema["properties"].keys() == fields.keys()
        assert set(schema["required"]) == {name for name, one in fields.items() if one.required}
        assert schema["additionalProperties"] is False

    schema = settings_schema()
    compare(schema, Settings)
    for name, table, record in tables():
        inner = schema
        for part in name.split("."):
            inner = inner["properties"][part]
            inner = inner.get("items", inner)
        compare(inner, record)
        assert table.meaning.vi
    assert (
        schema["properties"]["site"]["properties"]["page_size"].items()
        >= {"minimum": 1, "maximum": 1000, "default": 20}.items()
    )


def test_the_sample_site_names_the_schema_that_is_kept() -> None:
    line = (PROJECT / "site_config.toml").read_text("utf-8").splitlines()[0]
    assert (PROJECT / line.removeprefix("#:schema ")).is_file()
