"""Layouts compiled to quicker code that renders the same bytes.

A page of news calls some hundred small functions and includes some twenty partials; Jinja's general way with each costs
more than the work itself. What is known when a layout is compiled is done then: words and asset addresses become
constants, partials are put in where they are included, and our own functions are called directly. An error in such
code has no place to show, so `rendering` renders a failing page again by the plain environment and reports that error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping
    from types import CodeType

    from jinja2.compiler import Frame

    from bantin.rendering.layouts import Layouts

_DIRECT = frozenset({"url", "absolute", "asset", "inline_script", "picture", "preload", "attachment", "t"})
"""Functions of the layouts that take no context, so that they need no `context.call`."""
_DEPTH = 8
"""Partials within partials that are put in; below it Jinja includes them, and finds an endless include."""
_OWN_SCOPE = (nodes.Block, nodes.Extends, nodes.Import, nodes.FromImport, nodes.Macro, nodes.CallBlock)
_ASSIGNMENTS = (nodes.Assign, nodes.AssignBlock)
_BOUND_ELSEWHERE = frozenset({"loop", "caller", "varargs", "kwargs", "self", "super"})
"""Names that mean something else to a partial than to the layout around it."""
# A tag that gives a value to a name, and the names in it that are not merely called or looked into.
_BINDING = re.compile(r"\{%[-+]?\s*(set|macro|import|from|for|with|call)\b(.*?)%\}", re.DOTALL)
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(r"(?<![\w.])([a-z_]+)\b(?!\s*[.(])")
_ANY_NAME = re.compile(r"\b[a-z_]+\b")


class QuickEnvironment(jinja2.Environment):
    """An environment whose templates are compiled for one set of layouts."""

    layouts: Layouts
    base_path: str
    direct: frozenset[str]
    """Our functions, but for names that some layout uses for something of its own."""

    def prepare(self, layouts: Layouts, base_path: str) -> None:
        """Set what is known when layouts are compiled."""
        self.layouts = layouts
        self.base_path = base_path
        self.direct = (_DIRECT | {"site"}) - _bound_names(layouts.templates.values())

    def compile(  # type: ignore[override]  # narrower than Jinja's overloads, which its loader does not use
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,  # noqa: ARG002, FBT001, FBT002 - Jinja's signature; its loader never asks for source code
        defer_init: bool = False,  # noqa: FBT001, FBT002
    ) -> CodeType:
        """Compile a template after folding it."""
        if isinstance(source, str):
            source = self.parse(source, name, filename)
            if name is not None:
                loads, stores = _names(source)
                _Folding(self, (name,), loads | stores, _assigned(source.find_all(_ASSIGNMENTS))).visit(source)
        return super().compile(source, name, filename, raw=False, defer_init=defer_init)


class _Folding(NodeTransformer):
    """Replaces what is constant, and puts partials in."""

    def __init__(
        self, environment: QuickEnvironment, inside: tuple[str, ...], names: frozenset[str], pending: set[str]
    ) -> None:
        """Fold the last template of `inside`.

        `names` are those that it and the layouts around it use, `pending` those that get a value later.
        """
        self._environment = environment
        self._inside = inside
        self._names = names
        self._pending = pending
        self._closed = 0

    def visit_Assign(self, node: nodes.Assign) -> nodes.Node:  # noqa: N802
        """Note that names have their value from here on."""
        visited = self.generic_visit(node)
        self._pending -= _assigned([node])
        return visited

    def _visit_closed(self, node: nodes.Node) -> nodes.Node:
        """Visit what gives a partial inside it other names, or another way to escape, than Jinja's include does."""
        self._closed += 1
        visited = self.generic_visit(node)
        self._closed -= 1
        return visited

    visit_Macro = visit_CallBlock = visit_FilterBlock = _visit_closed  # noqa: N815 - Jinja's naming
    visit_ScopedEvalContextModifier = _visit_closed  # noqa: N815

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.Node:  # noqa: N802
        """Visit what is closed as a macro is, and note its name."""
        visited = self._visit_closed(node)
        self._pending -= _assigned([node])
        return visited

    def visit_Template(self, node: nodes.Template) -> nodes.Node:  # noqa: N802
        """Leave includes outside the blocks of a layout that extends another to Jinja."""
        self._closed += node.find(nodes.Extends) is not None
        return self.generic_visit(node)

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802
        """Visit a block, which is a function of its own."""
        around, self._closed = self._closed, 0
        visited = self.generic_visit(node)
        self._closed = around
        return visited

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's naming
        """Fold `t("key")`, `asset("name")` and `inline_script("name")`; a missing key fails when rendered."""
        layouts = self._environment.layouts
        ours = isinstance(node.node, nodes.Name) and node.node.name in self._environment.direct
        simple = ours and len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if simple and isinstance(node.node, nodes.Name) and isinstance(node.args[0], nodes.Const):
            argument = node.args[0].value
            if node.node.name == "t" and argument in layouts.words:
                return nodes.Const(layouts.words[argument], lineno=node.lineno)
            # Only names that stand there plainly: those are part of the layout's fingerprint.
            if (
                node.node.name == "asset"
                and argument in layouts.assets
                and argument in layouts.named_assets.get(self._inside[-1], ())
            ):
                return nodes.Const(self._environment.base_path + layouts.assets[argument].url, lineno=node.lineno)
            named = layouts.named_scripts.get(self._inside[-1], ())
            if node.node.name == "inline_script" and argument in layouts.scripts and argument in named:
                return nodes.Const(Markup(layouts.scripts[argument].element), lineno=node.lineno)
        return self.generic_visit(node)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        """Put a partial in, in a scope of its own, unless it has blocks, macros or imports."""
        literal = node.template.value if isinstance(node.template, nodes.Const) else None
        source = self._environment.layouts.templates.get(literal) if isinstance(literal, str) else None
        if (
            source is None
            or not node.with_context
            or node.ignore_missing
            or literal in self._inside
            or len(self._inside) > _DEPTH
        ):
            return self.generic_visit(node)
        if self._closed:
            return self.generic_visit(node)
        partial = self._environment.parse(source, literal, f"layouts/{literal}")
        if next(iter(partial.find_all(_OWN_SCOPE)), None) is not None:
            return self.generic_visit(node)
        loads, stores = _names(partial)
        # To a scope, a name that gets its value later has none yet; to an included partial it has that of the page.
        if (loads | stores) & _BOUND_ELSEWHERE or stores & self._names or loads & self._pending:
            return self.generic_visit(node)
        inside, pending = (*self._inside, str(literal)), self._pending | _assigned(partial.find_all(_ASSIGNMENTS))
        folded = _Folding(self._environment, inside, self._names | loads | stores, pending).visit(partial)
        return nodes.With([], [], folded.body, lineno=node.lineno)


