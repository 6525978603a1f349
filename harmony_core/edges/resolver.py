"""Names looked up where a connection is made, so that what they lead to can be judged there."""

from __future__ import annotations

import socket
from collections.abc import Container, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from harmony_core.edges.addresses import Network, may_connect


class PrivateAddressError(OSError):
    """A name leads only to addresses that may not be connected to."""


class PublicResolver(AbstractResolver):
    """Looks a name up and keeps only addresses that may be connected to.

    It answers where the connection is made, so a name that leads elsewhere the second time gains nothing.
    """

    def __init__(
        self,
        trusted: Sequence[Network],
        own_hosts: Container[str] = (),
        inner: AbstractResolver | None = None,
    ) -> None:
        self._trusted = trusted
        self._own_hosts = own_hosts
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises `PrivateAddressError` where none may be connected to."""
        found = await self._inner.resolve(host, port, family)
        if host in self._own_hosts:  # the user named it as a mirror
            return found
        allowed = [each for each in found if may_connect(each["host"], self._trusted)]
        if not allowed:
            raise PrivateAddressError(f"{host} leads to a private address, which is not allowed")
        return allowed

    async def close(self) -> None:
        """Close what was opened."""
        await self._inner.close()
