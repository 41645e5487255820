from __future__ import annotations

import itertools
import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bantin.config import parse_settings
from bantin.config.commented import commented_settings
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


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_new_settings_file_explains_each_key_and_is_sound_when_all_are_used(language: str) -> None:
    lines = commented_settings({}, language).splitlines()
    for above, line in itertools.pairwise(lines):
        assert above.startswith("# ") or not re.match(r"#?(?:\w+ = |\[)", line), f"{line} is not explained"
    keys = [line for line in lines if re.match(r"#?\w+ = ", line)]
    assert len(keys) == sum(not key.record for _name, _table, record in tables() for key in keys_of(record))
    other = "vi" if language == "en" else "en"
    used = re.sub(r"^#(?=[\w\[])", "", "\n".join(lines), flags=re.MULTILINE).replace('code = "en"', f'code = "{other}"')
    parse_settings(used.replace('language = "vi"', f'language = "{language}"').encode())


def test_a_settings_file_says_the_values_that_it_is_given() -> None:
    text = (resources.files("bantin.commands") / "starter/vi/settings.toml").read_text("utf-8")
    plain = [
        name
        for name, table, record in tables()
        if "." not in name and not table.is_list and not all(key.record for key in keys_of(record))
    ]
    assert tomllib.loads(commented_settings(values := tomllib.loads(text), "vi")) == {
        **{name: {} for name in plain},
        **values,
        "counter": {**{one: {} for one in ("umami", "goatcounter", "fields", "service")}, **values["counter"]},
    }


def test_of_several_entries_the_first_alone_is_explained() -> None:
    entries = [
        {"name": "A", "items": [{"name": "a", "url": "/a/"}]},
        {"name": "B"},
        {"name": "C", "items": [{"name": "c", "url": "/c/"}]},
    ]
    text = commented_settings({"menu": entries}, "vi")
    assert tomllib.loads(text)["menu"] == entries
    lines = [line.lstrip("#") for line in text.splitlines()]
    assert [lines.count(f"[[{name}]]") for name in ("menu", "menu.items", "languages.menu.items")] == [3, 2, 1]
