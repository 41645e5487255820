"""A tree in columns is what a walk of the same folder gives."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bantin.content import walking
from bantin.content.census import Census, tree_of
from bantin.content.sources import walk

if TYPE_CHECKING:
    from pathlib import Path

    from bantin.content.sources import Tree

NAMES = ("a.md", "b.MD", "c/d.md", "c/anh.png", "Đại biểu.md", "đại/tệp.pdf", "c/.an.md", "e.md~", "z.txt", "a.md.txt")


def write(root: Path, names: list[str]) -> None:
    for number, name in enumerate(names):
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * number)
        os.utime(path, (1_000_000_000, 1_000_000_000))


def assert_same(found: Tree, walked: Tree) -> None:
    assert found.files == walked.files
    assert found.problems == walked.problems
    assert dict(found.by_path) == dict(walked.by_path)
    assert list(found.by_path) == list(walked.by_path)
    assert len(found.by_path) == len(walked.by_path)
    assert list(found.attached) == list(walked.attached)
    assert "content/none.md" not in found.by_path
    with pytest.raises(KeyError):
        found.by_path["content/none.md"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(NAMES), unique=True))
def test_a_census_is_a_walk(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    root = tmp_path_factory.mktemp("site")
    write(root, names)
    register = walking.register(root)
    found = tree_of(root, register)
    assert isinstance(found, Census) == any(name.lower().endswith(".md") and "/." not in f"/{name}" for name in names)
    assert_same(found, walk(root))


def test_a_name_in_either_spelling_leads_to_its_file(tmp_path: Path) -> None:
    """macOS gives names with their marks apart."""
    write(tmp_path, [unicodedata.normalize("NFD", "đại biểu.md"), "b.md"])
    found = tree_of(tmp_path, walking.register(tmp_path))
    assert_same(found, walk(tmp_path))
    one = found.by_path["content/đại biểu.md"]
    assert os.path.exists(one.real)
    assert one.real != str(tmp_path / one.path)


def test_two_files_of_one_path_are_left_to_the_walk(tmp_path: Path) -> None:
    write(tmp_path, ["đại.md", unicodedata.normalize("NFD", "đại.md"), "b.md"])
    found = tree_of(tmp_path, walking.register(tmp_path))
    assert not isinstance(found, Census)
    assert found.files == walk(tmp_path).files
    assert len(found.files) == 3


def test_what_cannot_be_listed_is_told(tmp_path: Path) -> None:
    assert [one.code for one in tree_of(tmp_path, walking.register(tmp_path)).problems] == ["BT311"]
    write(tmp_path, ["a.md"])
    (tmp_path / "content" / "ngoai.md").symlink_to(tmp_path / "elsewhere.md")
    found = tree_of(tmp_path, walking.register(tmp_path))
    assert [one.code for one in found.problems] == ["BT307"]
    assert_same(found, walk(tmp_path))
