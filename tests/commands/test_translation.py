"""The command line speaks the site's language: help, usage errors and prompts."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from bantin.commands.main import main
from bantin.commands.translation import confirm, speak
from bantin.commands.vietnamese import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.builder import Site

# English that is in no Vietnamese word, nor in a name of a program or an option.
ENGLISH = re.compile(r"\b(?:the|of|and|is|not|for|with|Usage|Options?|Error|Invalid|Missing|No such|Try|Show|Show|OPTIONS|COMMAND|TEXT|INTEGER)\b")  # fmt: skip
WRONG = [
    ["build", "--nothing"], ["build", "--jbs", "2"], ["nothing"], ["bild"], ["build", "--jobs", "0"], ["build", "--jobs", "many"], ["build", "--jobs"],
    ["build", "--now", "yesterday"], ["build", "extra"], ["build", "extra", "more"], ["build", "--quiet=1"], ["new"], ["init"], ["init", "--language", "fr", "x"],
    ["watch", "--port", "99999"], ["fix", "khong-co"], ["counter", "chart"], ["counter", "backup", "."], ["build", "--output", "x" * 300],
]  # fmt: skip


def commands() -> Iterator[tuple[str, ...]]:
    """Yield each command, and each of its own commands."""
    with click.Context(main, obj={"language": "en"}) as ctx:
        for name in main.list_commands(ctx):
            yield (name,)
            command = main.get_command(ctx, name)
            assert command is not None
            if isinstance(command, click.Group):
                yield from ((name, one) for one in command.commands)


@pytest.mark.parametrize("command", [(), *commands()], ids=" ".join)
def test_each_help_is_in_the_site_s_language(site: Site, command: tuple[str, ...]) -> None:
    vietnamese = site.invoke(*command, "--help").stdout
    assert vietnamese.startswith("Cách dùng: ")
    assert ENGLISH.search(vietnamese) is None, vietnamese
    site.settings(language="en")
    english = site.invoke(*command, "--help").stdout
    assert english.startswith("Usage: ")
    assert english.isascii() or "…" in english


@pytest.mark.parametrize("arguments", WRONG, ids=lambda one: " ".join(one)[:30])
def test_each_usage_error_is_in_the_site_s_language(site: Site, arguments: list[str]) -> None:
    vietnamese = site.invoke(*arguments)
    assert (vietnamese.status, vietnamese.stdout) == (2, "")
    assert "Lỗi: " in vietnamese.stderr
    assert ENGLISH.search(vietnamese.stderr) is None, vietnamese.stderr
    site.settings(language="en")
    assert "Error: " in site.invoke(*arguments).stderr


def test_no_translation_is_left_over() -> None:
    """Words of click's may be of another release; ours must be used."""
    said: set[str] = set()
    with click.Context(main, obj={"language": "en"}) as ctx:
        left: list[click.Command] = [main]
        left += [one for name in main.list_commands(ctx) if (one := main.get_command(ctx, name))]
        while left:
            command = left.pop()
            left += command.commands.values() if isinstance(command, click.Group) else []
            said.add(inspect.cleandoc(command.help or ""))
            said.update(one.help or "" for one in command.params if isinstance(one, click.Option))
    ours = {text for text in WORDS if re.search(r"[a-z]{2}.*\.$", text, re.DOTALL)} - said
    assert {text for text in ours if "{" not in text} <= {
        "A path cannot hold a NUL character.", "The name is too long for a file or folder.", "Show this message and exit.", "Missing command.",
    }  # fmt: skip
    assert said - {""} <= WORDS.keys()


@pytest.mark.parametrize(
    ("typed", "answer"), [("", True), ("c", True), ("Có", True), ("y", True), ("k", False), ("không", False), ("n", False), ("gì\nk", False)]
)  # fmt: skip
def test_questions_take_answers_in_both_languages(typed: str, answer: bool) -> None:  # noqa: FBT001 - what is expected
    @click.command()
    def ask() -> None:
        click.echo(confirm("Đăng?", "vi"))

    said = CliRunner().invoke(ask, input=f"{typed}\n").output
    assert "[C/k]" in said
    assert said.endswith(f"{answer}\n")


def test_broken_settings_mean_vietnamese(site: Site) -> None:
    speak("en")
    site.write("site_config.toml", "[site\nx")
    assert "Lỗi: Không có lệnh" in site.invoke("nothing").stderr
