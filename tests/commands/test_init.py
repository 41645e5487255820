from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from bantin.commands import engine_folder
from bantin.commands.main import main
from bantin.config import load_settings
from tests.builder import PROJECT, Site, stamps, tree

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def init(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *options], catch_exceptions=False)


def test_a_new_site_is_whole_and_builds_where_it_is_without_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "Trang mới"
    result = init(folder)
    assert result.exit_code == 0, result.stderr
    files = {str(folder / name) for name, content in tree(folder).items() if isinstance(content, bytes)}
    ours = {name for name in files if name.startswith(f"{folder}/engine/")}
    assert set(result.stdout.splitlines()) == files - ours
    assert f"{folder}/engine/docs/cau-hinh.md" in ours
    assert f"cd '{folder}'\n" in result.stderr
    words = [sys.executable, *re.findall(r"python3 (build\.py)  ", result.stderr)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    built = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    # A problem would be told in a line of its own. The first article is of today, so the clock decides here.
    assert (built.returncode, built.stderr.count("\n")) == (0, 1), built.stderr
    assert "bai-dau-tien" in (folder / "public/feed.xml").read_text("utf-8")
    before = stamps(folder)
    again = init(folder)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "site_config.toml: BT605" in again.stderr
    assert stamps(folder) == before


def test_a_new_site_in_english_builds(tmp_path: Path) -> None:
    assert init(tmp_path / "new", "--language", "en").exit_code == 0
    made = Site(tmp_path / "new", {"site_config.toml": (tmp_path / "new/site_config.toml").read_bytes()}, plain=False)
    built = made.invoke("build", "--json", "--no-search", "--jobs", "1")
    assert (built.status, built.problems) == (0, [])


def test_the_site_is_named(tmp_path: Path) -> None:
    name = 'HĐND tỉnh "A" \\ B'
    assert init(tmp_path / "new", "--title", name, "--base-url", "https://a.example.vn/hdnd/").exit_code == 0
    settings = load_settings(tmp_path / "new")
    assert (settings.site.title, settings.site.base_url) == (name, "https://a.example.vn/hdnd/")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("x.vn", "https://x.vn"),
        ("www.x.vn/hdnd", "https://www.x.vn/hdnd"),
        ("http:/x.vn", "http://x.vn"),
        (" https:\\\\x.vn ", "https://x.vn"),
        ("trang của tỉnh", ""),
    ],
)
def test_an_address_that_is_none_is_refused_at_once(tmp_path: Path, given: str, meant: str) -> None:
    refused = init(tmp_path / "new", "--base-url", given)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("BT106 "), "no line of a file that is not there"
    assert (f"Ý bạn là “{meant}”?" in refused.stderr) == bool(meant)
    assert not (tmp_path / "new").exists()


def test_what_cannot_be_written_whole_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_folder, "_BESIDE", ("build.py", "no such file"))
    failed = init(tmp_path / "new")
    assert failed.exit_code == 1
    assert "BT604" in failed.stderr
    assert [path for path in (tmp_path / "new").rglob("*") if not path.is_dir()] == []


def test_the_sample_site_has_what_a_new_one_gets() -> None:
    starter = PROJECT / "bantin/commands/starter/common"
    for folder in ("vscode", "githooks"):
        for path in (starter / f"dot-{folder}").iterdir():
            assert (PROJECT / f".{folder}" / path.name).read_bytes() == path.read_bytes(), path


def test_a_site_without_engine_uses_the_package_that_is_installed_or_says_what_is_missing(tmp_path: Path) -> None:
    script = PROJECT / "bantin/commands/starter/common/build.py"
    (tmp_path / "build.py").write_bytes(script.read_bytes())

    def run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *options, str(tmp_path / "build.py"), "--version"]
        return subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )

    assert run(PYTHONPATH=str(PROJECT)).stdout.startswith("bantin")
    missing = run("-I", "-S")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.startswith("build.py: không thấy Bantin: thiếu thư mục engine/")
    assert "Traceback" not in missing.stderr


def test_a_wheel_carries_what_a_site_gets_of_the_engine() -> None:
    included = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    wheel = included["wheel"]["force-include"]
    assert {name for name, place in wheel.items() if place == f"bantin/_engine/{name}"} == set(engine_folder._BESIDE)
    assert {f"/{name}" for name in wheel} <= set(included["sdist"]["include"])


def test_each_command_takes_the_root_and_says_so(tmp_path: Path) -> None:
    runner = CliRunner()
    for name in main.list_commands(click.Context(main)):
        assert "--root THƯ_MỤC" in runner.invoke(main, [name, "--help"]).stdout, name
    (tmp_path / "site_config.toml").write_text('[site]\nlanguage = "en"\ntitle = "T"\n', "utf-8")
    root = str(tmp_path)
    for arguments in (
        ["--root", root, "new", "T"],
        ["new", "T", "--root", root],
        ["--root", "/", "new", "T", "--root", root],
    ):
        said = runner.invoke(main, arguments).stderr
        assert said.startswith("site_config.toml:1: BT104 error: "), "of that site, in its language"
