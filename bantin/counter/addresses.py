"""The client address of a hit behind trusted proxies, and the part of it that identifies a visitor."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_IPV4_BYTES = 4
_MAPPED = b"\0" * 10 + b"\xff\xff"
_PORT = re.compile(r"(?::[0-9]{1,5})?")
_HOPS_LIMIT = 16
"""Most entries of `X-Forwarded-For` that are read."""


def parse_address(address: str) -> bytes | None:
    """Return the 4 or 16 bytes of an address, an IPv4-mapped one as 4; `None` when `address` is not an IP address."""
    try:
        if ":" not in address:
            return socket.inet_pton(socket.AF_INET, address)
        whole = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    except (OSError, ValueError):
        return None
    return whole[12:] if whole.startswith(_MAPPED) else whole


def _without_port(hop: str) -> str:
    """Return the address of `1.2.3.4:5566`, `[2001:db8::1]:5566` and `[2001:db8::1]`, as some proxies write them."""
    if hop.startswith("["):
        address, closed, port = hop[1:].partition("]")
        return address if closed and ":" in address and _PORT.fullmatch(port) else ""
    address, colon, port = hop.partition(":")
    return address if colon and "." in address and _PORT.fullmatch(colon + port) else hop


def network_of(address: bytes) -> bytes:
    """Return an IPv4 address whole, of IPv6 the /64: hosts change address within it at will (RFC 8981)."""
    return address if len(address) == _IPV4_BYTES else address[:8]


class TrustedProxies:
    """Proxies whose `X-Forwarded-For` is trusted. `networks` are addresses and CIDR ranges."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        parsed = [ipaddress.ip_network(network) for network in networks]
        self._networks = [(net.max_prefixlen // 8, int(net.network_address), int(net.netmask)) for net in parsed]

    def __contains__(self, address: bytes) -> bool:
        number = int.from_bytes(address, "big")
        return any(len(address) == size and number & mask == network for size, network, mask in self._networks)

    def fault(self, peer: str, forwarded: Sequence[bytes]) -> str:
        """Return the code of the warning when all readers who come through `peer` look like one; an empty text if not.

        A peer of this machine or network that says for whom it asks is a proxy that the settings do not name. Other
        peers may forge that, so what they say is ignored.
        """
        address = parse_address(peer)
        if address is None:
            return ""
        if address in self:
            return "" if forwarded else "BT743"
        return "BT742" if forwarded and ipaddress.ip_address(address).is_private else ""

    def client(self, peer: str, forwarded: Iterable[bytes]) -> bytes | None:
        """Return the client's address in bytes; `None` when `peer` is not an IP address.

        `forwarded` are the values of `X-Forwarded-For`, in order. They are read from the right, where the nearest proxy
        wrote, up to the first untrusted hop: clients can forge everything left of it.
        """
        address = parse_address(peer)
        if address is None or not self._networks or address not in self:
            return address
        hops = b",".join(forwarded).rsplit(b",", _HOPS_LIMIT)[-_HOPS_LIMIT:]
        for hop in reversed(hops):
            before = parse_address(_without_port(hop.strip().decode("latin-1")))
            if before is None:
                break
            address = before
            if address not in self:
                break
        return address
