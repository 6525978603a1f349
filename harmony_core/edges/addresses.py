"""Where a connection may go: public addresses, unless the user lists others."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Container, Sequence
from typing import TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


def may_connect(address: str, trusted: Sequence[Network]) -> bool:
    """Whether an IP address is public, or in a network that the user trusts."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return (ip.is_global and not ip.is_multicast) or any(ip in network for network in trusted)


def is_literal(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


class PublicResolver(AbstractResolver):
    """Looks a name up and keeps only addresses that may be connected to.

    It answers where the connection is made, so a name that leads elsewhere the second time gains nothing.
    """

    def __init__(self, trusted: Sequence[Network], own_hosts: Container[str] = ()) -> None:
        self._trusted = trusted
        self._own_hosts = own_hosts
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises `OSError` where none may be connected to."""
        found = await self._inner.resolve(host, port, family)
        if host in self._own_hosts:  # the user named it as a mirror
            return found
        allowed = [each for each in found if may_connect(each["host"], self._trusted)]
        if not allowed:
            raise OSError(f"{host} leads to a private address, which is not allowed")
        return allowed

    async def close(self) -> None:
        """Close what was opened."""
        await self._inner.close()
