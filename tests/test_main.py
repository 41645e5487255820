"""The way in: a plain build is understood without a parser, and as the parser would."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bantin.commands import building
from bantin.commands.building import Wish
from bantin.commands.main import main
from bantin.commands.plain import plain_build
from tests.builder import PROJECT, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = ("--no-search", "--strict", "--quiet", "--json")


def understood(arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> Wish:
    """Return what the parser makes of `arguments`."""
    seen: list[Wish] = []

    def run(wish: Wish) -> int:
        seen.append(wish)
        return 0

    monkeypatch.setattr(building, "run", run)
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == 0
    return seen[0]


@pytest.mark.parametrize("count", range(len(FLAGS) + 1))
@pytest.mark.parametrize("command", [(), ("build",)])
def test_a_plain_build_is_what_the_parser_understands(
    site: Site, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], count: int
) -> None:
    for flags in itertools.permutations(FLAGS, count):
        arguments = ["--root", str(site.root), *command, *flags]
        plain = plain_build(arguments, None)
        assert plain is not None
        wish = understood(arguments, monkeypatch)
        told = {one[2:].replace("-", "_") for one in plain.options}
        assert wish == Wish(
            plain.root, search="no_search" not in told, strict="strict" in told, quiet="quiet" in told, as_json="json" in told
        ), arguments


def test_the_site_at_hand_is_the_folder_one_stands_in(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.root)
    for root in (None, site.root, Path()):
        plain = plain_build([], root)
        assert plain is not None
        assert plain.root == site.root
    monkeypatch.chdir(site.root.parent)
    plain = plain_build(["--root", site.root.name], None)
    assert plain is not None
    assert plain.root == understood(["--root", site.root.name], monkeypatch).root == site.root


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"], ["--version"], ["watch"], ["build", "--help"], ["build", "--now", "2026-11-24"], ["build", "--output", "x"], ["build", "build"],
        ["build", "--jobs", "2"], ["build", "--full"], ["build", "--base-url", "/"], ["--quiet", "build"], ["build", "--root", "."], ["--root"],
        ["--root="], ["--quie"], ["new", "x"], ["-q"], ["build", "--root"], ["--root", "."], ["--no-search", "x"],
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_parser(
    site: Site, tmp_path_factory: pytest.TempPathFactory, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert plain_build(arguments, site.root) is None


def test_a_folder_without_settings_is_left_to_the_parser(tmp_path: Path) -> None:
    assert plain_build([], tmp_path) is None
    assert plain_build(["--root", str(tmp_path / "missing")], None) is None


def command(site: Site, *arguments: str) -> list[str]:
    return [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), "build", "--no-search", *arguments]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_plain_builds_one_after_another(site: Site, method: str) -> None:
    """Everything through the real command and without `--now`, which is how people build: nothing here is due later or news."""
    for number in range(3):
        site.article(f"n{number}", date="2020-02-05", tags=["Thi đua"])
    environment = {"BANTIN_START_METHOD": method}
    time.sleep(0.03)
    first = site.run("build", "--no-search", "--json", **environment)
    assert (first.status, first.codes) == (0, []), first.stderr
    assert first.json["rendered"] == first.json["pages"] > 5
    time.sleep(0.03)
    assert site.run("build", "--no-search", "--json", **environment).json["rendered"] == 0
    site.article("n1", "Bản thứ hai.", date="2020-02-05", tags=["Thi đua"])
    time.sleep(0.03)
    again = site.run("build", "--no-search", "--json", **environment)
    assert 0 < again.json["rendered"] < again.json["pages"]
    assert "Bản thứ hai." in site.read("tin-tuc/n1/index.html")
    (site.public / "index.html").unlink()
    assert site.run("--no-search", "--json", **environment).json["rendered"] == 1
    quiet = site.run("--no-search", "--quiet", **environment)
    assert (quiet.status, quiet.stdout, quiet.stderr) == (0, "", "")
    assert site.run("--no-search", **environment).stderr.startswith("bantin: ")


def test_faults_of_a_plain_build_are_told_and_end_with_1(site: Site) -> None:
    site.article("n1", "[a](khong-co.md)", date="2020-02-05")
    result = site.run("build", "--no-search", "--json")
    assert (result.status, result.codes) == (1, ["BT401"])
    assert "Traceback" not in result.stderr
    site.article("n1", date="2020-02-05")
    site.write("site_config.toml", "[site\n")
    broken = site.run("--no-search")
    assert broken.status == 1
    assert "BT102" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_a_plain_build_that_is_interrupted_says_no_more_than_that(site: Site) -> None:
    script = (
        "import sys, bantin.commands.building\n"
        "def run(*_): raise KeyboardInterrupt\n"
        "bantin.commands.building.run = run\n"
        "from bantin.__main__ import program\n"
        "program(None, 'bantin')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--root", str(site.root)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ},
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "\nAborted!\n")
