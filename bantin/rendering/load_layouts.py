"""Read the files of `layouts/`, the site's own over the project's."""

from __future__ import annotations

import functools
import os
import re
import tomllib
from typing import TYPE_CHECKING, Any

from bantin.config import Theme
from bantin.language import characters
from bantin.problems import Problem, problem
from bantin.rendering import assets as published
from bantin.rendering import inline_scripts
from bantin.rendering.layouts import Layouts
from bantin.system import fingerprints, safe_open, toml
from bantin.system.conflicts import conflict_line
from bantin.system.paths import LAYOUTS, builtin_folder, layout_files
from bantin.theme.emblem import FAVICON, Emblem, make_emblem
from bantin.theme.judge import judge_colors, judge_theme
from bantin.theme.palette import derive, stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bantin.rendering.inline_scripts import InlineScript

_REFERENCE = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s++(.*?)[-+]?%\}", re.DOTALL)
# A name that stands there in full; any other is computed.
_LITERAL = re.compile(
    r"[\"']([^\"']+)[\"']\s*(?:ignore missing|with context|without context|as\s+\w+|import\s.*|\s)*", re.DOTALL
)
_ASSET = re.compile(r"\basset\(\s*[\"']([^\"']+)[\"']\s*\)")
_INLINE = re.compile(r"\binline_script\(\s*[\"']([^\"']+)[\"']\s*\)")

_DEFAULT_THEME = Theme()


def load_layouts(root: Path, language: str, others: Iterable[str] = (), theme: Theme = _DEFAULT_THEME) -> Layouts:
    """Read the layouts of the site at `root`, with the words of `language` and of the `others`, and its `theme`."""
    problems: list[Problem] = []
    templates: dict[str, str] = {}
    raw_assets: dict[str, bytes] = {}
    scripts: dict[str, InlineScript] = {}
    files = layout_files(root)
    for name, path in files.items():
        if fault := _name_fault(name):
            problems.append(fault)
            continue
        try:
            data = read_layout(root, path)
        except OSError as error:
            problems.append(_unread(f"{LAYOUTS}/{name}", error))
            continue
        if line := conflict_line(data):
            problems.append(problem("BT245", f"{LAYOUTS}/{name}", line))
            continue
        if name.startswith(published.FOLDER):
            raw_assets[name.removeprefix(published.FOLDER)] = data
        elif not name.startswith("i18n/"):
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                problems.append(problem("BT509", f"{LAYOUTS}/{name}", data.count(b"\n", 0, error.start) + 1))
                continue
            if not name.startswith(inline_scripts.FOLDER):
                templates[name] = text
                continue
            script = inline_scripts.inline_script(name.removeprefix(inline_scripts.FOLDER), f"{LAYOUTS}/{name}", text)
            if isinstance(script, Problem):
                problems.append(script)
            else:
                scripts[script.name] = script
    words = _words(root, language, problems)
    other_words = {other: _words(root, other, problems) for other in others}
    ours = {name for name in (*published.SCRIPTS, FAVICON) if name in raw_assets and _is_ours(name, raw_assets[name])}
    colors, emblem = _apply(theme, raw_assets, problems, is_ours=FAVICON in ours)
    assets, faults = published.make_assets(raw_assets, minified=ours - {FAVICON})
    assets.update(published.drawn_assets(emblem))
    problems.extend(faults)
    named = {name: frozenset(_ASSET.findall(text)) for name, text in templates.items()}
    named_scripts = {name: frozenset(_INLINE.findall(text)) for name, text in templates.items()}
    # What is compiled in: addresses of the assets and texts of the scripts that a template names.
    constants = {
        name: [assets[one].url for one in sorted(named[name]) if one in assets]
        + [scripts[one].source for one in sorted(named_scripts[name]) if one in scripts]
        for name in templates
    }
    return Layouts(
        templates=templates,
        assets=assets,
        named_assets=named,
        scripts=scripts,
        named_scripts=named_scripts,
        words=words,
        other_words=other_words,
        language=language,
        prints=_prints(templates, constants),
        colors=colors,
        emblem=emblem.mark,
        words_print=fingerprints.of([words, other_words, colors, emblem]),
        problems=tuple(problems),
    )


