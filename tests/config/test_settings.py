from __future__ import annotations

import tomllib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.config import key_lines, load_settings, parse_settings
from bantin.config.tables import Paths
from bantin.problems import BuildFailed
from tests.builder import PROJECT, SETTINGS

GOOD = '[site]\ntitle = "T"\nbase_url = "https://a.vn/"\n'


def faults(text: str | bytes, **options: Any) -> list[tuple[str, int]]:
    """Return (code, line) of every problem of a settings file."""
    try:
        parse_settings(text.encode() if isinstance(text, str) else text, **options)
    except BuildFailed as failure:
        return [(one.code, one.line) for one in failure.problems]
    return []


def hints(text: str) -> str:
    with pytest.raises(BuildFailed) as failed:
        parse_settings(text.encode())
    return " ".join(one.hint("en") for one in failed.value.problems)


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = parse_settings(GOOD.encode())
    assert (settings.site.language, settings.site.timezone, settings.site.page_size) == ("vi", "Asia/Ho_Chi_Minh", 20)
    assert settings.articles.folder == "tin-tuc"
    paths = settings.paths
    assert (paths.category, paths.tag, paths.author) == ("chuyen-muc", "the", "tac-gia")
    assert (paths.archive, paths.page, paths.search) == ("luu-tru", "trang", "tim-kiem")
    assert settings.counter.provider == "device"


def test_an_english_site_has_english_addresses_where_it_says_nothing_else() -> None:
    text = '[site]\ntitle = "A"\nbase_url = "https://a.example/"\nlanguage = "en"\n[paths]\ntag = "topics"\n'
    paths = parse_settings(text.encode()).paths
    assert (paths.category, paths.author, paths.search, paths.tag) == ("category", "author", "search", "topics")
    assert paths.papers == "van-ban", "the name of a folder too"


def test_the_example_of_the_contract_is_valid() -> None:
    text = """
[site]
title = "Văn phòng Hội đồng nhân dân tỉnh"
base_url = "https://hdnd.example.vn/"
language = "vi"
timezone = "Asia/Ho_Chi_Minh"
page_size = 20

[articles]
folder = "tin-tuc"

[[categories]]
slug = "thi-dua"
name = "Thi đua - Khen thưởng"

[[menu]]
name = "Giới thiệu"
url = "/gioi-thieu/"

[paths]
category = "chuyen-muc"
tag = "the"
author = "tac-gia"
archive = "luu-tru"
page = "trang"
search = "tim-kiem"

[counter]
provider = "service"
url = "https://luot.example.vn"
site = "hdnd"
baseline = 108004

[counter.service]
sites = ["hdnd"]
origins = ["https://hdnd.example.vn"]
trusted_proxies = []
database = "data/luot.sqlite"
"""
    settings = parse_settings(text.encode())
    assert settings.counter.baseline == 108004
    assert settings.categories[0].name == "Thi đua - Khen thưởng"


def test_the_projects_own_settings_are_valid() -> None:
    assert load_settings(PROJECT).site.title == "Văn phòng Hội đồng nhân dân tỉnh"


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    text = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert parse_settings(text) == parse_settings(GOOD.encode())


@pytest.mark.parametrize(
    ("url", "origin", "path", "whole"),
    [
        ("https://a.vn", "https://a.vn", "", "https://a.vn/"),
        ("https://a.vn/", "https://a.vn", "", "https://a.vn/"),
        ("https://a.vn:8443/hdnd", "https://a.vn:8443", "/hdnd", "https://a.vn:8443/hdnd/"),
        ("http://localhost/x/y-z.1/", "http://localhost", "/x/y-z.1", "http://localhost/x/y-z.1/"),
    ],
)
def test_the_address_of_the_site(url: str, origin: str, path: str, whole: str) -> None:
    settings = parse_settings(GOOD.encode(), base_url=url)
    assert (settings.origin, settings.base_path, settings.site.base_url) == (origin, path, whole)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.vn",
        "//a.vn/",
        "ftp://a.vn/",
        "javascript:alert(1)",
        "https://",
        "https:///x/",
        "https://a.vn/?x=1",
        "https://a.vn/#x",
        "https://a.vn/a b/",
        "https://a.vn/../x/",
        "https://a.vn//x/",
        'https://a.vn/"><script>/',
        "https://a.vn:port/",
        "https://a.vn:99999/",
        'https://a.vn"onload="x/',
        "https://a b.vn/",
        "https://a.vn\n/",
    ],
)
def test_an_address_that_links_could_not_carry_is_refused(url: str) -> None:
    assert {code for code, _ in faults(GOOD, base_url=url)} <= {"BT105", "BT106"}


