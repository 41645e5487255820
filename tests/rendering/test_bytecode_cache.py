"""Compiled layouts are code: only what this user of this machine compiled is run."""

from __future__ import annotations

import io
import marshal
import os
import pickle
import shutil
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest
from jinja2.bccache import bc_magic

from tests.builder import PROJECT, Site

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "Đến nội dung chính", "Sang phần chính"
_SUM = 16
_OPTIONS = ("--no-search", "--jobs", "1")


@pytest.fixture
def built(site: Site) -> Site:
    """A site built by a process of its own, with layouts compiled."""
    site.article("a")
    assert site.build(*_OPTIONS).status == 0
    return site


def _compiled(site: Site) -> list[Path]:
    return sorted(path for path in site.root.glob(".bantin/layouts/*/*") if path.is_file())


def _planted(file: Path, mark: Path) -> bytes:
    """Return the content of `file` with code that makes `mark`, and a checksum that anybody can compute."""
    stream = io.BytesIO(file.read_bytes()[_SUM:])
    stream.read(len(bc_magic))
    checksum = pickle.load(stream)
    code = compile(f"open({str(mark)!r}, 'w').close()", "<planted>", "exec")
    data = bc_magic + pickle.dumps(checksum, 2) + marshal.dumps(code)
    return blake2b(data, digest_size=_SUM).digest() + data


def test_code_that_another_put_there_is_not_run(built: Site, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    files = _compiled(built)
    assert len(files) > 3
    for file in files:
        file.write_bytes(_planted(file, mark))
    built.article("b", title="Khác", summary="Khác.")
    assert built.build(*_OPTIONS).status == 0
    assert not mark.exists()
    assert (built.public / "tin-tuc/b/index.html").is_file()
    assert any(b"<planted>" not in file.read_bytes() for file in files), "compiled anew"


def test_what_was_compiled_before_does_not_stand_in(tmp_path: Path) -> None:
    """Words are compiled in: a file of an older set, which we did write, would show those of then."""
    site = Site(tmp_path / "site", plain=False)
    site.article("a")
    assert site.build(*_OPTIONS).status == 0
    assert OLD in site.read("index.html")
    old = {file.name: file.read_bytes() for file in _compiled(site)}
    site.write("layouts/i18n/vi.toml", (PROJECT / "layouts/i18n/vi.toml").read_text("utf-8").replace(OLD, NEW))
    assert site.build(*_OPTIONS).status == 0
    for file in _compiled(site):
        file.write_bytes(old[file.name])
    shutil.rmtree(site.public)
    assert site.build(*_OPTIONS, "--full").status == 0
    assert NEW in site.read("index.html")
    assert OLD not in site.read("index.html")


def test_compiled_layouts_of_another_user_or_machine_are_compiled_anew(built: Site, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in _compiled(built)}
    built.article("b", title="Khác", summary="Khác.")
    assert built.build(*_OPTIONS, XDG_STATE_HOME=str(tmp_path / "other")).status == 0
    after = {file.name: file.read_bytes() for file in _compiled(built)}
    assert any(before[name] != after[name] for name in before)


def test_without_a_place_for_the_key_nothing_is_kept_and_the_site_is_built(site: Site) -> None:
    site.article("a")
    assert site.build(*_OPTIONS, XDG_STATE_HOME="/proc/no/such/place").status == 0
    assert _compiled(site) == []
    assert (site.public / "tin-tuc/a/index.html").is_file()


def test_what_a_build_remembers_is_for_its_user_alone(built: Site) -> None:
    folder = built.root / ".bantin"
    assert folder.stat().st_mode & 0o077 == 0
    for parent, folders, _names in os.walk(folder):
        assert all(os.stat(os.path.join(parent, name)).st_mode & 0o077 == 0 for name in folders)
