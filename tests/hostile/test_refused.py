"""Hostile inputs that no site may hold: each is told of by its code, all at once, and nothing is published."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.builder import article, source
from tests.hostile import inputs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.builder import Site


def test_each_is_told_of(site: Site, tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "x.md").write_text(article("secret"))
    expected = {}
    for number, refused in enumerate(inputs.REFUSED.values()):
        path = f"content/tin-tuc/r{number}.md"
        site.write(path, article(refused.body, **refused.front))
        expected[path] = refused.code
    for number, (code, front) in enumerate(inputs.FRONTS.values()):
        path = f"content/y{number}.md"
        site.write(path, f"---\n{front}---\n\nx\n")
        expected[path] = code
    links: dict[str, str | Path] = {
        "f.md": outside / "x.md",
        "d": outside,
        "etc.md": "/etc/passwd",
        "self.md": "self.md",
        "up": "..",
        "gone.md": "gone",
    }
    for name, target in links.items():
        os.symlink(target, site.root / "content" / name)
        expected[f"content/{name}"] = "BT308" if name == "self.md" else "BT307"
    result = site.make()
    assert result.status == 1
    assert "Traceback" not in result.stderr
    told = {(path, code) for code, path, _ in result.problems}
    assert sorted(set(expected.items()) - told) == []
    assert not site.public.exists()


def test_a_picture_link_and_attachment_of_elsewhere_stay_there(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF secret")
    os.symlink(tmp_path / "secret.pdf", site.root / "content/a.pdf")
    site.write("content/b.md", source("[x](a.pdf)", title="b", attachments=[{"file": "../../secret.pdf"}]))
    result = site.make()
    assert result.status == 1
    assert not site.public.exists()


@pytest.mark.parametrize(
    "host",
    ["evil.example; script-src *", "https://a.vn", "*.a.vn", "a.vn/x", "a.vn:1", "'unsafe-inline'", "a.vn'", "vn"],
)
def test_a_host_that_would_widen_the_policy(site: Site, host: str) -> None:
    site.settings(f'\n[markup]\nembed_hosts = ["{host}"]\n')
    assert site.make().codes == ["BT114"]