def test_what_is_not_toml_is_reported_with_its_line_and_column() -> None:
    with pytest.raises(BuildFailed) as failed:
        parse_settings(b'[site]\ntitle = "T\nbase_url = 1')
    [one] = failed.value.problems
    assert (one.code, one.line, one.column) == ("BT102", 2, 11)
    assert one.place == "site_config.toml:2:11"


def test_another_encoding_is_reported_with_its_line() -> None:
    assert faults('[site]\n# ok\ntitle = "Hội"'.encode("utf-16")) == [("BT111", 1)]
    assert faults(b'[site]\n\ntitle = "H\xe9"') == [("BT111", 3)]


def test_every_fault_of_types_is_reported_at_once_with_its_line() -> None:
    text = """\
[site]
titel = "T"
base_url = 3
page_size = 0
language = "vn"

[articel]
folder = "x"

[[categories]]
slug = "a"

[[categories]]
slug = "b"
name = ""
colour = "red"

[counter]
provider = "matomo"
[counter.service]
sites = "hdnd"
"""
    assert faults(text) == [
        ("BT104", 1), ("BT103", 2), ("BT105", 3), ("BT105", 4), ("BT105", 5), ("BT103", 7),
        ("BT104", 10), ("BT105", 15), ("BT103", 16), ("BT105", 19), ("BT105", 21),
    ]  # fmt: skip


def test_every_fault_of_rules_is_reported_at_once_with_its_line() -> None:
    text = """\
[site]
title = "T"
base_url = "hdnd.vn"
timezone = "Asia/Hanoi"

[articles]
folder = "Tin Tức"

[[categories]]
slug = "Thi đua"
name = "A"

[[categories]]
slug = "b"
name = "B"

[[categories]]
slug = "b"
name = "C"

[[menu]]
name = "M"
url = "gioi-thieu"

[paths]
tag = "the/x"
author = "the"
search = "the"
"""
    assert faults(text) == [
        ("BT106", 3), ("BT107", 4), ("BT108", 7), ("BT108", 10), ("BT109", 18), ("BT113", 23), ("BT108", 26), ("BT112", 28),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["category", "tag", "author", "archive", "search"])
def test_a_list_may_not_take_the_articles_folder(key: str) -> None:
    assert faults(f'{GOOD}[paths]\n{key} = "tin-tuc"\n') == [("BT112", 5)]


PATHS = [one.name for one in msgspec.structs.fields(Paths)]


@pytest.mark.parametrize("key", PATHS)
def test_a_list_may_not_take_what_the_output_has_for_another_use(key: str) -> None:
    other = next(one.default for one in msgspec.structs.fields(Paths) if one.name not in (key, "page"))
    told = [faults(f'{GOOD}[paths]\n{key} = "{value}"\n') for value in ("assets", "con", other)]
    # Numbered pages are below other lists, and need no name of their own.
    first = [] if key == "page" else [("BT136", 5)]
    assert told[:2] == [first, [("BT315", 5)]]
    assert [code for code, _ in told[2]] == ([] if key == "page" else ["BT112"])


def test_nor_may_articles_and_categories() -> None:
    assert faults(f'{GOOD}[articles]\nfolder = "assets"\n') == [("BT136", 5)]
    assert faults(f'{GOOD}[[categories]]\nslug = "aux"\nname = "A"\n') == [("BT315", 5)]


def kinds(*entries: str, name: str = "kinds") -> list[tuple[str, int]]:
    return faults(GOOD + "".join(f"[[papers.{name}]]\n{one}\n" for one in entries))


def test_kinds_of_papers_have_addresses_that_are_no_year_nor_those_of_others() -> None:
    assert kinds('code = "NQ"\nname = "Nghị quyết"', 'code = "NQLT"\nname = "Nghị quyết"') == []  # one kind
    assert kinds('code = "NQ"\nname = "Nghị quyết"', 'code = "NX"\nname = "Nghi Quyết"') == [("BT137", 9)]
    assert kinds('code = "NQ"\nname = "2026"') == kinds('code = "NQ"\nname = "…"') == [("BT138", 6)]


def test_codes_of_papers_are_parts_of_numbers_each_for_one_name() -> None:
    for name in ("kinds", "issuers"):
        assert kinds('code = "TT"\nname = "A"', 'code = "tt"\nname = "B"', name=name) == [("BT137", 8)]
        assert kinds('code = "T T"\nname = "A"', name=name) == [("BT139", 5)]
    assert kinds('code = "TT.HĐND"\nname = "A"', name="issuers") == []
    assert kinds('code = "QH15"\nname = "Luật"') == []


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("Asia/Hanoi", "Asia/Ho_Chi_Minh"),
        ("asia/hcm", "Asia/Ho_Chi_Minh"),
        ("Asia/Bangkokk", "Asia/Bangkok"),
        ("?", ""),
    ],
)
def test_a_zone_that_is_none(zone: str, near: str) -> None:
    with pytest.raises(BuildFailed) as failed:
        parse_settings(f'[site]\ntitle = "x"\nbase_url = "https://x.vn/"\ntimezone = "{zone}"\n'.encode())
    assert [(one.code, one.values["near"]) for one in failed.value.problems] == [("BT107", near)]


