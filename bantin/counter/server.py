"""Runs the service, storage and application in uvicorn, until a signal ends it."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.loops.auto import auto_loop_factory

from bantin.counter.app import CounterApp
from bantin.counter.backups import is_shared
from bantin.counter.bots import crawler_patterns, make_bot_test
from bantin.counter.connections import GuardedProtocol
from bantin.counter.sqlite_storage import SqliteStorage
from bantin.counter.storage import words_of
from bantin.problems import BuildFailed, problem
from bantin.problems.reasons import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bantin.counter.clock import Clock
    from bantin.counter.policy import Policy
    from bantin.counter.redis_storage import RedisStorage
    from bantin.problems import Problem

BACKLOG = 2048
DRAIN_S = 10
"""Seconds for requests under way to end when the service stops."""


async def serve(
    policy: Policy, database: str | Path, clock: Clock, listener: socket.socket, report: Callable[[list[Problem]], None]
) -> None:
    """Serve until SIGTERM or SIGINT; then finish the requests under way and write the hits in memory.

    `database` is the path of a file or the URL of a Redis server; `report` gets warnings. Raises `BuildFailed` when the
    service cannot start, and when hits could not be written.
    """
    storage: SqliteStorage | RedisStorage
    if is_shared(database):
        from bantin.counter.redis_storage import RedisStorage

        storage, warnings = await RedisStorage.open(str(database), policy, clock)
        report(warnings)
    else:
        from pathlib import Path

        storage = SqliteStorage(Path(database), policy, clock)
    storage.start()
    app = CounterApp(policy, storage, clock, make_bot_test(crawler_patterns()))
    server = uvicorn.Server(make_config(app, policy.service.max_connections))
    # uvicorn raises the signal that stopped it again, before the last hits are written.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    try:
        await server.serve(sockets=[listener])
    finally:
        reason = storage.fault or ""
        left = await storage.close()
    if left:
        raise BuildFailed([problem("BT733", hits=left, reason=words_of(storage.fault or reason))])
    if storage.fault in ("gone", "replaced"):
        raise BuildFailed([problem("BT739", str(database))])


def make_config(app: CounterApp, max_connections: int) -> uvicorn.Config:
    """Return uvicorn's configuration: no access log, no trusted headers, no lifespan."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # uvicorn warns of each malformed request
    return uvicorn.Config(
        app,
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=max_connections,
        backlog=BACKLOG,
        timeout_graceful_shutdown=DRAIN_S,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one. Raises `BuildFailed`."""
    address = f"{host}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Inherited by connections: uvicorn writes head and body apart, and the body would wait 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        raise BuildFailed([problem("BT729", address=address, reason=reason_of(error))]) from None
    return listener


def run(
    policy: Policy, database: str | Path, clock: Clock, listener: socket.socket, report: Callable[[list[Problem]], None]
) -> None:
    """Run `serve` on uvloop where it is installed. Raises what `serve` raises."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(serve(policy, database, clock, listener, report))
