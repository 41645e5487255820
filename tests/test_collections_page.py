"""`docs/collections.md`: its diff applies to the checkout as it is, and the collection that it makes works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.builder import PROJECT, source
from tests.test_extending import Checkout

if TYPE_CHECKING:
    from pathlib import Path

[DIFF] = re.findall(
    r"^```diff\n(.*?)^```$", (PROJECT / "docs/collections.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_collection_of_the_page_works(tmp_path: Path) -> None:
    assert len(set(re.findall(r"^\+\+\+ b/(.+)$", DIFF, re.MULTILINE))) <= 8
    made = Checkout(tmp_path / "bantin")
    made.apply(DIFF)
    folder = made.root / "content/thong-bao"
    folder.mkdir()
    (folder / "nghi-le.md").write_text(source("Nghỉ lễ.", title="Nghỉ lễ", until="2026-11-25"), "utf-8")
    (folder / "mat-nuoc.md").write_text(source("Cúp nước.", title="Cúp nước", until="2026-11-24"), "utf-8")
    made.build()
    assert re.findall(r'<a href="/thong-bao/([a-z-]+)/">', made.published("thong-bao")) == ["mat-nuoc", "nghi-le"]
    assert '<a href="/thong-bao/nghi-le/">Nghỉ lễ</a>' in made.published("")
    assert "Nghỉ lễ." in made.published("thong-bao/nghi-le")
    made.build("2026-11-25T00:00:00+07:00")
    assert re.findall(r'<a href="/thong-bao/([a-z-]+)/">', made.published("thong-bao")) == ["nghi-le"]
    assert "Cúp nước" not in made.published("")
    assert "Cúp nước." in made.published("thong-bao/mat-nuoc")
    (folder / "nghi-le.md").write_text(source("Nghỉ lễ.", title="Nghỉ lễ", until="mai"), "utf-8")
    assert "BT210" in made.run("build.py", "check", "--json", status=1)
