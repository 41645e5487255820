"""The service's HTTP side: an ASGI application with one resource and two probes.

It uses no framework: Starlette's router, `Request` and `Response` took as much CPU time for each hit as all the rest.
The figures are in `docs/counter.md`.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs

from bantin.counter import protocol
from bantin.counter.addresses import network_of
from bantin.counter.protocol import BODY_LIMIT, Refused
from bantin.counter.rate_limit import RateLimiter
from bantin.counter.storage import Unavailable
from bantin.counter.visitors import address_id, visitor_id
from bantin.counter.visits import Hit
from bantin.problems import problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from bantin.counter.clock import Arrival, Clock
    from bantin.counter.policy import Policy
    from bantin.counter.storage import Storage
    from bantin.counter.visits import Figures

    # The names of the ASGI specification.
    Scope: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    Headers: TypeAlias = dict[bytes, bytes]

_LOG = logging.getLogger("bantin.counter")
_JSON = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)
_READS = ("GET", "HEAD")
_SPECULATIVE = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")


class _Disconnected(Exception):
    """The client disconnected while it sent the body. Raised by `_read_body`, caught by the app."""


class _Reply(NamedTuple):
    status: HTTPStatus
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class CounterApp:
    """The ASGI application of one service."""

    def __init__(self, policy: Policy, storage: Storage, clock: Clock, is_bot: Callable[[str], bool]) -> None:
        self._policy = policy
        self._storage = storage
        self._clock = clock
        self._is_bot = is_bot
        self._queries = {f"site={site}".encode(): site for site in policy.sites}
        self._is_proxy_told = False
        """Whether a proxy that hides readers has been told of: once is enough."""
        self._by_visitor = RateLimiter(policy.service.visitor_per_minute, policy.rules.capacity)
        self._by_address = RateLimiter(policy.service.address_per_minute, policy.rules.capacity)
        self._any_origin = [*_JSON, (b"vary", b"Origin")]
        self._origins = {
            origin.encode(): [*self._any_origin, (b"access-control-allow-origin", origin.encode())]
            for origin in policy.origins
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        try:
            reply = await self._reply(scope, headers, receive)
        except Refused as refused:
            reply = _refusal(refused.status, refused.code)
        except Unavailable as unavailable:
            reply = _refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(unavailable))
        except _Disconnected:
            return
        common = self._origins.get(headers.get(b"origin", b""), self._any_origin)
        # RFC 9110, 8.6: no Content-Length with status 204.
        length = [] if reply.status is HTTPStatus.NO_CONTENT else [(b"content-length", b"%d" % len(reply.body))]
        await send(
            {"type": "http.response.start", "status": int(reply.status), "headers": [*common, *reply.headers, *length]}
        )
        await send({"type": "http.response.body", "body": reply.body})

    async def _reply(self, scope: Scope, headers: Headers, receive: Receive) -> _Reply:
        method, path = scope["method"], scope["path"]
        if path != protocol.PATH:
            return self._probe(method, path)
        if method == "POST":
            return await self._hit(scope, headers, receive)
        if method in _READS:
            arrival = self._clock.now()
            return self._figures_reply(
                await self._storage.figures(self._site_of(scope["query_string"]), arrival), arrival
            )
        if method == "OPTIONS":
            self._check_origin(headers)
            return _Reply(HTTPStatus.NO_CONTENT, b"", _PREFLIGHT)
        return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method", (b"allow", b"GET, HEAD, POST, OPTIONS"))

    def _probe(self, method: str, path: str) -> _Reply:
        if path not in ("/healthz", "/readyz"):
            return _refusal(HTTPStatus.NOT_FOUND, "path")
        if method not in _READS:
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, "method", (b"allow", b"GET, HEAD"))
        fault = self._storage.fault if path == "/readyz" else None
        return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, fault) if fault else _Reply(HTTPStatus.OK, b'{"status":"ok"}')

    async def _hit(self, scope: Scope, headers: Headers, receive: Receive) -> _Reply:
        self._check_origin(headers)
        if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"text/plain":
            raise Refused(HTTPStatus.BAD_REQUEST, "type")
        arrival = self._clock.now()
        salts = self._storage.salts.at(arrival)
        if salts is None:
            raise Unavailable("unavailable")
        salt, former_salt = salts
        network = self._network(scope)
        if not self._by_address.allows(address_id(salt, network), arrival.at):
            return _too_often()
        message = protocol.read_message(await _read_body(headers, receive))
        site = message.site
        if site not in self._policy.sites:
            raise Refused(HTTPStatus.BAD_REQUEST, "site")
        agent = headers.get(b"user-agent", b"")
        visitor = visitor_id(salt, site, network, agent)
        if not self._by_visitor.allows(visitor, arrival.at):
            return _too_often()
        if self._is_bot(agent.decode("latin-1")) or _is_speculative(headers):
            return self._figures_reply(await self._storage.figures(site, arrival), arrival)
        former = visitor_id(former_salt, site, network, agent) if former_salt else None
        return self._figures_reply(
            await self._storage.record(Hit(site, message.kind == "view", visitor, former, arrival)), arrival
        )

    def _figures_reply(self, figures: Figures, arrival: Arrival) -> _Reply:
        body = protocol.figures_body(figures, arrival, self._policy.timezone, self._policy.rules.window_s)
        return _Reply(HTTPStatus.OK, body)

    def _check_origin(self, headers: Headers) -> None:
        """Raise `Refused` for pages of other origins.

        A request without `Origin` is accepted: old browsers omit it within one origin, and other programs can forge it.
        """
        origin = headers.get(b"origin")
        foreign = headers.get(b"sec-fetch-site") == b"cross-site" if origin is None else origin not in self._origins
        if foreign:
            raise Refused(HTTPStatus.FORBIDDEN, "origin")

    def _network(self, scope: Scope) -> bytes:
        peer = scope["client"]
        if not peer:
            return b""
        # The header may occur several times (RFC 9110, 5.3).
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if not self._is_proxy_told and (code := self._policy.proxies.fault(peer[0], forwarded)):
            self._is_proxy_told = True
            _LOG.warning(problem(code, address=peer[0]))
        address = self._policy.proxies.client(peer[0], forwarded)
        return network_of(address) if address else b""

    def _site_of(self, query: bytes) -> str:
        site = self._queries.get(query)
        if site is not None:
            return site
        try:
            named = parse_qs(query.decode("ascii"), max_num_fields=4).get("site", [])
        except ValueError:
            named = []
        if len(named) != 1 or named[0] not in self._policy.sites:
            raise Refused(HTTPStatus.BAD_REQUEST, "site")
        return named[0]


async def _read_body(headers: Headers, receive: Receive) -> bytearray:
    """Return the body. Raises `Refused` as soon as it exceeds the limit, and `_Disconnected`."""
    declared = headers.get(b"content-length", b"0")
    if len(declared) > len(str(BODY_LIMIT)) or int(declared) > BODY_LIMIT:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise _Disconnected
        body += event.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
        if not event.get("more_body"):
            return body


def _is_speculative(headers: Headers) -> bool:
    """Whether the browser prefetches or prerenders: `Sec-Purpose: prefetch` and its predecessors."""
    return any(b"pre" in headers[name].lower() for name in _SPECULATIVE if name in headers)


def _refusal(status: HTTPStatus, code: str, *headers: tuple[bytes, bytes]) -> _Reply:
    close = ((b"connection", b"close"),) if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE else ()
    return _Reply(status, protocol.error_body(code), (*headers, *close))


def _too_often() -> _Reply:
    return _refusal(HTTPStatus.TOO_MANY_REQUESTS, "rate", (b"retry-after", b"60"))
