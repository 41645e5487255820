"""Bantin's preview beside `hugo server`: time to the first page, time from a save to its page, memory.

    python bench/preview.py --size 10000 --edits 1000
    python bench/preview.py --only bantin-plain --work /dev/shm/bantin-preview --output /tmp/preview.md

Prints a Markdown table. Both serve the same generated articles with the layouts of `peers/`, one after the other on the
same machine; each row is repeated and shows the median (the least-the greatest). A saved change counts from the moment
after the file is closed until a request, of which one follows the other every few milliseconds, gets a page that shows
it.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

import competitors
from corpus import Corpus
from edits import MARK, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus import Article

OURS: Final = "bantin-plain"
STEP_S: Final = 0.005
"""Between two requests while a change is waited for."""
START_STEP_S: Final = 0.01
LIMIT_S: Final = 180.0
CALM_S: Final = 3.0
"""Rest before memory is read."""
BRANCH: Final = 1000
"""Files that are replaced at once."""
MIB: Final = 1024 * 1024


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(text + "\n")


class NeverShownError(Exception):
    """A change did not show in time."""


@dataclass(slots=True)
class Figures:
    """What was measured of one server: seconds, or bytes, by row."""

    runs: dict[str, list[float]] = field(default_factory=dict)

    def add(self, row: str, value: float) -> None:
        self.runs.setdefault(row, []).append(value)


class Server:
    """A running preview of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.port = _free_port()
        command = _command(site, self.port)
        self._log = (site.folder.parent / f"{site.competitor.name}-server.log").open("wb")
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=site.folder, stdout=self._log, stderr=self._log, start_new_session=True
        )
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def page(self, url: str) -> str:
        """Return the page at a site path; empty while there is no answer or no such page."""
        for _ in range(2):
            try:
                if self._connection is None:
                    self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
                self._connection.request("GET", url)
                answer = self._connection.getresponse()
                body = answer.read().decode(errors="replace")  # Hugo may answer with half a page
            except (OSError, http.client.HTTPException):
                self._connection = None
                continue
            return body if answer.status == 200 else ""
        return ""

    def until(self, shown: Callable[[], bool], step_s: float = STEP_S) -> float:
        """Wait until `shown`; the seconds that it took."""
        start = time.perf_counter()
        while not shown():
            if time.perf_counter() - start > LIMIT_S or self.process.poll() is not None:
                raise NeverShownError(self.site.competitor.title)
            time.sleep(step_s)
        return time.perf_counter() - start

    def memory_bytes(self) -> int:
        """Proportional set size of the server's process."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_bytes().splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
        return 0


class Reloads:
    """Counts how often the preview tells a page that it must be loaded again, as its script would hear it."""

    def __init__(self, server: Server, url: str) -> None:
        self.digests: list[str] = []
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LIMIT_S)
        self._connection.request("GET", f"/_preview/events?page={quote(url)}")
        self._stream = self._connection.getresponse()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        server.until(lambda: bool(self.digests))

    def count(self) -> int:
        """Return the number of reloads since the first word."""
        return sum(1 for before, after in zip(self.digests, self.digests[1:], strict=False) if before != after)

    def _listen(self) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while line := self._stream.readline():
                if line.startswith(b"data: "):
                    self.digests.append(json.loads(line[6:])["digest"])


def _command(site: Site, port: int) -> list[str | Path]:
    build = site.competitor.command(site.folder)
    if site.competitor.name == "hugo":
        where = ["--bind", "127.0.0.1", "--port", str(port), "--baseURL", f"http://127.0.0.1:{port}/"]
        return [build[0], "server", *where, "--noBuildLock", "--cacheDir", site.folder / ".cache"]
    return [*build[: build.index("build")], "watch", "--port", str(port)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure_start(site: Site, figures: Figures, row: str, *, cold: bool) -> None:
    """From the start of the process to the first page."""
    if cold:
        site.forget()
    os.sync()
    with Server(site) as server:
        server.until(lambda: bool(server.page("/")), START_STEP_S)
        figures.add(row, time.perf_counter() - server.began)
        if site.competitor.name == OURS:  # it stores what it has read when there is nothing else to do
            server.until(lambda: _stored(site) >= site.articles, 0.2)


def _stored(site: Site) -> int:
    """Return how many sources the site's state knows."""
    try:
        with contextlib.closing(sqlite3.connect(site.folder / ".bantin" / "state.sqlite")) as state:
            return int(state.execute("SELECT count(*) FROM source").fetchone()[0])
    except sqlite3.Error:
        return 0


