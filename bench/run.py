"""Bantin and its peers do the same work, side by side; the figures go to docs/benchmarks.md.

    python bench/run.py --sizes 1000,10000 --runs 3 --only hugo,bantin

Exit: 0 done; 1 a competitor failed or made a wrong output (the report says which); 2 wrong usage.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import competitors
from compare import equal_pages
from competitors import BENCH, PROJECT, Competitor
from corpus import Corpus
from edits import ROWS, Row, Site, WrongOutputError
from measure import CommandFailedError, Measurement, measure
from report import REFERENCE, Outcome, Report

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
    parser = argparse.ArgumentParser(description="Measure Bantin and its peers, side by side.")
    parser.add_argument(
        "--sizes",
        type=_numbers,
        default=_numbers(big or "1000,10000"),
        help="articles (default: $BENCH_ARTICLES or %(default)s)",
    )
    parser.add_argument("--runs", type=int, default=3, help="repetitions of each row")
    parser.add_argument("--only", type=_some_of(names), default=names, help=",".join(names))
    rows = [row.name for row in ROWS]
    parser.add_argument("--rows", type=_some_of(rows), default=rows, help=",".join(rows))
    parser.add_argument("--pelican-max-size", type=int, default=1000, help="no larger corpus for Pelican")
    parser.add_argument("--pelican-runs", type=int, default=1, help="repetitions for Pelican")
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which one build is killed")
    parser.add_argument("--work", type=Path, default=BENCH / "work", help="where the sites are made")
    parser.add_argument("--output", type=Path, default=PROJECT / "docs" / "benchmarks.md")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    numbers = [int(part.replace("_", "")) for part in text.split(",")]
    if min(numbers) < LEAST:
        message = f"a corpus has at least {LEAST} articles"
        raise argparse.ArgumentTypeError(message)
    return numbers


def _some_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Make an argparse type: some of the known names, with commas between."""

    def convert(text: str) -> list[str]:
        unknown = [part for part in text.split(",") if part not in known]
        if unknown:
            message = f"unknown: {', '.join(unknown)}; known: {', '.join(known)}"
            raise argparse.ArgumentTypeError(message)
        return text.split(",")

    return convert


def chosen(options: argparse.Namespace) -> list[Competitor]:
    """Choose the competitors asked for, with the command line's limits for Pelican."""
    limits = {"max_size": options.pelican_max_size, "max_runs": options.pelican_runs}
    return [
        dataclasses.replace(one, **limits) if one.name == "pelican" else one
        for one in competitors.ALL
        if one.name in options.only
    ]


def editable(taking_part: Sequence[Competitor], rows: Sequence[Row]) -> bool:
    """Every layout that is to be edited is there; says which is not."""
    if all(row.name != "layout" for row in rows):
        return True
    missing = [one for one in taking_part if not (competitors.PEERS / one.overlays[-1] / one.article_layout).exists()]
    for one in missing:
        say(f"bench/peers/{one.overlays[-1]}/{one.article_layout} is missing: leave the row 'layout' out (--rows)")
    return not missing


class Bench:
    """One corpus size: the sites, and the outcome of each."""

    def __init__(self, size: int, options: argparse.Namespace, taking_part: Sequence[Competitor]) -> None:
        self.runs: int = options.runs
        self.limit_s: float = options.limit
        self.logs: Path = options.work / str(size)
        corpus = Corpus(size)
        self.sites: list[Site] = []
        for one in taking_part:
            say(f"{size} articles for {one.title}")
            self.sites.append(Site.make(one, corpus, self.logs / one.name))
        self.outcomes = {one.name: Outcome() for one in taking_part}

    def run(self, rows: Sequence[Row]) -> None:
        """Every repetition of every row; competitors take turns within a row."""
        if all(row.name != "cold" for row in rows):
            for site in self.sites:
                self._attempt(site, ROWS[0], 0)
        for repetition in range(1, self.runs + 1):
            for row in rows:
                for site in self._turn(row, repetition):
                    run = self._attempt(site, row, repetition)
                    if run:
                        self.outcomes[site.competitor.name].runs.setdefault(row.name, []).append(run)
                if repetition == 1 and row is rows[0]:
                    self._describe()

    def _turn(self, row: Row, repetition: int) -> Iterator[Site]:
        """Give the sites whose turn it is, beginning one further in each repetition."""
        start = (repetition - 1) % len(self.sites)
        for site in self.sites[start:] + self.sites[:start]:
            one = site.competitor
            if (
                not self.outcomes[one.name].failure
                and (one.rows is None or row.name in one.rows)
                and (one.max_runs is None or repetition <= one.max_runs)
            ):
                yield site

    def _attempt(self, site: Site, row: Row, repetition: int) -> Measurement | None:
        """One edit and one measured build, its output checked; a failure ends the site's part."""
        one = site.competitor
        try:
            check = row.edit(site, repetition)
            os.sync()  # what earlier runs wrote must not be paid for by this one
            run = measure(
                one.command(site.folder),
                folder=site.folder,
                environment=one.environment(site.corpus.size),
                log=self.logs / f"{one.name}.log",
                limit_s=self.limit_s,
            )
            site.check_count()
            check()
        except (CommandFailedError, WrongOutputError, OSError) as error:
            self.outcomes[one.name].failure = f"{row.name}, run {repetition}: {error}"
            say(f"  {one.title:20} {row.name:11} FAILED: {error}")
            return None
        say(
            f"  {one.title:20} {row.name:11} run {repetition}: {run.wall_s:8.2f} s wall {run.cpu_s:8.2f} s CPU "
            f"{run.peak_bytes / 2**20:7.0f} MiB ({run.samples} samples)"
        )
        return run

    def _describe(self) -> None:
        """Count what each made, and compare its article pages with the reference's."""
        reference = next((site for site in self.sites if site.competitor.name == REFERENCE), None)
        for site in self.sites:
            outcome = self.outcomes[site.competitor.name]
            if outcome.failure:
                continue
            files = [path for path in site.output.rglob("*") if path.is_file()]
            outcome.html_files = sum(1 for path in files if path.suffix == ".html")
            outcome.bytes_made = sum(path.stat().st_size for path in files)
            if reference and site is not reference and not self.outcomes[REFERENCE].failure:
                outcome.equal = self._equality(site, reference)

    def _equality(self, site: Site, reference: Site) -> str:
        size = site.corpus.size
        urls = [site.corpus.article(number).url for number in range(1, size + 1, max(1, size // COMPARED_PAGES))]
        return f"{equal_pages(site, reference, urls)} of {len(urls)} article pages say the same as Hugo's"


def main() -> int:
    """Run every size and save the report after each."""
    options = arguments()
    taking_part = chosen(options)
    say("Installing the peers (the first time only)")
    competitors.install([one.name for one in taking_part])
    options.work.mkdir(parents=True, exist_ok=True)
    rows = [row for row in ROWS if row.name in options.rows]
    if not editable(taking_part, rows):
        return 2
    report = Report(taking_part, rows, {one.title: one.version() for one in taking_part}, options.work, options.runs)
    for size in options.sizes:
        bench = Bench(size, options, [one for one in taking_part if one.max_size is None or size <= one.max_size])
        bench.run(rows)
        report.outcomes.update({(size, name): outcome for name, outcome in bench.outcomes.items()})
        report.save(options.output, options.work / "results.json")
        say(f"Written: {options.output}")
    return 1 if any(outcome.failure for outcome in report.outcomes.values()) else 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except competitors.ToolFailedError as error:
        say(str(error))
        raise SystemExit(1) from None
