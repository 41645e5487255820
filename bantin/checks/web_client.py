"""Asks a web server for many files over connections that stay open, one for each thread."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urlsplit

from bantin.problems import NO_ANSWER, NO_HOST, NO_SENSE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

TIMEOUT_S = 30.0
_TRIES = 3
_FAULTS = {10: "expired", 62: "host", 64: "host"}
"""By the codes of OpenSSL: X509_V_ERR_CERT_HAS_EXPIRED, HOSTNAME_MISMATCH, IP_ADDRESS_MISMATCH."""
_NO_MORE = 1 << 20
"""Bytes beyond what is expected that are read: more would let a server keep this busy for ever."""


class Unreachable(Exception):
    """No answer came; what the system says, as text."""


class BadCertificate(Exception):
    """The certificate cannot be trusted: `expired`, `host` (of another) or `unknown` (issuer not trusted)."""


class Answer(NamedTuple):
    """An answer to a request."""

    status: int
    headers: Message
    body: bytes


class WebClient:
    """Asks one server, as a context. Any thread may use it."""

    def __init__(self, url: str) -> None:
        """`url` is the site's address, `https://hdnd.example.vn/`."""
        self._address = urlsplit(url)
        self._connections = threading.local()
        self._all: list[http.client.HTTPConnection] = []
        self._context = ssl.create_default_context() if self._address.scheme == "https" else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for one in self._all:
            one.close()

    def ask(self, path: str, expected: int = 0, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer for a path, percent-encoded; of a body not much more than `expected` bytes.

        Raises `Unreachable` and `BadCertificate`.
        """
        for attempt in range(_TRIES):
            connection = self._connection()
            try:
                sent = {"Accept-Encoding": "identity", "User-Agent": "Bantin", "Cache-Control": "no-cache"}
                connection.request("GET", path, headers={**sent, **(headers or {})})
                response = connection.getresponse()
                body = response.read(expected + _NO_MORE)
                if not response.isclosed() and response.read(1):
                    connection.close()
                return Answer(response.status, response.headers, body)
            except ssl.SSLCertVerificationError as error:
                raise BadCertificate(_FAULTS.get(error.verify_code, "unknown")) from None
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if attempt == _TRIES - 1:
                    raise Unreachable(_reason(error)) from None
        raise AssertionError  # the last try returns or raises

    def certificate_end(self) -> float | None:
        """Return when the certificate ends, in seconds since 1970; `None` without TLS. Raises as `ask` does."""
        if self._context is None:
            return None
        self.ask(self._address.path or "/")
        sock = self._connection().sock
        if not isinstance(sock, ssl.SSLSocket):
            return None
        end = (sock.getpeercert() or {}).get("notAfter")
        return float(ssl.cert_time_to_seconds(end)) if isinstance(end, str) else None

    def _connection(self) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._connections, "one", None)
        if found is None:
            host, port = self._address.hostname or "", self._address.port
            if self._context:
                found = http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=self._context)
            else:
                found = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
            self._connections.one = found
            self._all.append(found)
        return found


def _reason(error: OSError | http.client.HTTPException) -> str:
    """Return why no answer came: words of the system, or of `bantin.problems`."""
    if isinstance(error, socket.gaierror):
        return NO_HOST
    if isinstance(error, TimeoutError):
        return NO_ANSWER
    if isinstance(error, ssl.SSLError) or not isinstance(error, OSError):
        return NO_SENSE
    return error.strerror or NO_ANSWER
