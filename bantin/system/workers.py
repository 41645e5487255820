"""Share work out to processes: one a core, by `fork` or `spawn`; in this process when there is little to do."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

Item = TypeVar("Item")
ORPHAN_S = 0.2
"""How long a worker may live after its parent was killed."""
_GC_THRESHOLD = 50_000
"""Objects between two runs of the garbage collector: rendering makes few cycles."""


class WorkerDied(RuntimeError):
    """A worker process ended without an answer: killed, or out of memory. Caught in `commands.main`."""


class Work(Protocol):
    """Made once in each process; then called with one chunk after another."""

    def __call__(self, chunk: Any) -> Any:  # noqa: ANN401 - each kind of work has its own
        """Do one chunk."""


def default_jobs() -> int:
    """Return the number of cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def start_method() -> str:
    """Return how to start processes: `fork` shares the index without a copy, but is safe on Linux alone."""
    return os.environ.get("BANTIN_START_METHOD") or ("fork" if sys.platform == "linux" else "spawn")


def chunked(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return `items` in pieces of `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def share(
    make: Callable[..., Work],
    arguments: tuple[Any, ...],
    chunks: Sequence[Any],
    jobs: int,
    meanwhile: Callable[[], None] | None = None,
) -> Iterator[Any]:
    """Yield `make(*arguments)(chunk)` for each chunk, in no order, computed by up to `jobs` processes.

    `meanwhile` is called in this process while the others work. With one job or one chunk, or where the system
    starts no process, all work is done in this one. Raises `WorkerDied`, and what the work raises.
    """
    _settle_memory()
    jobs = min(jobs, len(chunks))
    started = _start_pool(make, arguments, chunks, jobs) if jobs > 1 else None
    if started is None:
        work = make(*arguments)
        for chunk in chunks:
            yield work(chunk)
        if meanwhile:
            meanwhile()
        return
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    pool, pending = started
    try:
        if meanwhile:
            meanwhile()
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool:
        raise WorkerDied("a worker process was killed, or ran out of memory") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_pool(
    make: Callable[..., Work], arguments: tuple[Any, ...], chunks: Sequence[Any], jobs: int
) -> tuple[ProcessPoolExecutor, set[Future[Any]]] | None:
    """Submit the chunks to new processes; `None` where none can start: no shared memory for locks, a limit."""
    # Imported here, as a build with little to do needs neither.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context(start_method())
    known, pool = frozenset(multiprocessing.active_children()), None
    try:
        with _interrupts_blocked():
            pool = ProcessPoolExecutor(jobs, context, _begin, (os.getpid(), make, arguments))
            return pool, {pool.submit(_do, chunk) for chunk in chunks}
    except (OSError, ImportError, NotImplementedError):
        for child in frozenset(multiprocessing.active_children()) - known:  # started before the system refused
            child.kill()
            child.join()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        return None


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: Python's hooks around a fork would swallow it, or a child print it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle_memory() -> None:
    """Exclude existing objects from garbage collection: collecting in a forked process would copy their memory."""
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 20)
    gc.enable()


_work: Work | None = None


def _begin(parent: int, make: Callable[..., Work], arguments: tuple[Any, ...]) -> None:
    """Set a worker process up."""
    global _work  # noqa: PLW0603 - a worker process has one task in its life
    # Ctrl-C reaches every process of a terminal; the parent handles it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _work = make(*arguments)


def _do(chunk: Any) -> Any:  # noqa: ANN401
    if _work is None:
        raise RuntimeError("worker not set up")
    return _work(chunk)


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: a killed build must not go on writing."""
    while os.getppid() == parent:
        time.sleep(ORPHAN_S / 2)
    os._exit(1)
