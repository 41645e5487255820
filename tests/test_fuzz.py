"""Whatever stands in what people write, or in what an earlier build has left: a result, or problems with a code.

`make soak` tries many more.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import hypothesis
import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bantin.collections.parse import parse
from bantin.config import parse_settings
from bantin.language import characters
from bantin.problems import BuildFailed, Problem, catalogue
from tests.builder import SETTINGS, Site, article, no_excerpt
from tests.conftest import SOAK
from tests.content import slip_table

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = hypothesis.settings(
    max_examples=300 if SOAK < 100 else 60_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
WHOLE = hypothesis.settings(SMALL, max_examples=12 if SOAK < 100 else 1_500)
"""For examples that are whole builds."""

ANY = st.text(st.characters(codec=None), max_size=40)
"""Texts with every character there is, halves of others too."""
ODD = st.sampled_from(
    ["\0", "\v", "\x1b[31m", "\x85", "\ufffe", "\ufdd0", "\U0001ffff", "\u2028", "\ufeff", "\xa0", "\xad", "e\u0323\u0301" * 40, "\u0301" * 40,
     "9" * 5_000, "a" * 300, "[" * 990, "{" * 990, "- " * 990, "a." * 300, "[a," * 500, "0206-12-08", "9999-12-31T23:59:59+99:99", "<![x]>", "&#0;",
     "&#x1F;", '"', "'", "\\", "\\ud800", "\\u000b", "%00", "%ff", "../" * 50, "con", "nul.txt", ".", "..", "~", "null", "---", "\n", "\r", "\t", " #", ": ", "🏛"]
)  # fmt: skip
PIECES = st.lists(ODD | ANY, max_size=5).map("".join)
SITE = parse_settings(SETTINGS.encode())


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts_of(key)
            yield from texts_of(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_of(one)


def check_problems(problems: list[Problem] | tuple[Problem, ...]) -> None:
    """Each has a code, and says in both languages what a terminal can show."""
    for one in problems:
        assert one.code in catalogue()
        ours = {name: words for name, words in one.values.items() if name in {"reason", "expected_vi", "expected_en"}}
        assert not [words for words in ours.values() if slip_table.FOREIGN.search(words)], ours
        for language in ("vi", "en"):
            told = f"{one.place} {one.message(language)} {one.hint(language)}"
            told.encode()
            assert characters.find_forbidden(told) < 0, told


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@SMALL
@given(PIECES | st.sampled_from([row.slip for row in slip_table.rows()]), PIECES, st.binary(max_size=40))
def test_fuzz_front_matter(front: str, more: str, raw: bytes) -> None:
    for data in (
        bytes_of(f"---\n{front}\n{more}\n---\nx"), bytes_of(slip_table.source_of(front.replace("\\", "")) + more), bytes_of(front) + raw,
        b"---\ntitle: " + raw + b"\n---\n", bytes_of(f"---\ntitle: {front}\ndate: {more}\ncategory: tin\n---\nx"),
        bytes_of(f"---\ntitle: a\ndate: 2020-01-01\ncategory: tin\ntags: [{front}]\naliases: [{more}]\nslug: {front}\nimage: {more}\n---\nx"),
    ):  # fmt: skip
        made = parse(slip_table.PATH, data, SITE, no_excerpt)
        check_problems(made.problems)
        assert made.document is not None or made.problems
        if made.document is not None:
            assert not [text for text in texts_of(made.document) if characters.find_forbidden(text) >= 0]


KEYS = st.sampled_from(
    ["site.title", "site.base_url", "site.page_size", "site.timezone", "site.language", "articles.folder", "articles.dates", "categories", "menu",
     "paths.tag", "counter", "counter.baseline", "counter.url", "office", "links", "media.quality", "security.expires", "checks.off", "x"]
)  # fmt: skip
VALUES = (
    st.integers().map(str) | ANY.map(lambda text: f'"{text}"') | ODD.map(lambda text: f'"{text}"') | ODD
    | st.sampled_from(["1" * 5_000, "-" + "9" * 4_000, "0x" + "f" * 5_000, "1e9999", "nan", "inf", "[" * 5_000, "[" * 800 + "]" * 800, "{a=" * 900,
                       '{ a = "b" }', "[1, 'a']", '"\\u0000"', '"\\u000b"', '"\\ud800"', '"""\n', "2026-13-01", "0206-12-08", "0001-01-01T00:00:00Z"])
)  # fmt: skip


