"""What collections cost beside articles, and how soon a reader's filter answers.

    python bench/registers.py --work /tmp/bench
    python bench/registers.py --articles 1000 --papers 500 --petitions 0 --runs 1 --work /tmp/bench

Cold builds with and without them, one document of each edited, what the pages of registers load, and the answer of a
filter in Chromium with its processor slowed. Prints Markdown tables. The texts are generated; a collection of 0 entries
is left out.
"""

from __future__ import annotations

import argparse
import csv
import functools
import gzip
import http.server
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import phrases
from bodies import sentence
from corpus import WRITERS, Corpus
from playwright.sync_api import sync_playwright
from report import file_system
from search import FLAGS, Quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROJECT: Final = Path(__file__).resolve().parent.parent
NOW: Final = "2026-11-24T08:00:00+07:00"
KINDS: Final = ("NQ", "NQ", "QĐ", "KH", "BC", "TTr", "TB")
FIRST: Final = date(2011, 1, 3)
DAYS: Final = 5_700
TABLE: Final = 1_000
"""Petitions in a file."""
SLOWER: Final = 4
"""How many times slower the reader's processor is than this one."""
_FILTER: Final = """async ([name, value]) => {
  const form = document.querySelector("[data-register]");
  const field = form.elements.namedItem(name);
  const table = document.querySelector("[data-register-table]");
  const started = performance.now();
  field.value = value;
  const shown = new Promise((done) => new MutationObserver(done).observe(table, { childList: true }));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await shown;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - started;
}"""


def _write(site: Path, path: str, front: str, *texts: str) -> Path:
    target = site / "content" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n\n".join((f"---\n{front}\n---", *texts)) + "\n", "utf-8")
    return target


def _matter(chance: random.Random) -> str:
    return f"{chance.choice(phrases.ACTIONS)} {chance.choice(phrases.MATTERS)}"


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(DAYS))


def _paper(site: Path, chance: random.Random, number: int) -> Path:
    day = _day(chance)
    ends = f"\nrepeals: [vb-{number - 7}.md]" if number % 50 == 0 else ""
    front = (
        f"number: {number}/{day.year}/{chance.choice(KINDS)}-HĐND\ntitle: {_matter(chance)} {number}\nsigned: {day}\n"
        f"effective: {day + timedelta(days=10)}\nfield: {chance.choice(phrases.MATTERS)}{ends}"
    )
    return _write(site, f"van-ban/vb-{number}.md", front, sentence(chance), sentence(chance))


def _session(site: Path, chance: random.Random, number: int) -> Path:
    day = FIRST + timedelta(days=number * DAYS // 200)
    agenda = "".join(f"\n- time: {hour:02}:00\n  title: {_matter(chance)}" for hour in range(7, 17))
    front = f"title: Kỳ họp thứ {number}\nnumber: {number}\ndays: [{day}, {day + timedelta(1)}]\nagenda:{agenda}"
    return _write(site, f"ky-hop/ky-hop-{number}.md", front, sentence(chance))


def _event(site: Path, chance: random.Random, number: int) -> Path:
    repeats = "\nrepeats: thứ Năm tuần đầu tháng" if number % 100 == 0 else ""
    kind = ("Tiếp công dân", "Tiếp xúc cử tri", "Họp", "Giám sát")[number % 4]
    # Most of a calendar is of the past; a hundred are yet to come.
    day = date(2026, 11, 1) + timedelta(days=number % 60) if number % 20 == 0 else _day(chance)
    front = f"title: {_matter(chance)}\nday: {day}\ntime: 07:30 - 11:30\nkind: {kind}\nplace: Phòng họp {number % 9}"
    return _write(site, f"lich/viec-{number}.md", front + repeats, sentence(chance))


def _deputy(site: Path, chance: random.Random, number: int) -> Path:
    term = ("2016-2021", "2021-2026", "2026-2031")[number % 3]
    front = f"title: Đại biểu {number}\nterms: [{term}]\ngroup: Tổ số {number % 12}\ncommunes: [Xã {number % 40}]"
    return _write(site, f"dai-bieu/db-{number}.md", front, sentence(chance))


def _petition(site: Path, chance: random.Random, number: int) -> Path:
    """Add a petition to the table of its thousand."""
    path = site / "content" / f"kien-nghi/{number // TABLE:02}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    day = _day(chance)
    due, answered = day + timedelta(days=60), day + timedelta(days=chance.randrange(20, 90))
    answer = (answered, sentence(chance)) if number % 5 else ("", "")
    with path.open("a", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        if is_new:
            names = "Mã", "Nội dung", "Lĩnh vực", "Xã, phường", "Đợt", "Ngày nhận", "Cơ quan", "Hạn"
            rows.writerow([*names, "Ngày trả lời", "Trả lời"])
        field, commune = chance.choice(phrases.MATTERS), f"Xã {number % 120}"
        meeting, agency = f"Đợt {day.month // 7 + 1} năm {day.year}", f"Sở {number % 18}"
        rows.writerow([f"KN-{number}", sentence(chance), field, commune, meeting, day, agency, due, *answer])
    return path


COLLECTIONS: Final[dict[str, tuple[int, Callable[[Path, random.Random, int], Path]]]] = {
    "papers": (5_000, _paper),
    "sessions": (200, _session),
    "events": (2_000, _event),
    "deputies": (300, _deputy),
    "petitions": (20_000, _petition),
}
"""By name: how many there are, and what writes one."""
REGISTERS: Final = {"van-ban": "van-ban.json", "kien-nghi": "kien-nghi-tra-cuu.json"}
"""The pages with a filter, and the data that it loads."""


def write(site: Path, counts: dict[str, int]) -> dict[str, Path]:
    """Write `counts` entries of each collection below `site`; return the file of the last of each."""
    found: dict[str, Path] = {}
    for name, count in counts.items():
        for number in range(1, count + 1):
            found[name] = COLLECTIONS[name][1](site, random.Random(f"{name}/{number}"), number)
    return found


class Took(NamedTuple):
    """How long a build took."""

    seconds: float
    cpu: float
    """Of all its processes: less than `seconds` says of a machine that does other things, too."""


def _middle(times: Sequence[Took]) -> Took:
    return Took(*(statistics.median(values) for values in zip(*times, strict=True)))


def build(site: Path, *flags: str) -> Took:
    """Build and return how long it took."""
    command: list[str | Path] = [sys.executable, PROJECT / "build.py", "--root", site, "build", "--quiet", "--now", NOW]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, *flags], check=True, stderr=subprocess.DEVNULL)  # petitions are overdue
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - started, cpu)