class _QuickCode(CodeGenerator):
    """Writes direct calls and a shorter way to escape."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write what Jinja's `getattr` does first in place; what has no such attribute is left to it."""
        found, looked_into = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({looked_into} := ")
        self.visit(node.node, frame)
        self.write(
            f"), {node.attr!r}, missing)) is not missing else environment.getattr({looked_into}, {node.attr!r}))"
        )

    def visit_Call(  # noqa: N802
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Call our own functions and `site`'s without a detour."""
        target = node.node
        direct = self.environment.direct if isinstance(self.environment, QuickEnvironment) else frozenset()
        ours = (isinstance(target, nodes.Name) and target.name in direct and target.name != "site") or (
            isinstance(target, nodes.Getattr)
            and isinstance(target.node, nodes.Name)
            and target.node.name == "site"
            and "site" in direct
        )
        if not ours or forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(target, frame)
        self.write("(")
        for argument in [*node.args, *node.kwargs]:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escape(")  # `quick_escape` by then: see `_QuickTemplate`
        else:
            super()._output_child_pre(node, frame, finalize)


def _names(template: nodes.Template) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a template loads and those that it stores."""
    found = list(template.find_all(nodes.Name))
    return frozenset(one.name for one in found if one.ctx == "load"), frozenset(
        one.name for one in found if one.ctx != "load"
    )


def _assigned(assignments: Iterable[nodes.Assign | nodes.AssignBlock]) -> set[str]:
    """Return the names that `{% set %}` gives a value."""
    return {
        name.name
        for one in assignments
        for name in ([one.target] if isinstance(one.target, nodes.Name) else one.target.find_all(nodes.Name))
    }


def _bound_names(texts: Iterable[str]) -> frozenset[str]:
    """Return the names to which some layout gives a value of its own; rather one too many than one too few."""
    found: set[str] = set()
    for text in texts:
        for tag, rest in _BINDING.findall(text):
            found.update((_ANY_NAME if tag == "macro" else _NAME).findall(_STRING.sub("", rest)))
    return frozenset(found)


class _QuickTemplate(jinja2.Template):
    """A template whose code escapes by `quick_escape`."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - Jinja's name
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:
        """Make the template and put the other function in place."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = quick_escape
        return template


QuickEnvironment.template_class = _QuickTemplate
QuickEnvironment.code_generator_class = _QuickCode


def quick_escape(value: Any) -> str:  # noqa: ANN401 - anything that a layout prints
    """Return `value` safe for HTML, as markupsafe's `escape` does, but as a plain `str`, which is quicker to make."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    if kind is Markup:
        return str.__str__(value)
    return escape(value)


try:
    from markupsafe._speedups import _escape_inner as _escape_text
except ImportError:  # another version or no compiled part: the public way gives the same

    def _escape_text(text: str, /) -> str:
        return str(escape(text))
