"""The commands of the documents are ones that work, and their examples are valid."""

from __future__ import annotations

import itertools
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from bantin.commands import main as cli
from tests.builder import NOW, PROJECT, Site, png

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(f"docs/{path.name}" for path in sorted((PROJECT / "docs").glob("*.md"))),
]
# Programs of the system that the documents may name: their own business.
FOREIGN = {
    "echo",
    "mail",
    "rsync",
    "rclone",
    "git",
    "cp",
    "mkdir",
    "cd",
    "curl",
    "crontab",
    "systemctl",
    "sudo",
    "docker",
    "aws",
    "ssh",
    "ssh-keygen",
    "ssh-keyscan",
    "scp",
    "nginx",
    "certbot",
    "journalctl",
    "redis-cli",
    "sqlite3",
    "install",
    "apt",
    "sed",
    "ln",
}

TOOLS = {"pip", "pytest", "ruff", "mypy", "lint-imports"}


def fences(document: str) -> Iterator[tuple[str, str]]:
    """Yield language and text of each fenced block."""
    yield from re.findall(
        r"^[ ]*```(\w*)[^\n]*\n(.*?)^[ ]*```[ ]*$", (PROJECT / document).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )


def commands(document: str) -> list[str]:
    """Return every command line that a reader may copy."""
    text = (PROJECT / document).read_text("utf-8")
    blocks = [
        block
        for language, block in fences(document)
        if language in {"sh", "shell", "bash", "console"} or (not language and "build.py" in block)
    ]
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    inline = [
        span
        for span in re.findall(r"`([^`\n]+)`", text)
        if re.match(r"(py(?:thon3?)? build\.py|bantin|make|pip) ", span)
    ]
    return [line for line in dict.fromkeys([*lines, *inline]) if line and not line.startswith("#")]


def ours(line: str) -> Iterator[list[str]]:
    """Yield each part of a command line that runs something of this project."""
    # A synopsis says by brackets what may be left out: all of it must exist.
    words = shlex.split(re.sub(r"\[(-[^\]]*)\](?:\.\.\.)?", r"\1", line), comments=True)
    part: list[str] = []
    for word in [*words, "&&"]:
        if word in {"&&", ";", "|", "||", "&"}:
            if part:
                yield part
            part = []
        else:
            part.append(word)


@pytest.mark.parametrize(
    ("document", "line"), [(document, line) for document in DOCUMENTS for line in commands(document)]
)
def test_a_command_of_the_documents_is_one_that_works(document: str, line: str) -> None:
    for part in ours(line):
        words = [
            *itertools.dropwhile(lambda word: re.fullmatch(r"[A-Z_]+=\S*", word), part)
        ]  # variables of the environment come first
        if words:
            _check_part(document, words)


def _check_part(document: str, words: list[str]) -> None:
    program, *rest = [words[0].rpartition("/")[2], *words[1:]]
    if program in {"python3", "python", "py"}:
        _check_python(rest)
    elif program == "bantin":
        _check_ours(rest)
    elif program == "make":
        targets = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
        assert {word for word in rest if not re.match(r"-|\w+=", word)} <= targets
    elif program in {"bash", "sh"}:
        assert (PROJECT / rest[0]).is_file(), rest[0]
    else:
        assert program in FOREIGN | TOOLS, f"{document}: what is {program!r}? Add it to FOREIGN or correct the document"


def _check_python(rest: list[str]) -> None:
    if rest[0] in {"build.py", "bantin/build.py", "bantin-new/build.py", "/srv/bantin-new/build.py"}:
        _check_ours(rest[1:])
    elif rest[0] == "-m":
        assert rest[1] in {"venv", "pip", "pytest", "tests.renew_golden", "bantin"}
    else:
        assert (PROJECT / rest[0]).is_file(), rest[0]


def _check_ours(arguments: list[str]) -> None:
    """Let click read the arguments, and run nothing: it knows the command and each option, or says that it does not."""
    done = CliRunner().invoke(cli.main, [*(word for word in arguments if word != "…"), "--help"])
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("document", ["README.md"])
def test_the_two_commands_of_the_readme_run(site: Site, document: str) -> None:
    assert "python3 build.py " in (PROJECT / document).read_text("utf-8")
    site.article("a")
    for arguments in (["--now", NOW], ["check", "--now", NOW], ["--help"], ["watch", "--help"]):
        done = subprocess.run(
            [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_command_of_the_readme_that_runs_the_tests_is_the_one_of_make_and_ci() -> None:
    for document in ("README.md", "Makefile", ".ci/run", ".github/workflows/ci.yml"):
        assert "bash scripts/test.sh" in (PROJECT / document).read_text("utf-8"), document


def test_the_article_of_the_readme_builds(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    [text] = [text for language, text in fences("README.md") if language == "markdown"]
    site = Site(tmp_path / "site", {"site_config.toml": (PROJECT / "site_config.toml").read_bytes()}, plain=False)
    for menu in re.findall(r'^url = "/(.+)/"', (PROJECT / "site_config.toml").read_text("utf-8"), re.MULTILINE):
        site.page(menu)
    site.page("en/index")
    site.write("content/tin-tuc/2026/khai-mac-ky-hop.md", text)
    site.write("content/tin-tuc/2026/hoi-truong.png", png())
    result = site.make(now="2026-12-09")
    assert (result.status, result.problems) == (0, []), result.stderr
    assert (site.public / "tin-tuc/2026/khai-mac-ky-hop/index.html").is_file()


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        if str(document) == "docs/problems.md":  # made of messages, which show how a link is written
            continue
        folder = (PROJECT / document).parent
        text = re.sub(r"```.*?```", "", (PROJECT / document).read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if not re.match(r"[a-z]+:", target) and not target.startswith("/") and "../2019" not in target:
                inside = re.search(rf"`[^`\n]*\]\({re.escape(target)}[^`\n]*`", text)
                assert inside or (folder / target).exists(), f"{document}: {target}"


def test_the_guide_for_editors_names_every_key_of_the_front_matter() -> None:
    from bantin.collections.article import Article
    from bantin.collections.fields import fields_of

    guide = (PROJECT / "docs/huong-dan-bien-tap.md").read_text("utf-8")
    assert {key for key in fields_of(Article) if f"| `{key}` |" not in guide} == set()


def test_every_command_is_in_a_document() -> None:
    everything = "\n".join((PROJECT / document).read_text("utf-8") for document in DOCUMENTS)
    for name in cli.main.list_commands(click.Context(cli.main)):
        assert f"build.py {name}" in everything or name == "build", name
