"""Real servers for the tests: the service as a process or in a thread under a clock of the test's, and Redis."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

import uvicorn

from bantin.config import parse_settings
from bantin.counter.app import CounterApp
from bantin.counter.bots import crawler_patterns, make_bot_test
from bantin.counter.clock import Arrival, Clock
from bantin.counter.policy import Policy, make_policy
from bantin.counter.server import listen, make_config
from bantin.counter.sqlite_storage import SqliteStorage
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Result = TypeVar("Result")

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ORIGIN = "https://hdnd.example.vn"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
PATIENCE_S = 30.0
"""For what must happen sooner or later; nothing is ever measured."""

SETTINGS = """\
[site]
title = "Văn phòng HĐND tỉnh"
base_url = "https://hdnd.example.vn/"

[counter]
provider = "service"
url = "https://luot.example.vn"
site = "hdnd"

[counter.service]
trusted_proxies = ["127.0.0.1/32"]
"""
VIEW = '{"v":1,"site":"hdnd","kind":"view"}'
BEAT = '{"v":1,"site":"hdnd","kind":"beat"}'


def eventually(condition: Any, told: str) -> None:
    """Wait until something that must happen has happened."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, f"never happened: {told}"
        time.sleep(0.02)


def in_thread(function: Callable[..., Result], *arguments: Any) -> Result:
    """Call in a thread of its own: Playwright, once started, keeps a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


# --- time ---


class FakeClock(Clock):
    """A clock that only the test moves."""

    def __init__(self, moment: str = "2026-11-24T10:00:00") -> None:
        self.wall = datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp()
        self.steady = 1000.0
        super().__init__(ZONE, lambda: self.wall, lambda: self.steady)

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.steady += seconds

    def set_to(self, moment: str) -> None:
        """Set the clock, as an administrator does: no time passes."""
        self.wall = datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp()

    def pass_until(self, moment: str) -> None:
        """Let time pass until a moment."""
        self.pass_s(datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp() - self.wall)


def arrival(moment: str, at: float | None = None) -> Arrival:
    """Return an arrival at a moment of the site's zone."""
    clock = FakeClock(moment)
    now = clock.now()
    return now if at is None else now._replace(at=at)


def policy(extra: str = "") -> Policy:
    """Return the policy of the test's settings; `extra` lines go into `[counter.service]`."""
    return make_policy(parse_settings((SETTINGS + extra).encode()))


# --- asking ---


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def figures(self) -> tuple[int, int, int]:
        """Online, today, total."""
        found = self.json
        return found["online"], found["today"], found["total"]


class Client:
    """Asks a service over one connection that stays open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        for attempt in (1, 2):
            try:
                self._connection.request(
                    method, path, body.encode() if isinstance(body, str) else body, dict(headers or {})
                )
                with self._connection.getresponse() as response:
                    return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
            except (http.client.HTTPException, OSError):
                self._connection.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def post(self, body: str | bytes = VIEW, /, *, address: str | None = None, **headers: str | None) -> Reply:
        """Send a hit as the page does, from `address` through a proxy; headers of `None` are omitted."""
        sent: dict[str, str | None] = {
            "content-type": "text/plain;charset=UTF-8",
            "user-agent": BROWSER,
            "origin": ORIGIN,
        }
        if address:
            sent["x-forwarded-for"] = address
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", "/v1/luot", body, {name: value for name, value in sent.items() if value is not None})

    def read(self, site: str = "hdnd") -> Reply:
        return self.ask("GET", f"/v1/luot?site={site}")

    def ready(self) -> int:
        return self.ask("GET", "/readyz").status

    def close(self) -> None:
        self._connection.close()


# --- the service as a process ---


def _line(root: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "bantin", "--root", str(root), "counter", *arguments]


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `counter` to its end."""
    return subprocess.run(
        _line(root, *arguments), capture_output=True, text=True, timeout=60, check=False, env=_environment()
    )


class Service:
    """`counter` as a process of its own, on a free port."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            _line(root, "--port", "0", *arguments), stderr=subprocess.PIPE, text=True, env=_environment()
        )
        self.told: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        while (line_ := self._lines.get(timeout=PATIENCE_S)) is not None and not line_.startswith("counter: hdnd"):
            pass
        assert line_ is not None, "".join(self.told)
        self.port = int(line_.split("http://127.0.0.1:")[1].split("/")[0])
        self.client = Client(self.port)
        eventually(lambda: self.process.poll() is not None or self._answers(), "the service answers")
        assert self.process.poll() is None, "".join(self.told)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.told.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def _answers(self) -> bool:
        try:
            return self.client.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def stop(self) -> int:
        """End it as systemd does; return its exit status."""
        self.client.close()
        self.process.terminate()
        return self._ended()

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        status = self.process.wait(timeout=60)
        self.client.close()
        self._reader.join(timeout=PATIENCE_S)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.kill()
        else:
            self._ended()


def _environment() -> dict[str, str]:
    project = str(Path(__file__).resolve().parent.parent.parent)
    return {**os.environ, "PYTHONPATH": project, "PYTHONWARNINGS": "default"}


# --- the service in a thread, under the test's clock ---


class Threaded:
    """uvicorn, the application and SQLite in a thread; batches are written when the test says so."""

    def __init__(self, path: Path, clock: FakeClock, extra: str = "") -> None:
        self.clock = clock
        self._policy = policy(extra)
        self._path = path
        self._listener = listen("127.0.0.1", 0)
        self.port = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._live()], daemon=True)
        opened: Future[SqliteStorage] = Future()
        self._opened = opened
        self._thread.start()
        self.storage = opened.result(PATIENCE_S)
        self.client = Client(self.port)

    async def _live(self) -> None:
        storage = SqliteStorage(self._path, self._policy, self.clock)
        self._server = uvicorn.Server(
            make_config(CounterApp(self._policy, storage, self.clock, make_bot_test(crawler_patterns())), 100)
        )
        self._opened.set_result(storage)
        await self._server.serve(sockets=[self._listener])
        await storage.close()

    def flush(self) -> None:
        """Write the batch now."""
        asyncio.run_coroutine_threadsafe(self.storage.flush(), self._loop).result(PATIENCE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()
        self._server.should_exit = True
        self._thread.join(timeout=PATIENCE_S)
        self._loop.close()
        self._listener.close()


# --- Redis ---


class RedisServer:
    """A real `redis-server` on a free port, in a folder of its own, writing every command to its AOF."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.options = options
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        line = [
            need_program("redis-server", "valkey-server"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.folder),
            "--save",
            "",
        ]
        line += self.options or ("--appendonly", "yes", "--appendfsync", "always")
        self.process = subprocess.Popen(line, stdout=subprocess.DEVNULL)
        eventually(self._answers, "Redis answers")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
        return False

    def command(self, *words: str) -> str:
        """Send a raw request; return the raw answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(65_536).decode()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_S)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
