"""Which addresses a callback may reach: public unicast, and nothing else.

The standard library's ``is_global`` depends on Python's version and takes multicast for global,
so the tables are here: IANA's special-purpose registries (RFC 6890 and what came after it).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final

from resume_pipeline.errors import ReportError

#: The addresses of a host, as text; raises OSError or ValueError if there are none.
Resolver = Callable[[str, int], Sequence[str]]

_NOT_GLOBAL_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own services for its machines, at a public address
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
#: Outside it are loopback, v4-mapped, NAT64, unique local, link-local and multicast.
_GLOBAL_6: Final = IPv6Network("2000::/3")
_NOT_GLOBAL_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which wraps any IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_global(address: str) -> bool:
    """Whether ``address`` is public unicast; text that is no address is not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if found.version == 4:
        return not any(found in network for network in _NOT_GLOBAL_4)
    return found in _GLOBAL_6 and not any(found in network for network in _NOT_GLOBAL_6)


def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver says, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def checked_addresses(
    host: str, port: int, *, resolver: Resolver, is_allowed: bool
) -> Sequence[str]:
    """The addresses of ``host``, resolved once; the caller connects to one of them, by address.

    Args:
        is_allowed: whether the operator allows addresses that are not public.

    Raises:
        ReportError: there is none, or one of them is not public.
    """
    try:
        found = resolver(host, port)
    except (OSError, ValueError) as error:
        raise ReportError(f"the callback's host has no address: {type(error).__name__}") from None
    if not found:
        raise ReportError("the callback's host has no address")
    if not is_allowed and not all(is_global(address) for address in found):
        raise ReportError(
            "the callback's host has an address that is not public; "
            "if it is meant, add host:port to callback_allow"
        )
    return found
