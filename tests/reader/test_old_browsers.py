"""Browsers of 2019 (Chrome 76, Firefox 69, Safari 12.1) can read scripts and stylesheets: what came later is looked for in their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.builder import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = sorted([*PROJECT.glob("layouts/assets/*.js"), *PROJECT.glob("layouts/inline/*.js")])
STYLES = sorted(PROJECT.glob("layouts/assets/**/*.css"))
# What is no code; a `/` that begins an expression has none of these words around it.
APART = re.compile(r"""/\*.*?\*/|//[^\n]*|`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=[(=,\[!&|])\s*/(?![*/])(?:\[[^\]]*\]|\\.|[^/\\\n])+/""", re.DOTALL)  # fmt: skip
LATER_SYNTAX = r"\?\.(?!\d)|\?\?|\|\|=|&&=|\*\*=|#\w|\b\d[\d_]*n\b|\d_\d|catch\s*\{|\bimport\(|\bimport\.meta|^\s*(?:static\s+)?\w+\s*=[^=>][^;]*;\s*$(?=\s*(?:constructor|static|async|\w+\())|^await\b"
LATER_FUNCTIONS = r"\.(?:at|replaceAll|replaceChildren|allSettled|any|findLast|hasOwn|structuredClone|toSorted|toReversed|checkVisibility)\(|\bglobalThis\b"
LATER_RULES = r":is\(|:where\(|:has\(|(?:margin|padding|border|inset)-(?:block|inline)|\binset:(?!.*popover)|@layer|@container|@property|^\s*&|\bsvh|\bdvh"


def code(text: str) -> str:
    return APART.sub(" ", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_written_as_in_2018(path: Path) -> None:
    text = code(path.read_text("utf-8"))
    assert re.findall(LATER_SYNTAX, text, re.MULTILINE) == []
    assert re.findall(LATER_FUNCTIONS, text) == []


@pytest.mark.parametrize("word", ["a?.b", "a ?? b", "a ??= b", "this.#a()", "class A {\n  #b() {}\n}", "try { a } catch { b }", "1_000", "10n", "a.replaceChildren()", "a.at(1)"])  # fmt: skip
def test_what_came_later_is_found(word: str) -> None:
    assert re.search(f"{LATER_SYNTAX}|{LATER_FUNCTIONS}", code(f"const x = 'a?.b';\n{word};"), re.MULTILINE)
    assert not re.search(
        f"{LATER_SYNTAX}|{LATER_FUNCTIONS}",
        code("// a?.b\nconst x = 'a?.b', y = `#a ${b}`, z = a ? .5 : 1; /* a ?? b */"),
    )


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_the_stylesheets_say_what_older_browsers_know(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    # Who knows the one knows the rest; who does not know the other sees something move on a slow line.
    rules = re.sub(r"[^{}]*:(?:popover-open|has\(~ \*\))[^{}]*\{[^{}]*\}", "", text)
    assert re.findall(LATER_RULES, rules, re.MULTILINE) == []
    asked = re.sub(r"@supports[^{]*\{\s*(?:[^{}]*\{[^{}]*\}\s*)*\}", "", rules)
    for selector, body in re.findall(r"([^{}]*)\{([^{}]*)\}", asked):
        before: set[str] = set()
        for declaration in body.split(";"):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if re.search(r"\b(?:clamp|min|max|color-mix)\(", value):
                # A value with var() is never refused, only forgotten: so the older one may not stand before it.
                assert name in before, f"{selector.strip()}: {declaration.strip()} has no older value before it"
                assert "var(" not in value or "color-mix" in value, f"{selector.strip()}: {declaration.strip()}"
            before.add(name)
