"""The way in, through the real command and without `--now`, which is how people build."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.builder import PROJECT

if TYPE_CHECKING:
    from tests.builder import Site


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_builds_one_after_another(site: Site, method: str) -> None:
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


def test_faults_of_a_site_end_with_1(site: Site) -> None:
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


def test_a_build_that_is_interrupted_says_no_more_than_that(site: Site) -> None:
    script = (
        "import bantin.build.pipeline\n"
        "def build(*_): raise KeyboardInterrupt\n"
        "bantin.build.pipeline.build = build\n"
        "from bantin.__main__ import program\n"
        "program(None, 'bantin')\n"
    )
    command = [sys.executable, "-c", script, "--root", str(site.root)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, env={**os.environ})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "\nĐã dừng.\n")