def test_no_site_table_at_all() -> None:
    assert faults("") == [("BT104", 0)]
    assert faults("site = 3") == [("BT105", 1)]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        (GOOD.replace("title", "titel"), "title"),
        (GOOD + 'language = "vie"', "vi"),
        (GOOD + 'timezone = "Asia/Ho_Chi_Min"', "Asia/Ho_Chi_Minh"),
        (GOOD + '[counter]\nprovider = "servce"', "service"),
        (GOOD + '[[categories]]\nslug = "Thi Đua"\nname = "x"', "thi-dua"),
    ],
)
def test_a_near_word_is_offered(text: str, near: str) -> None:
    assert f"Did you mean “{near}”?" in hints(text)


def test_a_missing_file_is_reported(tmp_path: Any) -> None:
    with pytest.raises(BuildFailed) as failed:
        load_settings(tmp_path)
    assert [one.code for one in failed.value.problems] == ["BT101"]


# --- the lines of keys ---------------------------------------------------------------------------------------------

BARE = st.text("abcdefgh_-0123456789", min_size=1, max_size=6)
KEYS = (
    BARE
    | BARE.map(lambda key: f'"{key}"')
    | BARE.map(lambda key: f"'{key}'")
    | st.sampled_from(['"có dấu"', '"a.b"', "'[x]'", '"x = 1"'])
)
VALUES = st.sampled_from([
    "1", "true", '"text"', '"a = 1"', "'[x]'", '"#"', "[1, 2]", '["a", "b"]', '[\n  "a = 1",\n  "b",\n]', '"""\nlong\n[not.a.table]\nkey = 1\n"""',
    "'''\nlong\n[[not.one]]\n'''", '"""one line"""', "{a = 1}", "2020-01-01", '"\\"quoted\\""',
])  # fmt: skip
NOISE = st.sampled_from(["", "", "# comment", "# a = 1", "# [x]", "   "])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a TOML text: tables, arrays of tables, keys plain and quoted, values of several lines, comments."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        name = ".".join(draw(st.lists(KEYS, min_size=1, max_size=2)))
        lines.append(draw(st.sampled_from([f"[{name}]", f"[[{name}]]", f"[ {name} ] # comment", ""])))
        for _ in range(draw(st.integers(0, 4))):
            indent = draw(st.sampled_from(["", "  "]))
            dotted = " . ".join(draw(st.lists(KEYS, min_size=1, max_size=2)))
            lines.append(f"{indent}{dotted} = {draw(VALUES)}")
            lines.append(draw(NOISE))
    return "\n".join(lines)


def _leaves(value: Any, where: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the place of every key that `tomllib` sees outside values."""
    if isinstance(value, dict):
        return [where, *(leaf for key, inner in value.items() for leaf in _leaves(inner, (*where, key)))]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [where, *(leaf for index, item in enumerate(value) for leaf in _leaves(item, (*where, index)))]
    return [where]


@given(documents())
def test_lines_of_keys_agree_with_tomllib(text: str) -> None:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    rows = text.split("\n")
    known = set(_leaves(raw))
    for where, line in lines.items():
        assert where in known, "a line for a key that is not there"
        assert str(where[-1]) in rows[line - 1] or isinstance(where[-1], int), "another key's line"
    for where in known - {()}:
        # What is inside a value (an inline table) has the line of its key.
        nearest = next((where[:end] for end in range(len(where), 0, -1) if where[:end] in lines), None)
        assert nearest is not None, f"no line for {where}"


def test_a_menu_of_two_levels() -> None:
    menu = """
[[menu]]
name = "A"
[[menu.items]]
name = "B"
url = "/b/"
[[menu]]
name = "C"
url = "/c/"
[[menu.items]]
name = "D"
url = "d"
[[menu]]
name = "E"
"""
    good = menu.replace('"d"', '"/d/"').replace('[[menu]]\nname = "E"\n', "")
    found = parse_settings((SETTINGS + good).encode())
    assert [(one.name, one.url) for one in found.menu_entries] == [("B", "/b/"), ("C", "/c/"), ("D", "/d/")]
    base = SETTINGS.count("\n")
    assert faults(SETTINGS + menu) == [("BT113", base + 12), ("BT132", base + 13)]
