"""What a loop of a layout writes for one article, kept for the next list that shows the same article.

An article stands in some seven lists: all news, its category, its tags, its author, its month. What a list writes for it
depends on the article and a few plain values alone, so it is written once. `Repeats` finds such loops when a layout is
compiled (`quick_templates`); `Fragments` keeps what they wrote, with what was read for it, so that traces are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.visitor import NodeVisitor

from bantin.collections.documents import Document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bantin.rendering.traces import Key, Reader

FRAGMENTS = " fragments"
"""The global of an environment that holds its `Fragments`: no layout can name it."""
FragmentKey = tuple[Any, ...]

_KEPT = 20_000
"""Fragments kept at a time, of about 1.5 kB: neighbouring pages of all lists show much the same articles."""
_LEAST = 3
"""Calls and filters in a body that make it worth keeping."""
_PLAIN = frozenset({str, int, bool, type(None)})
_PURE_FILTERS = frozenset(
    {"date", "date_words", "iso", "rfc822", "number", "filesize", "e", "escape", "lower", "upper", "trim", "length", "replace", "join"}
)
_PURE = (
    nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr, nodes.Getattr, nodes.Getitem, nodes.Compare, nodes.Operand,
    nodes.BinExpr, nodes.UnaryExpr, nodes.Concat, nodes.Test, nodes.Keyword, nodes.Tuple, nodes.List,
)  # fmt: skip


class _Impure(Exception):
    """Something in a body may differ from one page to the next. Raised and caught here."""


class Repeats(NodeVisitor):
    """Finds bodies whose output depends on the item, the site and plain values only."""

    def __init__(self, direct: frozenset[str]) -> None:
        """`direct` are the names that mean our own functions, and `site`, in every layout."""
        self._direct = direct
        self._values: dict[str, nodes.Expr] = {}
        self._weight = 0

    def of(self, loop: nodes.For) -> list[nodes.Expr] | None:
        """Return what the output of the body of `loop` depends on beside the item and the site.

        `None` when it is not worth keeping, or may not be kept.
        """
        if not isinstance(loop.target, nodes.Name) or loop.recursive:
            return None
        self._values, self._weight = {}, 0
        try:
            self._each(loop.body, {loop.target.name})
        except _Impure:
            return None
        return list(self._values.values()) if self._weight >= _LEAST else None

    def _each(self, body: Iterable[nodes.Node], bound: set[str]) -> None:
        """Visit nodes in their order; a name that gets a value is in `bound` for those that follow."""
        for node in body:
            self.visit(node, bound)

    def generic_visit(self, node: nodes.Node, bound: set[str]) -> None:
        """Visit what computes and writes; refuse all else."""
        if not isinstance(node, _PURE):
            raise _Impure
        self._each(node.iter_child_nodes(), bound)

    def visit_Name(self, node: nodes.Name, bound: set[str]) -> None:  # noqa: N802 - Jinja's naming
        """Note a name from outside. What the site itself has is the same on each page."""
        if node.name == "loop":
            raise _Impure
        if node.name not in bound | self._direct:
            self._values[node.name] = node

    def visit_Getattr(self, node: nodes.Getattr, bound: set[str]) -> None:  # noqa: N802
        """Note what is asked of the page, which each page has; to look into anything else that may be missing would fail."""
        if isinstance(node.node, nodes.Name) and node.node.name == "page" and "page" not in bound:
            self._values[f"page.{node.attr}"] = node
        else:
            self.visit(node.node, bound)

    def visit_Assign(self, node: nodes.Assign, bound: set[str]) -> None:  # noqa: N802
        """Bind a name from here on."""
        self.visit(node.node, bound)
        bound.update(_targets([node.target]))

    def visit_With(self, node: nodes.With, bound: set[str]) -> None:  # noqa: N802
        """Bind names for a body."""
        self._each(node.values, bound)
        self._each(node.body, bound | _targets(node.targets))

    def visit_For(self, node: nodes.For, bound: set[str]) -> None:  # noqa: N802
        """Bind a loop's names for its body."""
        if node.recursive:
            raise _Impure
        self.visit(node.iter, bound)
        self._each([node.test] if node.test else [], bound | _targets([node.target]))
        self._each(node.body, bound | _targets([node.target]))
        self._each(node.else_, set(bound))

    def visit_If(self, node: nodes.If, bound: set[str]) -> None:  # noqa: N802
        """Visit branches; a value that only one of them gives is not known afterwards."""
        self.visit(node.test, bound)
        for branch in (node.body, node.elif_, node.else_):
            self._each(branch, set(bound))

    def visit_Filter(self, node: nodes.Filter, bound: set[str]) -> None:  # noqa: N802
        """Weigh a filter."""
        if node.name not in _PURE_FILTERS or node.node is None:
            raise _Impure
        self._weight += 1
        self._each(node.iter_child_nodes(), bound)

    def visit_Call(self, node: nodes.Call, bound: set[str]) -> None:  # noqa: N802
        """Weigh a call of ours."""
        target = node.node
        asks_site = isinstance(target, nodes.Getattr)
        name = target.node if isinstance(target, nodes.Getattr) else target
        if not isinstance(name, nodes.Name) or name.name not in self._direct - bound or asks_site != (name.name == "site"):
            raise _Impure
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise _Impure
        self._weight += 1
        self._each([*node.args, *node.kwargs], bound)


class Fragments:
    """What loops wrote on earlier pages of the same library."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[FragmentKey, tuple[str, dict[Key, int]]] = {}

    def key(self, loop: str, item: object, *values: object) -> FragmentKey | None:
        """Return under what the output of `loop`, its fingerprint, for `item` is kept; `None` when it cannot be kept."""
        if not isinstance(item, Document):
            return None
        for value in values:
            if type(value) not in _PLAIN:
                return None
        return (loop, item.path, *values)

    def find(self, key: FragmentKey | None) -> str | None:
        """Return what is kept under `key`, and note what was read for it."""
        found = self._kept.get(key) if key is not None else None
        if found is None:
            return None
        self._reader.reads.update(found[1])
        return found[0]

    def begin(self) -> dict[Key, int]:
        """Begin to write a fragment; the result is for `keep`."""
        outer = self._reader.reads
        self._reader.reads = {}
        return outer

    def keep(self, key: FragmentKey | None, outer: dict[Key, int], text: str) -> str:
        """Return `text`, the fragment that was begun, after keeping it."""
        own = self._reader.reads
        self._reader.reads = outer
        outer.update(own)
        if key is not None:
            if len(self._kept) >= _KEPT:
                for oldest in list(self._kept)[: _KEPT // 4]:
                    del self._kept[oldest]
            self._kept[key] = (text, own)
        return text


def _targets(targets: Iterable[nodes.Node]) -> set[str]:
    """Return the names that get a value."""
    return {name.name for target in targets for name in ([target] if isinstance(target, nodes.Name) else target.find_all(nodes.Name))}
