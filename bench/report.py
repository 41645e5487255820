"""Turn measurements into the tables of docs/benchmarks.md; the raw figures are kept as JSON."""

from __future__ import annotations

import os
import platform
import statistics
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from bodies import KINDS
from competitors import ALL
from edits import ROWS
from measure import Measurement  # noqa: TC002 - msgspec asks for it when it decodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REFERENCE: Final = "hugo"
LEADING_SIZE: Final = 10_000
MIB: Final = 1024 * 1024
MARKER: Final = "<!-- What follows is written by bench/run.py. -->\n"


@dataclass(slots=True)
class Outcome:
    """What a competitor did in one setting: its runs by row, and what it made.

    `failure` is empty, or says why the competitor was dropped on the way.
    """

    runs: dict[str, list[Measurement]] = field(default_factory=dict)
    html_files: int = 0
    bytes_made: int = 0
    index_files: int = 0
    index_bytes: int = 0
    equal: str = ""
    failure: str = ""

    def values(self, row: str, value: Callable[[Measurement], float]) -> list[float]:
        return [value(run) for run in self.runs.get(row, [])]


@dataclass(slots=True)
class Setting:
    """A size, a kind of corpus and a disk, and the outcome of each competitor there, by name."""

    size: int
    kind: str
    disk: str
    """The type of its file system."""
    measured: str
    """When, how often, on which machine, with which versions."""
    markdown_bytes: int = 0
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.size:,} articles, {KINDS[self.kind][0]}, {self.disk}"

    @property
    def place(self) -> tuple[bool, bool, int, int]:
        """Where it stands in the report: ordinary disks first, the leading size first."""
        return self.disk == "tmpfs", self.size != LEADING_SIZE, self.size, list(KINDS).index(self.kind)

    def ratio(self, above: tuple[str, str], below: tuple[str, str], value: Callable[[Measurement], float]) -> float:
        """Return the median of the ratios of two (competitor, row) pairs, run by run; 0 where there is none."""
        first, second = (
            self.outcomes[name].values(row, value) if name in self.outcomes else [] for name, row in (above, below)
        )
        return statistics.median([one / other for one, other in zip(first, second, strict=False)] or [0])


def wall(run: Measurement) -> float:
    """Return its seconds by the clock."""
    return run.wall_s


def cpu(run: Measurement) -> float:
    """Return its seconds of processors."""
    return run.cpu_s


def memory(run: Measurement) -> float:
    """Return its greatest memory, in bytes."""
    return run.peak_bytes


def save(setting: Setting, document: Path, raw: Path) -> None:
    """Put the setting's figures among those of other settings in `raw`, and write all below the document's marker."""
    earlier = msgspec.json.decode(raw.read_bytes(), type=list[Setting]) if raw.exists() else []
    settings = sorted([one for one in earlier if one.title != setting.title] + [setting], key=lambda one: one.place)
    raw.write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=1))
    head = document.read_text("utf-8").partition(MARKER)[0] if document.exists() else ""
    document.write_text(head + MARKER + figures(settings), "utf-8")


def figures(settings: list[Setting]) -> str:
    """Return the tables of all settings."""
    return "\n".join([*_summary(settings), *(line for one in settings for line in _setting(one))]) + "\n"


def _summary(settings: list[Setting]) -> Iterator[str]:
    yield "\n## In short\n"
    yield from _heading(
        "Setting",
        "Bantin to Hugo + Pagefind, cold",
        "Search adds: Bantin",
        "Search adds: Hugo + Pagefind",
        "Plain, no search, to Hugo, cold",
        "CPU per KB of Markdown: Bantin, Hugo",
        "`check`, broken links to good ones",
        "Index",
    )
    for one in settings:
        plain, reference = (("bantin-plain", "cold"), (REFERENCE, "cold"))
        index = one.outcomes.get("bantin", Outcome())
        adds = (
            one.ratio((name, "cold"), (without, "cold"), wall)
            for name, without in (("bantin", "bantin-no-search"), ("hugo-pagefind", REFERENCE))
        )
        costs = (_per_kb(one, name) for name, _ in (plain, reference))
        cells = (
            one.title,
            _times(one.ratio(("bantin", "cold"), ("hugo-pagefind", "cold"), wall)),
            *(f"{(ratio - 1) * 100:+.0f} %" if ratio else "-" for ratio in adds),
            _times(one.ratio(plain, reference, wall)),
            ", ".join(f"{cost:.3f} ms" if cost else "-" for cost in costs),
            _times(one.ratio(("bantin", "broken"), ("bantin", "check"), wall)),
            f"{index.index_files:,} files, {index.index_bytes / 1e6:.1f} MB" if index.index_files else "-",
        )
        yield f"| {' | '.join(cells)} |"


