"""Run one command to its end and measure it: wall seconds, CPU seconds, peak bytes.

*Wall* is from just before the process is made until it has ended. *CPU* is user and system time
of the whole tree of processes. This process makes itself a "subreaper", so that helpers which
outlive the command (a fork server's workers, say) come back to it and are counted too.

*Memory* is the greatest sum, over all processes of the tree at one moment, of their proportional
set size (PSS: a page that n processes share counts 1/n for each), so neither forked workers that
share their pages nor several separate processes are over- or undercounted. A thread reads it from
/proc/<pid>/smaps_rollup every 10 ms in the first second and every 50 ms from then on; if reading
is slow (a large process), less often, so that it never takes more than a twentieth of one core.
Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PR_SET_CHILD_SUBREAPER: Final = 36
EAGER_S: Final = 1.0
EAGER_STEP_S: Final = 0.010
STEP_S: Final = 0.050
SAMPLER_SHARE: Final = 0.05
STRAGGLERS_S: Final = 10.0


class CommandFailedError(Exception):
    """A measured command ended badly, took too long, or left processes behind."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run cost: `wall_s` and `cpu_s` in seconds, `peak_bytes` in bytes."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    samples: int


def adopt_orphans() -> None:
    """Make this process the parent of any descendant whose own parent has ended."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def measure(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    limit_s: float,
    expected: int = 0,
) -> Measurement:
    """Run `command` in `folder`, its output into `log`; kill it after `limit_s` seconds.

    Raises CommandFailedError where it does not end with the code `expected`.
    """
    adopt_orphans()
    before = _children_cpu_s()
    with log.open("wb") as output, _Sampler() as sampler:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**_plain_environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        killer = threading.Timer(limit_s, _kill_group, [process.pid])
        killer.start()
        code = process.wait()
        wall_s = time.perf_counter() - start
        killer.cancel()
        tidy = _reap_stragglers(process.pid)
    if code != expected:
        tail = log.read_text(encoding="utf-8", errors="replace")[-1500:]
        slow = f" (the limit is {limit_s:.0f} s)" if wall_s >= limit_s else ""
        message = f"{command[0]} ended with {code} after {wall_s:.0f} s{slow}:\n{tail}"
        raise CommandFailedError(message)
    if not tidy:
        message = f"{command[0]} left processes running after its end"
        raise CommandFailedError(message)
    return Measurement(wall_s, _children_cpu_s() - before, sampler.peak_bytes, sampler.samples)


def _plain_environment() -> dict[str, str]:
    """Return this process's environment without what changes how Python starts (`PYTHONDONTWRITEBYTECODE`: slower)."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _children_cpu_s() -> float:
    """CPU seconds of every descendant that has ended and been waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _reap_stragglers(leader: int) -> bool:
    """Wait for what outlived the command; kill it after a while and say so with False."""
    deadline = time.monotonic() + STRAGGLERS_S
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                time.sleep(0.005)
        _kill_group(leader)
        return False
    return True


class _Sampler:
    """Watches, from a thread of its own, the memory of all descendants of this process."""

    def __init__(self) -> None:
        self.peak_bytes = 0
        self.samples = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory sampler", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        start = time.monotonic()
        pause = EAGER_STEP_S
        while not self._stop.wait(pause):
            began = time.thread_time()
            self.peak_bytes = max(self.peak_bytes, sum(_pss_bytes(pid) for pid in _descendants(os.getpid())))
            self.samples += 1
            step = EAGER_STEP_S if time.monotonic() - start < EAGER_S else STEP_S
            pause = max(step, (time.thread_time() - began) / SAMPLER_SHARE)


def _descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from _descendants(child)


def _pss_bytes(pid: int) -> int:
    """Read the process's proportional set size; 0 once it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    return 0
