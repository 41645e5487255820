"""Client addresses behind trusted proxies."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantin.counter.addresses import TrustedProxies, network_of, parse_address

PROXIES = TrustedProxies(["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32"])


def client(peer: str, *forwarded: str) -> str | None:
    found = PROXIES.client(peer, [one.encode() for one in forwarded])
    return str(ipaddress.ip_address(found)) if found else None


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),  # nobody's header counts but a proxy's
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # what the client wrote itself
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),  # two proxies
        ("127.0.0.1", ["198.51.100.1", "10.1.2.3"], "198.51.100.1"),  # a line each
        ("127.0.0.1", ["10.9.9.9, 10.1.2.3"], "10.9.9.9"),  # a reader inside the trusted network
        ("127.0.0.1", ["198.51.100.1, rubbish"], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6:1, 198.51.100.1:5566"], "198.51.100.1"),  # Azure's gateways write the port, too
        ("127.0.0.1", ["198.51.100.1:5566, 10.1.2.3:80"], "198.51.100.1"),
        ("127.0.0.1", ["[2001:db9::7]:5566"], "2001:db9::7"),
        ("127.0.0.1", ["[2001:db9::7]"], "2001:db9::7"),
        ("127.0.0.1", ["2001:db9::7:5566"], "2001:db9::7:5566"),  # without brackets it is part of the address
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1:http"], "127.0.0.1"),
        ("127.0.0.1", ["[2001:db9::7"], "127.0.0.1"),
        ("127.0.0.1", ["[198.51.100.1]:80"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1, "], "127.0.0.1"),
        ("2001:db8::1", [" 2001:db9::7 "], "2001:db9::7"),
        ("::ffff:127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("fe80::1%eth0", ["198.51.100.1"], "fe80::1"),
        ("127.0.0.1", [",".join(["10.0.0.1"] * 50_000)], "10.0.0.1"),
        ("not an address", ["198.51.100.1"], None),
    ],
)
def test_the_client_is_the_last_address_that_a_trusted_proxy_saw(
    peer: str, forwarded: list[str], expected: str | None
) -> None:
    assert client(peer, *forwarded) == expected


@given(st.lists(st.text(max_size=40), max_size=5))
def test_no_header_moves_an_untrusted_peer(forwarded: list[str]) -> None:
    assert PROXIES.client("203.0.113.7", [one.encode() for one in forwarded]) == parse_address("203.0.113.7")
    assert TrustedProxies().client("127.0.0.1", [one.encode() for one in forwarded]) == parse_address("127.0.0.1")


@given(st.ip_addresses())
def test_every_address_is_understood(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    mapped = getattr(address, "ipv4_mapped", None)
    assert parse_address(str(address)) == (mapped or address).packed
    with_port = f"{address}:5566" if address.version == 4 else f"[{address}]:5566"
    assert TrustedProxies(["127.0.0.1"]).client("127.0.0.1", [with_port.encode()]) == (mapped or address).packed


def test_an_ipv6_visitor_is_their_network() -> None:
    one, two, other = (
        parse_address(text) or b"" for text in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert network_of(one) == network_of(two) != network_of(other)
    assert network_of(parse_address("1.2.3.4") or b"") == bytes([1, 2, 3, 4])