def cold(site: Path, *flags: str) -> Took:
    """Build from nothing and return how long it took."""
    for name in ("public", ".bantin"):
        shutil.rmtree(site / name, ignore_errors=True)
    return build(site, *flags)


def edit(path: Path, run: int) -> None:
    """Change what a source says."""
    text = path.read_text("utf-8")
    is_table = path.suffix == ".csv"
    path.write_text(text.replace(",Xã ", f",Xã {run}", 1) if is_table else f"{text}\nThêm {run}.\n", "utf-8")


def transferred(public: Path, folder: str) -> list[float]:
    """Return how large the page of a register and its data are as servers send them, in KB."""
    files = (public / folder / "index.html", public / folder / REGISTERS[folder])
    return [len(gzip.compress(path.read_bytes(), 6)) / 1e3 for path in files]


def answers(public: Path, folder: str, chromium: str, runs: int) -> list[float]:
    """Return how long the filter of a register takes from a key to the rows on the screen, in ms, its data loaded."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(public)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/{folder}/?q=a")
        page.locator("[data-register-status]:not(:empty)").wait_for()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for run in range(runs):
            words = ("n", "ng", "nghi", "nghi quyet", f"so {run}", "")
            typed = [*(("q", one) for one in words), ("year", "2020"), ("year", "")]
            found += [float(page.evaluate(_FILTER, list(one))) for one in typed]
        browser.close()
    server.shutdown()
    return found


def _say(what: str, took: Took, beside: Took, wanted: float) -> None:
    ratios = f"{took.seconds / beside.seconds:.2f} | {took.cpu / beside.cpu:.2f} | {wanted}"
    print(f"| {what} | {took.seconds:.2f} | {took.cpu:.2f} | {ratios} |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    for name, (count, _) in COLLECTIONS.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-search", action="store_true", help="without the search index")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--work", type=Path, default=PROJECT / "bench/work/registers")
    options = parser.parse_args(arguments)
    flags = ("--no-search",) if options.no_search else ()
    counts = {name: count for name in COLLECTIONS if (count := int(getattr(options, name)))}
    alone, whole = options.work / "alone", options.work / "whole"
    shutil.rmtree(options.work, ignore_errors=True)
    for site in (alone, whole):
        site.mkdir(parents=True)
        shutil.copy(PROJECT / "bench/peers/bantin/site_config.toml", site)
        WRITERS["bantin"].write_all(site, Corpus(options.articles))
    last = write(whole, counts)
    pairs = [(cold(alone, *flags), cold(whole, *flags)) for _ in range(options.runs)]
    first, second = (_middle(times) for times in zip(*pairs, strict=True))
    load = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    disk = file_system(options.work)
    print(f"With {options.articles} articles: {listed}. Disk: {disk}. Load of the machine: {load}.\n")
    print("| | seconds | CPU | ratio | of CPU | wanted |\n|---|---:|---:|---:|---:|---:|")
    print(f"| cold, articles alone | {first.seconds:.2f} | {first.cpu:.2f} | | | |")
    _say("cold, with collections", second, first, 1.5)
    for name, path in last.items():
        times = []
        for run in range(options.runs):
            edit(path, run)
            times.append(build(whole, *flags))
        _say(
            "table of petitions edited" if path.suffix == ".csv" else f"one of {name} edited",
            _middle(times),
            second,
            0.15,
        )
    print(f"\n| register | page, KB | data, KB | together | filter, ms, {SLOWER}x slower: median | most |")
    print("|---|---:|---:|---:|---:|---:|")
    for folder, name in zip(REGISTERS, ("papers", "petitions"), strict=True):
        if name in counts:
            page, data = transferred(whole / "public", folder)
            shown = answers(whole / "public", folder, options.chromium, options.runs)
            print(f"| {folder} | {page:.0f} | {data:.0f} | {page + data:.0f} | {statistics.median(shown):.0f} ", end="")
            print(f"| {max(shown):.0f} |", flush=True)


if __name__ == "__main__":
    main()
