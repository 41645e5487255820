"""`docs/extending.md`: its diffs apply to the checkout as it is, are as small as it says, and do what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.builder import NOW, PROJECT, article

if TYPE_CHECKING:
    from pathlib import Path

COPIED = ("bantin", "layouts", "content", "build.py", "site_config.toml", "scripts/reference.py", "scripts/problems_page.py",
    "docs", ".vscode")  # fmt: skip
FIELD, LIST, CHECK = re.findall(
    r"^```diff\n(.*?)^```$", (PROJECT / "docs/extending.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


class Checkout:
    """A copy of the project, with what the page changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in COPIED:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            if (PROJECT / name).is_dir():
                shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(PROJECT / name, root / name)

    def apply(self, diff: str) -> None:
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.root.parent)}
        command = ["git", "apply", "--whitespace=error-all", "-"]
        done = subprocess.run(
            command, cwd=self.root, env=environment, input=diff.encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, f"a diff of the page does not fit the code: {done.stderr.decode()}"

    def write(self, name: str, text: str) -> None:
        (self.root / "content/tin-tuc" / name).write_text(text, "utf-8")

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run a script of the copy; return what it writes to standard output."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == status, done.stderr.decode()
        return done.stdout.decode()

    def build(self, now: str = NOW) -> None:
        self.run("build.py", "build", "--now", now, "--no-search", "--quiet")

    def published(self, path: str) -> str:
        return (self.root / "public" / path / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A copy with all three diffs."""
    made = Checkout(tmp_path_factory.mktemp("extending") / "bantin")
    for diff in (FIELD, LIST, CHECK):
        made.apply(diff)
    return made


@pytest.mark.parametrize(("diff", "most"), [(FIELD, 4), (LIST, 5), (CHECK, 4)])
def test_a_change_touches_few_files(diff: str, most: int) -> None:
    assert len(set(re.findall(r"^\+\+\+ b/(.+)$", diff, re.MULTILINE))) <= most


def test_a_field_alone(tmp_path: Path) -> None:
    """The first diff needs no other."""
    made = Checkout(tmp_path / "bantin")
    made.apply(FIELD)
    made.write("a.md", article(title="A", category="ky-hop", location="Xã  Bình Minh"))
    made.build()
    assert '<p class="article-dates">Địa bàn: Xã Bình Minh</p>' in made.published("tin-tuc/a")


def test_the_reference_follows_from_the_record(checkout: Checkout) -> None:
    checkout.run("scripts/reference.py")
    schema = json.loads(checkout.run("build.py", "schema"))
    assert schema == json.loads((checkout.root / ".vscode/front-matter.schema.json").read_text("utf-8"))
    assert "Nơi diễn ra" in schema["then"]["properties"]["location"]["description"]
    assert "location" not in json.dumps(schema["else"])
    guide = (checkout.root / "docs/huong-dan-bien-tap.md").read_text("utf-8")
    assert "| `location` | bài | Nơi diễn ra: tên xã, phường. | `location: Xã Bình Minh` |" in guide
    assert "| `location` | `str` | article |" in (checkout.root / "docs/layouts.md").read_text("utf-8")


def test_a_page_that_lists_follows_each_change(checkout: Checkout) -> None:
    def written(name: str, **front: str) -> None:
        checkout.write(f"{name}.md", article(**{"title": name.upper(), "category": "ky-hop", **front}))

    def listed() -> list[str]:
        return re.findall(r"<h1>(.*?)</h1>|<h2>(.*?)</h2>|<p><a [^>]+>(.*?)</a></p>", checkout.published("dia-ban"))

    def shown() -> list[str]:
        return ["".join(found) for found in listed()]

    for name, location in (("a", "Xã Ê"), ("b", "Xã Đ"), ("c", "Xã Ê"), ("d", "")):
        written(name, location=location)
    checkout.build()
    assert shown() == ["Tin theo địa bàn", "Xã Đ", "B", "Xã Ê", "A", "C"]
    written("d", location="Xã Đ")
    checkout.build()
    assert shown() == ["Tin theo địa bàn", "Xã Đ", "B", "D", "Xã Ê", "A", "C"]


def test_a_check_finds_what_it_looks_for(checkout: Checkout) -> None:
    checkout.write("many.md", article(title="M", category="ky-hop", summary="S.", tags=[f"Thẻ {n}" for n in range(7)]))
    checkout.write("few.md", article(title="F", category="ky-hop", summary="S.", tags=[f"Thẻ {n}" for n in range(6)]))
    found = json.loads(checkout.run("build.py", "check", "--json", "--now", NOW))["problems"]
    assert [(one["path"], one["line"], one["message"]) for one in found if one["code"] == "BT926"] == [
        ("content/tin-tuc/many.md", 6, "Bài có 7 thẻ, nhiều hơn 6.")
    ]
    checkout.run("scripts/problems_page.py")
    assert "### BT926" in (checkout.root / "docs/problems.md").read_text("utf-8")