def measure_saves(server: Server, figures: Figures, turn: int) -> None:
    """One save of each kind."""
    site = server.site
    chance = random.Random(f"preview/{turn}")

    def article() -> Article:
        return site.corpus.article(chance.randrange(2, site.corpus.size))

    one = article()
    body = replace(one, body=f"{one.body}\nĐoạn mới, mocthan{turn}.\n")
    _save(server, figures, "body", lambda: site.write(body), one.url, f"mocthan{turn}")
    one = article()
    title = replace(one, title=f"{one.title} moctua{turn}")
    _save(server, figures, "title", lambda: site.write(title), one.url, f"moctua{turn}")
    mark = f'data-bench="{turn}"'
    _save(
        server,
        figures,
        "layout",
        lambda: site.replace_text(site.competitor.article_layout, lambda text: MARK.sub(mark, text)),
        one.url,
        mark,
    )
    site.articles += 1
    new = site.corpus.article(site.articles)
    _save(
        server,
        figures,
        "added",
        lambda: site.write(replace(new, title=f"{new.title} mocmoi{turn}")),
        new.url,
        f"mocmoi{turn}",
    )


def _save(server: Server, figures: Figures, row: str, edit: Callable[[], None], url: str, mark: str) -> None:
    server.page(url)
    edit()
    figures.add(row, server.until(lambda: mark in server.page(url)))
    time.sleep(0.5)


