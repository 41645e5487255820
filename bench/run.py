"""Bantin and its peers do the same work, side by side; the figures go to docs/benchmarks.md.

    python bench/run.py --sizes 1000,10000 --kinds plain,written --runs 5 --only hugo,bantin

Exit: 0 done; 1 a competitor failed or made a wrong output (the report says which); 2 wrong usage.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import competitors
import report
from bodies import KINDS
from compare import equal_pages
from competitors import BENCH, PROJECT
from corpus import Corpus
from edits import ROWS, Row, Site, WrongOutputError
from measure import CommandFailedError, Measurement, measure
from report import REFERENCE, Outcome, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

COMPARED_PAGES: Final = 200
LEAST: Final = 100
"""Fewer articles would leave some lists without a second page."""


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    sys.stderr.write(text + "\n")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    big = os.environ.get("BENCH_ARTICLES")
    names = [one.name for one in competitors.ALL]
    rows = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(description="Measure Bantin and its peers, side by side.")
    add = parser.add_argument
    add("--sizes", type=_numbers, default=_numbers(big or "1000,10000"), help="articles; else $BENCH_ARTICLES")
    add("--kinds", type=_some_of(list(KINDS)), default=list(KINDS), help=",".join(KINDS))
    add("--work", type=Path, default=BENCH / "work", help="where the sites are made: the disk that is measured")
    add("--runs", type=int, default=5, help="repetitions of each row")
    add("--only", type=_some_of(names), default=names, help=",".join(names))
    add("--rows", type=_some_of(rows), default=rows, help=",".join(rows))
    add("--limit", type=float, default=3600, help="seconds after which one build is killed")
    add("--output", type=Path, default=PROJECT / "docs" / "benchmarks.md")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    numbers = [int(part.replace("_", "")) for part in text.split(",")]
    if min(numbers) < LEAST:
        raise argparse.ArgumentTypeError(f"a corpus has at least {LEAST} articles")
    return numbers


def _some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Make an argparse type: some of the known names, with commas between."""

    def convert(text: str) -> list[str]:
        unknown = [part for part in text.split(",") if part not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
        return text.split(",")

    return convert


class Bench:
    """One setting: the sites, and the outcome of each."""

    def __init__(self, setting: Setting, folder: Path, options: argparse.Namespace) -> None:
        self.setting = setting
        self.runs: int = options.runs
        self.limit_s: float = options.limit
        self.rows = [row for row in ROWS if row.name in options.rows]
        corpus = Corpus(setting.size, setting.kind)
        self.sites: list[Site] = []
        for one in competitors.ALL:
            if one.name in options.only and (one.max_size is None or setting.size <= one.max_size):
                say(f"{setting.title}, for {one.title}")
                self.sites.append(Site.make(one, corpus, folder / one.name))
        setting.outcomes = {site.competitor.name: Outcome() for site in self.sites}
        articles = (self.sites[0].folder / "content" / "tin-tuc").rglob("*.md")
        setting.markdown_bytes = sum(path.stat().st_size for path in articles)

    def run(self) -> None:
        """Every repetition of every row; competitors take turns within a row."""
        if all(row.name != "cold" for row in self.rows):
            for site in self.sites:
                self._attempt(site, ROWS[0], 0)
        for repetition in range(1, self.runs + 1):
            for row in self.rows:
                for site in self._turn(row, repetition):
                    run = self._attempt(site, row, repetition)
                    if run:
                        self._outcome(site).runs.setdefault(row.name, []).append(run)
                if repetition == 1 and row is self.rows[0]:
                    self._describe()

    def _outcome(self, site: Site) -> Outcome:
        return self.setting.outcomes[site.competitor.name]

    def _turn(self, row: Row, repetition: int) -> Iterator[Site]:
        """Give the sites whose turn it is, beginning one further in each repetition."""
        start = (repetition - 1) % len(self.sites)
        for site in self.sites[start:] + self.sites[:start]:
            one = site.competitor
            enough = one.max_runs is not None and repetition > one.max_runs
            if row.name in one.rows and not enough and not self._outcome(site).failure:
                yield site

    def _attempt(self, site: Site, row: Row, repetition: int) -> Measurement | None:
        """One edit and one measured build, its output checked; a failure ends the site's part."""
        one = site.competitor
        command = one.check if row.checks and one.check else one.command
        try:
            check = row.edit(site, repetition)
            os.sync()  # what earlier runs wrote must not be paid for by this one
            run = measure(
                command(site.folder),
                folder=site.folder,
                environment=one.environment(site.corpus.size),
                log=site.log,
                limit_s=self.limit_s,
                expected=row.expected,
            )
            site.check_count()
            check()
        except (CommandFailedError, WrongOutputError, OSError) as error:
            self._outcome(site).failure = f"{row.name}, run {repetition}: {error}"
            say(f"  {one.title:32} {row.name:10} FAILED: {error}")
            return None
        say(
            f"  {one.title:32} {row.name:10} run {repetition}: {run.wall_s:8.2f} s wall {run.cpu_s:8.2f} s CPU "
            f"{run.peak_bytes / 2**20:7.0f} MiB ({run.samples} samples)"
        )
        return run

    def _describe(self) -> None:
        """Count what each made, and compare its article pages with the reference's, where layouts are equal."""
        reference = next((site for site in self.sites if site.competitor.name == REFERENCE), None)
        for site in self.sites:
            outcome = self._outcome(site)
            if outcome.failure:
                continue
            files = [path for path in site.output.rglob("*") if path.is_file()]
            outcome.html_files = sum(1 for path in files if path.suffix == ".html")
            outcome.bytes_made = sum(path.stat().st_size for path in files)
            index = site.index_files().values()
            outcome.index_files = len(index)
            outcome.index_bytes = sum(stat.st_size for stat in index)
            if reference and site is not reference and not site.competitor.own_layouts:
                outcome.equal = self._equality(site, reference)

    def _equality(self, site: Site, reference: Site) -> str:
        if self._outcome(reference).failure:
            return ""
        size = site.corpus.size
        urls = [site.corpus.article(number).url for number in range(1, size + 1, max(1, size // COMPARED_PAGES))]
        return f"{equal_pages(site, reference, urls)} of {len(urls)} article pages say the same as Hugo's"


def main() -> int:
    """Run every setting and save the report after each; the sites of a setting without failures are removed."""
    options = arguments()
    say("Installing the peers (the first time only)")
    competitors.install(options.only)
    raw = BENCH / "work" / f"{options.output.stem}.json"
    for folder in (raw.parent, options.work):
        folder.mkdir(parents=True, exist_ok=True)
    versions = ", ".join(dict.fromkeys(one.version() for one in competitors.ALL if one.name in options.only))
    failed = False
    for size, kind in itertools.product(options.sizes, options.kinds):
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        measured = f"Measured on {now}, {options.runs} runs a row. {report.machine()}. {versions}."
        setting = Setting(size, kind, report.file_system(options.work), measured)
        folder = options.work / f"{kind}-{size}"
        Bench(setting, folder, options).run()
        report.save(setting, options.output, raw)
        say(f"Written: {options.output}")
        if any(outcome.failure for outcome in setting.outcomes.values()):
            failed = True
        else:
            shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except competitors.ToolFailedError as error:
        say(str(error))
        raise SystemExit(1) from None
