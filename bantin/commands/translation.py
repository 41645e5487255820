"""The command line in the site's language: help, usage errors and prompts, ours and click's."""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from bantin.commands.vietnamese import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

_YES, _NO = frozenset({"c", "có", "co", "y", "yes"}), frozenset({"k", "không", "khong", "n", "no"})


def translate(text: str, language: str) -> str:
    """Return an English text of the command line in `language`; as it is, when there is no other."""
    return WORDS.get(text, text) if language == "vi" else text


def speak(language: str) -> None:
    """Make click say what it says in `language`: each of its modules has a name for the function that translates."""

    def one(text: str) -> str:
        return translate(text, language)

    def some(single: str, several: str, count: int) -> str:
        return translate(single if count == 1 else several, language)

    functions: dict[str, Callable[..., str]] = {"_": one, "ngettext": some}
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        vars(module).update({name: function for name, function in functions.items() if name in vars(module)})


def translated(command: click.Command, language: str) -> click.Command:
    """Return a command with its help, and that of its own commands, in `language`."""
    found = copy.copy(command)
    found.help = translate(inspect.cleandoc(command.help or ""), language)
    found.options_metavar = translate(command.options_metavar or "", language)
    found.params = [_translated_parameter(one, language) for one in command.params]
    if isinstance(found, click.Group):
        found.subcommand_metavar = translate(found.subcommand_metavar or "", language)
        found.commands = {name: translated(one, language) for name, one in found.commands.items()}
    return found


def _translated_parameter(parameter: click.Parameter, language: str) -> click.Parameter:
    found = copy.copy(parameter)
    is_choice = isinstance(found.type, click.Choice)
    if isinstance(found, click.Option):
        found.help = translate(found.help or "", language)
        if found.metavar is None and not found.is_flag and not is_choice:
            found.metavar = found.type.name.upper()
    elif found.metavar is None and not is_choice:
        name = found.human_readable_name
        found.metavar = name if found.required else f"[{name}]"
    found.metavar = translate(found.metavar, language) if found.metavar else None
    return found


def confirm(question: str, language: str) -> bool:
    """Ask a question on the terminal, until it is answered; nothing means yes. Raises `click.Abort`."""
    choices = "C/k" if language == "vi" else "Y/n"
    while True:
        answer = str(click.prompt(f"{question} [{choices}]", default="", show_default=False)).strip().casefold()
        if not answer or answer in _YES:
            return True
        if answer in _NO:
            return False
        click.echo(translate("Error: invalid input", language))
