"""Where connections may go."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from aiohttp.abc import AbstractResolver

from harmony_core.edges.addresses import is_literal, may_connect
from harmony_core.edges.resolver import PrivateAddressError, PublicResolver

PRIVATE = """
127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 198.18.0.1 224.0.0.1
255.255.255.255 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12::1 ff02::1 ff0e::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:0 64:ff9b::7f00:1 64:ff9b::a00:1
2002:7f00:1:: 2002:a00:1:: 2001:0:4136:e378:8000:63bf:80ff:fffe 64:ff9b:1::7f00:1 3fff::1 5f00::1 100::1
""".split()
PUBLIC = "1.1.1.1 93.184.216.34 2606:4700:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address):
    """Whatever form it is written in, an address that is not public is not connected to."""
    assert not may_connect(address, ())


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address):
    """Public addresses are what sources have."""
    assert may_connect(address, ())


def test_the_user_lists_trusted_networks():
    """A listed network is connected to, also as IPv4 inside IPv6, and no other."""
    trusted = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8"))
    assert may_connect("10.1.2.3", trusted)
    assert may_connect("::ffff:10.1.2.3", trusted)
    assert may_connect("fd12::1", trusted)
    assert not may_connect("192.168.1.1", trusted)
    assert not may_connect("127.0.0.1", trusted)


@pytest.mark.parametrize(
    ("host", "literal"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("fe80::1%eth0", True),
        ("localhost", False),
        ("1.2.3", False),
    ],
)
def test_literals_are_told_from_names(host, literal):
    """An IP address is never looked up."""
    assert is_literal(host) is literal


class Stub(AbstractResolver):
    """Answers with the addresses that it was given."""

    def __init__(self, *addresses):
        self.addresses = addresses
        self.closed = False

    async def resolve(self, host, port=0, family=socket.AF_INET):
        """Return them all."""
        return [
            {"hostname": host, "host": each, "port": port, "family": family, "proto": 0, "flags": 0}
            for each in self.addresses
        ]

    async def close(self):
        """Remember that it was closed."""
        self.closed = True


async def test_a_name_that_leads_to_private_addresses_only_is_refused():
    """The error names the host, and is one that nobody tries again."""
    with pytest.raises(PrivateAddressError, match=r"rebound\.example leads to a private address"):
        await PublicResolver((), inner=Stub("127.0.0.1", "::1", "10.0.0.1")).resolve("rebound.example")


async def test_only_a_name_s_public_addresses_are_used():
    """Where a name leads to both, only the public ones are connected to."""
    found = await PublicResolver((), inner=Stub("127.0.0.1", "1.1.1.1")).resolve("mixed.example", 443)
    assert [each["host"] for each in found] == ["1.1.1.1"]


async def test_trusted_networks_and_own_hosts_may_be_private():
    """What the user lists or set as a base is connected to."""
    trusted = (ipaddress.ip_network("10.0.0.0/8"),)
    assert await PublicResolver(trusted, inner=Stub("10.0.0.1")).resolve("intranet")
    assert await PublicResolver((), {"mirror"}, inner=Stub("10.0.0.1")).resolve("mirror")
    with pytest.raises(PrivateAddressError):
        await PublicResolver((), {"mirror"}, inner=Stub("10.0.0.1")).resolve("other")


async def test_what_is_inside_is_closed():
    """Closing closes the resolver that is asked."""
    stub = Stub()
    await PublicResolver((), inner=stub).close()
    assert stub.closed


def address(host, family=socket.AF_INET):
    """Return what a connection is opened to."""
    return (family, socket.SOCK_STREAM, 0, "", (host, 443))


@pytest.mark.parametrize("host", [*PRIVATE, "2130706433", "127.1", "0x7f000001", "017700000001", "localhost", ""])
async def test_no_socket_is_opened_to_a_private_address(host):
    """However it is written, and whoever resolved it: the last word is where the connection is made."""
    with pytest.raises(PrivateAddressError, match="private address"):
        PublicResolver(()).open_socket(address(host))


@pytest.mark.parametrize("host", PUBLIC)
async def test_sockets_are_opened_to_public_addresses(host):
    """Those are what sources have."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    PublicResolver(()).open_socket(address(host, family)).close()


async def test_sockets_are_opened_to_what_the_user_named():
    """Trusted networks, a base that is an address, and what a base's name leads to; nothing else."""
    trusted = (ipaddress.ip_network("10.0.0.0/8"),)
    resolver = PublicResolver(trusted, {"mirror", "192.168.1.9"}, inner=Stub("192.168.1.5"))
    with pytest.raises(PrivateAddressError):
        resolver.open_socket(address("192.168.1.5"))
    await resolver.resolve("mirror")
    for host in ("10.1.2.3", "192.168.1.9", "192.168.1.5"):
        resolver.open_socket(address(host)).close()
    with pytest.raises(PrivateAddressError):
        resolver.open_socket(address("192.168.1.6"))
