from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.builder import PROJECT

MODULES = sorted(
    ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
    for path in (PROJECT / "bantin").rglob("*.py")
    if path.name != "__main__.py"
)
"""Every module of the package."""
PARTS = 4


def test_imports_run_one_way() -> None:
    """The contracts of `pyproject.toml`."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("part", range(PARTS))
def test_each_module_imports_alone(part: int) -> None:
    """Each in a namespace without any other module of ours: a fork of a fresh interpreter."""
    script = """
import os, sys
for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        try:
            __import__(name)
        except BaseException:
            import traceback
            print(name, file=sys.stderr)
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(1)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, *MODULES[part::PARTS]], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_only_commands_print_or_exit() -> None:
    for path in (PROJECT / "bantin").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {function.id for function in calls if isinstance(function, ast.Name)}
        attributes = {ast.unparse(function) for function in calls if isinstance(function, ast.Attribute)}
        in_wing = {"commands", "preview", "counter"} & set(path.parts)  # services print what they serve
        if path.name != "__main__.py" and not in_wing:
            assert not names & {"print", "exit", "quit", "input"}, path
            assert not attributes & {"sys.exit", "click.echo", "sys.stdout.write", "sys.stderr.write"}, path


def test_starting_up_loads_neither_templates_nor_markdown() -> None:
    """A build of an unchanged site must not pay for them."""
    script = "import sys, bantin.commands.main, bantin.build.pipeline; print(*{name.partition('.')[0] for name in sys.modules} & {'jinja2', 'markdown', 'nh3', 'yaml', 'frontmatter', 'rich', 'watchdog'})"
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


OPENERS = {
    "system/safe_open.py": "opens what others may swap: safely, for all",
    "build/publish.py": "writes files of its own stage, and locks the output folder",
    "build/engine.py": "reads its own code",
    "build/state.py": "writes to the state's folder",
    "system/set_up.py": "writes a log into the environment that it makes",
    "commands/new_file.py": "begins new files, never over old ones",
    "commands/engine_folder.py": "copies what the package brings",
    "commands/init.py": "reads what the package brings",
    "commands/counter.py": "writes a file that its user names on the command line",
    "problems/problem.py": "reads what the package brings",
    "checks/law.py": "reads what the package brings",
    "search/files.py": "keeps the texts of attachments in the state's folder",
    "media/cache.py": "reads its own code",
    "rendering/bytecode_cache.py": "reads its own code",
    "preview/server.py": "reads what the package brings",
    "preview/builtin_pages.py": "reads what the package brings",
    "counter/bots.py": "reads what a library brings",
    "counter/queues.py": "reads what the package brings",
    "counter/file_lock.py": "locks the counter's database, no file of a site",
    "counter/moving.py": "moves the counter's database",
    "commands/server_config.py": "reads what the package brings",
    "counter/sqlite_file.py": "looks into the counter's database",
    "counter/backups.py": "reads a file that its user names on the command line",
}
"""Modules that open files themselves, and why that is no matter of who may swap a file of the site."""
_OPENING = frozenset(
    {
        "read_bytes",
        "read_text",
        "write_bytes",
        "write_text",
        "copy",
        "copy2",
        "copyfile",
        "copyfileobj",
        "copytree",
        "move",
    }
)


def test_files_that_somebody_may_swap_are_opened_in_one_module() -> None:
    package = PROJECT / "bantin"
    opening: set[str] = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _opens(node):
                opening.add(path.relative_to(package).as_posix())
    assert opening == set(OPENERS)


def _opens(call: ast.Call) -> bool:
    """Whether a call opens a file by its name: `open`, `os.open`, `Path.open`, `read_bytes`, `shutil.copy` and their like."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "open"
    if not isinstance(call.func, ast.Attribute):
        return False
    owner, name = ast.unparse(call.func.value), call.func.attr
    if name == "open":
        modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return owner in ("os", "io") or any(set(mode) <= set("rwaxbt+") for mode in modes)
    return name in _OPENING and (owner == "shutil" or "read_" in name or "write_" in name)
