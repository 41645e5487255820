"""The listening socket, its addresses, and which `Host` headers are allowed."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from urllib.parse import urlsplit

from bantin.problems import BuildFailed, problem
from bantin.problems.reasons import reason_of

TOKEN = "token"  # noqa: S105 - a parameter's name
"""Parameter of the address that lets another device in, once."""
TRIES = 20
"""Ports to try, one after another, while they are busy."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket listening on `host` at the first free port from `port` on (0: any).

    Raises `BuildFailed` when `host` is not an address of this machine, or no port is free.
    """
    refused = OSError(errno.EADDRINUSE, "address in use")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise BuildFailed([problem("BT803", address=f"{host}:{port}", reason=reason_of(error))]) from None
    for candidate in range(port, port + TRIES if port else 1):
        found = socket.socket(family, kind, protocol)
        try:
            if sys.platform == "win32":  # there SO_REUSEADDR would share the port with another process
                found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((address[0], candidate, *address[2:]))
            found.listen(128)
        except (OSError, OverflowError) as error:
            found.close()
            if not isinstance(error, OSError) or error.errno not in (errno.EADDRINUSE, errno.EACCES):
                refused = error if isinstance(error, OSError) else refused
                break
            refused = error
            continue
        return found
    raise BuildFailed([problem("BT803", address=f"{host}:{port}", reason=reason_of(refused))])


def address_for(host: str, port: int) -> str:
    """Return the URL for a browser on this machine: `http://127.0.0.1:8000`."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host)  # noqa: S104 - what the user asked for
    return f"http://{name or (f'[{host}]' if ':' in host else host)}:{port}"


def address_for_others(host: str, port: int) -> str | None:
    """Return the URL for other devices on the network; `None` when only this machine is served or has no network."""
    if not _is_wildcard(host):
        return None if is_loopback(host) else address_for(host, port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1 (RFC 5737); nothing is sent, the system only chooses a route
            own = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if own.startswith("127.") else f"http://{own}:{port}"


def is_allowed_host(host_header: str, host: str) -> bool:
    """Whether a request with this `Host` header is meant for a server that listens on `host`.

    This prevents DNS rebinding: another site's name can resolve to this machine, and its pages could then read the
    preview; their requests carry that name. IP addresses and `localhost` (RFC 6761) cannot resolve to another machine.
    """
    try:
        name = (urlsplit(f"//{host_header}").hostname or "").lower()
    except ValueError:
        return False
    if name in ("localhost", host.lower()) or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or _is_wildcard(host)


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's for itself alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host.lower() == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_wildcard(host: str) -> bool:
    return host in ("0.0.0.0", "::", "")  # noqa: S104 - what the user asked for
