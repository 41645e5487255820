"""Each place that reports a problem gives what its message says, and no other code's values."""

import ast
import re
from collections.abc import Iterator

import pytest

from bantin.problems import catalogue
from tests.builder import PROJECT

CALLS = frozenset({"problem", "report", "FieldFault"})
IMPLIED = {"cell", "header"}
"""What `PetitionTable.problem` adds itself."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def calls() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield each code that the engine reports, where, and the names of the values that it gives with it."""
    for path in sorted((PROJECT / "bantin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "func", None)
            name = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
            if not isinstance(node, ast.Call) or name not in CALLS or not node.args:
                continue
            given = {one.arg for one in node.keywords if one.arg}
            is_known = all(one.arg for one in node.keywords)
            if name == "FieldFault":
                values = node.args[2] if len(node.args) > 2 else None
                is_known = isinstance(values, ast.Dict) and all(isinstance(key, ast.Constant) for key in values.keys)
                given = {key.value for key in values.keys} if is_known else set()  # type: ignore[union-attr]
            at = f"{path.relative_to(PROJECT)}:{node.lineno}"
            if is_known:
                yield from ((code, at, frozenset(given) | IMPLIED) for code in codes(node.args[0]))


def codes(node: ast.expr) -> list[str]:
    """Return the codes that an argument can be."""
    if isinstance(node, ast.IfExp):
        return codes(node.body) + codes(node.orelse)
    text = str(node.value) if isinstance(node, ast.Constant) else ""
    return [text] if re.fullmatch(r"BT\d{3}", text) else []


@pytest.mark.parametrize(("code", "at", "given"), list(calls()))
def test_a_message_has_all_values_that_it_names(code: str, at: str, given: frozenset[str]) -> None:
    entry = catalogue()[code]
    texts = (entry.vi, entry.en, entry.hint_vi, entry.hint_en, entry.guess_vi, entry.guess_en)
    # Without a guess nothing is said of it.
    assert set(PLACEHOLDER.findall(" ".join(texts))) - {"near"} <= given, at
