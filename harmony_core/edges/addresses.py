"""Where a connection may go: public addresses, unless the user lists others."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


# IPv6 networks whose addresses end in an IPv4 address, which is where they lead (RFC 4291, 2.5.5; RFC 6052).
_HOLD_IPV4 = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96")))

# Networks that Python's tables know only in later versions: local translation (RFC 8215), documentation (RFC 9637),
# segment routing (RFC 9602).
_NOT_PUBLIC = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "3fff::/20", "5f00::/16")))


def may_connect(address: str, trusted: Sequence[Network]) -> bool:
    """Whether an IP address is public, or in a network that the user trusts."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = _inner_ipv4(ip) or ip
    site_local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    known = isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in _NOT_PUBLIC)
    public = ip.is_global and not ip.is_multicast and not site_local and not known
    return public or any(ip in network for network in trusted)


def _inner_ipv4(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if any(ip in network for network in _HOLD_IPV4):
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.sixtofour


def is_literal(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
