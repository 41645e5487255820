"""Slow, endless and pipelined requests."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from bantin.counter import connections
from tests.counter.running import BROWSER, ORIGIN, VIEW, Client, FakeClock, Service, Threaded, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bantin.counter.visits import Figures, Hit

HEAD = (
    f"POST /v1/luot HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\norigin: {ORIGIN}\r\nuser-agent: {BROWSER}\r\n"
    f"content-length: {len(VIEW)}\r\n\r\n"
).encode()


@pytest.fixture
def impatient(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Threaded]:
    """A service that gives up on a request at once."""
    monkeypatch.setattr(connections, "PATIENCE_S", 0.05)
    with Threaded(tmp_path / "luot.sqlite", clock) as running:
        yield running


def connected(running: Threaded) -> socket.socket:
    return socket.create_connection(("127.0.0.1", running.port), timeout=30)


def rest_of(connection: socket.socket) -> bytes:
    """Return everything received until the service closes the connection."""
    try:
        return b"".join(iter(lambda: connection.recv(65_536), b""))
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("begun", [b"", b"\r\n", b"POST /v1", HEAD[:-2], HEAD, HEAD + VIEW.encode()[:-1]])
def test_a_request_that_never_ends_is_cut_off(impatient: Threaded, begun: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(begun)
        assert rest_of(connection) == b""
    assert impatient.client.read().figures == (0, 0, 0)


def test_a_slow_second_request_is_cut_off(impatient: Threaded) -> None:
    with connected(impatient) as connection:
        connection.sendall(HEAD + VIEW.encode() + HEAD[:20])
        assert rest_of(connection).startswith(b"HTTP/1.1 200")


def test_empty_lines_do_not_keep_a_connection(impatient: Threaded) -> None:
    with connected(impatient) as connection:
        connection.sendall(HEAD + VIEW.encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        connection.sendall(b"\r\n")
        assert b"total" in rest_of(connection)


def test_a_request_in_pieces_is_accepted(threaded: Threaded) -> None:
    with connected(threaded) as connection:
        for byte in HEAD + VIEW.encode():
            connection.sendall(bytes([byte]))
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_requests_in_a_row_are_answered_in_a_row(threaded: Threaded) -> None:
    with connected(threaded) as connection:
        last = HEAD.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n") + VIEW.encode()
        connection.sendall((HEAD + VIEW.encode()) * 20 + last)
        assert rest_of(connection).count(b"HTTP/1.1 200") == 21
    assert threaded.client.read().figures == (1, 1, 1)


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /" + b"a" * 200_000,
        b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 200_000,
        b"GET / HTTP/1.1\r\nhost: x\r\n" + b"".join(b"x%d: y\r\n" % n for n in range(20_000)),
    ],
)
def test_a_head_without_end_is_refused(threaded: Threaded, endless: bytes) -> None:
    with connected(threaded) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(endless)
        assert rest_of(connection)[:12] in (b"", b"HTTP/1.1 400")
    assert threaded.client.read().status == 200


@pytest.mark.parametrize(
    "body",
    [
        (b"content-length: 5000000\r\n\r\n", b"x"),
        (b"content-length: 99999999999999999999\r\n\r\n", b""),
        (b"transfer-encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n400\r\n" + b"x" * 1024),
    ],
)
def test_a_body_without_end_is_refused_before_it_is_read(threaded: Threaded, body: tuple[bytes, bytes]) -> None:
    head = HEAD.partition(b"content-length")[0]
    with connected(threaded) as connection:
        connection.sendall(head + b"".join(body))
        answer = rest_of(connection)
    assert answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))
    assert threaded.client.read().figures == (0, 0, 0)


def test_a_disconnect_in_the_body_breaks_nothing(threaded: Threaded, caplog: pytest.LogCaptureFixture) -> None:
    request = HEAD.replace(b"host: x", b"host: x\r\nx-forwarded-for: 203.0.113.1") + VIEW.encode()
    for cut in range(0, len(request), 7):
        with connected(threaded) as connection:
            connection.sendall(request[:cut])
    assert threaded.client.read().figures == (0, 0, 0)
    assert not caplog.records


@pytest.mark.parametrize(
    "begun", [b"", b"POST /v1", HEAD, HEAD + VIEW.encode()[:-1]], ids=["nothing", "a line", "a head", "a body"]
)
def test_connections_that_wait_for_their_client_make_room(tmp_path: Path, clock: FakeClock, begun: bytes) -> None:
    """Those that never sent a request go first, the oldest of them first."""
    with Threaded(tmp_path / "luot.sqlite", clock) as running, contextlib.ExitStack() as stack:
        kept = stack.enter_context(connected(running))
        kept.sendall(HEAD + VIEW.encode())
        assert kept.recv(12) == b"HTTP/1.1 200"
        idle = [stack.enter_context(connected(running)) for _ in range(250)]
        for connection in idle:
            with contextlib.suppress(OSError):  # closed already
                connection.sendall(begun)
        for path in ("/healthz", "/readyz"):
            assert running.client.ask("GET", path).status == 200
        other = Client(running.port)
        assert other.post(address="203.0.113.9").status == 200
        assert other.read().figures == (2, 2, 2)
        other.close()
        assert rest_of(idle[0]) == b""
        kept.sendall(HEAD + VIEW.encode())
        assert b"HTTP/1.1 200" in kept.recv(65_536) + kept.recv(65_536), "one that was of use stays"
        assert running.client.read().status == 200


def test_eleven_hundred_idle_connections(root: Path) -> None:
    """Against the service as it is set up: `max_connections` is 1,000."""
    with Service(root) as service, contextlib.ExitStack() as stack:
        service.client.close()
        for _ in range(1100):
            stack.enter_context(contextlib.closing(socket.create_connection(("127.0.0.1", service.port), timeout=30)))
        assert service.client.post().figures == (1, 1, 1)
        assert service.client.ask("GET", "/healthz").status == 200
        assert service.client.ready() == 200
        assert service.stop() == 0


def test_probes_are_answered_while_all_others_wait(threaded: Threaded) -> None:
    """With storage that does not answer: hits beyond the limit are refused, and none that was taken is lost."""
    record, begun, free = threaded.storage.record, 0, threading.Event()

    async def record_late(hit: Hit) -> Figures:
        nonlocal begun
        begun += 1
        await asyncio.to_thread(free.wait)
        return await record(hit)

    threaded.storage.record = record_late  # type: ignore[method-assign]
    hit = (HEAD + VIEW.encode()).replace(b"host: x", b"host: x\r\nx-forwarded-for: 203.0.113.%d")
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(connected(threaded)) for _ in range(100)]
        for number, connection in enumerate(taken):
            connection.sendall(hit % number)
        eventually(lambda: begun == 100, "all are taken")
        for path in ("/healthz", "/readyz"):
            assert threaded.client.ask("GET", path).status == 200
        for refused in (threaded.client.post(address="198.51.100.1"), threaded.client.read()):
            assert (refused.status, refused.json) == (503, {"error": "busy"})
        beyond = [stack.enter_context(connected(threaded)) for _ in range(60)]
        assert threaded.client.ask("GET", "/healthz").status == 200
        assert rest_of(beyond[0]) == b"", "they make room for each other"
        free.set()
        for connection in taken:
            assert connection.recv(12) == b"HTTP/1.1 200"
        assert threaded.client.read().figures == (100, 100, 100)
