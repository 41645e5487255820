from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from bantin.commands import extras
from tests.builder import NOW, PROJECT, Site

if TYPE_CHECKING:
    from pathlib import Path

BUILD = {
    "click", "frontmatter", "icalendar", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "PIL", "pypdf", "rcssmin",
    "rich", "rjsmin", "yaml",
}  # fmt: skip
"""Modules that a plain installation brings."""
ONLY_IN_EXTRAS = ("anyio", "crawleruseragents", "httptools", "redis", "starlette", "uvicorn", "uvloop", "watchdog")
PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]


def imported(folder: Path) -> set[str]:
    """The names of other packages that the modules of a folder import."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"bantin"}


def distributions(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w-]", one)[0].lower() for one in requirements if "win32'" not in one}


def modules_of(requirements: list[str]) -> set[str]:
    """The modules that the packages of these requirements bring."""
    wanted = distributions(requirements)
    return {
        name for name, owners in metadata.packages_distributions().items() if wanted & {one.lower() for one in owners}
    }


def test_what_builds_imports_nothing_of_the_extras() -> None:
    folders = [path for path in (PROJECT / "bantin").iterdir() if path.is_dir() and path.name not in extras._MODULES]
    assert set().union(*map(imported, folders)) <= BUILD
    assert BUILD - {"markupsafe"} <= modules_of(PROJECT_TABLE["dependencies"])  # Jinja2 brings markupsafe


@pytest.mark.parametrize("extra", ["preview", "counter"])
def test_an_extra_brings_what_its_folder_imports(extra: str) -> None:
    optional = PROJECT_TABLE["optional-dependencies"]
    assert set(extras._MODULES) == set(optional)
    assert imported(PROJECT / "bantin" / extra) - BUILD <= set(extras._MODULES[extra])
    assert set(extras._MODULES[extra]) <= modules_of(optional[extra])


def test_build_py_looks_for_every_dependency() -> None:
    import build

    everything = BUILD.union(*extras._MODULES.values()) - {"markupsafe"}
    assert set(build.NEEDED) == everything


def without_extras(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command where the modules of the extras cannot be found."""
    script = f"""
import sys
from importlib.machinery import PathFinder
class Plain(PathFinder):
    def find_spec(name, path=None, target=None):
        return None if name.partition(".")[0] in {ONLY_IN_EXTRAS!r} else PathFinder.find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Plain
from bantin.__main__ import program
program()
"""
    command = [sys.executable, "-c", script, "--root", str(site.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT)


def test_a_plain_installation_builds_and_checks(site: Site) -> None:
    site.article("a", summary="Tóm tắt.")
    built = without_extras(site, "build", "--now", NOW)
    assert built.returncode == 0, built.stderr
    assert (site.public / "tin-tuc/a/index.html").is_file()
    assert without_extras(site, "check", "--now", NOW).returncode == 0
    for command in ("watch", "counter"):
        assert without_extras(site, command, "--help").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "language", "words"),
    [
        (["watch"], "vi", "(starlette, uvicorn, watchdog), hãy cài: python3 -m pip install starlette uvicorn watchdog"),
        (["watch"], "en", "this command needs packages that are not installed (starlette, uvicorn, watchdog)"),
        (["counter"], "en", "(crawleruseragents, httptools, redis, uvicorn), install them: python3 -m pip install"),
        (["counter", "stats"], "vi", "lệnh này cần thêm thư viện (crawleruseragents, httptools, redis, uvicorn)"),
    ],
)
def test_a_command_without_its_extra_says_what_to_install(
    site: Site, arguments: list[str], language: str, words: str
) -> None:
    site.settings(language=language)
    done = without_extras(site, *arguments)
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout, line.startswith("bantin: ")) == (2, "", True)
    assert words in line
    extra = PROJECT_TABLE["optional-dependencies"]["preview" if arguments == ["watch"] else "counter"]
    assert set(line.partition("pip install ")[2].split()) <= distributions(extra), "packages that there are"
