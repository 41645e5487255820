"""Every regular expression of the package, how it is used, and texts made of what it looks for."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import pkgutil
import re
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, NamedTuple

import bantin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

METHODS = frozenset({"match", "fullmatch", "search", "findall", "finditer", "split", "sub", "subn"})
_LETTERS = "a1 \n<>[](){}\"'`*_-:.=/,é"
"""What may stand for a class of characters, the first that is in it."""
_OTHER = "\x00"
"""A letter that nothing looks for."""


class Used(NamedTuple):
    """A pattern of a module."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def modules() -> list[ModuleType]:
    """Return every module of the package."""
    return [
        importlib.import_module(one.name)
        for one in pkgutil.walk_packages(bantin.__path__, "bantin.")
        if one.name != "bantin.__main__"
    ]


def patterns(module: ModuleType) -> Iterator[Used]:
    """Yield the patterns that a module compiles, once or where it needs them."""
    tree = ast.parse(inspect.getsource(module))
    methods: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
            methods.setdefault(node.value.id, set()).add(node.attr)
    for name, value in vars(module).items():
        for pattern in _within(value):
            if f"{module.__name__}.{name}" not in {f"{module.__name__}.{alias}" for alias in _imported(tree)}:
                yield Used(f"{module.__name__}.{name}", pattern, frozenset(methods.get(name, {"search", "sub"})))
    for number, (pattern, method) in enumerate(_written(tree)):
        yield Used(f"{module.__name__}:{number}", pattern, frozenset({method}))


def _within(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(_within, value.values()))
    elif isinstance(value, tuple | list):
        yield from itertools.chain.from_iterable(map(_within, value))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def _written(tree: ast.Module) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield the patterns that stand in calls of `re` itself: `re.sub(r"…", …)`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
            continue
        if (
            isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and isinstance(node.args[0], ast.Constant)
        ):
            flags = re.MULTILINE if any("MULTILINE" in ast.unparse(one) for one in node.args) else re.NOFLAG
            written = node.args[0].value
            yield re.compile(written.decode() if isinstance(written, bytes) else str(written), flags), node.func.attr


def is_short(pattern: re.Pattern[Any]) -> bool:
    """Whether a pattern looks at a few characters only, wherever it begins."""
    return "MAXREPEAT" not in repr(list(parser.parse(pattern.pattern, pattern.flags)))


def texts(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Return (before, repeated, after): what a pattern looks for, in pairs, after what brings a match to each of its parts."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    words = list(dict.fromkeys(_words(list(tree))))[:8]
    repeated = dict.fromkeys([*words, *("".join(pair) for pair in itertools.permutations(words, 2))])
    before = list(
        dict.fromkeys("".join(_least(item) for item in list(tree)[:end]) for end in range(min(len(tree), 8) + 1))
    )
    return [(one, other, after) for one in before for other in repeated for after in ("", _OTHER)]


def _words(items: Any) -> Iterator[str]:  # noqa: C901 - one branch for each kind of node
    """Yield what each part of a tree may stand for: words of letters that follow each other, and a letter of each class."""
    word = ""
    for op, argument in items:
        if op is c.LITERAL:
            word += chr(argument)
            continue
        if word:
            yield word
            word = ""
        if op in (c.IN, c.ANY, c.NOT_LITERAL):
            yield from _of_class(op, argument)
        elif op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            yield from _words(argument[2])
        elif op is c.BRANCH:
            for one in argument[1]:
                yield from _words(one)
        elif op is c.SUBPATTERN:
            yield from _words(argument[3])
        elif op is c.ATOMIC_GROUP:
            yield from _words(argument)
        elif op in (c.ASSERT, c.ASSERT_NOT):
            yield from _words(argument[1])
    if word:
        yield word


def _of_class(op: Any, argument: Any) -> Iterator[str]:
    if op is c.IN and argument[0][0] is not c.NEGATE:
        yield from [chr(one[1]) for one in argument if one[0] is c.LITERAL][:3]
    if letter := _letter(op, argument):
        yield letter


def _letter(op: Any, argument: Any) -> str:
    """Return a letter of a class."""
    one = re.compile(_spelled(op, argument), re.DOTALL)
    return next((letter for letter in _LETTERS if one.fullmatch(letter)), "")


def _spelled(op: Any, argument: Any) -> str:
    if op is c.ANY:
        return "."
    if op is c.NOT_LITERAL:
        return f"[^{re.escape(chr(argument))}]"
    kinds = {c.CATEGORY_DIGIT: r"\d", c.CATEGORY_NOT_DIGIT: r"\D", c.CATEGORY_SPACE: r"\s", c.CATEGORY_NOT_SPACE: r"\S",
             c.CATEGORY_WORD: r"\w", c.CATEGORY_NOT_WORD: r"\W"}  # fmt: skip
    inside = ""
    for kind, value in argument:
        if kind is c.NEGATE:
            inside += "^"
        elif kind is c.LITERAL:
            inside += re.escape(chr(value))
        elif kind is c.RANGE:
            inside += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            inside += kinds[value]
    return f"[{inside}]"


def _least(item: Any) -> str:  # noqa: PLR0911 - one line for each kind of node
    """Return a short text that a part of a tree matches."""
    op: Any = item[0]
    argument: Any = item[1]
    if op is c.LITERAL:
        return chr(argument)
    if op in (c.IN, c.ANY, c.NOT_LITERAL):
        return _letter(op, argument)
    if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        return "".join(map(_least, argument[2])) * max(1, int(argument[0]))
    if op is c.BRANCH:
        return "".join(map(_least, argument[1][0]))
    if op is c.SUBPATTERN:
        return "".join(map(_least, argument[3]))
    if op is c.ATOMIC_GROUP:
        return "".join(map(_least, argument))
    return ""