@SMALL
@given(st.lists(st.tuples(KEYS, VALUES), max_size=4), PIECES, st.binary(max_size=30))
def test_fuzz_settings(pairs: list[tuple[str, str]], more: str, raw: bytes) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in pairs)
    for data in (
        bytes_of(lines + SETTINGS), bytes_of(f"{SETTINGS}\n{more}"), raw, SETTINGS.encode() + raw, bytes_of(lines),
        bytes_of(SETTINGS.replace('"Trang thử"', pairs[0][1] if pairs else "1")), bytes_of(SETTINGS.replace("Trang thử", more)),
    ):  # fmt: skip
        try:
            made = parse_settings(data)
        except BuildFailed as failed:
            check_problems(failed.problems)
        else:
            assert not [text for text in texts_of(made) if characters.find_forbidden(text) >= 0]


@WHOLE
@given(
    st.lists(st.tuples(st.sampled_from(["site.home", "article.by", "x", "a.b"]), VALUES), max_size=3),
    PIECES | st.just(""),
)
def test_fuzz_words(site: Site, pairs: list[tuple[str, str]], more: str) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in pairs)
    site.article("a")
    site.write("layouts/i18n/vi.toml", bytes_of(lines + more))
    check_build(site)


@WHOLE
@given(st.lists(PIECES, min_size=1, max_size=3), st.sampled_from(["", ".html", ".xml", ".css", ".toml"]))
def test_fuzz_names(site: Site, names: list[str], suffix: str) -> None:
    """Of layouts, assets, sources and attachments."""
    site.article("a")
    before = {os.fsencode(path) for path in site.root.rglob("*")}
    for name in names:
        for folder in ("layouts", "layouts/assets", "layouts/i18n", "content", "content/tin-tuc"):
            for ending in (suffix, ".md", ".pdf"):
                write(os.fsencode(site.root), os.path.join(folder.encode(), bytes_of(name) + ending.encode()))
    check_build(site)
    for path in sorted(site.root.rglob("*"), reverse=True):
        if os.fsencode(path) not in before and not path.is_relative_to(site.public):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


@WHOLE
@given(st.binary(max_size=200) | PIECES.map(bytes_of), st.booleans())
def test_fuzz_manifest(site: Site, data: bytes, add: bool) -> None:  # noqa: FBT001 - Hypothesis'
    site.article("a")
    assert site.make().status == 0
    place = site.public / ".bantin/manifest"
    place.write_bytes((place.read_bytes() if add else b"") + data)
    site.article("a", "Khác.")
    check_build(site)
    site.article("a", "Lại khác.")
    check_build(site)


@WHOLE
@given(st.integers(0, 2**20), st.binary(max_size=100), st.booleans())
def test_fuzz_state(site: Site, at: int, data: bytes, cut: bool) -> None:  # noqa: FBT001 - Hypothesis'
    site.article("a")
    assert site.make().status == 0
    [place] = (site.root / ".bantin").glob("state*.sqlite")
    known = place.read_bytes()
    at %= len(known)
    place.write_bytes(known[:at] + data + (b"" if cut else known[at + len(data) :]))
    site.article("a", "Khác.")
    check_build(site)
    assert "Khác." in site.read("tin-tuc/a/index.html")