def _apply(
    theme: Theme, files: dict[str, bytes], problems: list[Problem], *, is_ours: bool
) -> tuple[dict[str, str], Emblem]:
    """Put colours and emblem of `theme` among the `files` of `assets/`, and return both.

    A site's own colours come last. `is_ours` says that the emblem among them is the project's.
    """
    palette, written = derive(theme), files.get(published.COLORS, b"")
    own = published.read_colors(written)
    problems.extend(judge_theme(theme))
    problems.extend(judge_colors(palette.light, own, f"{LAYOUTS}/{published.FOLDER}{published.COLORS}"))
    files[published.COLORS] = stylesheet(palette).encode() + written
    colors = palette.light | own
    emblem = make_emblem(theme, colors, files, is_ours=is_ours)
    problems.extend(emblem.problems)
    files.update(emblem.files)
    return colors, emblem


def read_layout(root: Path, path: str) -> bytes:
    """Return the bytes of a file that `paths.layout_files` names for the site at `root`.

    The site's own may be links to files of its `layouts/` only; Bantin's may be installed in any way. Raises as
    `safe_open.open_file` does.
    """
    own = f"{root / LAYOUTS}{os.sep}"
    if path.startswith(own):
        return safe_open.read_file(own[:-1], path[len(own) :].split(os.sep))
    return safe_open.read_plain(path)


def _is_ours(name: str, data: bytes) -> bool:
    """Whether `data` is the project's own asset `name`, in place or copied without a change."""
    try:
        return safe_open.read_plain(builtin_folder() / published.FOLDER / name) == data
    except OSError:
        return False


def _name_fault(name: str) -> Problem | None:
    """Return what is wrong with the name of a layout file, as it would be with one of the content."""
    if "\\" in name:  # an escape for what is not UTF-8
        return problem("BT322", LAYOUTS, name=re.sub(r"\\udc..", "?", name))
    at = characters.find_forbidden(name)
    return problem("BT320", f"{LAYOUTS}/{name}", name=characters.name(name[at])) if at >= 0 else None


def _unread(shown: str, error: OSError) -> Problem:
    if isinstance(error, safe_open.NotInside | NotADirectoryError):
        return problem("BT511", shown)
    if isinstance(error, safe_open.NotAFile):
        return problem("BT313", shown)
    return problem("BT308", shown, reason=error.strerror or error)


def _words(root: Path, language: str, problems: list[Problem]) -> dict[str, str]:
    """Return the words of one language, flat: `article.by`. A site's own file replaces single words."""
    found: dict[str, str] = {}
    for folder in dict.fromkeys((builtin_folder(), root / LAYOUTS)):
        path = folder / "i18n" / f"{language}.toml"
        shown = f"{LAYOUTS}/i18n/{language}.toml"
        try:
            words = parsed_words(read_layout(root, str(path)).decode("utf-8-sig"))
            hidden = [letter for _where, letter in characters.forbidden_within(dict(words))]
            problems.extend(problem("BT321", shown, name=characters.name(letter)) for letter in hidden)
            found.update(words)
        except FileNotFoundError:
            continue
        except OSError as error:
            fault = _unread(shown, error)
            if fault not in problems:  # words are layout files like any other, so they have been read before
                problems.append(fault)
        except (tomllib.TOMLDecodeError, toml.TooMuch, UnicodeDecodeError) as error:
            line = re.search(r"at line (\d+)", str(error))
            problems.append(problem("BT507", shown, int(line[1]) if line else 0))
    return found


@functools.lru_cache(maxsize=4)  # the preview reads the layouts again at each change of one
def parsed_words(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a file of `i18n/`, flat: `article.by`. Raises as `toml.loads` does."""
    return tuple(_flat(toml.loads(text), ""))


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


def _prints(templates: dict[str, str], constants: dict[str, list[str]]) -> dict[str, int]:
    own = {name: fingerprints.of([text, constants[name]]) for name, text in templates.items()}
    everything = fingerprints.of(sorted(own.items()))
    uses = {name: [_literal(match[1]) for match in _REFERENCE.finditer(text)] for name, text in templates.items()}

    def closure(name: str) -> int:
        seen: dict[str, None] = {}
        queue = [name]
        while queue:
            one = queue.pop()
            if one in seen:
                continue
            seen[one] = None
            for used in uses.get(one, []):
                if used is None:  # a name that is computed: it may be any
                    return everything
                queue.append(used)
        return fingerprints.of([[one, own.get(one, 0)] for one in seen])

    return {name: closure(name) for name in templates}


def _literal(expression: str) -> str | None:
    """Return the layout that an expression names, `None` when it is computed."""
    found = _LITERAL.fullmatch(expression.strip())
    return found[1] if found else None
