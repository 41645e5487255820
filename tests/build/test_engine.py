from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from bantin.build import engine
from bantin.build.engine import engine_files, engine_fingerprint, engine_times, page_base, source_base
from bantin.config import parse_settings
from bantin.rendering.load_layouts import load_layouts
from tests.builder import PROJECT, SETTINGS, Site, differences

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the fingerprint made again for each test, and forgotten afterwards."""
    monkeypatch.setattr(engine, "engine_fingerprint", engine_fingerprint.__wrapped__)


def test_the_fingerprint_is_the_same_in_each_process() -> None:
    script = "from bantin.build.engine import engine_fingerprint; print(engine_fingerprint())"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, env=environment, check=True
    )
    assert int(done.stdout) == engine_fingerprint()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("library", engine._LIBRARIES)
def test_another_version_of_a_library_makes_another_engine(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    before = engine.engine_fingerprint()
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0.1" if name == library else real(name))
    assert engine.engine_fingerprint() != before


@pytest.mark.usefixtures("anew")
def test_another_file_of_the_engine_makes_another_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = engine.engine_fingerprint()
    files = engine_files()
    assert not [path for path in files if "/preview/" in path or "/counter/" in path or "/commands/" in path]
    other = tmp_path / "other.py"
    other.write_text("x = 1\n")
    monkeypatch.setattr(engine, "engine_files", lambda: [*files[:-1], str(other)])
    assert engine.engine_fingerprint() != before
    assert engine_times() != [os.stat(path).st_mtime_ns for path in files]


def test_libraries_that_are_installed_anew_change_the_times(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine_times()
    real = os.stat

    def later(path: str) -> object:
        found = real(path)
        return type("Stat", (), {"st_mtime_ns": found.st_mtime_ns + path.endswith("site-packages")})

    monkeypatch.setattr(os, "stat", later)
    assert engine_times() != before


def test_what_a_build_remembers_goes_when_the_engine_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        site.article(f"n{number}")
    assert site.make().status == 0
    before = site.tree()
    other = engine_fingerprint() ^ 1
    monkeypatch.setattr(engine, "engine_fingerprint", lambda: other)
    site.article("n0")  # written again, else nothing is looked at
    result = site.make().json
    assert result["rendered"] == result["pages"]
    assert result["written"] == 0
    assert not differences(before, site.tree())


@pytest.mark.parametrize(
    ("more", "sources", "pages"),
    [
        ("", False, False),
        ('[counter]\nprovider = "none"\n', False, True),
        ("[[categories]]\nslug = 'moi'\nname = 'Mới'\n", True, True),
        ('[articles]\nfolder = "bai"\n', True, True),
    ],
)
def test_what_is_remembered_depends_on_the_settings_it_was_made_with(
    tmp_path: Path, more: str, *, sources: bool, pages: bool
) -> None:
    layouts = load_layouts(tmp_path, "vi")
    one, other = parse_settings(SETTINGS.encode()), parse_settings((SETTINGS + more).encode())
    assert (source_base(one) != source_base(other)) is sources
    assert (page_base(one, layouts) != page_base(other, layouts)) is pages