@pytest.mark.parametrize(
    "line",
    [
        b"a\0b",
        b"a" * 5_000,
        b"a/" * 2_500,
        "đ".encode() * 200,
        b"\xff\xfe",
        b"/etc/x",
        b"../x",
        b"./x",
        b"a/./b",
        b"a//b",
        b"a/",
        b"C:\\x",
        b"\x1b[1m",
    ],
)
def test_a_line_of_the_manifest_that_is_no_file_is_no_file_of_ours(site: Site, line: bytes) -> None:
    site.article("a")
    assert site.make().status == 0
    place = site.public / ".bantin/manifest"
    place.write_bytes(place.read_bytes() + line + b"\n")
    for text in ("Khác.", "Lại khác."):
        site.article("a", text)
        assert site.make().status == 0
        assert text in site.read("tin-tuc/a/index.html")


@pytest.mark.parametrize(
    "value", ["1" * 5_000, "0x" + "f" * 5_000, "[" * 900 + "]" * 900, "[" * 5_000, "{a=" * 900, "1e9999", "2026-13-01"]
)
def test_settings_that_python_cannot_hold(value: str) -> None:
    for text in (f"x = {value}\n{SETTINGS}", f"{SETTINGS}\n[media]\nquality = {value}\n"):
        with pytest.raises(BuildFailed) as failed:
            parse_settings(text.encode())
        check_problems(failed.value.problems)


@pytest.mark.parametrize(
    "line",
    [
        "x = ",
        "x = [1",
        "x == 1",
        "[a",
        "x = 'a",
        'x = "\\q"',
        "[site]",
        "x = 1\nx = 2",
        "x = 2026-99-01",
        "a\tb",
        "x = {a=1",
        "é = 1",
    ],
)
def test_no_word_of_tomllib_is_told(line: str) -> None:
    with pytest.raises(BuildFailed) as failed:
        parse_settings(f"{SETTINGS}\n{line}\n".encode())
    check_problems(failed.value.problems)


@pytest.mark.parametrize(
    "escape", [r"\u000b", r"\u0000", r"\b", r"\f", r"\u007f", r"\u0085", r"\uffff", r"\U0001fffe", r"\ufdd0"]
)
def test_no_control_character_comes_in_by_an_escape(site: Site, escape: str) -> None:
    site.article("a")
    site.settings(more=f'[office]\naddress = "a{escape}b"\n')
    assert site.make().problems == [("BT321", "site_config.toml", 14)]
    site.settings()
    site.write("layouts/i18n/vi.toml", f'x = "a{escape}b"\n')
    assert ("BT321", "layouts/i18n/vi.toml", 0) in site.make().problems


@pytest.mark.parametrize("command", [("--output",), ("--root",), ("init",)], ids=str)
@pytest.mark.parametrize("name", ["x" * 300, "đ" * 200, "a\0b"], ids=["long", "long in bytes", "NUL"])
def test_a_path_that_no_system_takes_is_wrong_usage(site: Site, command: tuple[str, ...], name: str) -> None:
    arguments = {"--output": ["build", "--output", name], "--root": ["--root", name, "build"], "init": ["init", name]}
    assert site.invoke(*arguments[command[0]]).status == 2


@WHOLE
@given(st.lists(PIECES.map(lambda text: f"/{text}") | PIECES, min_size=1, max_size=4))
def test_fuzz_redirects(site: Site, aliases: list[str]) -> None:
    site.write("content/tin-tuc/a.md", bytes_of(article(aliases=aliases)))
    check_build(site)


def write(root: bytes, name: bytes) -> None:
    """Write a file of this name, if the system takes it and it lies below `root`."""
    place = os.path.normpath(os.path.join(root, name))
    if not place.startswith(root + b"/"):
        return
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as stream:
            stream.write(b"x")
    except (OSError, ValueError):
        pass


def check_build(site: Site) -> None:
    """Build: published, or problems with codes."""
    result = site.make()
    assert result.status in (0, 1)
    problems = result.json["problems"]
    assert result.status == 0 or problems
    for one in problems:
        assert one["code"] in catalogue()
        assert characters.find_forbidden("".join(map(str, one.values()))) < 0
    if result.status == 0:
        for path, content in site.tree().items():
            if isinstance(content, bytes) and path.endswith((".html", ".xml")):
                assert characters.find_forbidden(content.decode()) < 0, path
