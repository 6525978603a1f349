"""Names looked up where a connection is made, so that what they lead to can be judged there."""

from __future__ import annotations

import socket
from collections.abc import Container, Sequence

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from harmony_core.edges.addresses import Network, is_literal, may_connect


class PrivateAddressError(OSError):
    """A name leads only to addresses that may not be connected to."""


class PublicResolver(AbstractResolver):
    """Looks a name up and keeps only addresses that may be connected to.

    It answers where the connection is made, so a name that leads elsewhere the second time gains nothing. Of hosts
    that the user named it notes the addresses, for `open_socket`, which has the last word: it sees what is really
    connected to, however it was written.
    """

    def __init__(
        self,
        trusted: Sequence[Network],
        own_hosts: Container[str] = (),
        inner: AbstractResolver | None = None,
    ) -> None:
        self._trusted = trusted
        self._own_hosts = own_hosts
        self._own_addresses: set[str] = set()
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises `PrivateAddressError` where none may be connected to."""
        found = await self._inner.resolve(host, port, family)
        if host in self._own_hosts:  # the user named it as a mirror
            self._own_addresses.update(each["host"] for each in found)
            return found
        allowed = [each for each in found if may_connect(each["host"], self._trusted)]
        if not allowed:
            raise PrivateAddressError(f"{host} leads to a private address, which is not allowed")
        return allowed

    def open_socket(self, address: AddrInfoType) -> socket.socket:
        """Open a socket for a connection to an address. Raises `PrivateAddressError` where there may be none."""
        family, kind, protocol, _, (host, *_) = address
        own = host in self._own_addresses or host in self._own_hosts
        if not own and not (is_literal(str(host)) and may_connect(str(host), self._trusted)):
            raise PrivateAddressError(f"{host} is a private address, which is not allowed")
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        """Close what was opened."""
        await self._inner.close()