def _setting(setting: Setting) -> Iterator[str]:
    taking_part = [one for one in ALL if one.name in setting.outcomes]
    yield f"\n## {setting.title}\n"
    yield textwrap.fill(setting.measured, 120) + "\n"
    yield from _heading("Wall", *(one.title for one in taking_part))
    lines: list[tuple[str, str, Callable[[Measurement], float], Callable[[float], str]]] = [
        *((row.name, row.label, wall, _seconds) for row in ROWS),
        ("cold", "CPU of a cold build", cpu, _seconds),
        ("cold", "Memory of a cold build", memory, _mebibytes),
        ("added", "Memory when an article is added", memory, _mebibytes),
    ]
    for row, label, value, shown in lines:
        cells = [_cell(setting, one.name, row, value, shown) for one in taking_part]
        if any(cell != "-" for cell in cells):
            yield f"| {label} | {' | '.join(cells)} |"
    yield ""
    for one in taking_part:
        outcome = setting.outcomes[one.name]
        text = f"- {one.title}: {outcome.html_files:,} HTML files, {outcome.bytes_made / MIB:.0f} MiB in all"
        if outcome.index_files:
            text += f", of which {outcome.index_files:,} files and {outcome.index_bytes / MIB:.1f} MiB are the index"
        if outcome.equal:
            text += f"; {outcome.equal}"
        if outcome.failure:
            text += f"; **stopped:** {textwrap.shorten(outcome.failure, 300)}"
        yield textwrap.fill(text + ".", 120, subsequent_indent="  ")


def _heading(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
    yield "| --- |" + " ---: |" * (len(cells) - 1)


def _cell(
    setting: Setting, name: str, row: str, value: Callable[[Measurement], float], shown: Callable[[float], str]
) -> str:
    values = setting.outcomes[name].values(row, value)
    if not values:
        return "-"
    text = shown(statistics.median(values))
    if len(values) > 1:
        text += f" ({shown(min(values)).partition(' ')[0]}-{shown(max(values)).partition(' ')[0]})"
    ratio = setting.ratio((name, row), (REFERENCE, "cold"), value)
    return f"{text}, **{_times(ratio)}**" if ratio else text


def _per_kb(setting: Setting, name: str) -> float:
    """Return the milliseconds of processors that a cold build takes for each 1,000 bytes of Markdown."""
    values = setting.outcomes.get(name, Outcome()).values("cold", cpu)
    return statistics.median(values or [0]) * 1e6 / setting.markdown_bytes


def _times(ratio: float) -> str:
    return f"{ratio:.2f}x" if ratio else "-"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _mebibytes(value: float) -> str:
    return f"{value / MIB:.0f} MiB"


def machine() -> str:
    """Describe this machine: cores, processor, memory, kernel."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown CPU")
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} cores, {model}, {gibibytes:.0f} GiB of memory, Linux {platform.release()}"


def file_system(folder: Path) -> str:
    """Name the type of the file system that holds `folder`, such as ext4 or tmpfs; say if an ext4 has no journal.

    Without one, ext4 passes over the inodes of files that were removed in the last minutes, one by one, whenever it
    makes a file: after `rm -r` of 20,000 files a build takes up to twice as long.
    """
    mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    above = [(len(mount[1]), mount[0], mount[2]) for mount in mounts if folder.resolve().is_relative_to(mount[1])]
    _, device, kind = max(above)
    has_journal = kind != "ext4" or any(Path("/proc/fs/jbd2").glob(f"{Path(device).name}-*"))
    return kind if has_journal else f"{kind} without a journal (slow after removals: measure on another)"
