"""Ten thousand malformed requests: never a 500, and nothing counted."""

from __future__ import annotations

import itertools
import json
import socket
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import SOAK
from tests.counter.running import BROWSER, ORIGIN, VIEW, Threaded

PROTOCOL = {200, 204, 400, 403, 404, 405, 413, 429}
TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

near_misses = st.fixed_dictionaries(
    {},
    optional={
        "v": st.sampled_from([1, 2, 0, -1, 1.0, "1", None, True, 2**64, []]),
        "site": st.sampled_from(["hdnd", "HDND", "", "ubnd", 5, None, ["hdnd"], {"a": 1}]) | st.text(max_size=20),
        "kind": st.sampled_from(["view", "beat", "VIEW", "", 1, None, []]) | st.text(max_size=8),
        "x": st.none(),
    },
).map(lambda value: json.dumps(value).encode())
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
)
bodies = (
    near_misses | junk.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=1500) | st.just(VIEW.encode())
)
header_values = st.text(st.characters(codec="latin-1", min_codepoint=32, exclude_characters="\x7f"), max_size=60).map(
    str.strip
)
header_names = st.sampled_from(
    [
        "origin",
        "content-type",
        "user-agent",
        "x-forwarded-for",
        "sec-purpose",
        "sec-fetch-site",
        "purpose",
        "forwarded",
        "cookie",
        "accept",
        "range",
    ]
) | st.text(TOKEN, min_size=1, max_size=12).filter(
    lambda name: name.lower() not in {"host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"}
)
GOOD = {"content-type": "text/plain", "user-agent": BROWSER, "origin": ORIGIN}
odd_headers = st.dictionaries(
    header_names,
    header_values | st.sampled_from([ORIGIN, BROWSER, "text/plain", "127.0.0.1", "::1, 1.2.3.4"]),
    max_size=6,
)
headers = odd_headers | odd_headers.map(lambda odd: GOOD | odd)
methods = st.sampled_from(["POST"] * 6 + ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
paths = st.sampled_from(
    ["/v1/luot"] * 6
    + [
        "/v1/luot?site=hdnd",
        "/v1/luot?site=%00",
        "/readyz",
        "/healthz",
        "/",
        "//",
        "/v1/../luot",
        "/%2e",
        "/v1/luot%00",
    ]
)


def may_count(method: str, path: str, body: bytes, headers: dict[str, str]) -> bool:
    names = {name.lower(): value for name, value in headers.items()}
    return (
        method == "POST"
        and path.partition("?")[0] == "/v1/luot"
        and body == VIEW.encode()
        and names.get("content-type", "").partition(";")[0].strip().lower() == "text/plain"
        and names.get("origin", ORIGIN) == ORIGIN
        and names.get("user-agent", "").startswith(("Mozilla/", "Opera/"))
    )


def parts(strategy: st.SearchStrategy[Any], count: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=count, max_size=count)


# Each example is a hundred requests: each line with each body and each set of headers.
@settings(max_examples=100 if SOAK < 100 else 3_000, suppress_health_check=list(HealthCheck))
@given(parts(st.tuples(methods, paths), 5), parts(bodies, 4), parts(headers, 5))
def test_no_request_breaks_it(
    threaded: Threaded, lines: list[tuple[str, str]], bodies: list[bytes], headers: list[dict[str, str]]
) -> None:
    threaded.clock.pass_s(60)
    before = threaded.client.read().json["total"]
    allowed = 0
    for (method, path), body, named in itertools.product(lines, bodies, headers):
        reply = threaded.client.ask(method, path, body, named)
        assert reply.status in PROTOCOL, (reply.status, reply.body)
        allowed += reply.status == 200 and may_count(method, path, body, named)
    assert threaded.client.read().json["total"] - before <= allowed


@settings(max_examples=400 if SOAK < 100 else 60_000, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400))
def test_no_bytes_break_it(threaded: Threaded, noise: bytes) -> None:
    with socket.create_connection(("127.0.0.1", threaded.port), timeout=30) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 2")), answer[:100]
    assert threaded.client.read().figures == (0, 0, 0)
