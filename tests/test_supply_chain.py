"""What others wrote and this project runs on: each package by version and hash, each action of CI by its commit."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.builder import PROJECT

LOCKS = ("requirements-build.txt", "requirements.txt", "requirements-dev.txt", "requirements-release.txt")
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


def _entries(name: str) -> dict[str, str]:
    """Return the lines of each package of a lock, by its name."""
    text = re.sub(r"^#.*\n", "", (PROJECT / name).read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", "")
    return {_normal(line): line for line in text.splitlines() if line}


def _normal(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_has_one_version_and_hashes(name: str) -> None:
    entries = _entries(name)
    assert entries
    for line in entries.values():
        assert re.fullmatch(r"[a-z0-9.-]+==[^ ;]+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+", line), line


def test_what_is_asked_for_is_locked() -> None:
    project = PYPROJECT["project"]
    runtime = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    listed = {
        "requirements.txt": runtime,
        "requirements-dev.txt": [*runtime, *_list("requirements-dev.in")],
        "requirements-release.txt": _list("requirements-release.in"),
    }
    for name, requirements in listed.items():
        assert {_normal(one) for one in requirements} <= _entries(name).keys()
    assert {"tzdata", "async-timeout"} <= _entries("requirements.txt").keys(), "needed on other systems and Pythons"


def _list(name: str) -> list[str]:
    return [line for line in (PROJECT / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_tests_run_on_the_versions_that_the_site_runs_on() -> None:
    runtime, tests = _entries("requirements.txt"), _entries("requirements-dev.txt")
    assert {name: tests[name].split()[0] for name in runtime} == {
        name: line.split()[0] for name, line in runtime.items()
    }


def test_the_build_backend_is_the_locked_one() -> None:
    [backend] = PYPROJECT["build-system"]["requires"]
    assert _entries("requirements-release.txt")["hatchling"].split()[0] == backend


def test_actions_of_ci_are_named_by_commit() -> None:
    for file in (*(PROJECT / ".github/workflows").glob("*.yml"), PROJECT / "docs/publishing.md"):
        used = re.findall(r"uses: *(.*)", file.read_text("utf-8"))
        assert used
        for one in used:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_packages_of_npm_have_a_hash_and_no_address() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    for name, one in packages.items():
        assert one["integrity"].startswith("sha512-"), name
        assert "resolved" not in one, name
