"""Let the disk refuse a piece of work at a chosen moment: the Nth call that changes or flushes anything fails, once or from then on."""

from __future__ import annotations

import builtins
import io
import os
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

CALLS = ("write", "rename", "replace", "unlink", "rmdir", "mkdir", "fsync")


class Failing:
    """While it is entered, call number `at` (from 1) raises `OSError(number)`, and with `ever` each after it."""

    def __init__(self, at: int, number: int, *, ever: bool = False) -> None:
        self._at = at
        self._number = number
        self._ever = ever
        self._real: list[tuple[object, str, Any]] = []
        self.calls = 0
        self.failed: list[str] = []
        """The calls that were refused."""

    def __enter__(self) -> Self:
        for name in CALLS:
            self._replace(os, name, self._guard(getattr(os, name), name))
        open_, built_in, connect = os.open, builtins.open, sqlite3.connect

        def guarded_open(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self._count("open", path)
            return open_(path, flags, *arguments, **options)

        def guarded_file(path: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
            if set(mode) & set("wax+"):
                self._count("open", path)
            return built_in(path, mode, *arguments, **options)

        def guarded_store(*arguments: Any, **options: Any) -> Any:
            try:
                self._count("sqlite", arguments[0])
            except OSError:
                raise sqlite3.OperationalError("disk I/O error") from None
            return connect(*arguments, **options, factory=self._connection())

        self._replace(os, "open", guarded_open)
        self._replace(builtins, "open", guarded_file)
        self._replace(io, "open", guarded_file)  # pathlib's
        self._replace(sqlite3, "connect", guarded_store)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for module, name, real in reversed(self._real):
            setattr(module, name, real)

    def _replace(self, module: object, name: str, new: Any) -> None:
        self._real.append((module, name, getattr(module, name)))
        setattr(module, name, new)

    def _guard(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def guarded(*arguments: Any, **options: Any) -> Any:
            self._count(name, arguments[0])
            return real(*arguments, **options)

        return guarded

    def _count(self, name: str, path: object) -> None:
        self.calls += 1
        if self.calls == self._at or (self._ever and self.calls > self._at):
            self.failed.append(f"{name} {path}")
            raise OSError(self._number, os.strerror(self._number), None if isinstance(path, int) else str(path))

    def _connection(self) -> type[sqlite3.Connection]:
        failing = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if not sql.startswith(("SELECT", "PRAGMA")):
                    try:
                        failing._count("sqlite", sql[:20])
                    except OSError:
                        raise sqlite3.OperationalError("database or disk is full") from None
                return super().execute(sql, *arguments)

        return Connection