def measure_branch(server: Server, figures: Figures, turn: int) -> None:
    """Another branch: each file is removed and written anew, as git does."""
    site = server.site
    chance = random.Random(f"branch/{turn}")
    mark = f"mocnhanh{turn}"
    chosen = [
        site.corpus.article(number)
        for number in chance.sample(range(2, site.corpus.size), min(BRANCH, site.corpus.size // 2))
    ]
    reloads = Reloads(server, chosen[0].url) if site.competitor.name == OURS else None
    for one in chosen:
        (site.folder / "content" / "tin-tuc" / str(one.published.year) / f"{one.slug}.md").unlink()
        site.write(replace(one, title=f"{one.title} {mark}", body=f"{one.body}\nNhánh {mark}.\n"))
    some = [chosen[0], *chance.sample(chosen, 9), chosen[-1]]
    figures.add("branch", server.until(lambda: all(mark in server.page(one.url) for one in some)))
    time.sleep(CALM_S)
    if reloads:
        figures.add("reloads", reloads.count())


def measure_memory(server: Server, figures: Figures, edits: int) -> None:
    """Memory after 10 edits and after many."""
    site = server.site
    chance = random.Random("memory")
    for turn in range(1, edits + 1):
        one = site.corpus.article(chance.randrange(2, site.corpus.size))
        mark = f"mocnho{turn}"
        site.write(replace(one, title=f"{one.title} {mark}"))
        server.until(lambda url=one.url, mark=mark: mark in server.page(url))  # type: ignore[misc]
        if turn in (10, edits):
            time.sleep(CALM_S)
            figures.add("memory 10" if turn == 10 else "memory all", server.memory_bytes())


ROWS: Final = (
    ("cold", "Start to first page, no caches"),
    ("start", "Start to first page"),
    ("body", "Save to page served: a text"),
    ("title", "Save to page served: a title"),
    ("layout", "Save to page served: the article layout"),
    ("added", "Save to page served: a new article"),
    ("branch", "{branch} files replaced, last write to all served"),
)


def table(figures: dict[str, Figures], size: int, edits: int) -> str:
    """Return the figures as Markdown."""
    titles = {one.name: one.title for one in competitors.ALL}
    lines = [
        f"| {size:,} articles | " + " | ".join(titles[name] for name in figures) + " | ratio |",
        "| --- |" + " ---: |" * (len(figures) + 1),
    ]
    for row, label in ROWS:
        cells = [_cell(one.runs.get(row, [])) for one in figures.values()]
        lines.append(
            f"| {label.format(branch=f'{min(BRANCH, size // 2):,}')} | {' | '.join(cells)} | {_ratio(figures, row)} |"
        )
    ours = figures.get(OURS, Figures()).runs
    if "reloads" in ours:
        most = max(ours["reloads"])
        lines.append(f"| Reloads of a page that all these files change | {_only(figures, f'{most:.0f}')} | |")
    if "memory all" in ours:
        few, many = ours["memory 10"][0], ours["memory all"][0]
        told = f"{few / MIB:.0f} → {many / MIB:.0f} MiB ({(many / few - 1) * 100:+.1f} %)"
        lines.append(f"| Memory after 10 and after {edits:,} edits | {_only(figures, told)} | |")
    return "\n".join(lines) + "\n"


def _only(figures: dict[str, Figures], told: str) -> str:
    return " | ".join(told if name == OURS else "-" for name in figures)


def _cell(values: Sequence[float]) -> str:
    if not values:
        return "-"
    text = f"{statistics.median(values):.3f} s"
    return text + (f" ({min(values):.3f}-{max(values):.3f})" if len(values) > 1 else "")


def _ratio(figures: dict[str, Figures], row: str) -> str:
    ours, theirs = (
        figures.get(name, Figures()).runs.get(row if name == OURS or row != "cold" else "start", [])
        for name in (OURS, "hugo")
    )
    return f"**{statistics.median(ours) / statistics.median(theirs):.3f}**" if ours and theirs else ""


def arguments() -> argparse.Namespace:
    """Return the command line's arguments."""
    parser = argparse.ArgumentParser(description="Measure Bantin's preview beside hugo server.")
    parser.add_argument("--size", type=int, default=10_000, help="articles (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="repetitions of each row (default: %(default)s)")
    parser.add_argument("--starts", type=int, default=3, help="starts of each server (default: %(default)s)")
    parser.add_argument(
        "--edits", type=int, default=1000, help="edits before memory is read; 0 leaves it out (default: %(default)s)"
    )
    parser.add_argument("--only", default=f"hugo,{OURS}", help=f"hugo,{OURS}")
    parser.add_argument(
        "--work", type=Path, default=competitors.BENCH / "work" / "preview", help="where the sites are made"
    )
    parser.add_argument("--output", type=Path, help="write the table there too")
    return parser.parse_args()


def main() -> int:
    """Measure, and print the table."""
    options = arguments()
    names = options.only.split(",")
    taking_part = [one for one in competitors.ALL if one.name in names and one.name in ("hugo", OURS)]
    competitors.install([one.name for one in taking_part])
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    corpus = Corpus(options.size)
    figures: dict[str, Figures] = {}
    for one in taking_part:
        say(f"{options.size} articles for {one.title}")
        site = Site.make(one, corpus, options.work / one.name)
        mine = figures[one.name] = Figures()
        if one.name == OURS:
            measure_start(site, mine, "cold", cold=True)
        for _ in range(options.starts):
            measure_start(site, mine, "start", cold=one.name != OURS)
        say(f"  start {mine.runs['start']}")
        with Server(site) as server:
            server.until(lambda: bool(server.page("/")), START_STEP_S)
            time.sleep(CALM_S)
            for turn in range(1, options.runs + 1):
                measure_saves(server, mine, turn)
            for turn in range(1, min(3, options.runs) + 1):
                measure_branch(server, mine, turn)
            say(f"  {json.dumps({row: [round(value, 3) for value in values] for row, values in mine.runs.items()})}")
        if one.name == OURS and options.edits:
            with Server(site) as server:
                server.until(lambda: bool(server.page("/")), START_STEP_S)
                measure_memory(server, mine, options.edits)
    text = table(figures, options.size, options.edits)
    sys.stdout.write(text)
    if options.output:
        options.output.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
