"""Work shared out to processes: on every core, under `fork` and `spawn`, and in this process when there is little to do."""

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
_ORPHAN_CHECK_S = 0.2
_GC_THRESHOLD = 50_000
"""Objects between two looks of the garbage collector: rendering makes few cycles."""


class WorkerDied(RuntimeError):
    """A worker process ended without an answer: killed, or out of memory. Raised here, reported by `cli`."""


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


def share(
    make: Callable[..., Work],
    arguments: tuple[Any, ...],
    chunks: Sequence[Any],
    jobs: int,
    meanwhile: Callable[[], None] | None = None,
) -> Iterator[Any]:
    """Yield `make(*arguments)(chunk)` for each chunk, in no order, computed by up to `jobs` processes.

    `meanwhile` is done here while others work. With one job or one chunk, or where the system gives no process, all of it is done
    here. Raises `WorkerDied`, and whatever the work raises.
    """
    _settle_memory()
    jobs = min(jobs, len(chunks))
    begun = _begun(make, arguments, chunks, jobs) if jobs > 1 else None
    if begun is None:
        work = make(*arguments)
        for chunk in chunks:
            yield work(chunk)
        if meanwhile:
            meanwhile()
        return
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    pool, pending = begun
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


def _begun(
    make: Callable[..., Work], arguments: tuple[Any, ...], chunks: Sequence[Any], jobs: int
) -> tuple[ProcessPoolExecutor, set[Future[Any]]] | None:
    """Give the chunks to processes; `None` where there can be none: no shared memory for locks, no leave to start another."""
    # A build with little to do needs neither.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context(start_method())
    known, pool = frozenset(multiprocessing.active_children()), None
    try:
        with _forking():
            pool = ProcessPoolExecutor(jobs, context, _begin, (os.getpid(), make, arguments))
            return pool, {pool.submit(_do, chunk) for chunk in chunks}
    except (OSError, ImportError, NotImplementedError):
        for one in frozenset(multiprocessing.active_children()) - known:  # begun before the system refused
            one.kill()
            one.join()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        return None


@contextlib.contextmanager
def before_forks(act: Callable[[], None]) -> Iterator[None]:
    """Have `act` called before this process makes another one, as long as this lasts."""
    _BEFORE_FORKS.append(act)
    try:
        yield
    finally:
        _BEFORE_FORKS.remove(act)


_BEFORE_FORKS: list[Callable[[], None]] = []


@contextlib.contextmanager
def _forking() -> Iterator[None]:
    """Make processes. Ctrl-C is held back meanwhile: Python's hooks around a fork would swallow it, and a child die of it aloud."""
    for act in _BEFORE_FORKS:
        act()
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def are_done() -> bool:
    """Whether no process and no thread is left that has something to finish, so that this process may end at once."""
    queries = sys.modules.get("multiprocessing")
    # Where processes are not forked, Python's end tells a process of its own to let go of what they shared.
    no_process = queries is None or (start_method() == "fork" and not queries.active_children())
    return no_process and threading.active_count() == 1


class Errand:
    """One thing done in a forked process, for systems where `start_method` is `fork`.

    It is forked where no other thread runs, and ends without a word: nothing of what its parent has begun is finished there.
    """

    def __init__(self, work: Callable[[], bytes]) -> None:
        """Begin with `work`."""
        self._reading, writing = os.pipe()
        try:
            with _forking():
                self.process = os.fork()
        except OSError:  # no leave to start another: as good as one that dies at once
            self.process = _NOBODY
        if not self.process:
            try:
                gc.disable()
                os.close(self._reading)
                data = memoryview(work() + _DONE)
                while data:
                    data = data[os.write(writing, data) :]
            finally:
                os._exit(0)
        os.close(writing)

    def result(self) -> bytes | None:
        """Wait for what `work` returns; `None` when it has failed, or was killed. To be asked once."""
        with os.fdopen(self._reading, "rb") as stream:
            data = stream.read()
        self._reading = -1
        return data[: -len(_DONE)] if data.endswith(_DONE) else None

    def close(self) -> None:
        """Take leave of the process; it ends at once, if nobody has asked for its result."""
        was_asked = self._reading < 0
        if not was_asked:
            os.close(self._reading)
        if self.process != _NOBODY:
            if not was_asked:
                os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)  # to end takes it longer than to answer: nobody waits for that sooner


_NOBODY = -1
"""Stands for a process that could not be begun."""
_DONE = b"done"
"""The end of what an errand brings back: without it something is missing."""


def _settle_memory() -> None:
    """Take what is here out of the garbage collector's sight: it stays, and children that looked through it would copy it."""
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 20)
    gc.enable()


def chunked(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return `items` in pieces of `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


_work: Work | None = None


def _begin(parent: int, make: Callable[..., Work], arguments: tuple[Any, ...]) -> None:
    """Set a new process up."""
    global _work  # noqa: PLW0603 - a worker process has one task in its life
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches every process of a terminal: the parent alone answers it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _work = make(*arguments)


def _do(chunk: Any) -> Any:  # noqa: ANN401
    if _work is None:
        raise RuntimeError("worker not set up")
    return _work(chunk)


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: a killed build must not go on writing."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK_S)
    os._exit(1)
