from __future__ import annotations

import errno
import os
import re
import tomllib

import click
import pytest

from bantin.commands.main import main
from bantin.config.keys import keys_of, tables
from bantin.problems import BuildFailed, Severity, catalogue, errors, problem, set_of
from tests.builder import PROJECT

CODES = catalogue()
CODE = re.compile(r"\bBT\d{3}\b")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def used() -> dict[str, list[str]]:
    """Return every code that the engine names, with the files that name it."""
    found: dict[str, list[str]] = {}
    for path in sorted((PROJECT / "bantin").rglob("*.py")):
        for code in set(re.findall(r"""["'](BT\d{3})["']""", path.read_text("utf-8"))):
            found.setdefault(code, []).append(path.name)
    return found


def test_every_code_of_the_engine_has_its_words_and_every_entry_is_used() -> None:
    assert used().keys() == CODES.keys()


@pytest.mark.parametrize("code", CODES)
def test_an_entry_speaks_both_languages_and_says_what_to_do(code: str) -> None:
    entry = CODES[code]
    assert CODE.fullmatch(code)
    for text in (entry.vi, entry.en, entry.hint_vi, entry.hint_en):
        assert text.strip() == text
        assert text
        assert "\n" not in text
    assert entry.vi != entry.en
    assert entry.hint_vi != entry.hint_en
    if code not in (
        "BT341",
        "BT430",
        "BT431",
        "BT601",
        "BT672",
        "BT940",
        "BT941",
    ):  # what they repeat is in two languages itself
        assert set(PLACEHOLDER.findall(entry.vi)) == set(PLACEHOLDER.findall(entry.en))
    assert {name.removesuffix("_vi") for name in PLACEHOLDER.findall(entry.hint_vi)} == {
        name.removesuffix("_en") for name in PLACEHOLDER.findall(entry.hint_en)
    }


def test_codes_are_in_order_once_each() -> None:
    text = (PROJECT / "bantin/problems/messages.toml").read_text("utf-8")
    heads = re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)
    assert heads == sorted(set(heads))
    assert list(tomllib.loads(text)) == heads


def test_the_documentation_has_an_entry_for_every_code_and_no_other() -> None:
    page = (PROJECT / "docs/problems.md").read_text("utf-8")
    sections = dict(re.findall(r"^### (BT\d{3})\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL))
    assert sections.keys() == CODES.keys()
    for code, text in sections.items():
        entry = CODES[code]
        for words in (entry.vi, entry.en, entry.hint_vi, entry.hint_en):
            assert words in text, f"{code}: run `make docs`"
        assert ("warning" in text) == (entry.severity is Severity.WARNING)


def test_messages_advise_what_there_is() -> None:
    """Options, commands, documents and keys of the settings."""
    options = {"--abort", "--autostash", "--global", "--rebase", "--set-upstream"}  # Git's

    def collect(command: click.Command) -> None:
        for one in command.params:
            options.update(one.opts, one.secondary_opts)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                collect(inner)

    context = click.Context(main, obj={})
    collect(main)
    keys = {f"[{name}] {key.name}" for name, _table, record in tables() for key in keys_of(record)}
    for code, entry in catalogue().items():
        for text in (entry.vi, entry.en, entry.hint_vi, entry.hint_en):
            assert set(re.findall(r"(?<!-)--[a-z][a-z-]+", text)) <= options, code
            assert set(re.findall(r"build\.py ([a-z][a-z-]+)", text)) <= set(main.list_commands(context)), code
            assert set(re.findall(r"\[[a-z.]+\] [a-z_]+(?= ?[=,.;:)])", text)) <= keys, code
            for document in re.findall(r"docs/[\w-]+\.md", text):
                assert (PROJECT / document).is_file(), code


def test_codes_that_other_documents_name_exist() -> None:
    for path in [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]:
        new = {"BT926"} if path.name == "extending.md" else set()  # the guide shows how a code is added
        assert set(CODE.findall(path.read_text("utf-8"))) - new <= CODES.keys(), path.name


# --- one problem ---------------------------------------------------------------------------------------------------


def test_a_message_names_the_values_and_a_hint_the_nearest() -> None:
    one = problem("BT203", "content/a.md", 4, slug="thidua", known="thi-dua, ky-hop", near="thi-dua")
    assert one.message("vi") == "Không có chuyên mục “thidua”."
    assert one.message("en") == "There is no category “thidua”."
    assert one.hint("vi") == "Ý bạn là “thi-dua”? Các chuyên mục: thi-dua, ky-hop."
    assert one.hint("en") == "Did you mean “thi-dua”? The categories are: thi-dua, ky-hop."
    assert one.place == "content/a.md:4"


@pytest.mark.parametrize(
    ("place", "path", "line", "column"), [("", "", 0, 0), ("a", "a", 0, 0), ("a:3", "a", 3, 0), ("a:3:7", "a", 3, 7)]
)
def test_a_place_as_editors_and_terminals_write_it(place: str, path: str, line: int, column: int) -> None:
    assert problem("BT304", path, line, column).place == place


def test_a_value_with_braces_stays_as_it_is() -> None:
    assert "{slug}" in problem("BT308", reason="{slug} {reason}").message("en")


def test_problems_are_shown_sorted_and_once_each() -> None:
    made = [
        problem("BT502", "layouts/a.html", 3, reason="x", page="content/b.md"),
        problem("BT502", "layouts/a.html", 3, reason="x", page="content/a.md"),
        problem("BT502", "layouts/a.html", 3, reason="y", page="content/a.md"),
        problem("BT401", "content/a.md", 10, target="x"),
        problem("BT401", "content/a.md", 9, target="x"),
        problem("BT401", "content/a.md", 9, target="x"),
    ]
    shown = set_of(made)
    assert [(one.path, one.line) for one in shown] == [
        ("content/a.md", 9),
        ("content/a.md", 10),
        ("layouts/a.html", 3),
        ("layouts/a.html", 3),
    ]
    assert shown[2].values["page"] == "content/a.md"
    assert set_of(reversed(made)) == shown
    assert len(BuildFailed(made).problems) == 4


def test_warnings_do_not_stop_a_build() -> None:
    made = [problem("BT406", element="x"), problem("BT401", target="x")]
    assert [one.code for one in errors(made)] == ["BT401"]
    assert made[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "không có quyền"), (errno.ENOSPC, "đĩa đã đầy"), (errno.ENAMETOOLONG, "tên quá dài")],
)
def test_what_the_system_says_is_said_in_vietnamese(number: int, words: str) -> None:
    one = problem("BT308", "content/a.md", reason=os.strerror(number))
    assert one.message("vi") == f"Không đọc được: {words}."
    assert one.message("en") == f"It cannot be read: {os.strerror(number)}."


def test_what_terminals_must_not_get_is_shown_as_an_escape() -> None:
    one = problem("BT203", "content/\x1b[2J.md", 1, slug="a\x07", known="")
    assert one.place == r"content/\u001b[2J.md:1"
    assert r"“a\u0007”" in one.message("en")
