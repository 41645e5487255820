"""Texts that are meant to take all time or memory: each ends in a page or a clear problem, within bounds.

The limits are guards against a hang, and generous: nothing is timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.builder import NOW, PROJECT, article
from tests.conftest import SOAK
from tests.hostile import inputs

if TYPE_CHECKING:
    from tests.builder import Site

REFUSED = {"bold words", "divs", "items", "links", "lists", "quoted lines", "quotes", "rows", "sections"}
"""Those that are told of; the others become pages."""
MEMORY_MB = 500
CPU_S = 60
LIMITED = f"""
import atexit, re, resource, runpy, sys
peak = sys.argv.pop(1)
atexit.register(lambda: open(peak, "w").write(re.search("VmHWM:\\s+([0-9]+) kB", open("/proc/self/status").read())[1]))
resource.setrlimit(resource.RLIMIT_CPU, ({CPU_S}, {CPU_S}))
sys.argv = sys.argv[1:]
sys.path.insert(0, {str(PROJECT)!r})
runpy.run_module("bantin", run_name="__main__")
"""


TOGETHER = [sorted(inputs.BOMBS)] if SOAK < 100 else [[name] for name in sorted(inputs.BOMBS)]
"""A fault in one text hides no other's, so one process takes them all; a soak gives each a process of its own."""


@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: names[0] if len(names) == 1 else "all")
def test_a_bomb_ends_in_a_page_or_a_problem(site: Site, names: list[str]) -> None:
    for number, name in enumerate(names):
        site.write(f"content/tin-tuc/bom-{number}.md", article(inputs.BOMBS[name](), title=name))
    arguments = ["--root", str(site.root), "build", "--json", "--no-search", "--jobs", "1", "--now", NOW]
    peak = site.root / "peak"
    child = subprocess.Popen(
        [sys.executable, "-c", LIMITED, str(peak), "bantin", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    told = child.stdout.read()
    child.stdout.close()
    assert child.wait() in (0, 1)
    # Not `ru_maxrss`: that begins with the memory of the process that started the child.
    assert int(peak.read_text()) < MEMORY_MB * 1024
    problems = json.loads(told)["problems"]
    wrong = {one["path"]: one for one in problems if one["severity"] == "error"}
    assert {one["code"] for one in wrong.values()} <= {"BT409", "BT411"}
    assert all(one["line"] for one in wrong.values())
    refused = {names[int(path.rpartition("-")[2].removesuffix(".md"))] for path in wrong}
    assert refused == set(names) & REFUSED
    if not wrong:
        assert len([path for path in site.pages() if path.startswith("tin-tuc/bom-")]) == len(names)
