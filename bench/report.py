"""Turn measurements into docs/benchmarks.md, and keep the raw figures as JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from competitors import Competitor
    from edits import Row
    from measure import Measurement

REFERENCE: Final = "hugo"
MIB: Final = 1024 * 1024

METHOD: Final = """\
## How it is measured

`python bench/run.py` makes these figures; `bench/README.md` says how. All competitors run in turn
on one machine, from the same generated texts (about 5 KB of Markdown an article, 60 tags, three to
an article, 6 categories, dates over twenty years), with plain layouts that say the same. Each row
is repeated, every repetition makes another edit, and the competitors' order rotates between
repetitions. After each run the output is checked: the number of article pages is exact, and the
edit can be read wherever it must show.

- **Wall** seconds run from the start of the process to its end. **CPU** seconds are user and system
  time of all its processes. **Memory** is the greatest sum of the proportional set sizes (PSS) of
  all its processes at one moment, read every 10 ms in the first second, then every 50 ms (less
  often where reading itself is slow: it may take a twentieth of one core).
- A cell shows the median, (the least-the greatest) where there was more than one run, and
  the ratio to Hugo's *cold* build of the same size: `0.50x` is half of what Hugo takes.
- Hugo, Eleventy and Pelican run their ordinary build in every row, over the output they made before:
  they have no incremental build of the whole site from the command line.
- The plain layouts leave related news out. Hugo can make them, at a cost that grows with the square of
  the archive: "Hugo, related news" is that build.
- Bantin makes also what is not asked of the others, such as the archive's months, the authors' lists
  and each category's feed; it is told to leave out the search index, which no other makes.
  Its site map comes in parts of 2,000 addresses, of which an added article changes two; theirs is one file.
- Eleventy parses the articles as Markdown only (no template code in them), and finds neighbours and
  lists once a build. Pelican, the slowest, runs only where its column has figures.
"""


@dataclass(slots=True)
class Outcome:
    """What a competitor did with one size: its runs by row, and what it made.

    `failure` is empty, or says why the competitor was dropped on the way.
    """

    runs: dict[str, list[Measurement]] = field(default_factory=dict)
    html_files: int = 0
    bytes_made: int = 0
    equal: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All sizes measured so far. `outcomes` is keyed by (size, competitor name)."""

    competitors: Sequence[Competitor]
    rows: Sequence[Row]
    versions: dict[str, str]
    work: Path
    runs: int
    outcomes: dict[tuple[int, str], Outcome] = field(default_factory=dict)

    def save(self, markdown: Path, raw: Path) -> None:
        markdown.parent.mkdir(parents=True, exist_ok=True)
        markdown.write_text(self.markdown(), encoding="utf-8")
        figures = [
            {"size": size, "competitor": name, **asdict(outcome)} for (size, name), outcome in self.outcomes.items()
        ]
        raw.write_text(json.dumps({"versions": self.versions, "figures": figures}, indent=1), encoding="utf-8")

    def markdown(self) -> str:
        parts = ["# Benchmarks\n", self._circumstances(), METHOD]
        parts += [self._size(size) for size in sorted({size for size, _ in self.outcomes})]
        return "\n".join(parts)

    def _circumstances(self) -> str:
        versions = "\n".join(f"- {title}: {version}" for title, version in self.versions.items())
        return (
            f"Measured on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {self.runs} runs a row, on this machine:\n\n"
            f"- {os.cpu_count()} cores, {_cpu_model()}, {_memory_gib():.0f} GiB of memory\n"
            f"- Linux {platform.release()}, the sites on {_file_system(self.work)}\n"
            f"{versions}\n"
        )

    def _size(self, size: int) -> str:
        taking_part = [one for one in self.competitors if (size, one.name) in self.outcomes]
        measures: list[tuple[str, Callable[[Measurement], float], Callable[[float], str]]] = [
            ("Wall", lambda run: run.wall_s, _seconds),
            ("CPU", lambda run: run.cpu_s, _seconds),
            ("Memory", lambda run: run.peak_bytes, _mebibytes),
        ]
        parts = [f"## {size:,} articles\n"]
        for name, value, shown in measures:
            reference = self.outcomes.get((size, REFERENCE), Outcome()).runs.get("cold", [])
            base = statistics.median(map(value, reference)) if reference else None
            parts.append(f"| {name} | " + " | ".join(one.title for one in taking_part) + " |")
            parts.append("| --- |" + " ---: |" * len(taking_part))
            for row in self.rows:
                cells = [
                    _cell([value(run) for run in self.outcomes[size, one.name].runs.get(row.name, [])], base, shown)
                    for one in taking_part
                ]
                parts.append(f"| {row.label} | " + " | ".join(cells) + " |")
            parts.append("")
        parts += [self._made(one, self.outcomes[size, one.name]) for one in taking_part]
        return "\n".join(parts) + "\n"

    def _made(self, one: Competitor, outcome: Outcome) -> str:
        text = f"- {one.title}: {outcome.html_files:,} HTML files, {outcome.bytes_made / MIB:.0f} MiB in all"
        if outcome.equal:
            text += f"; {outcome.equal}"
        if outcome.failure:
            text += f"; **stopped:** {outcome.failure}"
        return text + "."


def _cell(values: Sequence[float], base: float | None, shown: Callable[[float], str]) -> str:
    if not values:
        return "-"
    middle = statistics.median(values)
    text = shown(middle)
    if len(values) > 1:
        text += f" ({shown(min(values)).partition(' ')[0]}-{shown(max(values)).partition(' ')[0]})"
    if base:
        text += f", **{middle / base:.2f}x**"
    return text


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _mebibytes(value: float) -> str:
    return f"{value / MIB:.0f} MiB"


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown CPU")


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3


def _file_system(folder: Path) -> str:
    """Name the type of the file system that holds `folder`, such as ext4 or tmpfs."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    above = [(len(mount[1]), mount[2]) for mount in mounts if folder.resolve().is_relative_to(mount[1])]
    return max(above)[1]
