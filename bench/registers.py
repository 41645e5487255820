"""What collections cost beside articles: a cold build with and without them, and one document edited.

    python bench/registers.py --articles 10000 --papers 5000 --deputies 300 --work /tmp/bench

Prints a Markdown table. The texts are generated; a collection of 0 entries is left out.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import phrases
from bodies import sentence
from corpus import WRITERS, Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROJECT: Final = Path(__file__).resolve().parent.parent
NOW: Final = "2026-11-24T08:00:00+07:00"
KINDS: Final = ("NQ", "NQ", "QĐ", "KH", "BC", "TTr", "TB")
FIRST: Final = date(2011, 1, 3)
DAYS: Final = 5_700


def _paper(chance: random.Random, number: int) -> tuple[str, str]:
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    kind = chance.choice(KINDS)
    written = f"{number}/{day.year}/{kind}-HĐND"
    ends = f"repeals: [vb-{number - 7}.md]\n" if number % 50 == 0 else ""
    return f"van-ban/vb-{number}.md", (
        f"---\nnumber: {written}\ntitle: {chance.choice(phrases.ACTIONS)} {chance.choice(phrases.MATTERS)}"
        f" {number}\nsigned: {day}\neffective: {day + timedelta(days=10)}\nfield: {chance.choice(phrases.MATTERS)}\n"
        f"{ends}---\n\n{sentence(chance)}\n\n{sentence(chance)}\n"
    )


def _deputy(chance: random.Random, number: int) -> tuple[str, str]:
    term = ("2016-2021", "2021-2026", "2026-2031")[number % 3]
    return f"dai-bieu/db-{number}.md", (
        f"---\ntitle: Đại biểu {number}\nterms: [{term}]\ngroup: Tổ số {number % 12}\n"
        f"communes: [Xã {number % 40}]\n---\n\n{sentence(chance)}\n"
    )


COLLECTIONS: Final[dict[str, Callable[[random.Random, int], tuple[str, str]]]] = {
    "papers": _paper,
    "deputies": _deputy,
}


def write(site: Path, counts: dict[str, int]) -> None:
    """Write `counts` entries of each collection below `site`."""
    for name, count in counts.items():
        for number in range(1, count + 1):
            path, text = COLLECTIONS[name](random.Random(f"{name}/{number}"), number)
            target = site / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")


def build(site: Path, *flags: str) -> float:
    """Build and return the seconds it took."""
    started = time.perf_counter()
    command: list[str | Path] = [
        sys.executable,
        PROJECT / "build.py",
        "--root",
        site,
        "build",
        "--quiet",
        "--now",
        NOW,
        *flags,
    ]
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def cold(site: Path, *flags: str) -> float:
    """Build from nothing and return the seconds."""
    for name in ("public", ".bantin"):
        shutil.rmtree(site / name, ignore_errors=True)
    return build(site, *flags)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    for name, count in (("papers", 5_000), ("deputies", 300)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path, default=PROJECT / "bench/work/registers")
    options = parser.parse_args(arguments)
    flags = ("--no-search",)
    counts = {name: int(getattr(options, name)) for name in COLLECTIONS}
    alone, whole = options.work / "alone", options.work / "whole"
    shutil.rmtree(options.work, ignore_errors=True)
    for site in (alone, whole):
        site.mkdir(parents=True)
        shutil.copy(PROJECT / "bench/peers/bantin/site_config.toml", site)
        WRITERS["bantin"].write_all(site, Corpus(options.articles))
    write(whole, counts)
    pairs = [(cold(alone, *flags), cold(whole, *flags)) for _ in range(options.runs)]
    edited = whole / "content" / COLLECTIONS["papers"](random.Random("papers/1"), 1)[0]
    edits = []
    for run in range(options.runs):
        edited.write_text(edited.read_text("utf-8") + f"\nThêm {run}.\n", "utf-8")
        edits.append(build(whole, *flags))
    first, second = (sorted(times)[len(times) // 2] for times in zip(*pairs, strict=True))
    edit = sorted(edits)[len(edits) // 2]
    print("| | seconds | of cold |\n|---|---:|---:|")
    print(f"| cold, {options.articles} articles alone | {first:.2f} | |")
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    print(f"| cold, with {listed} | {second:.2f} | {second / first:.2f} of the above |")
    print(f"| one document edited | {edit:.2f} | {edit / second:.2f} |")


if __name__ == "__main__":
    main()
