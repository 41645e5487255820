from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bantin.system import set_up
from tests.builder import NOW, PROJECT, Site

if TYPE_CHECKING:
    from tests.mishaps import Mishap


@pytest.mark.mishap("Cài lần đầu ở máy không có mạng")
def test_a_machine_with_python_alone_sets_itself_up_and_builds(tmp_path: Path, mishap: Mishap) -> None:
    """The one test that needs the network (a package index). From another folder, in one with spaces and Vietnamese letters."""
    home = tmp_path / "Trang tin của Hội đồng"
    home.mkdir()
    for name in ("bantin", "layouts"):
        shutil.copytree(PROJECT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "requirements-build.txt", "requirements.txt"):
        shutil.copy(PROJECT / name, home / name)
    site = Site(home, plain=False)
    site.article("a")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Python as it is installed, and nothing beside it (-S).
    python = os.path.realpath(sys.executable)
    started = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment = dict(started)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [python, "-I", "-S", str(home / "build.py"), *arguments]
        return subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)

    lock = home / "requirements.txt"
    checked = lock.read_text("utf-8")
    lock.write_text(re.sub(r"(sha256:)[0-9a-f]{6}", r"\g<1>000000", checked), "utf-8")
    refused = run("--version")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1].startswith("build.py: gói tải về không phải bản đã kiểm tra")
    assert not (home / ".venv/bantin-ready").exists()
    assert not list((home / ".venv").rglob("jinja2")), "nothing was installed"
    lock.write_text(checked, "utf-8")

    environment = {**started, "PIP_INDEX_URL": "http://127.0.0.1:1/", "no_proxy": "*", "NO_PROXY": "*"}
    offline = run("--version")
    mishap.told(offline.stderr, "build.py: không nối được với kho gói Python", "PIP_NO_INDEX=1")
    mishap.seen((offline.returncode, offline.stdout, list(home.glob("public"))), (1, "", []))

    environment = {**started, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(elsewhere)}
    site.settings(language="en")
    alone = run("--version")
    assert (alone.returncode, alone.stdout) == (1, "")
    [begun, why] = alone.stderr.splitlines()
    assert begun.endswith("this happens once…")
    assert why.startswith("build.py: the package index (or the folder goi) has no package that fits Python 3.")
    assert "No matching distribution" in (home / ".venv/set-up.log").read_text("utf-8")
    site.settings()
    environment = started

    first = run("build", "--json", "--no-search", "--now", NOW)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith('{"pages": '), "the set-up must not print on standard output"
    said = [line for line in first.stderr.splitlines() if line.startswith("build.py:")]
    assert len(said) == 1, (
        "one line says that it sets itself up; pip itself may warn of what this machine's settings name"
    )
    assert (home / "public/tin-tuc/a/index.html").is_file()
    assert list(elsewhere.iterdir()) == []

    again = run("--now", NOW, "--no-search")
    assert again.returncode == 0
    assert again.stderr.startswith("bantin: "), "nothing is set up again"
    assert run("build", "--nothing").returncode == 2
    site.article("b", category="tim")
    assert run("--now", NOW).returncode == 1


@pytest.mark.parametrize(
    ("said", "vi", "en"),
    [
        (
            "ProxyError('Cannot connect to proxy.', NewConnectionError('…'))\nERROR: No matching distribution",
            "PROXY:",
            "PROXY:",
        ),
        (
            "'NewConnectionError(…): [Errno -2] Name or service not known'\nERROR: No matching distribution",
            "goi",
            "goi",
        ),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')", "PIP_CERT", "PIP_CERT"),
        ("not created successfully because ensurepip is not\navailable", "python3-venv", "python3-venv"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "300 MB", "300 MB"),
        ("error: [Errno 13] Permission denied: '/srv/hdnd/.venv'", "/srv/hdnd/.venv", "/srv/hdnd/.venv"),
        ("ERROR: No matching distribution found for nh3", "Python 3.", "Python 3."),
        ("Traceback: something new", "nhật ký", "the log"),
    ],
    ids=["proxy", "network", "certificate", "venv", "disk", "rights", "package", "other"],
)
def test_a_set_up_that_fails_says_why_and_what_to_do(said: str, vi: str, en: str) -> None:
    venv, locks = Path("/srv/hdnd/.venv"), (Path("requirements.txt"),)
    for language, sign in (("vi", vi), ("en", en)):
        told = set_up.explain(said, venv, locks, language)
        assert sign in told
        assert "{" not in told
        assert "\n" not in told


def test_in_an_environment_that_has_the_engine_it_just_runs(site: Site) -> None:
    result = site.run("--version")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("bantin")


def test_its_own_folder_is_the_site_unless_root_says_otherwise(tmp_path: Path) -> None:
    home = tmp_path / "home"
    site = Site(home, plain=False)
    site.article("a")
    for name in ("bantin", "layouts"):
        (home / name).symlink_to(PROJECT / name)
    shutil.copy(PROJECT / "build.py", home)
    subprocess.run(
        [sys.executable, str(home / "build.py"), "--now", NOW, "--no-search", "--quiet"], cwd=tmp_path, check=True
    )
    assert (home / "public/index.html").is_file()


def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    text = (PROJECT / "build.py").read_text("utf-8").replace("OLDEST = (3, 11)", "OLDEST = (9, 9)")
    (tmp_path / "build.py").write_text(text, "utf-8")
    done = subprocess.run([sys.executable, str(tmp_path / "build.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("build.py: Python 3.11")


def test_it_is_a_thin_wrapper() -> None:
    assert len((PROJECT / "build.py").read_text("utf-8").splitlines()) < 80
